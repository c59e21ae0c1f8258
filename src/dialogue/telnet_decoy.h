// SPDX-License-Identifier: Apache-2.0
// A made-up device with Telnet: option negotiation, a logon, and for some personas a shell of fixed answers.
//
// What     RFC 854 and RFC 1143's rule that an answer is never answered: each option is agreed to or refused once.
// Logons   by persona: never let in, or let in with a known factory password at once and with any other after some refused
//          tries of the same source. A connection ends after max_tries refusals.
// Echo     as the server says (RFC 857): a user name is echoed, a password is not.
// Bounds   max_telnet_line of a line, max_telnet_output of a connection.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/session.h"
#include "dialogue/shell_answers.h"
#include "wire/telnet.h"

namespace hitme::dialogue {

constexpr std::size_t max_telnet_line = 1024;        // ours
constexpr std::size_t max_telnet_output = 64 << 10;  // ours

struct TelnetPersona {
    std::string_view name;
    std::string_view options;  ///< negotiation that opens the conversation
    std::string_view banner;   ///< before the first prompt
    std::string_view prompt;   ///< asks for the user
    std::string_view refused;
    std::string_view shell_banner;
    std::string_view shell_prompt;   ///< empty: nobody is ever let in
    std::uint32_t tries = 3;         ///< refusals until the connection ends
    std::uint32_t accept_after = 0;  ///< refused tries of a source until any password is right
    std::string_view user;           ///< with `password`: right at once
    std::string_view password;
};

class TelnetDecoy final : public Session {
 public:
    TelnetDecoy(const TelnetPersona& persona, const Surroundings& surroundings);
    void open(core::Time now, Output& out) override;
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    std::uint32_t logons() const override { return logons_; }
    std::size_t memory() const override;

 private:
    enum class State : std::uint8_t { user, password, shell, ended };
    void say(std::string_view text, Output& out);
    void negotiate(Output& out);
    void take(char c, Output& out);
    void line(Output& out);

    const TelnetPersona& persona_;
    Surroundings surroundings_;
    wire::TelnetReader reader_;
    ShellAnswers shell_;
    State state_ = State::user;
    std::string line_;
    std::string user_;
    bool after_return_ = false;
    std::uint32_t logons_ = 0;
    std::size_t said_bytes_ = 0;
    std::array<bool, 256> ours_{};    ///< options that were answered or offered, server side
    std::array<bool, 256> theirs_{};  ///< the same, client side
};

std::span<const TelnetPersona> telnet_personas_table();
std::vector<std::string_view> telnet_personas();
std::unique_ptr<Session> make_telnet(std::string_view persona, const Surroundings& surroundings);

}  // namespace hitme::dialogue
