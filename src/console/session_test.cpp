// SPDX-License-Identifier: Apache-2.0
#include "console/session.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

TEST(Session, ExchangesATokenOnceAndMakesTheNext) {
    runtime::ManualClock clock{*core::parse_time("2026-03-01T12:00:00Z")};
    Sessions sessions(clock);
    const std::string token = sessions.token();
    EXPECT_EQ(token.size(), 64u);  // 256 bits, four to a digit
    const auto cookie = sessions.exchange(token);
    ASSERT_TRUE(cookie);
    EXPECT_TRUE(sessions.valid(*cookie));
    EXPECT_NE(sessions.token(), token);
    EXPECT_FALSE(sessions.exchange(token));
    EXPECT_TRUE(sessions.exchange(sessions.token()));
    EXPECT_TRUE(sessions.valid(*cookie));
}

TEST(Session, RefusesTokensAndCookiesThatAreNotItsOwn) {
    runtime::ManualClock clock{*core::parse_time("2026-03-01T12:00:00Z")};
    Sessions sessions(clock);
    EXPECT_FALSE(sessions.exchange(""));
    EXPECT_FALSE(sessions.exchange(sessions.token() + "0"));
    EXPECT_FALSE(sessions.valid(""));
    EXPECT_FALSE(sessions.valid(sessions.token()));
}

TEST(Session, KnowsWhoItIsAndHasACsrfSecretOfItsOwn) {
    runtime::ManualClock clock{*core::parse_time("2026-03-01T12:00:00Z")};
    Sessions sessions(clock);
    const auto local = sessions.find(*sessions.exchange(sessions.token()));
    ASSERT_TRUE(local);
    EXPECT_EQ(local->caller.name, "local");
    EXPECT_TRUE(local->caller.may(Role::admin));
    const std::string cookie = sessions.open({"mara", Role::viewer});
    const auto mara = sessions.find(cookie);
    ASSERT_TRUE(mara);
    EXPECT_EQ(mara->caller.name, "mara");
    EXPECT_FALSE(mara->caller.may(Role::analyst));
    EXPECT_EQ(mara->csrf.size(), 64u);
    EXPECT_NE(mara->csrf, local->csrf);
    EXPECT_NE(mara->csrf, cookie);
}

TEST(Session, ClosesOneOrAllOfAName) {
    runtime::ManualClock clock{*core::parse_time("2026-03-01T12:00:00Z")};
    Sessions sessions(clock);
    const auto first = sessions.open({"mara", Role::viewer});
    const auto second = sessions.open({"mara", Role::viewer});
    const auto other = sessions.open({"olu", Role::admin});
    sessions.close(first);
    EXPECT_FALSE(sessions.valid(first));
    EXPECT_TRUE(sessions.valid(second));
    sessions.close_all_of("mara");
    EXPECT_FALSE(sessions.valid(second));
    EXPECT_TRUE(sessions.valid(other));
}

TEST(Session, EndsAfterALongTimeWithoutUse) {
    runtime::ManualClock clock{*core::parse_time("2026-03-01T12:00:00Z")};
    Sessions sessions(clock);
    const auto cookie = sessions.exchange(sessions.token());
    clock.advance(session_for);
    EXPECT_TRUE(sessions.valid(*cookie));
    clock.advance(session_for + 1s);
    EXPECT_FALSE(sessions.valid(*cookie));
    EXPECT_EQ(sessions.count(), 0u);
}

TEST(Session, TheOneUsedLongestAgoGivesWay) {
    runtime::ManualClock clock{*core::parse_time("2026-03-01T12:00:00Z")};
    Sessions sessions(clock);
    const auto first = sessions.exchange(sessions.token());
    clock.advance(1s);
    const auto second = sessions.exchange(sessions.token());
    clock.advance(1s);
    for (std::size_t i = 2; i < max_sessions; ++i) sessions.exchange(sessions.token());
    clock.advance(1s);
    EXPECT_TRUE(sessions.valid(*first));
    sessions.exchange(sessions.token());
    EXPECT_EQ(sessions.count(), max_sessions);
    EXPECT_TRUE(sessions.valid(*first));
    EXPECT_FALSE(sessions.valid(*second));
}

TEST(Session, FindsItsCookieAmongOthers) {
    runtime::ManualClock clock{*core::parse_time("2026-03-01T12:00:00Z")};
    Sessions sessions{clock};
    sessions.set_port(7445);
    const auto name = sessions.cookie_name();
    EXPECT_EQ(name, "hitme_session_7445");
    EXPECT_EQ(cookie_value(name, "a=1; hitme_session_7445=abc; b=2"), "abc");
    EXPECT_EQ(cookie_value(name, "xhitme_session_7445=abc"), std::nullopt);
    EXPECT_EQ(cookie_value(name, ""), std::nullopt);
    // Another console of the same host, whose cookie the browser sends along.
    EXPECT_EQ(cookie_value(name, "hitme_session_7446=other; hitme_session=old"), std::nullopt);
    EXPECT_EQ(cookie_value(name, "hitme_session_7446=other; hitme_session_7445=abc"), "abc");
    // Without TLS neither Secure nor __Host- (which wants Secure); what else that prefix asks for holds.
    EXPECT_EQ(set_cookie(name, "abc"), "hitme_session_7445=abc; HttpOnly; SameSite=Strict; Path=/");
    EXPECT_EQ(clear_cookie(name),
              "hitme_session_7445=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
}

TEST(Session, ComparesWholeTexts) {
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
    EXPECT_FALSE(equal_in_constant_time("abc", ""));
}

}  // namespace
}  // namespace hitme::console
