// SPDX-License-Identifier: Apache-2.0
// Towers: how the endpoint mapper writes an interface, its transfer syntax, and where it listens.
//
// What     C706 appendix L (towers) and I (protocol identifiers); [MS-RPCE] 2.2.1.2.1 to 2.2.1.2.3. Three to five floors, each a
//          left and a right side with a length of 16 bits, little-endian; ports and addresses in network order.
// Limits   max_rpc_floors; max_rpc_tower_name for the name of an endpoint or a host.
// Pure     values only.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/bytes.h"
#include "core/result.h"
#include "wire/dcerpc.h"

namespace hitme::wire {

constexpr std::size_t max_rpc_floors = 8;        // ours; towers of Windows have four or five
constexpr std::size_t max_rpc_tower_name = 256;  // ours

/// The protocol identifier of the fourth floor.
enum class RpcTransport : std::uint8_t {
    other = 0,
    tcp = 0x07,         ///< ncacn_ip_tcp
    named_pipe = 0x0F,  ///< ncacn_np
    local = 0x10,       ///< ncalrpc
};

struct RpcTower {
    SyntaxId interface;
    SyntaxId transfer;
    RpcTransport transport = RpcTransport::other;
    std::uint16_t port = 0;                 ///< of tcp
    std::array<std::uint8_t, 4> address{};  ///< of tcp, network order
    std::string endpoint;                   ///< of named_pipe "\pipe\lsass", of local "samss lpc"
    std::string host;                       ///< of named_pipe, "\\HOST"
    friend bool operator==(const RpcTower&, const RpcTower&) = default;
};

/// Floors that are none of these are passed over.
/// Errors   truncated. bad_value: "floor 1", "floor 2" (no UUID in it). over_limit: "floor_count", "name".
core::Parsed<RpcTower> decode_rpc_tower(core::Bytes octets);
/// Appends the octets; a tower of RpcTransport::other has three floors.
void encode_rpc_tower(core::ByteVector& out, const RpcTower& tower);

}  // namespace hitme::wire
