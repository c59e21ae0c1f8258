// SPDX-License-Identifier: Apache-2.0
#include "store/ip/mapped_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/scratch_folder.h"

namespace hitme::store {
namespace {

TEST(MappedFiles, GiveTheBytesOfAFile) {
    const tests::ScratchFolder folder;
    std::ofstream(folder.path() + "/file") << "some bytes";
    const auto file = MappedFile::open(folder.path() + "/file");
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(core::as_text(file->bytes()), "some bytes");
}

TEST(MappedFiles, RefuseWhatIsNoFile) {
    const tests::ScratchFolder folder;
    std::ofstream(folder.path() + "/empty") << "";
    EXPECT_EQ(MappedFile::open(folder.path() + "/none").error().code, core::ErrorCode::not_found);
    EXPECT_EQ(MappedFile::open(folder.path()).error().code, core::ErrorCode::not_found);
    EXPECT_EQ(MappedFile::open(folder.path() + "/empty").error().code, core::ErrorCode::bad_input);
}

}  // namespace
}  // namespace hitme::store
