// SPDX-License-Identifier: Apache-2.0
// Commands of a Redis client, out of a stream.
//
// What     RESP, redis.io/docs/reference/protocol-spec: an array of bulk strings; and inline commands, words on a line, with
//          quotes as redis-cli writes them.
// Limits   of a command max_resp_kept_arguments arguments of max_resp_kept_bytes are kept; more is counted and passed over.
//          Redis' own limits (networking.c): 1,048,576 arguments, 512 MiB a bulk string, 64 KiB an inline command.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/line_splitter.h"

namespace hitme::wire {

constexpr std::size_t max_resp_kept_arguments = 16;  // ours
constexpr std::size_t max_resp_kept_bytes = 1024;    // ours: a cron line or a script's head
constexpr std::size_t max_resp_inline_bytes = 4096;  // ours; Redis takes 64 KiB
constexpr std::uint64_t max_resp_arguments = 1'048'576;
constexpr std::uint64_t max_resp_bulk_bytes = 512u << 20;

struct RespArgument {
    std::string kept;          ///< its first bytes
    std::uint64_t length = 0;  ///< of the whole
};

struct RespCommand {
    std::vector<RespArgument> arguments;
    std::uint64_t argument_count = 0;  ///< with those that are not kept
    bool is_inline = false;
    std::uint64_t offset = 0;  ///< in the stream

    /// The first argument in upper case, as servers compare it; empty for none.
    std::string name() const;
};

class RespCommandReader {
 public:
    enum class Step : std::uint8_t { need_more, command, fault };

    /// Faults   bad_value: "multibulk length", "bulk string" (another byte than $), "bulk length", "quotes".
    ///          over_limit: "inline request". After a fault the stream cannot be read further.
    Step next(core::Bytes& bytes);
    const RespCommand& command() const { return command_; }
    const core::ParseError& error() const { return error_; }
    /// For "bulk string": the byte that stood in place of $.
    char unexpected() const { return unexpected_; }
    bool unfinished() const { return state_ != State::idle && state_ != State::broken; }
    std::size_t memory() const;

 private:
    enum class State : std::uint8_t { idle, line, bulk_head, bulk_data, bulk_end, broken };
    Step fail(core::Fault fault, std::uint64_t offset, const char* field);
    Step first_line();
    Step bulk_head();
    bool finished() const { return read_ == command_.argument_count; }

    State state_ = State::idle;
    LineSplitter lines_{max_resp_inline_bytes};
    RespCommand command_;
    core::ParseError error_;
    char unexpected_ = 0;
    std::uint64_t read_ = 0;  ///< arguments
    std::uint64_t bulk_left_ = 0;
};

}  // namespace hitme::wire
