// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/verdict.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

core::Address address(const char* text) {
    return *core::Address::parse(text);
}
NamedSet named(const char* source, OutsideKind kind, std::initializer_list<const char*> networks) {
    NamedSet set;
    set.source = source;
    set.kind = kind;
    for (const auto* text : networks) set.networks.push_back(*core::Prefix::parse(text));
    return set;
}
/// Days from 1 November 2008 on.
NamedSeries dshield(std::initializer_list<double> counts) {
    NamedSeries series;
    series.source = "DShield";
    core::Day day = *core::parse_day("2008-11-01");
    for (const double count : counts) {
        if (count >= 0) series.days.push_back({day, {}, {}, count});
        day += std::chrono::days{1};
    }
    return series;
}
const core::Time onset = *core::parse_time("2008-11-06T14:25:00Z");

// The eleven addresses of post A that SANS did not name, and the one that it named.
const std::vector<core::Address> ours = {
    address("208.23.24.52"),  address("66.100.224.113"), address("97.89.26.99"),
    address("219.158.0.96"),  address("88.178.18.41"),   address("91.142.209.26"),
    address("189.20.48.210"), address("212.122.95.217"), address("131.118.74.244"),
    address("84.3.125.99"),   address("81.57.69.99")};

TEST(OutsideVerdict, PostA) {
    const auto sans = named("SANS", OutsideKind::dshield_as_report, {"61.218.147.66"});
    const auto overlap = overlap_of(ours, {sans}, {});
    EXPECT_EQ(overlap.both.size(), 0u);
    EXPECT_EQ(overlap.ours_only.size(), 11u);
    EXPECT_EQ(overlap.theirs_only, std::vector<core::Address>{address("61.218.147.66")});

    const auto judged = judge_rise(onset, "tcp/445", {dshield({300, 310, 290, 300, 305, 700})}, {});
    ASSERT_EQ(judged.size(), 2u);
    EXPECT_EQ(judged[0].verdict, OutsideVerdict::confirmed);
    EXPECT_NE(judged[0].figures.find("confirmed by day"), std::string::npos) << judged[0].figures;
    EXPECT_EQ(judged[1].verdict, OutsideVerdict::not_covered);
    EXPECT_NE(judged[1].figures.find("not covered (daily data)"), std::string::npos);
}

TEST(OutsideVerdict, OfADay) {
    const auto verdict = [](std::initializer_list<double> counts,
                            std::vector<OwnSubmission> own = {}) {
        return judge_rise(onset, "tcp/445", {dshield(counts)}, own)[0].verdict;
    };
    EXPECT_EQ(verdict({300, 300, 300, 300, 300, 450}), OutsideVerdict::consistent);
    EXPECT_EQ(verdict({300, 300, 300, 300, 300, 310}), OutsideVerdict::contradicts);
    EXPECT_EQ(verdict({300, 300, 300, 300, 300, -1}), OutsideVerdict::not_covered);
    EXPECT_EQ(verdict({-1, -1, -1, 300, 300, 900}), OutsideVerdict::not_covered);
    // 900 of which 600 are ours are 300, as before.
    const core::Day day = core::day_of(onset);
    EXPECT_EQ(verdict({300, 300, 300, 300, 300, 900}, {{"DShield", day, 600, {}}}),
              OutsideVerdict::contradicts);
    EXPECT_EQ(verdict({300, 300, 300, 300, 300, 900}, {{"DShield", day, 900, {}}}),
              OutsideVerdict::not_independent);
    EXPECT_EQ(verdict({300, 300, 300, 300, 300, 900}, {{"another", day, 900, {}}}),
              OutsideVerdict::confirmed);
}

TEST(OutsideVerdict, OfASource) {
    const auto report = named("AS report", OutsideKind::dshield_as_report, {"61.218.147.66"});
    const auto block = named("block list", OutsideKind::dshield_block_list, {"61.218.147.0/24"});
    const auto source = address("61.218.147.66");
    EXPECT_EQ(judge_source(source, {report, block}, {}).verdict, OutsideVerdict::confirmed);
    EXPECT_EQ(judge_source(source, {block, report}, {}).source, "AS report");
    EXPECT_EQ(judge_source(source, {block}, {}).verdict, OutsideVerdict::consistent);
    EXPECT_EQ(judge_source(address("61.218.148.1"), {report, block}, {}).verdict,
              OutsideVerdict::not_covered);
    const OwnSubmission own{"AS report", core::day_of(onset), 1, {source}};
    EXPECT_EQ(judge_source(source, {report}, {own}).verdict, OutsideVerdict::not_independent);
    EXPECT_EQ(overlap_of({source}, {report}, {own}).both.size(), 0u);
}

TEST(OutsideVerdict, AListIsCountedWithoutWhatWeSent) {
    // Five entries: a network, one address twice, one that we sent, one that nobody here saw.
    auto list = named("AS report", OutsideKind::dshield_as_report,
                      {"61.218.147.0/24", "192.0.2.7", "192.0.2.7", "192.0.2.8", "192.0.2.9"});
    list.held_at = onset;
    const std::vector<core::Address> seen{address("192.0.2.7"), address("192.0.2.8")};
    const OwnSubmission own{"AS report", core::day_of(onset), 1, {address("192.0.2.8")}};
    const OwnSubmission other{"another", core::day_of(onset), 1, {address("192.0.2.7")}};
    const auto compared = compare_list(list, {own, other}, seen);
    EXPECT_EQ(compared.networks, 1u);
    EXPECT_EQ(compared.hosts, 3u);
    EXPECT_EQ(compared.own, 1u);
    EXPECT_EQ(compared.both, 1u);
    EXPECT_EQ(compared.held_at, onset);
    // The overlap of that one list says the same.
    EXPECT_EQ(overlap_of(seen, {list}, {own, other}).both.size(), compared.both);
}

TEST(OutsideVerdict, CurvesAgreeAtTheirLag) {
    std::vector<OutsideDay> own;
    core::Day day = *core::parse_day("2008-11-01");
    for (const double count : {10.0, 12.0, 9.0, 11.0, 80.0, 160.0, 150.0, 140.0}) {
        own.push_back({day, {}, {}, count});
        day += std::chrono::days{1};
    }
    // The same curve two days later, ten times as high.
    const auto agreement =
        compare_curves(own, dshield({95, 105, 100, 120, 90, 110, 800, 1600, 1500, 1400}));
    EXPECT_EQ(agreement.lag_days, 2);
    EXPECT_GT(*agreement.correlation, 0.99);
    EXPECT_EQ(agreement.days, 8u);
    EXPECT_FALSE(compare_curves(own, dshield({1, 2, 3})).lag_days);
    EXPECT_FALSE(compare_curves(own, dshield({5, 5, 5, 5, 5, 5, 5, 5})).correlation);
}

}  // namespace
}  // namespace hitme::console
