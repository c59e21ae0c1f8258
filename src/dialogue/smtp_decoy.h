// SPDX-License-Identifier: Apache-2.0
// A made-up mail server: greets, names its extensions, refuses logons and relaying, counts what is sent. Exchange here, Exim and
// Postfix in dialogue/smtp_exim and dialogue/smtp_postfix.
//
// What     RFC 5321, reply codes 4.2.3 and 4.3.2; enhanced codes of RFC 3463; AUTH of RFC 4954.
// Relay    every recipient elsewhere is refused, every local one is unknown: so DATA is never allowed.
// Ends     on QUIT, after max_refusals logons, after max_smtp_output.
// Bounds   max_smtp_line of a line; nothing is stored or sent on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogue/made_up_host.h"
#include "dialogue/session.h"
#include "wire/line_splitter.h"
#include "wire/reply_line.h"

namespace hitme::dialogue {

constexpr std::size_t max_smtp_line = 1024;        // RFC 5321 section 4.5.3.1.6 and AUTH
constexpr std::size_t max_smtp_output = 64 << 10;  // ours

enum class SmtpServer : std::uint8_t { postfix, exim, exchange };

struct SmtpPersona {
    std::string_view name;
    SmtpServer kind = SmtpServer::postfix;
    std::string_view greeting;       ///< behind "220 host.domain "
    std::string_view extensions;     ///< of EHLO, separated by LF
    std::uint32_t max_refusals = 4;  ///< not of Postfix, which counts errors
};

/// What the three servers share: who they are, the greeting, and the bound of what they say.
class SmtpSession : public Session {
 public:
    void open(core::Time now, Output& out) override;
    std::uint32_t logons() const override { return logons_; }

 protected:
    SmtpSession(const SmtpPersona& persona, const Surroundings& surroundings, std::size_t max_line);
    /// Ends instead where it would be more than max_smtp_output.
    void say(std::string_view text, Output& out);
    void end(Output& out);
    /// Bytes that it holds beside itself.
    std::size_t held() const;

    const SmtpPersona& persona_;
    const Surroundings surroundings_;
    const MadeUpHost host_;
    wire::LineSplitter lines_;
    bool ended_ = false;
    std::uint32_t logons_ = 0;

 private:
    std::size_t said_bytes_ = 0;
};

class SmtpDecoy final : public SmtpSession {
 public:
    SmtpDecoy(const SmtpPersona& persona, const Surroundings& surroundings)
        : SmtpSession(persona, surroundings, max_smtp_line) {}
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    std::size_t memory() const override { return sizeof *this + held(); }

 private:
    enum class State : std::uint8_t { commands, login_user, login_password };
    /// What EHLO says that a message may have.
    std::uint64_t announced_size() const;
    void answer(std::string_view line, core::Time now, Output& out);
    void answer_command(const wire::CommandLine& command, core::Time now, Output& out);
    void refuse_logon(Output& out);

    State state_ = State::commands;
    bool greeted_ = false;
    bool has_sender_ = false;
};

/// The answer to EHLO: `first`, and the persona's extensions without `left_out` (RFC 5321 section 4.1.1.1).
std::string ehlo_reply(std::string_view first, const SmtpPersona& persona,
                       std::string_view left_out = {});
/// The first word of a line in upper case, as far as one can be a command.
std::string smtp_verb(std::string_view word);

std::span<const SmtpPersona> smtp_personas_table();
std::vector<std::string_view> smtp_personas();
std::unique_ptr<Session> make_smtp(std::string_view persona, const Surroundings& surroundings);

}  // namespace hitme::dialogue
