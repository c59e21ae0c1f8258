// SPDX-License-Identifier: Apache-2.0
// One open pipe: what the client writes into it becomes RPC calls, what the server gives becomes their outcome. The carrier
// (WRITE_ANDX, TransactNmPipe, WRITE, FSCTL_PIPE_TRANSCEIVE) makes no difference (smb.md 1.8).
//
// Logons    in binds are told like those of session setups. A refusal counts where the answer can mean nothing else: a fault for
//           an alter_context, a bind_nak; behind an auth3 a fault may be the call's own.
// Evidence  lies where the bytes were sent: a call may come in fragments, a fragment in several writes.
// Bounds    those of wire::RpcCalls and core::PiecePlaces.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/piece_places.h"
#include "recognition/smb/logons.h"
#include "recognition/smb/notes.h"
#include "recognition/smb/rpc_rules.h"
#include "wire/dcerpc_calls.h"

namespace hitme::recognition::smb {

class Pipe {
 public:
    explicit Pipe(std::string name) : name_(std::move(name)) {}

    /// `place` is where the bytes lie in the client's stream.
    void client(core::Bytes data, std::uint64_t place, RpcMemory& memory, Notes& notes);
    /// What the server let read.
    void server(core::Bytes data, Notes& notes);
    /// Where a PDU or a chain of fragments begins that did not end, in the client's stream.
    std::optional<std::uint64_t> unfinished() const;
    std::size_t memory() const;

 private:
    class Finder;
    void bound(const wire::RpcMessage& message, Notes& notes);
    /// NTLM inside a bind, an alter_context or an auth3 ([MS-RPCE] 2.2.2.11).
    void logged_on(const wire::RpcMessage& message, Notes& notes);
    /// What the last call asked for was done, or not.
    void call_answered(core::Bytes data, const wire::RpcHeader& header, Notes& notes);
    void logon_answered(const wire::RpcHeader& header, Notes& notes);
    std::uint64_t stream_place(std::uint64_t in_pipe) const { return pieces_.find(in_pipe).place; }

    std::string name_;
    wire::RpcCalls calls_;
    Logons logons_;
    bool logon_names_somebody_ = false;  ///< the last one: its answer ends the exchange
    core::PiecePlaces pieces_;           ///< of what was written, in the client's stream
    std::uint64_t bytes_ = 0;
    bool is_rpc_ = true;
    bool broken_told_ = false;
    std::size_t last_operation_ = no_operation;
    std::uint32_t last_call_ = 0;
    std::unique_ptr<Asked> asked_;  ///< of the last call, until it is answered
};

}  // namespace hitme::recognition::smb
