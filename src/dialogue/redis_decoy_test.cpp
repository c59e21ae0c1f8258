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
              "+PONG\r\n$2\r\nhi\r\n+OK\r\n:1\r\n$1\r\nb\r\n:1\r\n+OK\r\n");
    EXPECT_NE(text(talk("redis-6", "INFO\r\n")).find("\r\nredis_version:6.0.16\r\n"),
              std::string::npos);
    EXPECT_EQ(text(talk("redis-5", "FOO bar\r\n")),
              "-ERR unknown command `FOO`, with args beginning with: `bar`, \r\n");
}

// Replies of a redis-server 7.0.15 whose default user lacks slaveof, eval, module and debug.
TEST(RedisDecoy, SaysWhatItsVersionSays) {
    struct Case {
        std::string_view asked;
        std::string_view said;
    };
    constexpr Case cases[] = {
        {"FOO bar baz\r\n",
         "-ERR unknown command 'FOO', with args beginning with: 'bar' 'baz' \r\n"},
        {"SLAVEOF NO ONE\r\n",
         "-NOPERM this user has no permissions to run the 'slaveof' command\r\n"},
        {"SCRIPT LOAD x\r\n",
         "-NOPERM this user has no permissions to run the 'script|load' command\r\n"},
        {"CONFIG SET nope 1\r\n",
         "-ERR Unknown option or number of arguments for CONFIG SET - 'nope'\r\n"},
        {"CONFIG SET dir\r\n", "-ERR wrong number of arguments for 'config|set' command\r\n"},
        {"CONFIG FOO\r\n", "-ERR unknown subcommand 'FOO'. Try CONFIG HELP.\r\n"},
        {"CONFIG GET databases\r\n", "*2\r\n$9\r\ndatabases\r\n$2\r\n16\r\n"},
        {"SELECT 99\r\n", "-ERR DB index is out of range\r\n"},
        {"AUTH default x\r\n", "+OK\r\n"},
        {"AUTH a b\r\n", "-WRONGPASS invalid username-password pair or user is disabled.\r\n"},
        {"HELLO 4\r\n", "-NOPROTO unsupported protocol version\r\n"},
        {"COMMAND COUNT\r\n", ":240\r\n"},
        {"COMMAND COUNT x\r\n", "-ERR wrong number of arguments for 'command|count' command\r\n"},
        {"COMMAND INFO nope\r\n", "*1\r\n$-1\r\n"},
        {"COMMAND DOCS nope\r\n", "*0\r\n"},
        {"COMMAND LIST FILTERBY MODULE x\r\n", "*0\r\n"},
        {"COMMAND LIST x\r\n", "-ERR syntax error\r\n"},
        {"COMMAND GETKEYS set a b\r\n", "*1\r\n$1\r\na\r\n"},
        {"COMMAND GETKEYS get\r\n",
         "-ERR wrong number of arguments for 'command|getkeys' command\r\n"},
        {"COMMAND GETKEYS set a\r\n", "-ERR Invalid number of arguments specified for command\r\n"},
        {"COMMAND GETKEYS ping x\r\n", "-ERR The command has no key arguments\r\n"},
        {"COMMAND GETKEYS nope x\r\n", "-ERR Invalid command specified\r\n"},
        {"ROLE\r\n", "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"},
        {"INFO nope\r\n", "$0\r\n\r\n"},
        {"SET a b\r\nTYPE a\r\nKEYS *\r\nTTL a\r\nAPPEND a c\r\nGET a\r\nSELECT 1\r\nDBSIZE\r\n",
         "+OK\r\n+string\r\n*1\r\n$1\r\na\r\n:-1\r\n:2\r\n$2\r\nbc\r\n+OK\r\n:0\r\n"},
        {"HELLO 3\r\nGET a\r\n",
         "%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$5\r\nproto\r\n:"
         "3\r\n"
         "$2\r\nid\r\n:3\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\n"
         "modules\r\n*0\r\n_\r\n"},
    };
    for (const Case& each : cases)
        EXPECT_EQ(text(talk("redis-7", each.asked)), each.said) << each.asked;
    // 5.0: config.c, addReplySubcommandSyntaxError; 3.2: server.c.
    EXPECT_EQ(
        text(talk("redis-5", "CONFIG FOO\r\n")),
        "-ERR Unknown subcommand or wrong number of arguments for 'FOO'. Try CONFIG HELP.\r\n");
    EXPECT_EQ(text(talk("redis-3-password", "FOO bar\r\n")), "-ERR unknown command 'FOO'\r\n");
}

// All that COMMAND lists is served or kept from strangers, in a live 7.0.15's words.
TEST(RedisDecoy, KnowsWhatItLists) {
    const std::string list = text(talk("redis-7", "COMMAND LIST\r\n"));
    std::size_t names = 0;
    for (std::size_t at = list.find("\r\n$"); at != list.npos; at = list.find("\r\n$", at + 2)) {
        const std::size_t from = list.find("\r\n", at + 2) + 2;
        const std::string name = list.substr(from, list.find("\r\n", from) - from);
        if (name.find('|') != name.npos) continue;
        ++names;
        for (int words = 0; words < 4; ++words) {
            std::string asked = name;
            for (int i = 0; i < words; ++i) asked += " 1";
            EXPECT_EQ(text(talk("redis-7", asked + "\r\n")).find("unknown command"), list.npos)
                << asked;
        }
    }
    EXPECT_GT(names, 200u);
    EXPECT_EQ(text(talk("redis-7", "XADD s * a b\r\n")),
              "-NOPERM this user has no permissions to run the 'xadd' command\r\n");
    EXPECT_EQ(text(talk("redis-7", "XINFO STREAM\r\n")),
              "-ERR wrong number of arguments for 'xinfo|stream' command\r\n");
    // Before 6 they are renamed, and in no list.
    EXPECT_EQ(text(talk("redis-5", "COMMAND INFO zadd\r\n")), "*1\r\n*-1\r\n");
    EXPECT_TRUE(text(talk("redis-5", "ZADD z 1 a\r\n")).starts_with("-ERR unknown command `ZADD`"));
}

TEST(RedisDecoy, TakesTransactionsAndSubscriptions) {
    EXPECT_EQ(text(talk("redis-7",
                        "MULTI\r\nMULTI\r\nGET\r\nEXEC\r\nEXEC\r\nMULTI\r\nSET a 1\r\nGET "
                        "a\r\nLPUSH a 1\r\nEXEC\r\n")),
              "+OK\r\n-ERR MULTI calls can not be nested\r\n"
              "-ERR wrong number of arguments for 'get' command\r\n"
              "-EXECABORT Transaction discarded because of previous errors.\r\n"
              "-ERR EXEC without MULTI\r\n+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n"
              "*3\r\n+OK\r\n$1\r\n1\r\n"
              "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n");
    EXPECT_EQ(text(talk("redis-7", "SUBSCRIBE a\r\nGET a\r\nUNSUBSCRIBE\r\nUNSUBSCRIBE\r\n")),
              "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n"
              "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / "
              "RESET are allowed in this context\r\n"
              "*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:0\r\n"
              "*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n");
    std::string many = "MULTI\r\n";
    for (int i = 0; i < 3000; ++i) many += "SET a " + std::string(200, 'x') + "\r\n";
    const std::string said = text(talk("redis-7", many + "EXEC\r\n"));
    EXPECT_TRUE(
        said.ends_with("-EXECABORT Transaction discarded because of previous errors.\r\n") ||
        said.size() > max_redis_output - 200);
    std::string channels;
    for (int i = 0; i < 500; ++i) channels += "SUBSCRIBE " + std::to_string(i) + "\r\n";
    talk("redis-7", channels);
}

TEST(RedisDecoy, CountsItsClients) {
    const auto id = [](std::uint64_t connection) {
        Surroundings surroundings;
        surroundings.connection = connection;
        Output out;
        make_redis("redis-7", surroundings)->receive(core::as_bytes("CLIENT ID\r\n"), {}, out);
        return text(out);
    };
    EXPECT_EQ(id(1), ":4\r\n");
    EXPECT_EQ(id(2), ":5\r\n");
}

TEST(RedisDecoy, KeepsATextAndForgetsNoBound) {
    std::string client;
    for (int i = 0; i < 200; ++i)
        client += "SET key" + std::to_string(i) + " " + std::string(900, 'x') + "\r\n";
    const auto session = make_redis("redis-7", {});
    Output out;
    session->receive(core::as_bytes(client), {}, out);
    EXPECT_LE(session->memory(), 40u << 10);
    out.bytes.clear();
    session->receive(core::as_bytes("FLUSHALL\r\nDBSIZE\r\nSET a b\r\nDBSIZE\r\n"), {}, out);
    EXPECT_EQ(text(out), "+OK\r\n:0\r\n+OK\r\n:1\r\n");
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
    const std::string all =
        text(talk("redis-5",
                  "config set dir /root/.ssh\r\nreplicaof 192.0.2.1 1\r\nslaveof 192.0.2.1 "
                  "1\r\nmodule load /a.so\r\neval 'x' 0\r\n"));
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
