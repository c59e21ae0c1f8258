// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_query.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

core::ByteVector after_header(const std::string& hex) {
    core::ByteVector bytes(smb2_header_bytes, 0);
    const auto body = *core::from_hex(hex);
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

// [MS-SMB2] 2.2.33: 33, class 37, restart, index 0, FileId 1 and 2, name at 96 of 2, 65536, "*".
const std::string directory_body =
    "2100250100000000010000000000000002000000000000006000020000000100"
    "2a00";
// 2.2.37: 41, filesystem, class 5, 1000, input at 104 of 0, additional 0, flags 0, FileId 1 and 2.
const std::string info_body =
    "29000205e803000068000000000000000000000000000000"
    "01000000000000000200000000000000";
// 2.2.39: 33, file, class 13, length 1, offset 96, additional 0, FileId 1 and 2, delete.
const std::string set_body =
    "2100010d010000006000000000000000"
    "01000000000000000200000000000000"
    "01";

TEST(Smb2Query, ReadsAndWritesADirectoryRequest) {
    const auto bytes = after_header(directory_body);
    const auto request = decode_smb2_query_directory_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->information_class, 37);
    EXPECT_EQ(request->flags, smb2_restart_scans);
    EXPECT_EQ(request->file, (Smb2FileId{1, 2}));
    EXPECT_EQ(core::to_hex(request->pattern), "2a00");
    EXPECT_EQ(request->output_length, 65536u);
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_query_directory_request(out, *request);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2Query, ReadsAndWritesAnInformationRequest) {
    const auto bytes = after_header(info_body);
    const auto request = decode_smb2_query_info_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->type, Smb2InfoType::filesystem);
    EXPECT_EQ(request->information_class, 5);
    EXPECT_EQ(request->output_length, 1000u);
    EXPECT_EQ(request->file, (Smb2FileId{1, 2}));
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_query_info_request(out, *request);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2Query, ReadsAndWritesASettingRequest) {
    const auto bytes = after_header(set_body);
    const auto request = decode_smb2_set_info_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->information_class, 13);
    EXPECT_EQ(core::to_hex(request->buffer), "01");
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_set_info_request(out, *request);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2Query, WritesAndReadsResponses) {
    const core::ByteVector buffer = {9, 8};
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_query_response(out, {buffer});
    EXPECT_EQ(core::to_hex(core::Bytes(out).subspan(smb2_header_bytes)), "09004800020000000908");
    EXPECT_EQ(core::to_hex(decode_smb2_query_response(out)->buffer), "0908");
    core::ByteVector set;
    encode_smb2_set_info_response(set);
    EXPECT_EQ(core::to_hex(set), "0200");
}

TEST(Smb2Query, SurvivesEveryCutAndFlip) {
    for (const auto& body : {directory_body, info_body, set_body})
        tests::for_each_cut_and_flip(after_header(body), [](core::Bytes bytes) {
            (void)decode_smb2_query_directory_request(bytes);
            (void)decode_smb2_query_info_request(bytes);
            (void)decode_smb2_set_info_request(bytes);
            (void)decode_smb2_query_response(bytes);
        });
}

}  // namespace
}  // namespace hitme::wire
