// SPDX-License-Identifier: Apache-2.0
#include "sensor/json_lines_outbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "event/json.h"
#include "support/sample_events.h"

namespace hitme::sensor {
namespace {

class JsonLinesFile : public testing::Test {
 protected:
    void SetUp() override {
        path_ = std::filesystem::temp_directory_path() /
                ("hitme-lines-" + std::to_string(::getpid()) + ".jsonl");
        std::filesystem::remove(path_);
    }
    void TearDown() override { std::filesystem::remove(path_); }
    std::vector<std::string> lines() const {
        std::ifstream in(path_);
        std::vector<std::string> out;
        for (std::string line; std::getline(in, line);) out.push_back(line);
        return out;
    }
    std::filesystem::path path_;
};

TEST_F(JsonLinesFile, ReadBackAsTheEventsThatWereOffered) {
    auto outbox = JsonLinesOutbox::open(path_);
    ASSERT_TRUE(outbox);
    for (int i = 0; i < 3; ++i) {
        event::Event event{tests::full_contact()};
        EXPECT_TRUE(outbox->offer(event));
    }
    outbox->settle();
    ASSERT_EQ(lines().size(), 3u);
    std::string want;
    event::append_json(want, tests::full_contact());
    for (const auto& line : lines()) EXPECT_EQ(line, want);
}

TEST_F(JsonLinesFile, KeepWhatDidNotFitAndGoOnWithoutABrokenLine) {
    auto outbox = JsonLinesOutbox::open(path_);
    ASSERT_TRUE(outbox);
    // A file size limit stands for a full disk: the write is cut short, then refused.
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit small = before;
    small.rlim_cur = 1000;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int i = 0; i < 5; ++i) {
        event::Event event{tests::full_contact()};
        EXPECT_TRUE(outbox->offer(event));
    }
    outbox->settle();
    const std::size_t waiting = outbox->waiting();
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_GT(waiting, 0u);
    outbox->settle();
    EXPECT_EQ(outbox->waiting(), 0u);
    ASSERT_EQ(lines().size(), 5u);
    for (const auto& line : lines()) EXPECT_TRUE(event::decode_json(line));
}

TEST_F(JsonLinesFile, RefuseWhenTooMuchWaits) {
    auto outbox = JsonLinesOutbox::open(path_);
    ASSERT_TRUE(outbox);
    std::size_t taken = 0;
    event::Contact large = tests::full_contact();
    large.first_bytes.assign(60'000, 'x');
    for (; taken < 1000; ++taken) {
        event::Event event{large};
        if (!outbox->offer(event)) break;
    }
    EXPECT_LT(taken, 200u);
    outbox->settle();
    event::Event event{large};
    EXPECT_TRUE(outbox->offer(event));
}

}  // namespace
}  // namespace hitme::sensor
