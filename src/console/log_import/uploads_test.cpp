// SPDX-License-Identifier: Apache-2.0
#include "console/log_import/uploads.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/scratch_folder.h"

namespace hitme::console::log_import {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

core::Bytes bytes(std::string_view text) {
    return core::as_bytes(text);
}

TEST(Uploads, PiecesInOrderMakeTheFile) {
    const tests::ScratchFolder folder;
    Uploads uploads{folder.path() + "/uploads"};
    ASSERT_TRUE(uploads.begin(7, 6));
    EXPECT_EQ(*uploads.append(7, 0, bytes("abc")), 3u);
    EXPECT_EQ(uploads.append(7, 0, bytes("abc")).error().context, "the file ends at 3");
    EXPECT_EQ(uploads.append(7, 4, bytes("e")).error().code, core::ErrorCode::refused);
    EXPECT_EQ(uploads.append(7, 3, bytes("defg")).error().context, "longer than was announced");
    EXPECT_EQ(*uploads.append(7, 3, bytes("def")), 6u);
    EXPECT_EQ(text_of(uploads.path_of(7)), "abcdef");
    struct stat about {};
    ASSERT_EQ(::stat(uploads.path_of(7).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777u, 0600u) << "what is in a log is nobody else's";
    uploads.remove(7);
    EXPECT_FALSE(std::filesystem::exists(uploads.path_of(7)));
    EXPECT_EQ(uploads.append(7, 0, bytes("a")).error().code, core::ErrorCode::not_found);
}

TEST(Uploads, KeepToTheirLimitsAndStartWithNothing) {
    const tests::ScratchFolder folder;
    {
        Uploads uploads{folder.path() + "/uploads"};
        EXPECT_EQ(uploads.begin(1, max_log_bytes + 1).error().code, core::ErrorCode::over_limit);
        for (std::uint64_t id = 1; id <= max_uploads; ++id) ASSERT_TRUE(uploads.begin(id, 1));
        EXPECT_EQ(uploads.begin(99, 1).error().code, core::ErrorCode::over_limit);
    }
    const Uploads again{folder.path() + "/uploads"};
    EXPECT_FALSE(std::filesystem::exists(again.path_of(1)));
}

}  // namespace
}  // namespace hitme::console::log_import
