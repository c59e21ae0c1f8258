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
    {"acl-pubsub-default", "resetchannels", 7},
    {"acllog-max-len", "128", 6},
    {"active-defrag-cycle-max", "25", 6},
    {"active-defrag-cycle-max", "75", 5, 5},
    {"active-defrag-cycle-min", "1", 6},
    {"active-defrag-cycle-min", "5", 5, 5},
    {"active-defrag-ignore-bytes", "104857600"},
    {"active-defrag-max-scan-fields", "1000"},
    {"active-defrag-threshold-lower", "10"},
    {"active-defrag-threshold-upper", "100"},
    {"active-expire-effort", "1", 6},
    {"always-show-logo", "no", 7},
    {"always-show-logo", "yes", 5, 6},
    {"aof-disable-auto-gc", "no", 7},
    {"aof-load-truncated", "yes"},
    {"aof-rewrite-incremental-fsync", "yes"},
    {"aof-timestamp-enabled", "no", 7},
    {"aof-use-rdb-preamble", "yes"},
    {"aof_rewrite_cpulist", "", 6},
    {"appenddirname", "appendonlydir", 7},
    {"auto-aof-rewrite-min-size", "67108864"},
    {"auto-aof-rewrite-percentage", "100"},
    {"bgsave_cpulist", "", 6},
    {"bind-source-addr", "", 7},
    {"bio_cpulist", "", 6},
    {"busy-reply-threshold", "5000", 7},
    {"client-output-buffer-limit",
     "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"},
    {"client-query-buffer-limit", "1073741824"},
    {"cluster-allow-pubsubshard-when-down", "yes", 7},
    {"cluster-allow-reads-when-down", "no", 6},
    {"cluster-allow-replica-migration", "yes", 7},
    {"cluster-announce-bus-port", "0"},
    {"cluster-announce-hostname", "", 7},
    {"cluster-announce-ip", ""},
    {"cluster-announce-port", "0"},
    {"cluster-announce-tls-port", "0", 7},
    {"cluster-config-file", "nodes.conf"},
    {"cluster-link-sendbuf-limit", "0", 7},
    {"cluster-migration-barrier", "1"},
    {"cluster-node-timeout", "15000"},
    {"cluster-port", "0", 7},
    {"cluster-preferred-endpoint-type", "ip", 7},
    {"cluster-replica-no-failover", "no"},
    {"cluster-replica-validity-factor", "10"},
    {"cluster-require-full-coverage", "yes"},
    {"cluster-slave-no-failover", "no"},
    {"cluster-slave-validity-factor", "10"},
    {"crash-log-enabled", "yes", 7},
    {"crash-memcheck-enabled", "yes", 7},
    {"disable-thp", "yes", 7},
    {"dynamic-hz", "yes"},
    {"gopher-enabled", "no", 6, 6},
    {"hash-max-listpack-entries", "512", 7},
    {"hash-max-listpack-value", "64", 7},
    {"hash-max-ziplist-entries", "512"},
    {"hash-max-ziplist-value", "64"},
    {"hll-sparse-max-bytes", "3000"},
    {"ignore-warnings", "", 6},
    {"io-threads-do-reads", "no", 6},
    {"jemalloc-bg-thread", "yes", 6},
    {"latency-monitor-threshold", "0"},
    {"latency-tracking", "yes", 7},
    {"latency-tracking-info-percentiles", "50 99 99.9", 7},
    {"lazyfree-lazy-expire", "no"},
    {"lazyfree-lazy-server-del", "no"},
    {"lazyfree-lazy-user-del", "no", 6},
    {"lazyfree-lazy-user-flush", "no", 7},
    {"lfu-decay-time", "1"},
    {"lfu-log-factor", "10"},
    {"list-compress-depth", "0"},
    {"list-max-listpack-size", "-2", 7},
    {"list-max-ziplist-size", "-2"},
    {"masteruser", "", 6},
    {"maxmemory-clients", "0", 7},
    {"maxmemory-eviction-tenacity", "10", 7},
    {"min-replicas-max-lag", "10"},
    {"min-replicas-to-write", "0"},
    {"min-slaves-max-lag", "10"},
    {"min-slaves-to-write", "0"},
    {"no-appendfsync-on-rewrite", "no"},
    {"notify-keyspace-events", ""},
    {"oom-score-adj", "no", 6},
    {"oom-score-adj-values", "0 200 800", 6},
    {"proc-title-template", "{title} {listen-addr} {server-mode}", 7},
    {"propagation-error-behavior", "ignore", 7},
    {"proto-max-bulk-len", "536870912"},
    {"rdb-del-sync-files", "no", 6},
    {"rdb-save-incremental-fsync", "yes"},
    {"repl-backlog-size", "1048576"},
    {"repl-backlog-ttl", "3600"},
    {"repl-disable-tcp-nodelay", "no"},
    {"repl-diskless-load", "disabled", 6},
    {"repl-diskless-sync", "no", 5, 6},
    {"repl-diskless-sync", "yes", 7},
    {"repl-diskless-sync-delay", "5"},
    {"repl-diskless-sync-max-replicas", "0", 7},
    {"repl-ping-replica-period", "10"},
    {"repl-ping-slave-period", "10"},
    {"replica-announce-ip", ""},
    {"replica-announce-port", "0"},
    {"replica-announced", "yes", 7},
    {"replica-ignore-disk-write-errors", "no", 7},
    {"replica-ignore-maxmemory", "yes"},
    {"replica-lazy-flush", "no"},
    {"replica-priority", "100"},
    {"replica-serve-stale-data", "yes"},
    {"sanitize-dump-payload", "no", 7},
    {"server_cpulist", "", 6},
    {"set-max-intset-entries", "512"},
    {"set-proc-title", "yes", 7},
    {"shutdown-on-sigint", "default", 7},
    {"shutdown-on-sigterm", "default", 7},
    {"shutdown-timeout", "10", 7},
    {"slave-announce-ip", ""},
    {"slave-announce-port", "0"},
    {"slave-ignore-maxmemory", "yes"},
    {"slave-lazy-flush", "no"},
    {"slave-priority", "100"},
    {"slave-serve-stale-data", "yes"},
    {"socket-mark-id", "0", 7},
    {"stream-node-max-bytes", "4096"},
    {"stream-node-max-entries", "100"},
    {"syslog-facility", "local0"},
    {"syslog-ident", "redis"},
    {"tls-auth-clients", "yes", 6},
    {"tls-ca-cert-dir", "", 6},
    {"tls-ca-cert-file", "", 6},
    {"tls-cert-file", "", 6},
    {"tls-ciphers", "", 6},
    {"tls-ciphersuites", "", 6},
    {"tls-client-cert-file", "", 7},
    {"tls-client-key-file", "", 7},
    {"tls-client-key-file-pass", "", 7},
    {"tls-cluster", "no", 6},
    {"tls-dh-params-file", "", 6},
    {"tls-key-file", "", 6},
    {"tls-key-file-pass", "", 7},
    {"tls-port", "0", 6},
    {"tls-prefer-server-ciphers", "no", 6},
    {"tls-protocols", "", 6},
    {"tls-replication", "no", 6},
    {"tls-session-cache-size", "20480", 6},
    {"tls-session-cache-timeout", "300", 6},
    {"tls-session-caching", "yes", 6},
    {"tracking-table-max-keys", "1000000", 6},
    {"unixsocketperm", "0"},
    {"zset-max-listpack-entries", "128", 7},
    {"zset-max-listpack-value", "64", 7},
    {"zset-max-ziplist-entries", "128"},
    {"zset-max-ziplist-value", "64"},
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
