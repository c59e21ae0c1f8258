// SPDX-License-Identifier: Apache-2.0
#include "runtime/password_hash.h"

#include <gtest/gtest.h>

namespace hitme::runtime {
namespace {

TEST(PasswordHash, ReadsWhatTheReferenceProgramWrote) {
    // echo -n 'correct horse battery' | argon2 somesalt12345678 -id -t 2 -m 12 -p 1 -l 32 -e -v 13
    const std::string hash =
        "$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHQxMjM0NTY3OA$"
        "6FZQyxjuiIxsT6PVroI9ZWMWKznV0fU9sm642OA3l88";
    EXPECT_TRUE(password_matches("correct horse battery", hash));
    EXPECT_FALSE(password_matches("correct horse batter", hash));
    EXPECT_FALSE(password_matches("", hash));
}

TEST(PasswordHash, EveryHashHasItsOwnSalt) {
    const auto first = hash_password("correct horse battery");
    const auto second = hash_password("correct horse battery");
    ASSERT_TRUE(first && second);
    EXPECT_NE(*first, *second);
    EXPECT_TRUE(first->starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << *first;
    EXPECT_TRUE(password_matches("correct horse battery", *first));
    EXPECT_FALSE(password_matches("Correct horse battery", *first));
}

TEST(PasswordHash, RefusesShortAndEndlessPasswords) {
    EXPECT_EQ(hash_password("too short").error().code, core::ErrorCode::bad_input);
    EXPECT_EQ(hash_password(std::string(1025, 'x')).error().code, core::ErrorCode::bad_input);
}

TEST(PasswordHash, AHashThatIsNoneOrTooDearMatchesNothing) {
    for (const char* hash :
         {"", "correct horse battery", "$argon2id$v=19$", "$argon2id$v=19$m=65536,t=3,p=1$",
          "$argon2id$v=19$m=4294967295,t=3,p=1$c29tZXNhbHQ$aaaa",
          "$argon2i$v=19$m=65536,t=3,p=1$c29tZXNhbHQ$aaaa"})
        EXPECT_FALSE(password_matches("correct horse battery", hash)) << hash;
}

}  // namespace
}  // namespace hitme::runtime
