// SPDX-License-Identifier: Apache-2.0
#include "wire/file_information.h"

#include <gtest/gtest.h>

#include "support/packet_writer.h"
#include "support/piecewise.h"
#include "wire/smb_text.h"

namespace hitme::wire {
namespace {

using tests::Writer;

// [MS-FSCC] 2.4.42.2: ReplaceIfExists, seven reserved, RootDirectory of eight, FileNameLength, FileName.
core::ByteVector of_smb2() {
    return Writer()
        .u8(1)
        .zeros(7)
        .zeros(8)
        .le32(6)
        .raw(core::ByteVector{'a', 0, '.', 0, 'e', 0})
        .bytes();
}
// 2.4.42.1: three reserved, RootDirectory of four.
core::ByteVector of_smb1() {
    return Writer()
        .u8(1)
        .zeros(3)
        .zeros(4)
        .le32(6)
        .raw(core::ByteVector{'a', 0, '.', 0, 'e', 0})
        .bytes();
}

TEST(FileInformation, ReadsTheNewNameOfBothForms) {
    const auto two = of_smb2();
    const auto one = of_smb1();
    ASSERT_TRUE(decode_file_rename(two, FileRenameForm::smb2));
    EXPECT_EQ(smb_text_from_utf16(decode_file_rename(two, FileRenameForm::smb2)->name), "a.e");
    EXPECT_EQ(smb_text_from_utf16(decode_file_rename(one, FileRenameForm::smb1)->name), "a.e");
}

TEST(FileInformation, ReadsWhetherAFileGoes) {
    EXPECT_TRUE(decode_file_disposition(Writer().u8(1).bytes())->deletes);
    EXPECT_FALSE(decode_file_disposition(Writer().u8(0).bytes())->deletes);
    EXPECT_TRUE(decode_file_disposition(Writer().le32(3).bytes())
                    ->deletes);  // FileDispositionInformationEx
    EXPECT_STREQ(decode_file_disposition({}).error().field, "DeletePending");
}

TEST(FileInformation, ANameThatIsLongerThanItsBufferIsAFault) {
    auto bytes = of_smb2();
    bytes[16] = 8;
    EXPECT_STREQ(decode_file_rename(bytes, FileRenameForm::smb2).error().field, "FileName");
    tests::for_each_cut_and_flip(of_smb1(), [](core::Bytes changed) {
        (void)decode_file_rename(changed, FileRenameForm::smb1);
        (void)decode_file_rename(changed, FileRenameForm::smb2);
        (void)decode_file_disposition(changed);
    });
}

}  // namespace
}  // namespace hitme::wire
