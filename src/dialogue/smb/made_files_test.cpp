// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/made_files.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/made_up_machine.h"

namespace hitme::dialogue::smb {
namespace {

class MadeFilesTest : public ::testing::Test {
 protected:
    static std::string read(const CreatedFile& file, std::uint64_t offset, std::size_t most) {
        const auto data = read_made(file, offset, most);
        return data ? std::string(core::as_text(*data)) : "not kept";
    }
    const Machine machine_ = tests::made_up_machine();
    const Policy policy_;
    const Surroundings surroundings_;
    State state_{machine_, policy_, surroundings_, core::Random{1}, {}, {}, {}, {}, 0, {}, {}};
};

TEST_F(MadeFilesTest, GiveBackWhatWasWritten) {
    CreatedFile& file = state_.files["s\\a"];
    write_made(state_, file, 0, core::as_bytes("hello"), machine_.booted);
    write_made(state_, file, 6, core::as_bytes("you"), machine_.booted);
    EXPECT_EQ(file.size, 9u);
    EXPECT_EQ(read(file, 0, 100), std::string("hello\0you", 9));
    EXPECT_EQ(read(file, 1, 3), "ell");
    EXPECT_EQ(read(file, 9, 3), "");
    EXPECT_EQ(read(file, ~std::uint64_t{0}, 3), "");
    resize_made(state_, file, 2);
    EXPECT_EQ(read(file, 0, 100), "he");
    resize_made(state_, file, 3);
    EXPECT_EQ(read(file, 0, 100), std::string("he\0", 3));
}

TEST_F(MadeFilesTest, KeepNoMoreThanTheirBound) {
    CreatedFile& first = state_.files["s\\a"];
    const core::ByteVector most(max_kept_contents - 1, 'x');
    write_made(state_, first, 0, most, machine_.booted);
    EXPECT_EQ(read(first, 0, 1), "x");
    CreatedFile& second = state_.files["s\\b"];
    write_made(state_, second, 0, core::as_bytes("y"), machine_.booted);
    EXPECT_EQ(read(second, 0, 1), "y");
    write_made(state_, second, 1, core::as_bytes("y"), machine_.booted);
    EXPECT_EQ(read(second, 0, 1), "not kept");
    EXPECT_EQ(second.size, 2u);
    EXPECT_EQ(second.contents.capacity(), 0u);
    write_made(state_, first, std::uint64_t{1} << 40, core::as_bytes("x"), machine_.booted);
    EXPECT_EQ(read(first, 0, 1), "not kept");
    EXPECT_EQ(first.contents.capacity(), 0u);
    // Emptied, a file begins anew.
    resize_made(state_, first, 0);
    write_made(state_, first, 0, core::as_bytes("z"), machine_.booted);
    EXPECT_EQ(read(first, 0, 9), "z");
}

// Both dialects refuse such offsets before; where one forgets, the sum must not come round to the file's beginning.
TEST_F(MadeFilesTest, TakeNoOffsetWhoseEndPassesSixtyFourBits) {
    CreatedFile& file = state_.files["s\\a"];
    write_made(state_, file, ~std::uint64_t{0} - 2, core::as_bytes("hello"), machine_.booted);
    EXPECT_EQ(file.size, ~std::uint64_t{0});
    EXPECT_EQ(read(file, 0, 1), "not kept");
}

}  // namespace
}  // namespace hitme::dialogue::smb
