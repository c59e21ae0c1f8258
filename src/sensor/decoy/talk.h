// SPDX-License-Identifier: Apache-2.0
// One answering HoneyPoint's conversation: a dialogue session that answers, and a watcher that says what it saw.
//
// Inside    what a session read within an encryption that it ended (TLS, SSH, SMB3) is watched too, and told after the rest.
// Watches   what the client speaks, not what the port is for (recognition/opening.h). Recording does not depend on the
//           answers: when a session has nothing to say, the story goes on.
// Sends     nothing itself: output() waits until the sensor could send it; while it waits, nothing more is read.
// Bounds    bytes sent by `bytes_out`; memory() is counted by the sensor, which hangs up when all talks hold too much.
// Pure but for the objects it is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/bytes.h"
#include "dialogue/session.h"
#include "recognition/opening.h"
#include "sensor/decoy/instant.h"

namespace hitme::sensor {

class Talk {
 public:
    /// `protocol` is what the HoneyPoint answers as; at most `most_bytes_out` bytes are ever said.
    Talk(std::unique_ptr<dialogue::Session> session, std::string_view protocol,
         std::uint64_t most_bytes_out);

    /// Who speaks with whom, told to the watchers.
    void between(const core::Address& client, const core::Address& server);
    /// What the server says first.
    void open(Instant now);
    void receive(core::Bytes bytes, Instant now);
    /// No more comes.
    void finish();

    /// Bytes that wait to be sent, and how many of them were.
    core::Bytes output() const;
    void sent(std::size_t count);
    /// True when the session wants the connection closed and all was sent.
    bool over() const { return closing_ && output().empty(); }
    /// True when `most_bytes_out` was reached: the rest was not said.
    bool cut() const { return cut_; }

    recognition::Story story() const;
    std::uint32_t logons() const { return session_->logons(); }
    std::size_t memory() const;

 private:
    void watch_inside(Instant now);
    void say(dialogue::Output& out, Instant now);

    std::unique_ptr<dialogue::Session> session_;
    recognition::Opening watcher_;
    std::unique_ptr<recognition::Conversation> inside_;
    std::unique_ptr<recognition::Conversation> second_inside_;
    std::pair<core::Address, core::Address> ends_;  ///< client, server
    std::uint64_t most_bytes_out_;
    std::uint64_t said_ = 0;
    std::uint64_t heard_ = 0;
    core::ByteVector output_;
    std::size_t sent_ = 0;
    bool closing_ = false;
    bool cut_ = false;
    bool finished_ = false;
    bool answers_smb_ = false;
};

}  // namespace hitme::sensor
