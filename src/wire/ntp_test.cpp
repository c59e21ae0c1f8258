// SPDX-License-Identifier: Apache-2.0
#include "wire/ntp.h"

#include <gtest/gtest.h>

namespace hitme::wire {
namespace {

using namespace std::string_literals;

// RFC 5905 section 7.3, a client's request.
const std::string request =
    "\x23"                              // LI 0, VN 4, mode 3
    "\x00\x06\xEC"                      // stratum 0, poll 6, precision -20
    "\x00\x01\x00\x00"                  // root delay 1 s
    "\x00\x00\x80\x00"                  // root dispersion 0.5 s
    "\x00\x00\x00\x00"                  // reference id
    "\x00\x00\x00\x00\x00\x00\x00\x00"  // reference, origin, receive
    "\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x83\xAA\x7E\x80\x40\x00\x00\x00"s;  // transmit: 1970-01-01T00:00:00.25Z

TEST(Ntp, ReadsAClientsHeaderAndWritesItBack) {
    const auto packet = decode_ntp(core::as_bytes(request));
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->version, 4);
    EXPECT_EQ(packet->mode, 3);
    EXPECT_EQ(packet->poll, 6);
    EXPECT_EQ(packet->precision, -20);
    EXPECT_EQ(packet->root_dispersion, 0x8000u);
    EXPECT_EQ(packet->transmit_time, 0x83AA7E8040000000u);
    EXPECT_EQ(packet->extension_bytes, 0u);
    core::ByteVector out;
    append_ntp(out, *packet);
    EXPECT_EQ(core::as_text(out), request);
}

TEST(Ntp, CountsSecondsFrom1900) {
    // RFC 5905 figure 4: 1 January 1970 is 2,208,988,800; a quarter second is 0x40000000 / 2^32.
    EXPECT_EQ(ntp_timestamp(core::from_nanoseconds(250'000'000)), 0x83AA7E8040000000u);
    EXPECT_EQ(ntp_timestamp(core::from_nanoseconds(-750'000'000)) >> 32, 2'208'988'799u);
}

TEST(Ntp, ReadsPrivateRequests) {  // the eight bytes that asked for monlist
    const auto packet = decode_ntp(core::as_bytes("\x17\0\3\x2A\0\0\0\0"s));
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->mode, 7);
    EXPECT_FALSE(packet->is_response);
    EXPECT_EQ(packet->implementation, 3);
    EXPECT_EQ(ntp_private_request_name(packet->request), "REQ_MON_GETLIST_1");
}

TEST(Ntp, ReadsControlRequests) {  // RFC 9327 section 2: version 2, mode 6, opcode 2
    const auto packet = decode_ntp(core::as_bytes("\x16\2\0\1\0\0\0\0\0\0\0\0"s));
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->mode, 6);
    EXPECT_EQ(ntp_control_operation_name(packet->request), "read variables");
}

TEST(Ntp, RefusesModeAndVersionZeroAndFaultsAtEveryCut) {
    std::string none = request;
    none[0] = 0x20;
    EXPECT_STREQ(decode_ntp(core::as_bytes(none)).error().field, "mode");
    none[0] = 0x03;
    EXPECT_STREQ(decode_ntp(core::as_bytes(none)).error().field, "version");
    for (std::size_t cut = 0; cut < request.size(); ++cut)
        EXPECT_FALSE(decode_ntp(core::as_bytes(request).first(cut))) << cut;
    for (std::size_t cut = 0; cut < 8; ++cut)
        EXPECT_FALSE(decode_ntp(core::as_bytes("\x17\0\3\x2A\0\0\0\0"s).first(cut))) << cut;
}

}  // namespace
}  // namespace hitme::wire
