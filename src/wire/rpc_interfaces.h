// SPDX-License-Identifier: Apache-2.0
// The RPC interfaces that strangers ask for on 445/tcp: UUID, version, pipes, operations with the names of their
// specifications, and what kind of thing an operation is.
//
// One table, read by the decoy (which pipes and interfaces exist) and by recognition (what a call means). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "wire/dcerpc.h"

namespace hitme::wire {

/// What kind of thing an operation asks for. A kind is no verdict: rules look at arguments too.
enum class RpcKind : std::uint8_t {
    other,      ///< closes, opens and whatever needs no name of its own
    listing,    ///< shares, users, groups, sessions, services, keys: discovery (smb.md 1.9)
    logon,      ///< netlogon: challenges and credentials
    path,       ///< NetprPathCanonicalize, NetprPathCompare
    service,    ///< creates, changes, starts, controls or deletes a service
    task,       ///< schedules something to run
    spool,      ///< prints or adds a printer driver
    coercion,   ///< makes the server log on elsewhere (EFS file names, printer notifications)
    registry,   ///< changes the registry, or saves a part of it
    account,    ///< makes or changes accounts, their passwords and their groups
    share,      ///< makes or removes a share
    exploited,  ///< an operation with a known weakness and hardly any use from outside
};

std::string_view name_of(RpcKind kind);

struct RpcOperation {
    std::uint16_t opnum = 0;
    std::string_view name;  ///< by its specification: "NetrShareEnum"
    RpcKind kind = RpcKind::other;
};

struct RpcInterface {
    Uuid uuid;
    std::uint16_t major = 0;
    std::uint16_t minor = 0;
    std::string_view name;   ///< short: "srvsvc"
    std::string_view title;  ///< for people: "Server service"
    std::span<const std::string_view> pipes;
    std::span<const RpcOperation> operations;  ///< in ascending order
};

std::span<const RpcInterface> rpc_interfaces();
/// Null for a UUID that is not in the table. The version is not compared: a call to another version says as much.
const RpcInterface* find_rpc_interface(const Uuid& uuid);
const RpcInterface* find_rpc_interface(std::string_view name);
/// Null for an operation without a row.
const RpcOperation* find_rpc_operation(const RpcInterface& interface, std::uint16_t opnum);
/// The row's name, or "opnum 47".
std::string rpc_operation_name(const RpcInterface& interface, std::uint16_t opnum);

/// "\\BROWSER", "\PIPE\browser" and "browser" are one pipe: "browser" (smb.md 1.7). At most 64 bytes.
std::string normal_pipe_name(std::string_view name);
/// True when some interface lists the pipe, by its normal name.
bool is_known_pipe(std::string_view normal_name);

}  // namespace hitme::wire
