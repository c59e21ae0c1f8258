// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_opening.h"

#include "core/reader.h"
#include "wire/tls.h"

namespace hitme::dialogue {
namespace {

constexpr std::size_t record_header = 5;
constexpr std::size_t message_header = 4;  // RFC 8446 section 4: msg_type, length
constexpr std::uint8_t client_hello_type = 1;

}  // namespace

std::size_t tls_opening_needs(core::Bytes begun) {
    if (begun.size() < record_header) return record_header;
    if (begun.size() >= max_tls_opening) return 0;
    if ((begun[0] & 0x80) != 0 && begun[2] == client_hello_type)
        return 2 + (static_cast<std::size_t>(begun[0] & 0x7F) << 8 | begun[1]);
    std::uint8_t header[message_header] = {};
    std::size_t message = 0;  // bytes of it that the records before `at` hold
    std::size_t at = 0;
    while (at < begun.size()) {
        core::Reader in{begun.subspan(at), core::Input::open};
        const auto type = static_cast<wire::TlsContent>(in.u8("ContentType"));
        const std::uint8_t major = in.u8("ProtocolVersion");
        in.u8("ProtocolVersion");
        const std::size_t length = in.u16be("length");
        if (!in.ok()) return at + record_header;
        if (major != 3 || length > wire::max_tls_record) return 0;
        const core::Bytes fragment = in.take(length, "fragment");
        if (!in.ok()) return at + record_header + length;
        if (type != wire::TlsContent::handshake || fragment.empty()) return 0;
        for (std::size_t i = 0; message + i < message_header && i < fragment.size(); ++i)
            header[message + i] = fragment[i];
        message += fragment.size();
        at += in.offset();
        if (header[0] != client_hello_type) return 0;
        const std::size_t whole =
            message_header + (static_cast<std::size_t>(header[1]) << 16 |
                              static_cast<std::size_t>(header[2]) << 8 | header[3]);
        if (message >= message_header && (message >= whole || whole > max_tls_opening)) return 0;
    }
    return at + record_header;
}

}  // namespace hitme::dialogue
