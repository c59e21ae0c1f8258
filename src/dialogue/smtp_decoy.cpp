// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smtp_decoy.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.h"
#include "dialogue/http_pages.h"
#include "dialogue/persona_choice.h"
#include "dialogue/smtp_exim.h"
#include "dialogue/smtp_postfix.h"
#include "wire/http_message.h"
#include "wire/smtp_path.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

constexpr std::array personas = {
    SmtpPersona{"postfix-debian", SmtpServer::postfix, "ESMTP Postfix (Debian/GNU)",
                "PIPELINING\nSIZE 10240000\nVRFY\nETRN\nSTARTTLS\nAUTH PLAIN "
                "LOGIN\nENHANCEDSTATUSCODES\n8BITMIME\nDSN\nSMTPUTF8\nCHUNKING"},
    SmtpPersona{"postfix-ubuntu", SmtpServer::postfix, "ESMTP Postfix (Ubuntu)",
                "PIPELINING\nSIZE 10240000\nVRFY\nETRN\nSTARTTLS\nAUTH PLAIN "
                "LOGIN\nENHANCEDSTATUSCODES\n8BITMIME\nDSN\nSMTPUTF8\nCHUNKING"},
    SmtpPersona{
        "exim", SmtpServer::exim, "ESMTP Exim 4.96 {date}",
        "SIZE 52428800\n8BITMIME\nPIPELINING\nPIPECONNECT\nAUTH PLAIN LOGIN\nCHUNKING\nPRDR\nHELP",
        3},
    SmtpPersona{"exchange", SmtpServer::exchange, "Microsoft ESMTP MAIL Service ready at {date}",
                "SIZE 37748736\nPIPELINING\nDSN\nENHANCEDSTATUSCODES\nAUTH "
                "LOGIN\n8BITMIME\nBINARYMIME\nCHUNKING",
                3},
};

// "Sun, 06 Nov 1994 08:49:37 +0000" (RFC 5322 section 3.3).
std::string mail_date(core::Time at) {
    std::string date = http_date(at);
    return date.replace(date.size() - 3, 3, "+0000");
}

/// SIZE of MAIL's parameters (RFC 1870 section 6); nothing where it is absent.
std::optional<std::uint64_t> size_of(std::string_view parameters) {
    constexpr std::uint64_t most = std::uint64_t{1} << 62;  // ours: more than any server takes
    while (!parameters.empty()) {
        const std::size_t end = std::min(parameters.find(' '), parameters.size());
        const std::string_view one = parameters.substr(0, end);
        parameters.remove_prefix(std::min(end + 1, parameters.size()));
        if (wire::same_without_case(one.substr(0, 5), "SIZE="))
            return core::parse_unsigned(one.substr(5), most).value_or(most);
    }
    return std::nullopt;
}

}  // namespace

std::string ehlo_reply(std::string_view first, const SmtpPersona& persona,
                       std::string_view left_out) {
    std::string text = "250-" + std::string(first) + "\r\n";
    std::string_view rest = persona.extensions;
    while (!rest.empty()) {
        const std::size_t stop = std::min(rest.find('\n'), rest.size());
        const bool is_last = stop == rest.size();
        const std::string_view name = rest.substr(0, stop);
        rest.remove_prefix(is_last ? stop : stop + 1);
        if (name == left_out) continue;
        text += (is_last ? "250 " : "250-") + std::string(name) + "\r\n";
    }
    return text;
}

std::string smtp_verb(std::string_view word) {
    std::string verb(word.substr(0, wire::max_verb_bytes + 1));
    for (char& letter : verb)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return verb;
}

SmtpSession::SmtpSession(const SmtpPersona& persona, const Surroundings& surroundings,
                         std::size_t max_line)
    : persona_(persona),
      surroundings_(surroundings),
      host_(made_up_host(surroundings.identity_seed)),
      lines_(max_line) {}

void SmtpSession::open(core::Time now, Output& out) {
    std::string greeting(persona_.greeting);
    const std::size_t at = greeting.find("{date}");
    if (at != greeting.npos) greeting.replace(at, 6, mail_date(now));
    say("220 " + host_.full() + " " + greeting + "\r\n", out);
}

void SmtpSession::end(Output& out) {
    ended_ = true;
    out.close = true;
}

void SmtpSession::say(std::string_view text, Output& out) {
    if (said_bytes_ + text.size() > max_smtp_output) return end(out);
    said_bytes_ += text.size();
    const core::Bytes bytes = core::as_bytes(text);
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
}

std::size_t SmtpSession::held() const {
    return lines_.memory() - sizeof lines_ + host_.host.capacity() + host_.domain.capacity();
}

std::uint64_t SmtpDecoy::announced_size() const {
    const std::string_view all = persona_.extensions;
    const std::size_t at = all.find("SIZE ") + 5;
    return core::parse_unsigned(all.substr(at, all.find('\n', at) - at), std::uint64_t{1} << 62)
        .value_or(0);
}

void SmtpDecoy::receive(core::Bytes bytes, core::Time now, Output& out) {
    while (!ended_ && lines_.take(bytes)) {
        if (lines_.cut())
            say("500 5.3.3 Unrecognized command\r\n", out);
        else
            answer(lines_.line(), now, out);
    }
}

void SmtpDecoy::refuse_logon(Output& out) {
    ++logons_;
    say("535 5.7.3 Authentication unsuccessful\r\n", out);
    if (logons_ < persona_.max_refusals) return;
    say("421 4.7.0 Too many errors on this connection, closing transmission channel\r\n", out);
    end(out);
}

void SmtpDecoy::answer(std::string_view line, core::Time now, Output& out) {
    if (state_ == State::login_user && line != "*") {
        state_ = State::login_password;
        say("334 UGFzc3dvcmQ6\r\n", out);  // base64 of "Password:"
        return;
    }
    if (state_ != State::commands) {
        const bool cancelled = line == "*";
        state_ = State::commands;
        if (cancelled)
            say("501 5.7.0 Authentication aborted\r\n", out);  // RFC 4954 section 4
        else
            refuse_logon(out);
        return;
    }
    const auto command = wire::decode_command_line(line);
    if (command) {
        answer_command(*command, now, out);
    } else {
        say("500 5.3.3 Unrecognized command\r\n", out);
    }
}

void SmtpDecoy::answer_command(const wire::CommandLine& command, core::Time, Output& out) {
    const std::string& verb = command.verb;
    const std::string_view argument = command.argument;
    if (verb == "QUIT") {
        say("221 2.0.0 Service closing transmission channel\r\n", out);
        end(out);
    } else if (verb == "HELO" || verb == "EHLO") {
        if (argument.empty()) {
            say("501 5.5.4 Invalid domain name\r\n", out);
            return;
        }
        greeted_ = true;
        has_sender_ = false;
        const std::string first = host_.full() + " Hello [" + surroundings_.peer.to_string() + "]";
        if (verb == "HELO") {
            say("250 " + first + "\r\n", out);
            return;
        }
        say(ehlo_reply(first, persona_), out);
    } else if (verb == "AUTH") {
        const std::size_t space = argument.find(' ');
        const std::string_view mechanism = argument.substr(0, space);
        const bool has_initial = space != argument.npos;
        if (wire::same_without_case(mechanism, "LOGIN")) {
            state_ = has_initial ? State::login_password : State::login_user;
            say(has_initial ? "334 UGFzc3dvcmQ6\r\n" : "334 VXNlcm5hbWU6\r\n", out);  // "Username:"
        } else {
            say("504 5.7.4 Unrecognized authentication type\r\n", out);
        }
    } else if (verb == "STARTTLS") {
        say("500 5.3.3 Unrecognized command\r\n", out);
    } else if (verb == "MAIL") {
        const auto path = wire::decode_smtp_path(argument, wire::SmtpPathKind::from);
        if (!greeted_) {
            say("503 5.5.2 Send hello first\r\n", out);
        } else if (!path) {
            say("501 5.1.7 Invalid address\r\n", out);
        } else if (size_of(path->parameters).value_or(0) >
                   announced_size()) {  // RFC 1870 section 6.1
            say("552 5.3.4 Message size exceeds fixed maximum message size\r\n", out);
        } else {
            has_sender_ = true;
            say("250 2.1.0 Sender OK\r\n", out);
        }
    } else if (verb == "RCPT") {
        const auto path = wire::decode_smtp_path(argument, wire::SmtpPathKind::to);
        const bool is_local =
            path && (path->domain.empty() || wire::same_without_case(path->domain, host_.full()) ||
                     wire::same_without_case(path->domain, host_.domain));
        if (!has_sender_)
            say("503 5.5.2 Need mail command\r\n", out);
        else if (!path)
            say("501 5.1.3 Invalid address\r\n", out);
        else if (is_local)
            say("550 5.1.10 RESOLVER.ADR.RecipientNotFound; "
                "Recipient not found by SMTP address lookup\r\n",
                out);
        else
            say("550 5.7.1 Unable to relay\r\n", out);
    } else if (verb == "DATA" || verb == "BDAT") {
        say(has_sender_ ? "503 5.5.2 Need rcpt command\r\n" : "503 5.5.2 Need mail command\r\n",
            out);
    } else if (verb == "RSET") {
        has_sender_ = false;
        say("250 2.0.0 Resetting\r\n", out);
    } else if (verb == "NOOP") {
        say("250 2.0.0 OK\r\n", out);
    } else if (verb == "VRFY") {
        say("252 2.1.5 Cannot VRFY user\r\n", out);
    } else if (verb == "HELP") {
        say("214-This server supports the following commands:\r\n"
            "214 HELO EHLO RCPT DATA RSET MAIL QUIT HELP AUTH BDAT\r\n",
            out);
    } else if (verb == "EXPN" || verb == "ETRN" || verb == "TURN") {
        say("500 5.3.3 Unrecognized command\r\n", out);
    } else {
        say("500 5.3.3 Unrecognized command\r\n", out);
    }
}

std::span<const SmtpPersona> smtp_personas_table() {
    return personas;
}

std::vector<std::string_view> smtp_personas() {
    return names_of(smtp_personas_table());
}

std::unique_ptr<Session> make_smtp(std::string_view persona, const Surroundings& surroundings) {
    const SmtpPersona* chosen =
        choose_persona(smtp_personas_table(), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    switch (chosen->kind) {
        case SmtpServer::postfix:
            return std::make_unique<PostfixDecoy>(*chosen, surroundings);
        case SmtpServer::exim:
            return std::make_unique<EximDecoy>(*chosen, surroundings);
        case SmtpServer::exchange:
            break;
    }
    return std::make_unique<SmtpDecoy>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
