// SPDX-License-Identifier: Apache-2.0
#include "analytics/dormancy/dormancy.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
const core::Time t0{};

/// Sixty hosts from one hour to the next, each seen every 10 minutes while on; on for `on` hours, off for `off`.
DormancyInput sleepers(int on, int off, int days = 5) {
    DormancyInput input;
    input.now = t0 + hours{24 * days};
    input.zones.assign(60, core::Duration{});
    for (std::uint32_t host = 0; host < 60; ++host) {
        for (int at = 0; at < 24 * 60 * days; at += 10) {
            const int since = at - static_cast<int>(host) * 60;
            if (since < 0 || since % (60 * (on + off)) >= 60 * on) continue;
            input.sightings.push_back(
                {t0 + minutes{at + static_cast<int>(host * 7 % 10)}, host, 0});
        }
    }
    return input;
}

TEST(Dormancy, TellsSleepersFromThoseThatGoOn) {
    const auto finding = judge_dormancy(sleepers(3, 13));
    EXPECT_EQ(finding.verdict, DormancyVerdict::scan_then_sleep);
    EXPECT_EQ(finding.hosts, 60u);
    EXPECT_NEAR(*finding.sleep_h, 13, 0.2);
    EXPECT_NEAR(*finding.scan_h, 2.83, 0.2);
    EXPECT_GT(finding.return_by_36h->low, 0.9);
    // Source by source: 3 h of every 16, and each came back.
    EXPECT_EQ(finding.sources.hosts, 60u);
    EXPECT_EQ(finding.sources.recurring, 60u);
    EXPECT_EQ(judge_dormancy(sleepers(24, 0)).verdict, DormancyVerdict::persistent);
    EXPECT_EQ(judge_dormancy(sleepers(3, 1000)).verdict, DormancyVerdict::scan_then_gone);
}

TEST(Dormancy, WithoutZonesSaysThatANightWouldLookTheSame) {
    auto input = sleepers(3, 13);
    input.zones.clear();
    const auto finding = judge_dormancy(input);
    EXPECT_EQ(finding.verdict, DormancyVerdict::undetermined);
    EXPECT_EQ(finding.reason, DormancyReason::no_time_zones);
    EXPECT_FALSE(finding.night_ratio);
}

TEST(Dormancy, RefusesWhatIsNothing) {
    EXPECT_EQ(judge_dormancy({}).verdict, DormancyVerdict::insufficient_data);
    EXPECT_EQ(judge_dormancy({}).reason, DormancyReason::no_sightings);
    DormancyInput one;
    one.now = t0 + hours{48};
    one.sightings.push_back({t0, 0, 0});
    EXPECT_EQ(judge_dormancy(one).reason, DormancyReason::few_hosts_seen_often);
    one.sightings.assign(1000, {t0, 0, 0});  // duplicates are one sighting
    EXPECT_EQ(judge_dormancy(one).hosts_with_bout, 0u);
    one.sightings.assign(10, {t0 + hours{50}, 0, 0});  // later than now
    EXPECT_EQ(judge_dormancy(one).hosts, 0u);
}

// 2^32 / (3600 x 5 x 20) = 11,930 h.
TEST(Dormancy, SaysThatSoFewAddressesTestNothing) {
    DormancyInput input;
    input.now = t0 + hours{72};
    input.addresses = 20;
    input.probes_per_second = 5;
    for (std::uint32_t host = 0; host < 100; ++host)
        input.sightings.push_back({t0 + minutes{host}, host, 0});
    const auto finding = judge_dormancy(input);
    EXPECT_EQ(finding.verdict, DormancyVerdict::insufficient_data);
    EXPECT_EQ(finding.reason, DormancyReason::rarely_revisited);
    EXPECT_NEAR(*finding.expected_revisit_h, 11930, 1);
    EXPECT_EQ(finding.sentence, "Not testable: one host is expected back every 11930 h.");
}

TEST(Dormancy, DoesNotMindTheOrder) {
    auto input = sleepers(3, 13);
    const auto ordered = judge_dormancy(input);
    std::reverse(input.sightings.begin(), input.sightings.end());
    const auto reversed = judge_dormancy(input);
    EXPECT_EQ(ordered.bump_p, reversed.bump_p);
    EXPECT_EQ(ordered.sleep_h, reversed.sleep_h);
}

TEST(Dormancy, AnOutageOfAllSensorsIsNoSleep) {
    auto input = sleepers(24, 0);
    const Span dark{t0 + hours{70}, t0 + hours{78}};
    std::erase_if(input.sightings,
                  [&](const Sighting& one) { return one.at >= dark.from && one.at < dark.to; });
    // Not told of the outage, every host fell silent for eight hours and came back.
    EXPECT_EQ(judge_dormancy(input).confirmed_silent, 60u);
    input.outages = {dark};
    const auto finding = judge_dormancy(input);
    EXPECT_EQ(finding.verdict, DormancyVerdict::persistent);
    EXPECT_EQ(finding.confirmed_silent, 0u);
}

std::string unpacked(const std::filesystem::path& path) {
    std::string text;
    gzFile file = gzopen(path.c_str(), "rb");
    char buffer[65536];
    for (int size = gzread(file, buffer, sizeof buffer); size > 0;
         size = gzread(file, buffer, sizeof buffer)) {
        text.append(buffer, static_cast<std::size_t>(size));
    }
    gzclose(file);
    return text;
}

// The eight published streams with the oracle's numbers beside them (truth.json).
TEST(Dormancy, AgreesWithTheOracleOnThePublishedStreams) {
    const auto folder = std::filesystem::path{HITME_SHARED_DIR} / "datasets/synthetic";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared data sets";
    std::stringstream text;
    text << std::ifstream{folder / "truth.json"}.rdbuf();
    const auto truth = boost::json::parse(text.str()).as_object();
    int streams = 0;
    for (const auto& [name, entry] : truth) {
        if (!name.starts_with("dormancy-")) continue;
        ++streams;
        SCOPED_TRACE(std::string{name});
        const auto& oracle = entry.at("oracle");
        DormancyInput input;
        input.now = t0 + std::chrono::milliseconds{entry.at("now_ms").as_int64()};
        std::map<std::string, std::uint32_t> numbers;
        std::istringstream rows{unpacked(folder / (std::string{name} + ".csv.gz"))};
        std::string row;
        std::getline(rows, row);
        while (std::getline(rows, row)) {
            const auto first = row.find(',');
            const auto second = row.find(',', first + 1);
            const auto [at, fresh] =
                numbers.try_emplace(row.substr(first + 1, second - first - 1),
                                    static_cast<std::uint32_t>(numbers.size()));
            if (fresh) input.zones.emplace_back(hours{std::atoi(row.c_str() + second + 1)});
            input.sightings.push_back(
                {t0 + std::chrono::milliseconds{std::atoll(row.c_str())}, at->second, 0});
        }
        const auto finding = judge_dormancy(input);
        EXPECT_EQ(name_of(finding.verdict), std::string_view{oracle.at("verdict").as_string()});
        EXPECT_EQ(finding.hosts, oracle.at("hosts").to_number<std::size_t>());
        EXPECT_EQ(finding.hosts_with_bout, oracle.at("hosts_with_bout").to_number<std::size_t>());
        EXPECT_EQ(finding.confirmed_silent, oracle.at("confirmed_silent").to_number<std::size_t>());
        EXPECT_NEAR(finding.stopped_by_24h->value,
                    oracle.at("stopped_by_24h").at(0).to_number<double>(), 0.001);
        EXPECT_NEAR(finding.return_by_36h->high,
                    oracle.at("return_by_36h").at(2).to_number<double>(), 0.001);
        EXPECT_NEAR(*finding.bump_h, oracle.at("bump_h").to_number<double>(), 1e-9);
    }
    EXPECT_EQ(streams, 8);
}

}  // namespace
}  // namespace hitme::analytics
