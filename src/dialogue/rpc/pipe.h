// SPDX-License-Identifier: Apache-2.0
// One open pipe: binds, alters and calls in, answer PDUs out.
//
// Contexts   each is answered in the order of the bind: a known interface with NDR is accepted, an unknown one refused with
//            result 2 reason 1, one without NDR (NDR64 alone) with result 2 reason 2; bind time feature negotiation is
//            acknowledged where the system is new enough to know it.
// Logons     NTLM, bare or in SPNEGO, in bind, alter_context and auth3 ([MS-RPCE] 3.3.1.5.2): judged as those of SMB sessions,
//            and from then on who logged on is who calls. Other kinds are refused (bind_nak, "authentication type not
//            recognised"). Signed and sealed calls are served where the password is known (rpc/call_seal.h); elsewhere
//            they, and every call behind a refused logon, get fault access_denied, as from a server that did not
//            believe the logon. One logon at a time: a second one in the pipe takes the place of the first.
// Opened     what a sealed call says goes to PipeLogons::opened, which the session gives to recognition.
// Limits     max_waiting_answers; a client that writes and never reads gets no further answers until it reads.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/random.h"
#include "dialogue/named_pipe.h"
#include "dialogue/rpc/call_seal.h"
#include "dialogue/rpc/handles.h"
#include "dialogue/smb_logon.h"
#include "wire/dcerpc_calls.h"
#include "wire/rpc_interfaces.h"

namespace hitme::dialogue::rpc {

constexpr std::size_t max_waiting_answers = 128 << 10;  // ours: more than the largest answer
constexpr std::size_t max_opened_bytes = 128 << 10;     // ours: two of the largest calls
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

    /// One whole PDU.
    void take(core::Bytes pdu, core::Time now);
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
    void tell_opened(const wire::RpcMessage& message, const wire::RpcInterface& interface);
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
    std::unique_ptr<CallSeal> seal_;
    core::ByteVector unread_;                                      ///< of an unfinished PDU
    std::map<std::uint16_t, const wire::RpcInterface*> accepted_;  ///< by context id
    std::uint32_t association_group_ = 0;
    std::size_t client_fragment_ = rpc_fragment_bytes;
    std::list<core::ByteVector> queue_;  ///< a deque holds 600 bytes when it is empty
    std::size_t front_taken_ = 0;        ///< bytes of the front PDU that were read
    std::size_t waiting_ = 0;
};

}  // namespace hitme::dialogue::rpc
