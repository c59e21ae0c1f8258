// SPDX-License-Identifier: Apache-2.0
// Values of Debian's packages; with a live server they are compared by tests/end_to_end/redis_against_redis.py.
#include "dialogue/redis_settings.h"

#include <gtest/gtest.h>

namespace hitme::dialogue {
namespace {

RedisServer server_of(std::string_view version) {
    RedisServer server;
    server.version = version;
    server.port = 6380;
    return server;
}

TEST(RedisSettings, AreFoundByNameAndPattern) {
    const auto server = server_of("7.0.15");
    const auto port = redis_settings(server, "PORT");
    ASSERT_EQ(port.size(), 1u);
    EXPECT_EQ(port[0].name, "PORT");
    EXPECT_EQ(redis_settings(server_of("6.0.16"), "PORT")[0].name, "port");
    EXPECT_EQ(redis_settings(server, "POR?")[0].name, "port");
    EXPECT_EQ(port[0].value, "6380");
    // config get * and max* of a live 7.0.15.
    EXPECT_EQ(redis_settings(server, "*").size(), 192u);
    EXPECT_EQ(redis_settings(server, "max*").size(), 6u);
    EXPECT_TRUE(redis_settings(server, "nope").empty());
    EXPECT_TRUE(has_redis_setting(server, "Dir"));
    EXPECT_FALSE(has_redis_setting(server, "di*"));
}

TEST(RedisSettings, AreThoseOfTheVersion) {
    EXPECT_EQ(redis_settings(server_of("5.0.7"), "save")[0].value, "900 1 300 10 60 10000");
    EXPECT_EQ(redis_settings(server_of("7.0.15"), "save")[0].value, "3600 1 300 100 60 10000");
    EXPECT_TRUE(redis_settings(server_of("6.0.16"), "enable-*").empty());
    EXPECT_EQ(redis_settings(server_of("7.0.15"), "enable-*").size(), 3u);
}

TEST(RedisPattern, TakesStarsAndQuestionMarks) {
    EXPECT_TRUE(fits_redis_pattern("*", ""));
    EXPECT_TRUE(fits_redis_pattern("a*c?e", "abbbcde"));
    EXPECT_TRUE(fits_redis_pattern("*ab", "aab"));
    EXPECT_FALSE(fits_redis_pattern("a?", "a"));
    EXPECT_FALSE(fits_redis_pattern("", "a"));
    EXPECT_FALSE(fits_redis_pattern(std::string(1000, '*') + "b", std::string(1000, 'a')));
}

}  // namespace
}  // namespace hitme::dialogue
