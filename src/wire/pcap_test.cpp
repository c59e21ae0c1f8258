// SPDX-License-Identifier: Apache-2.0
#include "wire/pcap.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"

namespace hitme::wire {
namespace {

using core::Input;

TEST(Pcap, ReadsBothByteOrdersAndBothUnits) {
    for (const bool big : {false, true})
        for (const bool nanoseconds : {false, true}) {
            const auto file = tests::pcap_header_bytes(big, 1, nanoseconds);
            const auto record =
                tests::pcap_record_bytes(1'000'000'000, 123, core::as_bytes("frame"), big);
            const auto header = decode_pcap_header(file, Input::whole);
            ASSERT_TRUE(header);
            EXPECT_EQ(header->link, LinkType::ethernet);
            EXPECT_EQ(header->snap_length, 65535u);
            const auto packet = decode_pcap_packet(*header, record, Input::whole);
            ASSERT_TRUE(packet);
            EXPECT_EQ(packet->time_ns, 1'000'000'000'000'000'000 + (nanoseconds ? 123 : 123'000));
            EXPECT_EQ(core::as_text(packet->data), "frame");
            EXPECT_EQ(packet->record_bytes, 16u + 5u);
        }
}

TEST(Pcap, IgnoresTheFrameCheckBitsOfTheLinkType) {
    const auto file = tests::pcap_header_bytes(false, 0x44000001);  // four bytes of check sequence
    EXPECT_EQ(decode_pcap_header(file, Input::whole)->link, LinkType::ethernet);
}

TEST(Pcap, RefusesOtherFiles) {
    EXPECT_STREQ(decode_pcap_header(core::as_bytes("datetime,host,src,proto,type"), Input::whole)
                     .error()
                     .field,
                 "MagicNumber");
}

TEST(Pcap, AsksForMoreAtEveryCutAndSaysTruncatedAtTheEnd) {
    const auto file = tests::pcap_header_bytes();
    const auto record = tests::pcap_record_bytes(1, 2, core::as_bytes("frame"));
    const auto header = *decode_pcap_header(file, Input::whole);
    for (std::size_t cut = 0; cut < file.size(); ++cut) {
        EXPECT_EQ(decode_pcap_header(core::Bytes(file).first(cut), Input::open).error().fault,
                  core::Fault::need_more);
    }
    for (std::size_t cut = 0; cut < record.size(); ++cut) {
        const auto view = core::Bytes(record).first(cut);
        EXPECT_EQ(decode_pcap_packet(header, view, Input::open).error().fault,
                  core::Fault::need_more);
        EXPECT_EQ(decode_pcap_packet(header, view, Input::whole).error().fault,
                  core::Fault::truncated);
    }
}

TEST(Pcap, RefusesAPacketOverTheLimit) {
    const auto header = *decode_pcap_header(tests::pcap_header_bytes(), Input::whole);
    const auto record = tests::Writer().le32(1).le32(2).le32(262'145).le32(262'145).bytes();
    EXPECT_EQ(decode_pcap_packet(header, record, Input::open).error().fault,
              core::Fault::over_limit);
}

}  // namespace
}  // namespace hitme::wire
