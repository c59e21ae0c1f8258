// SPDX-License-Identifier: Apache-2.0
#include "console/judge/rise_questions.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2009-01-05T00:00:00Z");
const core::Time onset = start + days{12};

struct Scene {
    bool commercial_rises = true;
    std::string rule = "smb.conficker.code@1";
    event::Grade grade = event::Grade::certain;
    event::Stage stage = event::Stage::exploit_attempt;
    bool own_host_scans = false;
    bool same_payload = true;
    int hours_of_rise = 48;
};

/// 10 new hosts an hour at each of two sensors for twelve days, then 60, each from a /16 of its own.
StreamBuilder scene(const Scene& of) {
    StreamBuilder builder{event::Signal::parse("tcp/445"), 1, Taken::proved, Payloads::in_families};
    std::uint32_t next = 0;
    for (int hour = 0; hour < 12 * 24 + of.hours_of_rise; ++hour)
        for (const bool is_home : {true, false}) {
            const bool rises = hour >= 12 * 24 && (is_home || of.commercial_rises);
            const int count = rises ? 60 : 10;
            for (int i = 0; i < count; ++i) {
                event::Contact contact;
                contact.sensor = is_home ? "home" : "office";
                contact.seen_at = start + hours{hour} + minutes{60} * i / count;
                contact.transport = event::Transport::tcp;
                contact.source = core::Address::v4(0x0B000000 + 7919 * ++next);
                contact.destination = *core::Address::parse("198.51.100.7");
                contact.destination_port = 445;
                contact.handshake = event::Handshake::sent_data;
                if (rises) {
                    contact.first_bytes.assign(40, of.same_payload ? 0x41 : 0);
                    if (!of.same_payload)
                        for (std::size_t at = 0; at < 40; ++at)
                            contact.first_bytes[at] =
                                static_cast<std::uint8_t>((next * 2654435761U) >> (at % 24));
                    contact.stage = of.stage;
                    contact.labels = {{"Conficker", of.grade, of.rule, {}, {}}};
                    if (of.own_host_scans && hour == 12 * 24 + 1 && i == 0)
                        contact.source = contact.destination;
                }
                builder.add(event::Event{contact});
            }
        }
    for (const char* sensor : {"home", "office"})
        builder.uptime(sensor, {{start, onset + hours{of.hours_of_rise}}});
    return builder;
}

AskedTimes since_onset(const Scene& of) {
    return {start, onset, onset + hours{of.hours_of_rise}};
}

analytics::LadderFinding ladder(const Scene& of) {
    const auto times = since_onset(of);
    auto builder = scene(of);
    const Stream stream = builder.take("tcp/445", {});
    return ask_ladder(stream, times, hourly_hosts(stream, judged_window(times)), "445");
}

std::string at_home_and_office(std::string_view sensor, core::Time) {
    return sensor == "home" ? "consumer" : "commercial";
}

AskedAgreement agreement(const Scene& of, const SensorClassAt& class_at) {
    const auto times = since_onset(of);
    auto builder = scene(of);
    const Stream stream = builder.take("tcp/445", {});
    JudgeWindow window;
    window.from = times.from;
    window.to = times.to;
    return ask_agreement(stream, window, times, hourly_hosts(stream, judged_window(times)),
                         class_at);
}

TEST(RiseQuestions, AnExploitThatManyNetworksSendNamesItsWorm) {
    const auto found = ladder({});
    EXPECT_EQ(name_of(found.level), "L4");
    EXPECT_EQ(found.family, "Conficker");
    EXPECT_EQ(found.called, "worm Conficker");
}

TEST(RiseQuestions, AToolsNameIsNoWormsName) {
    Scene of;
    of.rule = "smb.client.nmap@1";
    const auto found = ladder(of);
    EXPECT_EQ(found.called, "445 scanning");
    EXPECT_FALSE(found.family);
}

TEST(RiseQuestions, WhatIsOnlyConsistentNamesNothing) {
    Scene of;
    of.grade = event::Grade::consistent;
    EXPECT_FALSE(ladder(of).family);
}

TEST(RiseQuestions, MixedPayloadsStopAtManySources) {
    Scene of;
    of.same_payload = false;
    const auto found = ladder(of);
    EXPECT_EQ(name_of(found.level), "L2") << found.sentence;
    EXPECT_EQ(found.called, "445 scanning");
}

TEST(RiseQuestions, ManyBlocksOfFewNetworksAreFewNetworks) {
    const auto times = since_onset({});
    auto builder = scene({});
    Stream stream = builder.take("tcp/445", {});
    const auto level = [&] {
        const auto found =
            ask_ladder(stream, times, hourly_hosts(stream, judged_window(times)), "445");
        return std::string{name_of(found.level)};
    };
    // Five networks are the least (docs/methods/worm-ladder.md), however many /16 they have.
    for (const std::uint32_t networks : {4u, 5u}) {
        stream.as_numbers.clear();
        for (std::uint32_t i = 0; i < stream.sources.size(); ++i)
            stream.as_numbers.push_back(64'500 + i % networks);
        EXPECT_EQ(level(), networks < 5 ? "L2" : "L4");
    }
    // Of whom no database knows the AS, the /16 stands for it.
    stream.as_numbers.assign(stream.sources.size(), 0);
    EXPECT_EQ(level(), "L4");
}

TEST(RiseQuestions, AFormerTargetThatScansIsTheTopOfTheLadder) {
    Scene of;
    of.own_host_scans = true;
    EXPECT_EQ(name_of(ladder(of).level), "L5");
}

TEST(RiseQuestions, TheDirectionIsAgainstTheDayBefore) {
    Scene of;
    // The day before its first twelve hours was quiet; the day before two days of it was not.
    of.hours_of_rise = 12;
    EXPECT_EQ(name_of(ladder(of).direction), "rising");
    of.hours_of_rise = 48;
    EXPECT_EQ(name_of(ladder(of).direction), "steady");
}

TEST(RiseQuestions, BothClassesAlikeOrOneAlone) {
    const auto both = agreement({}, at_home_and_office);
    EXPECT_EQ(name_of(both.finding.verdict), "alike");
    ASSERT_EQ(both.classes.size(), 2u);
    for (const auto& one : both.finding.classes) {
        ASSERT_TRUE(one.ratio);
        ASSERT_TRUE(one.ratio->value);
        EXPECT_NEAR(*one.ratio->value, 6, 0.2);  // 60 for 10
    }
    Scene of;
    of.commercial_rises = false;
    const auto one = agreement(of, at_home_and_office);
    EXPECT_EQ(name_of(one.finding.verdict), "only_some");
    EXPECT_EQ(one.sensors.at("commercial"), std::vector<std::string>{"office"});
}

TEST(RiseQuestions, AMovedSensorCountsForEachClassItsOwnTime) {
    // "home" was commercial until the onset: the consumer class saw nothing before, so there is nothing to compare it with.
    const auto moved = agreement({}, [](std::string_view sensor, core::Time at) {
        return std::string(sensor == "home" && at >= onset ? "consumer" : "commercial");
    });
    EXPECT_EQ(name_of(moved.finding.verdict), "not_enough_data");
    EXPECT_EQ(name_of(agreement({}, {}).finding.verdict), "not_enough_data");
}

TEST(RiseQuestions, ItContinuesWhileEachHourIsAbove) {
    const auto times = since_onset({});
    auto builder = scene({});
    const Stream stream = builder.take("tcp/445", {});
    const auto found = ask_persistence(hourly_hosts(stream, judged_window(times)));
    EXPECT_EQ(name_of(found.verdict), "continued");
    EXPECT_EQ(found.observed, 48u);
    EXPECT_EQ(found.above, 48u);
}

TEST(RiseQuestions, AnHourWithoutSensorsIsNoExposure) {
    StreamBuilder builder{std::nullopt, 1};
    builder.add({start, "a", core::Address::v4(0xC6120001), {}, ""});
    builder.uptime("a", {{start, start + hours{6}}, {start + hours{8}, start + hours{10}}});
    const Stream stream = builder.take("x", {});
    EXPECT_NEAR(exposed_hours(stream, start, start + hours{10}), 8, 1e-9);
    EXPECT_EQ(exposed_hours(stream, start, start), 0);
}

}  // namespace
}  // namespace hitme::console
