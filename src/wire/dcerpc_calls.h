// SPDX-License-Identifier: Apache-2.0
// One direction of one open pipe: bytes in, whole DCE/RPC messages out.
//
// What     C706 section 12.4 and [MS-RPCE] 3.3.1.5: FragLength ends a PDU, so a PDU may come in several writes and a write
//          may hold several; fragments of one call carry its call_id; a context id means what the bind said it means.
// Use      one object for each open file (FID, FileId) and direction. The client's side learns the contexts; the server's
//          side needs none.
// Order    fragments of several calls may be mixed; a first-fragment flag starts its call afresh.
// Limits   max_rpc_call_bytes for the stubs of unfinished calls together, max_rpc_calls of them, max_rpc_contexts bound
//          contexts, 64 KiB for an unfinished PDU (its length has 16 bits).
// Faults   are messages too: `fault` tells which and where. After a PDU that is no DCE/RPC the stream cannot be followed:
//          broken().
// Pure     the same messages whatever the pieces.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/piece_places.h"
#include "core/result.h"
#include "wire/dcerpc.h"

namespace hitme::wire {

constexpr std::size_t max_rpc_call_bytes = 64 << 10;  ///< smb.md 1.8: "64 KiB is ample here"
constexpr std::size_t max_rpc_calls = 8;              ///< ours; real clients have one at a time

struct RpcMessage {
    std::uint64_t offset = 0;  ///< of its first PDU, in the bytes pushed so far
    std::size_t length = 0;    ///< of its first PDU
    RpcType type = RpcType::request;
    std::uint32_t call_id = 0;
    ByteOrder order = ByteOrder::little;
    NdrForm form = NdrForm::ndr;  ///< request: of its own context
    std::uint8_t auth_type = 0;   ///< 0: no security trailer
    std::uint8_t auth_level = 0;  ///< 6: the stub is sealed and says nothing
    std::uint32_t auth_context = 0;
    std::size_t auth_offset = 0;  ///< of auth_value, from `offset`
    core::ByteVector auth_value;  ///< not of requests and responses, whose are checksums
    std::uint32_t fragments = 1;
    bool header_signing = false;  ///< bind and its answer: offered, agreed

    RpcBind bind;    ///< bind and alter_context
    RpcBindAck ack;  ///< bind_ack and alter_context_response

    // request, response, fault
    std::uint16_t context = 0;
    std::uint16_t opnum = 0;            ///< request
    std::optional<Uuid> object;         ///< request
    std::optional<SyntaxId> interface;  ///< request: of its own context; nothing when never bound
    core::ByteVector stub;              ///< request and response, whole
    core::PiecePlaces
        stub_places;           ///< of its bytes, in those pushed; empty where one PDU holds it all
    bool is_cut = false;       ///< of a call that was given up: what was kept of its stub
    std::uint32_t status = 0;  ///< fault; for bind_nak its reason

    /// Set where these bytes broke the protocol; the fields above hold what was surely said. over_limit "stub": a call
    /// that was given up, told once, with the beginning of its stub. Offsets count from `offset`.
    std::optional<core::ParseError> malformed;
};

class RpcCalls {
 public:
    /// The next bytes of this direction; the messages that they complete, in order.
    std::vector<RpcMessage> push(core::Bytes bytes);

    /// The interface that a context id stands for, by the last bind or alter_context that named it.
    std::optional<SyntaxId> interface_of(std::uint16_t context) const;

    bool broken() const { return broken_; }
    /// True when nothing is unfinished: the pushed bytes ended with a PDU and a call.
    bool idle() const { return pending_.empty() && calls_.empty(); }
    /// Where the first PDU or call that has not ended begins, in the bytes pushed so far; nothing where none waits, and of
    /// calls that were given up.
    std::optional<std::uint64_t> unfinished() const;
    std::size_t memory() const;

 private:
    struct Call {
        RpcMessage message;
        bool given_up = false;
    };

    struct BoundContext {
        std::uint16_t id = 0;
        bool is_ndr64 = false;  ///< offered NDR64 alone
        SyntaxId interface;
    };

    const BoundContext* find_context(std::uint16_t id) const;
    /// False where there are too many.
    bool bind_context(const RpcContext& context);
    void take_pdu(core::Bytes bytes, std::vector<RpcMessage>& out);
    void take_fragment(const RpcPdu& pdu, std::vector<RpcMessage>& out);

    core::ByteVector pending_;    ///< of an unfinished PDU
    std::uint64_t consumed_ = 0;  ///< bytes before pending_
    std::map<std::uint32_t, Call> calls_;
    std::size_t call_bytes_ = 0;
    std::vector<BoundContext> contexts_;  ///< at most max_rpc_contexts: a search is short
    bool broken_ = false;
};

}  // namespace hitme::wire
