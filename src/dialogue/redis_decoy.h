// SPDX-License-Identifier: Apache-2.0
// A made-up Redis server: RESP replies of some versions, with or without a password, and an empty database.
//
// What     redis.io's protocol specification and command reference; error texts as server.c and networking.c have them.
// State    no value is stored; keys that were set are remembered by a hash, at most max_keys, for DBSIZE, EXISTS and DEL.
// Never    writes a file, loads a module, replicates or runs a script: CONFIG SET, SLAVEOF, MODULE and EVAL are refused with
//          the texts of a protected server.
// Ends     on QUIT, on broken protocol, after max_redis_output.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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
    void open(core::Time, Output&) override {}
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    std::uint32_t logons() const override { return logons_; }
    std::size_t memory() const override {
        return sizeof *this - sizeof reader_ + reader_.memory() + keys_.capacity() * 8;
    }

    static constexpr std::size_t max_keys = 64;  // ours

 private:
    void say(std::string_view text, Output& out);
    void bulk(std::string_view text, Output& out);
    void answer(const wire::RespCommand& command, core::Time now, Output& out);
    void refuse_unknown(const wire::RespCommand& command, Output& out);
    std::string info(core::Time now) const;

    const RedisPersona& persona_;
    Surroundings surroundings_;
    wire::RespCommandReader reader_;
    std::vector<std::uint64_t> keys_;
    std::uint32_t logons_ = 0;
    std::size_t said_bytes_ = 0;
    bool ended_ = false;
};

std::span<const RedisPersona> redis_personas_table();
std::vector<std::string_view> redis_personas();
std::unique_ptr<Session> make_redis(std::string_view persona, const Surroundings& surroundings);

}  // namespace hitme::dialogue
