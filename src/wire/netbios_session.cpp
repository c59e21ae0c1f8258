// SPDX-License-Identifier: Apache-2.0
#include "wire/netbios_session.h"

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {
namespace {

// RFC 1002 section 4.1: an encoded name has 32 letters, two for each byte of a NetBIOS name.
constexpr std::uint8_t encoded_name_bytes = 32;
constexpr std::size_t name_bytes = 16;
constexpr int max_scope_labels = 8;  // ours; a scope follows the name, hardly anybody has one

bool is_known(std::uint8_t type) {
    return type == 0x00 || (type >= 0x81 && type <= 0x85);
}

// One name of a session request: RFC 1001 section 14.1 first-level encoding, 'A' + half a byte.
std::string take_name(core::Reader& in, const char* field) {
    if (in.u8(field) != encoded_name_bytes) in.fail(core::Fault::bad_value, field);
    const core::Bytes encoded = in.take(encoded_name_bytes, field);
    if (!in.ok()) return {};
    core::ByteVector name;
    for (std::size_t i = 0; i + 1 < encoded.size(); i += 2) {
        if (encoded[i] < 'A' || encoded[i] > 'P' || encoded[i + 1] < 'A' || encoded[i + 1] > 'P') {
            in.fail(core::Fault::bad_value, field);
            return {};
        }
        name.push_back(
            static_cast<std::uint8_t>(((encoded[i] - 'A') << 4) | (encoded[i + 1] - 'A')));
    }
    // Labels of a scope, up to the root label.
    for (int label = 0; in.ok(); ++label) {
        const std::uint8_t length = in.u8(field);
        if (length == 0) break;
        if (label == max_scope_labels) in.fail(core::Fault::over_limit, field);
        in.skip(length, field);
    }
    // The sixteenth byte is the kind of service; the name before it is filled with spaces.
    name.resize(name_bytes - 1);
    while (!name.empty() && (name.back() == ' ' || name.back() == 0)) name.pop_back();
    return std::string(core::as_text(name));
}

}  // namespace

core::Parsed<NetbiosFrame> take_frame(core::Bytes bytes) {
    core::Reader in{bytes, core::Input::open};
    const std::uint8_t type = in.u8("TYPE");
    if (in.ok() && !is_known(type)) return core::ParseError{core::Fault::bad_value, 0, "TYPE"};
    // The low bit of RFC 1002's FLAGS is bit 16 of the length; on port 445 all 24 bits are length.
    const std::uint32_t high = in.u8("LENGTH");
    const std::size_t length = (high << 16) | in.u16be("LENGTH");
    if (in.ok() && length > max_netbios_frame)
        return core::ParseError{core::Fault::over_limit, 1, "LENGTH"};
    NetbiosFrame frame;
    frame.type = static_cast<NetbiosType>(type);
    frame.payload = in.take(length, "LENGTH");
    if (!in.ok()) return in.error();
    frame.consumed = netbios_header_bytes + length;
    return frame;
}

core::Parsed<std::size_t> declared_length(core::Bytes bytes) {
    core::Reader in{bytes, core::Input::open};
    in.skip(1, "TYPE");
    const std::size_t high = in.u8("LENGTH");
    const std::size_t length = (high << 16) | in.u16be("LENGTH");
    if (!in.ok()) return in.error();
    return length;
}

core::Parsed<NetbiosRequest> decode_netbios_request(core::Bytes payload) {
    // RFC 1002 section 4.3.2.
    core::Reader in{payload};
    NetbiosRequest request;
    request.called = take_name(in, "CALLED_NAME");
    request.calling = take_name(in, "CALLING_NAME");
    if (!in.ok()) return in.error();
    return request;
}

void encode_netbios_frame(core::ByteVector& out, NetbiosType type, core::Bytes payload) {
    core::Writer writer{out};
    writer.u8(static_cast<std::uint8_t>(type));
    writer.u24be(static_cast<std::uint32_t>(payload.size()));
    writer.bytes(payload);
}

}  // namespace hitme::wire
