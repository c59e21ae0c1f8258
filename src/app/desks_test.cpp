// SPDX-License-Identifier: Apache-2.0
#include "app/desks.h"

#include <gtest/gtest.h>

#include "console/access/tokens.h"
#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::app {
namespace {

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

TEST(Desks, LendTokensThatOpenWhatTheirScopesName) {
    const tests::ScratchFolder folder;
    const runtime::ManualClock clock{noon};
    auto desks = Desks::open({folder.path(), false, {}}, clock);
    ASSERT_TRUE(desks) << desks.error().context;
    console::api::ApiHooks hooks;
    (*desks)->lend(hooks);
    ASSERT_TRUE(hooks.sessions && hooks.token_caller);
    EXPECT_FALSE(hooks.areas.empty());

    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    console::ApiToken token;
    token.label = "firewall";
    token.scopes = {"read:exports"};
    token.expires_at = noon + std::chrono::hours{1};
    ASSERT_TRUE(console::write_token(*book, token, "hitme_secret", "mara", noon));
    const auto caller =
        hooks.token_caller(*book, "hitme_secret", "GET", "/api/v1/exports/blocklist", noon);
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->name, "token firewall");
    EXPECT_EQ(caller->role, console::Role::viewer);
    EXPECT_FALSE(hooks.token_caller(*book, "hitme_secret", "GET", "/api/v1/users", noon));
    EXPECT_FALSE(hooks.token_caller(*book, "hitme_other", "GET", "/api/v1/exports", noon));
}

}  // namespace
}  // namespace hitme::app
