// SPDX-License-Identifier: Apache-2.0
#include "app/demo.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "store/geo_db.h"

namespace hitme::app {
namespace {

using namespace std::chrono_literals;

const core::Time now = *core::parse_time("2026-03-01T12:00:00Z");

TEST(DemoStory, MarksEveryEventAndUsesNoRealAddress) {
    const auto range = *core::Prefix::parse("198.18.0.0/15");
    std::size_t contacts = 0;
    for (const auto& event : DemoStory(now, 1).advance(now)) {
        if (const auto* contact = std::get_if<event::Contact>(&event)) {
            ++contacts;
            EXPECT_TRUE(contact->simulated);
            EXPECT_TRUE(range.contains(contact->source));
        } else {
            EXPECT_TRUE(std::get<event::Heartbeat>(event).simulated);
        }
    }
    // Nine days of 40 an hour are 8,640; the outbreak adds some 2,100.
    EXPECT_GT(contacts, 9000u);
    EXPECT_LT(contacts, 14000u);
}

TEST(DemoStory, IsTheSameForTheSameSeedHoweverItIsTaken) {
    DemoStory whole{now, 7};
    DemoStory parts{now, 7};
    const auto all = whole.advance(now);
    std::size_t count = 0;
    for (core::Time at = now - 230h; at <= now; at += 13h) count += parts.advance(at).size();
    count += parts.advance(now).size();
    EXPECT_EQ(count, all.size());
}

TEST(DemoStory, GrowsOnlyAfterItsOnset) {
    const DemoStory story{now, 1};
    EXPECT_EQ(story.outbreak_per_hour(now - 31h), 0);
    // 250 * 1 / (1 + 49) at the onset; 250 * 32 / (32 + 49) after five doublings of four hours.
    EXPECT_NEAR(story.outbreak_per_hour(now - 30h), 5.0, 1e-9);
    EXPECT_NEAR(story.outbreak_per_hour(now - 10h), 250.0 * 32 / 81, 1e-6);
}

TEST(DemoGeography, PlacesTheStorysSourcesAndNoOthers) {
    const auto path =
        std::filesystem::temp_directory_path() / ("hitme-geo-" + std::to_string(::getpid()));
    ASSERT_TRUE(write_demo_geography(path));
    const auto geo = store::GeoDb::open(path, "");
    std::filesystem::remove(path);
    ASSERT_TRUE(geo) << geo.error().context;
    EXPECT_EQ(geo->country(*core::Address::parse("198.18.0.1")), "CN");
    EXPECT_NE(geo->country(*core::Address::parse("198.19.200.1")), "");
    EXPECT_EQ(geo->country(*core::Address::parse("198.17.255.255")), "");
    EXPECT_EQ(geo->country(*core::Address::parse("198.20.0.0")), "");
}

}  // namespace
}  // namespace hitme::app
