// SPDX-License-Identifier: Apache-2.0
#include "console/judge/backlog.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2009-01-05T00:00:00Z");

core::Address address(std::uint32_t number) {
    return core::Address::v4(0xC6120000 + number);
}

/// 30 hosts that knock every `every` for two days, or once each.
Stream of_hosts(std::optional<core::Duration> every) {
    StreamBuilder builder{std::nullopt, 1};
    for (std::uint32_t host = 0; host < 30; ++host)
        for (core::Time at = start + minutes{host}; at < start + hours{48};
             at += every.value_or(hours{48}))
            builder.add({at, "a", address(host), {}, {}});
    return builder.take("x", {});
}

TEST(Backlog, LastsAsLongAsHostsStayAwayAndNoLongerThanTheOutage) {
    const auto three = of_hosts(hours{3});
    const auto uptime = [](int away) {
        return analytics::Uptimes{
            {{start, start + hours{48}}, {start + hours{48 + away}, start + hours{90}}}};
    };
    const auto long_one = backlogs(three, uptime(8), start, start + hours{90});
    ASSERT_EQ(long_one.size(), 1u);
    EXPECT_EQ(long_one[0], (analytics::Span{start + hours{56}, start + hours{59}}));
    const auto short_one = backlogs(three, uptime(1), start, start + hours{90});
    ASSERT_EQ(short_one.size(), 1u);
    EXPECT_EQ(short_one[0], (analytics::Span{start + hours{49}, start + hours{50}}));
}

TEST(Backlog, ThereIsNoneOfHostsThatComeOnceNorWhereASensorListened) {
    const analytics::Uptimes away{
        {{start, start + hours{48}}, {start + hours{56}, start + hours{90}}}};
    EXPECT_TRUE(backlogs(of_hosts(std::nullopt), away, start, start + hours{90}).empty());
    auto watched = away;
    watched.push_back({{start, start + hours{90}}});
    EXPECT_TRUE(backlogs(of_hosts(hours{3}), watched, start, start + hours{90}).empty());
    EXPECT_TRUE(backlogs(Stream{}, away, start, start + hours{90}).empty());
    EXPECT_TRUE(backlogs(Stream{}, {}, start, start + hours{90}).empty());
}

TEST(Backlog, IsCutOutOfWhatTheSensorsListened) {
    const analytics::Uptimes whole{{{start, start + hours{10}}}, {{start, start + hours{3}}}};
    const auto cut = without(whole, {{start + hours{2}, start + hours{4}}});
    EXPECT_EQ(cut[0], (std::vector<analytics::Span>{{start, start + hours{2}},
                                                    {start + hours{4}, start + hours{10}}}));
    EXPECT_EQ(cut[1], (std::vector<analytics::Span>{{start, start + hours{2}}}));
    // Two cuts in one span, and one over the end of a span and the beginning of the next.
    const analytics::Uptimes broken{
        {{start, start + hours{10}}, {start + hours{11}, start + hours{20}}}};
    const auto twice = without(broken, {{start + hours{1}, start + hours{2}},
                                        {start + hours{3}, start + hours{4}},
                                        {start + hours{9}, start + hours{12}}});
    EXPECT_EQ(twice[0], (std::vector<analytics::Span>{{start, start + hours{1}},
                                                      {start + hours{2}, start + hours{3}},
                                                      {start + hours{4}, start + hours{9}},
                                                      {start + hours{12}, start + hours{20}}}));
    EXPECT_EQ(without(whole, {}), whole);
}

}  // namespace
}  // namespace hitme::console
