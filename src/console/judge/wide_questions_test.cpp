// SPDX-License-Identifier: Apache-2.0
#include "console/judge/wide_questions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "core/random.h"

namespace hitme::console {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2009-01-05T00:00:00Z");

constexpr std::array<const char*, 14> names{
    "population", "reference", "ladder",  "bias",       "oddities",     "families", "persistence",
    "agreement",  "control",   "spoofed", "same-event", "accumulation", "exposure", "levelling"};

boost::json::object asked(const WideLog& log, const char* name, const WideOptions& options = {}) {
    return boost::json::parse(judge_wide(log, *wide_judgement_named(name), options)).as_object();
}

/// Twelve days of 10 new hosts an hour on tcp/445, 22 and 80 at two sensors; then two days with 60 an hour on 445, and, where
/// asked, on all.
WideLog outbreak(bool everywhere) {
    WideBuilder builder{event::Signal::parse("tcp/445"), 1};
    std::uint32_t next = 0;
    for (const auto& [sensor, network_class] :
         {std::pair{"home", "consumer"}, std::pair{"rack", "hosting"}}) {
        event::SensorChange change;
        change.sensor = sensor;
        change.network_class = network_class;
        change.seen_at = start;
        builder.add(event::Event{change});
        for (int hour = 1; hour <= 14 * 24; ++hour) {
            event::Heartbeat beat;
            beat.sensor = sensor;
            beat.seen_at = start + hours{hour};
            beat.covers_seconds = 3600;
            builder.add(event::Event{beat});
        }
    }
    for (int hour = 0; hour < 14 * 24; ++hour)
        for (const std::uint16_t port :
             {std::uint16_t{445}, std::uint16_t{22}, std::uint16_t{80}}) {
            const bool rises = hour >= 12 * 24 && (port == 445 || everywhere);
            const int count = rises ? 60 : 10;
            for (int i = 0; i < count; ++i) {
                event::Contact contact;
                contact.sensor = i % 2 == 0 ? "home" : "rack";
                contact.seen_at = start + hours{hour} + minutes{60} * i / count;
                contact.transport = event::Transport::tcp;
                contact.source = core::Address::v4(0x0B000000 + 7919 * next);
                ++next;
                contact.destination = core::Address::v4(0xC0000200 + (next % 64));
                contact.destination_port = port;
                contact.handshake = event::Handshake::sent_data;
                contact.first_bytes.assign(40, rises ? 0x41 : static_cast<std::uint8_t>(next));
                builder.add(event::Event{contact});
            }
        }
    return builder.take("x");
}

WideOptions at_the_end() {
    WideOptions options;
    options.window.to = start + days{14};
    return options;
}

TEST(JudgeWide, KnowsItsQuestionsAndAnswersEachOfNothing) {
    const WideLog empty = WideBuilder{std::nullopt, 1}.take("none");
    for (const char* name : names) {
        ASSERT_TRUE(wide_judgement_named(name)) << name;
        const auto answer = asked(empty, name);
        EXPECT_FALSE(answer.at("sentence").as_string().empty()) << name;
        EXPECT_TRUE(answer.at("method").as_string().ends_with("/1")) << name;
        EXPECT_NE(wide_judgement_names().find(name), std::string::npos);
    }
    EXPECT_FALSE(wide_judgement_named("same_event"));
}

TEST(JudgeWide, AStepOnOnePortIsItsOwnAndGoesOnInEveryClass) {
    const WideLog log = outbreak(false);
    EXPECT_EQ(asked(log, "persistence", at_the_end()).at("verdict").as_string(), "continued");
    const auto agreement = asked(log, "agreement", at_the_end());
    EXPECT_EQ(agreement.at("verdict").as_string(), "alike") << boost::json::serialize(agreement);
    EXPECT_EQ(agreement.at("classes").as_array().size(), 2u);
    EXPECT_EQ(agreement.at("order").as_array()[0].at("lag_min").to_number<double>(), 0);
    const auto control = asked(log, "control", at_the_end());
    EXPECT_EQ(control.at("verdict").as_string(), "own") << boost::json::serialize(control);
    // 60 for 10 an hour.
    EXPECT_NEAR(control.at("ratio").at("value").to_number<double>(), 6, 0.3);
    EXPECT_EQ(control.at("controls").as_array().size(), 2u);
}

TEST(JudgeWide, AStepOnEveryPortIsTheFleets) {
    const auto control = asked(outbreak(true), "control", at_the_end());
    EXPECT_EQ(control.at("verdict").as_string(), "fleet_wide") << boost::json::serialize(control);
}

TEST(JudgeWide, TheSameHostsOnTwoPortsAreOneEvent) {
    WideBuilder builder{event::Signal::parse("tcp/3128"), 1};
    std::uint32_t next = 0;
    for (int hour = 0; hour < 10 * 24; ++hour)
        for (const std::uint16_t port :
             {std::uint16_t{3128}, std::uint16_t{1433}, std::uint16_t{22}})
            for (int i = 0; i < (hour >= 9 * 24 ? 40 : 4); ++i) {
                event::Contact contact;
                contact.sensor = "a";
                contact.seen_at = start + hours{hour} + minutes{i};
                contact.transport = event::Transport::tcp;
                // In the outbreak two of the ports are tried by the same hosts, the third by others.
                contact.source = core::Address::v4(
                    0x0B000000 + (hour >= 9 * 24 && port != 22
                                      ? static_cast<std::uint32_t>(1'000'000 + hour * 100 + i)
                                      : next++));
                contact.destination_port = port;
                contact.handshake = event::Handshake::completed;
                builder.add(event::Event{contact});
            }
    WideOptions options;
    options.window.to = start + days{10};
    const auto answer = asked(builder.take("x"), "same-event", options);
    const auto& others = answer.at("others").as_array();
    const auto found = std::find_if(others.begin(), others.end(), [](const auto& each) {
        return each.at("signal").as_string() == "tcp/1433";
    });
    ASSERT_NE(found, others.end()) << boost::json::serialize(answer);
    const auto& other = found->as_object();
    EXPECT_TRUE(other.at("same_event").as_bool()) << boost::json::serialize(answer);
    EXPECT_LT(other.at("log10_p").to_number<double>(), -6);
}

// 15 new hosts an hour for ten days, each of another /16 than its neighbours and back every two to four hours for a day; nobody listens
// for eight hours. Neither the log's first hours nor the return of the sensors is a burst.
TEST(JudgeWide, NeitherALogsFirstDayNorTheReturnOfItsSensorsIsOdd) {
    for (const bool has_heartbeats : {true, false}) {
        WideBuilder builder{event::Signal::parse("tcp/445"), 1};
        const core::Time from = start + hours{7 * 24 + 6};
        const core::Time to = from + hours{8};
        std::vector<event::Contact> contacts;
        for (std::uint32_t host = 0; host < 15 * 240; ++host) {
            const core::Time first = start + minutes{60} * host / 15;
            core::Time when = first;
            for (std::uint32_t visit = 0; when < first + hours{24} && when < start + days{10};
                 when += minutes{120 + (host * 31 + ++visit * 17) % 120}) {
                if (when >= from && when < to) continue;
                event::Contact contact;
                contact.sensor = "a";
                contact.seen_at = when;
                contact.transport = event::Transport::tcp;
                contact.source = core::Address::v4(0x0B000000 + (host % 251) * 65536 + host / 251);
                contact.destination_port = 445;
                contact.handshake = event::Handshake::completed;
                contacts.push_back(contact);
            }
        }
        std::ranges::stable_sort(contacts, {}, &event::Contact::seen_at);
        for (const auto& contact : contacts) builder.add(event::Event{contact});
        for (int hour = 1; hour <= 240 && has_heartbeats; ++hour) {
            event::Heartbeat beat;
            beat.sensor = "a";
            beat.seen_at = start + hours{hour};
            beat.covers_seconds = 3600;
            if (beat.seen_at <= from || beat.seen_at > to) builder.add(event::Event{beat});
        }
        WideOptions options;
        options.window.to = start + days{10};
        const auto answer = asked(builder.take("x"), "oddities", options);
        EXPECT_TRUE(answer.at("oddities").as_array().empty())
            << has_heartbeats << ' ' << boost::json::serialize(answer);
    }
}

// One host: a payload at 0 h, another at 1 h, the first again at 10 h and at 40 h. By the 24-hour rule it is new with the first at 0 and
// at 40 h, with the other at 1 h.
TEST(JudgeWide, AHostIsNewInEachPayloadFamilyByItself) {
    WideBuilder builder{event::Signal::parse("tcp/445"), 1};
    for (const auto& [hour, letter] :
         {std::pair{0, 'A'}, std::pair{1, 'B'}, std::pair{10, 'A'}, std::pair{40, 'A'}}) {
        event::Contact contact;
        contact.sensor = "a";
        contact.seen_at = start + hours{hour};
        contact.transport = event::Transport::tcp;
        contact.source = core::Address::v4(0x0B000001);
        contact.destination_port = 445;
        contact.handshake = event::Handshake::sent_data;
        contact.first_bytes.assign(64, static_cast<std::uint8_t>(letter));
        builder.add(event::Event{contact});
    }
    WideOptions options;
    options.window.from = start;
    options.window.to = start + hours{48};
    const auto answer = asked(builder.take("x"), "families", options);
    const auto& families = answer.at("families").as_array();
    ASSERT_EQ(families.size(), 2u) << boost::json::serialize(answer);
    EXPECT_EQ(families[0].at("copies").to_number<int>(), 3);
    EXPECT_EQ(families[0].at("new_hosts").to_number<int>(), 2);
    EXPECT_EQ(families[0].at("first_ever").to_number<int>(), 1);
    EXPECT_EQ(families[1].at("copies").to_number<int>(), 1);
    EXPECT_EQ(families[1].at("new_hosts").to_number<int>(), 1);
}

TEST(JudgeWide, PayloadsFormFamiliesAndClimbTheLadder) {
    const WideLog log = outbreak(false);
    const auto families = asked(log, "families", at_the_end());
    EXPECT_GT(families.at("payloads").to_number<int>(), 2000);
    EXPECT_TRUE(families.at("families").as_array()[0].at("new").as_bool());
    const auto ladder = asked(log, "ladder", at_the_end());
    // Many sources with one first payload from many networks, and no exploit in it.
    EXPECT_EQ(ladder.at("level").as_string(), "L3") << boost::json::serialize(ladder);
    EXPECT_EQ(ladder.at("called").as_string(), "445 scanning");
}

TEST(JudgeWide, PopulationNeedsARate) {
    const WideLog log = outbreak(false);
    auto options = at_the_end();
    options.addresses = 256;
    EXPECT_EQ(asked(log, "population", options).at("refusal").as_string(), "no_scan_rate");
    options.probes_per_second = analytics::PopulationInput::ScanRate{1, 10, 100};
    const auto answer = asked(log, "population", options);
    EXPECT_TRUE(answer.at("refusal").is_null());
    // 60 sightings an hour at 256 addresses: 60 / 3600 x 2^32 / 256 = 279,620 probes a second worldwide.
    EXPECT_NEAR(answer.at("probes_per_second_worldwide").at("value").to_number<double>(), 279620,
                8000);
    EXPECT_NEAR(answer.at("hosts").at("value").to_number<double>(), 27962, 800);
}

TEST(JudgeWide, AFloodIsCalledForged) {
    WideBuilder builder{std::nullopt, 1};
    core::Random random{7};
    event::Contact contact;
    contact.sensor = "a";
    contact.seen_at = start;
    contact.transport = event::Transport::tcp;
    contact.destination_port = 445;
    contact.handshake = event::Handshake::syn_only;
    for (int i = 0; i < 200'000; ++i) {
        contact.source = core::Address::v4(static_cast<std::uint32_t>(random.next()));
        builder.add(event::Event{contact});
    }
    const auto answer = asked(builder.take("x"), "spoofed");
    EXPECT_TRUE(answer.at("withhold_unverified").as_bool());
    EXPECT_NEAR(answer.at("spoofed_share").to_number<double>(), 1, 0.03);
}

TEST(JudgeWide, WhatAFloodOfDatagramsWouldSayIsWithheld) {
    WideBuilder builder{event::Signal::parse("udp/1434"), 1};
    core::Random random{7};
    event::Contact contact;
    contact.sensor = "a";
    contact.transport = event::Transport::udp;
    contact.destination_port = 1434;
    contact.handshake = event::Handshake::datagram;
    for (int i = 0; i < 20'000; ++i) {
        contact.seen_at = start + minutes{i};
        contact.source = core::Address::v4(static_cast<std::uint32_t>(random.next()));
        builder.add(event::Event{contact});
    }
    const WideLog log = builder.take("x");
    for (const char* name : names) {
        const auto answer = asked(log, name);
        const bool is_of_the_flood = std::string_view{name} == "spoofed" ||
                                     std::string_view{name} == "exposure" ||
                                     std::string_view{name} == "families";
        EXPECT_EQ(answer.contains("refusal") && answer.at("refusal") == "forged_sources",
                  !is_of_the_flood)
            << name;
    }
    EXPECT_NE(asked(log, "spoofed").at("sentence").as_string().find("withheld"),
              boost::json::string::npos);
}

TEST(JudgeWide, ExposureNamesWhatEachSensorSaw) {
    const auto answer = asked(outbreak(false), "exposure", at_the_end());
    const auto& sensors = answer.at("sensors").as_array();
    ASSERT_EQ(sensors.size(), 2u);
    for (const auto& sensor : sensors) {
        EXPECT_EQ(sensor.at("state").as_string(), "steady");
        EXPECT_EQ(sensor.at("listened_share").to_number<double>(), 1);
        // Every other host each, and no host at both.
        EXPECT_NEAR(sensor.at("weight").to_number<double>(), 0.5, 0.01);
    }
}

TEST(JudgeWide, AStepIsAccumulationAndLevelledOff) {
    const WideLog log = outbreak(false);
    EXPECT_EQ(asked(log, "accumulation", at_the_end()).at("verdict").as_string(), "accumulating");
    EXPECT_EQ(asked(log, "levelling", at_the_end()).at("state").as_string(), "plateau");
    // All hosts of this log stand in one network, so the step is a batch of it, too.
    const auto odd = asked(log, "oddities", at_the_end());
    const auto& oddities = odd.at("oddities").as_array();
    EXPECT_TRUE(std::any_of(oddities.begin(), oddities.end(), [](const auto& oddity) {
        return oddity.at("kind").as_string() == "step";
    })) << boost::json::serialize(odd);
    EXPECT_TRUE(asked(log, "reference", at_the_end()).at("comparisons").as_array().empty());
    EXPECT_EQ(asked(log, "bias", at_the_end()).at("addresses").to_number<int>(), 64);
}

}  // namespace
}  // namespace hitme::console
