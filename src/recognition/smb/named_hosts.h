// SPDX-License-Identifier: Apache-2.0
// Whose machine a call names: the server that is spoken to, the client that speaks, or neither.
//
// Why      a print client gives its own name, and an EFS client a share of the server that it asks; only a third machine's
//          name makes the server log on elsewhere (smb.md 1.14).
// Known    what the conversation told (hosts of its tree connects, the workstations of its logons, NetBIOS names) and the
//          two addresses where the caller gave them. An address and a name cannot be compared: that is unknown.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/ip.h"
#include "recognition/story.h"

namespace hitme::recognition::smb {

struct Peers {
    std::optional<core::Address> client;
    std::optional<core::Address> server;
};

/// "\\\\host\\share\\file" and "\\\\host": the host.
std::string_view unc_host(std::string_view path);

enum class Match : std::uint8_t { same, different, unknown };

/// Whether `host`, the first part of a UNC path, is the server that the conversation is with.
Match is_server(std::string_view host, const Story& told, const Peers& peers);
/// Whether it is the machine that speaks to it.
Match is_client(std::string_view host, const Story& told, const Peers& peers);

}  // namespace hitme::recognition::smb
