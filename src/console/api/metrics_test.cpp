// SPDX-License-Identifier: Apache-2.0
#include "console/api/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace hitme::console::api {
namespace {

using testing::HasSubstr;

TEST(Metrics, WritesHelpTypeAndValueOfEach) {
    MetricsInput input;
    input.http.requests = 7;
    EXPECT_THAT(metrics_text(input),
                HasSubstr("# HELP hitme_http_requests_total Requests understood.\n"
                          "# TYPE hitme_http_requests_total counter\n"
                          "hitme_http_requests_total 7\n"));
    EXPECT_THAT(metrics_text(input), HasSubstr("hitme_store_readable 0\n"));
}

TEST(Metrics, TakesTheProgramsOwnCounters) {
    MetricsInput input;
    input.counters = {{"refused.per_source", 2}, {"refused per_source", 3}, {"stored", 1}};
    const std::string text = metrics_text(input);
    EXPECT_THAT(text, HasSubstr("\nhitme_refused_per_source_total 5\n"));
    EXPECT_THAT(text, HasSubstr("\nhitme_stored_total 1\n"));
}

// The rules of the text format: one TYPE line per name, lines of "name value".
TEST(Metrics, KeepsToTheTextFormat) {
    store::StoreState state;
    MetricsInput input;
    input.store = &state;
    input.counters = {{"a", 1}, {"a", 2}};
    std::istringstream in(metrics_text(input));
    std::set<std::string> typed;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("# TYPE ")) {
            EXPECT_TRUE(typed.insert(line.substr(7, line.find(' ', 7) - 7)).second) << line;
        } else if (!line.starts_with("# HELP ")) {
            const auto space = line.find(' ');
            EXPECT_TRUE(typed.contains(line.substr(0, space))) << line;
            EXPECT_EQ(line.find_first_not_of("0123456789", space + 1), std::string::npos) << line;
        }
    }
    EXPECT_GT(typed.size(), 15u);
}

}  // namespace
}  // namespace hitme::console::api
