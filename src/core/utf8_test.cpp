// SPDX-License-Identifier: Apache-2.0
#include "core/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace hitme::core {
namespace {

// Unicode 15 table 3-6 and table 3-7: the ends of every row.
TEST(Utf8, ReadsTheFirstAndLastCharacterOfEachLength) {
    struct Row {
        std::string bytes;
        char32_t value;
    };
    for (const Row& row :
         {Row{std::string(1, '\0'), 0}, Row{"\x7F", 0x7F}, Row{"\xC2\x80", 0x80},
          Row{"\xDF\xBF", 0x7FF}, Row{"\xE0\xA0\x80", 0x800}, Row{"\xED\x9F\xBF", 0xD7FF},
          Row{"\xEE\x80\x80", 0xE000}, Row{"\xEF\xBF\xBF", 0xFFFF},
          Row{"\xF0\x90\x80\x80", 0x10000}, Row{"\xF4\x8F\xBF\xBF", 0x10FFFF}}) {
        const auto read = utf8_front(row.bytes + "tail");
        ASSERT_TRUE(read) << row.bytes.size();
        EXPECT_EQ(read->value, row.value);
        EXPECT_EQ(read->length, row.bytes.size());
        EXPECT_EQ(utf8_length(row.bytes), row.bytes.size());
        if (row.bytes.size() == 1) continue;
        EXPECT_EQ(utf8_length(row.bytes.substr(0, row.bytes.size() - 1)), 0u) << "cut";
    }
}

TEST(Utf8, RefusesWhatTheTableDoesNotHold) {
    for (const char* bytes :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3\x28", "\xE0\x9F\xBF", "\xED\xA0\x80",
          "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
        EXPECT_EQ(utf8_length(bytes), 0u);
        EXPECT_FALSE(utf8_front(bytes));
    }
}

}  // namespace
}  // namespace hitme::core
