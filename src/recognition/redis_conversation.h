// SPDX-License-Identifier: Apache-2.0
// Watches Redis: commands with their replies, logons, and the ways in which open servers are taken over.
//
// Told      an operation a command (name and arguments, bounded; outcome: the first line of the reply).
// Stages    probe: any bytes. enumeration: INFO, KEYS, SCAN, CLIENT LIST, CONFIG GET, DBSIZE. exploit_attempt: the structures
//           below. payload_delivery: a value with a command that fetches a file (a cron line), or one that is an SSH key.
// Labels    "Redis file write" (T1190): CONFIG SET dir or dbfilename, certain once SAVE follows; "rogue replication": SLAVEOF or
//           REPLICAOF with a host; "module load": MODULE LOAD; "Lua escape": EVAL with package.loadlib (CVE-2022-0543);
//           "cron delivery" and "SSH key delivery" by the value (T1053.003, T1098.004).
// Bounds    wire/resp.h; the story's own.
#pragma once

#include <deque>
#include <string>

#include "recognition/conversation.h"
#include "recognition/logon_watch.h"
#include "recognition/story_builder.h"
#include "wire/line_splitter.h"
#include "wire/resp.h"

namespace hitme::recognition {

class RedisConversation final : public Conversation {
 public:
    void client(core::Bytes bytes, core::Time at) override;
    void server(core::Bytes bytes, core::Time at) override;
    void gap(Side side, std::uint64_t length) override;
    void finish() override;
    Story story() const override;
    std::size_t memory() const override;

    static constexpr std::size_t max_waiting = 64;  // ours: commands without a reply yet

 private:
    struct Waiting {
        std::size_t place = no_operation;
        Logon logon;
    };
    void look_at(const wire::RespCommand& command, core::Time at);
    void look_at_values(const wire::RespCommand& command);
    void look_at_reply(std::string_view line);

    StoryBuilder builder_{"redis"};
    wire::RespCommandReader reader_;
    wire::LineSplitter replies_{256};  // ours: a status or an error is shorter
    std::deque<Waiting> waiting_;
    bool sets_file_ = false;
    bool lost_ = false;
    std::uint64_t bulk_left_ = 0;
    bool deep_reply_ = false;  ///< an array came: its parts are not counted
};

}  // namespace hitme::recognition
