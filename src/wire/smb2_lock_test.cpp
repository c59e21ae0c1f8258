// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_lock.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::wire {
namespace {

// [MS-SMB2] 2.2.26: StructureSize 48, LockCount 1, LockSequence, FileId 0x11 and 0x22; 2.2.26.1: Offset 5, Length 7, Flags
// exclusive and at once, Reserved.
core::ByteVector lock_sample() {
    core::ByteVector bytes(smb2_header_bytes, 0);
    const auto body = *core::from_hex(
        "3000010000000000"
        "11000000000000002200000000000000"
        "050000000000000007000000000000001200000000000000");
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

TEST(Smb2Lock, ReadsAndWritesARequest) {
    const auto bytes = lock_sample();
    const auto request = decode_smb2_lock_request(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->count, 1u);
    EXPECT_EQ(request->file, (Smb2FileId{0x11, 0x22}));
    ASSERT_EQ(request->elements.size(), 1u);
    EXPECT_EQ(request->elements[0].offset, 5u);
    EXPECT_EQ(request->elements[0].length, 7u);
    EXPECT_EQ(request->elements[0].flags, smb2_lock_exclusive | smb2_lock_fail_immediately);
    core::ByteVector out(smb2_header_bytes, 0);
    encode_smb2_lock_request(out, *request);
    EXPECT_EQ(out, bytes);
}

TEST(Smb2Lock, ReadsNoMoreElementsThanItsLimit) {
    auto bytes = lock_sample();
    const core::ByteVector element(bytes.end() - 24, bytes.end());
    for (std::size_t i = 1; i < 2 * max_smb2_lock_elements; ++i)
        bytes.insert(bytes.end(), element.begin(), element.end());
    bytes[66] = 2 * max_smb2_lock_elements;
    const auto request = decode_smb2_lock_request(bytes);
    EXPECT_EQ(request->count, 2 * max_smb2_lock_elements);
    EXPECT_EQ(request->elements.size(), max_smb2_lock_elements);
}

TEST(Smb2Lock, RefusesAnotherStructureAndSurvivesEveryCutAndFlip) {
    auto bytes = lock_sample();
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_FALSE(decode_smb2_lock_request(core::Bytes(bytes).first(cut))) << cut;
    bytes[64] = 49;
    EXPECT_STREQ(decode_smb2_lock_request(bytes).error().field, "StructureSize");
    tests::for_each_cut_and_flip(
        lock_sample(), [](core::Bytes changed) { (void)decode_smb2_lock_request(changed); });
}

}  // namespace
}  // namespace hitme::wire
