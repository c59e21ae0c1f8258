// SPDX-License-Identifier: Apache-2.0
#include "dialogue/redis_decoy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <optional>

#include "core/text.h"
#include "dialogue/persona_choice.h"
#include "dialogue/redis_commands.h"
#include "dialogue/redis_settings.h"
#include "wire/http_message.h"
#include "wire/smb_text.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

constexpr std::array personas = {
    RedisPersona{"redis-5", "5.0.7", "Linux 5.4.0-190-generic x86_64", false},
    RedisPersona{"redis-6", "6.0.16", "Linux 5.10.0-30-amd64 x86_64", false},
    RedisPersona{"redis-7", "7.0.15", "Linux 6.1.0-22-amd64 x86_64", false},
    RedisPersona{"redis-7-password", "7.0.15", "Linux 6.1.0-22-amd64 x86_64", true},
    RedisPersona{"redis-3-password", "3.2.12", "Linux 3.10.0-1160.el7.x86_64 x86_64", true},
};

// What is served beside the keys (dialogue/redis_store.h). All else that a version knows is kept from strangers: a default user
// who may not (since 6), or commands that were renamed (before).
constexpr std::array served = {
    "ACL"sv,     "AUTH"sv,         "BGREWRITEAOF"sv, "BGSAVE"sv,   "CLIENT"sv,    "CLUSTER"sv,
    "COMMAND"sv, "CONFIG"sv,       "DISCARD"sv,      "ECHO"sv,     "EXEC"sv,      "HELLO"sv,
    "HOST:"sv,   "INFO"sv,         "LASTSAVE"sv,     "LATENCY"sv,  "MULTI"sv,     "PING"sv,
    "POST"sv,    "PSUBSCRIBE"sv,   "PUBLISH"sv,      "REPLCONF"sv, "QUIT"sv,      "RESET"sv,
    "ROLE"sv,    "SAVE"sv,         "SELECT"sv,       "SLOWLOG"sv,  "SUBSCRIBE"sv, "TIME"sv,
    "UNWATCH"sv, "PUNSUBSCRIBE"sv, "UNSUBSCRIBE"sv,  "WAIT"sv,     "WATCH"sv};

std::string large(std::string_view text) {
    std::string result{text};
    for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return result;
}

bool is_served(std::string_view name) {
    const std::string upper = large(name);
    return std::find(served.begin(), served.end(), upper) != served.end() ||
           RedisStore::serves(upper);
}

std::optional<int> whole_number(std::string_view text) {
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

bool is_word(const wire::RespCommand& command, std::size_t at, std::string_view word) {
    return at < command.arguments.size() &&
           wire::same_without_case(command.arguments[at].kept, word);
}

std::string_view word(const wire::RespCommand& command, std::size_t at) {
    return at < command.arguments.size() ? std::string_view(command.arguments[at].kept)
                                         : std::string_view{};
}

std::string shown(std::string_view text) {
    return core::printable(text, 128);
}

std::size_t memory_of(const wire::RespCommand& command) {
    std::size_t sum = sizeof command;
    for (const wire::RespArgument& each : command.arguments)
        sum += sizeof each + each.kept.capacity();
    return sum;
}

constexpr int databases = 16;

/// As "%.*s" prints it into an error: up to a zero, no line breaks.
std::string cut(std::string_view text, std::size_t most) {
    std::string result{text.substr(0, std::min(text.find('\0'), most))};
    for (char& c : result)
        if (c == '\r' || c == '\n') c = ' ';
    return result;
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

void RedisDecoy::verbatim(std::string_view text, Output& out) {
    if (protocol_ < 3) return bulk(text, out);
    say("=" + std::to_string(text.size() + 4) + "\r\ntxt:" + std::string(text) + "\r\n", out);
}

void RedisDecoy::nothing(Output& out) {
    say(protocol_ < 3 ? "$-1\r\n" : "_\r\n", out);
}

void RedisDecoy::count(std::size_t number, Output& out) {
    say(":" + std::to_string(number) + "\r\n", out);
}

void RedisDecoy::wrong_arguments(std::string_view command, Output& out) {
    say("-ERR wrong number of arguments for '" + wire::lower_ascii(command) + "' command\r\n", out);
}

void RedisDecoy::wrong_word(const wire::RespCommand& command, Output& out) {
    const std::string said = cut(word(command, 1), 128);
    if (major() >= 7)
        say("-ERR unknown subcommand '" + said + "'. Try " + command.name() + " HELP.\r\n", out);
    else
        say("-ERR Unknown subcommand or wrong number of arguments for '" + said + "'. Try " +
                command.name() + " HELP.\r\n",
            out);
}

std::size_t RedisDecoy::memory() const {
    std::size_t sum = sizeof *this - sizeof reader_ + reader_.memory() + store_.memory() +
                      client_name_.capacity();
    for (const auto& names : {std::cref(channels_), std::cref(patterns_)})
        for (const std::string& each : names.get()) sum += sizeof each + each.capacity();
    for (const wire::RespCommand& each : queued_) sum += memory_of(each);
    return sum;
}

RedisServer RedisDecoy::server(core::Time now) {
    RedisServer server;
    server.version = persona_.version;
    server.system = persona_.system;
    server.port = surroundings_.local_port;
    server.identity_seed = surroundings_.identity_seed;
    server.booted = surroundings_.booted;
    server.now = now;
    server.connection = surroundings_.connection;
    for (int database = 0; database < databases; ++database)
        if (const std::size_t keys = store_.keys(database, now))
            server.databases.emplace_back(database, keys);
    return server;
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

void RedisDecoy::answer(const wire::RespCommand& command, core::Time now, Output& out) {
    const std::string name = command.name();
    if (answer_before_password(name, command, out)) return;
    const auto known = redis_shape(persona_.version, name);
    const bool is_hidden = major() < 6 && !is_served(name);
    if (!known || is_hidden) {
        is_broken_ = is_queueing_;
        return refuse_unknown(command, out);
    }
    // server.c, processCommand: the number of arguments comes before the password, and that before what a user may.
    const auto wanted = static_cast<std::uint64_t>(std::abs(known->arity));
    if (known->arity < 0 ? command.argument_count < wanted : command.argument_count != wanted) {
        is_broken_ = is_queueing_;
        return wrong_arguments(name, out);
    }
    if (name == "HELLO") return hello(command, out);
    if (persona_.needs_password) return say("-NOAUTH Authentication required.\r\n", out);
    // lolwut.c: of 7.0 the version alone; 6 draws.
    if (!is_served(name) && !(name == "LOLWUT" && major() >= 7)) {
        is_broken_ = is_queueing_;
        return refuse_restricted(name, command, out);
    }
    if (is_subscribed() && protocol_ < 3 && !is_for_subscribers(name))
        return refuse_to_subscriber(name, out);
    if (is_queueing_ && name != "EXEC" && name != "DISCARD" && name != "MULTI" && name != "WATCH")
        return queue(command, out);
    carry_out(name, command, now, out);
}

void RedisDecoy::carry_out(const std::string& name, const wire::RespCommand& command,
                           core::Time now, Output& out) {
    if (answer_transaction(name, now, out) || answer_channels(name, command, out)) return;
    std::vector<std::string_view> words;
    words.reserve(command.arguments.size());
    for (const wire::RespArgument& each : command.arguments) words.emplace_back(each.kept);
    const RedisRequest request{name,    words, command.argument_count, database_, protocol_,
                               major(), now};
    if (const auto said = store_.answer(request)) return say(*said, out);
    if (answer_server(name, command, now, out)) return;
    say("+OK\r\n", out);
}

// multi.c: what is wrong already when it is queued spoils the whole.
void RedisDecoy::queue(const wire::RespCommand& command, Output& out) {
    std::size_t held = memory_of(command);
    for (const wire::RespCommand& each : queued_) held += memory_of(each);
    if (held > max_queued_bytes) {
        is_broken_ = true;
        return say("-OOM command not allowed when used memory > 'maxmemory'.\r\n", out);
    }
    queued_.push_back(command);
    say("+QUEUED\r\n", out);
}

bool RedisDecoy::answer_transaction(const std::string& name, core::Time now, Output& out) {
    const auto end = [&] {
        is_queueing_ = false;
        is_broken_ = false;
        std::vector<wire::RespCommand>().swap(queued_);
    };
    if (name == "MULTI") {
        say(is_queueing_ ? "-ERR MULTI calls can not be nested\r\n" : "+OK\r\n", out);
        is_queueing_ = true;
    } else if (name == "WATCH" || name == "UNWATCH") {
        say(is_queueing_ && name == "WATCH" ? "-ERR WATCH inside MULTI is not allowed\r\n"
                                            : "+OK\r\n",
            out);
    } else if (name == "DISCARD") {
        say(is_queueing_ ? "+OK\r\n" : "-ERR DISCARD without MULTI\r\n", out);
        end();
    } else if (name == "EXEC") {
        if (!is_queueing_) {
            say("-ERR EXEC without MULTI\r\n", out);
            return true;
        }
        if (is_broken_) {
            end();
            say("-EXECABORT Transaction discarded because of previous errors.\r\n", out);
            return true;
        }
        const std::vector<wire::RespCommand> commands = std::move(queued_);
        end();
        say("*" + std::to_string(commands.size()) + "\r\n", out);
        for (const wire::RespCommand& each : commands) carry_out(each.name(), each, now, out);
    } else {
        return false;
    }
    return true;
}

bool RedisDecoy::is_for_subscribers(const std::string& name) {
    return name == "SUBSCRIBE" || name == "UNSUBSCRIBE" || name == "PSUBSCRIBE" ||
           name == "PUNSUBSCRIBE" || name == "PING";
}

// server.c, processCommand, of each version.
void RedisDecoy::refuse_to_subscriber(const std::string& name, Output& out) {
    if (major() < 6)
        return say(
            "-ERR only (P)SUBSCRIBE / (P)UNSUBSCRIBE / PING / QUIT allowed in this context\r\n",
            out);
    say("-ERR Can't execute '" + wire::lower_ascii(name) + "': only " +
            (major() >= 7 ? "(P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET"
                          : "(P)SUBSCRIBE / (P)UNSUBSCRIBE / PING / QUIT") +
            " are allowed in this context\r\n",
        out);
}

// pubsub.c: a line for each channel, with how many there are after it.
bool RedisDecoy::answer_channels(const std::string& name, const wire::RespCommand& command,
                                 Output& out) {
    const std::string push = protocol_ < 3 ? "*" : ">";
    if (name == "PUBLISH") {
        std::size_t heard = 0;
        const auto deliver = [&](std::string_view kind, std::string_view pattern) {
            ++heard;
            say(push + (pattern.empty() ? "3" : "4") + "\r\n", out);
            bulk(kind, out);
            if (!pattern.empty()) bulk(pattern, out);
            bulk(word(command, 1), out);
            bulk(word(command, 2), out);
        };
        if (std::find(channels_.begin(), channels_.end(), word(command, 1)) != channels_.end())
            deliver("message", "");
        for (const std::string& each : patterns_)
            if (fits_redis_pattern(each, word(command, 1))) deliver("pmessage", each);
        count(heard, out);
        return true;
    }
    const bool ends = name == "UNSUBSCRIBE" || name == "PUNSUBSCRIBE";
    if (!ends && name != "SUBSCRIBE" && name != "PSUBSCRIBE") return false;
    std::vector<std::string>& names = name.starts_with('P') ? patterns_ : channels_;
    std::vector<std::string> asked;
    for (std::size_t i = 1; i < command.arguments.size(); ++i) asked.emplace_back(word(command, i));
    if (ends && asked.empty()) asked = names;
    const auto tell = [&](const std::string* channel) {
        say(push + "3\r\n", out);
        bulk(wire::lower_ascii(name), out);
        channel == nullptr ? nothing(out) : bulk(*channel, out);
        count(channels_.size() + patterns_.size(), out);
    };
    if (asked.empty()) tell(nullptr);
    for (const std::string& each : asked) {
        std::erase(names, each);
        std::size_t held = each.size();
        for (const auto& kept : {std::cref(channels_), std::cref(patterns_)})
            for (const std::string& other : kept.get()) held += other.size();
        const bool has_room =
            held <= max_channel_bytes && channels_.size() + patterns_.size() < max_channels;
        if (!ends && !has_room) {
            say("-NOPERM this user has no permissions to access one of the channels used as "
                "arguments\r\n",
                out);
            break;
        }
        if (!ends) names.push_back(each);
        tell(&each);
    }
    return true;
}

bool RedisDecoy::answer_before_password(const std::string& name, const wire::RespCommand& command,
                                        Output& out) {
    if (name == "QUIT") {
        say("+OK\r\n", out);
        ended_ = true;
        out.close = true;
    } else if (name == "POST" || name == "HOST:") {  // server.c, securityWarningCommand
        ended_ = true;
        out.close = true;
    } else if (name == "AUTH") {
        log_on(command, out);
    } else if (name == "RESET" && major() >= 7) {
        protocol_ = 2;
        database_ = 0;
        client_name_.clear();
        channels_.clear();
        patterns_.clear();
        is_queueing_ = false;
        is_broken_ = false;
        queued_.clear();
        say("+RESET\r\n", out);
    } else {
        return false;
    }
    return true;
}

void RedisDecoy::log_on(const wire::RespCommand& command, Output& out) {
    const std::uint64_t count = command.argument_count;
    if (count < 2 || (major() < 6 && count > 2)) return wrong_arguments("auth", out);
    if (count > 3) return say("-ERR syntax error\r\n", out);
    ++logons_;
    if (major() < 6)
        return say(persona_.needs_password ? "-ERR invalid password\r\n"
                                           : "-ERR Client sent AUTH, but no password is set\r\n",
                   out);
    if (!persona_.needs_password && count == 2)
        return say(
            "-ERR AUTH <password> called without any password configured for the default user. "
            "Are you sure your configuration is correct?\r\n",
            out);
    // acl.c: the default user of an open server has any password.
    if (!persona_.needs_password && word(command, 1) == "default") return say("+OK\r\n", out);
    say("-WRONGPASS invalid username-password pair or user is disabled.\r\n", out);
}

void RedisDecoy::hello(const wire::RespCommand& command, Output& out) {
    int protocol = protocol_;
    if (command.argument_count > 1) {
        const auto asked = whole_number(word(command, 1));
        if (!asked && major() >= 7)
            return say("-ERR Protocol version is not an integer or out of range\r\n", out);
        if (!asked || *asked < 2 || *asked > 3)
            return say("-NOPROTO unsupported protocol version\r\n", out);
        protocol = *asked;
    }
    if (persona_.needs_password)
        return say(
            "-NOAUTH HELLO must be called with the client already authenticated, otherwise the "
            "HELLO AUTH <user> <pass> option can be used to authenticate the client and select "
            "the RESP protocol version at the same time\r\n",
            out);
    protocol_ = protocol;
    say(protocol_ < 3 ? "*14\r\n" : "%7\r\n", out);
    bulk("server", out);
    bulk("redis", out);
    bulk("version", out);
    bulk(persona_.version, out);
    bulk("proto", out);
    count(static_cast<std::size_t>(protocol_), out);
    bulk("id", out);
    count(redis_connections(server(opened_)), out);
    bulk("mode", out);
    bulk("standalone", out);
    bulk("role", out);
    bulk("master", out);
    bulk("modules", out);
    say("*0\r\n", out);
}

void RedisDecoy::commands(const wire::RespCommand& command, Output& out) {
    const RedisVoice voice{persona_.version, protocol_, surroundings_.identity_seed, is_served};
    const std::uint64_t words = command.argument_count;
    const bool is_new = major() >= 7;
    std::vector<std::string_view> names;
    for (std::size_t i = 2; i < command.arguments.size(); ++i) names.push_back(word(command, i));
    if (words == 1) {
        say(redis_command_info(voice, {}), out);
    } else if (is_word(command, 1, "count") && (is_new || words == 2)) {
        if (words > 2) return wrong_arguments("command|count", out);
        count(redis_command_count(voice), out);
    } else if (is_word(command, 1, "info")) {
        say(is_new || words > 2 ? redis_command_info(voice, names) : "*0\r\n", out);
    } else if (is_new && is_word(command, 1, "docs")) {
        say(redis_command_docs(voice, names), out);
    } else if (is_new && is_word(command, 1, "list")) {
        if (words == 2)
            say(redis_command_list(voice, "*", {}), out);
        else if (words != 5 || !is_word(command, 2, "filterby"))
            say("-ERR syntax error\r\n", out);
        else if (is_word(command, 3, "pattern"))
            say(redis_command_list(voice, word(command, 4), {}), out);
        else if (is_word(command, 3, "aclcat"))
            say(redis_command_list(voice, "*", wire::lower_ascii(word(command, 4))), out);
        else
            say(is_word(command, 3, "module") ? "*0\r\n" : "-ERR syntax error\r\n", out);
    } else if (is_word(command, 1, "getkeys") && (is_new || words > 2)) {
        if (is_new && words < 4) return wrong_arguments("command|getkeys", out);
        keys_of(command, out);
    } else {
        wrong_word(command, out);
    }
}

void RedisDecoy::keys_of(const wire::RespCommand& command, Output& out) {
    std::vector<std::string_view> words;
    for (std::size_t i = 2; i < command.arguments.size(); ++i) words.push_back(word(command, i));
    // Texts and their order: server.c, getKeysSubcommandImpl.
    const RedisKeys found = redis_keys(persona_.version, words);
    switch (found.verdict) {
        case RedisKeys::Verdict::unknown_command:
            return say("-ERR Invalid command specified\r\n", out);
        case RedisKeys::Verdict::no_keys:
            return say("-ERR The command has no key arguments\r\n", out);
        case RedisKeys::Verdict::wrong_arity:
            return say("-ERR Invalid number of arguments specified for command\r\n", out);
        case RedisKeys::Verdict::not_told:
            return say("-ERR Invalid arguments specified for command\r\n", out);
        case RedisKeys::Verdict::found:
            break;
    }
    say("*" + std::to_string(found.keys.size()) + "\r\n", out);
    for (const std::string_view key : found.keys) bulk(key, out);
}

bool RedisDecoy::answer_server(const std::string& name, const wire::RespCommand& command,
                               core::Time now, Output& out) {
    const std::int64_t nanoseconds = core::nanoseconds_of(now);
    if (name == "PING") {
        if (command.argument_count > 2) {
            wrong_arguments("ping", out);
        } else if (is_subscribed() && protocol_ < 3) {
            say("*2\r\n$4\r\npong\r\n", out);
            bulk(word(command, 1), out);
        } else if (command.argument_count == 2) {
            bulk(word(command, 1), out);
        } else {
            say("+PONG\r\n", out);
        }
    } else if (name == "ECHO") {
        bulk(word(command, 1), out);
    } else if (name == "INFO") {
        std::vector<std::string> sections;
        for (std::size_t i = 1; i < command.arguments.size(); ++i)
            sections.emplace_back(word(command, i));
        if (major() < 7 && sections.size() > 1)
            say("-ERR syntax error\r\n", out);
        else
            verbatim(redis_info(server(now), sections), out);
    } else if (name == "SELECT") {
        select(command, out);
    } else if (name == "CLIENT") {
        client(command, now, out);
    } else if (name == "CONFIG") {
        config(command, now, out);
    } else if (name == "COMMAND") {
        commands(command, out);
    } else if (name == "TIME") {
        say("*2\r\n", out);
        bulk(std::to_string(nanoseconds / 1'000'000'000), out);
        bulk(std::to_string(nanoseconds / 1000 % 1'000'000), out);
    } else if (name == "LASTSAVE") {
        say(":" + std::to_string(core::nanoseconds_of(surroundings_.booted) / 1'000'000'000) +
                "\r\n",
            out);
    } else if (name == "ROLE") {
        say("*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n", out);
    } else if (name == "ACL") {
        if (is_word(command, 1, "whoami"))
            bulk("default", out);
        else
            refuse_restricted(name, command, out);
    } else if (name == "CLUSTER") {
        say("-ERR This instance has cluster support disabled\r\n", out);
    } else if (name == "SLOWLOG" || name == "LATENCY") {
        say(is_word(command, 1, "len") ? ":0\r\n" : "*0\r\n", out);
    } else if (name == "LOLWUT") {
        verbatim("Redis ver. " + std::string(persona_.version) + "\n", out);
    } else if (name == "WAIT") {
        count(0, out);
    } else if (name == "BGSAVE") {
        say("+Background saving started\r\n", out);
    } else if (name == "BGREWRITEAOF") {
        say("+Background append only file rewriting started\r\n", out);
    } else {
        return false;
    }
    return true;
}

void RedisDecoy::select(const wire::RespCommand& command, Output& out) {
    const auto number = whole_number(word(command, 1));
    if (!number)
        return say(major() >= 7 ? "-ERR value is not an integer or out of range\r\n"
                                : "-ERR invalid DB index\r\n",
                   out);
    if (*number < 0 || *number >= databases) return say("-ERR DB index is out of range\r\n", out);
    database_ = *number;
    say("+OK\r\n", out);
}

// networking.c, catClientInfoString, of each version.
std::string RedisDecoy::client_line(const wire::RespCommand& command, core::Time now) {
    std::size_t given = 0;
    std::size_t request = 3 + std::to_string(command.argument_count).size();
    for (const wire::RespArgument& each : command.arguments) {
        given += each.kept.size();
        request += each.kept.size() + std::to_string(each.kept.size()).size() + 5;
    }
    if (command.is_inline) request = given + command.arguments.size() + 1;
    const std::size_t buffer = major() >= 7 ? 20'474 : 32'768;
    const std::int64_t age =
        (core::nanoseconds_of(now) - core::nanoseconds_of(opened_)) / 1'000'000'000;
    const auto end = [](const core::Address& address, std::uint16_t port) {
        const std::string host = address.to_string();
        return (host.find(':') == host.npos ? host : "[" + host + "]") + ":" + std::to_string(port);
    };
    std::string line = "id=" + std::to_string(redis_connections(server(opened_))) +
                       " addr=" + end(surroundings_.peer, surroundings_.peer_port);
    if (major() >= 7) line += " laddr=" + end(surroundings_.local, surroundings_.local_port);
    line += " fd=8 name=" + client_name_ + " age=" + std::to_string(age) +
            " idle=0 flags=" + (is_subscribed() ? "P" : "N") + " db=" + std::to_string(database_) +
            " sub=" + std::to_string(channels_.size()) +
            " psub=" + std::to_string(patterns_.size());
    if (major() >= 7) line += " ssub=0";
    line += " multi=-1 qbuf=" + std::to_string(request) +
            " qbuf-free=" + std::to_string(buffer - std::min(request, buffer));
    if (major() >= 7)
        line += " argv-mem=" + std::to_string(given) + " multi-mem=0 rbs=16384 rbp=16384";
    line += " obl=0 oll=0 omem=0";
    if (major() >= 7) line += " tot-mem=37658";
    line += " events=r cmd=client";
    if (major() >= 7) line += "|" + wire::lower_ascii(word(command, 1));
    if (major() >= 6) line += " user=default";
    if (major() >= 7) line += " redir=-1 resp=" + std::to_string(protocol_);
    return line + "\n";
}

void RedisDecoy::client(const wire::RespCommand& command, core::Time now, Output& out) {
    constexpr std::size_t longest_name = 64;  // ours
    if (is_word(command, 1, "list") || (major() >= 7 && is_word(command, 1, "info"))) {
        verbatim(client_line(command, now), out);
    } else if (is_word(command, 1, "getname")) {
        client_name_.empty() ? nothing(out) : bulk(client_name_, out);
    } else if (is_word(command, 1, "setname")) {
        if (command.argument_count != 3)
            return major() >= 7 ? wrong_arguments("client|setname", out) : wrong_word(command, out);
        client_name_ = word(command, 2).substr(0, longest_name);
        say("+OK\r\n", out);
    } else if (is_word(command, 1, "id")) {
        count(redis_connections(server(opened_)), out);
    } else if (is_word(command, 1, "kill")) {
        say("-ERR No such client\r\n", out);
    } else {
        wrong_word(command, out);
    }
}

void RedisDecoy::config(const wire::RespCommand& command, core::Time now, Output& out) {
    const std::size_t words = command.arguments.size();
    if (is_word(command, 1, "get")) {
        if (major() >= 7 && words < 3) return wrong_arguments("config|get", out);
        if (major() < 7 && words != 3) return wrong_word(command, out);
        std::vector<RedisSetting> found;
        for (std::size_t i = 2; i < words; ++i)
            for (RedisSetting& each : redis_settings(server(now), word(command, i)))
                if (std::none_of(found.begin(), found.end(), [&](const RedisSetting& other) {
                        return wire::same_without_case(other.name, each.name);
                    }))
                    found.push_back(std::move(each));
        if (protocol_ < 3)
            say("*" + std::to_string(2 * found.size()) + "\r\n", out);
        else
            say("%" + std::to_string(found.size()) + "\r\n", out);
        for (const RedisSetting& each : found) {
            bulk(each.name, out);
            bulk(each.value, out);
        }
        return;
    }
    if (is_word(command, 1, "resetstat") || is_word(command, 1, "rewrite"))
        return say("+OK\r\n", out);
    if (!is_word(command, 1, "set")) return wrong_word(command, out);
    const std::string name = cut(word(command, 2), 128);
    if (major() >= 7) {
        if (words < 4) return wrong_arguments("config|set", out);
        if (!has_redis_setting(server(now), name))
            return say(
                "-ERR Unknown option or number of arguments for CONFIG SET - '" + name + "'\r\n",
                out);
        // config.c: what may write a file elsewhere is protected as it is installed.
        if (is_word(command, 2, "dir") || is_word(command, 2, "dbfilename"))
            return say("-ERR CONFIG SET failed (possibly related to argument '" + name +
                           "') - can't set protected config\r\n",
                       out);
        return say("+OK\r\n", out);
    }
    if (words != 4) return wrong_word(command, out);
    if (!has_redis_setting(server(now), name))
        return say("-ERR Unsupported CONFIG parameter: " + name + "\r\n", out);
    // A server whose own user may not go there.
    say(is_word(command, 2, "dir") ? "-ERR Changing directory: Permission denied\r\n" : "+OK\r\n",
        out);
}

// acl.c; a command of several words is named with the second since 7.
void RedisDecoy::refuse_restricted(const std::string& name, const wire::RespCommand& command,
                                   Output& out) {
    if (major() < 6) return refuse_unknown(command, out);
    std::string full = wire::lower_ascii(name);
    if (major() < 7)
        return say("-NOPERM this user has no permissions to run the '" + full +
                       "' command or its subcommand\r\n",
                   out);
    if (name == "DEBUG")
        return say(
            "-ERR DEBUG command not allowed. If the enable-debug-command option is set to "
            "\"local\", you can run it from a local connection, otherwise you need to set this "
            "option in the configuration file, and then restart the server.\r\n",
            out);
    if (redis_shape(persona_.version, name)->has_parts) {
        const std::string part = name + "|" + std::string(word(command, 1));
        const auto known = redis_shape(persona_.version, part);
        if (!known) return wrong_word(command, out);
        const auto wanted = static_cast<std::uint64_t>(std::abs(known->arity));
        if (known->arity < 0 ? command.argument_count < wanted : command.argument_count != wanted)
            return wrong_arguments(part, out);
        if (name == "MODULE" && word(command, 1).size() == 4 && is_word(command, 1, "load"))
            return say(
                "-ERR MODULE command not allowed. If the enable-module-command option is set to "
                "\"local\", you can run it from a local connection, otherwise you need to set "
                "this option in the configuration file, and then restart the server.\r\n",
                out);
        full += "|" + wire::lower_ascii(word(command, 1));
    }
    say("-NOPERM this user has no permissions to run the '" + full + "' command\r\n", out);
}

// server.c, processCommand: since 5 with the arguments, as far as they fit in 128 bytes.
void RedisDecoy::refuse_unknown(const wire::RespCommand& command, Output& out) {
    constexpr std::size_t most = 128;
    const std::string name = cut(word(command, 0), most);
    if (major() < 5) return say("-ERR unknown command '" + name + "'\r\n", out);
    const bool is_new = major() >= 7;
    const std::string open = is_new ? "'" : "`";
    std::string arguments;
    for (std::size_t i = 1; i < command.arguments.size() && arguments.size() < most; ++i)
        arguments +=
            open + cut(word(command, i), most - arguments.size()) + (is_new ? "' " : "`, ");
    say("-ERR unknown command " + open + name + open + ", with args beginning with: " + arguments +
            "\r\n",
        out);
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
