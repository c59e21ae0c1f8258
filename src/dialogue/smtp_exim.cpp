// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smtp_exim.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/text.h"
#include "wire/http_message.h"
#include "wire/smtp_path.h"

namespace hitme::dialogue {
namespace {

constexpr std::uint64_t message_size_limit = 52'428'800;        // as EHLO says it
constexpr std::uint64_t most_counted = std::uint64_t{1} << 62;  // ours: more than any server takes

// What a name in HELO may hold (helo_allow_chars is empty as it is installed), or an address in brackets.
bool is_name(std::string_view name) {
    if (name.starts_with('[')) return name.size() > 2 && name.ends_with(']');
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '.' || letter == '-';
    });
}

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string base62(std::uint64_t number, std::size_t digits) {
    static constexpr std::string_view alphabet =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text(digits, '0');
    for (std::size_t at = digits; at-- > 0; number /= alphabet.size())
        text[at] = alphabet[number % alphabet.size()];
    return text;
}

std::string shown(std::string_view text) {
    return core::printable(text, 128);
}

}  // namespace

EximDecoy::EximDecoy(const SmtpPersona& persona, const Surroundings& surroundings)
    : SmtpSession(persona, surroundings, max_exim_line), random_(surroundings.random_seed) {}

void EximDecoy::error(int code, std::string_view text, Output& out) {
    const std::string number = std::to_string(code);
    if (++errors_ <= max_exim_errors) return say(number + " " + std::string(text) + "\r\n", out);
    say(number + "-" + std::string(text) + "\r\n" + number +
            " Too many syntax or protocol errors\r\n",
        out);
    end(out);
}

void EximDecoy::receive(core::Bytes bytes, core::Time now, Output& out) {
    while (!ended_) {
        if (in_chunk_) {
            const auto taken =
                static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, bytes.size()));
            bytes = bytes.subspan(taken);
            lines_.pass(taken);
            chunk_left_ -= taken;
            if (chunk_left_ > 0) return;
            chunk_ended(now, out);
            continue;
        }
        if (!lines_.take(bytes)) return;
        answer(lines_.line(), now, out);
    }
}

void EximDecoy::answer(std::string_view line, core::Time now, Output& out) {
    if (state_ == State::message) return take_message_line(line, now, out);
    if (state_ != State::commands) return take_secret(line, out);
    if (line.find('\0') != line.npos)
        return error(501, "NUL characters are not allowed in SMTP commands", out);
    const std::string_view whole = line.substr(0, line.find_last_not_of(' ') + 1);
    const std::size_t space = std::min(whole.find(' '), whole.size());
    answer_command(smtp_verb(whole.substr(0, space)), trimmed(whole.substr(space)), now, out);
}

void EximDecoy::answer_command(std::string_view verb, std::string_view argument, core::Time now,
                               Output& out) {
    const bool after_recipient = std::exchange(last_was_recipient_, false);
    const bool is_hello = verb == "HELO" || verb == "EHLO";
    // The first of some belongs to a mail.
    const bool is_first = (is_hello && !greeted_) ||
                          (verb == "RSET" && !std::exchange(was_reset_, true)) ||
                          (verb == "AUTH" && logons_ == 0);
    const bool is_mail =
        verb == "MAIL" || verb == "RCPT" || verb == "DATA" || verb == "BDAT" || verb == "QUIT";
    if (!is_first && !is_mail) ++not_mail_;
    if (not_mail_ > max_exim_not_mail) {
        say("554 Too many nonmail commands\r\n", out);
        return end(out);
    }
    // Its table of commands has these two with their keywords.
    const bool has_from = wire::same_without_case(argument.substr(0, 5), "FROM:");
    const bool has_to = wire::same_without_case(argument.substr(0, 3), "TO:");
    if ((verb == "QUIT" || verb == "RSET" || verb == "DATA") && !argument.empty()) {
        error(501, "unexpected argument data", out);
    } else if (verb == "QUIT") {
        say("221 " + host_.full() + " closing connection\r\n", out);
        end(out);
    } else if (is_hello) {
        greet(verb, argument, out);
    } else if (verb == "MAIL" && has_from) {
        mail(argument, out);
    } else if (verb == "RCPT" && has_to) {
        last_was_recipient_ = has_sender_;
        recipient(argument, out);
    } else if (verb == "DATA") {
        last_was_recipient_ = after_recipient;
        if (!has_recipients("DATA", out)) return;
        state_ = State::message;
        message_bytes_ = 0;
        say("354 Enter message, ending with \".\" on a line by itself\r\n", out);
    } else if (verb == "BDAT") {
        last_was_recipient_ = after_recipient;
        chunk(argument, now, out);
    } else if (verb == "RSET") {
        forget_mail();
        say("250 Reset OK\r\n", out);
    } else if (verb == "NOOP") {
        say("250 OK\r\n", out);
    } else if (verb == "HELP") {
        say("214-Commands supported:\r\n"
            "214 AUTH HELO EHLO MAIL RCPT DATA BDAT NOOP QUIT RSET HELP\r\n",
            out);
    } else if (verb == "VRFY") {
        verify(argument, out);
    } else if (verb == "EXPN") {
        say("550 Administrative prohibition\r\n", out);
    } else if (verb == "ETRN") {
        say("458 Administrative prohibition\r\n", out);
    } else if (verb == "AUTH") {
        log_on(argument, out);
    } else if (verb == "STARTTLS") {
        error(503, "STARTTLS command used when not advertised", out);
    } else if (unknown_++ >= max_exim_unknown) {
        say("500 Too many unrecognized commands\r\n", out);
        end(out);
    } else {
        error(500, "unrecognized command", out);
    }
}

void EximDecoy::greet(std::string_view verb, std::string_view argument, Output& out) {
    if (!is_name(argument))
        return error(501, "Syntactically invalid " + std::string(verb) + " argument(s)", out);
    forget_mail();
    greeted_ = true;
    is_esmtp_ = verb == "EHLO";
    const std::string first = host_.full() + " Hello " + std::string(argument) + " [" +
                              surroundings_.peer.to_string() + "]";
    say(is_esmtp_ ? ehlo_reply(first, persona_) : "250 " + first + "\r\n", out);
}

void EximDecoy::mail(std::string_view argument, Output& out) {
    if (!greeted_) return say("503 HELO or EHLO required\r\n", out);
    if (has_sender_) return error(503, "sender already given", out);
    const auto path = wire::decode_smtp_path(argument, wire::SmtpPathKind::from);
    if (!path) return error(501, shown(trimmed(argument.substr(5))) + ": malformed address", out);
    std::string_view rest = path->parameters;
    std::uint64_t size = 0;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        const std::string_view one = rest.substr(0, end);
        rest = trimmed(rest.substr(end));
        const std::string_view name = one.substr(0, one.find('='));
        if (wire::same_without_case(name, "SIZE")) {
            size =
                core::parse_unsigned(one.substr(std::min<std::size_t>(5, one.size())), most_counted)
                    .value_or(most_counted);
        } else if (!wire::same_without_case(name, "BODY") &&
                   !wire::same_without_case(name, "AUTH") &&
                   !wire::same_without_case(name, "PRDR")) {
            const std::string whole = "<" + shown(path->mailbox) + ">";
            return error(501,
                         whole + " " + shown(path->parameters) + ": malformed address: " +
                             shown(path->parameters) + " may not follow " + whole + " ",
                         out);
        }
    }
    if (size > message_size_limit)
        return say("552 Message size exceeds maximum permitted\r\n", out);
    if (!path->mailbox.empty() && path->domain.empty())
        return say("501 <" + shown(path->mailbox) + ">: sender address must contain a domain\r\n",
                   out);
    has_sender_ = true;
    say("250 OK\r\n", out);
}

bool EximDecoy::is_here(std::string_view domain) const {
    return wire::same_without_case(domain, host_.full()) ||
           wire::same_without_case(domain, "localhost");
}

void EximDecoy::note_rejection(std::string_view reason) {
    if (rejected_ == Rejection::none) {
        rejected_ = Rejection::one_reason;
        reason_ = reason;
    } else if (reason_ != reason) {
        rejected_ = Rejection::several;
    }
}

void EximDecoy::reject_recipient(std::string_view reason, Output& out) {
    note_rejection(reason);
    say("550 " + std::string(reason) + "\r\n", out);
}

void EximDecoy::recipient(std::string_view argument, Output& out) {
    if (!has_sender_) {
        note_rejection("503 sender not yet given");
        return error(503, "sender not yet given", out);
    }
    const auto path = wire::decode_smtp_path(argument, wire::SmtpPathKind::to);
    const std::string given = shown(trimmed(argument.substr(3)));
    if (!path || path->mailbox.empty())
        return error(501, given + ": missing or malformed local part", out);
    const std::size_t at = path->mailbox.rfind('@');
    const std::string_view local = path->mailbox.substr(0, at);
    const bool is_postmaster = wire::same_without_case(local, "postmaster");
    if (at == path->mailbox.npos && !is_postmaster)
        return say("501 " + given + ": recipient address must contain a domain\r\n", out);
    const bool is_local = at == path->mailbox.npos || is_here(path->domain);
    // Debian's CHECK_RCPT_LOCAL_LOCALPARTS and CHECK_RCPT_REMOTE_LOCALPARTS.
    if (local.starts_with('.') || local.find_first_of("@%!/|`#&?") != local.npos)
        return reject_recipient("restricted characters in address", out);
    if (!is_local) return reject_recipient("relay not permitted", out);
    if (!is_postmaster && !wire::same_without_case(local, "root"))
        return reject_recipient("Unrouteable address", out);
    if (recipients_ >= max_exim_recipients) return say("452 too many recipients\r\n", out);
    ++recipients_;
    say("250 Accepted\r\n", out);
}

bool EximDecoy::has_recipients(std::string_view verb, Output& out) {
    if (recipients_ > 0) return true;
    if (rejected_ == Rejection::one_reason)
        say("503-All RCPT commands were rejected with this error:\r\n503-" + reason_ + "\r\n", out);
    // smtp_in.c: behind a RCPT of a client that may pipeline it is no error.
    const std::string last = "alid RCPT command must precede " + std::string(verb);
    if (is_esmtp_ && last_was_recipient_)
        say("503 V" + last + "\r\n", out);
    else
        error(503, "v" + last, out);
    return false;
}

void EximDecoy::chunk(std::string_view argument, core::Time now, Output& out) {
    const std::size_t space = std::min(argument.find(' '), argument.size());
    const auto size = core::parse_unsigned(argument.substr(0, space), most_counted);
    if (!size) return error(501, "missing size for BDAT command", out);
    is_last_chunk_ = wire::same_without_case(trimmed(argument.substr(space)), "LAST");
    chunk_is_wanted_ = has_recipients("BDAT", out);
    if (ended_) return;
    in_chunk_ = true;
    chunk_left_ = chunk_bytes_ = *size;
    if (chunk_left_ == 0) chunk_ended(now, out);
}

void EximDecoy::chunk_ended(core::Time now, Output& out) {
    in_chunk_ = false;
    if (!chunk_is_wanted_) return;
    message_bytes_ = std::min(message_bytes_ + chunk_bytes_, most_counted);
    const std::string bytes = std::to_string(chunk_bytes_) + " byte chunk";
    if (message_bytes_ > message_size_limit) {
        forget_mail();
        return say("552 Message size exceeds maximum permitted\r\n", out);
    }
    if (!is_last_chunk_) return say("250 " + bytes + " received\r\n", out);
    say("250- " + bytes + ", total " + std::to_string(message_bytes_) + "\r\n" + accepted(now),
        out);
    forget_mail();
}

void EximDecoy::take_message_line(std::string_view line, core::Time now, Output& out) {
    if (line != ".") {
        message_bytes_ += lines_.line_length();
        return;
    }
    state_ = State::commands;
    const bool fits = message_bytes_ <= message_size_limit;
    forget_mail();
    say(fits ? accepted(now) : "552 Message size exceeds maximum permitted\r\n", out);
}

// Of a message: the second, the process, and two digits of the fraction (spec.txt 3.4, "Message identification").
std::string EximDecoy::accepted(core::Time now) {
    constexpr std::uint64_t highest_process = 4'000'000;
    constexpr std::uint64_t nanoseconds_a_step = 500'000;
    const auto since =
        static_cast<std::uint64_t>(std::max<std::int64_t>(core::nanoseconds_of(now), 0));
    return "250 OK id=" + base62(since / 1'000'000'000, 6) + "-" +
           base62(random_.below(highest_process), 6) + "-" +
           base62(since % 1'000'000'000 / nanoseconds_a_step, 2) + "\r\n";
}

void EximDecoy::forget_mail() {
    has_sender_ = is_last_chunk_ = chunk_is_wanted_ = false;
    rejected_ = Rejection::none;
    reason_.clear();
    recipients_ = 0;
    message_bytes_ = 0;
}

void EximDecoy::verify(std::string_view argument, Output& out) {
    if (argument.find('@') == argument.npos)
        return say("501 " + shown(argument) + ": recipient address must contain a domain\r\n", out);
    say("252 Administrative prohibition\r\n", out);
}

void EximDecoy::log_on(std::string_view argument, Output& out) {
    if (!is_esmtp_) return error(503, "AUTH command used when not advertised", out);
    if (has_sender_) return error(503, "not permitted in mail transaction", out);
    const std::size_t space = std::min(argument.find(' '), argument.size());
    const std::string_view mechanism = argument.substr(0, space);
    const std::string_view initial = trimmed(argument.substr(space));
    if (wire::same_without_case(mechanism, "LOGIN")) {
        state_ = initial.empty() ? State::login_user : State::login_password;
        say(initial.empty() ? "334 VXNlcm5hbWU6\r\n" : "334 UGFzc3dvcmQ6\r\n", out);
    } else if (wire::same_without_case(mechanism, "PLAIN")) {
        state_ = State::plain;
        if (initial.empty())
            say("334 \r\n", out);
        else
            take_secret(initial, out);
    } else {
        error(504, shown(mechanism) + " authentication mechanism not supported", out);
    }
}

void EximDecoy::take_secret(std::string_view line, Output& out) {
    if (line == "*") {
        state_ = State::commands;
        return say("501 Authentication cancelled\r\n", out);
    }
    if (state_ == State::login_user) {
        state_ = State::login_password;
        return say("334 UGFzc3dvcmQ6\r\n", out);  // base64 of "Password:"
    }
    state_ = State::commands;
    ++logons_;
    say("535 Incorrect authentication data\r\n", out);
    if (logons_ >= persona_.max_refusals) end(out);
}

}  // namespace hitme::dialogue
