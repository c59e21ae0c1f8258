// SPDX-License-Identifier: Apache-2.0
#include "wire/link_layer.h"

#include "core/reader.h"

namespace hitme::wire {
namespace {

using core::Fault;
using core::Reader;

constexpr std::uint16_t tag_customer = 0x8100;         // IEEE 802.1Q: C-TAG
constexpr std::uint16_t tag_service = 0x88A8;          // IEEE 802.1Q (802.1ad): S-TAG
constexpr std::uint16_t tag_service_old = 0x9100;      // before 802.1ad, still sent by switches
constexpr std::uint16_t smallest_ether_type = 0x0600;  // IEEE 802.3 3.2.6: below it is a length
constexpr std::uint16_t vlan_mask = 0x0FFF;            // IEEE 802.1Q 9.6: VID, 12 bits

bool is_tag(std::uint16_t type) {
    return type == tag_customer || type == tag_service || type == tag_service_old;
}

void take_tags(Reader& in, Frame& frame) {
    for (int tags = 0; is_tag(frame.ether_type); ++tags) {
        if (tags == max_vlan_tags) return in.fail(Fault::over_limit, "TPID");
        const std::uint16_t control = in.u16be("TCI");
        if (tags == 0) frame.vlan = control & vlan_mask;
        frame.ether_type = in.u16be("EtherType");
    }
    if (frame.ether_type < smallest_ether_type) frame.ether_type = 0;
}

// The version of a raw IP packet says its family (RFC 791 section 3.1, RFC 8200 section 3).
void take_raw(Reader& in, Frame& frame) {
    if (in.left() == 0) return in.fail(Fault::truncated, "Version");
    switch (in.peek() >> 4) {
        case 4:
            frame.ether_type = ether_type_ipv4;
            break;
        case 6:
            frame.ether_type = ether_type_ipv6;
            break;
        default:
            in.fail(Fault::bad_value, "Version");
    }
}

// AF_INET is 2 everywhere; AF_INET6 is 24 on NetBSD and OpenBSD, 28 on FreeBSD, 30 on macOS (linktypes page, NULL).
void take_family(Reader& in, Frame& frame, std::uint32_t family) {
    switch (family) {
        case 2:
            frame.ether_type = ether_type_ipv4;
            break;
        case 24:
        case 28:
        case 30:
            frame.ether_type = ether_type_ipv6;
            break;
        default:
            in.fail(Fault::unsupported, "Family");
    }
}

}  // namespace

core::Parsed<Frame> decode_frame(LinkType link, core::Bytes bytes) {
    Reader in{bytes};
    core::Parsed<Frame> parsed;  // filled where it stands, as in ipv4.cpp
    Frame& frame = *parsed;
    switch (link) {
        case LinkType::ethernet:
            in.skip(12, "Addresses");
            frame.ether_type = in.u16be("EtherType");
            take_tags(in, frame);
            break;
        case LinkType::
            linux_cooked:  // LINKTYPE_LINUX_SLL: type, ARPHRD, address length, address, protocol
            in.skip(14, "Header");
            frame.ether_type = in.u16be("ProtocolType");
            take_tags(in, frame);
            break;
        case LinkType::
            linux_cooked_v2:  // LINKTYPE_LINUX_SLL2: the protocol comes first, 20 bytes in all
            frame.ether_type = in.u16be("ProtocolType");
            in.skip(18, "Header");
            take_tags(in, frame);
            break;
        case LinkType::raw:
        case LinkType::raw_bsd:
        case LinkType::raw_openbsd:
        case LinkType::ipv4:
        case LinkType::ipv6:
            take_raw(in, frame);
            break;
        case LinkType::null: {
            // In the byte order of the capturing machine: families are small, so the order can be told.
            const std::uint32_t family = in.u32le("Family");
            take_family(in, frame, family > 0xFFFF ? family >> 24 : family);
            break;
        }
        case LinkType::loop:
            take_family(in, frame, in.u32be("Family"));
            break;
        default:
            in.fail(Fault::unsupported, "LinkType");
    }
    frame.payload = in.rest();
    if (!in.ok()) parsed = in.error();
    return parsed;
}

}  // namespace hitme::wire
