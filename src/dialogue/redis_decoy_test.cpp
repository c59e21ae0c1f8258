// SPDX-License-Identifier: Apache-2.0
#include "dialogue/redis_decoy.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::dialogue {
namespace {

Output talk(std::string_view persona, std::string_view client, std::size_t piece = 65536) {
    const auto session = make_redis(persona, {});
    Output out;
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(client), piece))
        session->receive(bytes, {}, out);
    EXPECT_LE(session->memory(), 24u << 10);
    return out;
}
std::string text(const Output& out) {
    return std::string(core::as_text(out.bytes));
}

// redis.io, protocol specification and command reference.
TEST(RedisDecoy, AnswersInTheProtocol) {
    EXPECT_EQ(text(talk("redis-5",
                        "PING\r\n*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\nSET a b\r\nDBSIZE\r\nGET a\r\nDEL "
                        "a\r\nQUIT\r\nPING\r\n")),
              "+PONG\r\n$2\r\nhi\r\n+OK\r\n:1\r\n$-1\r\n:1\r\n+OK\r\n");
    EXPECT_NE(text(talk("redis-6", "INFO\r\n")).find("\r\nredis_version:6.0.16\r\n"),
              std::string::npos);
    EXPECT_EQ(text(talk("redis-5", "FOO bar\r\n")),
              "-ERR unknown command `FOO`, with args beginning with: `bar`, \r\n");
}

TEST(RedisDecoy, AsksForAPasswordAndRefusesEach) {
    EXPECT_EQ(text(talk("redis-7-password", "INFO\r\nAUTH x\r\n")),
              "-NOAUTH Authentication required.\r\n-WRONGPASS invalid username-password pair or "
              "user is disabled.\r\n");
    EXPECT_EQ(text(talk("redis-3-password", "AUTH x\r\n")), "-ERR invalid password\r\n");
}

TEST(RedisDecoy, CountsArgumentsBeforeItAsksForAPassword) {  // server.c, processCommand
    EXPECT_EQ(text(talk("redis-7-password", "GET / HTTP/1.0\r\n")),
              "-ERR wrong number of arguments for 'get' command\r\n");
}

TEST(RedisDecoy, DoesNothingThatTakesItOver) {
    const std::string all = text(talk(
        "redis-5",
        "config set dir /root/.ssh\r\nslaveof 192.0.2.1 1\r\nmodule load /a.so\r\neval 'x' 0\r\n"));
    EXPECT_EQ(all.find("+OK"), all.npos) << all;
}

TEST(RedisDecoy, EndsOnBrokenProtocolAndOnWebRequests) {
    const Output broken = talk("redis-5", "*1\r\n+x\r\n");
    EXPECT_EQ(text(broken), "-ERR Protocol error: expected '$', got '+'\r\n");
    EXPECT_TRUE(broken.close);
    EXPECT_TRUE(talk("redis-5", "POST / HTTP/1.1\r\n").close);
}

TEST(RedisDecoy, SaysTheSameInAnyPiecesAndABoundedAmount) {
    const std::string_view client =
        "*1\r\n$4\r\nINFO\r\nset x \"a b\"\r\nCONFIG GET dir\r\nkeys *\r\n\r\nnope 1 2\r\n*x\r\n";
    for (const RedisPersona& each : redis_personas_table()) {
        const std::string whole = text(talk(each.name, client));
        for (const std::size_t piece : {1u, 2u, 5u})
            EXPECT_EQ(text(talk(each.name, client, piece)), whole);
    }
    std::string many;
    for (int i = 0; i < 5000; ++i) many += "INFO\r\n";
    EXPECT_LE(talk("redis-5", many).bytes.size(), max_redis_output);
    tests::for_each_cut_and_flip(core::as_bytes(client), [](core::Bytes bytes) {
        const auto session = make_redis("redis-6", {});
        Output out;
        session->receive(bytes, {}, out);
    });
}

}  // namespace
}  // namespace hitme::dialogue
