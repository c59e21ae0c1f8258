// SPDX-License-Identifier: Apache-2.0
#include "dialogue/redis_settings.h"

#include "wire/http_message.h"

namespace hitme::dialogue {
namespace {

constexpr int latest = 9;

struct Row {
    std::string_view name;
    std::string_view value;  ///< "*port": the server's own
    int since = 5;
    int until = latest;
};

constexpr Row rows[] = {
    {"dbfilename", "dump.rdb"},
    {"requirepass", ""},
    {"masterauth", ""},
    {"unixsocket", ""},
    {"logfile", "/var/log/redis/redis-server.log"},
    {"pidfile", "/run/redis/redis-server.pid"},
    {"maxmemory", "0"},
    {"timeout", "0"},
    {"tcp-keepalive", "300"},
    {"lua-time-limit", "5000"},
    {"slowlog-log-slower-than", "10000"},
    {"slowlog-max-len", "128"},
    {"port", "*port"},
    {"tcp-backlog", "511"},
    {"databases", "16"},
    {"repl-timeout", "60"},
    {"maxclients", "10000"},
    {"hz", "10"},
    {"protected-mode", "no"},
    {"replica-read-only", "yes"},
    {"slave-read-only", "yes"},
    {"stop-writes-on-bgsave-error", "yes"},
    {"daemonize", "yes", 5, 6},
    {"daemonize", "no", 7},
    {"rdbcompression", "yes"},
    {"rdbchecksum", "yes"},
    {"activerehashing", "yes"},
    {"activedefrag", "no"},
    {"appendonly", "no"},
    {"appendfilename", "appendonly.aof"},
    {"appendfsync", "everysec"},
    {"maxmemory-policy", "noeviction"},
    {"maxmemory-samples", "5"},
    {"loglevel", "notice"},
    {"supervised", "no", 5, 6},
    {"supervised", "systemd", 7},
    {"cluster-enabled", "no"},
    {"syslog-enabled", "no"},
    {"lazyfree-lazy-eviction", "no"},
    {"io-threads", "1", 6},
    {"aclfile", "", 6},
    {"enable-protected-configs", "no", 7},
    {"enable-debug-command", "no", 7},
    {"enable-module-command", "no", 7},
    {"dir", "/var/lib/redis"},
    {"save", "900 1 300 10 60 10000", 5, 6},
    {"save", "3600 1 300 100 60 10000", 7},
    {"replicaof", ""},
    {"slaveof", ""},
    {"bind", "0.0.0.0"},
};

int major_of(const RedisServer& server) {
    return server.version.empty() ? 0 : server.version[0] - '0';
}

bool is_of(const Row& row, int major) {
    return row.since <= major && major <= row.until;
}

}  // namespace

bool fits_redis_pattern(std::string_view pattern, std::string_view text) {
    // The last * takes one byte more each time that what follows it does not fit: no recursion, and at most their product in steps.
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = pattern.npos;
    std::size_t taken = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            taken = t;
        } else if (p < pattern.size() &&
                   (pattern[p] == '?' ||
                    wire::same_without_case(pattern.substr(p, 1), text.substr(t, 1)))) {
            ++p;
            ++t;
        } else if (star != pattern.npos) {
            p = star + 1;
            t = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::vector<RedisSetting> redis_settings(const RedisServer& server, std::string_view pattern) {
    const bool is_name = pattern.find_first_of("*?") == pattern.npos && major_of(server) >= 7;
    std::vector<RedisSetting> found;
    for (const Row& row : rows) {
        if (!is_of(row, major_of(server)) || !fits_redis_pattern(pattern, row.name)) continue;
        found.push_back(
            {std::string(is_name ? pattern : row.name),
             row.value == "*port" ? std::to_string(server.port) : std::string(row.value)});
    }
    return found;
}

bool has_redis_setting(const RedisServer& server, std::string_view name) {
    for (const Row& row : rows)
        if (is_of(row, major_of(server)) && wire::same_without_case(row.name, name)) return true;
    return false;
}

}  // namespace hitme::dialogue
