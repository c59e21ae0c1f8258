// SPDX-License-Identifier: Apache-2.0
// The watcher of DCE/RPC straight over TCP: port 135 and the ports that the endpoint mapper gives out. The calls are judged
// as over a pipe; only the client's side says something.
#pragma once

#include <memory>

#include "recognition/conversation.h"
#include "recognition/smb/notes.h"
#include "recognition/smb/pipe.h"

namespace hitme::recognition::smb {

class RpcConversation final : public Conversation {
 public:
    void between(const core::Address& client, const core::Address& server) override {
        rpc_.peers = {client, server};
    }
    void client(core::Bytes bytes, core::Time at) override;
    void server(core::Bytes, core::Time) override {}
    void gap(Side side, std::uint64_t length) override;
    void finish() override;
    Story story() const override { return notes_.told(); }
    std::size_t memory() const override;

 private:
    Notes notes_{"dcerpc"};
    Pipe pipe_{""};
    RpcMemory rpc_;
    std::uint64_t offset_ = 0;
    bool gapped_ = false;
    bool finished_ = false;
};

std::unique_ptr<Conversation> watch_rpc();

}  // namespace hitme::recognition::smb
