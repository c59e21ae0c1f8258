// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/canonical_path.h"

#include <gtest/gtest.h>

namespace hitme::dialogue::rpc {
namespace {

// Types by [MS-SRVS] 2.2.2.9: ABSD 8198, RELD 8196, ABSND 8194, RELND 8192, UNC 4096.
TEST(RpcCanonicalPath, TakesDotsAndSeparatorsAway) {
    struct Row {
        const char* prefix;
        const char* path;
        const char* made;
        std::uint32_t type;
    };
    constexpr Row rows[] = {{"", "C:\\Data\\old\\..\\x.txt", "C:\\Data\\x.txt", 8198},
                            {"", "C:/Data/./x.txt", "C:\\Data\\x.txt", 8198},
                            {"", "c:x.txt", "c:x.txt", 8196},
                            {"", "\\a\\\\b\\", "\\a\\b", 8194},
                            {"", "\\", "\\", 8194},
                            {"", "a\\..\\b", "b", 8192},
                            {"", "", "", 8192},
                            {"C:\\Data", "x.txt", "C:\\Data\\x.txt", 8198},
                            {"C:\\Data", "..\\x.txt", "C:\\x.txt", 8198},
                            {"C:\\Data", "D:\\x.txt", "D:\\x.txt", 8198},
                            {"", "\\\\server\\share\\a\\..\\b", "\\\\server\\share\\b", 4096}};
    for (const Row& row : rows) {
        const CanonicalPath made = canonical_path(row.prefix, row.path);
        EXPECT_FALSE(made.climbs) << row.path;
        EXPECT_EQ(made.path, row.made) << row.path;
        EXPECT_EQ(made.type, row.type) << row.path;
    }
}

TEST(RpcCanonicalPath, KnowsNothingAboveARoot) {
    for (const char* path : {"\\..\\", "..", "a\\..\\..\\b", "C:\\..\\x", "\\\\s\\h\\..\\x"})
        EXPECT_TRUE(canonical_path("", path).climbs) << path;
    EXPECT_FALSE(canonical_path("C:\\a", "..").climbs);
}

TEST(RpcCanonicalPath, CountsCodeUnitsAndATerminator) {
    EXPECT_EQ(utf16_bytes(""), 2u);
    EXPECT_EQ(utf16_bytes("ab"), 6u);
    EXPECT_EQ(utf16_bytes("\xD0\x94"), 4u);          // one Cyrillic letter
    EXPECT_EQ(utf16_bytes("\xF0\x9F\x98\x80"), 6u);  // a surrogate pair
}

}  // namespace
}  // namespace hitme::dialogue::rpc
