// SPDX-License-Identifier: Apache-2.0
// A made-up Redis server: RESP replies of some versions, with or without a password, and an empty database.
//
// What     redis.io's protocol specification and command reference; error texts as servers of 5.0.7, 6.0.16 and 7.0.15 give them. With
//          a live 7.0.15 it is compared by tests/end_to_end/redis_against_redis.py.
// Stored   texts, hashes, lists and sets of each connection, which forgets them (dialogue/redis_store.h); a transaction's commands
//          and names of channels up to max_queued_bytes and max_channel_bytes.
// Numbers  of clients are counted up from one connection of the port to the next.
// Never    writes a file, loads a module, replicates or runs a script: those commands are refused with the text of a server whose
//          default user may not use them (before 6: that has renamed them), and so is all that its version has and is not served.
// Ends     on QUIT, on broken protocol, after max_redis_output, which has room for one reply to COMMAND.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogue/redis_info.h"
#include "dialogue/redis_store.h"
#include "dialogue/session.h"
#include "wire/resp.h"

namespace hitme::dialogue {

constexpr std::size_t max_redis_output = 96 << 10;  // ours

struct RedisPersona {
    std::string_view name;
    std::string_view version;
    std::string_view system;
    bool needs_password = false;
};

class RedisDecoy final : public Session {
 public:
    RedisDecoy(const RedisPersona& persona, const Surroundings& surroundings)
        : persona_(persona), surroundings_(surroundings) {}
    void open(core::Time now, Output&) override { opened_ = now; }
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    std::uint32_t logons() const override { return logons_; }
    std::size_t memory() const override;

    static constexpr std::size_t max_queued_bytes = 8192;   // ours: of a transaction
    static constexpr std::size_t max_channels = 32;         // ours
    static constexpr std::size_t max_channel_bytes = 2048;  // ours: of all their names

 private:
    void say(std::string_view text, Output& out);
    void bulk(std::string_view text, Output& out);
    /// A text that RESP3 marks as one for people.
    void verbatim(std::string_view text, Output& out);
    void nothing(Output& out);
    void count(std::size_t number, Output& out);
    void wrong_arguments(std::string_view command, Output& out);
    /// What each version says of a word that a command of several does not know.
    void wrong_word(const wire::RespCommand& command, Output& out);

    void answer(const wire::RespCommand& command, core::Time now, Output& out);
    bool answer_before_password(const std::string& name, const wire::RespCommand& command,
                                Output& out);
    void carry_out(const std::string& name, const wire::RespCommand& command, core::Time now,
                   Output& out);
    void queue(const wire::RespCommand& command, Output& out);
    bool answer_transaction(const std::string& name, core::Time now, Output& out);
    bool answer_channels(const std::string& name, const wire::RespCommand& command, Output& out);
    bool is_subscribed() const { return !channels_.empty() || !patterns_.empty(); }
    static bool is_for_subscribers(const std::string& name);
    void refuse_to_subscriber(const std::string& name, Output& out);
    bool answer_server(const std::string& name, const wire::RespCommand& command, core::Time now,
                       Output& out);
    void log_on(const wire::RespCommand& command, Output& out);
    void hello(const wire::RespCommand& command, Output& out);
    void client(const wire::RespCommand& command, core::Time now, Output& out);
    void config(const wire::RespCommand& command, core::Time now, Output& out);
    void commands(const wire::RespCommand& command, Output& out);
    void keys_of(const wire::RespCommand& command, Output& out);
    void select(const wire::RespCommand& command, Output& out);
    void refuse_restricted(const std::string& name, const wire::RespCommand& command, Output& out);
    void refuse_unknown(const wire::RespCommand& command, Output& out);
    std::string client_line(const wire::RespCommand& command, core::Time now);
    int major() const { return persona_.version[0] - '0'; }
    RedisServer server(core::Time now);

    const RedisPersona& persona_;
    Surroundings surroundings_;
    wire::RespCommandReader reader_;
    RedisStore store_;
    std::vector<wire::RespCommand> queued_;  ///< of a transaction
    std::vector<std::string> channels_;
    std::vector<std::string> patterns_;
    bool is_queueing_ = false;
    bool is_broken_ = false;  ///< a command of the transaction was refused
    std::string client_name_;
    core::Time opened_;
    int database_ = 0;
    int protocol_ = 2;
    std::uint32_t logons_ = 0;
    std::size_t said_bytes_ = 0;
    bool ended_ = false;
};

std::span<const RedisPersona> redis_personas_table();
std::vector<std::string_view> redis_personas();
std::unique_ptr<Session> make_redis(std::string_view persona, const Surroundings& surroundings);

}  // namespace hitme::dialogue
