// SPDX-License-Identifier: Apache-2.0
#include "console/access/tokens.h"

#include <gtest/gtest.h>

#include <tuple>

#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;
const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

TEST(Tokens, ScopesNameAVerbAndAnArea) {
    for (const char* scope : {"read:*", "write:cases", "read:allow-rules"})
        EXPECT_TRUE(is_scope(scope)) << scope;
    for (const char* scope : {"", "read", "read:", "delete:cases", "read:Cases", "read:a/b"})
        EXPECT_FALSE(is_scope(scope)) << scope;
}

TEST(Tokens, ScopesAllowTheirAreaAndVerbOnly) {
    const std::vector<std::string> scopes{"read:sources", "write:cases"};
    EXPECT_TRUE(scopes_allow(scopes, "GET", "/api/v1/sources/192.0.2.1"));
    EXPECT_TRUE(scopes_allow(scopes, "GET", "/api/v1/cases"));
    EXPECT_TRUE(scopes_allow(scopes, "POST", "/api/v1/cases/c-1"));
    EXPECT_FALSE(scopes_allow(scopes, "POST", "/api/v1/sources"));
    EXPECT_FALSE(scopes_allow(scopes, "GET", "/api/v1/sourcesx"));
    EXPECT_FALSE(scopes_allow(scopes, "GET", "/api/v1/users"));
    EXPECT_FALSE(scopes_allow(scopes, "GET", "/"));
    EXPECT_TRUE(scopes_allow({"read:*"}, "HEAD", "/api/v1/now"));
    EXPECT_TRUE(scopes_allow({"read:metrics"}, "GET", "/metrics"));
    EXPECT_FALSE(scopes_allow({"read:*"}, "DELETE", "/api/v1/cases"));
    EXPECT_TRUE(scopes_allow({"read:advisories"}, "GET", "/api/v1/advisories.atom"));
}

TEST(Tokens, LiveUntilTheyExpireOrAreRevoked) {
    const tests::ScratchFolder folder;
    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    ApiToken token;
    token.label = "firewall";
    token.scopes = {"read:exports"};
    token.expires_at = noon + 24h;
    const std::string secret = "hitme_0123456789abcdef";
    const auto id = write_token(*book, token, secret, "mara", noon);
    ASSERT_TRUE(id);
    const auto found = find_token(*book, secret, noon);
    ASSERT_TRUE(found && found->has_value());
    EXPECT_EQ((*found)->label, "firewall");
    EXPECT_EQ((*found)->made_by, "mara");
    EXPECT_FALSE(find_token(*book, secret + "0", noon)->has_value());
    EXPECT_FALSE(find_token(*book, "", noon)->has_value());
    EXPECT_FALSE(find_token(*book, secret, noon + 24h)->has_value());
    // The secret itself is nowhere in the book.
    const auto trail = book->trail({});
    for (const auto& entry : trail->entries)
        EXPECT_EQ((entry.body + entry.subject + entry.id).find("0123456789abcdef"),
                  std::string::npos);
    ASSERT_TRUE(revoke_token(*book, *id, "olu", noon));
    EXPECT_FALSE(find_token(*book, secret, noon)->has_value());
    EXPECT_TRUE((*read_tokens(*book))[0].revoked);
    EXPECT_EQ(revoke_token(*book, "t-none", "olu", noon).error().code, core::ErrorCode::not_found);
}

TEST(Tokens, TheScopeThatWouldOpenAPathIsNamed) {
    for (const auto& [method, path, scope] :
         {std::tuple{"GET", "/api/v1/sources", "read:sources"},
          std::tuple{"HEAD", "/api/v1/sources/192.0.2.1", "read:sources"},
          std::tuple{"PUT", "/api/v1/cases/c-1", "write:cases"},
          std::tuple{"GET", "/api/v1/advisories.atom", "read:advisories"},
          std::tuple{"GET", "/api/v1/<b>", "read:*"},
          std::tuple{"GET", "/metrics", "read:metrics"}}) {
        EXPECT_EQ(scope_for(method, path), scope) << path;
        const bool is_area = std::string_view(path) != "/api/v1/<b>";
        EXPECT_TRUE(!is_area || scopes_allow({scope_for(method, path)}, method, path)) << path;
    }
}

}  // namespace
}  // namespace hitme::console
