// SPDX-License-Identifier: Apache-2.0
// What the watchers of message protocols share: bytes of both sides are kept until a message is whole, read once, and a
// side that cannot be followed further is given up, with its fault told where it is the client's.
//
// Bounds   max_kept a side, named by the watcher; what is longer is over_limit.
// Same     a message is read when it is whole, so the pieces do not matter.
#pragma once

#include <string_view>

#include "recognition/conversation.h"
#include "recognition/story_builder.h"
#include "recognition/unread.h"

namespace hitme::recognition {

class StreamConversation : public Conversation {
 public:
    void client(core::Bytes bytes, core::Time at) final;
    void server(core::Bytes bytes, core::Time at) final;
    void gap(Side side, std::uint64_t length) final;
    void finish() final;
    Story story() const override;
    std::size_t memory() const override;

 protected:
    /// `shown` is the protocol's name for people.
    StreamConversation(std::string_view protocol, std::string_view shown, std::size_t max_kept)
        : story_(protocol), shown_(shown), max_kept_(max_kept) {}

    /// Reads the message in front of `bytes`: how many bytes it took (one at least), need_more, or another fault,
    /// with which the side is given up.
    virtual core::Parsed<std::size_t> client_message(core::Bytes bytes, core::Time at) = 0;
    virtual core::Parsed<std::size_t> server_message(core::Bytes bytes, core::Time at) = 0;

    /// From here on the client's bytes are not for reading (encrypted, or of another protocol).
    void stop_client() { client_lost_ = true; }
    void stop_server() { server_lost_ = true; }
    bool client_stopped() const { return client_lost_; }
    /// Where the message that is read at the moment begins, in the client's bytes.
    std::uint64_t at_offset() const { return client_.offset(); }

    StoryBuilder story_;

 private:
    std::string_view shown_;
    std::size_t max_kept_;
    Unread client_;
    Unread server_;
    bool heard_ = false;  ///< anything of the client
    bool client_lost_ = false;
    bool server_lost_ = false;
};

/// A label of one rule with one place of evidence.
event::Label label_of(std::string_view name, event::Grade grade, std::string_view rule,
                      std::vector<std::string> attack_ids, event::Evidence evidence);

}  // namespace hitme::recognition
