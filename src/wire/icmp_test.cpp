// SPDX-License-Identifier: Apache-2.0
#include "wire/icmp.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"

namespace hitme::wire {
namespace {

core::ByteVector message(unsigned type) {
    return tests::Writer().u8(type).u8(1).be16(0).be16(0x1234).be16(1).text("body").bytes();
}

TEST(Icmp, TellsEchoesFromErrorsInBothVersions) {
    const auto meaning = [](IcmpVersion version, unsigned type) {
        return decode_icmp(version, message(type))->meaning;
    };
    EXPECT_EQ(meaning(IcmpVersion::v4, 8), IcmpMeaning::echo_request);
    EXPECT_EQ(meaning(IcmpVersion::v4, 0), IcmpMeaning::echo_reply);
    EXPECT_EQ(meaning(IcmpVersion::v4, 3), IcmpMeaning::error);
    EXPECT_EQ(meaning(IcmpVersion::v4, 11), IcmpMeaning::error);
    EXPECT_EQ(meaning(IcmpVersion::v4, 13), IcmpMeaning::other);  // timestamp
    EXPECT_EQ(meaning(IcmpVersion::v6, 128), IcmpMeaning::echo_request);
    EXPECT_EQ(meaning(IcmpVersion::v6, 129), IcmpMeaning::echo_reply);
    EXPECT_EQ(meaning(IcmpVersion::v6, 1), IcmpMeaning::error);
    EXPECT_EQ(meaning(IcmpVersion::v6, 8), IcmpMeaning::error);    // high bit clear
    EXPECT_EQ(meaning(IcmpVersion::v6, 135), IcmpMeaning::other);  // neighbour solicitation
}

TEST(Icmp, GivesIdentifierAndBody) {
    const auto bytes = message(8);
    const auto decoded = decode_icmp(IcmpVersion::v4, bytes);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->identifier, 0x1234);
    EXPECT_EQ(decoded->code, 1);
    EXPECT_EQ(core::as_text(decoded->body), "body");
}

TEST(Icmp, FaultsAtEveryCutOfTheHeader) {
    const auto bytes = message(8);
    for (std::size_t cut = 0; cut < 8; ++cut)
        EXPECT_EQ(decode_icmp(IcmpVersion::v4, core::Bytes(bytes).first(cut)).error().fault,
                  core::Fault::truncated);
}

}  // namespace
}  // namespace hitme::wire
