// SPDX-License-Identifier: Apache-2.0
#include "console/access/users.h"

#include <gtest/gtest.h>

#include "runtime/password_hash.h"
#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

class Users : public testing::Test {
 protected:
    Users() : book_(std::move(*store::open_sqlite_book(folder_.path(), store::Access::write))) {
        mara_.name = "mara";
        mara_.role = Role::analyst;
        mara_.password_hash = *runtime::hash_password("correct horse battery");
        EXPECT_TRUE(write_user(*book_, mara_, "local", noon));
    }
    const tests::ScratchFolder folder_;
    std::unique_ptr<store::Book> book_;
    User mara_;
};

TEST_F(Users, SignInWithTheRightPasswordOnly) {
    const auto mara = sign_in(*book_, "mara", "correct horse battery");
    ASSERT_TRUE(mara && mara->has_value());
    EXPECT_EQ((*mara)->name, "mara");
    EXPECT_EQ((*mara)->role, Role::analyst);
    EXPECT_FALSE(sign_in(*book_, "mara", "correct horse")->has_value());
    EXPECT_FALSE(sign_in(*book_, "mara", "")->has_value());
    EXPECT_FALSE(sign_in(*book_, "olu", "correct horse battery")->has_value());
}

TEST_F(Users, AnInactiveUserMayNot) {
    auto user = read_user(*book_, "mara");
    ASSERT_TRUE(user);
    user->active = false;
    ASSERT_TRUE(write_user(*book_, *user, "local", noon));
    EXPECT_FALSE(sign_in(*book_, "mara", "correct horse battery")->has_value());
    // What was read is not the newest any more.
    EXPECT_EQ(write_user(*book_, *user, "local", noon).error().code, core::ErrorCode::refused);
}

TEST_F(Users, ANameIsTakenOnce) {
    EXPECT_EQ(write_user(*book_, mara_, "local", noon).error().code, core::ErrorCode::refused);
}

TEST_F(Users, NamesHaveFewCharacters) {
    for (const char* name : {"a", "mara.b", "x_1-2"}) EXPECT_TRUE(is_user_name(name)) << name;
    for (const char* name : {"", "local", "hitme", "Mara", "ma ra", "m\xc3\xa4ra", "../x", "a\n"})
        EXPECT_FALSE(is_user_name(name)) << name;
    EXPECT_FALSE(is_user_name(std::string(65, 'a')));
}

TEST_F(Users, AreListedByName) {
    User olu = mara_;
    olu.name = "ana";
    ASSERT_TRUE(write_user(*book_, olu, "local", noon));
    const auto users = read_users(*book_);
    ASSERT_EQ(users->size(), 2u);
    EXPECT_EQ((*users)[0].name, "ana");
}

}  // namespace
}  // namespace hitme::console
