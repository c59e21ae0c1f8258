// SPDX-License-Identifier: Apache-2.0
#include "dialogue/redis_decoy.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "dialogue/persona_choice.h"
#include "wire/http_message.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

constexpr std::array personas = {
    RedisPersona{"redis-5", "5.0.7", "Linux 5.4.0-190-generic x86_64", false},
    RedisPersona{"redis-6", "6.0.16", "Linux 5.10.0-30-amd64 x86_64", false},
    RedisPersona{"redis-7-password", "7.0.15", "Linux 6.1.0-22-amd64 x86_64", true},
    RedisPersona{"redis-3-password", "3.2.12", "Linux 3.10.0-1160.el7.x86_64 x86_64", true},
};

struct Command {
    std::string_view name;
    int arity;  ///< with the name itself; negative: at least so many
};
// server.c, redisCommandTable: those that are asked for.
constexpr std::array commands = {
    Command{"APPEND", 3},    Command{"BGSAVE", -1},  Command{"CLIENT", -2}, Command{"COMMAND", -1},
    Command{"CONFIG", -2},   Command{"DBSIZE", 1},   Command{"DEL", -2},    Command{"ECHO", 2},
    Command{"EVAL", -3},     Command{"EVALSHA", -3}, Command{"EXISTS", -2}, Command{"EXPIRE", 3},
    Command{"FLUSHALL", -1}, Command{"FLUSHDB", -1}, Command{"GET", 2},     Command{"INFO", -1},
    Command{"KEYS", 2},      Command{"MODULE", -2},  Command{"PING", -1},   Command{"REPLICAOF", 3},
    Command{"SAVE", 1},      Command{"SCAN", -2},    Command{"SCRIPT", -2}, Command{"SELECT", 2},
    Command{"SET", -3},      Command{"SLAVEOF", 3},  Command{"UNLINK", -2},
};
const Command* command_named(std::string_view name) {
    for (const Command& each : commands)
        if (each.name == name) return &each;
    return nullptr;
}

bool is_word(const wire::RespCommand& command, std::size_t at, std::string_view word) {
    return at < command.arguments.size() &&
           wire::same_without_case(command.arguments[at].kept, word);
}

std::uint64_t key_of(std::string_view text) {  // FNV-1a, 64 bits
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3u;
    return hash;
}

std::string shown(std::string_view text) {
    return core::printable(text, 128);
}

}  // namespace

void RedisDecoy::say(std::string_view text, Output& out) {
    if (said_bytes_ + text.size() > max_redis_output) {
        ended_ = true;
        out.close = true;
        return;
    }
    said_bytes_ += text.size();
    const core::Bytes bytes = core::as_bytes(text);
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
}

void RedisDecoy::bulk(std::string_view text, Output& out) {
    say("$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n", out);
}

void RedisDecoy::receive(core::Bytes bytes, core::Time now, Output& out) {
    using Step = wire::RespCommandReader::Step;
    while (!ended_) {
        const Step step = reader_.next(bytes);
        if (step == Step::need_more) return;
        if (step == Step::command) {
            answer(reader_.command(), now, out);
            continue;
        }
        // networking.c: setProtocolError, then the connection ends.
        const std::string_view field = reader_.error().field;
        std::string text = "-ERR Protocol error: ";
        const char unexpected = reader_.unexpected();
        if (field == "bulk string")
            text += "expected '$', got '" + shown(std::string_view(&unexpected, 1)) + "'";
        else if (field == "multibulk length")
            text += "invalid multibulk length";
        else if (field == "bulk length")
            text += "invalid bulk length";
        else if (field == "quotes")
            text += "unbalanced quotes in request";
        else
            text += "too big inline request";
        say(text + "\r\n", out);
        ended_ = true;
        out.close = true;
    }
}

std::string RedisDecoy::info(core::Time now) const {
    core::Random made_up{surroundings_.identity_seed ^ 0x7265646973u};
    const auto hex = [&](int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += "0123456789abcdef"[made_up.below(16)];
        return text;
    };
    const std::string build = hex(16);
    const std::string run = hex(40);
    const std::int64_t up = std::max<std::int64_t>(
        1,
        (core::nanoseconds_of(now) - core::nanoseconds_of(surroundings_.booted)) / 1'000'000'000);
    const std::string process = std::to_string(400 + made_up.below(900));
    return "# Server\r\nredis_version:" + std::string(persona_.version) +
           "\r\nredis_git_sha1:00000000\r\nredis_git_dirty:0\r\nredis_build_id:" + build +
           "\r\nredis_mode:standalone\r\nos:" + std::string(persona_.system) +
           "\r\narch_bits:64\r\nmultiplexing_api:epoll\r\nprocess_id:" + process +
           "\r\nrun_id:" + run + "\r\ntcp_port:" + std::to_string(surroundings_.local_port) +
           "\r\nuptime_in_seconds:" + std::to_string(up) +
           "\r\nuptime_in_days:" + std::to_string(up / 86400) +
           "\r\nhz:10\r\nexecutable:/usr/bin/redis-server\r\nconfig_file:/etc/redis/"
           "redis.conf\r\n\r\n# Clients\r\n"
           "connected_clients:1\r\nblocked_clients:0\r\n\r\n# "
           "Memory\r\nused_memory:859944\r\nused_memory_human:839.79K\r\n"
           "maxmemory:0\r\nmaxmemory_policy:noeviction\r\n\r\n# "
           "Persistence\r\nloading:0\r\nrdb_bgsave_in_progress:0\r\n"
           "aof_enabled:0\r\n\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n\r\n# "
           "CPU\r\n"
           "used_cpu_sys:12.41\r\nused_cpu_user:9.87\r\n\r\n# "
           "Cluster\r\ncluster_enabled:0\r\n\r\n# Keyspace\r\n" +
           (keys_.empty()
                ? std::string{}
                : "db0:keys=" + std::to_string(keys_.size()) + ",expires=0,avg_ttl=0\r\n");
}

void RedisDecoy::answer(const wire::RespCommand& command, core::Time now, Output& out) {
    const std::string name = command.name();
    const std::size_t count = command.arguments.size();
    if (name == "QUIT") {
        say("+OK\r\n", out);
        ended_ = true;
        out.close = true;
        return;
    }
    if (name == "POST" || name == "HOST:") {  // server.c, securityWarningCommand
        ended_ = true;
        out.close = true;
        return;
    }
    if (name == "AUTH") {
        if (count < 2) {
            say("-ERR wrong number of arguments for 'auth' command\r\n", out);
            return;
        }
        ++logons_;
        if (!persona_.needs_password)
            say(persona_.version[0] >= '6'
                    ? "-ERR AUTH <password> called without any password configured for the default "
                      "user. Are you sure your configuration is correct?\r\n"
                    : "-ERR Client sent AUTH, but no password is set\r\n",
                out);
        else
            say(persona_.version[0] >= '6'
                    ? "-WRONGPASS invalid username-password pair or user is disabled.\r\n"
                    : "-ERR invalid password\r\n",
                out);
        return;
    }
    const Command* known = command_named(name);
    if (known == nullptr) {
        refuse_unknown(command, out);
        return;
    }
    // server.c, processCommand: the number of arguments comes before the password.
    const auto wanted = static_cast<std::uint64_t>(known->arity < 0 ? -known->arity : known->arity);
    if (known->arity < 0 ? command.argument_count < wanted : command.argument_count != wanted) {
        std::string small = name;
        for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        say("-ERR wrong number of arguments for '" + small + "' command\r\n", out);
        return;
    }
    if (persona_.needs_password) {
        say("-NOAUTH Authentication required.\r\n", out);
        return;
    }
    if (name == "PING") {
        if (count > 1)
            bulk(command.arguments[1].kept, out);
        else
            say("+PONG\r\n", out);
    } else if (name == "ECHO" && count == 2) {
        bulk(command.arguments[1].kept, out);
    } else if (name == "INFO") {
        bulk(info(now), out);
    } else if (name == "SELECT") {
        say("+OK\r\n", out);
    } else if (name == "SET" && count >= 3) {
        const std::uint64_t key = key_of(command.arguments[1].kept);
        if (std::find(keys_.begin(), keys_.end(), key) == keys_.end() && keys_.size() < max_keys)
            keys_.push_back(key);
        say("+OK\r\n", out);
    } else if (name == "DEL" || name == "EXISTS" || name == "UNLINK") {
        int found = 0;
        for (std::size_t i = 1; i < count; ++i) {
            const auto key =
                std::find(keys_.begin(), keys_.end(), key_of(command.arguments[i].kept));
            if (key == keys_.end()) continue;
            ++found;
            if (name != "EXISTS") keys_.erase(key);
        }
        say(":" + std::to_string(found) + "\r\n", out);
    } else if (name == "DBSIZE") {
        say(":" + std::to_string(keys_.size()) + "\r\n", out);
    } else if (name == "FLUSHALL" || name == "FLUSHDB") {
        keys_.clear();
        say("+OK\r\n", out);
    } else if (name == "GET" && count == 2) {
        say("$-1\r\n", out);
    } else if (name == "KEYS") {
        say("*0\r\n", out);
    } else if (name == "SCAN") {
        say("*2\r\n$1\r\n0\r\n*0\r\n", out);
    } else if (name == "COMMAND") {
        say("*0\r\n", out);
    } else if (name == "CLIENT" && is_word(command, 1, "list")) {
        bulk("id=3 addr=" + surroundings_.peer.to_string() +
                 ":40000 fd=8 name= age=0 idle=0 flags=N db=0 sub=0 psub=0 multi=-1 qbuf=26 "
                 "qbuf-free=32742 obl=0 oll=0 omem=0 events=r cmd=client\n",
             out);
    } else if (name == "CLIENT") {
        say("+OK\r\n", out);
    } else if (name == "CONFIG" && is_word(command, 1, "get") && count > 2) {
        struct Setting {
            std::string_view name;
            std::string_view value;
        };
        static constexpr std::array settings = {
            Setting{"dir", "/var/lib/redis"}, Setting{"dbfilename", "dump.rdb"},
            Setting{"databases", "16"},       Setting{"maxmemory", "0"},
            Setting{"requirepass", ""},       Setting{"save", "900 1 300 10 60 10000"}};
        const auto setting =
            std::find_if(settings.begin(), settings.end(),
                         [&](const Setting& each) { return is_word(command, 2, each.name); });
        if (setting == settings.end())
            say("*0\r\n", out);
        else {
            say("*2\r\n", out);
            bulk(setting->name, out);
            bulk(setting->value, out);
        }
    } else if (name == "CONFIG" && is_word(command, 1, "set") &&
               (is_word(command, 2, "dir") || is_word(command, 2, "dbfilename"))) {
        // A server whose own user may not go there (config.c).
        if (is_word(command, 2, "dir"))
            say(count > 3 ? "-ERR Changing directory: Permission denied\r\n"
                          : "-ERR Wrong number of arguments for CONFIG set\r\n",
                out);
        else
            say("+OK\r\n", out);
    } else if (name == "CONFIG") {
        say("+OK\r\n", out);
    } else if (name == "SAVE") {
        say("+OK\r\n", out);
    } else if (name == "BGSAVE") {
        say("+Background saving started\r\n", out);
    } else if (name == "SLAVEOF" || name == "REPLICAOF") {
        say(is_word(command, 1, "no") ? "+OK Already a master\r\n"
                                      : "-ERR operation not permitted\r\n",
            out);
    } else if (name == "MODULE") {
        say(is_word(command, 1, "load")
                ? "-ERR Error loading the extension. Please check the server logs.\r\n"
                : "*0\r\n",
            out);
    } else if (name.starts_with("EVAL") || name == "SCRIPT") {
        say("-ERR Error running script (call to f_e0e1f9fabfc9d4800c877a703b823ac0578ff8db): "
            "@user_script:1: user_script:1: attempt to index a nil value\r\n",
            out);
    } else {
        say("+OK\r\n", out);
    }
}

void RedisDecoy::refuse_unknown(const wire::RespCommand& command, Output& out) {
    const std::size_t count = command.arguments.size();
    // server.c, unknown command: version 5 and later repeat the arguments.
    std::string text = "-ERR unknown command ";
    text += persona_.version[0] >= '7' ? "'" : "`";
    text += shown(command.arguments.empty() ? "" : command.arguments[0].kept);
    text += persona_.version[0] >= '7' ? "'" : "`";
    text += ", with args beginning with: ";
    for (std::size_t i = 1; i < count && text.size() < 300; ++i) {
        text += persona_.version[0] >= '7' ? "'" : "`";
        text += shown(command.arguments[i].kept);
        text += persona_.version[0] >= '7' ? "' " : "`, ";
    }
    say(text + "\r\n", out);
}

std::span<const RedisPersona> redis_personas_table() {
    return personas;
}

std::vector<std::string_view> redis_personas() {
    return names_of(redis_personas_table());
}

std::unique_ptr<Session> make_redis(std::string_view persona, const Surroundings& surroundings) {
    const RedisPersona* chosen =
        choose_persona(redis_personas_table(), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<RedisDecoy>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
