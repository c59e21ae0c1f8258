// SPDX-License-Identifier: Apache-2.0
#include "recognition/smtp_conversation.h"

#include "core/text.h"
#include "recognition/telling.h"
#include "wire/reply_line.h"
#include "wire/smtp_path.h"

namespace hitme::recognition {
namespace {

using event::Grade;
using event::Stage;

std::string decoded(std::string_view base64) {
    const auto bytes = core::from_base64(base64);
    return bytes ? std::string(core::as_text(*bytes)) : std::string{};
}

}  // namespace

void SmtpConversation::client(core::Bytes bytes, core::Time at) {
    if (bytes.empty()) return;
    builder_.reach(Stage::probe, "bytes were sent");
    while (state_ != State::encrypted && lines_.take(bytes)) {
        if (after_gap_) {
            after_gap_ = false;
            continue;
        }
        look_at_line(lines_.line(), lines_.line_offset(), at);
    }
}

void SmtpConversation::wait(const Waiting& waiting) {
    if (waiting_.size() < max_waiting) waiting_.push_back(waiting);
}

void SmtpConversation::look_at_line(std::string_view line, std::uint64_t offset, core::Time at) {
    switch (state_) {
        case State::encrypted:
            return;
        case State::commands:
            if (lines_.cut()) builder_.malformed({core::Fault::over_limit, 0, "command"}, offset);
            if (!line.empty()) look_at_command(line, offset, at);
            return;
        case State::data: {
            if (line != ".") {
                message_bytes_ += lines_.line_length();
                return;
            }
            builder_.fact("smtp.message", std::to_string(message_bytes_) + " bytes");
            state_ = State::commands;
            Waiting waiting;
            waiting.place =
                builder_.operation("message", std::to_string(message_bytes_) + " bytes", offset);
            wait(waiting);
            return;
        }
        case State::plain:
            state_ = State::commands;
            tell_plain(line, offset, at);
            return;
        case State::login_user:  // AUTH LOGIN: user, then password, each in base64
            if (line == "*") {
                state_ = State::commands;
                return;
            }
            user_ = decoded(line);
            state_ = State::login_password;
            return;
        case State::login_password: {
            state_ = State::commands;
            Waiting waiting;
            waiting.logon = tell_logon(builder_, "AUTH LOGIN", user_, decoded(line), offset, at);
            waiting.place = waiting.logon.place;
            wait(waiting);
            return;
        }
    }
}

void SmtpConversation::tell_plain(std::string_view base64, std::uint64_t offset, core::Time at) {
    const auto plain = wire::decode_sasl_plain(base64);
    if (!plain) {
        builder_.malformed(plain.error(), offset);
        wait({});
        return;
    }
    Waiting waiting;
    waiting.logon = tell_logon(builder_, "AUTH PLAIN", plain->user, plain->password, offset, at);
    waiting.place = waiting.logon.place;
    wait(waiting);
}

void SmtpConversation::look_at_command(std::string_view line, std::uint64_t offset, core::Time at) {
    const auto command = wire::decode_command_line(line);
    if (!command) {
        builder_.malformed(command.error(), offset);
        wait({});
        return;
    }
    const std::string& verb = command->verb;
    const std::string_view argument = command->argument;
    Waiting waiting;
    if (verb == "AUTH") {
        const std::size_t space = argument.find(' ');
        const std::string_view initial =
            space == argument.npos ? std::string_view{} : argument.substr(space + 1);
        const std::string_view mechanism = argument.substr(0, space);
        builder_.fact("smtp.auth", mechanism);
        if (mechanism == "PLAIN" || mechanism == "plain") {
            if (!initial.empty()) {
                tell_plain(initial, offset + (line.size() - initial.size()), at);
            } else {
                state_ = State::plain;
            }
            return;
        }
        if (mechanism == "LOGIN" || mechanism == "login") {
            user_ = decoded(initial);
            state_ = initial.empty() ? State::login_user : State::login_password;
            return;
        }
    }
    waiting.place = builder_.operation(verb, argument, offset);
    if (verb == "EHLO" || verb == "HELO") builder_.fact("smtp.helo", argument);
    if (verb == "VRFY" || verb == "EXPN") builder_.reach(Stage::enumeration, verb);
    if (verb == "STARTTLS") waiting.is_start_tls = true;
    if (verb == "MAIL" || verb == "RCPT") {
        const bool is_from = verb == "MAIL";
        const auto path = wire::decode_smtp_path(
            argument, is_from ? wire::SmtpPathKind::from : wire::SmtpPathKind::to);
        if (!path) {
            builder_.malformed(path.error(), offset + 5);
        } else {
            builder_.fact(is_from ? FactName("smtp.from") : FactName("smtp.to"), path->mailbox);
            if (!is_from) {
                waiting.is_recipient = true;
                waiting.recipient = path->mailbox;
                waiting.offset = offset;
            }
        }
    }
    if (verb == "DATA") {
        waiting.is_data = true;
        // Without the server's bytes what follows is taken for the message.
        if (!server_heard_) {
            state_ = State::data;
            message_bytes_ = 0;
        }
    }
    wait(waiting);
}

void SmtpConversation::server(core::Bytes bytes, core::Time) {
    server_heard_ = server_heard_ || !bytes.empty();
    while (state_ != State::encrypted && replies_.take(bytes)) look_at_reply(replies_.line());
}

void SmtpConversation::look_at_reply(std::string_view line) {
    const auto reply = wire::decode_reply_line(line);
    if (!reply || reply->more) return;
    if (!greeted_) {
        greeted_ = true;
        if (reply->code == 220) return;
    }
    if (reply->code == 334 || waiting_.empty()) {
        // A refused AUTH before its password: the client goes on with commands.
        if (reply->code >= 400 && state_ != State::data) state_ = State::commands;
        return;
    }
    Waiting waiting = waiting_.front();
    waiting_.pop_front();
    const std::string code = std::to_string(reply->code);
    builder_.outcome(waiting.place, code);
    if (reply->code >= 500)
        refuse_logon(builder_, waiting.logon, code);
    else if (reply->code < 300)
        accept_logon(builder_, waiting.logon, code);
    if (waiting.is_data && reply->code == 354) {
        state_ = State::data;
        message_bytes_ = 0;
    }
    if (waiting.is_start_tls && reply->code == 220) state_ = State::encrypted;
    // A relay that is refused says so (RFC 3463 section 3.8, X.7.1, and the word): somebody tried to send to others through it.
    // Postfix as it is installed only defers it.
    if (waiting.is_recipient && reply->code >= 400 && reply->text.find("elay") != reply->text.npos)
        builder_.label({"relay test",
                        Grade::likely,
                        "smtp.relay@2",
                        {"T1595"},
                        {{waiting.offset, 0, waiting.recipient}}});
    if (waiting.is_recipient && reply->code >= 500 && ++recipients_refused_ == 3)
        builder_.reach(Stage::enumeration, "three recipients were refused");
}

void SmtpConversation::gap(Side side, std::uint64_t length) {
    builder_.fact("gap", std::to_string(length) + (side == Side::client ? " bytes of the client"
                                                                        : " bytes of the server"));
    waiting_.clear();
    if (side == Side::client) {
        lines_.pass(length);
        after_gap_ = true;
    } else {
        replies_.pass(length);
    }
}

void SmtpConversation::finish() {
    if (builder_.so_far().stage == Stage::none) builder_.reach(Stage::scan, "connected, no bytes");
    if (!lines_.unfinished().empty())
        builder_.malformed({core::Fault::truncated, 0, "command"}, lines_.line_offset());
    lines_.pass(0);
}

Story SmtpConversation::story() const {
    return builder_.story(sentence_of(builder_.so_far(), "SMTP"));
}

std::size_t SmtpConversation::memory() const {
    return sizeof *this - sizeof builder_ - sizeof lines_ - sizeof replies_ + builder_.memory() +
           lines_.memory() + replies_.memory() + user_.capacity() +
           waiting_.size() * sizeof(Waiting);
}

}  // namespace hitme::recognition
