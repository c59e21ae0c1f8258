// SPDX-License-Identifier: Apache-2.0
#include "console/problem.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(Problem, IsWrittenAsTheStandardSays) {
    const auto response = answer_problem({400, "not a time", "from"});
    EXPECT_EQ(response.status, 400u);
    EXPECT_EQ(response.headers.front().value, "application/problem+json");
    EXPECT_EQ(
        response.body,
        R"({"type":"about:blank","title":"Bad Request","status":400,"detail":"not a time","parameter":"from"})");
}

TEST(Problem, TellsTheClientWhoseFaultItIs) {
    EXPECT_EQ(problem_of(core::error(core::ErrorCode::not_found, "x")).status, 404u);
    EXPECT_EQ(problem_of(core::error(core::ErrorCode::bad_input, "x")).status, 400u);
    EXPECT_EQ(problem_of(core::error(core::ErrorCode::disk_full, "x")).status, 503u);
    EXPECT_EQ(problem_of(core::error(core::ErrorCode::io, "x")).status, 500u);
}

TEST(Problem, GuardsAllowNothingFromElsewhere) {
    runtime::HttpResponse response;
    add_guards(response);
    ASSERT_FALSE(response.headers.empty());
    const std::string& policy = response.headers.front().value;
    EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self';"));
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

}  // namespace
}  // namespace hitme::console
