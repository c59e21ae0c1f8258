// SPDX-License-Identifier: Apache-2.0
#include "wire/ntp.h"

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

core::Parsed<NtpPacket> decode_ntp(core::Bytes bytes) {
    core::Reader in{bytes};
    NtpPacket packet;
    const std::uint8_t first = in.u8("LI, VN, Mode");
    if (!in.ok()) return in.error();
    packet.leap = first >> 6;
    packet.version = (first >> 3) & 7;
    packet.mode = first & 7;
    if (packet.mode == 7) {  // ntp_request.h: response, more, version, mode
        packet.is_response = (first & 0x80) != 0;
        in.skip(1, "auth, sequence");
        packet.implementation = in.u8("implementation");
        packet.request = in.u8("request code");
        in.skip(4, "err, data items");
        if (!in.ok()) return in.error();
        return packet;
    }
    if (packet.mode == 6) {  // RFC 9327 section 2: LI VN Mode, R E M opcode, then ten bytes
        const std::uint8_t second = in.u8("OpCode");
        packet.is_response = (second & 0x80) != 0;
        packet.request = second & 31;
        in.skip(10, "Sequence");
        if (!in.ok()) return in.error();
        return packet;
    }
    if (packet.mode == 0) in.fail(core::Fault::bad_value, "mode");
    if (packet.version == 0) in.fail(core::Fault::bad_value, "version");
    packet.stratum = in.u8("stratum");  // RFC 5905 section 7.3, in its order
    packet.poll = static_cast<std::int8_t>(in.u8("poll"));
    packet.precision = static_cast<std::int8_t>(in.u8("precision"));
    packet.root_delay = in.u32be("rootdelay");
    packet.root_dispersion = in.u32be("rootdisp");
    packet.reference_id = in.u32be("refid");
    packet.reference_time = in.u64be("reftime");
    packet.origin_time = in.u64be("org");
    packet.receive_time = in.u64be("rec");
    packet.transmit_time = in.u64be("xmt");
    if (!in.ok()) return in.error();
    packet.extension_bytes = in.left();
    return packet;
}

void append_ntp(core::ByteVector& out, const NtpPacket& packet) {
    core::Writer to{out};
    to.u8(static_cast<std::uint8_t>((packet.leap << 6) | ((packet.version & 7) << 3) |
                                    (packet.mode & 7)));
    to.u8(packet.stratum);
    to.u8(static_cast<std::uint8_t>(packet.poll));
    to.u8(static_cast<std::uint8_t>(packet.precision));
    to.u32be(packet.root_delay);
    to.u32be(packet.root_dispersion);
    to.u32be(packet.reference_id);
    to.u64be(packet.reference_time);
    to.u64be(packet.origin_time);
    to.u64be(packet.receive_time);
    to.u64be(packet.transmit_time);
}

std::uint64_t ntp_timestamp(core::Time at) {
    // RFC 5905 section 6: 1970 is 2,208,988,800 seconds after 1900; eras wrap at 2^32 seconds.
    constexpr std::int64_t to_1970 = 2'208'988'800;
    constexpr std::int64_t in_second = 1'000'000'000;
    std::int64_t seconds = core::nanoseconds_of(at) / in_second;
    std::int64_t rest = core::nanoseconds_of(at) % in_second;
    if (rest < 0) {
        --seconds;
        rest += in_second;
    }
    const auto fraction = (static_cast<std::uint64_t>(rest) << 32) / in_second;
    return (static_cast<std::uint64_t>(seconds + to_1970) << 32) | fraction;
}

std::string_view ntp_private_request_name(std::uint8_t code) {
    switch (code) {  // ntpd, ntp_request.h
        case 0:
            return "REQ_PEER_LIST";
        case 1:
            return "REQ_PEER_LIST_SUM";
        case 4:
            return "REQ_SYS_INFO";
        case 16:
            return "REQ_GET_RESTRICT";
        case 20:
            return "REQ_MON_GETLIST";
        case 42:
            return "REQ_MON_GETLIST_1";
        default:
            return {};
    }
}

std::string_view ntp_control_operation_name(std::uint8_t code) {
    switch (code) {  // RFC 9327 section 2
        case 1:
            return "read status";
        case 2:
            return "read variables";
        case 3:
            return "write variables";
        case 4:
            return "read clock variables";
        case 8:
            return "configure";
        case 10:
            return "read most recently used list";
        case 12:
            return "request nonce";
        default:
            return {};
    }
}

}  // namespace hitme::wire
