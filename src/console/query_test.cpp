// SPDX-License-Identifier: Apache-2.0
#include "console/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace hitme::console {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

TEST(Query, ReadsEachType) {
    Parameters in(
        "signal=tcp%2F445&from=2026-03-01T12%3A00%3A00Z&limit=7&window=7d&source=192.0.2.0%2F24&"
        "sensor=north+gate&bin=1h");
    const std::array<std::string_view, 2> bins{"5m", "1h"};
    EXPECT_EQ(in.signal("signal")->to_string(), "tcp/445");
    EXPECT_EQ(in.time("from"), core::parse_time("2026-03-01T12:00:00Z"));
    EXPECT_EQ(in.number("limit", 1, 1000, 50), 7u);
    EXPECT_EQ(in.duration("window", 5min, 90 * 24h, 24h), 7 * 24h);
    EXPECT_EQ(in.prefix("source")->to_string(), "192.0.2.0/24");
    EXPECT_EQ(in.text("sensor"), "north gate");
    EXPECT_EQ(in.choice("bin", bins, 0), 1u);
    EXPECT_FALSE(in.fault());
}

TEST(Query, TakesDefaultsForWhatIsAbsentOrEmpty) {
    Parameters in("from=");
    EXPECT_EQ(in.time("from"), std::nullopt);
    EXPECT_EQ(in.number("limit", 1, 1000, 50), 50u);
    EXPECT_FALSE(in.fault());
}

struct Wrong {
    const char* query;
    const char* parameter;
    const char* reason;
};

TEST(Query, NamesTheParameterAndTheReason) {
    for (const Wrong& wrong : {
             Wrong{"limit=0", "limit", "from 1 to 1000"},
             Wrong{"limit=1001", "limit", "from 1 to 1000"},
             Wrong{"limit=-1", "limit", "from 1 to 1000"},
             Wrong{"limit=5&limit=6", "limit", "given twice"},
             Wrong{"from=yesterday", "from", "not a time"},
             Wrong{"signal=445", "signal", "tcp/445"},
             Wrong{"signal=tcp/99999", "signal", "tcp/445"},
             Wrong{"limit=%zz", "limit", "two hexadecimal digits"},
             Wrong{"limit=%4", "limit", "two hexadecimal digits"},
             Wrong{"limt=5", "limt", "did you mean limit?"},
             Wrong{"colour=red", "colour", "no such parameter"},
         }) {
        Parameters in(wrong.query);
        in.number("limit", 1, 1000, 50);
        in.time("from");
        in.signal("signal");
        const auto fault = in.fault();
        ASSERT_TRUE(fault) << wrong.query;
        EXPECT_EQ(fault->parameter, wrong.parameter) << wrong.query;
        EXPECT_THAT(fault->reason, HasSubstr(wrong.reason)) << wrong.query;
    }
}

TEST(Query, ReadsARangeThatEndsNowUnlessToldOtherwise) {
    const auto noon = *core::parse_time("2026-03-01T12:00:00Z");
    Parameters none("");
    EXPECT_EQ(none.range(noon, 24h).from, *core::parse_time("2026-02-28T12:00:00Z"));
    EXPECT_EQ(none.range(noon, 24h).to, noon);
    Parameters until("to=2026-01-02");
    EXPECT_EQ(until.range(noon, 24h).from, *core::parse_time("2026-01-01"));
    Parameters backwards("from=2026-03-02&to=2026-03-01");
    backwards.range(noon, 24h);
    EXPECT_EQ(backwards.fault()->parameter, "from");
}

TEST(Query, IsBounded) {
    EXPECT_THAT(Parameters(std::string(max_query_bytes + 1, 'a')).fault()->reason,
                HasSubstr("longer than"));
    std::string many;
    for (std::size_t i = 0; i <= max_parameters; ++i) many += "p" + std::to_string(i) + "=1&";
    EXPECT_THAT(Parameters(many).fault()->reason, HasSubstr("more than"));
}

TEST(Query, ShowsWrongBytesSafely) {
    Parameters in("signal=%1b%5b2J");
    in.signal("signal");
    EXPECT_THAT(in.fault()->reason, HasSubstr("\\x1b[2J"));
}

}  // namespace
}  // namespace hitme::console
