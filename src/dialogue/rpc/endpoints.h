// SPDX-License-Identifier: Apache-2.0
// What the endpoint mapper of a Windows persona has registered.
//
// Kept     what such systems show after an installation, in their annotations; interfaces with well-known endpoints (srvsvc,
//          wkssvc, winreg, lsarpc and netlogon outside of domain controllers) do not register. What we are not sure of for a
//          version is left away. Samba registers nothing.
// Ports    from the beginning of the dynamic range: 49152 up to 2008 R2, 49664 from Windows 10 on. Nobody listens there: as
//          behind Windows' own firewall. Without an IPv4 address of its own a machine shows none.
// Pure     the same machine has the same endpoints.
#pragma once

#include <string_view>
#include <vector>

#include "dialogue/smb_machine.h"
#include "wire/rpc_tower.h"

namespace hitme::dialogue::rpc {

struct Endpoint {
    wire::RpcTower tower;
    std::string_view annotation;
};

std::vector<Endpoint> endpoints_of(const smb::Machine& machine);

}  // namespace hitme::dialogue::rpc
