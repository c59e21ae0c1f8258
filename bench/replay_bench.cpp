// SPDX-License-Identifier: Apache-2.0
// bench_replay FOLDER PACKETS: a capture of small packets (short TCP flows of eight packets, from 20,000 sources), read
// and only counted, then read and stored. Prints millions of packets a second of wall time and of processor time.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bench/stopwatch.h"
#include "sensor/capture/read_file.h"
#include "store/sqlite/store.h"
#include "support/packet_writer.h"

namespace {

using namespace hitme;

void write_capture(const std::filesystem::path& path, std::uint64_t packets) {
    std::ofstream out(path, std::ios::binary);
    const auto put = [&](const core::ByteVector& bytes) {
        out.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
    };
    put(tests::pcap_header_bytes());
    const std::string server = "192.0.2.1";
    std::uint64_t written = 0;
    for (std::uint64_t flow = 0; written < packets; ++flow) {
        const std::string client =
            core::Address::v4(0xC6120000u + static_cast<std::uint32_t>(flow % 20'000)).to_string();
        const auto port = static_cast<std::uint16_t>(1024 + flow % 60'000);
        const auto packet = [&](bool from_client, std::uint32_t sequence,
                                std::uint32_t acknowledged, unsigned flags,
                                std::string_view payload) {
            const auto part = tests::tcp_bytes({from_client ? port : std::uint16_t{445},
                                                from_client ? std::uint16_t{445} : port, sequence,
                                                acknowledged, flags, payload});
            const std::uint64_t at_us = written * 10;
            put(tests::pcap_record_bytes(
                static_cast<std::uint32_t>(1'767'571'200 + at_us / 1'000'000),
                static_cast<std::uint32_t>(at_us % 1'000'000),
                tests::ip_bytes(from_client ? client : server, from_client ? server : client, 6,
                                part)));
            ++written;
        };
        using namespace tests;
        // Ports come again after a while; sequence numbers do not, as on a real host.
        const auto ours = static_cast<std::uint32_t>(flow * 7919);
        const std::uint32_t theirs = ours ^ 0x5A5A5A5A;
        packet(true, ours, 0, syn, "");
        packet(false, theirs, ours + 1, syn | ack, "");
        packet(true, ours + 1, theirs + 1, ack, "");
        packet(true, ours + 1, theirs + 1, psh | ack, "hello there, decoy");
        packet(false, theirs + 1, ours + 19, ack, "");
        packet(true, ours + 19, theirs + 1, fin | ack, "");
        packet(false, theirs + 1, ours + 20, fin | ack, "");
        packet(true, ours + 20, theirs + 2, ack, "");
    }
}

class Counted : public sensor::EventSink {
 public:
    core::Result<void> take(event::Event&) override {
        ++events;
        return {};
    }
    std::uint64_t events = 0;
};

class Stored : public sensor::EventSink {
 public:
    explicit Stored(store::EventStore& store) : store_(store) {}
    core::Result<void> take(event::Event& event) override {
        batch_.events.push_back(std::move(event));
        return batch_.events.size() < 5'000 ? core::Result<void>{} : flush();
    }
    core::Result<void> flush() {
        const auto appended = store_.append(batch_);
        if (!appended) return appended.error();
        batch_.first_delivery += batch_.events.size();
        batch_.events.clear();
        return {};
    }

 private:
    store::EventStore& store_;
    event::Batch batch_{"bench", 1, 1, {}};
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "bench_replay FOLDER PACKETS\n"), 2;
    const std::filesystem::path folder = argv[1];
    const std::uint64_t packets = std::strtoull(argv[2], nullptr, 10);
    std::filesystem::create_directories(folder / "store");
    const auto capture = folder / "small.pcap";
    write_capture(capture, packets);

    Counted counted;
    const bench::Stopwatch counting;
    const auto first = sensor::read_file(capture, {}, counted);
    const double counted_rate = counting.millions_per_second(packets);
    const double counted_cpu_rate = counting.millions_per_cpu_second(packets);
    if (!first || counted.events != (packets + 7) / 8)
        return std::fprintf(stderr, "expected one contact a flow, got %llu\n",
                            static_cast<unsigned long long>(counted.events)),
               1;

    auto store = store::open_sqlite_store({folder / "store", 0, 0}, store::Access::write);
    if (!store) return std::fprintf(stderr, "%s\n", store.error().context.c_str()), 1;
    Stored stored{**store};
    const bench::Stopwatch storing;
    const auto second = sensor::read_file(capture, {}, stored);
    if (!second || !stored.flush()) return std::fprintf(stderr, "could not store\n"), 1;
    const double stored_rate = storing.millions_per_second(packets);
    const double stored_cpu_rate = storing.millions_per_cpu_second(packets);
    std::printf(
        "counted_m_per_s %.2f stored_m_per_s %.2f counted_m_per_cpu_s %.2f stored_m_per_cpu_s "
        "%.2f\n",
        counted_rate, stored_rate, counted_cpu_rate, stored_cpu_rate);
    return 0;
}
