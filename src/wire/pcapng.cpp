// SPDX-License-Identifier: Apache-2.0
#include "wire/pcapng.h"

#include <algorithm>
#include <limits>

namespace hitme::wire {
namespace {

using core::Fault;
using core::Reader;

constexpr std::uint32_t section_header = 0x0A0D0D0A;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t obsolete_packet = 2;
constexpr std::uint32_t simple_packet = 3;
constexpr std::uint32_t enhanced_packet = 6;
constexpr std::uint32_t smallest_block = 12;  // type, length, length again (section 3.1)

constexpr std::uint16_t option_end = 0;
constexpr std::uint16_t option_time_resolution = 9;  // if_tsresol (section 4.2)
constexpr std::uint16_t option_time_offset = 14;     // if_tsoffset

__extension__ using Wide = unsigned __int128;

// if_tsresol: the high bit clear, a power of ten; set, a power of two (section 4.2). 0 for what 64 bits cannot hold.
std::uint64_t units_of(std::uint8_t resolution) {
    const unsigned exponent = resolution & 0x7Fu;
    if ((resolution & 0x80u) != 0)
        return exponent < 64 ? std::uint64_t{1} << exponent : std::uint64_t{0};
    if (exponent > 19) return 0;
    std::uint64_t units = 1;
    for (unsigned i = 0; i < exponent; ++i) units *= 10;
    return units;
}

void take_interface(Reader& in, bool big, PcapngSection& section) {
    PcapngInterface interface;
    interface.link = static_cast<LinkType>(in.u16(big, "LinkType"));
    in.skip(2, "Reserved");
    interface.snap_length = in.u32(big, "SnapLen");
    for (int options = 0; in.ok() && in.left() >= 4; ++options) {
        if (options == max_options) return in.fail(Fault::over_limit, "Options");
        const std::uint16_t code = in.u16(big, "OptionCode");
        const std::uint16_t length = in.u16(big, "OptionLength");
        if (code == option_end) break;
        const core::Bytes value = in.take(length, "OptionValue");
        in.skip(std::min<std::size_t>((4u - length % 4u) % 4u, in.left()), "OptionPadding");
        if (!in.ok()) return;  // the option's length says more than is there: `value` is empty
        if (code == option_time_resolution && length == 1) {
            interface.units_per_second = units_of(value[0]);
            if (interface.units_per_second == 0) return in.fail(Fault::bad_value, "if_tsresol");
        } else if (code == option_time_offset && length == 8) {
            Reader offset{value};
            const std::uint64_t first = offset.u32(big, "if_tsoffset");
            const std::uint64_t second = offset.u32(big, "if_tsoffset");
            interface.offset_seconds =
                static_cast<std::int64_t>(big ? (first << 32) | second : (second << 32) | first);
        }
    }
    if (!in.ok()) return;
    if (section.interfaces.size() == max_interfaces)
        return in.fail(Fault::over_limit, "Interfaces");
    section.interfaces.push_back(interface);
}

// Nothing where the time is outside what 64 bits of nanoseconds hold (1678 to 2261).
std::optional<std::int64_t> nanoseconds(const PcapngInterface& interface, std::uint64_t units) {
    const std::uint64_t per_second = interface.units_per_second;
    constexpr std::int64_t furthest = 9'223'372'036;  // seconds in 2^63 ns
    if (units / per_second > static_cast<std::uint64_t>(furthest)) return {};
    if (interface.offset_seconds > furthest || interface.offset_seconds < -furthest) return {};
    const std::int64_t seconds =
        static_cast<std::int64_t>(units / per_second) + interface.offset_seconds;
    if (seconds >= furthest || seconds <= -furthest) return {};
    const auto fraction = static_cast<std::int64_t>(static_cast<Wide>(units % per_second) *
                                                    1'000'000'000u / per_second);
    return seconds * 1'000'000'000 + fraction;
}

std::optional<CapturedPacket> take_packet(Reader& in, bool big, std::uint32_t type,
                                          const PcapngSection& section) {
    CapturedPacket packet;
    std::uint32_t interface_id = 0;
    if (type == enhanced_packet) {
        interface_id = in.u32(big, "InterfaceID");
    } else if (type == obsolete_packet) {
        interface_id = in.u16(big, "InterfaceID");
        in.skip(2, "DropsCount");
    }
    if (in.ok() && interface_id >= section.interfaces.size())
        in.fail(Fault::bad_value, "InterfaceID");
    if (!in.ok()) return {};
    const PcapngInterface& interface = section.interfaces[interface_id];
    packet.link = interface.link;
    std::uint32_t captured = 0;
    if (type == simple_packet) {  // section 4.4: the snapshot length says how much was kept
        packet.has_time = false;
        packet.original_length = in.u32(big, "OriginalPacketLength");
        captured = packet.original_length;
        if (interface.snap_length > 0) captured = std::min(captured, interface.snap_length);
    } else {
        const std::uint64_t high = in.u32(big, "TimestampUpper");
        const std::uint64_t units = (high << 32) | in.u32(big, "TimestampLower");
        const auto time = nanoseconds(interface, units);
        packet.has_time = time.has_value();
        packet.time_ns = time.value_or(0);
        captured = in.u32(big, "CapturedPacketLength");
        packet.original_length = in.u32(big, "OriginalPacketLength");
    }
    if (in.ok() && captured > max_packet_bytes) in.fail(Fault::over_limit, "CapturedPacketLength");
    packet.data = in.take(captured, "PacketData");
    if (!in.ok()) return {};
    return packet;
}

}  // namespace

core::Parsed<PcapngBlock> decode_pcapng_block(PcapngSection& section, core::Bytes bytes,
                                              core::Input input) {
    Reader in{bytes, input};
    std::uint32_t type = in.u32(section.order == ByteOrder::big, "BlockType");
    if (in.ok() && type == section_header) {  // reads the same in both orders (section 4.1)
        const core::Bytes length = in.take(4, "BlockTotalLength");
        const std::uint32_t magic = in.u32be("ByteOrderMagic");
        if (!in.ok()) return in.error();
        if (magic != 0x1A2B3C4D && magic != 0x4D3C2B1A)
            return core::ParseError{Fault::bad_value, 8, "ByteOrderMagic"};
        const bool big = magic == 0x1A2B3C4D;
        Reader again{length};
        const std::uint32_t total = again.u32(big, "BlockTotalLength");
        if (total < 28 || total % 4 != 0)
            return core::ParseError{Fault::bad_value, 4, "BlockTotalLength"};
        if (total > max_block_bytes)
            return core::ParseError{Fault::over_limit, 4, "BlockTotalLength"};
        in.skip(total - smallest_block, "SectionHeader");
        if (!in.ok()) return in.error();
        section = PcapngSection{true, big ? ByteOrder::big : ByteOrder::little, {}};
        return PcapngBlock{total, {}, {}};
    }
    if (in.ok() && !section.begun) in.fail(Fault::bad_value, "BlockType");
    const bool big = section.order == ByteOrder::big;
    const std::uint32_t total = in.u32(big, "BlockTotalLength");
    if (in.ok() && (total < smallest_block || total % 4 != 0))
        in.fail(Fault::bad_value, "BlockTotalLength");
    if (in.ok() && total > max_block_bytes) in.fail(Fault::over_limit, "BlockTotalLength");
    if (!in.ok()) return in.error();
    const core::Bytes body_bytes = in.take(total - smallest_block, "BlockBody");
    const std::uint32_t repeated = in.u32(big, "BlockTotalLength");
    if (in.ok() && repeated != total) in.fail(Fault::bad_value, "BlockTotalLength");
    if (!in.ok()) return in.error();

    Reader body{body_bytes};
    PcapngBlock block{total, {}, {}};
    switch (type) {
        case interface_description:
            take_interface(body, big, section);
            break;
        case enhanced_packet:
        case obsolete_packet:
        case simple_packet:
            block.packet = take_packet(body, big, type, section);
            break;
        default:
            break;  // section 3.1: unknown blocks are skipped
    }
    if (!body.ok()) {
        core::ParseError failed = body.error();
        failed.offset += 8;
        block.fault = failed;
        block.packet.reset();
    }
    if (block.packet) block.packet->record_bytes = total;
    return block;
}

}  // namespace hitme::wire
