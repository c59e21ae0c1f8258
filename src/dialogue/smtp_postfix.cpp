// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smtp_postfix.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>

#include "core/text.h"
#include "core/utf8.h"
#include "dialogue/tls_decoy.h"
#include "dialogue/tls_profile.h"
#include "wire/http_message.h"
#include "wire/smtp_path.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t message_size_limit = 10'240'000;        // postconf(5)
constexpr std::uint64_t most_counted = std::uint64_t{1} << 62;  // ours: more than any server takes
constexpr std::size_t max_words = 16;                           // ours: of a command

// base-passwd of Debian 12 and the packages of every installation; postmaster is in its /etc/aliases.
constexpr std::array accounts = {
    "root"sv,  "postmaster"sv, "daemon"sv, "bin"sv,   "sys"sv,     "sync"sv,
    "games"sv, "man"sv,        "lp"sv,     "mail"sv,  "news"sv,    "uucp"sv,
    "proxy"sv, "www-data"sv,   "backup"sv, "list"sv,  "irc"sv,     "nobody"sv,
    "_apt"sv,  "messagebus"sv, "sshd"sv,   "gnats"sv, "postfix"sv, "systemd-network"sv,
};

bool is_account(std::string_view local_part) {
    return std::any_of(accounts.begin(), accounts.end(), [&](std::string_view each) {
        return wire::same_without_case(each, local_part);
    });
}

// smtpd_forbidden_commands as it is installed, and what looks like a header: a web client's.
bool is_forbidden(std::string_view word) {
    for (const std::string_view each : {"CONNECT"sv, "GET"sv, "POST"sv})
        if (wire::same_without_case(word, each)) return true;
    return word.size() > 1 && word.ends_with(':');
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto front = core::utf8_front(text);
        if (!front) return false;
        text.remove_prefix(front->length);
    }
    return true;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (words.size() < max_words) {
        const std::size_t start = line.find_first_not_of(" \t");
        if (start == line.npos) break;
        const std::size_t end = std::min(line.find_first_of(" \t", start), line.size());
        words.push_back(line.substr(start, end - start));
        line.remove_prefix(end);
    }
    return words;
}

std::string_view behind_first_word(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    line.remove_prefix(std::min(line.find_first_of(" \t"), line.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return line;
}

bool begins(std::string_view word, std::string_view name) {
    return wire::same_without_case(word.substr(0, name.size()), name);
}

// Of MAIL: what EHLO names, and RFC 3461.
bool is_sender_option(std::string_view word) {
    for (const std::string_view each : {"SIZE="sv, "ENVID="sv, "AUTH="sv})
        if (begins(word, each)) return true;
    for (const std::string_view each :
         {"BODY=8BITMIME"sv, "BODY=7BIT"sv, "SMTPUTF8"sv, "RET=FULL"sv, "RET=HDRS"sv})
        if (wire::same_without_case(word, each)) return true;
    return false;
}

bool is_recipient_option(std::string_view word) {
    return begins(word, "NOTIFY=") || begins(word, "ORCPT=");
}

std::string shown(std::string_view text) {
    return core::printable(text, 128);
}

}  // namespace

PostfixDecoy::PostfixDecoy(const SmtpPersona& persona, const Surroundings& surroundings,
                           Channel channel)
    : SmtpSession(persona, surroundings, max_smtp_line),
      channel_(channel),
      random_(surroundings.random_seed) {}

void PostfixDecoy::prepare() {
    encrypted_session()->prepare();
}

std::unique_ptr<Session> PostfixDecoy::encrypted_session() const {
    TlsIdentity identity;
    identity.host = host_.host;
    identity.seed = surroundings_.identity_seed;
    identity.as_of = surroundings_.booted;  // to prepare; a client gets what is valid when it comes
    identity.started = surroundings_.booted;
    return make_tls_session(
        std::make_unique<PostfixDecoy>(persona_, surroundings_, Channel::encrypted), "smtp",
        tls_profile("postfix-3.7"), identity);
}

std::string_view PostfixDecoy::inner_protocol() const {
    return encrypted_ ? encrypted_->inner_protocol() : std::string_view{};
}

Inner PostfixDecoy::take_inner() {
    return encrypted_ ? encrypted_->take_inner() : Inner{};
}

std::uint32_t PostfixDecoy::logons() const {
    return logons_ + (encrypted_ ? encrypted_->logons() : 0);
}

std::size_t PostfixDecoy::memory() const {
    return sizeof *this + held() + (encrypted_ ? encrypted_->memory() : 0);
}

void PostfixDecoy::reply(std::string_view text, Output& out) {
    say(std::string(text) + "\r\n", out);
    if (text.front() != '4' && text.front() != '5') return;
    if (++errors_ < max_postfix_errors || ended_) return;
    say("421 4.7.0 " + host_.full() + " Error: too many errors\r\n", out);
    end(out);
}

void PostfixDecoy::open(core::Time now, Output& out) {
    if (channel_ == Channel::clear) SmtpSession::open(now, out);
}

void PostfixDecoy::receive(core::Bytes bytes, core::Time now, Output& out) {
    while (!ended_ && !encrypted_) {
        if (in_chunk_) {
            const auto taken =
                static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, bytes.size()));
            if (taken > 0) ends_with_line_ = bytes[taken - 1] == '\n';
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
    if (!encrypted_ || ended_ || bytes.empty()) return;
    encrypted_->receive(bytes, now, out);
    if (out.close) ended_ = true;
}

void PostfixDecoy::answer(std::string_view line, core::Time now, Output& out) {
    switch (state_) {
        case State::message:
            return take_message_line(line, now, out);
        case State::plain:
        case State::login_user:
        case State::login_password:
            return take_secret(line, out);
        case State::commands:
            break;
    }
    // Postfix's own strings end at a zero.
    line = line.substr(0, line.find('\0'));
    if (!is_utf8(line)) return reply("500 5.5.2 Error: bad UTF-8 syntax", out);
    const Words words = words_of(line);
    if (words.empty()) return reply("500 5.5.2 Error: bad syntax", out);
    if (is_forbidden(words[0])) {
        say("221 2.7.0 Error: I can break rules, too. Goodbye.\r\n", out);
        return end(out);
    }
    answer_command(smtp_verb(words[0]), words, line, now, out);
}

void PostfixDecoy::answer_command(std::string_view verb, const Words& words, std::string_view line,
                                  core::Time now, Output& out) {
    if (verb == "NOOP" || verb == "VRFY" || verb == "ETRN" || verb == "RSET")
        if (++junk_ > max_postfix_junk) ++errors_;
    if (verb == "QUIT") {
        say("221 2.0.0 Bye\r\n", out);
        end(out);
    } else if (verb == "HELO" || verb == "EHLO") {
        greet(verb, words, out);
    } else if (verb == "MAIL") {
        mail(words, line, out);
    } else if (verb == "RCPT") {
        recipient(words, line, out);
    } else if (verb == "DATA") {
        data(words, out);
    } else if (verb == "BDAT") {
        chunk(words, now, out);
    } else if (verb == "RSET") {
        if (words.size() != 1) return reply("501 5.5.4 Syntax: RSET", out);
        forget_mail();
        reply("250 2.0.0 Ok", out);
    } else if (verb == "NOOP") {
        reply("250 2.0.0 Ok", out);
    } else if (verb == "VRFY") {
        verify(words, out);
    } else if (verb == "ETRN") {
        if (words.size() != 2)
            reply("500 Syntax: ETRN domain", out);
        else
            reply("459 <" + shown(words[1]) + ">: service unavailable", out);
    } else if (verb == "AUTH") {
        log_on(words, out);
    } else if (verb == "STARTTLS") {
        start_tls(words, out);
    } else if (verb == "XCLIENT" || verb == "XFORWARD") {
        reply("550 5.7.0 Error: insufficient authorization", out);
    } else {
        reply("500 5.5.2 Error: command not recognized", out);
    }
}

void PostfixDecoy::greet(std::string_view verb, const Words& words, Output& out) {
    if (words.size() < 2) return reply("501 Syntax: " + std::string(verb) + " hostname", out);
    forget_mail();
    greeted_ = true;
    if (verb == "HELO") return reply("250 " + host_.full(), out);
    say(ehlo_reply(host_.full(), persona_,
                   channel_ == Channel::encrypted ? std::string_view("STARTTLS") : ""),
        out);
}

void PostfixDecoy::mail(const Words& words, std::string_view line, Output& out) {
    if (has_sender_) return reply("503 5.5.1 Error: nested MAIL command", out);
    if (words.size() < 2 || !begins(words[1], "FROM:"))
        return reply("501 5.5.4 Syntax: MAIL FROM:<address>", out);
    const auto path = wire::decode_smtp_path(behind_first_word(line), wire::SmtpPathKind::from);
    if (!path)
        return reply(words[1].size() == 5 && words.size() == 2
                         ? "501 5.5.4 Syntax: MAIL FROM:<address>"
                         : "501 5.1.7 Bad sender address syntax",
                     out);
    for (const std::string_view option : words_of(path->parameters)) {
        if (!is_sender_option(option))
            return reply("555 5.5.4 Unsupported option: " + shown(option), out);
        if (!begins(option, "SIZE=")) continue;
        const std::string_view size = option.substr(5);
        if (size.empty() || size.find_first_not_of("0123456789") != size.npos)
            return reply("501 5.5.4 Bad message size syntax", out);
        announced_bytes_ = core::parse_unsigned(size, most_counted).value_or(most_counted);
    }
    // What was announced once is remembered until the mail is reset, as a live one does.
    if (announced_bytes_ > message_size_limit)
        return reply("552 5.3.4 Message size exceeds fixed limit", out);
    has_sender_ = true;
    reply("250 2.1.0 Ok", out);
}

bool PostfixDecoy::is_here(std::string_view domain) const {
    return domain.empty() || wire::same_without_case(domain, host_.full()) ||
           wire::same_without_case(domain, host_.host) ||
           wire::same_without_case(domain, "localhost") ||
           wire::same_without_case(domain, "localhost." + host_.domain);
}

void PostfixDecoy::recipient(const Words& words, std::string_view line, Output& out) {
    if (!has_sender_) return reply("503 5.5.1 Error: need MAIL command", out);
    if (words.size() < 2 || !begins(words[1], "TO:") || (words.size() == 2 && words[1].size() == 3))
        return reply("501 5.5.4 Syntax: RCPT TO:<address>", out);
    const auto path = wire::decode_smtp_path(behind_first_word(line), wire::SmtpPathKind::to);
    if (!path || path->mailbox.empty()) return reply("501 5.1.3 Bad recipient address syntax", out);
    for (const std::string_view option : words_of(path->parameters))
        if (!is_recipient_option(option))
            return reply("555 5.5.4 Unsupported option: " + shown(option), out);
    const std::string address = "<" + shown(path->mailbox) + ">";
    const std::size_t at = path->mailbox.rfind('@');
    const std::string_view local = path->mailbox.substr(0, at);
    // allow_untrusted_routing: "c%d" and "d!c" ask for somebody elsewhere.
    if (!is_here(path->domain) || local.find_first_of("%!@") != local.npos)
        return reply("454 4.7.1 " + address + ": Relay access denied", out);
    if (!is_account(local))
        return reply("550 5.1.1 " + address +
                         ": Recipient address rejected: User unknown in local recipient table",
                     out);
    if (recipients_ >= max_postfix_recipients)
        return reply("452 4.5.3 Error: too many recipients", out);
    ++recipients_;
    reply("250 2.1.5 Ok", out);
}

void PostfixDecoy::data(const Words& words, Output& out) {
    if (chunks_began_) return reply("503 5.5.1 Error: DATA after BDAT", out);
    if (recipients_ == 0)
        return reply(has_sender_ ? "554 5.5.1 Error: no valid recipients"
                                 : "503 5.5.1 Error: need RCPT command",
                     out);
    if (words.size() != 1) return reply("501 5.5.4 Syntax: DATA", out);
    state_ = State::message;
    message_bytes_ = 0;
    say("354 End data with <CR><LF>.<CR><LF>\r\n", out);
}

void PostfixDecoy::take_message_line(std::string_view line, core::Time now, Output& out) {
    if (line != ".") {
        message_bytes_ += lines_.line_length();
        return;
    }
    state_ = State::commands;
    if (message_bytes_ <= message_size_limit) return queued("", now, out);
    forget_mail();
    reply("552 5.3.4 Error: message file too big", out);
}

// RFC 3030: so many bytes follow, whatever the answer is.
void PostfixDecoy::chunk(const Words& words, core::Time now, Output& out) {
    const bool is_syntax =
        (words.size() == 2 || (words.size() == 3 && wire::same_without_case(words[2], "LAST")));
    const auto size =
        words.size() < 2 ? std::nullopt : core::parse_unsigned(words[1], most_counted);
    if (!is_syntax || !size) return refuse_chunk(out);
    if (!chunks_began_) message_bytes_ = 0;
    chunks_began_ = true;
    is_last_chunk_ = words.size() == 3;
    in_chunk_ = true;
    chunk_left_ = chunk_bytes_ = *size;
    if (chunk_left_ == 0) chunk_ended(now, out);
}

// What follows cannot be told from commands.
void PostfixDecoy::refuse_chunk(Output& out) {
    say("521 5.5.4 Syntax: BDAT count [LAST]\r\n", out);
    end(out);
}

void PostfixDecoy::chunk_ended(core::Time now, Output& out) {
    in_chunk_ = false;
    if (recipients_ == 0)
        return reply(has_sender_ ? "554 5.5.1 Error: no valid recipients"
                                 : "503 5.5.1 Error: need RCPT command",
                     out);
    message_bytes_ = std::min(message_bytes_ + chunk_bytes_, most_counted);
    if (message_bytes_ > message_size_limit) {
        forget_mail();
        return reply("552 5.3.4 Chunk exceeds message size limit", out);
    }
    if (is_last_chunk_) {
        constexpr std::uint64_t line_end = 2;  // is added where a message has none
        return queued(std::to_string(message_bytes_ + (ends_with_line_ ? 0 : line_end)) + " bytes ",
                      now, out);
    }
    reply("250 2.0.0 Ok: " + std::to_string(chunk_bytes_) + " bytes", out);
}

// postconf(5), enable_long_queue_ids: as it is installed, five digits of microseconds and the number of the file's inode.
void PostfixDecoy::queued(std::string_view what, core::Time now, Output& out) {
    const auto microseconds =
        std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count() %
        1'000'000;
    constexpr std::uint64_t first_inode = 0x80'000;
    std::array<char, 24> id{};
    (void)std::snprintf(id.data(), id.size(), "%05llX%llX",
                        static_cast<unsigned long long>(microseconds),
                        static_cast<unsigned long long>(first_inode + random_.below(0x80'000)));
    forget_mail();
    reply("250 2.0.0 Ok: " + std::string(what) + "queued as " + std::string(id.data()), out);
}

void PostfixDecoy::forget_mail() {
    has_sender_ = chunks_began_ = is_last_chunk_ = false;
    recipients_ = 0;
    message_bytes_ = announced_bytes_ = 0;
}

void PostfixDecoy::verify(const Words& words, Output& out) {
    if (words.size() < 2) return reply("501 5.5.4 Syntax: VRFY address [SMTPUTF8]", out);
    std::string_view address = words[1];
    if (address.starts_with('<') && address.ends_with('>') && address.size() > 1)
        address = address.substr(1, address.size() - 2);
    const std::size_t at = address.rfind('@');
    const std::string_view domain = at == address.npos ? "" : address.substr(at + 1);
    const std::string_view local = address.substr(0, at);
    if (!is_here(domain) || local.find_first_of("%!@") != local.npos)
        return reply("454 4.7.1 <" + shown(address) + ">: Relay access denied", out);
    if (!is_account(local))
        return reply("550 5.1.1 <" + shown(address) +
                         ">: Recipient address rejected: User unknown in local recipient table",
                     out);
    reply("252 2.0.0 " + shown(words[1]), out);
}

void PostfixDecoy::log_on(const Words& words, Output& out) {
    if (!greeted_) return reply("503 5.5.1 Error: send HELO/EHLO first", out);
    if (has_sender_) return reply("503 5.5.1 Error: MAIL transaction in progress", out);
    if (words.size() < 2 || words.size() > 3) return reply("501 5.5.4 Syntax: AUTH mechanism", out);
    const bool has_initial = words.size() == 3;
    if (wire::same_without_case(words[1], "LOGIN")) {
        state_ = has_initial ? State::login_password : State::login_user;
        say(has_initial ? "334 UGFzc3dvcmQ6\r\n" : "334 VXNlcm5hbWU6\r\n", out);  // "Username:"
    } else if (wire::same_without_case(words[1], "PLAIN")) {
        state_ = State::plain;
        if (has_initial)
            take_secret(words[2], out);
        else
            say("334 \r\n", out);
    } else {
        reply("535 5.7.8 Error: authentication failed: Invalid authentication mechanism", out);
    }
}

void PostfixDecoy::take_secret(std::string_view line, Output& out) {
    if (line == "*") {
        state_ = State::commands;
        return reply("501 5.7.0 Authentication aborted", out);  // RFC 4954 section 4
    }
    if (state_ == State::login_user) {
        state_ = State::login_password;
        say("334 UGFzc3dvcmQ6\r\n", out);  // base64 of "Password:"
        return;
    }
    state_ = State::commands;
    ++logons_;
    reply("535 5.7.8 Error: authentication failed: authentication failure", out);
}

void PostfixDecoy::start_tls(const Words& words, Output& out) {
    if (words.size() != 1) return reply("501 5.5.4 Syntax: STARTTLS", out);
    if (channel_ == Channel::encrypted) return reply("554 5.5.1 Error: TLS already active", out);
    say("220 2.0.0 Ready to start TLS\r\n", out);
    if (!ended_) encrypted_ = encrypted_session();
}

}  // namespace hitme::dialogue
