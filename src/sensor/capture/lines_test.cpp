// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/lines.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/kept_events.h"

namespace hitme::sensor {
namespace {

struct Read {
    std::vector<std::string> lines;
    std::uint64_t too_long = 0;
    bool unfinished = false;
};

Read read(const std::string& text) {
    const tests::ScratchFile file(text);
    auto stream = ArchiveStream::open(file.path());
    EXPECT_TRUE(stream && *(*stream)->next_entry());
    Lines lines(**stream);
    Read all;
    while (true) {
        const auto line = lines.next();
        EXPECT_TRUE(line);
        if (!line || !line->has_value()) break;
        all.lines.emplace_back(**line);
    }
    all.too_long = lines.too_long();
    all.unfinished = lines.unfinished();
    return all;
}

TEST(Lines, EndAtLineFeedsWithOrWithoutReturns) {
    const auto all = read("one\r\n\ntwo\nthree");
    EXPECT_EQ(all.lines, (std::vector<std::string>{"one", "", "two", "three"}));
    EXPECT_TRUE(all.unfinished);
    EXPECT_FALSE(read("one\n").unfinished);
}

TEST(Lines, AreTheSameAcrossBlocks) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + "\n";  // more than two blocks
    const auto all = read(text);
    ASSERT_EQ(all.lines.size(), 100'000u);
    for (std::size_t i = 0; i < all.lines.size(); ++i) ASSERT_EQ(all.lines[i], std::to_string(i));
}

TEST(Lines, ArePassedOverWhenTooLong) {
    const auto all = read("a\n" + std::string(max_log_line_bytes + 1, 'x') + "\nb\n" +
                          std::string(3 * max_log_line_bytes, 'y'));
    EXPECT_EQ(all.lines, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(all.too_long, 2u);
    EXPECT_EQ(read(std::string(max_log_line_bytes, 'x') + "\n").lines.size(), 1u);
}

}  // namespace
}  // namespace hitme::sensor
