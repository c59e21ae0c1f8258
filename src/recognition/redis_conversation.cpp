// SPDX-License-Identifier: Apache-2.0
#include "recognition/redis_conversation.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "recognition/shell_words.h"
#include "recognition/telling.h"
#include "wire/http_message.h"

namespace hitme::recognition {
namespace {

using event::Grade;
using event::Stage;
using namespace std::string_view_literals;

constexpr std::array asking = {"INFO"sv,   "KEYS"sv,    "SCAN"sv,   "DBSIZE"sv,
                               "CLIENT"sv, "COMMAND"sv, "MONITOR"sv};

bool is_word(const wire::RespCommand& command, std::size_t at, std::string_view word) {
    return at < command.arguments.size() &&
           wire::same_without_case(command.arguments[at].kept, word);
}

event::Label label(const char* name, const char* rule, Grade grade, std::vector<std::string> ids,
                   std::uint64_t offset, std::string value) {
    return {name, grade, rule, std::move(ids), {{offset, 0, std::move(value)}}};
}

}  // namespace

void RedisConversation::client(core::Bytes bytes, core::Time at) {
    using Step = wire::RespCommandReader::Step;
    if (bytes.empty()) return;
    builder_.reach(Stage::probe, "bytes were sent");
    if (lost_) return;
    for (Step step = reader_.next(bytes); step != Step::need_more; step = reader_.next(bytes)) {
        if (step == Step::fault)
            builder_.malformed(reader_.error(), 0);
        else
            look_at(reader_.command(), at);
    }
}

void RedisConversation::look_at(const wire::RespCommand& command, core::Time at) {
    const std::string name = command.name();
    Waiting waiting;
    if (name == "AUTH" && command.arguments.size() >= 2) {
        const bool has_user = command.arguments.size() > 2;
        waiting.logon =
            tell_logon(builder_, "AUTH", has_user ? command.arguments[1].kept : "default",
                       command.arguments.back().kept, command.offset, at);
        waiting.place = waiting.logon.place;
    } else {
        std::string arguments;
        for (std::size_t i = 1; i < command.arguments.size() && arguments.size() < max_value_bytes;
             ++i) {
            if (i > 1) arguments += ' ';
            arguments += command.arguments[i].kept;
        }
        waiting.place = builder_.operation(name, arguments, command.offset);
    }
    if (waiting_.size() < max_waiting) waiting_.push_back(waiting);

    const bool is_config_get = name == "CONFIG" && is_word(command, 1, "get");
    if (is_config_get || std::find(asking.begin(), asking.end(), name) != asking.end())
        builder_.reach(Stage::enumeration, name);
    if (name == "CONFIG" && is_word(command, 1, "set") &&
        (is_word(command, 2, "dir") || is_word(command, 2, "dbfilename"))) {
        const std::string value = command.arguments.size() > 3 ? command.arguments[3].kept : "";
        sets_file_ = true;
        builder_.reach(Stage::exploit_attempt, "CONFIG SET " + command.arguments[2].kept);
        builder_.label(label("Redis file write", "redis.file_write@1", Grade::likely, {"T1190"},
                             command.offset, command.arguments[2].kept + " " + value));
        builder_.fact("redis.file", value);
    }
    if ((name == "SAVE" || name == "BGSAVE") && sets_file_)
        builder_.label(label("Redis file write", "redis.file_write@1", Grade::certain, {"T1190"},
                             command.offset, name));
    if ((name == "SLAVEOF" || name == "REPLICAOF") && command.arguments.size() > 2 &&
        !is_word(command, 1, "no")) {
        const std::string host = command.arguments[1].kept + ":" + command.arguments[2].kept;
        builder_.reach(Stage::exploit_attempt, name + " " + host);
        builder_.fact("redis.replica_of", host);
        builder_.label(label("rogue replication", "redis.replication@1", Grade::likely,
                             {"T1190", "T1105"}, command.offset, host));
    }
    if (name == "MODULE" && is_word(command, 1, "load")) {
        builder_.reach(Stage::exploit_attempt, "MODULE LOAD");
        builder_.label(label("module load", "redis.module@1", Grade::certain, {"T1190", "T1129"},
                             command.offset,
                             command.arguments.size() > 2 ? command.arguments[2].kept : ""));
    }
    look_at_values(command);
}

void RedisConversation::look_at_values(const wire::RespCommand& command) {
    const std::string name = command.name();
    for (std::size_t i = 1; i < command.arguments.size(); ++i) {
        const std::string& value = command.arguments[i].kept;
        if (name.starts_with("EVAL") && value.find("package.loadlib") != value.npos) {
            builder_.reach(Stage::exploit_attempt, "EVAL with package.loadlib");
            builder_.label(label("Lua escape", "redis.lua_escape@1", Grade::certain,
                                 {"T1190", "T1059.011"}, command.offset, value.substr(0, 120)));
        }
        for (const Download& each : downloads_in(value)) {
            const std::string what = each.tool + " " + each.source;
            builder_.reach(Stage::payload_delivery, what);
            builder_.fact("redis.download", what);
            const bool is_cron = value.find("* *") != value.npos;
            builder_.label(label(is_cron ? "cron delivery" : "shell download", "redis.delivery@1",
                                 is_cron ? Grade::certain : Grade::likely, {"T1053.003", "T1105"},
                                 command.offset, what));
        }
        if (name == "SET" && value.find("ssh-rsa AAAA") != value.npos) {
            builder_.reach(Stage::payload_delivery, "a public key as a value");
            builder_.label(label("SSH key delivery", "redis.ssh_key@1", Grade::likely,
                                 {"T1098.004"}, command.offset, "ssh-rsa"));
        }
    }
}

// Only simple replies are matched with their commands; behind an array the order is not followed any more.
void RedisConversation::server(core::Bytes bytes, core::Time) {
    while (!bytes.empty() && !deep_reply_) {
        if (bulk_left_ > 0) {
            const auto length =
                static_cast<std::size_t>(std::min<std::uint64_t>(bulk_left_, bytes.size()));
            bytes = bytes.subspan(length);
            replies_.pass(length);
            bulk_left_ -= length;
            continue;
        }
        if (!replies_.take(bytes)) return;
        look_at_reply(replies_.line());
    }
}

void RedisConversation::look_at_reply(std::string_view line) {
    if (line.empty()) return;
    if (line[0] == '*') deep_reply_ = true;
    if (line[0] == '$') {
        const auto length = core::parse_unsigned(line.substr(1), wire::max_resp_bulk_bytes);
        bulk_left_ = length ? *length + 2 : 0;
    }
    if (waiting_.empty()) return;
    Waiting waiting = waiting_.front();
    waiting_.pop_front();
    const std::string_view told = line.substr(0, 80);
    builder_.outcome(waiting.place, told);
    if (line[0] == '-')
        refuse_logon(builder_, waiting.logon, told);
    else
        accept_logon(builder_, waiting.logon, told);
}

void RedisConversation::gap(Side side, std::uint64_t length) {
    builder_.fact("gap", std::to_string(length) + (side == Side::client ? " bytes of the client"
                                                                        : " bytes of the server"));
    if (side == Side::client)
        lost_ = true;
    else
        deep_reply_ = true;
}

void RedisConversation::finish() {
    if (builder_.so_far().stage == Stage::none) builder_.reach(Stage::scan, "connected, no bytes");
    if (reader_.unfinished() && !lost_)
        builder_.malformed({core::Fault::truncated, 0, "command"}, reader_.command().offset);
    lost_ = true;
}

Story RedisConversation::story() const {
    return builder_.story(sentence_of(builder_.so_far(), "Redis"));
}

std::size_t RedisConversation::memory() const {
    return sizeof *this - sizeof builder_ - sizeof reader_ - sizeof replies_ + builder_.memory() +
           reader_.memory() + replies_.memory() + waiting_.size() * sizeof(Waiting);
}

}  // namespace hitme::recognition
