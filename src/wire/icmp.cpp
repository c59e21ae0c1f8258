// SPDX-License-Identifier: Apache-2.0
#include "wire/icmp.h"

#include "core/reader.h"

namespace hitme::wire {
namespace {

IcmpMeaning meaning_v4(std::uint8_t type) {
    switch (type) {
        case 0:
            return IcmpMeaning::echo_reply;
        case 8:
            return IcmpMeaning::echo_request;
        case 3:   // destination unreachable
        case 4:   // source quench
        case 5:   // redirect
        case 11:  // time exceeded
        case 12:  // parameter problem: the five that quote (RFC 792; RFC 1122 section 3.2.2)
            return IcmpMeaning::error;
        default:
            return IcmpMeaning::other;
    }
}

IcmpMeaning meaning_v6(std::uint8_t type) {
    if (type < 128)
        return IcmpMeaning::error;  // RFC 4443 section 2.1: errors have the high bit clear
    if (type == 128) return IcmpMeaning::echo_request;
    if (type == 129) return IcmpMeaning::echo_reply;
    return IcmpMeaning::other;
}

}  // namespace

core::Parsed<IcmpMessage> decode_icmp(IcmpVersion version, core::Bytes bytes) {
    core::Reader in{bytes};
    IcmpMessage message;
    message.type = in.u8("Type");
    message.code = in.u8("Code");
    in.skip(2, "Checksum");
    message.identifier = in.u16be("Identifier");
    in.skip(2, "SequenceNumber");
    message.body = in.rest();
    if (!in.ok()) return in.error();
    message.meaning =
        version == IcmpVersion::v4 ? meaning_v4(message.type) : meaning_v6(message.type);
    return message;
}

}  // namespace hitme::wire
