// SPDX-License-Identifier: Apache-2.0
#include "console/access/access_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/filled_store.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;
using testing::Not;

class Access : public testing::Test {
 protected:
    Access()
        : store_(filled_.reader()),
          book_(std::move(*store::open_sqlite_book(filled_.folder(), store::Access::write))),
          sessions_(std::make_shared<Sessions>(clock_)),
          area_(sessions_, clock_) {}

    runtime::HttpResponse ask(std::string_view method, std::string_view path,
                              std::string_view body = "", Caller caller = {},
                              std::string_view query = "") {
        const AreaContext context{*store_, *book_, geo_, clock_.now(), false};
        auto answer = area_.answer(context, {method, path, query, body, std::move(caller)});
        EXPECT_TRUE(answer) << path;
        return answer.value_or(runtime::HttpResponse{});
    }
    unsigned add(std::string_view name, std::string_view role) {
        return ask("POST", "/api/v1/users",
                   "{\"name\":\"" + std::string(name) + "\",\"role\":\"" + std::string(role) +
                       "\",\"password\":\"correct horse battery\"}")
            .status;
    }
    static std::string header(const runtime::HttpResponse& response, std::string_view name) {
        for (const auto& field : response.headers)
            if (field.name == name) return field.value;
        return {};
    }

    tests::FilledStore filled_;
    runtime::ManualClock clock_{tests::noon()};
    store::GeoDb geo_;
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
    std::shared_ptr<Sessions> sessions_;
    AccessArea area_;
};

TEST_F(Access, AUserIsMadeAndSignsIn) {
    EXPECT_EQ(ask("GET", "/api/v1/login").body, R"({"passwords":false})");
    EXPECT_EQ(add("mara", "analyst"), 204u);
    EXPECT_EQ(add("mara", "analyst"), 409u);
    EXPECT_EQ(ask("GET", "/api/v1/login").body, R"({"passwords":true})");
    const auto users = ask("GET", "/api/v1/users").body;
    EXPECT_THAT(users, HasSubstr(R"("name":"mara","role":"analyst","active":true)"));
    EXPECT_THAT(users, Not(HasSubstr("argon2")));

    const auto in =
        ask("POST", "/api/v1/login", R"({"name":"mara","password":"correct horse battery"})");
    EXPECT_EQ(in.status, 204u);
    const auto cookie = cookie_value(sessions_->cookie_name(), header(in, "Set-Cookie"));
    ASSERT_TRUE(cookie);
    const auto session = sessions_->find(*cookie);
    ASSERT_TRUE(session);
    EXPECT_EQ(session->caller.name, "mara");
    EXPECT_EQ(session->caller.role, Role::analyst);

    // A change of the user ends the sessions.
    EXPECT_EQ(ask("PUT", "/api/v1/users/mara", R"({"active":false})").status, 204u);
    EXPECT_FALSE(sessions_->find(*cookie));
    EXPECT_EQ(ask("POST", "/api/v1/login", R"({"name":"mara","password":"correct horse battery"})")
                  .status,
              401u);
}

TEST_F(Access, WrongPasswordsAreThrottledAndKept) {
    ASSERT_EQ(add("mara", "viewer"), 204u);
    const std::string wrong = R"({"name":"mara","password":"wrong horse battery"})";
    for (int i = 0; i < 5; ++i) EXPECT_EQ(ask("POST", "/api/v1/login", wrong).status, 401u);
    const auto waits = ask("POST", "/api/v1/login", wrong);
    EXPECT_EQ(waits.status, 429u);
    EXPECT_EQ(header(waits, "Retry-After"), "5");
    clock_.advance(std::chrono::seconds{5});
    EXPECT_EQ(ask("POST", "/api/v1/login", R"({"name":"mara","password":"correct horse battery"})")
                  .status,
              204u);
    const auto trail = ask("GET", "/api/v1/audit", "", {}, "kind=sign_in").body;
    EXPECT_THAT(trail, HasSubstr(R"("total":6)"));
    EXPECT_THAT(trail, HasSubstr(R"("author":"mara")"));
    EXPECT_THAT(trail, Not(HasSubstr("wrong horse")));
}

TEST_F(Access, OnlyAnAdminMayManage) {
    const Caller analyst{"mara", Role::analyst};
    for (const char* path : {"/api/v1/users", "/api/v1/tokens", "/api/v1/audit", "/api/v1/users/x"})
        EXPECT_EQ(ask("GET", path, "", analyst).status, 403u) << path;
}

TEST_F(Access, ATokenIsShownOnceAndCanBeRevoked) {
    const auto made = ask("POST", "/api/v1/tokens",
                          R"({"label":"firewall","scopes":["read:exports"],)"
                          R"("expires_at":"2026-12-31T00:00:00Z"})");
    ASSERT_EQ(made.status, 200u) << made.body;
    EXPECT_THAT(made.body, HasSubstr("\"token\":\"hitme_"));
    const auto listed = ask("GET", "/api/v1/tokens").body;
    EXPECT_THAT(listed, HasSubstr(R"("label":"firewall","role":"viewer")"));
    EXPECT_THAT(listed, Not(HasSubstr("hitme_")));
    const auto id = listed.substr(listed.find("\"id\":\"") + 6, 14);
    EXPECT_EQ(ask("DELETE", "/api/v1/tokens/" + id).status, 204u);
    EXPECT_THAT(ask("GET", "/api/v1/tokens").body, HasSubstr(R"("state":"revoked")"));
    EXPECT_EQ(ask("DELETE", "/api/v1/tokens/t-none").status, 404u);
}

TEST_F(Access, RefusesWhatItCannotMean) {
    EXPECT_EQ(add("Mara Smith", "viewer"), 400u);
    EXPECT_EQ(add("mara", "root"), 400u);
    EXPECT_EQ(
        ask("POST", "/api/v1/users", R"({"name":"a","role":"viewer","password":"short"})").status,
        400u);
    EXPECT_EQ(ask("POST", "/api/v1/users", "no json").status, 400u);
    EXPECT_EQ(ask("POST", "/api/v1/tokens",
                  R"({"label":"x","scopes":["all"],"expires_at":"2026-12-31T00:00:00Z"})")
                  .status,
              400u);
    EXPECT_EQ(ask("PUT", "/api/v1/users/nobody", "{}").status, 404u);
    EXPECT_EQ(ask("DELETE", "/api/v1/users").status, 405u);
}

TEST_F(Access, APasswordIsChangedByWhoKnowsTheOldOne) {
    ASSERT_EQ(add("mara", "viewer"), 204u);
    const Caller mara{"mara", Role::viewer};
    EXPECT_EQ(ask("POST", "/api/v1/password",
                  R"({"old":"not the old one","new":"another good one"})", mara)
                  .status,
              403u);
    EXPECT_EQ(ask("POST", "/api/v1/password",
                  R"({"old":"correct horse battery","new":"another good one"})", mara)
                  .status,
              204u);
    EXPECT_EQ(
        ask("POST", "/api/v1/login", R"({"name":"mara","password":"another good one"})").status,
        204u);
}

}  // namespace
}  // namespace hitme::console
