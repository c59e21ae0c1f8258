// SPDX-License-Identifier: Apache-2.0
// What clients wrote into named pipes, out of a capture file: for tests of DCE/RPC that must not wait for the decoders of
// SMB. Knows just enough of TCP, NetBIOS, SMB1 (WRITE_ANDX, TransactNmPipe) and SMB2 (WRITE, FSCTL_PIPE_TRANSCEIVE) and
// trusts the file: it is no decoder of foreign bytes.
#pragma once

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/bytes.h"
#include "wire/fixed.h"
#include "wire/ipv4.h"
#include "wire/link_layer.h"
#include "wire/pcap.h"
#include "wire/pcapng.h"
#include "wire/tcp.h"

namespace hitme::tests {

/// The pieces that were written to one open pipe, in order.
struct PipeStream {
    std::uint16_t source_port = 0;
    std::string open;  ///< FID or FileId, in hexadecimal digits
    std::vector<core::ByteVector> pieces;

    core::ByteVector joined() const {
        core::ByteVector all;
        for (const auto& piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
        return all;
    }
};

namespace pipe_streams_detail {

inline std::uint16_t le16(core::Bytes bytes, std::size_t at) {
    return at + 2 > bytes.size() ? 0 : static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8);
}
inline std::uint32_t le32(core::Bytes bytes, std::size_t at) {
    return static_cast<std::uint32_t>(le16(bytes, at)) |
           static_cast<std::uint32_t>(le16(bytes, at + 2)) << 16;
}
inline core::Bytes part(core::Bytes bytes, std::size_t at, std::size_t length) {
    if (at > bytes.size() || length > bytes.size() - at) return {};
    return bytes.subspan(at, length);
}

struct Direction {
    bool begun = false;
    std::uint32_t next = 0;
    std::map<std::uint32_t, core::ByteVector> early;
    core::ByteVector bytes;

    void take(const wire::TcpSegment& segment) {
        const std::uint32_t at = segment.sequence + (segment.syn ? 1 : 0);
        if (!begun) next = at;
        begun = true;
        if (!segment.payload.empty())
            early[at].assign(segment.payload.begin(), segment.payload.end());
        for (bool moved = true; moved;) {
            moved = false;
            for (auto it = early.begin(); it != early.end(); ++it) {
                const auto behind = static_cast<std::int32_t>(next - it->first);
                if (behind < 0) continue;
                if (static_cast<std::size_t>(behind) < it->second.size()) {
                    bytes.insert(bytes.end(), it->second.begin() + behind, it->second.end());
                    next = it->first + static_cast<std::uint32_t>(it->second.size());
                }
                early.erase(it);
                moved = true;
                break;
            }
        }
    }
};

inline std::pair<std::string, core::Bytes> pipe_write(core::Bytes message) {
    const auto name = [](std::uint32_t number) { return std::to_string(number); };
    if (message.size() > 36 && message[0] == 0xFF) {
        if ((message[9] & 0x80) != 0) return {};
        constexpr std::size_t words = 33;
        if (message[4] == 0x2F)
            return {name(le16(message, words + 4)),
                    part(message, le16(message, words + 22), le16(message, words + 20))};
        if (message[4] == 0x25 && le16(message, words + 28) == 0x26)
            return {name(le16(message, words + 30)),
                    part(message, le16(message, words + 24), le16(message, words + 22))};
        return {};
    }
    if (message.size() > 112 && message[0] == 0xFE && (message[16] & 1) == 0) {
        const auto id = [&](std::size_t at) {
            return name(le32(message, at)) + name(le32(message, at + 8));
        };
        if (le16(message, 12) == 9)
            return {id(80), part(message, le16(message, 66), le32(message, 68))};
        if (le16(message, 12) == 11 && le32(message, 68) == 0x0011'C017)
            return {id(72), part(message, le32(message, 88), le32(message, 92))};
    }
    return {};
}

}  // namespace pipe_streams_detail

/// All pipes of a capture whose writes begin with a DCE/RPC header. Empty where the file does not exist.
inline std::vector<PipeStream> pipe_streams(const std::string& path) {
    namespace detail = pipe_streams_detail;
    std::ifstream file(path, std::ios::binary);
    const core::ByteVector bytes{std::istreambuf_iterator<char>(file), {}};
    using Key = std::tuple<std::string, std::uint16_t, std::string, std::uint16_t>;
    std::map<Key, detail::Direction> directions;
    std::vector<Key> order;
    const auto packet = [&](const wire::CapturedPacket& captured) {
        const auto frame = wire::decode_frame(captured.link, captured.data);
        if (!frame || frame->ether_type != wire::ether_type_ipv4) return;
        const auto ip = wire::decode_ipv4(frame->payload);
        if (!ip || ip->protocol != wire::protocol_tcp) return;
        const auto segment = wire::decode_tcp(ip->payload);
        if (!segment || (segment->destination_port != 445 && segment->destination_port != 139))
            return;
        const Key key{ip->source.to_string(), segment->source_port, ip->destination.to_string(),
                      segment->destination_port};
        if (!directions.contains(key)) order.push_back(key);
        directions[key].take(*segment);
    };
    core::Bytes left = bytes;
    if (const auto header = wire::decode_pcap_header(left, core::Input::whole)) {
        left = left.subspan(wire::pcap_header_bytes);
        while (const auto record = wire::decode_pcap_packet(*header, left, core::Input::whole)) {
            packet(*record);
            left = left.subspan(record->record_bytes);
        }
    } else {
        wire::PcapngSection section;
        while (const auto block = wire::decode_pcapng_block(section, left, core::Input::whole)) {
            if (block->packet) packet(*block->packet);
            left = left.subspan(block->block_bytes);
        }
    }

    std::vector<PipeStream> streams;
    for (const auto& key : order) {
        const auto first = streams.size();
        core::Bytes stream = directions[key].bytes;
        while (stream.size() >= 4) {
            const std::size_t length = wire::be32_at(stream, 0) & 0x00FF'FFFF;
            if (length > stream.size() - 4) break;
            auto message = stream.subspan(4, length);
            stream = stream.subspan(4 + length);
            while (!message.empty()) {
                const bool is_smb2 = message.size() > 64 && message[0] == 0xFE;
                const std::size_t next = is_smb2 ? detail::le32(message, 20) : 0;
                const auto [open, data] = detail::pipe_write(message);
                message =
                    next == 0 || next > message.size() ? core::Bytes{} : message.subspan(next);
                if (data.empty()) continue;
                auto found = streams.begin() + static_cast<std::ptrdiff_t>(first);
                while (found != streams.end() && found->open != open) ++found;
                if (found == streams.end()) {
                    if (data[0] != 5) continue;
                    found = streams.insert(found, PipeStream{std::get<1>(key), open, {}});
                }
                // A FID is used again once it is closed: a bind begins a new pipe.
                if (data.size() > 3 && data[0] == 5 && data[2] == 11 && !found->pieces.empty()) {
                    found->open += " closed";
                    found = streams.insert(streams.end(), PipeStream{std::get<1>(key), open, {}});
                }
                found->pieces.emplace_back(data.begin(), data.end());
            }
        }
    }
    return streams;
}

}  // namespace hitme::tests
