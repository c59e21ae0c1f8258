// SPDX-License-Identifier: Apache-2.0
#include "wire/vnc.h"

#include <cstdio>

#include "core/reader.h"
#include "core/text.h"
#include "core/writer.h"

namespace hitme::wire {

using core::Bytes;
using core::Fault;
using core::Input;
using core::ParseError;
using core::Reader;

// RFC 6143 section 7.1.1
core::Parsed<VncVersion> take_vnc_version(Bytes bytes) {
    constexpr std::string_view form = "RFB ddd.ddd\n";
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (i == bytes.size()) return ParseError{Fault::need_more, i, "ProtocolVersion"};
        const char found = static_cast<char>(bytes[i]);
        const bool fits = form[i] == 'd' ? found >= '0' && found <= '9' : found == form[i];
        if (!fits) return ParseError{Fault::bad_value, i, "ProtocolVersion"};
    }
    const std::string_view text = core::as_text(bytes);
    const auto number = [&](std::size_t at) {
        return static_cast<std::uint16_t>(
            core::parse_unsigned(text.substr(at, 3), 999).value_or(0));
    };
    return VncVersion{number(4), number(8)};
}

std::string encode_vnc_version(VncVersion version) {
    char text[24];
    std::snprintf(text, sizeof text, "RFB %03u.%03u\n", unsigned{version.major} % 1000u,
                  unsigned{version.minor} % 1000u);
    return text;
}

std::string name_of_vnc_security(std::uint8_t type) {
    switch (type) {
        case vnc_invalid:
            return "invalid";
        case vnc_none:
            return "none";
        case vnc_authentication:
            return "vnc-authentication";
        case vnc_tight:
            return "tight";
        case vnc_vencrypt:
            return "vencrypt";
        default:
            return "type " + std::to_string(type);
    }
}

core::Parsed<VncSecurityList> take_vnc_security_list(Bytes bytes) {
    Reader in{bytes, Input::open};
    VncSecurityList list;
    const std::size_t count = in.u8("number-of-security-types");
    if (in.ok() && count == 0) {
        const std::size_t length = in.u32be("reason-length");
        if (in.ok() && length > max_vnc_reason)
            return ParseError{Fault::over_limit, 1, "reason-length"};
        list.reason = core::as_text(in.take(length, "reason-string"));
    } else {
        list.types = in.take(count, "security-types");
    }
    if (!in.ok()) return in.error();
    list.consumed = in.offset();
    return list;
}

void encode_vnc_failure(core::ByteVector& out, VncVersion version, std::string_view reason) {
    core::Writer writer{out};
    writer.u32be(1);
    if (version.major == 3 && version.minor < 8) return;
    writer.u32be(static_cast<std::uint32_t>(reason.size()));
    writer.text(reason);
}

}  // namespace hitme::wire
