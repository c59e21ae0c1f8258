// SPDX-License-Identifier: Apache-2.0
// A made-up Postfix: what its smtpd answers to each command, with logons that are refused.
//
// What     Postfix 3.7 of Debian 12, answer by answer as one that was run beside ours (tests/end_to_end/smtp_against_postfix.py),
//          but for AUTH, which Debian leaves to another package; smtpd(8), postconf(5).
// Takes    mail for the accounts that every Debian has, and throws it away: it is counted, never stored, never sent on. All
//          other local recipients are unknown, all others elsewhere are deferred (defer_unauth_destination).
// TLS      STARTTLS (RFC 3207) by dialogue/tls_decoy; inside it the same server goes on, without STARTTLS.
// Ends     on QUIT, at its limit of errors, with a web client, after max_smtp_output.
// Not      as Postfix: the pause of a second for each answer beyond ten errors.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "dialogue/made_up_host.h"
#include "dialogue/session.h"
#include "dialogue/smtp_decoy.h"
#include "wire/line_splitter.h"

namespace hitme::dialogue {

constexpr std::uint32_t max_postfix_errors = 20;        // postconf(5), smtpd_hard_error_limit
constexpr std::uint32_t max_postfix_junk = 100;         // smtpd_junk_command_limit
constexpr std::uint32_t max_postfix_recipients = 1000;  // smtpd_recipient_limit

class PostfixDecoy final : public SmtpSession {
 public:
    enum class Channel : std::uint8_t { clear, encrypted };

    PostfixDecoy(const SmtpPersona& persona, const Surroundings& surroundings,
                 Channel channel = Channel::clear);
    void prepare() override;
    void open(core::Time now, Output& out) override;
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    std::string_view inner_protocol() const override;
    Inner take_inner() override;
    std::uint32_t logons() const override;
    std::size_t memory() const override;

 private:
    enum class State : std::uint8_t { commands, plain, login_user, login_password, message };
    using Words = std::vector<std::string_view>;

    /// A line of text, and one error more where it is a refusal.
    void reply(std::string_view text, Output& out);
    void answer(std::string_view line, core::Time now, Output& out);
    void answer_command(std::string_view verb, const Words& words, std::string_view line,
                        core::Time now, Output& out);
    void greet(std::string_view verb, const Words& words, Output& out);
    void mail(const Words& words, std::string_view line, Output& out);
    void recipient(const Words& words, std::string_view line, Output& out);
    void data(const Words& words, Output& out);
    void chunk(const Words& words, core::Time now, Output& out);
    void chunk_ended(core::Time now, Output& out);
    void verify(const Words& words, Output& out);
    void log_on(const Words& words, Output& out);
    void take_secret(std::string_view line, Output& out);
    void start_tls(const Words& words, Output& out);
    void take_message_line(std::string_view line, core::Time now, Output& out);
    void refuse_chunk(Output& out);
    /// `what`: said before "queued as".
    void queued(std::string_view what, core::Time now, Output& out);
    void forget_mail();
    bool is_here(std::string_view domain) const;
    std::unique_ptr<Session> encrypted_session() const;

    const Channel channel_;
    core::Random random_;
    std::unique_ptr<Session> encrypted_;  ///< null until the client starts TLS
    State state_ = State::commands;
    bool greeted_ = false;
    bool has_sender_ = false;
    bool chunks_began_ = false;
    bool is_last_chunk_ = false;
    bool in_chunk_ = false;
    bool ends_with_line_ = false;  ///< of the chunks so far
    std::uint32_t recipients_ = 0;
    std::uint32_t errors_ = 0;
    std::uint32_t junk_ = 0;
    std::uint64_t chunk_left_ = 0;
    std::uint64_t chunk_bytes_ = 0;
    std::uint64_t message_bytes_ = 0;
    std::uint64_t announced_bytes_ = 0;
};

}  // namespace hitme::dialogue
