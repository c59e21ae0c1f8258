// SPDX-License-Identifier: Apache-2.0
// Telnet: text and commands out of one stream.
//
// What     RFC 854 (IAC, commands, negotiation), RFC 855 (subnegotiation: IAC SB option ... IAC SE).
// Bytes    IAC is 255; IAC IAC stands for one byte 255 of text.
// Limits   max_telnet_parameters of a subnegotiation are kept, the rest is counted.
// Pure     data() points into the caller's bytes, but for the byte 255, which is a constant.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace hitme::wire {

constexpr std::size_t max_telnet_parameters =
    128;  // ours; a terminal type has at most 40 (RFC 1091)

namespace telnet {
constexpr std::uint8_t se = 240;
constexpr std::uint8_t sb = 250;
constexpr std::uint8_t will = 251;
constexpr std::uint8_t wont = 252;
constexpr std::uint8_t do_it = 253;
constexpr std::uint8_t dont = 254;
constexpr std::uint8_t iac = 255;
}  // namespace telnet

class TelnetReader {
 public:
    enum class Step : std::uint8_t {
        need_more,       ///< all bytes were taken
        data,            ///< data(): a run of text
        command,         ///< verb(): a command without an option, such as 241 (NOP)
        negotiation,     ///< verb() is WILL, WONT, DO or DONT; option()
        subnegotiation,  ///< option(), parameters()
    };
    Step next(core::Bytes& bytes);

    core::Bytes data() const { return data_; }
    std::uint8_t verb() const { return verb_; }
    std::uint8_t option() const { return option_; }
    std::string_view parameters() const { return parameters_; }
    /// Parameters were longer than what is kept.
    bool cut() const { return cut_; }
    std::uint64_t offset() const { return offset_; }
    std::size_t memory() const { return sizeof *this + parameters_.capacity(); }

 private:
    enum class State : std::uint8_t { text, command, option, sub_option, sub, sub_command };
    void keep(std::uint8_t byte);
    State state_ = State::text;
    core::Bytes data_;
    std::uint8_t verb_ = 0;
    std::uint8_t option_ = 0;
    bool cut_ = false;
    std::string parameters_;
    std::uint64_t offset_ = 0;
};

/// "WILL", "WONT", "DO", "DONT"; empty for another byte.
std::string_view telnet_verb_name(std::uint8_t verb);

}  // namespace hitme::wire
