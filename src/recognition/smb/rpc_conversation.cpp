// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/rpc_conversation.h"

namespace hitme::recognition::smb {

void RpcConversation::client(core::Bytes bytes, core::Time at) {
    if (bytes.empty()) return;
    // A stream has no messages of its own: the whole is one, and places count from its beginning.
    if (notes_.number() == 0) notes_.begin_message(0, at);
    notes_.reach(event::Stage::probe, "DCE/RPC over TCP");
    // Behind missing bytes no PDU can be found again.
    if (!gapped_) pipe_.client(bytes, offset_, rpc_, notes_);
    offset_ += bytes.size();
}

void RpcConversation::gap(Side side, std::uint64_t length) {
    if (side != Side::client) return;
    offset_ += length;
    gapped_ = true;
}

void RpcConversation::finish() {
    if (finished_) return;
    finished_ = true;
    const auto place = pipe_.unfinished();
    if (place && !gapped_) notes_.unfinished(*place, "PFC_LAST_FRAG");
}

std::size_t RpcConversation::memory() const {
    return sizeof *this - sizeof notes_ - sizeof pipe_ + notes_.memory() + pipe_.memory() +
           rpc_.memory();
}

std::unique_ptr<Conversation> watch_rpc() {
    return std::make_unique<RpcConversation>();
}

}  // namespace hitme::recognition::smb
