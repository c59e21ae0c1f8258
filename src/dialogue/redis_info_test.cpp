// SPDX-License-Identifier: Apache-2.0
// Expected values: INFO of a redis-server 7.0.15 of Debian 12, of 6.0.16 and 5.0.7, and arithmetic. With a live server it is compared by
// tests/end_to_end/redis_against_redis.py.
#include "dialogue/redis_info.h"

#include <gtest/gtest.h>

#include <map>

namespace hitme::dialogue {
namespace {

RedisServer server_of(std::string_view version) {
    RedisServer server;
    server.version = version;
    server.system = "Linux 6.1.0-22-amd64 x86_64";
    server.port = 6379;
    server.identity_seed = 7;
    server.booted = *core::parse_time("2026-11-01T00:00:00Z");
    server.now = *core::parse_time("2026-11-03T00:00:10Z");
    return server;
}

std::map<std::string, std::string> fields_of(const std::string& text) {
    std::map<std::string, std::string> fields;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find("\r\n", at);
        const std::string line = text.substr(at, end - at);
        const std::size_t colon = line.find(':');
        if (colon != line.npos) fields[line.substr(0, colon)] = line.substr(colon + 1);
        at = end + 2;
    }
    return fields;
}

TEST(RedisInfo, HasAsManyFieldsAsItsVersion) {
    // grep -c : of each server's output, its keyspace and errors left out.
    EXPECT_EQ(fields_of(redis_info(server_of("5.0.7"), {})).size(), 121u);
    EXPECT_EQ(fields_of(redis_info(server_of("6.0.16"), {})).size(), 135u);
    EXPECT_EQ(fields_of(redis_info(server_of("7.0.15"), {})).size(), 181u);
}

TEST(RedisInfo, CountsTimeFromItsStart) {
    const auto fields = fields_of(redis_info(server_of("7.0.15"), {}));
    EXPECT_EQ(fields.at("uptime_in_seconds"), "172810");
    EXPECT_EQ(fields.at("uptime_in_days"), "2");
    EXPECT_EQ(fields.at("rdb_last_save_time"), "1793491200");  // date -d 2026-11-01Z +%s
    EXPECT_EQ(fields.at("server_time_usec"), "1793664010000000");
    EXPECT_EQ(fields.at("lru_clock"), std::to_string(1793664010 & 0xFFFFFF));  // LRU_BITS is 24
}

TEST(RedisInfo, AddsUp) {
    for (const std::string_view version : {"5.0.7", "6.0.16", "7.0.15"}) {
        const auto fields = fields_of(redis_info(server_of(version), {}));
        const auto number = [&](const char* name) { return std::stoll(fields.at(name)); };
        EXPECT_EQ(number("used_memory_dataset"),
                  number("used_memory") - number("used_memory_overhead"));
        EXPECT_EQ(number("mem_fragmentation_bytes"),
                  number("used_memory_rss") - number("used_memory"));
        EXPECT_EQ(number("rss_overhead_bytes"),
                  number("used_memory_rss") - number("allocator_resident"));
        EXPECT_NEAR(std::stod(fields.at("used_memory_human")) * 1024,
                    static_cast<double>(number("used_memory")), 6);
        EXPECT_GT(number("total_system_memory"), number("used_memory_rss"));
    }
}

TEST(RedisInfo, GivesTheSectionsThatAreAskedFor) {
    const auto server = server_of("7.0.15");
    EXPECT_EQ(redis_info(server, {"CLUSTER"}), "# Cluster\r\ncluster_enabled:0\r\n");
    EXPECT_EQ(redis_info(server, {"nope"}), "");
    EXPECT_EQ(redis_info(server, {"modules", "cluster"}),
              "# Modules\r\n\r\n# Cluster\r\ncluster_enabled:0\r\n");
    EXPECT_EQ(redis_info(server, {"everything"}), redis_info(server, {}));
    EXPECT_EQ(redis_info(server_of("5.0.7"), {"modules"}), "");
}

TEST(RedisInfo, ListsTheDatabasesThatHaveKeys) {
    auto server = server_of("7.0.15");
    server.databases = {{0, 3}, {5, 1}};
    EXPECT_EQ(redis_info(server, {"keyspace"}),
              "# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\n"
              "db5:keys=1,expires=0,avg_ttl=0\r\n");
}

}  // namespace
}  // namespace hitme::dialogue
