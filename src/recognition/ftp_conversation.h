// SPDX-License-Identifier: Apache-2.0
// Watches FTP: commands with their replies, logons, listings, uploads, and bounces.
//
// Told      an operation a command (a password is never told); outcome: the reply's code (RFC 959 section 4.2).
// Stages    probe: any bytes. enumeration: LIST, NLST, MLSD, MLST, RETR, SIZE, STAT with a name. payload_delivery: STOR, STOU,
//           APPE (T1105), whether or not a data connection comes to be.
// Labels    "default credential"; "file upload"; "FTP bounce": PORT or EPRT with a port that is no client's (RFC 2577).
// Bounds    max_line of a line; the story's own.
#pragma once

#include <deque>
#include <string>

#include "recognition/conversation.h"
#include "recognition/logon_watch.h"
#include "recognition/story_builder.h"
#include "wire/line_splitter.h"

namespace hitme::recognition {

class FtpConversation final : public Conversation {
 public:
    void client(core::Bytes bytes, core::Time at) override;
    void server(core::Bytes bytes, core::Time at) override;
    void gap(Side side, std::uint64_t length) override;
    void finish() override;
    Story story() const override;
    std::size_t memory() const override;

    static constexpr std::size_t max_line = 512;    // ours; RFC 1123 names no limit
    static constexpr std::size_t max_waiting = 64;  // ours: commands without a reply yet

 private:
    struct Waiting {
        std::size_t place = no_operation;
        bool is_logon = false;
        std::string upload;  ///< a command that stores a file, as sent
        std::uint64_t offset = 0;
        Logon logon;
    };
    void look_at_command(std::string_view line, std::uint64_t offset, core::Time at);
    void look_at_reply(std::string_view line);
    /// The server asked for the file, or nobody knows what it said.
    void tell_upload(const Waiting& waiting, event::Grade grade);

    StoryBuilder builder_{"ftp"};
    wire::LineSplitter commands_{max_line};
    wire::LineSplitter replies_{max_line};
    std::deque<Waiting> waiting_;
    std::string user_;
    bool greeted_ = false;
    bool after_gap_ = false;
    std::uint16_t more_of_ = 0;  ///< code of a reply of several lines that has not ended
};

}  // namespace hitme::recognition
