// SPDX-License-Identifier: Apache-2.0
#include "wire/resp.h"

#include <gtest/gtest.h>

namespace hitme::wire {
namespace {

std::string told(std::string_view stream, std::size_t piece) {
    RespCommandReader reader;
    std::string all;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
        core::Bytes bytes = core::as_bytes(stream.substr(at, piece));
        for (auto step = reader.next(bytes); step != RespCommandReader::Step::need_more;
             step = reader.next(bytes)) {
            if (step == RespCommandReader::Step::fault) {
                all += std::string("!") + reader.error().field + "@" +
                       std::to_string(reader.error().offset);
                continue;
            }
            all += std::to_string(reader.command().offset) + reader.command().name();
            for (std::size_t i = 1; i < reader.command().arguments.size(); ++i)
                all += "|" + reader.command().arguments[i].kept;
            all += ";";
        }
    }
    return all;
}

TEST(Resp, ReadsArraysOfBulkStringsAndInlineCommandsInAnyPieces) {
    // redis.io protocol specification, "Sending commands to a Redis server": LLEN mylist is 28 bytes.
    const std::string_view stream =
        "*2\r\n$4\r\nLLEN\r\n$6\r\nmylist\r\n"
        "ping\r\n"
        "*3\r\n$3\r\nset\r\n$1\r\na\r\n$4\r\nx\r\ny\r\n"
        "\r\n*0\r\n*-1\r\n"
        "set b \"q \\x41\\n\" 'it\\'s'\r\n";
    // 26 + 6 = 32; the SET is 4 + 9 + 7 + 10 = 30; then 2 + 4 + 5 = 11.
    const std::string expected = "0LLEN|mylist;26PING;32SET|a|x\r\ny;73SET|b|q A\n|it's;";
    for (std::size_t piece = 1; piece <= stream.size(); ++piece)
        EXPECT_EQ(told(stream, piece), expected) << piece;
}

TEST(Resp,
     NamesWhatBreaksTheProtocol) {  // networking.c, processMultibulkBuffer and processInlineBuffer
    EXPECT_EQ(told("*x\r\n", 1), "!multibulk length@0");
    EXPECT_EQ(told("*1048577\r\n", 1), "!multibulk length@0");
    EXPECT_EQ(told("*1\r\n+OK\r\n", 1), "!bulk string@4");
    EXPECT_EQ(told("*1\r\n$-5\r\n", 1), "!bulk length@4");
    EXPECT_EQ(told("*1\r\n$536870913\r\n", 1), "!bulk length@4");
    EXPECT_EQ(told("set \"open\r\n", 1), "!quotes@0");
    EXPECT_EQ(told("set \"a\"b\r\n", 1), "!quotes@0");
    EXPECT_EQ(told(std::string(max_resp_inline_bytes + 1, 'x') + "\n", 1), "!inline request@0");
}

TEST(Resp, KeepsABoundedPartOfALongCommand) {
    RespCommandReader reader;
    std::string stream = "*20\r\n";
    for (int i = 0; i < 20; ++i) stream += "$100000\r\n" + std::string(100'000, 'v') + "\r\n";
    core::Bytes bytes = core::as_bytes(stream);
    ASSERT_EQ(reader.next(bytes), RespCommandReader::Step::command);
    EXPECT_TRUE(bytes.empty());
    EXPECT_EQ(reader.command().argument_count, 20u);
    ASSERT_EQ(reader.command().arguments.size(), max_resp_kept_arguments);
    EXPECT_EQ(reader.command().arguments[15].length, 100'000u);
    EXPECT_LE(reader.memory(), 40u << 10);
}

}  // namespace
}  // namespace hitme::wire
