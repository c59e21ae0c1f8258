// SPDX-License-Identifier: Apache-2.0
#include "dialogue/telnet_decoy.h"

#include <algorithm>

#include "dialogue/persona_choice.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

// IAC WILL (FB) or DO (FD) option: 1 echo, 3 suppress go ahead, 24 terminal type, 31 window size, 33 flow control.
constexpr std::array personas = {
    TelnetPersona{"camera", "\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03"sv, "\r\n",
                  "(none) login: ", "\r\nLogin incorrect\r\n",
                  "\r\n\r\nBusyBox v1.20.2 (2014-11-13 14:26:12 CST) built-in shell (ash)\r\n"
                  "Enter 'help' for a list of built-in commands.\r\n\r\n",
                  "# ", 3, 3, "root", "xc3511"},
    TelnetPersona{"recorder", "\xff\xfb\x01\xff\xfb\x03\xff\xfd\x01\xff\xfd\x1f"sv, "\r\n",
                  "LocalHost login: ", "\r\nLogin incorrect\r\n",
                  "\r\n\r\nBusyBox v1.16.1 (2013-05-28 10:09:12 CST) built-in shell (ash)\r\n"
                  "Enter 'help' for a list of built-in commands.\r\n\r\n",
                  "~ # ", 3, 6, "root", "vizxv"},
    TelnetPersona{"router", "\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f"sv, "\r\n",
                  "Login: ", "\r\nLogin incorrect. Try again.\r\n", "", "", 3, 0, "", ""},
    TelnetPersona{"switch", "\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f"sv,
                  "\r\n\r\nUser Access Verification\r\n\r\n",
                  "Username: ", "\r\n% Login invalid\r\n\r\n", "", "", 3, 0, "", ""},
    TelnetPersona{"linux", "\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27"sv,
                  "Ubuntu 16.04.7 LTS\r\n", "{host} login: ", "\r\nLogin incorrect\r\n", "", "", 3,
                  0, "", ""},
};

std::string host_name(std::uint64_t seed) {
    core::Random random{seed ^ 0x686f7374u};
    static constexpr std::array words = {"srv",   "mail", "web",    "db",
                                         "files", "node", "office", "backup"};
    return std::string(words[random.below(words.size())]) + std::to_string(1 + random.below(40));
}

}  // namespace

TelnetDecoy::TelnetDecoy(const TelnetPersona& persona, const Surroundings& surroundings)
    : persona_(persona), surroundings_(surroundings) {}

void TelnetDecoy::say(std::string_view text, Output& out) {
    if (said_bytes_ + text.size() > max_telnet_output) {
        state_ = State::ended;
        out.close = true;
        return;
    }
    said_bytes_ += text.size();
    const core::Bytes bytes = core::as_bytes(text);
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
}

void TelnetDecoy::open(core::Time, Output& out) {
    say(persona_.options, out);
    for (std::size_t at = 0; at + 2 < persona_.options.size(); at += 3) {
        const auto option = static_cast<std::uint8_t>(persona_.options[at + 2]);
        if (static_cast<std::uint8_t>(persona_.options[at + 1]) == wire::telnet::will)
            ours_[option] = true;
        else
            theirs_[option] = true;
    }
    std::string prompt(persona_.prompt);
    if (prompt.starts_with("{host}")) prompt.replace(0, 6, host_name(surroundings_.identity_seed));
    say(persona_.banner, out);
    say(prompt, out);
}

void TelnetDecoy::negotiate(Output& out) {
    // RFC 1143: what was offered or asked before is agreed by this; everything else is refused, once.
    const std::uint8_t option = reader_.option();
    char answer[3] = {'\xff', 0, static_cast<char>(option)};
    if (reader_.verb() == wire::telnet::do_it) {
        if (ours_[option]) return;
        ours_[option] = true;
        answer[1] = static_cast<char>(wire::telnet::wont);
    } else if (reader_.verb() == wire::telnet::will) {
        if (theirs_[option]) return;
        theirs_[option] = true;
        answer[1] = static_cast<char>(wire::telnet::dont);
    } else {
        return;
    }
    say(std::string_view(answer, 3), out);
}

void TelnetDecoy::take(char c, Output& out) {
    const bool was_return = after_return_;
    after_return_ = c == '\r';
    if (was_return && (c == '\n' || c == '\0')) return;
    if (c == '\r' || c == '\n') {
        line(out);
        line_.clear();
        return;
    }
    const bool shown = state_ == State::user || state_ == State::shell;
    if (c == '\b' || c == '\x7f') {
        if (line_.empty()) return;
        line_.pop_back();
        if (shown) say("\b \b", out);
        return;
    }
    if (line_.size() == max_telnet_line || (static_cast<unsigned char>(c) < 0x20 && c != '\t'))
        return;
    line_ += c;
    if (shown) say(std::string_view(&c, 1), out);
}

void TelnetDecoy::line(Output& out) {
    std::string prompt(persona_.prompt);
    if (prompt.starts_with("{host}")) prompt.replace(0, 6, host_name(surroundings_.identity_seed));
    switch (state_) {
        case State::ended:
            return;
        case State::user:
            user_ = line_;
            if (user_.empty()) {
                say("\r\n" + prompt, out);
                return;
            }
            state_ = State::password;
            say("\r\nPassword: ", out);
            return;
        case State::password: {
            ++logons_;
            const bool is_factory =
                !persona_.user.empty() && user_ == persona_.user && line_ == persona_.password;
            const bool tired = persona_.accept_after > 0 &&
                               surroundings_.earlier_logons + logons_ > persona_.accept_after;
            if (!persona_.shell_prompt.empty() && (is_factory || tired)) {
                state_ = State::shell;
                say(persona_.shell_banner, out);
                say(persona_.shell_prompt, out);
                return;
            }
            say(persona_.refused, out);
            if (logons_ >= persona_.tries) {
                state_ = State::ended;
                out.close = true;
                return;
            }
            state_ = State::user;
            say(prompt, out);
            return;
        }
        case State::shell: {
            std::string text = "\r\n";
            for (const char c : shell_.answer(line_)) {
                if (c == '\n') text += '\r';
                text += c;
            }
            say(text, out);
            if (shell_.ended()) {
                state_ = State::ended;
                out.close = true;
                return;
            }
            say(persona_.shell_prompt, out);
            return;
        }
    }
}

void TelnetDecoy::receive(core::Bytes bytes, core::Time, Output& out) {
    using Step = wire::TelnetReader::Step;
    while (state_ != State::ended) {
        const Step step = reader_.next(bytes);
        if (step == Step::need_more) return;
        if (step == Step::negotiation) negotiate(out);
        if (step == Step::command && reader_.verb() == 246)
            say("\r\n[Yes]\r\n", out);  // RFC 854: are you there
        if (step != Step::data) continue;
        for (const char c : core::as_text(reader_.data())) {
            if (state_ == State::ended) return;
            take(c, out);
        }
    }
}

std::size_t TelnetDecoy::memory() const {
    return sizeof *this - sizeof reader_ - sizeof shell_ + reader_.memory() + shell_.memory() +
           line_.capacity() + user_.capacity();
}

std::span<const TelnetPersona> telnet_personas_table() {
    return personas;
}

std::vector<std::string_view> telnet_personas() {
    return names_of(telnet_personas_table());
}

std::unique_ptr<Session> make_telnet(std::string_view persona, const Surroundings& surroundings) {
    const TelnetPersona* chosen =
        choose_persona(telnet_personas_table(), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<TelnetDecoy>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
