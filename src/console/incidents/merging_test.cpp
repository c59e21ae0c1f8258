// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/merging.h"

#include <gtest/gtest.h>

namespace hitme::console::incidents {
namespace {

using namespace std::chrono_literals;
const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

Touch touch(std::uint32_t source, std::uint16_t port, core::Duration after) {
    Touch touch;
    touch.source = core::Address::v4(source);
    touch.at = noon + after;
    touch.signal = {event::Transport::tcp, port};
    touch.stage = event::Stage::scan;
    touch.sensor = "a";
    return touch;
}

TEST(Merging, OneScanOfAThousandPortsIsOneIncident) {
    Merging merging;
    EXPECT_EQ(merging.note(touch(1, 1, 0s)).step, Step::opened);
    for (std::uint16_t port = 2; port <= 1000; ++port)
        EXPECT_EQ(merging.note(touch(1, port, port * 10ms)).step, Step::joined);
    ASSERT_EQ(merging.open(), 1u);
    const Incident& incident = *merging.find(core::Address::v4(1));
    EXPECT_EQ(incident.contacts, 1000u);
    EXPECT_EQ(incident.ports, 1000u);
    EXPECT_EQ(incident.services.size(), max_services);
    EXPECT_EQ(incident.services_not_listed, 1000u - max_services);
    EXPECT_EQ(incident.first, noon);
    EXPECT_EQ(incident.last, noon + 10s);
    const auto ended = merging.end_silent(noon + 10s + 30min + 1ns);
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended[0].ended, noon + 10s + 30min);
    EXPECT_EQ(merging.open(), 0u);
}

TEST(Merging, TheGapParts) {
    Merging merging{30min};
    merging.note(touch(1, 445, 0s));
    EXPECT_EQ(merging.note(touch(1, 445, 30min)).step, Step::joined)
        << "exactly the gap still joins";
    const auto noted = merging.note(touch(1, 445, 60min + 1ns));
    EXPECT_EQ(noted.step, Step::opened);
    ASSERT_TRUE(noted.ended);
    EXPECT_EQ(noted.ended->contacts, 2u);
    EXPECT_EQ(noted.ended->ended, noon + 60min);
    EXPECT_NE(noted.ended->id, noted.incident->id);
}

TEST(Merging, ALateContactJoinsWhatIsOpen) {
    Merging merging;
    merging.note(touch(1, 445, 10min));
    EXPECT_EQ(merging.note(touch(1, 445, -5min)).step, Step::joined);
    EXPECT_EQ(merging.find(core::Address::v4(1))->first, noon - 5min);
    EXPECT_EQ(merging.find(core::Address::v4(1))->last, noon + 10min);
}

TEST(Merging, AHigherStageRisesAndACompletionIsNotCountedTwice) {
    Merging merging;
    merging.note(touch(1, 445, 0s));
    Touch completion = touch(1, 445, 0s);
    completion.contacts = 0;
    completion.stage = event::Stage::exploit_attempt;
    completion.labels = {"ms17_010"};
    EXPECT_EQ(merging.note(completion).step, Step::risen);
    EXPECT_EQ(merging.note(completion).step, Step::joined);
    EXPECT_EQ(merging.find(core::Address::v4(1))->contacts, 1u);
    EXPECT_EQ(merging.find(core::Address::v4(1))->labels, std::vector<std::string>{"ms17_010"});
    Touch inside = touch(1, 445, 1s);
    inside.internal = true;
    EXPECT_EQ(merging.note(inside).step, Step::risen);
}

TEST(Merging, AFloodOfSourcesIsCountedAndMergedAndNeverHidesAnInternalHost) {
    Merging merging{30min, {100, 10, 1000}};
    for (std::uint32_t source = 1; source <= 100; ++source)
        EXPECT_EQ(merging.note(touch(source, 445, 0s)).step, Step::opened);
    EXPECT_EQ(merging.note(touch(101, 445, 1s)).step, Step::opened) << "the incident many sources";
    for (std::uint32_t source = 102; source <= 100'000; ++source)
        merging.note(touch(source, 445, 2s));
    EXPECT_EQ(merging.open(), 100u);
    ASSERT_TRUE(merging.many_sources());
    EXPECT_EQ(merging.many_sources()->contacts, 100'000u - 100);
    EXPECT_EQ(merging.many_sources()->sources, 100'000u - 100);
    Touch inside = touch(200'000, 445, 3s);
    inside.internal = true;
    const auto noted = merging.note(inside);
    EXPECT_EQ(noted.step, Step::opened);
    EXPECT_FALSE(noted.incident->is_many_sources());
    // 100 and the internal one and many sources.
    EXPECT_EQ(merging.end_silent(noon + 1h).size(), 102u);
    EXPECT_FALSE(merging.many_sources());
}

TEST(Merging, ScansOfAllPortsStayBounded) {
    Merging merging{30min, {100, 10, 2000}};
    for (std::uint32_t source = 1; source <= 10; ++source)
        for (std::uint32_t port = 1; port <= 65'535; port += 13)
            merging.note(touch(source, static_cast<std::uint16_t>(port), 0s));
    std::size_t keys = 0;
    for (std::uint32_t source = 1; source <= 10; ++source)
        keys += merging.find(core::Address::v4(source))->port_keys.size();
    EXPECT_EQ(keys, 2000u);
    merging.end_silent(noon + 1h);
    merging.note(touch(1, 1, 2h));
    EXPECT_EQ(merging.find(core::Address::v4(1))->ports, 1u) << "what ended gave its room back";
}

TEST(Merging, WhatRulesHideIsCountedAndMarked) {
    Merging merging;
    Touch hidden = touch(1, 445, 0s);
    hidden.hidden_by = "rule-1";
    hidden.benign_class = "research";
    merging.note(hidden);
    merging.note(touch(1, 445, 1s));
    const Incident& incident = *merging.find(core::Address::v4(1));
    EXPECT_EQ(incident.contacts, 2u);
    EXPECT_EQ(incident.hidden, 1u);
    EXPECT_EQ(incident.hidden_by, "rule-1");
    EXPECT_EQ(incident.benign_class, "research");
}

}  // namespace
}  // namespace hitme::console::incidents
