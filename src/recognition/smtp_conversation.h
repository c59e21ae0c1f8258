// SPDX-License-Identifier: Apache-2.0
// Watches SMTP: commands with their replies, logons, envelopes and the size of messages.
//
// Told      an operation a command; outcome: the reply's code (RFC 5321 section 4.2). AUTH PLAIN and AUTH LOGIN are read for
//           their user; the password is told as its hash.
// Stages    probe: any bytes. enumeration: VRFY, EXPN, or a third recipient refused (T1087.003). A message is told by its size;
//           a recipient that the server refuses to relay to by the label "relay test".
// Data      the lines of a message are counted, not kept; a message ends with a dot alone (section 4.1.1.4).
// Bounds    max_line of a line; the story's own.
#pragma once

#include <deque>
#include <string>

#include "recognition/conversation.h"
#include "recognition/logon_watch.h"
#include "recognition/story_builder.h"
#include "wire/line_splitter.h"

namespace hitme::recognition {

class SmtpConversation final : public Conversation {
 public:
    void client(core::Bytes bytes, core::Time at) override;
    void server(core::Bytes bytes, core::Time at) override;
    void gap(Side side, std::uint64_t length) override;
    void finish() override;
    Story story() const override;
    std::size_t memory() const override;

    static constexpr std::size_t max_line = 1024;   // RFC 5321 section 4.5.3.1.6: 1000 of text
    static constexpr std::size_t max_waiting = 64;  // ours: commands without a reply yet

 private:
    enum class State : std::uint8_t {
        commands,
        data,
        plain,
        login_user,
        login_password,
        encrypted
    };
    struct Waiting {
        std::size_t place = no_operation;
        bool is_data = false;
        bool is_recipient = false;
        bool is_start_tls = false;
        std::string recipient;
        std::uint64_t offset = 0;
        Logon logon;
    };
    void look_at_line(std::string_view line, std::uint64_t offset, core::Time at);
    void look_at_command(std::string_view line, std::uint64_t offset, core::Time at);
    void tell_plain(std::string_view base64, std::uint64_t offset, core::Time at);
    void look_at_reply(std::string_view line);
    void wait(const Waiting& waiting);

    StoryBuilder builder_{"smtp"};
    wire::LineSplitter lines_{max_line};
    wire::LineSplitter replies_{max_line};
    std::deque<Waiting> waiting_;
    State state_ = State::commands;
    std::string user_;
    std::uint64_t message_bytes_ = 0;
    std::uint32_t recipients_refused_ = 0;
    bool greeted_ = false;
    bool after_gap_ = false;
    bool server_heard_ = false;
};

}  // namespace hitme::recognition
