// SPDX-License-Identifier: Apache-2.0
#include "dialogue/redis_store.h"

#include <gtest/gtest.h>

namespace hitme::dialogue {
namespace {

/// What a store says to lines of words, one behind the other; "@5 " before a line: five seconds after the start.
class Asked {
 public:
    explicit Asked(int major = 7, int protocol = 2) : major_(major), protocol_(protocol) {}
    std::string operator()(std::string_view line, int seconds = 0) {
        std::vector<std::string_view> words;
        while (!line.empty()) {
            const std::size_t end = std::min(line.find(' '), line.size());
            words.push_back(line.substr(0, end));
            line.remove_prefix(std::min(end + 1, line.size()));
        }
        std::string name(words[0]);
        for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        const RedisRequest request{name,
                                   words,
                                   words.size(),
                                   0,
                                   protocol_,
                                   major_,
                                   core::Time{} + std::chrono::seconds{seconds}};
        return store_.answer(request).value_or("unknown");
    }
    RedisStore& store() { return store_; }

 private:
    int major_;
    int protocol_;
    RedisStore store_;
};

constexpr std::string_view wrong_type =
    "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
constexpr std::string_view no_number = "-ERR value is not an integer or out of range\r\n";

// All expected replies of this file are those of a live redis-server 7.0.15.
TEST(RedisStore, KeepsTextsWithTheirOptions) {
    Asked ask;
    EXPECT_EQ(ask("set a 1 foo"), "-ERR syntax error\r\n");
    EXPECT_EQ(ask("set a 1 ex 0"), "-ERR invalid expire time in 'set' command\r\n");
    EXPECT_EQ(ask("set a 1 ex x"), no_number);
    EXPECT_EQ(ask("set a 1 nx"), "+OK\r\n");
    EXPECT_EQ(ask("set a 2 nx"), "$-1\r\n");
    EXPECT_EQ(ask("set b 2 xx"), "$-1\r\n");
    EXPECT_EQ(ask("set a 3 get"), "$1\r\n1\r\n");
    EXPECT_EQ(ask("set a 4 nx xx"), "-ERR syntax error\r\n");
    EXPECT_EQ(ask("set a 1 ex 10 px 5"), "-ERR syntax error\r\n");
    EXPECT_EQ(ask("mset a 1 b"), "-ERR wrong number of arguments for 'mset' command\r\n");
    EXPECT_EQ(ask("mset a 1 b 2"), "+OK\r\n");
    EXPECT_EQ(ask("setnx a 3"), ":0\r\n");
    EXPECT_EQ(ask("getdel a"), "$1\r\n1\r\n");
    EXPECT_EQ(ask("touch a b"), ":1\r\n");
    EXPECT_EQ(ask("rename nope x"), "-ERR no such key\r\n");
    EXPECT_EQ(ask("rename b c"), "+OK\r\n");
    EXPECT_EQ(ask("renamenx c d"), ":1\r\n");
    EXPECT_EQ(ask("set a hello"), "+OK\r\n");
    EXPECT_EQ(ask("getrange a 1 -2"), "$3\r\nell\r\n");
    EXPECT_EQ(ask("getrange a 5 1"), "$0\r\n\r\n");
    EXPECT_EQ(ask("getrange a 0 x"), no_number);
}

TEST(RedisStore, Counts) {
    Asked ask;
    EXPECT_EQ(ask("incr c"), ":1\r\n");
    EXPECT_EQ(ask("incr c"), ":2\r\n");
    EXPECT_EQ(ask("set a x"), "+OK\r\n");
    EXPECT_EQ(ask("incr a"), no_number);
    EXPECT_EQ(ask("decrby b 9223372036854775807"), ":-9223372036854775807\r\n");
    EXPECT_EQ(ask("decrby b 5"), "-ERR increment or decrement would overflow\r\n");
    EXPECT_EQ(ask("decrby d -9223372036854775808"), "-ERR decrement would overflow\r\n");
}

TEST(RedisStore, KeepsHashes) {
    Asked ask;
    EXPECT_EQ(ask("hset h a 1 b"), "-ERR wrong number of arguments for 'hset' command\r\n");
    EXPECT_EQ(ask("hset h a 1 b 2"), ":2\r\n");
    EXPECT_EQ(ask("hmget h a z"), "*2\r\n$1\r\n1\r\n$-1\r\n");
    EXPECT_EQ(ask("hgetall h"), "*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$1\r\n2\r\n");
    EXPECT_EQ(ask("hdel h a z"), ":1\r\n");
    EXPECT_EQ(ask("hkeys h"), "*1\r\n$1\r\nb\r\n");
    EXPECT_EQ(ask("hvals h"), "*1\r\n$1\r\n2\r\n");
    EXPECT_EQ(ask("hsetnx h b 1"), ":0\r\n");
    EXPECT_EQ(ask("hincrby h b 5"), ":7\r\n");
    EXPECT_EQ(ask("get h"), wrong_type);
    EXPECT_EQ(ask("sadd h x"), wrong_type);
    EXPECT_EQ(ask("type h"), "+hash\r\n");
    EXPECT_EQ(Asked(7, 3)("hgetall nope"), "%0\r\n");
}

TEST(RedisStore, KeepsLists) {
    Asked ask;
    EXPECT_EQ(ask("lpush l a b"), ":2\r\n");
    EXPECT_EQ(ask("rpush l c"), ":3\r\n");
    EXPECT_EQ(ask("lrange l 0 -1"), "*3\r\n$1\r\nb\r\n$1\r\na\r\n$1\r\nc\r\n");
    EXPECT_EQ(ask("lrange l 1 x"), no_number);
    EXPECT_EQ(ask("lindex l -1"), "$1\r\nc\r\n");
    EXPECT_EQ(ask("lindex l 9"), "$-1\r\n");
    EXPECT_EQ(ask("lpop l"), "$1\r\nb\r\n");
    EXPECT_EQ(ask("rpop l 2"), "*2\r\n$1\r\nc\r\n$1\r\na\r\n");
    EXPECT_EQ(ask("lpop l"), "$-1\r\n");
    EXPECT_EQ(ask("lpop l 2"), "*-1\r\n");
    EXPECT_EQ(ask("lpushx l a"), ":0\r\n");
    EXPECT_EQ(ask("lpop l -1"), "-ERR value is out of range, must be positive\r\n");
    EXPECT_EQ(ask("exists l"), ":0\r\n");
}

TEST(RedisStore, KeepsSetsAndSaysHow) {
    Asked ask;
    EXPECT_EQ(ask("sadd s 1 2 a 1"), ":3\r\n");
    EXPECT_EQ(ask("scard s"), ":3\r\n");
    EXPECT_EQ(ask("sismember s 1"), ":1\r\n");
    EXPECT_EQ(ask("srem s 1 z"), ":1\r\n");
    EXPECT_EQ(ask("object encoding s"), "$9\r\nhashtable\r\n");
    EXPECT_EQ(ask("sadd i 1 2"), ":2\r\n");
    EXPECT_EQ(ask("object encoding i"), "$6\r\nintset\r\n");
    EXPECT_EQ(ask("object encoding nope"), "$-1\r\n");
    EXPECT_EQ(ask("object foo"), "-ERR unknown subcommand 'foo'. Try OBJECT HELP.\r\n");
    EXPECT_EQ(ask("object encoding"),
              "-ERR wrong number of arguments for 'object|encoding' command\r\n");
    ask("set e abcdefghij");
    EXPECT_EQ(ask("object encoding e"), "$6\r\nembstr\r\n");
    ask("set e 5");
    EXPECT_EQ(ask("object encoding e"), "$3\r\nint\r\n");
    EXPECT_EQ(ask("object refcount e"), ":2147483647\r\n");
    EXPECT_EQ(ask("scan 0 match s*"), "*2\r\n$1\r\n0\r\n*1\r\n$1\r\ns\r\n");
    EXPECT_EQ(ask("scan x"), "-ERR invalid cursor\r\n");
    EXPECT_EQ(ask("scan 0 foo"), "-ERR syntax error\r\n");
}

TEST(RedisStore, ForgetsWhatHasEnded) {
    Asked ask;
    EXPECT_EQ(ask("setex a 0 1"), "-ERR invalid expire time in 'setex' command\r\n");
    EXPECT_EQ(ask("setex a x 1"), no_number);
    EXPECT_EQ(ask("setex a 100 v"), "+OK\r\n");
    EXPECT_EQ(ask("ttl a"), ":100\r\n");
    EXPECT_EQ(ask("ttl a", 60), ":40\r\n");
    EXPECT_EQ(ask("get a", 100), "$-1\r\n");
    EXPECT_EQ(ask("ttl a", 100), ":-2\r\n");
    ask("set b 1");
    EXPECT_EQ(ask("expire b 100 nx"), ":1\r\n");
    EXPECT_EQ(ask("expire b 100 foo"), "-ERR Unsupported option foo\r\n");
    EXPECT_EQ(ask("persist b"), ":1\r\n");
    EXPECT_EQ(ask("ttl b"), ":-1\r\n");
    EXPECT_EQ(ask("expire b -1"), ":1\r\n");
    EXPECT_EQ(ask("exists b"), ":0\r\n");
    EXPECT_EQ(ask("expire b 9223372036854775807"),
              "-ERR invalid expire time in 'expire' command\r\n");
}

TEST(RedisStore, StaysBounded) {
    Asked ask;
    for (int i = 0; i < 2000; ++i) {
        const std::string number = std::to_string(i);
        ask("sadd s " + number);
        ask("hset h" + number + " a " + std::string(static_cast<std::size_t>(i % 50), 'x'));
        ask("rpush l " + std::string(900, 'y'));
        ask("append t " + std::string(100, 'z'));
    }
    EXPECT_LE(ask.store().memory(), 32u << 10);
    ask("flushall");
    EXPECT_EQ(ask("dbsize"), ":0\r\n");
    EXPECT_EQ(ask("set a b"), "+OK\r\n");
    EXPECT_EQ(ask("dbsize"), ":1\r\n");
}

TEST(RedisStore, ServesKeysAlone) {
    EXPECT_TRUE(RedisStore::serves("HGETALL"));
    EXPECT_FALSE(RedisStore::serves("INFO"));
    EXPECT_EQ(Asked()("info"), "unknown");
}

}  // namespace
}  // namespace hitme::dialogue
