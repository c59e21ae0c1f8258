// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_create.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "core/writer.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

// [MS-SMB2] 2.2.13, one field a line: "srvsvc" with two contexts, MxAc without data and RqLs of 32 bytes.
core::ByteVector request_message() {
    core::ByteVector bytes(smb2_header_bytes, 0);
    core::Writer to{bytes};
    to.u16le(57);          // StructureSize
    to.u8(0);              // SecurityFlags
    to.u8(0xFF);           // RequestedOplockLevel: lease
    to.u32le(2);           // ImpersonationLevel
    to.u64le(0);           // SmbCreateFlags
    to.u64le(0);           // Reserved
    to.u32le(0x0012019F);  // DesiredAccess
    to.u32le(0x80);        // FileAttributes
    to.u32le(7);           // ShareAccess
    to.u32le(1);           // CreateDisposition
    to.u32le(0x40);        // CreateOptions
    to.u16le(120);         // NameOffset
    to.u16le(12);          // NameLength
    to.u32le(136);         // CreateContextsOffset
    to.u32le(24 + 56);     // CreateContextsLength
    to.utf16le("srvsvc");  // 120..132
    to.zeros(4);           // to 136
    to.u32le(24);          // Next
    to.u16le(16);          // NameOffset
    to.u16le(4);           // NameLength
    to.u16le(0);           // Reserved
    to.u16le(24);          // DataOffset
    to.u32le(0);           // DataLength
    to.text("MxAc");
    to.zeros(4);
    to.u32le(0);   // Next: the last
    to.u16le(16);  // NameOffset
    to.u16le(4);   // NameLength
    to.u16le(0);   // Reserved
    to.u16le(24);  // DataOffset
    to.u32le(32);  // DataLength
    to.text("RqLs");
    to.zeros(4);
    to.zeros(32);
    return bytes;
}

TEST(Smb2Create, ReadsARequestAndItsContexts) {
    const auto bytes = request_message();
    const auto request = decode_smb2_create_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->requested_oplock, 0xFF);
    EXPECT_EQ(request->impersonation, 2u);
    EXPECT_EQ(request->desired_access, 0x0012019Fu);
    EXPECT_EQ(request->share_access, 7u);
    EXPECT_EQ(request->disposition, smb2_disposition_open);
    EXPECT_EQ(request->options, smb2_option_not_directory);
    EXPECT_EQ(core::to_hex(request->name), "730072007600730076006300");
    ASSERT_EQ(request->contexts.size(), 2u);
    EXPECT_EQ(request->contexts[0].kind, Smb2CreateContextKind::maximal_access);
    EXPECT_TRUE(request->contexts[0].data.empty());
    EXPECT_EQ(request->contexts[1].kind, Smb2CreateContextKind::lease);
    EXPECT_EQ(request->contexts[1].data.size(), 32u);
}

TEST(Smb2Create, WritesARequestThatReadsTheSame) {
    const auto bytes = request_message();
    const auto request = decode_smb2_create_request(bytes);
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_create_request(out, *request);
    const auto again = decode_smb2_create_request(out);
    ASSERT_TRUE(again);
    EXPECT_EQ(core::to_hex(again->name), core::to_hex(request->name));
    EXPECT_EQ(again->contexts.size(), 2u);
    EXPECT_EQ(again->contexts[1].kind, Smb2CreateContextKind::lease);
}

TEST(Smb2Create, WritesAResponseByTheSpecification) {
    Smb2CreateResponse response;
    response.action = 1;
    response.facts.end_of_file = 0x1122;
    response.facts.allocation_size = 0x1000;
    response.facts.attributes = 0x80;
    response.file = {7, 9};
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_create_response(out, response);
    // 2.2.14: 89, oplock 0, flags 0, action 1, four times, allocation, size, attributes, reserved, id, contexts.
    EXPECT_EQ(core::to_hex(core::Bytes(out).subspan(smb2_header_bytes)),
              std::string("59000000") + "01000000" + std::string(64, '0') + "0010000000000000" +
                  "2211000000000000" + "80000000" + "00000000" + "0700000000000000" +
                  "0900000000000000" + "0000000000000000");
    const auto read = decode_smb2_create_response(out);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->file, (Smb2FileId{7, 9}));
}

TEST(Smb2Create, WritesContextsOfAResponse) {
    Smb2CreateResponse response;
    const core::ByteVector data = {0, 0, 0, 0, 0xFF, 1, 0x1F, 0};
    Smb2CreateContext context;
    context.name = core::as_bytes("MxAc");
    context.data = data;
    response.contexts = {context, context};
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_create_response(out, response);
    const auto read = decode_smb2_create_response(out);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->contexts.size(), 2u);
    EXPECT_EQ(read->contexts[1].kind, Smb2CreateContextKind::maximal_access);
    EXPECT_EQ(core::to_hex(read->contexts[1].data), "00000000ff011f00");
}

TEST(Smb2Create, RefusesContextsThatDoNotAdvanceOrNeverEnd) {
    auto bytes = request_message();
    bytes[136] = 8;  // Next inside its own header
    EXPECT_STREQ(decode_smb2_create_request(bytes).error().field, "CreateContextNext");
    bytes[136] = 0xFF;
    EXPECT_STREQ(decode_smb2_create_request(bytes).error().field, "CreateContextNext");

    Smb2CreateRequest many;
    Smb2CreateContext context;
    context.name = core::as_bytes("QFid");
    many.contexts.assign(max_smb2_create_contexts + 1, context);
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_create_request(out, many);
    EXPECT_EQ(decode_smb2_create_request(out).error().fault, core::Fault::over_limit);
}

TEST(Smb2Create, SurvivesEveryCutAndFlip) {
    tests::for_each_cut_and_flip(request_message(), [](core::Bytes bytes) {
        (void)decode_smb2_create_request(bytes);
        (void)decode_smb2_create_response(bytes);
    });
}

}  // namespace
}  // namespace hitme::wire
