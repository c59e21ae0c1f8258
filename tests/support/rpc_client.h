// SPDX-License-Identifier: Apache-2.0
// A client of one pipe of a made-up machine, for tests: binds one interface and calls its operations.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "dialogue/named_pipe.h"
#include "support/made_up_machine.h"
#include "wire/dcerpc_calls.h"
#include "wire/ndr.h"
#include "wire/rpc_interfaces.h"

namespace hitme::tests {

class RpcClient {
 public:
    struct Answer {
        bool is_answered = false;
        std::uint32_t fault = 0;
        core::ByteVector stub;
        std::vector<wire::RpcContextResult> results;  ///< of a bind

        wire::NdrReader read() const { return wire::NdrReader{stub, wire::ByteOrder::little}; }
        /// The last four bytes: the call's return value.
        std::uint32_t status() const {
            if (stub.size() < 4) return 0xFFFF'FFFF;
            wire::NdrReader in{core::Bytes(stub).last(4), wire::ByteOrder::little};
            return in.u32("status");
        }
        /// The first twenty bytes, where a call opens something.
        core::ByteVector handle() const {
            return {stub.begin(), stub.begin() + std::min<std::ptrdiff_t>(
                                                     20, static_cast<std::ptrdiff_t>(stub.size()))};
        }
    };

    RpcClient(std::string_view pipe, std::string_view interface,
              dialogue::rpc::Caller caller = dialogue::rpc::Caller::anonymous,
              const dialogue::smb::System& system = made_up_windows())
        : machine_(made_up_machine(system)),
          pipe_(dialogue::rpc::open_pipe(pipe, machine_, caller, 1)) {
        const auto* known = wire::find_rpc_interface(interface);
        wire::RpcBind bind;
        bind.max_transmit = bind.max_receive = 4280;
        bind.contexts.push_back(
            {0, {known->uuid, known->major, known->minor}, {wire::ndr_syntax()}});
        core::ByteVector bytes;
        wire::encode_rpc_bind(bytes, 1, bind);
        bound = exchange(bytes);
    }

    Answer call(std::uint16_t opnum, const core::ByteVector& stub) {
        core::ByteVector bytes;
        wire::encode_rpc_request(bytes, ++call_id_, 0, opnum, stub);
        return exchange(bytes);
    }

    Answer exchange(core::Bytes bytes) {
        Answer answer;
        if (!pipe_) return answer;
        pipe_->write(bytes, now());
        while (pipe_->waiting() > 0) {
            const auto pdu = pipe_->read(0xFFFF);
            for (const auto& message : answers_.push(pdu)) {
                answer.is_answered = true;
                if (message.type == wire::RpcType::fault) answer.fault = message.status;
                answer.stub = message.stub;
                answer.results = message.ack.results;
            }
        }
        return answer;
    }

    static core::Time now() { return core::from_nanoseconds(1'790'000'000'000'000'000); }
    const dialogue::smb::Machine& machine() const { return machine_; }
    dialogue::rpc::Pipe* pipe() { return pipe_.get(); }

    Answer bound;

 private:
    dialogue::smb::Machine machine_;
    std::unique_ptr<dialogue::rpc::Pipe> pipe_;
    wire::RpcCalls answers_;
    std::uint32_t call_id_ = 1;
};

}  // namespace hitme::tests
