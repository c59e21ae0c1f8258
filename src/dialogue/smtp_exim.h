// SPDX-License-Identifier: Apache-2.0
// A made-up Exim: what its receiver answers to each command, with logons that are refused.
//
// What     Exim 4.96 as Debian 12 configures an internet site, answer by answer as one that was run beside ours, but for two things
//          of its configuration: AUTH, which Debian leaves to the owner, is on, and STARTTLS, which Debian offers, is off (its TLS is
//          GnuTLS', which ours cannot show). Of BDAT the total that it says is the sum of the chunks; the live one said more.
// Takes    mail for root and postmaster, and throws it away: it is counted, never stored, never sent on. All other local
//          recipients are unknown, all others elsewhere are refused.
// Ends     on QUIT, with the fourth syntax or protocol error, with the fourth unknown command, with too many that are no mail, after
//          max_refusals logons, after max_smtp_output.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/random.h"
#include "dialogue/made_up_host.h"
#include "dialogue/session.h"
#include "dialogue/smtp_decoy.h"
#include "wire/line_splitter.h"

namespace hitme::dialogue {

constexpr std::size_t max_exim_line =
    4096;  // ours: EHLO is answered with its name, and Exim takes 16 KiB
constexpr std::uint32_t max_exim_errors = 3;        // smtp_max_synprot_errors
constexpr std::uint32_t max_exim_unknown = 3;       // smtp_max_unknown_commands
constexpr std::uint32_t max_exim_not_mail = 10;     // smtp_accept_max_nonmail
constexpr std::uint32_t max_exim_recipients = 100;  // ours

class EximDecoy final : public SmtpSession {
 public:
    EximDecoy(const SmtpPersona& persona, const Surroundings& surroundings);
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    std::size_t memory() const override { return sizeof *this + held() + reason_.capacity(); }

 private:
    enum class State : std::uint8_t { commands, plain, login_user, login_password, message };
    enum class Rejection : std::uint8_t { none, one_reason, several };

    /// A syntax or protocol error: one too many ends the connection.
    void error(int code, std::string_view text, Output& out);
    void answer(std::string_view line, core::Time now, Output& out);
    void answer_command(std::string_view verb, std::string_view argument, core::Time now,
                        Output& out);
    void greet(std::string_view verb, std::string_view argument, Output& out);
    void mail(std::string_view argument, Output& out);
    void recipient(std::string_view argument, Output& out);
    /// All recipients that were refused alike are told of once more at DATA.
    void note_rejection(std::string_view reason);
    void reject_recipient(std::string_view reason, Output& out);
    /// False, and said so, where there is nobody to get the data.
    bool has_recipients(std::string_view verb, Output& out);
    void chunk(std::string_view argument, core::Time now, Output& out);
    void chunk_ended(core::Time now, Output& out);
    void verify(std::string_view argument, Output& out);
    void log_on(std::string_view argument, Output& out);
    void take_secret(std::string_view line, Output& out);
    void take_message_line(std::string_view line, core::Time now, Output& out);
    /// "250 OK id=..."
    std::string accepted(core::Time now);
    void forget_mail();
    bool is_here(std::string_view domain) const;

    core::Random random_;
    State state_ = State::commands;
    bool greeted_ = false;
    bool is_esmtp_ = false;
    bool has_sender_ = false;
    bool was_reset_ = false;
    bool last_was_recipient_ = false;
    bool in_chunk_ = false;
    bool chunk_is_wanted_ = false;
    bool is_last_chunk_ = false;
    Rejection rejected_ = Rejection::none;
    std::string reason_;  ///< the one of all refused recipients
    std::uint32_t recipients_ = 0;
    std::uint32_t errors_ = 0;
    std::uint32_t unknown_ = 0;
    std::uint32_t not_mail_ = 0;
    std::uint64_t chunk_left_ = 0;
    std::uint64_t chunk_bytes_ = 0;
    std::uint64_t message_bytes_ = 0;
};

}  // namespace hitme::dialogue
