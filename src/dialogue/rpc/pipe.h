// SPDX-License-Identifier: Apache-2.0
// One open pipe: binds, alters and calls in, answer PDUs out.
//
// Contexts   each is answered in the order of the bind: a known interface with NDR is accepted, an unknown one refused with
//            result 2 reason 1, one without NDR (NDR64 alone) with result 2 reason 2; bind time feature negotiation is
//            acknowledged where the system is new enough to know it.
// Logons     NTLM, bare or in SPNEGO, in bind, alter_context and auth3 ([MS-RPCE] 3.3.1.5.2): judged as those of SMB sessions,
//            and from then on who logged on is who calls. Other kinds are refused (bind_nak, "authentication type not
//            recognised"). Calls are served up to level connect; a signed or sealed one, and every call behind a refused
//            logon, gets fault access_denied, as from a server that did not believe the logon.
// Limits     max_waiting_answers; a client that writes and never reads gets no further answers until it reads.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/random.h"
#include "dialogue/named_pipe.h"
#include "dialogue/rpc/handles.h"
#include "dialogue/smb_logon.h"
#include "wire/dcerpc_calls.h"
#include "wire/rpc_interfaces.h"

namespace hitme::dialogue::rpc {

constexpr std::size_t max_waiting_answers = 128 << 10;  // ours: more than the largest answer
constexpr std::uint16_t rpc_fragment_bytes = 4280;      // what Windows and Samba say

class RpcPipe final : public Pipe {
 public:
    RpcPipe(std::string normal_name, const smb::Machine& machine, Caller caller,
            std::uint64_t random_seed, const PipeLogons* logons);

    void write(core::Bytes bytes, core::Time now) override;
    core::ByteVector read(std::size_t most) override;
    std::size_t waiting() const override;
    std::size_t memory() const override;

 private:
    enum class Proof : std::uint8_t { not_asked, unfinished, refused, given };

    void answer(const wire::RpcMessage& message, core::Time now);
    void answer_bind(const wire::RpcMessage& message, core::Time now);
    /// One step of a logon; the token of the answer. Sets proof_ and, in the end, caller_.
    core::ByteVector log_on(const wire::RpcMessage& message, core::Time now);
    bool knows_logon(const wire::RpcMessage& message) const;
    /// The fault of a request by its logon; 0 where it is served.
    std::uint32_t refusal_of(const wire::RpcMessage& request) const;
    void fault(const wire::RpcMessage& message, std::uint32_t status);
    void answer_request(const wire::RpcMessage& message, core::Time now);
    wire::RpcContextResult judge(const wire::RpcContext& context);
    /// Whole PDUs into the queue, one entry each.
    void enqueue(core::Bytes pdus);

    std::string name_;
    const smb::Machine& machine_;
    Caller caller_;
    core::Random random_;
    wire::RpcCalls calls_;
    Handles handles_;
    std::optional<PipeLogons> logons_;
    std::unique_ptr<smb::Logon> logon_;  ///< while it is in progress
    Proof proof_ = Proof::not_asked;
    std::uint8_t auth_level_ = 0;
    std::map<std::uint16_t, const wire::RpcInterface*> accepted_;  ///< by context id
    std::uint32_t association_group_ = 0;
    std::size_t client_fragment_ = rpc_fragment_bytes;
    std::deque<core::ByteVector> queue_;
    std::size_t front_taken_ = 0;  ///< bytes of the front PDU that were read
    std::size_t waiting_ = 0;
};

}  // namespace hitme::dialogue::rpc
