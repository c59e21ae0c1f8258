// SPDX-License-Identifier: Apache-2.0
// Watches Telnet: options, logons, and the command lines of what comes in by guessed passwords.
//
// Prompts   are seen in the server's text: a line that ends in "ogin:", "sername:" or "assword:". Without the server's bytes
//           the client's first two lines are taken for user and password.
// Commands  lines after a logon that was not refused, or after a shell's prompt ($, #, >); recorded, never run.
// Stages    probe: any bytes. enumeration: a busybox check or commands that ask what the machine is (T1082).
//           payload_delivery: a command that fetches a file (T1105) or writes a program byte by byte.
// Labels    "Mirai-like loader": enable, system, shell or sh, and "/bin/busybox WORD" with a word that is no applet, as in
//           Mirai's published loader; likely, because relatives share it.
// Bounds    max_line of a line; the story's own.
#pragma once

#include <string>

#include "recognition/conversation.h"
#include "recognition/logon_watch.h"
#include "recognition/story_builder.h"
#include "wire/line_splitter.h"
#include "wire/telnet.h"

namespace hitme::recognition {

class TelnetConversation final : public Conversation {
 public:
    void client(core::Bytes bytes, core::Time at) override;
    void server(core::Bytes bytes, core::Time at) override;
    void gap(Side side, std::uint64_t length) override;
    void finish() override;
    Story story() const override;
    std::size_t memory() const override;

    static constexpr std::size_t max_line = 2048;  // ours: echo loaders send lines of about 1 KiB
    static constexpr std::size_t max_tail = 64;    // ours: a prompt is shorter

 private:
    enum class Asked : std::uint8_t { unknown, user, password, command };
    void look_at_line(std::string_view line, std::uint64_t offset, core::Time at);
    void look_at_command(std::string_view line, std::uint64_t offset);
    void look_at_tail();

    StoryBuilder builder_{"telnet"};
    wire::TelnetReader client_reader_;
    wire::TelnetReader server_reader_;
    std::string line_;
    std::uint64_t line_offset_ = 0;
    bool after_return_ = false;
    bool server_spoke_ = false;
    std::string tail_;
    Asked asked_ = Asked::unknown;
    std::string user_;
    Logon logon_;
    unsigned loader_words_ = 0;
};

}  // namespace hitme::recognition
