// SPDX-License-Identifier: Apache-2.0
#include "wire/rdp.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

using core::Fault;

core::ByteVector hex(std::string_view text) {
    return *core::from_hex(text);
}

// [MS-RDPBCGR] 4.1.1: the annotated connection request: cookie "eltons", negotiation for TLS (here: protocols 0)
const char* const annotated_request =
    "0300002c27e00000000000436f6f6b69653a206d737473686173683d656c746f6e730d0a0100080000000000";

TEST(Rdp, ReadsTheConnectionRequestOfTheSpecification) {
    const auto bytes = hex(annotated_request);
    const auto tpkt = take_tpkt(bytes);
    ASSERT_TRUE(tpkt);
    EXPECT_EQ(tpkt->consumed, 44u);
    const auto request = decode_rdp_connection_request(tpkt->payload);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->cookie, "eltons");
    EXPECT_TRUE(request->has_negotiation);
    EXPECT_EQ(request->protocols, rdp_standard);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_EQ(take_tpkt(core::Bytes(bytes).first(cut)).error().fault, Fault::need_more);
    tests::for_each_cut_and_flip(
        tpkt->payload, [](core::Bytes changed) { (void)decode_rdp_connection_request(changed); });
}

TEST(Rdp, ReadsRequestsWithoutCookieOrNegotiation) {
    const auto bare = decode_rdp_connection_request(hex("06e00000000000"));
    ASSERT_TRUE(bare);
    EXPECT_FALSE(bare->has_negotiation);
    const auto only = decode_rdp_connection_request(hex("0ee00000000000010008000b000000"));
    ASSERT_TRUE(only);
    EXPECT_EQ(names_of_rdp_protocols(only->protocols), "tls,nla,nla-extended");
    EXPECT_EQ(names_of_rdp_protocols(0), "standard");
}

TEST(Rdp, RefusesWhatIsNoConnectionRequest) {
    EXPECT_EQ(decode_rdp_connection_request(hex("02f080")).error().fault, Fault::truncated);
    EXPECT_EQ(decode_rdp_connection_request(hex("06d00000000000")).error().fault,
              Fault::unsupported);
    EXPECT_STREQ(decode_rdp_connection_request(hex("07e00000000000")).error().field,
                 "LengthIndicator");
    EXPECT_STREQ(decode_rdp_connection_request(hex("08e000000000004141")).error().field, "cookie");
    EXPECT_STREQ(take_tpkt(hex("0400000b")).error().field, "version");
    EXPECT_STREQ(take_tpkt(hex("03000003")).error().field, "length");
}

// The confirm of [MS-RDPBCGR] 4.1.2: 03 00 00 13 0e d0 00 00 12 34 00 02 00 08 00 00 00 00 00
TEST(Rdp, WritesTheConfirmOfTheSpecification) {
    core::ByteVector out;
    encode_rdp_confirm(out, 0, rdp_standard);
    EXPECT_EQ(core::to_hex(out), "030000130ed000001234000200080000000000");
    out.clear();
    encode_rdp_refusal(out, rdp_nla_required);
    EXPECT_EQ(core::to_hex(out), "030000130ed000001234000300080005000000");
    out.clear();
    encode_rdp_bare_confirm(out);
    EXPECT_EQ(core::to_hex(out), "0300000b06d00000123400");
}

/// A Connect-Initial written by T.125 and T.124 around `blocks`.
core::ByteVector connect_initial(const core::ByteVector& blocks) {
    core::ByteVector gcc = hex("000500147c00010000000800100001c00044756361");
    gcc.push_back(static_cast<std::uint8_t>(0x80 | blocks.size() >> 8));
    gcc.push_back(static_cast<std::uint8_t>(blocks.size()));
    gcc.insert(gcc.end(), blocks.begin(), blocks.end());
    core::ByteVector body = hex("0401010401010101ff");
    for (int i = 0; i < 3; ++i)
        for (const auto byte : hex("3003020122")) body.push_back(byte);
    body.push_back(0x04);
    body.push_back(0x82);
    body.push_back(static_cast<std::uint8_t>(gcc.size() >> 8));
    body.push_back(static_cast<std::uint8_t>(gcc.size()));
    body.insert(body.end(), gcc.begin(), gcc.end());
    core::ByteVector payload = hex("02f0807f6582");
    payload.push_back(static_cast<std::uint8_t>(body.size() >> 8));
    payload.push_back(static_cast<std::uint8_t>(body.size()));
    payload.insert(payload.end(), body.begin(), body.end());
    return payload;
}

TEST(Rdp, ReadsNameAndChannelsOfAConnectInitial) {  // 2.2.1.3
    core::ByteVector core_block;
    for (const auto byte : hex("01c03800"  // header
                               "04000800"  // version
                               "00040003"  // 1024 x 768
                               "01ca03aa"  // colorDepth, SASSequence
                               "09040000"  // keyboard 0x409
                               "280a0000"  // build 2600
                               "4500580050004c00"))
        core_block.push_back(byte);
    core_block.resize(56);
    core::ByteVector all = core_block;
    for (const auto byte : hex("02c00c001b00000000000000")) all.push_back(byte);  // CS_SECURITY
    for (const auto byte : hex("03c0200002000000"            // CS_NET, two channels
                               "726470647200000000008080"    // "rdpdr"
                               "4d535f543132300000000000"))  // "MS_T120"
        all.push_back(byte);
    const auto payload = connect_initial(all);
    const auto data = decode_rdp_connect_initial(payload);
    ASSERT_TRUE(data) << data.error().field;
    EXPECT_EQ(data->client_name, "EXPL");
    EXPECT_EQ(data->width, 1024);
    EXPECT_EQ(data->height, 768);
    EXPECT_EQ(data->keyboard, 0x409u);
    EXPECT_EQ(data->build, 2600u);
    EXPECT_EQ(data->encryption_methods, 0x1Bu);
    EXPECT_EQ(data->channels, (std::vector<std::string>{"rdpdr", "MS_T120"}));
    EXPECT_EQ(core::as_text(core::Bytes(payload).subspan(data->channel_offsets[1], 7)), "MS_T120");
    tests::for_each_cut_and_flip(payload, [](core::Bytes changed) {
        if (const auto read = decode_rdp_connect_initial(changed)) {
            EXPECT_LE(read->channels.size(), max_rdp_channels);
        }
    });
}

TEST(Rdp, StopsAtABlockThatDoesNotAdvance) {
    EXPECT_STREQ(decode_rdp_connect_initial(connect_initial(hex("01c00000"))).error().field,
                 "length");
    EXPECT_EQ(decode_rdp_connect_initial(connect_initial(hex("01c0ffff"))).error().fault,
              Fault::truncated);
    EXPECT_EQ(decode_rdp_connect_initial(hex("02f0807f6605")).error().fault, Fault::unsupported);
}

TEST(Rdp, NamesTheMcsRequestsOfTheSpecification) {  // 4.1.5 to 4.1.8
    EXPECT_EQ(decode_mcs_request(hex("02f0800401000100"))->kind, McsRequest::erect_domain);
    EXPECT_EQ(decode_mcs_request(hex("02f08028"))->kind, McsRequest::attach_user);
    const auto join = decode_mcs_request(hex("02f08038000603ef"));
    EXPECT_EQ(join->kind, McsRequest::channel_join);
    EXPECT_EQ(join->initiator, 1007);
    EXPECT_EQ(join->channel, 1007);
    const auto bytes = hex("02f08064000603eb7003616263");
    const auto data = decode_mcs_request(bytes);
    EXPECT_EQ(data->kind, McsRequest::send_data);
    EXPECT_EQ(core::as_text(data->data), "abc");
    EXPECT_EQ(decode_mcs_request(hex("02f08064000603eb7009616263")).error().fault,
              Fault::truncated);
}

TEST(Rdp, WritesConfirmsAsTheSpecificationShowsThem) {  // 4.1.7 and 4.1.8.1.2
    core::ByteVector out;
    encode_mcs_attach_user_confirm(out, 1007);
    EXPECT_EQ(core::to_hex(out), "0300000b02f0802e000006");
    out.clear();
    encode_mcs_channel_join_confirm(out, 1007, 1007);
    EXPECT_EQ(core::to_hex(out), "0300000f02f0803e00000603ef03ef");
}

TEST(Rdp, WritesAConnectResponseWhoseLengthsAgree) {  // 2.2.1.4
    core::ByteVector out;
    const core::ByteVector random(32, 7);
    const auto certificate =
        encode_rdp_certificate(core::ByteVector(64, 9), core::ByteVector(64, 8));
    RdpServerData data;
    data.encryption_method = 2;
    data.encryption_level = 2;
    data.server_random = random;
    data.certificate = certificate;
    data.channels = 3;
    encode_rdp_connect_response(out, data);
    const auto tpkt = take_tpkt(out);
    ASSERT_TRUE(tpkt);
    EXPECT_EQ(tpkt->consumed, out.size());
    // TPKT 4, X.224 3, tag and length 5, of which the last two count the rest
    EXPECT_EQ(std::size_t{out[10]} << 8 | out[11], out.size() - 12);
    // 2.2.1.4.3.1.1: dwVersion 1, ... and a key blob of 92 bytes for 512 bits
    EXPECT_EQ(core::to_hex(core::Bytes(certificate).first(16)), "01000000010000000100000006005c00");
}

}  // namespace
}  // namespace hitme::wire
