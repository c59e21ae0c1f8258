// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/capture_file.h"

#include <gtest/gtest.h>

#include "support/kept_events.h"
#include "support/packet_writer.h"

namespace hitme::sensor {
namespace {

using tests::KeptEvents;
using tests::ScratchFile;
using tests::Writer;

ReadReport read(CaptureForm form, core::Bytes file, KeptEvents& kept) {
    const ScratchFile scratch(file);
    ReadReport report;
    report.format = "pcap";
    auto stream = ArchiveStream::open(scratch.path());
    EXPECT_TRUE(stream && *(*stream)->next_entry());
    EXPECT_TRUE(read_capture(**stream, form, {}, report, kept));
    return report;
}

core::ByteVector syn_packet(std::uint16_t port) {
    return tests::ip_bytes("192.0.2.1", "198.51.100.2", 6,
                           tests::tcp_bytes({port, 445, 7, 0, tests::syn, {}}));
}

TEST(CaptureFile, ReadsPcapOfEitherByteOrderToContacts) {
    for (const bool big : {false, true}) {
        KeptEvents kept;
        const auto report =
            read(CaptureForm::pcap,
                 Writer()
                     .raw(tests::pcap_header_bytes(big))
                     .raw(tests::pcap_record_bytes(1'700'000'000, 5, syn_packet(1), big))
                     .raw(tests::pcap_record_bytes(1'700'000'001, 0, syn_packet(2), big))
                     .bytes(),
                 kept);
        EXPECT_EQ(report.records, 2u);
        EXPECT_EQ(report.events, 2u);
        ASSERT_EQ(kept.events.size(), 2u);
        EXPECT_EQ(core::format_rfc3339(kept.contact(0).seen_at), "2023-11-14T22:13:20.000005Z");
        EXPECT_EQ(kept.contact(0).origin, "pcap");
        EXPECT_EQ(kept.contact(1).sequence, 2u);
    }
}

TEST(CaptureFile, ReadsPcapngAndCountsABadBlockWithoutStopping) {
    const auto packet = syn_packet(1);
    const auto length = static_cast<std::uint32_t>(packet.size());
    const auto enhanced = [&](std::uint32_t interface) {
        return tests::pcapng_block_bytes(6, Writer()
                                                .le32(interface)
                                                .le32(0)
                                                .le32(1000)
                                                .le32(length)
                                                .le32(length)
                                                .raw(packet)
                                                .bytes());
    };
    KeptEvents kept;
    const auto report =
        read(CaptureForm::pcapng,
             Writer()
                 .raw(tests::pcapng_section_bytes())
                 .raw(tests::pcapng_block_bytes(1, Writer().le16(101).le16(0).le32(0).bytes()))
                 .raw(enhanced(7))  // no such interface
                 .raw(enhanced(0))
                 .bytes(),
             kept);
    EXPECT_EQ(report.records, 2u);
    EXPECT_EQ(report.events, 1u);
    EXPECT_EQ(report.skipped.at("bad_packet"), 1u);
    EXPECT_EQ(report.truncated, "");
}

TEST(CaptureFile, StopsAtADamagedRecordAndSaysWhere) {
    KeptEvents kept;
    const auto report = read(CaptureForm::pcap,
                             Writer()
                                 .raw(tests::pcap_header_bytes())
                                 .raw(tests::pcap_record_bytes(1'700'000'000, 5, syn_packet(1)))
                                 .le32(1)
                                 .le32(1)
                                 .le32(0xFFFFFFFF)
                                 .le32(0)
                                 .zeros(64)
                                 .bytes(),
                             kept);
    EXPECT_EQ(report.events, 1u);
    // 24 of file header, 16 + 40 of the first record
    EXPECT_EQ(report.truncated, "record 2 at byte 80: damaged (CapturedLength)");
}

TEST(CaptureFile, CountsWhatIsNotIpByReason) {
    KeptEvents kept;
    const auto report =
        read(CaptureForm::pcap,
             Writer()
                 .raw(tests::pcap_header_bytes(false, 1))
                 .raw(tests::pcap_record_bytes(1, 0, tests::ethernet_bytes(0x0806, {})))
                 .raw(tests::pcap_record_bytes(1, 0, core::as_bytes("short")))
                 .bytes(),
             kept);
    EXPECT_EQ(report.skipped,
              (std::map<std::string, std::uint64_t>{{"bad_packet", 1}, {"not_ip", 1}}));
}

}  // namespace
}  // namespace hitme::sensor
