// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/talk.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hitme::sensor {
namespace {

using namespace std::chrono_literals;

/// Greets, then says everything twice, and hangs up after "bye".
class Parrot : public dialogue::Session {
 public:
    void open(core::Time, dialogue::Output& out) override { say(out, "hello\n"); }
    void receive(core::Bytes bytes, core::Time, dialogue::Output& out) override {
        say(out, core::as_text(bytes));
        say(out, core::as_text(bytes));
        if (core::as_text(bytes) == "bye") out.close = true;
    }
    std::size_t memory() const override { return sizeof *this; }

 private:
    static void say(dialogue::Output& out, std::string_view text) {
        const core::Bytes bytes = core::as_bytes(text);
        out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
    }
};

/// Ends two encryptions at once: a request of HTTP lay in one, a logon of FTP in the other.
class TwoLayers : public Parrot {
 public:
    std::string_view inner_protocol() const override { return "http"; }
    dialogue::Inner take_inner() override { return inner("GET /x HTTP/1.1\r\n\r\n"); }
    std::string_view second_inner_protocol() const override { return "ftp"; }
    dialogue::Inner take_second_inner() override { return inner("USER ann\r\n"); }

 private:
    static dialogue::Inner inner(std::string_view text) {
        const core::Bytes bytes = core::as_bytes(text);
        return {{bytes.begin(), bytes.end()}, {}};
    }
};

const Instant now{*core::parse_time("2026-03-01T12:00:00Z"), Ticks{1000s}};

Talk parrot(std::uint64_t most) {
    return Talk{std::make_unique<Parrot>(), "parrot", most};
}

TEST(Talk, KeepsWhatTheSocketDidNotTakeAndGivesItsMemoryBack) {
    Talk talk = parrot(1000);
    talk.open(now);
    EXPECT_EQ(core::as_text(talk.output()), "hello\n");
    talk.sent(2);
    EXPECT_EQ(core::as_text(talk.output()), "llo\n");
    talk.receive(core::as_bytes("ab"), now);
    EXPECT_EQ(core::as_text(talk.output()), "llo\nabab");
    const std::size_t full = talk.memory();
    talk.sent(8);
    EXPECT_TRUE(talk.output().empty());
    EXPECT_LT(talk.memory(), full);
    EXPECT_FALSE(talk.over());
}

TEST(Talk, IsOverWhenTheSessionHangsUpAndAllWasSent) {
    Talk talk = parrot(1000);
    talk.receive(core::as_bytes("bye"), now);
    EXPECT_FALSE(talk.over());
    talk.sent(6);
    EXPECT_TRUE(talk.over());
    EXPECT_FALSE(talk.cut());
}

TEST(Talk, TellsWhatWasInsideOfBothEncryptions) {
    Talk talk{std::make_unique<TwoLayers>(), "parrot", 1000};
    talk.receive(core::as_bytes("abc"), now);
    talk.finish();
    const recognition::Story story = talk.story();
    EXPECT_NE(story.sentence.find("inside: HTTP: GET /x"), std::string::npos) << story.sentence;
    const auto has = [&](std::string_view name) {
        return std::any_of(story.operations.begin(), story.operations.end(),
                           [&](const auto& each) { return each.name == name; });
    };
    EXPECT_TRUE(has("GET"));
    EXPECT_TRUE(has("USER"));
}

TEST(Talk, NeverSaysMoreThanItMay) {
    Talk talk = parrot(10);
    talk.open(now);
    talk.receive(core::as_bytes("abc"), now);
    EXPECT_EQ(core::as_text(talk.output()), "hello\nabca");
    talk.receive(core::as_bytes("abc"), now);
    EXPECT_EQ(talk.output().size(), 10u);
    talk.sent(10);
    EXPECT_TRUE(talk.over());
    EXPECT_TRUE(talk.cut());
}

// RFC 1002 section 4.3.1: no packet has such a TYPE. Whoever speaks something else that is known breaks nothing.
TEST(Talk, WhatNobodyKnowsIsABrokenFrameAtAnSmbDecoy) {
    const auto told = [](std::string_view protocol, std::string_view text) {
        Talk talk{std::make_unique<Parrot>(), protocol, 1000};
        talk.receive(core::as_bytes(text), now);
        EXPECT_TRUE(talk.story().malformed.empty()) << "before its end";
        talk.finish();
        return talk.story();
    };
    const auto story = told("smb", "\x7F nobody's protocol");
    EXPECT_EQ(story.protocol, "");
    ASSERT_EQ(story.malformed.size(), 1u);
    EXPECT_EQ(story.malformed[0].field, "TYPE");
    EXPECT_EQ(story.malformed[0].offset, 0u);
    EXPECT_TRUE(told("parrot", "\x7F nobody's protocol").malformed.empty());
    EXPECT_TRUE(told("smb", "GET / HTTP/1.1\r\nHost: x\r\n\r\n").malformed.empty());
    EXPECT_TRUE(told("smb", "\x7F").malformed.empty());
}

}  // namespace
}  // namespace hitme::sensor
