// SPDX-License-Identifier: Apache-2.0
#include "wire/netbios_session.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

TEST(NetbiosSession, TakesTheFrontFrameAndSaysHowLongItIs) {
    const auto bytes = *core::from_hex(
        "00000003"
        "616263"
        "85000000");
    const auto frame = take_frame(bytes);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->type, NetbiosType::message);
    EXPECT_EQ(core::as_text(frame->payload), "abc");
    EXPECT_EQ(frame->consumed, 7u);
    const auto next = take_frame(core::Bytes(bytes).subspan(7));
    ASSERT_TRUE(next);
    EXPECT_EQ(next->type, NetbiosType::keepalive);
    EXPECT_EQ(next->consumed, 4u);
}

TEST(NetbiosSession, WaitsAtEveryCut) {
    const auto bytes = *core::from_hex("00000003616263");
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(take_frame(core::Bytes(bytes).first(cut)).error().fault, core::Fault::need_more);
}

TEST(NetbiosSession, SaysTheDeclaredLengthAfterFourBytes) {
    EXPECT_EQ(declared_length(*core::from_hex("000000")).error().fault, core::Fault::need_more);
    EXPECT_EQ(*declared_length(*core::from_hex("0000fff7fe534d42")), 0xFFF7u);
}

TEST(NetbiosSession, RefusesUnknownTypesAndLongFrames) {
    EXPECT_STREQ(take_frame(core::as_bytes("GET / HTTP")).error().field, "TYPE");
    EXPECT_EQ(take_frame(*core::from_hex("00120000")).error().fault, core::Fault::over_limit);
    EXPECT_EQ(take_frame(*core::from_hex("0011ffff")).error().fault, core::Fault::need_more);
}

TEST(NetbiosSession, ReadsTheNamesOfASessionRequest) {
    // RFC 1001 section 14.1 encodes FRED as below; the second is the name that every server listens to.
    core::ByteVector payload;
    for (const std::string_view name :
         {"EGFCEFEECACACACACACACACACACACACA", "CKFDENECFDEFFCFGEFFCCACACACACACA"}) {
        payload.push_back(32);
        payload.insert(payload.end(), name.begin(), name.end());
        payload.push_back(0);
    }
    const auto request = decode_netbios_request(payload);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->called, "FRED");
    EXPECT_EQ(request->calling, "*SMBSERVER");
}

TEST(NetbiosSession, RefusesNamesThatAreNotHalfAscii) {
    core::ByteVector payload(34, 'A');
    payload[0] = 32;
    payload[33] = 0;
    const auto first = payload;
    payload.insert(payload.end(), first.begin(), first.end());
    ASSERT_TRUE(decode_netbios_request(payload));
    payload[5] = 'Q';
    EXPECT_STREQ(decode_netbios_request(payload).error().field, "CALLED_NAME");
    payload[5] = 'A';
    payload[33] = 200;  // a scope label past the end
    EXPECT_FALSE(decode_netbios_request(payload));
}

TEST(NetbiosSession, SurvivesEveryCutAndFlip) {
    core::ByteVector bytes;
    encode_netbios_frame(bytes, NetbiosType::request, core::ByteVector(68, 'A'));
    tests::for_each_cut_and_flip(bytes, [](core::Bytes damaged) {
        if (const auto frame = take_frame(damaged)) (void)decode_netbios_request(frame->payload);
    });
}

TEST(NetbiosSession, WritesWhatItReads) {
    core::ByteVector out;
    encode_netbios_frame(out, NetbiosType::positive_response, {});
    encode_netbios_frame(out, NetbiosType::message, core::as_bytes("hi"));
    EXPECT_EQ(core::to_hex(out),
              "82000000"
              "00000002"
              "6869");
}

}  // namespace
}  // namespace hitme::wire
