// SPDX-License-Identifier: Apache-2.0
#include "wire/telnet.h"

#include <gtest/gtest.h>

namespace hitme::wire {
namespace {

using namespace std::string_literals;

std::string told(const std::string& stream, std::size_t piece) {
    TelnetReader reader;
    std::string all;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
        const std::string part = stream.substr(at, piece);
        core::Bytes bytes = core::as_bytes(part);
        for (auto step = reader.next(bytes); step != TelnetReader::Step::need_more;
             step = reader.next(bytes)) {
            if (step == TelnetReader::Step::data) all += core::as_text(reader.data());
            if (step == TelnetReader::Step::command)
                all += "<" + std::to_string(reader.verb()) + ">";
            if (step == TelnetReader::Step::negotiation)
                all += "<" + std::string(telnet_verb_name(reader.verb())) +
                       std::to_string(reader.option()) + ">";
            if (step == TelnetReader::Step::subnegotiation)
                all += "<SB" + std::to_string(reader.option()) + ":" +
                       std::string(reader.parameters()) + (reader.cut() ? "~>" : ">");
        }
    }
    return all;
}

TEST(Telnet, TellsTextCommandsAndNegotiationApartInAnyPieces) {
    const std::string stream =
        "\xFF\xFD\x01"                  // RFC 854: IAC DO ECHO
        "ro\xFF\xF1ot\r\n"              // IAC NOP inside a word
        "\xFF\xFA\x18\0xterm\xFF\xF0"s  // RFC 1091: IAC SB TERMINAL-TYPE IS xterm IAC SE
        "a\xFF\xFF"
        "b\xFF\xFC\x1F";
    const std::string expected = "<DO1>ro<241>ot\r\n<SB24:\0xterm>a\xFF"s + "b<WONT31>";
    for (std::size_t piece = 1; piece <= stream.size(); ++piece)
        EXPECT_EQ(told(stream, piece), expected) << piece;
}

TEST(Telnet, TakesADoubledIacInsideASubnegotiationAsOneByte) {  // RFC 855
    EXPECT_EQ(told("\xFF\xFA\x1F\xFF\xFF\x50\xFF\xF0", 100), "<SB31:\xFF\x50>");
}

TEST(Telnet, KeepsABoundedPartOfASubnegotiationThatNeverEnds) {
    TelnetReader reader;
    const std::string stream = "\xFF\xFA\x18" + std::string(100'000, 'x');
    core::Bytes bytes = core::as_bytes(stream);
    EXPECT_EQ(reader.next(bytes), TelnetReader::Step::need_more);
    EXPECT_LE(reader.memory(), sizeof reader + 2 * max_telnet_parameters);
    bytes = core::as_bytes("\xFF\xF0");
    EXPECT_EQ(reader.next(bytes), TelnetReader::Step::subnegotiation);
    EXPECT_TRUE(reader.cut());
}

}  // namespace
}  // namespace hitme::wire
