// SPDX-License-Identifier: Apache-2.0
// pcapng capture files.
//
// What     draft-ietf-opsawg-pcapng: section header (4.1), interface description (4.2) with if_tsresol and
//          if_tsoffset, simple (4.4) and enhanced (4.3) packets, and the obsolete packet block (A). Other blocks are
//          passed over by their length.
// Bytes    each section has its own byte order.
// Reading  incremental: one block per call over a view that may grow.
// Limits   max_block_bytes, max_interfaces, max_options below.
// Pure     `data` points into the caller's bytes; the state is the caller's.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/reader.h"
#include "core/result.h"
#include "wire/pcap.h"

namespace hitme::wire {

constexpr std::uint32_t max_block_bytes =
    16 << 20;                                 // ours; a packet block needs 256 KiB and its options
constexpr std::size_t max_interfaces = 1024;  // ours
constexpr int max_options = 64;               // ours; the interface block defines seventeen

struct PcapngInterface {
    LinkType link = LinkType::ethernet;
    std::uint32_t snap_length = 0;  ///< 0: none
    std::uint64_t units_per_second = 1'000'000;
    std::int64_t offset_seconds = 0;
};

/// What the blocks before say about the blocks to come.
struct PcapngSection {
    bool begun = false;
    ByteOrder order = ByteOrder::little;
    std::vector<PcapngInterface> interfaces;
};

struct PcapngBlock {
    std::size_t block_bytes = 0;           ///< the next block starts here
    std::optional<CapturedPacket> packet;  ///< for the three kinds that hold one
    std::optional<core::ParseError>
        fault;  ///< its frame is right and its body is not: pass over it
};

/// Decodes the block at the start of `bytes`; a section header or interface changes `section`.
/// Errors   need_more or truncated; bad_value: "ByteOrderMagic", "BlockTotalLength" or "BlockType" (a file that begins
///          with something else); over_limit: "BlockTotalLength". But for need_more, the next block cannot be found.
core::Parsed<PcapngBlock> decode_pcapng_block(PcapngSection& section, core::Bytes bytes,
                                              core::Input input);

}  // namespace hitme::wire
