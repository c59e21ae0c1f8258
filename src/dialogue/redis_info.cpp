// SPDX-License-Identifier: Apache-2.0
#include "dialogue/redis_info.h"

#include <algorithm>
#include <cstdio>

#include "core/random.h"
#include "wire/http_message.h"

namespace hitme::dialogue {
namespace {

constexpr int latest = 9;  ///< a version later than all

/// A field, or with "# " in front a section's head. "*" is worked out.
struct Row {
    std::string_view name;
    std::string_view value;
    int since = 5;
    int until = latest;
};

// In the order in which server.c, genRedisInfoString, prints them; values of a server that has served a few clients and nothing else.
constexpr Row rows[] = {
    {"# Server", ""},
    {"redis_version", "*"},
    {"redis_git_sha1", "00000000"},
    {"redis_git_dirty", "0"},
    {"redis_build_id", "*"},
    {"redis_mode", "standalone"},
    {"os", "*"},
    {"arch_bits", "64"},
    {"monotonic_clock", "POSIX clock_gettime", 7},
    {"multiplexing_api", "epoll"},
    {"atomicvar_api", "*"},
    {"gcc_version", "*"},
    {"process_id", "*"},
    {"process_supervised", "*", 7},
    {"run_id", "*"},
    {"tcp_port", "*"},
    {"server_time_usec", "*", 7},
    {"uptime_in_seconds", "*"},
    {"uptime_in_days", "*"},
    {"hz", "10"},
    {"configured_hz", "10"},
    {"lru_clock", "*"},
    {"executable", "*"},
    {"config_file", "*"},
    {"io_threads_active", "0", 6},
    {"# Clients", ""},
    {"connected_clients", "1"},
    {"cluster_connections", "0", 7},
    {"maxclients", "10000", 7},
    {"client_recent_max_input_buffer", "*"},
    {"client_recent_max_output_buffer", "0"},
    {"blocked_clients", "0"},
    {"tracking_clients", "0", 6},
    {"clients_in_timeout_table", "0", 6},
    {"# Memory", ""},
    {"used_memory", "*"},
    {"used_memory_human", "*"},
    {"used_memory_rss", "*"},
    {"used_memory_rss_human", "*"},
    {"used_memory_peak", "*"},
    {"used_memory_peak_human", "*"},
    {"used_memory_peak_perc", "*"},
    {"used_memory_overhead", "*"},
    {"used_memory_startup", "*"},
    {"used_memory_dataset", "*"},
    {"used_memory_dataset_perc", "*"},
    {"allocator_allocated", "*"},
    {"allocator_active", "*"},
    {"allocator_resident", "*"},
    {"total_system_memory", "*"},
    {"total_system_memory_human", "*"},
    {"used_memory_lua", "*"},
    {"used_memory_vm_eval", "32768", 7},
    {"used_memory_lua_human", "*"},
    {"used_memory_scripts", "0", 5, 6},
    {"used_memory_scripts_human", "0B", 5, 6},
    {"used_memory_scripts_eval", "0", 7},
    {"number_of_cached_scripts", "0"},
    {"number_of_functions", "0", 7},
    {"number_of_libraries", "0", 7},
    {"used_memory_vm_functions", "33792", 7},
    {"used_memory_vm_total", "66560", 7},
    {"used_memory_vm_total_human", "65.00K", 7},
    {"used_memory_functions", "200", 7},
    {"used_memory_scripts", "200", 7},
    {"used_memory_scripts_human", "200B", 7},
    {"maxmemory", "0"},
    {"maxmemory_human", "0B"},
    {"maxmemory_policy", "noeviction"},
    {"allocator_frag_ratio", "*"},
    {"allocator_frag_bytes", "*"},
    {"allocator_rss_ratio", "*"},
    {"allocator_rss_bytes", "*"},
    {"rss_overhead_ratio", "*"},
    {"rss_overhead_bytes", "*"},
    {"mem_fragmentation_ratio", "*"},
    {"mem_fragmentation_bytes", "*"},
    {"mem_not_counted_for_evict", "0"},
    {"mem_replication_backlog", "0"},
    {"mem_total_replication_buffers", "0", 7},
    {"mem_clients_slaves", "0"},
    {"mem_clients_normal", "*"},
    {"mem_cluster_links", "0", 7},
    {"mem_aof_buffer", "0"},
    {"mem_allocator", "*"},
    {"active_defrag_running", "0"},
    {"lazyfree_pending_objects", "0"},
    {"lazyfreed_objects", "0", 7},
    {"# Persistence", ""},
    {"loading", "0"},
    {"async_loading", "0", 7},
    {"current_cow_peak", "0", 7},
    {"current_cow_size", "0", 7},
    {"current_cow_size_age", "0", 7},
    {"current_fork_perc", "0.00", 7},
    {"current_save_keys_processed", "0", 7},
    {"current_save_keys_total", "0", 7},
    {"rdb_changes_since_last_save", "0"},
    {"rdb_bgsave_in_progress", "0"},
    {"rdb_last_save_time", "*"},
    {"rdb_last_bgsave_status", "ok"},
    {"rdb_last_bgsave_time_sec", "-1"},
    {"rdb_current_bgsave_time_sec", "-1"},
    {"rdb_saves", "0", 7},
    {"rdb_last_cow_size", "0"},
    {"rdb_last_load_keys_expired", "0", 7},
    {"rdb_last_load_keys_loaded", "0", 7},
    {"aof_enabled", "0"},
    {"aof_rewrite_in_progress", "0"},
    {"aof_rewrite_scheduled", "0"},
    {"aof_last_rewrite_time_sec", "-1"},
    {"aof_current_rewrite_time_sec", "-1"},
    {"aof_last_bgrewrite_status", "ok"},
    {"aof_rewrites", "0", 7},
    {"aof_rewrites_consecutive_failures", "0", 7},
    {"aof_last_write_status", "ok"},
    {"aof_last_cow_size", "0"},
    {"module_fork_in_progress", "0", 6},
    {"module_fork_last_cow_size", "0", 6},
    {"# Stats", ""},
    {"total_connections_received", "*"},
    {"total_commands_processed", "*"},
    {"instantaneous_ops_per_sec", "0"},
    {"total_net_input_bytes", "*"},
    {"total_net_output_bytes", "*"},
    {"total_net_repl_input_bytes", "0", 7},
    {"total_net_repl_output_bytes", "0", 7},
    {"instantaneous_input_kbps", "0.00"},
    {"instantaneous_output_kbps", "0.00"},
    {"instantaneous_input_repl_kbps", "0.00", 7},
    {"instantaneous_output_repl_kbps", "0.00", 7},
    {"rejected_connections", "0"},
    {"sync_full", "0"},
    {"sync_partial_ok", "0"},
    {"sync_partial_err", "0"},
    {"expired_keys", "0"},
    {"expired_stale_perc", "0.00"},
    {"expired_time_cap_reached_count", "0"},
    {"expire_cycle_cpu_milliseconds", "*", 6},
    {"evicted_keys", "0"},
    {"evicted_clients", "0", 7},
    {"total_eviction_exceeded_time", "0", 7},
    {"current_eviction_exceeded_time", "0", 7},
    {"keyspace_hits", "0"},
    {"keyspace_misses", "0"},
    {"pubsub_channels", "0"},
    {"pubsub_patterns", "0"},
    {"pubsubshard_channels", "0", 7},
    {"latest_fork_usec", "0"},
    {"total_forks", "0", 7},
    {"migrate_cached_sockets", "0"},
    {"slave_expires_tracked_keys", "0"},
    {"active_defrag_hits", "0"},
    {"active_defrag_misses", "0"},
    {"active_defrag_key_hits", "0"},
    {"active_defrag_key_misses", "0"},
    {"total_active_defrag_time", "0", 7},
    {"current_active_defrag_time", "0", 7},
    {"tracking_total_keys", "0", 6},
    {"tracking_total_items", "0", 6},
    {"tracking_total_prefixes", "0", 6},
    {"unexpected_error_replies", "0", 6},
    {"total_error_replies", "0", 7},
    {"dump_payload_sanitizations", "0", 7},
    {"total_reads_processed", "*", 6},
    {"total_writes_processed", "*", 6},
    {"io_threaded_reads_processed", "0", 6},
    {"io_threaded_writes_processed", "0", 6},
    {"reply_buffer_shrinks", "0", 7},
    {"reply_buffer_expands", "0", 7},
    {"# Replication", ""},
    {"role", "master"},
    {"connected_slaves", "0"},
    {"master_failover_state", "no-failover", 7},
    {"master_replid", "*"},
    {"master_replid2", "0000000000000000000000000000000000000000"},
    {"master_repl_offset", "0"},
    {"second_repl_offset", "-1"},
    {"repl_backlog_active", "0"},
    {"repl_backlog_size", "1048576"},
    {"repl_backlog_first_byte_offset", "0"},
    {"repl_backlog_histlen", "0"},
    {"# CPU", ""},
    {"used_cpu_sys", "*"},
    {"used_cpu_user", "*"},
    {"used_cpu_sys_children", "0.000000"},
    {"used_cpu_user_children", "0.000000"},
    {"used_cpu_sys_main_thread", "*", 7},
    {"used_cpu_user_main_thread", "*", 7},
    {"# Modules", "", 6},
    {"# Errorstats", "", 7},
    {"# Cluster", ""},
    {"cluster_enabled", "0"},
    {"# Keyspace", ""},
};

/// What an idle server of that version holds (bytes, measured from its own output), before what differs from machine to machine.
struct Memory {
    std::int64_t startup;
    std::int64_t overhead;
    std::int64_t used;
    std::int64_t allocated;
    std::int64_t active;
    std::int64_t resident;
    std::int64_t rss;
    std::int64_t lua;
    std::int64_t of_clients;
};
constexpr Memory memory_5{796'224,    846'142,   859'624, 1'564'792, 1'937'408,
                          13'385'728, 6'721'536, 41'984,  49'694};
constexpr Memory memory_6{809'688,   809'800,    873'328, 1'208'048, 1'478'656,
                          4'878'336, 20'111'360, 41'984,  0};
constexpr Memory memory_7{876'072,   876'272,    941'552, 1'735'904, 1'880'064,
                          4'550'656, 12'324'864, 32'768,  0};

std::string decimals(double value, int count) {
    char text[48];
    const int length = std::snprintf(text, sizeof text, "%.*f", count, value);
    return {text, static_cast<std::size_t>(std::clamp(length, 0, 47))};
}

// server.c, bytesToHuman
std::string human(std::int64_t bytes) {
    const auto size = static_cast<double>(bytes);
    if (bytes < 1 << 10) return std::to_string(bytes) + "B";
    if (bytes < 1 << 20) return decimals(size / (1 << 10), 2) + "K";
    if (bytes < 1 << 30) return decimals(size / (1 << 20), 2) + "M";
    return decimals(size / (1 << 30), 2) + "G";
}

double ratio(std::int64_t a, std::int64_t b) {
    return static_cast<double>(a) / static_cast<double>(b);
}

std::int64_t seconds_up(const RedisServer& server) {
    const std::int64_t up =
        (core::nanoseconds_of(server.now) - core::nanoseconds_of(server.booted)) / 1'000'000'000;
    return std::max<std::int64_t>(up, 1);
}

class Figures {
 public:
    explicit Figures(const RedisServer& server)
        : server_(server),
          major_(server.version.empty() ? 0 : server.version[0] - '0'),
          up_(seconds_up(server)) {
        core::Random made_up{server.identity_seed ^ 0x7265646973u};
        const auto hex = [&](int count) {
            std::string text;
            for (int i = 0; i < count; ++i) text += "0123456789abcdef"[made_up.below(16)];
            return text;
        };
        build_ = hex(16);
        run_ = hex(40);
        process_ = 400 + made_up.below(900);
        replication_ = hex(40);
        // A machine of 1, 2, 4 or 8 GB, of which the kernel keeps some.
        system_ = (std::int64_t{1} << (30 + made_up.below(4))) -
                  static_cast<std::int64_t>(20'000 + made_up.below(20'000)) * 4096;
        busy_ = 0.8 + 0.01 * static_cast<double>(made_up.below(40));
        memory_ = major_ >= 7 ? memory_7 : major_ == 6 ? memory_6 : memory_5;
        memory_.rss += static_cast<std::int64_t>(made_up.below(200)) * 4096;
        memory_.resident += static_cast<std::int64_t>(made_up.below(100)) * 4096;
        for (const auto& [number, keys] : server.databases)
            memory_.used += static_cast<std::int64_t>(keys) * 96;
    }

    int major() const { return major_; }

    std::string value_of(std::string_view name) const {
        if (name.starts_with("used_memory") || name.starts_with("allocator") ||
            name.starts_with("mem_") || name.starts_with("rss_") ||
            name.starts_with("total_system"))
            return of_memory(name);
        if (name.starts_with("used_cpu")) return of_time(name);
        if (name == "redis_version") return std::string(server_.version);
        if (name == "redis_build_id") return build_;
        if (name == "os") return std::string(server_.system);
        if (name == "atomicvar_api") return major_ >= 7 ? "c11-builtin" : "atomic-builtin";
        if (name == "gcc_version") return major_ >= 7 ? "12.2.0" : major_ == 6 ? "10.2.1" : "9.3.0";
        if (name == "process_id") return std::to_string(process_);
        if (name == "process_supervised") return "systemd";
        if (name == "run_id") return run_;
        if (name == "master_replid") return replication_;
        if (name == "tcp_port") return std::to_string(server_.port);
        if (name == "executable") return "/usr/bin/redis-server";
        if (name == "config_file") return "/etc/redis/redis.conf";
        if (name == "client_recent_max_input_buffer") return major_ >= 7 ? "20480" : "4";
        if (name == "rdb_last_save_time")
            return std::to_string(core::nanoseconds_of(server_.booted) / 1'000'000'000);
        return of_time(name);
    }

 private:
    std::string of_time(std::string_view name) const {
        const std::int64_t now = core::nanoseconds_of(server_.now);
        const auto connections = static_cast<std::int64_t>(redis_connections(server_));
        // An idle server's timer costs as much user as system time: a second in some forty minutes.
        const double cpu = busy_ * static_cast<double>(up_) / 2'400.0;
        if (name == "server_time_usec") return std::to_string(now / 1000);
        if (name == "uptime_in_seconds") return std::to_string(up_);
        if (name == "uptime_in_days") return std::to_string(up_ / 86'400);
        if (name == "lru_clock") return std::to_string(now / 1'000'000'000 & 0xFFFFFF);
        if (name == "total_connections_received") return std::to_string(connections);
        if (name == "total_commands_processed") return std::to_string(connections * 2);
        if (name == "total_net_input_bytes") return std::to_string(connections * 41);
        if (name == "total_net_output_bytes") return std::to_string(connections * 3'729);
        if (name == "total_reads_processed") return std::to_string(connections * 3);
        if (name == "total_writes_processed") return std::to_string(connections * 2);
        if (name == "expire_cycle_cpu_milliseconds") return std::to_string(up_ / 70);
        const double shown = name.starts_with("used_cpu_sys") ? cpu : cpu * 0.99;
        return decimals(name.ends_with("main_thread") ? shown * 0.998 : shown, 6);
    }

    std::string of_memory(std::string_view name) const {
        const Memory& m = memory_;
        if (name == "used_memory" || name == "used_memory_peak") return std::to_string(m.used);
        if (name == "used_memory_human" || name == "used_memory_peak_human") return human(m.used);
        if (name == "used_memory_peak_perc") return "100.00%";
        if (name == "used_memory_rss") return std::to_string(m.rss);
        if (name == "used_memory_rss_human") return human(m.rss);
        if (name == "used_memory_overhead") return std::to_string(m.overhead);
        if (name == "used_memory_startup") return std::to_string(m.startup);
        if (name == "used_memory_dataset") return std::to_string(m.used - m.overhead);
        if (name == "used_memory_dataset_perc")
            return decimals(100 * ratio(m.used - m.overhead, m.used - m.startup), 2) + "%";
        if (name == "used_memory_lua") return std::to_string(m.lua);
        if (name == "used_memory_lua_human") return human(m.lua);
        if (name == "total_system_memory") return std::to_string(system_);
        if (name == "total_system_memory_human") return human(system_);
        if (name == "allocator_allocated") return std::to_string(m.allocated);
        if (name == "allocator_active") return std::to_string(m.active);
        if (name == "allocator_resident") return std::to_string(m.resident);
        if (name == "allocator_frag_ratio") return decimals(ratio(m.active, m.allocated), 2);
        if (name == "allocator_frag_bytes") return std::to_string(m.active - m.allocated);
        if (name == "allocator_rss_ratio") return decimals(ratio(m.resident, m.active), 2);
        if (name == "allocator_rss_bytes") return std::to_string(m.resident - m.active);
        if (name == "rss_overhead_ratio") return decimals(ratio(m.rss, m.resident), 2);
        if (name == "rss_overhead_bytes") return std::to_string(m.rss - m.resident);
        if (name == "mem_fragmentation_ratio") return decimals(ratio(m.rss, m.used), 2);
        if (name == "mem_fragmentation_bytes") return std::to_string(m.rss - m.used);
        if (name == "mem_clients_normal") return std::to_string(m.of_clients);
        return major_ >= 7 ? "jemalloc-5.3.0" : "jemalloc-5.2.1";  // mem_allocator
    }

    const RedisServer& server_;
    int major_;
    std::int64_t up_;
    std::string build_;
    std::string run_;
    std::string replication_;
    std::uint64_t process_ = 0;
    std::int64_t system_ = 0;
    double busy_ = 1;
    Memory memory_ = memory_5;
};

bool is_wanted(std::string_view section, const std::vector<std::string>& sections) {
    if (sections.empty()) return true;
    return std::any_of(sections.begin(), sections.end(), [&](std::string_view each) {
        return wire::same_without_case(each, section) || wire::same_without_case(each, "default") ||
               wire::same_without_case(each, "all") || wire::same_without_case(each, "everything");
    });
}

}  // namespace

std::uint64_t redis_connections(const RedisServer& server) {
    // Others look in every half an hour: the health check of whoever runs it.
    constexpr std::int64_t every = 1800;
    return 3 + static_cast<std::uint64_t>(seconds_up(server) / every) + server.connection;
}

std::string redis_info(const RedisServer& server, const std::vector<std::string>& sections) {
    const Figures figures{server};
    std::string text;
    bool wanted = false;
    for (const Row& row : rows) {
        if (row.since > figures.major() || row.until < figures.major()) continue;
        if (row.name.starts_with("# ")) {
            wanted = is_wanted(row.name.substr(2), sections);
            if (!wanted) continue;
            if (!text.empty()) text += "\r\n";
            text += row.name;
        } else if (wanted) {
            text += row.name;
            text += ':';
            text += row.value == "*" ? figures.value_of(row.name) : std::string(row.value);
        } else {
            continue;
        }
        text += "\r\n";
    }
    if (!wanted) return text;  // Keyspace is the last
    for (const auto& [number, keys] : server.databases)
        text += "db" + std::to_string(number) + ":keys=" + std::to_string(keys) +
                ",expires=0,avg_ttl=0\r\n";
    return text;
}

}  // namespace hitme::dialogue
