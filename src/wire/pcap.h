// SPDX-License-Identifier: Apache-2.0
// Classic pcap capture files.
//
// What     draft-ietf-opsawg-pcap: a file header (section 4), then packet records (section 5).
// Bytes    either byte order, told by the magic number; microseconds (A1B2C3D4) or nanoseconds (A1B23C4D).
// Reading  incremental: both functions take a view that may grow (Input::open) and say how many bytes they used.
// Limits   max_packet_bytes = 262144, libpcap's own largest snapshot length.
// Pure     `data` points into the caller's bytes.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/reader.h"
#include "core/result.h"
#include "wire/byte_order.h"
#include "wire/link_layer.h"

namespace hitme::wire {

constexpr std::uint32_t max_packet_bytes = 262'144;

enum class TimeUnit : std::uint8_t { microseconds, nanoseconds };

struct PcapHeader {
    ByteOrder order = ByteOrder::little;
    TimeUnit unit = TimeUnit::microseconds;
    LinkType link = LinkType::ethernet;
    std::uint32_t snap_length = 0;
};
constexpr std::size_t pcap_header_bytes = 24;

/// One packet of a capture file of either form.
struct CapturedPacket {
    LinkType link = LinkType::ethernet;
    bool has_time = true;               ///< pcapng's simple packets have none
    std::int64_t time_ns = 0;           ///< since 1970-01-01T00:00Z
    std::uint32_t original_length = 0;  ///< bytes on the wire; data may hold fewer
    core::Bytes data;
    std::size_t record_bytes = 0;  ///< of the whole record, so where the next one starts
};

/// Errors   bad_value: "MagicNumber". unsupported: "MajorVersion". need_more or truncated.
core::Parsed<PcapHeader> decode_pcap_header(core::Bytes bytes, core::Input input);

/// Errors   need_more or truncated. over_limit: "CapturedLength" above max_packet_bytes: the file is damaged from
///          here on, since records have no marks to find the next one by.
core::Parsed<CapturedPacket> decode_pcap_packet(const PcapHeader& header, core::Bytes bytes,
                                                core::Input input);

}  // namespace hitme::wire
