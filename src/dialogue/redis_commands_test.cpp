// SPDX-License-Identifier: Apache-2.0
// Expected replies are those of a live redis-server 7.0.15; of earlier versions, server.c of 5.0 and 6.0 (addReplyCommand).
#include "dialogue/redis_commands.h"

#include <gtest/gtest.h>

namespace hitme::dialogue {
namespace {

using Names = std::vector<std::string_view>;

constexpr RedisVoice seven{"7.0.15", 2, 1};
constexpr std::string_view places_of_get =
    "*6\r\n$5\r\nflags\r\n*2\r\n+RO\r\n+access\r\n$12\r\nbegin_search\r\n*4\r\n$4\r\ntype\r\n$"
    "5\r\nindex\r\n$4\r\n"
    "spec\r\n*2\r\n$5\r\nindex\r\n:1\r\n$9\r\nfind_keys\r\n*4\r\n$4\r\ntype\r\n$5\r\nrange\r\n$"
    "4\r\nspec\r\n*6\r\n$7\r\n"
    "lastkey\r\n:0\r\n$7\r\nkeystep\r\n:1\r\n$5\r\nlimit\r\n:0\r\n";

TEST(RedisCommands, TellACommandAsEachVersionDoes) {
    EXPECT_EQ(redis_command_info(seven, Names{"GET"}),
              "*1\r\n*10\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n"
              "*3\r\n+@read\r\n+@string\r\n+@fast\r\n*0\r\n*1\r\n" +
                  std::string(places_of_get) + "*0\r\n");
    EXPECT_EQ(redis_command_info({"6.0.16"}, Names{"get"}),
              "*1\r\n*7\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n"
              "*3\r\n+@read\r\n+@string\r\n+@fast\r\n");
    EXPECT_EQ(redis_command_info({"5.0.7"}, Names{"get"}),
              "*1\r\n*6\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n");
}

TEST(RedisCommands, SayInTheThirdProtocolThatSetsAreSets) {
    EXPECT_EQ(redis_command_info({"7.0.15", 3, 1}, Names{"ping"}),
              "*1\r\n*10\r\n$4\r\nping\r\n:-1\r\n~1\r\n+fast\r\n:0\r\n:0\r\n:0\r\n~2\r\n+@fast\r\n+"
              "@connection\r\n"
              "~2\r\n$25\r\nrequest_policy:all_shards\r\n$29\r\nresponse_policy:all_succeeded\r\n~"
              "0\r\n~0\r\n");
    EXPECT_EQ(redis_command_docs({"7.0.15", 3, 1}, Names{"nope"}), "%0\r\n");
}

TEST(RedisCommands, TellPartsSinceSevenAndTheWholeBefore) {
    EXPECT_EQ(redis_command_info(seven, Names{"config|get"}),
              "*1\r\n*10\r\n$10\r\nconfig|get\r\n:-3\r\n*4\r\n+admin\r\n+noscript\r\n+loading\r\n+"
              "stale\r\n"
              ":0\r\n:0\r\n:0\r\n*3\r\n+@admin\r\n+@slow\r\n+@dangerous\r\n*0\r\n*0\r\n*0\r\n");
    EXPECT_EQ(redis_command_info({"6.0.16"}, Names{"config|get"}), "*1\r\n$-1\r\n");
    EXPECT_EQ(redis_command_info({"5.0.7"}, Names{"nope"}), "*1\r\n*-1\r\n");
    EXPECT_EQ(
        redis_command_info({"5.0.7"}, Names{"config"}),
        "*1\r\n*6\r\n$6\r\nconfig\r\n:-2\r\n*4\r\n+admin\r\n+noscript\r\n+loading\r\n+stale\r\n"
        ":0\r\n:0\r\n:0\r\n");
    // What 7 tells as tips were flags; flags of 7 alone were none.
    EXPECT_EQ(
        redis_command_info({"6.0.16"}, Names{"randomkey"}),
        "*1\r\n*7\r\n$9\r\nrandomkey\r\n:1\r\n*2\r\n+readonly\r\n+random\r\n:0\r\n:0\r\n:0\r\n"
        "*3\r\n+@keyspace\r\n+@read\r\n+@slow\r\n");
    EXPECT_EQ(redis_command_info({"6.0.16"}, Names{"replicaof"}),
              "*1\r\n*7\r\n$9\r\nreplicaof\r\n:3\r\n*3\r\n+admin\r\n+noscript\r\n+stale\r\n:0\r\n:"
              "0\r\n:0\r\n"
              "*3\r\n+@admin\r\n+@slow\r\n+@dangerous\r\n");
}

TEST(RedisCommands, HaveWhatTheirVersionHas) {
    // A live 7.0.15 says 240. 5.0.7: those of the 240 that DOCS dates up to 5.0 are 199, less QUIT, which was no entry, and with
    // POST and HOST:, which were.
    EXPECT_EQ(redis_command_count({"7.0.15"}), 240u);
    EXPECT_EQ(redis_command_count({"5.0.7"}), 200u);
    // 6.0 has ACL, HELLO, BITFIELD_RO, LPOS and STRALGO besides.
    EXPECT_EQ(redis_command_count({"6.0.16"}), 205u);
    const std::string all = redis_command_info(seven, {});
    EXPECT_TRUE(all.starts_with("*240\r\n*10\r\n"));
    // A live one says 90,181 bytes, of which some are notes that are left out here.
    EXPECT_GT(all.size(), 85'000u);
    EXPECT_LT(all.size(), 90'181u);
    EXPECT_TRUE(redis_command_info({"6.0.16"}, {}).starts_with("*205\r\n*7\r\n"));
    EXPECT_TRUE(redis_command_list(seven, "*", {}).starts_with("*366\r\n"));
    EXPECT_NE(all, redis_command_info({"7.0.15", 2, 2}, {})) << "another machine, another order";
}

TEST(RedisCommands, AreListedByPatternAndCategory) {
    const std::string some = redis_command_list(seven, "CONF*", {});
    EXPECT_TRUE(some.starts_with("*6\r\n"));
    EXPECT_NE(some.find("$14\r\nconfig|rewrite\r\n"), some.npos);
    const std::string transactions = redis_command_list(seven, "*", "transaction");
    EXPECT_TRUE(transactions.starts_with("*5\r\n"));
    EXPECT_NE(transactions.find("$7\r\nunwatch\r\n"), transactions.npos);
    EXPECT_EQ(redis_command_list(seven, "*", "nope"), "*0\r\n");
}

TEST(RedisCommands, AreDocumentedInWordsOfOurOwn) {
    EXPECT_EQ(redis_command_docs(seven, Names{"get", "nope"}),
              "*2\r\n$3\r\nget\r\n*6\r\n$7\r\nsummary\r\n$23\r\nReads the text of a "
              "key\r\n$5\r\nsince\r\n"
              "$5\r\n1.0.0\r\n$5\r\ngroup\r\n$6\r\nstring\r\n");
    EXPECT_TRUE(redis_command_docs(seven, {}).starts_with("*480\r\n"));
    const std::string config = redis_command_docs(seven, Names{"config"});
    EXPECT_NE(config.find("$11\r\nsubcommands\r\n*10\r\n"), config.npos);
}

TEST(RedisCommands, FindTheKeysOfARequest) {
    using Verdict = RedisKeys::Verdict;
    const auto of = [](const Names& words) { return redis_keys("7.0.15", words); };
    EXPECT_EQ(of({"set", "a", "b"}).keys, (Names{"a"}));
    EXPECT_EQ(of({"mget", "a", "b", "c"}).keys, (Names{"a", "b", "c"}));
    EXPECT_EQ(of({"mset", "a", "1", "b", "2"}).keys, (Names{"a", "b"}));
    EXPECT_EQ(of({"set", "a"}).verdict, Verdict::wrong_arity);
    EXPECT_EQ(of({"ping", "x"}).verdict, Verdict::no_keys);
    EXPECT_EQ(of({"nope", "x"}).verdict, Verdict::unknown_command);
    EXPECT_EQ(of({"eval", "x", "1", "a"}).verdict, Verdict::not_told);
    EXPECT_EQ(of({}).verdict, Verdict::unknown_command);
}

}  // namespace
}  // namespace hitme::dialogue
