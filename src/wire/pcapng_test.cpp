// SPDX-License-Identifier: Apache-2.0
#include "wire/pcapng.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"

namespace hitme::wire {
namespace {

using core::Input;
using tests::Writer;

core::ByteVector interface_block(bool big, core::Bytes options = {}, std::uint32_t snap = 0) {
    return tests::pcapng_block_bytes(
        1, Writer().order16(big, 1).order16(big, 0).order32(big, snap).raw(options).bytes(), big);
}

core::ByteVector enhanced_block(bool big, std::uint64_t units, std::string_view data,
                                std::uint32_t interface = 0) {
    return tests::pcapng_block_bytes(6,
                                     Writer()
                                         .order32(big, interface)
                                         .order32(big, static_cast<std::uint32_t>(units >> 32))
                                         .order32(big, static_cast<std::uint32_t>(units))
                                         .order32(big, static_cast<std::uint32_t>(data.size()))
                                         .order32(big, 1500)
                                         .text(data)
                                         .bytes(),
                                     big);
}

TEST(Pcapng, ReadsEnhancedPacketsInBothByteOrders) {
    for (const bool big : {false, true}) {
        PcapngSection section;
        ASSERT_TRUE(decode_pcapng_block(section, tests::pcapng_section_bytes(big), Input::whole));
        ASSERT_TRUE(decode_pcapng_block(section, interface_block(big), Input::whole));
        const auto bytes = enhanced_block(big, 1'700'000'000'000'001, "frame");
        const auto block = decode_pcapng_block(section, bytes, Input::whole);
        ASSERT_TRUE(block && block->packet);
        EXPECT_EQ(block->block_bytes, bytes.size());
        EXPECT_EQ(block->packet->time_ns, 1'700'000'000'000'001'000);  // microseconds by default
        EXPECT_EQ(block->packet->original_length, 1500u);
        EXPECT_EQ(core::as_text(block->packet->data), "frame");
    }
}

TEST(Pcapng, KeepsToTheInterfacesTimeResolutionAndOffset) {
    PcapngSection section;
    (void)decode_pcapng_block(section, tests::pcapng_section_bytes(), Input::whole);
    const auto nanoseconds = Writer().le16(9).le16(1).u8(9).zeros(3).le16(0).le16(0).bytes();
    // 2^-10 s, and ten seconds to add
    const auto binary =
        Writer().le16(9).le16(1).u8(0x8A).zeros(3).le16(14).le16(8).le32(10).le32(0).bytes();
    ASSERT_TRUE(decode_pcapng_block(section, interface_block(false, nanoseconds), Input::whole));
    ASSERT_TRUE(decode_pcapng_block(section, interface_block(false, binary), Input::whole));
    const auto first = enhanced_block(false, 1'700'000'000'123'456'789, "a", 0);
    const auto second = enhanced_block(false, 1024 + 512, "b", 1);
    EXPECT_EQ(decode_pcapng_block(section, first, Input::whole)->packet->time_ns,
              1'700'000'000'123'456'789);
    EXPECT_EQ(decode_pcapng_block(section, second, Input::whole)->packet->time_ns, 11'500'000'000);
}

// The block ends after the option's length: a time resolution without its byte.
TEST(Pcapng, AnOptionPastTheEndIsAFaultOfItsBlockAlone) {
    for (const std::uint16_t code : {std::uint16_t{9}, std::uint16_t{14}}) {
        PcapngSection section;
        (void)decode_pcapng_block(section, tests::pcapng_section_bytes(), Input::whole);
        const std::uint16_t length = code == 9 ? 1 : 8;
        const auto cut = Writer().le16(code).le16(length).bytes();
        const auto block = decode_pcapng_block(section, interface_block(false, cut), Input::whole);
        ASSERT_TRUE(block);
        ASSERT_TRUE(block->fault);
        EXPECT_EQ(block->fault->fault, core::Fault::truncated);
        EXPECT_STREQ(block->fault->field, "OptionValue");
        EXPECT_TRUE(section.interfaces.empty());
        EXPECT_TRUE(decode_pcapng_block(section, interface_block(false), Input::whole));
    }
}

TEST(Pcapng, ReadsSimpleAndObsoletePackets) {
    PcapngSection section;
    (void)decode_pcapng_block(section, tests::pcapng_section_bytes(), Input::whole);
    (void)decode_pcapng_block(section, interface_block(false, {}, 4), Input::whole);
    const auto simple = tests::pcapng_block_bytes(3, Writer().le32(9).text("kept").bytes());
    const auto block = decode_pcapng_block(section, simple, Input::whole);
    ASSERT_TRUE(block && block->packet);
    EXPECT_FALSE(block->packet->has_time);
    EXPECT_EQ(core::as_text(block->packet->data), "kept");  // cut by the snapshot length of 4
    const auto obsolete = tests::pcapng_block_bytes(
        2, Writer().le16(0).le16(0).le32(0).le32(5'000'000).le32(3).le32(3).text("old").bytes());
    const auto old = decode_pcapng_block(section, obsolete, Input::whole);
    ASSERT_TRUE(old && old->packet);
    EXPECT_EQ(old->packet->time_ns, 5'000'000'000);
    EXPECT_EQ(core::as_text(old->packet->data), "old");
}

TEST(Pcapng, PassesOverBlocksItDoesNotKnowAndBadBodies) {
    PcapngSection section;
    (void)decode_pcapng_block(section, tests::pcapng_section_bytes(), Input::whole);
    const auto unknown = tests::pcapng_block_bytes(0x0BAD, core::as_bytes("whatever"));
    const auto passed = decode_pcapng_block(section, unknown, Input::whole);
    ASSERT_TRUE(passed);
    EXPECT_FALSE(passed->packet);
    const auto orphan = decode_pcapng_block(section, enhanced_block(false, 1, "x"), Input::whole);
    ASSERT_TRUE(orphan);  // names an interface that no block described
    ASSERT_TRUE(orphan->fault);
    EXPECT_STREQ(orphan->fault->field, "InterfaceID");
    EXPECT_FALSE(orphan->packet);
}

TEST(Pcapng, RefusesLengthsThatDisagree) {
    PcapngSection section;
    auto bytes = tests::pcapng_section_bytes();
    (void)decode_pcapng_block(section, bytes, Input::whole);
    auto block = interface_block(false);
    block[block.size() - 4] ^= 4;
    EXPECT_STREQ(decode_pcapng_block(section, block, Input::whole).error().field,
                 "BlockTotalLength");
}

TEST(Pcapng, AsksForMoreAtEveryCut) {
    const auto header = tests::pcapng_section_bytes();
    const auto packet = enhanced_block(false, 1, "frame");
    for (std::size_t cut = 0; cut < header.size(); ++cut) {
        PcapngSection section;
        EXPECT_EQ(
            decode_pcapng_block(section, core::Bytes(header).first(cut), Input::open).error().fault,
            core::Fault::need_more)
            << cut;
    }
    PcapngSection section;
    (void)decode_pcapng_block(section, header, Input::whole);
    (void)decode_pcapng_block(section, interface_block(false), Input::whole);
    for (std::size_t cut = 0; cut < packet.size(); ++cut)
        EXPECT_EQ(decode_pcapng_block(section, core::Bytes(packet).first(cut), Input::whole)
                      .error()
                      .fault,
                  core::Fault::truncated)
            << cut;
}

}  // namespace
}  // namespace hitme::wire
