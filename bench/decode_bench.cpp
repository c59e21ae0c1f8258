// SPDX-License-Identifier: Apache-2.0
// bench_decode CAPTURES_FOLDER: how fast conversations are watched, on one core, from memory.
//   smb       the streams of all captures whose conversation is SMB, as they were cut into pieces
//   other     streams of 1 MiB that no protocol claims, in pieces of 1460 bytes
//   packets   the same as packets: decoded, put together, watched
// Prints "smb_mb_per_s X smb_bytes_per_conversation Y other_gb_per_s Z packets_gb_per_s W".
#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <vector>

#include "core/random.h"
#include "recognition/opening.h"
#include "sensor/capture/conversation_file.h"
#include "support/packet_writer.h"

namespace {

using namespace hitme;
using recognition::Side;

struct Piece {
    Side side = Side::client;
    core::Time at;
    std::uint64_t missing = 0;
    core::ByteVector bytes;
};
using Stream = std::vector<Piece>;

/// Watches as ever and keeps what it heard.
class Recorded final : public recognition::Conversation {
 public:
    Recorded(std::string_view expected, std::vector<Stream>& into)
        : opening_(expected), into_(into) {}
    void client(core::Bytes bytes, core::Time at) override {
        opening_.client(bytes, at);
        stream_.push_back({Side::client, at, 0, {bytes.begin(), bytes.end()}});
    }
    void server(core::Bytes bytes, core::Time at) override {
        opening_.server(bytes, at);
        stream_.push_back({Side::server, at, 0, {bytes.begin(), bytes.end()}});
    }
    void gap(Side side, std::uint64_t length) override {
        opening_.gap(side, length);
        stream_.push_back({side, {}, length, {}});
    }
    void finish() override {
        opening_.finish();
        if (opening_.protocol().starts_with("smb")) into_.push_back(std::move(stream_));
    }
    recognition::Story story() const override { return opening_.story(); }
    std::size_t memory() const override { return 0; }

 private:
    recognition::Opening opening_;
    std::vector<Stream>& into_;
    Stream stream_;
};

class Nothing final : public sensor::ConversationSink {
 public:
    core::Result<void> take(sensor::WatchedConversation& conversation) override {
        bytes += conversation.bytes_in + conversation.bytes_out;
        return {};
    }
    std::uint64_t bytes = 0;
};

std::uint64_t watch(const Stream& stream, std::uint64_t& memory) {
    recognition::Opening opening{"smb1"};
    std::uint64_t bytes = 0;
    for (const Piece& piece : stream) {
        bytes += piece.bytes.size();
        if (piece.missing > 0)
            opening.gap(piece.side, piece.missing);
        else if (piece.side == Side::client)
            opening.client(piece.bytes, piece.at);
        else
            opening.server(piece.bytes, piece.at);
    }
    memory += opening.memory();
    opening.finish();
    return bytes;
}

/// Of this process: what else runs on the machine does not count.
double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Runs `round`, which answers how many bytes it went through, for eleven tenths of a second: bytes per second of one core
/// in the middle one. What a neighbour on the same processor takes differs from tenth to tenth by half.
template <class Round>
double rate(Round round) {
    (void)round();  // once before, so that caches and pages are warm
    std::array<double, 11> rates{};
    for (double& one : rates) {
        std::uint64_t bytes = 0;
        const double start = cpu_seconds();
        double passed = 0;
        for (; passed < 0.1; passed = cpu_seconds() - start) bytes += round();
        one = static_cast<double>(bytes) / passed;
    }
    std::sort(rates.begin(), rates.end());
    return rates[rates.size() / 2];
}

core::ByteVector filler(std::size_t size) {
    core::Random random{7};
    core::ByteVector bytes(size);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.below(256));
    bytes[0] = 1;  // no protocol begins so
    return bytes;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return std::fprintf(stderr, "bench_decode CAPTURES_FOLDER\n"), 2;
    std::vector<Stream> streams;
    Nothing nothing;
    const sensor::MakeConversation record = [&](std::string_view expected) {
        return std::make_unique<Recorded>(expected, streams);
    };
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
        const auto extension = entry.path().extension();
        if (extension != ".pcap" && extension != ".pcapng" && extension != ".cap") continue;
        (void)sensor::read_conversations(entry.path(), {}, nothing, record);
    }
    if (streams.empty()) return std::fprintf(stderr, "no captures there\n"), 1;

    std::uint64_t memory = 0;
    for (const Stream& stream : streams) (void)watch(stream, memory);
    const double smb = rate([&] {
        std::uint64_t bytes = 0;
        std::uint64_t ignored = 0;
        for (const Stream& stream : streams) bytes += watch(stream, ignored);
        return bytes;
    });

    constexpr std::size_t segment = 1460;
    const core::ByteVector content = filler(1 << 20);
    const double other = rate([&] {
        recognition::Opening opening{""};
        for (std::size_t at = 0; at < content.size(); at += segment)
            opening.client(core::Bytes(content).subspan(at, std::min(segment, content.size() - at)),
                           {});
        opening.finish();
        return std::uint64_t{content.size()};
    });

    std::vector<core::ByteVector> packets;
    const auto packet = [&](bool up, std::uint32_t sequence, std::uint32_t acknowledged,
                            unsigned flags, core::Bytes payload) {
        packets.push_back(tests::ip_bytes(
            up ? "192.0.2.1" : "198.51.100.2", up ? "198.51.100.2" : "192.0.2.1", 6,
            tests::tcp_bytes({up ? std::uint16_t{50000} : std::uint16_t{9},
                              up ? std::uint16_t{9} : std::uint16_t{50000}, sequence, acknowledged,
                              flags, core::as_text(payload)})));
    };
    packet(true, 100, 0, tests::syn, {});
    packet(false, 900, 101, tests::syn | tests::ack, {});
    for (std::size_t at = 0; at < content.size(); at += segment)
        packet(true, static_cast<std::uint32_t>(101 + at), 901, tests::ack,
               core::Bytes(content).subspan(at, std::min(segment, content.size() - at)));
    const double by_packet = rate([&] {
        Nothing sink;
        sensor::PacketConversations conversations({}, sink);
        for (const core::ByteVector& bytes : packets) {
            wire::CapturedPacket captured;
            captured.link = wire::LinkType::raw;
            captured.data = bytes;
            sensor::Packet decoded;
            if (sensor::decode_packet(captured, decoded).empty()) (void)conversations.take(decoded);
        }
        (void)conversations.finish();
        return sink.bytes;
    });

    std::printf(
        "smb_mb_per_s %.0f smb_bytes_per_conversation %llu other_gb_per_s %.2f "
        "packets_gb_per_s %.2f\n",
        smb / 1e6, static_cast<unsigned long long>(memory / streams.size()), other / 1e9,
        by_packet / 1e9);
    return 0;
}
