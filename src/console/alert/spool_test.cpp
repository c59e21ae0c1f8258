// SPDX-License-Identifier: Apache-2.0
#include "console/alert/spool.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/scratch_folder.h"

namespace hitme::console::alert {
namespace {

TEST(Spool, WhatWaitsOutlivesTheProgram) {
    const tests::ScratchFolder folder;
    const std::string path = folder.path() + "/mail.spool";
    const std::string odd("a\nD 1\nQ 1 1 1\n\0\xff", 16);
    {
        auto spool = *Spool::open(path);
        spool.add("first", core::from_nanoseconds(5));
        spool.add(odd, core::from_nanoseconds(6));
        spool.add("third", core::from_nanoseconds(7));
        spool.done();
    }
    auto spool = *Spool::open(path);
    ASSERT_EQ(spool.waiting().size(), 2u);
    EXPECT_EQ(spool.waiting()[0].payload, odd);
    EXPECT_EQ(spool.waiting()[0].created, core::from_nanoseconds(6));
    EXPECT_EQ(spool.waiting()[1].payload, "third");
    spool.done();
    spool.done();
    EXPECT_EQ(std::filesystem::file_size(path), 0u);
    EXPECT_TRUE(Spool::open(path)->waiting().empty());
}

TEST(Spool, ATornEndLosesOnlyItself) {
    const std::string text = "Q 1 10 2\nab\nQ 2 11 3\nabc\nD 1\nQ 3 12 1\nx\n";
    EXPECT_EQ(Spool::read(text).size(), 2u);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const auto waiting = Spool::read(text.substr(0, cut));
        EXPECT_LE(waiting.size(), 2u);
        for (const Delivery& one : waiting) EXPECT_FALSE(one.payload.empty());
    }
    for (const char* bad :
         {"Q 1 1 99999999999\n", "Q 1 1 -1\nab\n", "X 1\n", "Q 1 1 2\nabc\n", "Q\n"})
        EXPECT_TRUE(Spool::read(bad).empty()) << bad;
}

TEST(Spool, IsBoundedAndCountsWhatItPushedOut) {
    auto spool = *Spool::open("");
    std::uint64_t pushed_out = 0;
    for (std::size_t i = 0; i < max_waiting + 10; ++i)
        pushed_out += spool.add(std::to_string(i), {});
    EXPECT_EQ(pushed_out, 10u);
    EXPECT_EQ(spool.waiting().size(), max_waiting);
    EXPECT_EQ(spool.waiting().front().payload, "10") << "the newest stay";
    for (int i = 0; i < 20; ++i) spool.add(std::string(max_payload_bytes, 'x'), {});
    EXPECT_LE(spool.waiting().size(), max_waiting_bytes / max_payload_bytes);
}

TEST(Spool, AFolderThatCannotBeWrittenIsSaid) {
    EXPECT_EQ(Spool::open("/nowhere/x.spool").error().code, core::ErrorCode::io);
}

}  // namespace
}  // namespace hitme::console::alert
