// SPDX-License-Identifier: Apache-2.0
// Which pipes a system has, which interfaces stand behind each, and who answers their calls.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogue/rpc/call.h"
#include "dialogue/smb_machine.h"
#include "wire/rpc_interfaces.h"

namespace hitme::dialogue::rpc {

/// True when the system opens a pipe of that normal name (wire::normal_pipe_name).
bool has_pipe(const smb::System& system, std::string_view pipe);
/// True when the system offers the interface behind the pipe.
bool offers(const smb::System& system, std::string_view pipe, const wire::RpcInterface& interface);
std::vector<const wire::RpcInterface*> offered(const smb::System& system, std::string_view pipe);
/// What a bind_ack says as its secondary address: "\PIPE\srvsvc", "\pipe\lsass".
std::string secondary_address(const smb::System& system, std::string_view pipe);

Answer answer_call(const wire::RpcInterface& interface, const Call& call, Visit& visit);

}  // namespace hitme::dialogue::rpc
