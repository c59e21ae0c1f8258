// SPDX-License-Identifier: Apache-2.0
// DCE/RPC PDUs and stubs written field by field from C706 chapter 12 and the interfaces' IDL, for tests.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/bytes.h"
#include "support/packet_writer.h"
#include "wire/byte_order.h"

namespace hitme::tests {

/// The sixteen bytes of 4b324fc8-1670-01d3-1278-5a47bf6ee188 on the wire, little-endian (smb.md 1.7).
inline core::ByteVector srvsvc_uuid_bytes() {
    return {0xC8, 0x4F, 0x32, 0x4B, 0x70, 0x16, 0xD3, 0x01,
            0x12, 0x78, 0x5A, 0x47, 0xBF, 0x6E, 0xE1, 0x88};
}
/// 8a885d04-1ceb-11c9-9fe8-08002b104860.
inline core::ByteVector ndr_uuid_bytes() {
    return {0x04, 0x5D, 0x88, 0x8A, 0xEB, 0x1C, 0xC9, 0x11,
            0x9F, 0xE8, 0x08, 0x00, 0x2B, 0x10, 0x48, 0x60};
}

/// C706 12.6.4.3: a bind of one context, 72 bytes = 16 header + 8 + 4 + 44 context.
inline core::ByteVector bind_bytes(unsigned context = 0) {
    Writer out;
    out.u8(5).u8(0).u8(11).u8(3);       // rpc_vers, rpc_vers_minor, PTYPE bind, first and last
    out.u8(0x10).zeros(3);              // packed_drep: little-endian, ASCII, IEEE
    out.le16(72).le16(0).le32(1);       // frag_length, auth_length, call_id
    out.le16(4280).le16(4280).le32(0);  // max_xmit_frag, max_recv_frag, assoc_group_id
    out.u8(1).zeros(3);                 // n_context_elem
    out.le16(context).u8(1).u8(0);      // p_cont_id, n_transfer_syn
    out.raw(srvsvc_uuid_bytes()).le16(3).le16(0);
    out.raw(ndr_uuid_bytes()).le16(2).le16(0);
    return out.bytes();
}

/// C706 12.6.4.9: one fragment of a request, 24 bytes and the stub.
inline core::ByteVector request_bytes(unsigned opnum, core::Bytes stub, unsigned flags = 3,
                                      std::uint32_t call_id = 2, unsigned context = 0) {
    Writer out;
    out.u8(5).u8(0).u8(0).u8(flags).u8(0x10).zeros(3);
    out.le16(static_cast<unsigned>(24 + stub.size())).le16(0).le32(call_id);
    out.le32(static_cast<std::uint32_t>(stub.size())).le16(context).le16(opnum);
    out.raw(stub);
    return out.bytes();
}

/// A stub, field by field, with NDR's alignment.
class Stub {
 public:
    explicit Stub(wire::ByteOrder order = wire::ByteOrder::little) : order_(order) {}
    Stub& u8(unsigned value) {
        out_.u8(value);
        return *this;
    }
    Stub& u16(unsigned value) {
        align(2);
        out_.order16(order_ == wire::ByteOrder::big, value);
        return *this;
    }
    Stub& u32(std::uint32_t value) {
        align(4);
        out_.order32(order_ == wire::ByteOrder::big, value);
        return *this;
    }
    /// max_count, offset, actual_count and UTF-16 with a terminator.
    Stub& string(std::u16string_view text) {
        const auto count = static_cast<std::uint32_t>(text.size() + 1);
        u32(count).u32(0).u32(count);
        for (const char16_t unit : text) u16(unit);
        return u16(0);
    }
    Stub& narrow(std::string_view text) {
        const auto count = static_cast<std::uint32_t>(text.size() + 1);
        u32(count).u32(0).u32(count);
        out_.text(text).u8(0);
        return *this;
    }
    Stub& unique_string(std::u16string_view text) { return u32(0x20000).string(text); }
    /// RPC_UNICODE_STRING and its characters behind it.
    Stub& unicode(std::u16string_view text) {
        const auto bytes = static_cast<unsigned>(2 * text.size());
        u16(bytes).u16(bytes).u32(0x20004);
        u32(bytes / 2).u32(0).u32(bytes / 2);
        for (const char16_t unit : text) u16(unit);
        return *this;
    }
    Stub& handle() {
        align(4);
        out_.zeros(4);
        for (unsigned i = 1; i <= 16; ++i) out_.u8(i);
        return *this;
    }
    Stub& raw(core::Bytes bytes) {
        out_.raw(bytes);
        return *this;
    }
    Stub& align(std::size_t boundary) {
        out_.zeros((boundary - out_.bytes().size() % boundary) % boundary);
        return *this;
    }
    const core::ByteVector& bytes() const { return out_.bytes(); }

 private:
    Writer out_;
    wire::ByteOrder order_;
};

/// Calls `use` with every cut of `bytes` and with every single byte turned over. `use` must survive.
template <class Use>
void cut_and_flip(const core::ByteVector& bytes, Use use) {
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        const core::ByteVector piece(bytes.begin(),
                                     bytes.begin() + static_cast<std::ptrdiff_t>(cut));
        use(core::Bytes(piece));
    }
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        auto changed = bytes;
        changed[at] = static_cast<std::uint8_t>(~changed[at]);
        use(core::Bytes(changed));
    }
}

}  // namespace hitme::tests
