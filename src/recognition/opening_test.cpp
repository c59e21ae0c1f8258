// SPDX-License-Identifier: Apache-2.0
#include "recognition/opening.h"

#include <gtest/gtest.h>

#include <string>

namespace hitme::recognition {
namespace {

using namespace std::string_view_literals;

const core::Time now = core::from_nanoseconds(1'700'000'000'000'000'000);

void say(Opening& opening, std::string_view text, std::size_t piece = 1000) {
    for (std::size_t at = 0; at < text.size(); at += piece)
        opening.client(core::as_bytes(text.substr(at, piece)), now);
}

constexpr std::string_view smb = "\0\0\0\x23\xFFSMBr\0\0\0\0\x08\x01\x40"sv;

TEST(Opening, NamesTheProtocolByTheFirstBytesWhateverThePieces) {
    for (std::size_t piece : {1u, 2u, 3u, 7u, 100u}) {
        Opening opening{""};
        say(opening, smb, piece);
        EXPECT_EQ(opening.protocol(), "smb1") << piece;
        EXPECT_EQ(opening.story().protocol, "smb1") << piece;
    }
}

TEST(Opening, FollowsSmbBehindAnyNumberOfKeepAlives) {
    std::string text;
    for (int i = 0; i < 600; ++i) text += "\x85\0\0\0"sv;
    text += smb;
    for (const std::size_t piece : {4u, 1000u}) {
        Opening opening{""};
        say(opening, text, piece);
        opening.finish();
        EXPECT_EQ(opening.story().protocol, "smb1") << piece;
    }
}

TEST(Opening, TakesAShortGreetingWhenTheServerAnswers) {
    Opening opening{""};
    say(opening, "\xFF\xFB\x18"sv);  // IAC WILL TERMINAL-TYPE
    EXPECT_EQ(opening.protocol(), "");
    opening.server(core::as_bytes("x"), now);
    EXPECT_EQ(opening.protocol(), "telnet");
}

TEST(Opening, HearsWhatAServerSaysFirst) {
    Opening opening{""};
    opening.server(core::as_bytes("SSH-2.0-OpenSSH_9.2\r\n"), now);
    EXPECT_EQ(opening.protocol(), "ssh");
    EXPECT_EQ(guess_server_protocol(core::as_bytes("220 mail ESMTP\r\n"), ""), "smtp");
    EXPECT_EQ(guess_server_protocol(core::as_bytes("220 ready\r\n"), "ftp"), "ftp");
    EXPECT_EQ(guess_server_protocol(core::as_bytes("220 ready\r\n"), ""), "");
    EXPECT_EQ(guess_server_protocol(core::as_bytes(smb), ""), "smb1");
}

TEST(Opening, GoesByThePortOnlyWhenNothingElseTells) {
    Opening opening{"smb1"};
    say(opening, "\x01\x02\x03\x04"sv);
    EXPECT_EQ(opening.protocol(), "");
    opening.finish();
    EXPECT_EQ(opening.protocol(), "smb1");
    Opening other{"smb1"};
    say(other, "GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(other.protocol(), "http");
}

TEST(Opening, SaysHowMuchCameOfWhatItDoesNotKnow) {
    Opening opening{""};
    EXPECT_EQ(opening.story().stage, event::Stage::scan);
    say(opening, std::string(5000, '\x01'));
    opening.finish();
    EXPECT_EQ(opening.story().stage, event::Stage::probe);
    EXPECT_EQ(opening.story().sentence, "sent 5000 bytes of a protocol that is not known");
    EXPECT_LT(opening.memory(), 2048u);
}

TEST(Opening, StaysBoundedHoweverOftenTheSidesTakeTurns) {
    Opening opening{""};
    for (int i = 0; i < 10'000; ++i) {
        say(opening, "\x01"sv);
        opening.server(core::as_bytes("\x02"sv), now);
        opening.gap(Side::client, 3);
        EXPECT_LT(opening.memory(), 32u << 10);
    }
}

TEST(Opening, KnowsTheUsualPorts) {
    EXPECT_EQ(usual_protocol(445), "smb1");
    EXPECT_EQ(usual_protocol(23), "telnet");
    EXPECT_EQ(usual_protocol(40000), "");
}

TEST(Opening, OnlyWhatNobodyKnowsIsBrokenSmbOnItsPort) {
    Opening http{"smb1"};
    http.client(core::as_bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), {});
    http.finish();
    EXPECT_EQ(http.story().protocol, "http");
    EXPECT_TRUE(http.story().malformed.empty());
    Opening unknown{"smb1"};
    unknown.client(core::as_bytes("\x7F\x01 nobody's protocol \x02\x03"), {});
    unknown.finish();
    ASSERT_EQ(unknown.story().malformed.size(), 1u);
    EXPECT_EQ(unknown.story().malformed[0].field, "TYPE");
    EXPECT_EQ(unknown.story().sentence, "sent bytes that are no NetBIOS frame");
}

}  // namespace
}  // namespace hitme::recognition
