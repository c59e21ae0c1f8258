// SPDX-License-Identifier: Apache-2.0
// RFB, the protocol of VNC, up to the end of its logon.
//
// What     RFC 6143: 7.1.1 ProtocolVersion, 7.1.2 Security, 7.2.2 VNC Authentication, 7.1.3 SecurityResult, 7.3.1 ClientInit.
// Limits   messages of fixed lengths; reasons up to max_vnc_reason.
// Pure     no views are kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t vnc_version_bytes = 12;
constexpr std::size_t vnc_challenge_bytes = 16;
constexpr std::size_t max_vnc_reason = 1024;  // ours

struct VncVersion {
    std::uint16_t major = 0;
    std::uint16_t minor = 0;
};
/// "RFB xxx.yyy\n".
/// Errors   need_more; bad_value: "ProtocolVersion".
core::Parsed<VncVersion> take_vnc_version(core::Bytes bytes);
std::string encode_vnc_version(VncVersion version);

/// Security types (section 8.1.2 and the registry of RFB).
enum VncSecurity : std::uint8_t {
    vnc_invalid = 0,
    vnc_none = 1,
    vnc_authentication = 2,
    vnc_tight = 16,
    vnc_vencrypt = 19
};
/// "none", "vnc-authentication" ...; "type 30" for others.
std::string name_of_vnc_security(std::uint8_t type);

/// The list of a server of 3.7 and 3.8 (7.1.2); with no type, a reason follows.
struct VncSecurityList {
    core::Bytes types;
    std::string_view reason;
    std::size_t consumed = 0;
};
core::Parsed<VncSecurityList> take_vnc_security_list(core::Bytes bytes);

/// SecurityResult with the reason that 3.8 adds to a failure (7.1.3).
void encode_vnc_failure(core::ByteVector& out, VncVersion version, std::string_view reason);

}  // namespace hitme::wire
