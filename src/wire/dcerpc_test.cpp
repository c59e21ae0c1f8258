// SPDX-License-Identifier: Apache-2.0
#include "wire/dcerpc.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"
#include "support/rpc_samples.h"

namespace hitme::wire {
namespace {

TEST(Dcerpc, ReadsABindWithItsContext) {
    const auto pdu = decode_rpc_pdu(tests::bind_bytes(7));
    ASSERT_TRUE(pdu);
    EXPECT_EQ(pdu->header.type, RpcType::bind);
    EXPECT_EQ(pdu->header.call_id, 1u);
    EXPECT_EQ(pdu->header.order, ByteOrder::little);
    const auto& bind = std::get<RpcBind>(pdu->body);
    EXPECT_EQ(bind.max_receive, 4280);
    ASSERT_EQ(bind.contexts.size(), 1u);
    EXPECT_EQ(bind.contexts[0].id, 7);
    EXPECT_EQ(to_text(bind.contexts[0].interface.uuid), "4b324fc8-1670-01d3-1278-5a47bf6ee188");
    EXPECT_EQ(bind.contexts[0].interface.major, 3);
    ASSERT_EQ(bind.contexts[0].transfers.size(), 1u);
    EXPECT_EQ(bind.contexts[0].transfers[0], ndr_syntax());
}

TEST(Dcerpc, HonoursABigEndianDataRepresentation) {
    tests::Writer out;
    out.u8(5).u8(0).u8(11).u8(3).u8(0x00).zeros(3);  // integers big-endian (C706 section 14.1)
    out.be16(72).be16(0).be32(0x01020304);
    out.be16(5840).be16(4280).be32(9).u8(1).zeros(3);
    out.be16(258).u8(1).u8(0);
    out.be32(0x4b324fc8).be16(0x1670).be16(0x01d3);
    out.raw(core::Bytes(tests::srvsvc_uuid_bytes()).subspan(8)).be32(3);
    out.be32(0x8a885d04).be16(0x1ceb).be16(0x11c9);
    out.raw(core::Bytes(tests::ndr_uuid_bytes()).subspan(8)).be32(2);
    const auto pdu = decode_rpc_pdu(out.bytes());
    ASSERT_TRUE(pdu);
    EXPECT_EQ(pdu->header.order, ByteOrder::big);
    EXPECT_EQ(pdu->header.call_id, 0x01020304u);
    const auto& bind = std::get<RpcBind>(pdu->body);
    EXPECT_EQ(bind.max_transmit, 5840);
    EXPECT_EQ(bind.contexts.at(0).id, 258);
    EXPECT_EQ(to_text(bind.contexts[0].interface.uuid), "4b324fc8-1670-01d3-1278-5a47bf6ee188");
    EXPECT_EQ(bind.contexts[0].interface.major, 3);
    EXPECT_EQ(bind.contexts[0].transfers.at(0), ndr_syntax());
}

TEST(Dcerpc, ReadsARequestWithAnObjectAndStopsAtFragLength) {
    const core::ByteVector object = tests::srvsvc_uuid_bytes();
    tests::Writer stub;
    stub.raw(object).text("stub");
    auto bytes = tests::request_bytes(31, stub.bytes(), 0x83);
    bytes.push_back(0xAA);  // the next PDU's business
    const auto pdu = decode_rpc_pdu(bytes);
    ASSERT_TRUE(pdu);
    const auto& request = std::get<RpcRequest>(pdu->body);
    EXPECT_EQ(request.opnum, 31);
    ASSERT_TRUE(request.object);
    EXPECT_EQ(to_text(*request.object), "4b324fc8-1670-01d3-1278-5a47bf6ee188");
    EXPECT_EQ(core::as_text(request.stub), "stub");
}

TEST(Dcerpc, TakesTheSecurityTrailerAndItsPaddingOffTheStub) {
    tests::Writer out;
    // 24 header + 4 stub + 4 padding + 8 trailer + 6 value = 46
    out.u8(5).u8(0).u8(0).u8(3).u8(0x10).zeros(3).le16(46).le16(6).le32(3);
    out.le32(4).le16(0).le16(12).text("stub").zeros(4);
    out.u8(10).u8(6).u8(4).u8(0).le32(79231).text("sealed");
    const auto pdu = decode_rpc_pdu(out.bytes());
    ASSERT_TRUE(pdu);
    EXPECT_EQ(core::as_text(std::get<RpcRequest>(pdu->body).stub), "stub");
    ASSERT_TRUE(pdu->auth);
    EXPECT_EQ(pdu->auth->type, 10);
    EXPECT_EQ(pdu->auth->level, 6);
    EXPECT_EQ(pdu->auth->context, 79231u);
    EXPECT_EQ(core::as_text(pdu->auth->value), "sealed");
}

TEST(Dcerpc, NamesWhatIsWrong) {
    auto bytes = tests::bind_bytes();
    bytes[0] = 4;
    EXPECT_EQ(decode_rpc_pdu(bytes).error(),
              (core::ParseError{core::Fault::bad_value, 0, "rpc_vers"}));
    bytes = tests::bind_bytes();
    bytes[8] = 15;  // below the header itself
    EXPECT_STREQ(decode_rpc_pdu(bytes).error().field, "frag_length");
    bytes = tests::bind_bytes();
    bytes[10] = 60;  // 60 + 8 > 72 - 16
    EXPECT_STREQ(decode_rpc_pdu(bytes).error().field, "auth_length");
    bytes = tests::bind_bytes();
    bytes[24] = 65;  // more than max_rpc_contexts
    EXPECT_EQ(decode_rpc_pdu(bytes).error().fault, core::Fault::over_limit);
    bytes[24] = 2;  // a second context that is not there
    EXPECT_EQ(decode_rpc_pdu(bytes).error().fault, core::Fault::truncated);
    EXPECT_EQ(decode_rpc_header(core::Bytes(bytes).first(15)).error().fault,
              core::Fault::need_more);
}

TEST(Dcerpc, WritesABindAckAsTheDocumentSays) {
    RpcBindAck ack;
    ack.max_transmit = 4280;
    ack.max_receive = 4280;
    ack.association_group = 0x53F0;
    ack.secondary_address = "\\PIPE\\srvsvc";
    ack.results = {{0, 0, ndr_syntax()}, {2, 1, {}}};
    core::ByteVector bytes;
    encode_rpc_bind_ack(bytes, 5, ack);
    tests::Writer expected;
    // 16 + 8 + 2 + 13 address with its terminator + 1 pad + 4 + 2 x 24 = 92
    expected.u8(5).u8(0).u8(12).u8(3).u8(0x10).zeros(3).le16(92).le16(0).le32(5);
    expected.le16(4280).le16(4280).le32(0x53F0).le16(13).text("\\PIPE\\srvsvc").u8(0).u8(0);
    expected.u8(2).zeros(3);
    expected.le16(0).le16(0).raw(tests::ndr_uuid_bytes()).le16(2).le16(0);
    expected.le16(2).le16(1).zeros(20);
    EXPECT_EQ(bytes, expected.bytes());
    const auto read = decode_rpc_pdu(bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(std::get<RpcBindAck>(read->body).secondary_address, "\\PIPE\\srvsvc");
    EXPECT_EQ(std::get<RpcBindAck>(read->body).results.at(1).reason, 1);
}

TEST(Dcerpc, CutsAnAnswerIntoFragmentsOfTheSizeAskedFor) {
    const core::ByteVector stub(200, 0x5A);
    core::ByteVector bytes;
    encode_rpc_response(bytes, 9, 1, stub, 104);  // 80 bytes of stub each: 80, 80, 40
    std::vector<std::size_t> lengths;
    std::vector<unsigned> flags;
    core::Bytes left = bytes;
    while (!left.empty()) {
        const auto pdu = decode_rpc_pdu(left);
        ASSERT_TRUE(pdu);
        lengths.push_back(std::get<RpcResponse>(pdu->body).stub.size());
        flags.push_back(pdu->header.flags);
        left = left.subspan(pdu->header.fragment_length);
    }
    EXPECT_EQ(lengths, (std::vector<std::size_t>{80, 80, 40}));
    EXPECT_EQ(flags, (std::vector<unsigned>{1, 0, 2}));
}

TEST(Dcerpc, SaysAnEmptyAnswerInOneFragment) {
    core::ByteVector bytes;
    encode_rpc_response(bytes, 9, 0, {}, 4280);
    EXPECT_EQ(bytes.size(), 24u);
    EXPECT_EQ(decode_rpc_pdu(bytes)->header.flags, 3);
}

TEST(Dcerpc, WritesFaultsThatSayTheirStatus) {
    core::ByteVector bytes;
    encode_rpc_fault(bytes, 4, {0, rpc_fault_operation_range});
    const auto pdu = decode_rpc_pdu(bytes);
    ASSERT_TRUE(pdu);
    EXPECT_EQ(std::get<RpcFault>(pdu->body).status, 0x1C010002u);  // nca_s_op_rng_error
    EXPECT_EQ(bytes.size(), 32u);
}

TEST(Dcerpc, SpellsUuids) {
    EXPECT_EQ(uuid_of("4b324fc8-1670-01d3-1278-5a47bf6ee188")->time_low, 0x4b324fc8u);
    EXPECT_EQ(to_text(*uuid_of("4b324fc8-1670-01d3-1278-5a47bf6ee188")),
              "4b324fc8-1670-01d3-1278-5a47bf6ee188");
    EXPECT_FALSE(uuid_of("4b324fc816700-1d3-1278-5a47bf6ee188"));
    EXPECT_FALSE(uuid_of("4b324fc8-1670-01d3-1278-5a47bf6ee18"));
    EXPECT_FALSE(uuid_of("4b324fc8-1670-01d3-1278-5a47bf6ee18x"));
}

TEST(Dcerpc, SurvivesEveryCutAndEveryFlip) {
    core::ByteVector ack;
    encode_rpc_bind_ack(ack, 1, {4280, 4280, 1, "\\PIPE\\x", {{0, 0, ndr_syntax()}}});
    for (const auto& sample :
         {tests::bind_bytes(), tests::request_bytes(15, tests::bind_bytes()), ack})
        tests::cut_and_flip(sample, [](core::Bytes bytes) {
            if (const auto pdu = decode_rpc_pdu(bytes)) {
                EXPECT_LE(pdu->header.fragment_length, bytes.size());
            }
        });
}

}  // namespace
}  // namespace hitme::wire
