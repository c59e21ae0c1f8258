// SPDX-License-Identifier: Apache-2.0
// What a listing call asks for, by interface and operation number (smb.md 1.9), as the rule whose ATT&CK ids say it (1.1).
//
// These rules raise no stage: a listing is enumeration by itself, and they say no more than that.
#pragma once

#include <cstdint>
#include <string_view>

#include "recognition/smb/rules.h"

namespace hitme::recognition::smb {

/// `interface` is a name of wire::RpcInterface. What has no row is a question about the system.
const Rule& listing_rule(std::string_view interface, std::uint16_t opnum);
/// Of a RAP opcode ([MS-RAP] 2.5): NetShareEnum, or NetServerEnum2 and 3.
const Rule& rap_listing_rule(std::uint16_t opcode);

}  // namespace hitme::recognition::smb
