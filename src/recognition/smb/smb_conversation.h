// SPDX-License-Identifier: Apache-2.0
// The watcher of SMB over TCP: both families, ports 445 and 139, any segmentation.
//
// Frames    wire/netbios_session.h's; a frame beyond max_kept_frame, and one that never ends, is judged by its beginning;
//           file contents behind it are still counted and hashed.
// Memory    at most two frames, the open pipes and files (smb/shares.h), and the story. A usual conversation holds under
//           4 KiB; buffers are given back when nothing waits in them.
// Pure      the same bytes give the same story whatever the pieces.
#pragma once

#include <memory>

#include "recognition/conversation.h"
#include "recognition/smb/frames.h"
#include "recognition/smb/logons.h"
#include "recognition/smb/notes.h"
#include "recognition/smb/shares.h"
#include "recognition/smb/smb1_watch.h"
#include "recognition/smb/smb2_watch.h"

namespace hitme::recognition::smb {

/// Ours: SMB1 messages whole, and so every RPC call; larger SMB2 writes are followed by their beginning.
constexpr std::size_t max_kept_frame = 0x0001'1000;
constexpr std::size_t max_kept_answer =
    4096;  ///< ours: statuses, numbers and bind results stand in front

class SmbConversation final : public Conversation {
 public:
    explicit SmbConversation(std::string_view protocol);
    ~SmbConversation() override;

    void between(const core::Address& client, const core::Address& server) override {
        shares_.between({client, server});
    }
    void client(core::Bytes bytes, core::Time at) override;
    void server(core::Bytes bytes, core::Time at) override;
    void gap(Side side, std::uint64_t length) override;
    void finish() override;
    Story story() const override;
    std::size_t memory() const override;

 private:
    class FromClient;
    class FromServer;
    void client_frame(const Frame& frame);
    void client_rest(core::Bytes bytes);
    void client_beginning(const Frame& frame);
    void server_frame(const Frame& frame);
    void end_tail();
    void out_of_step(const core::ParseError& error);
    void tell_unfinished();
    void tell_foreign();
    Smb1Watch& smb1();

    Notes notes_;
    FrameReader client_frames_{max_kept_frame};
    FrameReader server_frames_{max_kept_answer};
    Logons logons_;
    Shares shares_;
    std::unique_ptr<Smb1Watch>
        smb1_;  ///< null until a message of SMB1 comes, or what EternalBlue opens with
    Smb2Watch smb2_;
    Tail tail_;
    core::Time at_;
    bool heard_ = false;     ///< anything of the client
    bool answered_ = false;  ///< the server sent a frame
    bool began_ = false;
    bool pool_told_ = false;
    bool finished_ = false;
    bool missed_ = false;     ///< bytes of the client are missing: an end may lie among them
    bool cut_short_ = false;  ///< the last frame did not end, and that is told
    bool broken_ = false;     ///< the last message is told as broken, or what followed is no frame
};

std::unique_ptr<Conversation> watch_smb1();
std::unique_ptr<Conversation> watch_smb2();
std::unique_ptr<Conversation> watch_smb3();

}  // namespace hitme::recognition::smb
