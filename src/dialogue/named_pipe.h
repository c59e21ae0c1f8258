// SPDX-License-Identifier: Apache-2.0
// The far end of a named pipe: DCE/RPC PDUs in, the answers of a made-up machine out.
//
// Pipes    browser, srvsvc, wkssvc, samr, lsarpc, netlogon, svcctl, atsvc, winreg, spoolss, epmapper, ntsvcs, efsrpc ...
//          ([MS-RPCE] 2.2.2; C706 chapter 12). Names without case, with or without leading \ and \PIPE\.
// Rules    any split of a PDU over writes and several PDUs in one; FragLength ends a PDU; contexts by their id; fragments
//          of one call together at most max_call_bytes; unknown operations get fault 0x1C010002, a bad stub 0x000006F7.
// Never    does what is asked: a service is "created", a job "added", and nothing happens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>

#include "core/bytes.h"
#include "core/time.h"
#include "dialogue/smb_machine.h"
#include "wire/rpc_interfaces.h"

namespace hitme::dialogue::rpc {

constexpr std::size_t max_call_bytes =
    64 << 10;  // ours; no call that a decoy must understand is larger

class Pipe {
 public:
    virtual ~Pipe() = default;
    /// Bytes that the client wrote. Complete calls are answered at once; the answers wait in the pipe.
    virtual void write(core::Bytes bytes, core::Time now) = 0;
    /// Takes up to `most` waiting bytes of the answer PDU in front.
    virtual core::ByteVector read(std::size_t most) = 0;
    /// Bytes of answers that wait, over all PDUs.
    virtual std::size_t waiting() const = 0;
    virtual std::size_t memory() const = 0;
};

/// The pipe of that name; null when the machine has none (STATUS_OBJECT_NAME_NOT_FOUND). `machine` outlives it.
/// `guest` and `user` describe who opened it: some calls are refused to guests (ERROR_ACCESS_DENIED), as Windows does.
enum class Caller : std::uint8_t { anonymous, guest, user };

/// Sealed calls as they were once opened, for recognition: a bind and a request each, in one stream.
struct OpenedCalls {
    core::ByteVector bytes;
    std::uint16_t context = 0;                      ///< of the last bind in it
    const wire::RpcInterface* interface = nullptr;  ///< null: none yet
};

/// What decides about who logs on once more inside the pipe, in a bind; all of it outlives the pipe.
struct PipeLogons {
    const smb::Policy& policy;
    std::uint32_t earlier = 0;  ///< tries of the source in other connections
    std::uint32_t& tried;       ///< in this one; the pipe counts on
    OpenedCalls* opened = nullptr;
};

/// With null `logons` a bind that logs on is refused (bind_nak).
std::unique_ptr<Pipe> open_pipe(std::string_view name, const smb::Machine& machine, Caller caller,
                                std::uint64_t random_seed, const PipeLogons* logons = nullptr);

}  // namespace hitme::dialogue::rpc
