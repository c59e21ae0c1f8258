// SPDX-License-Identifier: Apache-2.0
#include "analytics/distinct.h"

#include <map>
#include <set>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include "analytics/new_hosts.h"
#include "core/random.h"

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using Seen = Distinct::Seen;

constexpr std::uint32_t tcp_445 = (1u << 16) | 445;
const core::Time t0 = *core::parse_time("2008-11-06T14:00:00Z");

core::Address address(const char* text) {
    return *core::Address::parse(text);
}

TEST(Distinct, CountsASourceOncePerBinAndSignal) {
    Distinct distinct(1);
    const auto source = address("192.0.2.1");
    EXPECT_EQ(distinct.observe(tcp_445, source, t0), Seen::first);
    EXPECT_EQ(distinct.observe(tcp_445, source, t0), Seen::again);
    EXPECT_EQ(distinct.observe(any_signal, source, t0), Seen::first);
    EXPECT_EQ(distinct.observe(tcp_445, source, t0 + hours{1}), Seen::first);
    EXPECT_EQ(distinct.observe(tcp_445, source, t0), Seen::again);
    EXPECT_EQ(distinct.observe(tcp_445, address("192.0.2.2"), t0), Seen::first);
}

TEST(Distinct, TakesTheHighestAndTheLowestAddressOfTheAnyPortVariant) {
    Distinct distinct(1);
    for (const char* text : {"255.255.255.255", "0.0.0.0", "::1", "2001:db8::1"}) {
        EXPECT_EQ(distinct.observe(any_signal, address(text), t0), Seen::first) << text;
        EXPECT_EQ(distinct.observe(any_signal, address(text), t0), Seen::again) << text;
    }
    EXPECT_EQ(distinct.observe(any_signal, address("2001:db8::2"), t0), Seen::again);
}

TEST(Distinct, DropsWholeBinsAndTheirMemory) {
    Distinct distinct(1);
    for (std::uint32_t i = 0; i < 10000; ++i) {
        distinct.observe(tcp_445, core::Address::v4(i), t0);
        distinct.observe(tcp_445, core::Address::v4(i), t0 + minutes{5});
    }
    const auto before = distinct.memory_bytes();
    distinct.drop_before(t0 + minutes{5});
    EXPECT_EQ(distinct.bins(), 1u);
    EXPECT_LE(distinct.memory_bytes(), before / 2 + 64);
    EXPECT_EQ(distinct.observe(tcp_445, core::Address::v4(7), t0 + minutes{5}), Seen::again);
}

TEST(Distinct, AgreesWithASetAndItsHoursAddUpToNoLessThanTheDay) {
    core::Random random(2);
    Distinct by_hour(1);
    Distinct by_day(2);
    std::set<std::tuple<core::Time, std::uint32_t>> model;
    std::size_t hourly = 0;
    std::size_t daily = 0;
    for (int i = 0; i < 50000; ++i) {
        const auto value = static_cast<std::uint32_t>(random.below(5000));
        const auto at = t0 + minutes{static_cast<int>(random.below(24 * 60))};
        const auto hour = core::bin_of(at, hours{1});
        const auto source = core::Address::v4(value);
        const bool first = by_hour.observe(tcp_445, source, hour) == Seen::first;
        ASSERT_EQ(first, model.insert({hour, value}).second);
        hourly += first;
        daily += by_day.observe(tcp_445, source, t0) == Seen::first;
    }
    EXPECT_EQ(hourly, model.size());
    EXPECT_GE(hourly, daily);
}

}  // namespace
}  // namespace hitme::analytics
