// SPDX-License-Identifier: Apache-2.0
#include "wire/telnet.h"

#include <algorithm>

namespace hitme::wire {
namespace {

constexpr std::uint8_t one_iac[] = {telnet::iac};

}  // namespace

void TelnetReader::keep(std::uint8_t byte) {
    if (parameters_.size() < max_telnet_parameters)
        parameters_ += static_cast<char>(byte);
    else
        cut_ = true;
}

TelnetReader::Step TelnetReader::next(core::Bytes& bytes) {
    while (!bytes.empty()) {
        if (state_ == State::text) {
            const auto end = std::find(bytes.begin(), bytes.end(), telnet::iac);
            const auto length = static_cast<std::size_t>(end - bytes.begin());
            if (length > 0) {
                data_ = bytes.first(length);
                bytes = bytes.subspan(length);
                offset_ += length;
                return Step::data;
            }
        }
        const std::uint8_t byte = bytes[0];
        bytes = bytes.subspan(1);
        ++offset_;
        switch (state_) {
            case State::text:
                state_ = State::command;
                break;
            case State::command:
                state_ = State::text;
                if (byte == telnet::iac) {
                    data_ = one_iac;
                    return Step::data;
                }
                verb_ = byte;
                if (byte == telnet::sb)
                    state_ = State::sub_option;
                else if (byte >= telnet::will)
                    state_ = State::option;
                else
                    return Step::command;
                break;
            case State::option:
                state_ = State::text;
                option_ = byte;
                return Step::negotiation;
            case State::sub_option:
                option_ = byte;
                parameters_.clear();
                cut_ = false;
                state_ = State::sub;
                break;
            case State::sub:
                if (byte == telnet::iac)
                    state_ = State::sub_command;
                else
                    keep(byte);
                break;
            case State::sub_command:
                if (byte == telnet::se) {
                    state_ = State::text;
                    return Step::subnegotiation;
                }
                // RFC 855: IAC is doubled inside. Another byte is against it; it is kept as it came.
                keep(byte);
                state_ = State::sub;
                break;
        }
    }
    return Step::need_more;
}

std::string_view telnet_verb_name(std::uint8_t verb) {
    switch (verb) {
        case telnet::will:
            return "WILL";
        case telnet::wont:
            return "WONT";
        case telnet::do_it:
            return "DO";
        case telnet::dont:
            return "DONT";
        default:
            return {};
    }
}

}  // namespace hitme::wire
