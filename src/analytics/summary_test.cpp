// SPDX-License-Identifier: Apache-2.0
#include "analytics/summary.h"

#include <zlib.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include "core/random.h"
#include "core/text.h"
#include "event/drill.h"

namespace hitme::analytics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const core::Time t0 = *core::parse_time("2008-11-06T14:25:00Z");

core::Address address(const char* text) {
    return *core::Address::parse(text);
}

event::Contact contact(core::Time at, const char* source, std::uint16_t port = 445) {
    event::Contact made;
    made.sensor = "office";
    made.seen_at = at;
    made.transport = event::Transport::tcp;
    made.source = address(source);
    made.destination_port = port;
    made.handshake = event::Handshake::completed;
    return made;
}

event::Heartbeat heartbeat(const char* sensor, core::Time at) {
    event::Heartbeat made;
    made.sensor = sensor;
    made.seen_at = at;
    made.covers_seconds = 60;
    return made;
}

Summary summary_of(const std::vector<event::Event>& events, Summariser::Settings settings = {}) {
    Summariser summariser(settings);
    for (const auto& event : events) summariser.add(event);
    return summariser.summary();
}

// A flood of bare SYNs makes new hosts as it likes; of the proved there are as many as without it.
TEST(Summary, TellsNewHostsThatProvedTheirAddressFromOthers) {
    std::vector<event::Event> events;
    for (int i = 0; i < 5; ++i)
        events.push_back(contact(t0 + minutes{i}, ("192.0.2." + std::to_string(i)).c_str()));
    for (int i = 0; i < 50; ++i) {
        auto forged = contact(t0 + minutes{i}, ("198.51.100." + std::to_string(i)).c_str());
        forged.handshake = event::Handshake::syn_only;
        events.push_back(forged);
    }
    auto datagram = contact(t0, "203.0.113.1", 53);
    datagram.transport = event::Transport::udp;
    datagram.handshake = event::Handshake::unknown;
    events.push_back(datagram);
    const auto summary = summary_of(events);
    EXPECT_EQ(summary.total.new_hosts, 56u);
    EXPECT_EQ(summary.total.proved_new_hosts, 5u);
    EXPECT_EQ(summary.signals.front().numbers.proved_new_hosts, 5u);
}

TEST(Summary, ContactsOfADrillAreNotCounted) {
    auto drill = contact(t0, "192.0.2.1");
    event::mark_as_drill(drill);
    const auto summary = summary_of({drill, contact(t0, "192.0.2.2")});
    EXPECT_EQ(summary.total.events, 1u);
    EXPECT_EQ(summary.simulated_events, 0u);
}

TEST(Summary, OneSourceAtTwentySensorsIsOneSourceAndOneNewHost) {
    std::vector<event::Event> events;
    for (int i = 0; i < 20; ++i) {
        auto one = contact(t0 + seconds{i}, "192.0.2.1");
        one.sensor = "sensor-" + std::to_string(i);
        events.push_back(one);
    }
    const auto summary = summary_of(events);
    EXPECT_EQ(summary.total.events, 20u);
    EXPECT_EQ(summary.total.sources, 1u);
    EXPECT_EQ(summary.total.new_hosts, 1u);
    EXPECT_EQ(summary.sensors.size(), 20u);
    ASSERT_EQ(summary.signals.size(), 1u);
    EXPECT_EQ(summary.signals[0].numbers, summary.total);
}

TEST(Summary, OneLoudSourceMovesEventsNotSourcesAndIsNamed) {
    std::vector<event::Event> events = {contact(t0, "192.0.2.7"), contact(t0, "192.0.2.8")};
    for (int i = 0; i < 10000; ++i) {
        auto one = contact(t0 + seconds{i}, "192.0.2.9");
        one.bytes_in = 3;
        events.push_back(one);
    }
    const auto summary = summary_of(events);
    EXPECT_EQ(summary.total.events, 10002u);
    EXPECT_EQ(summary.total.sources, 3u);
    EXPECT_EQ(summary.total.bytes_in, 30000u);
    EXPECT_EQ(summary.total.top, (Summary::TopSource{address("192.0.2.9"), 10000}));
    EXPECT_TRUE(summary.total.one_source_made_most());
}

TEST(Summary, HalfOfTheEventsIsNotMost) {
    const auto summary = summary_of({contact(t0, "192.0.2.8"), contact(t0, "192.0.2.7")});
    EXPECT_FALSE(summary.total.one_source_made_most());
    EXPECT_EQ(summary.total.top, (Summary::TopSource{address("192.0.2.7"), 1}));
}

TEST(Summary, AnAggregatedRecordCountsAsOftenAsItSays) {
    auto many = contact(t0, "192.0.2.1");
    many.count = 40;
    many.limit = "per_source";
    const auto summary = summary_of({many, contact(t0 + seconds{1}, "192.0.2.1")});
    EXPECT_EQ(summary.total.events, 41u);
    EXPECT_EQ(summary.total.top->events, 41u);
    EXPECT_EQ(summary.sensors[0].events, 41u);
}

TEST(Summary, BareSynsAndDatagramsCountButVerifyNobody) {
    auto syn = contact(t0, "192.0.2.1");
    syn.handshake = event::Handshake::syn_only;
    auto datagram = contact(t0, "192.0.2.2", 1434);
    datagram.transport = event::Transport::udp;
    datagram.handshake = event::Handshake::datagram;
    auto talked = contact(t0, "192.0.2.3");
    talked.handshake = event::Handshake::sent_data;
    const auto summary = summary_of({syn, datagram, talked, contact(t0, "192.0.2.3", 139)});
    EXPECT_EQ(summary.total.events, 4u);
    EXPECT_EQ(summary.total.sources, 3u);
    EXPECT_EQ(summary.total.verified_sources, 1u);
}

TEST(Summary, AContactWithoutASourceIsCountedApart) {
    const auto summary = summary_of({contact(t0, "::"), contact(t0 + seconds{1}, "192.0.2.1")});
    EXPECT_EQ(summary.without_source, 1u);
    EXPECT_EQ(summary.total.events, 1u);
    EXPECT_EQ(summary.total.first, t0 + seconds{1});
    EXPECT_EQ(summary.sensors[0].events, 1u);
}

TEST(Summary, ACompletionReplacesItsEarlyReportInEitherOrder) {
    auto early = contact(t0, "192.0.2.1");
    early.sequence = 1;
    early.bytes_in = 10;
    early.ending = event::Ending::open;
    auto whole = early;
    whole.bytes_in = 500;
    whole.ending = event::Ending::peer_closed;
    whole.handshake = event::Handshake::sent_data;
    for (const auto& events : {std::vector<event::Event>{early, whole},
                               {whole, early},
                               {early, early, whole},
                               {early, whole, whole}}) {
        const auto summary = summary_of(events);
        EXPECT_EQ(summary.total.events, 1u);
        EXPECT_EQ(summary.total.bytes_in, 500u);
        EXPECT_EQ(summary.total.top->events, 1u);
        EXPECT_EQ(summary.repeated, events.size() - 1);
    }
    EXPECT_EQ(summary_of({early}).total.bytes_in, 10u);
}

TEST(Summary, TheSameSequenceOfAnotherRunOrSensorIsAnotherContact) {
    auto one = contact(t0, "192.0.2.1");
    one.sequence = 1;
    auto restarted = one;
    restarted.epoch = 2;
    auto elsewhere = one;
    elsewhere.sensor = "lab";
    const auto summary = summary_of({one, restarted, elsewhere, one});
    EXPECT_EQ(summary.total.events, 3u);
    EXPECT_EQ(summary.repeated, 1u);
}

TEST(Summary, RecordsWithoutASequenceAreNeverTakenForTheSame) {
    EXPECT_EQ(summary_of({contact(t0, "192.0.2.1"), contact(t0, "192.0.2.1")}).total.events, 2u);
}

TEST(Summary, TheAnyPortTotalIsNotTheSumOfTheSignals) {
    const auto summary =
        summary_of({contact(t0, "192.0.2.1", 445), contact(t0 + hours{13}, "192.0.2.1", 139),
                    contact(t0 + hours{25}, "192.0.2.1", 445)});
    EXPECT_EQ(summary.total.new_hosts, 1u);
    EXPECT_EQ(summary.total.sources, 1u);
    ASSERT_EQ(summary.signals.size(), 2u);
    EXPECT_EQ(summary.signals[0].signal.to_string(), "tcp/445");
    EXPECT_EQ(summary.signals[0].numbers.new_hosts, 2u);
    EXPECT_EQ(summary.signals[0].numbers.new_hosts_after_warm_up, 1u);
    EXPECT_EQ(summary.signals[1].numbers.new_hosts, 1u);
}

TEST(Summary, AWindowTakesFromEarlierLinesOnlyWhoIsNotNew) {
    const auto from = t0 + hours{24};
    const auto summary = summary_of(
        {
            contact(t0 - hours{48}, "192.0.2.1"),
            contact(t0 + hours{1}, "192.0.2.2"),    // seen 23 h before the window
            contact(from, "192.0.2.1"),             // new again: silent for 72 h
            contact(from, "192.0.2.2"),             // not new
            contact(from + hours{1}, "192.0.2.3"),  // new
            contact(from + hours{2}, "192.0.2.4"),  // the window ends before it
        },
        {from, from + hours{2}, 0});
    EXPECT_EQ(summary.total.events, 3u);
    EXPECT_EQ(summary.total.sources, 3u);
    EXPECT_EQ(summary.total.new_hosts, 2u);
    EXPECT_EQ(summary.total.new_hosts_after_warm_up, 2u);  // warm since t0 - 24 h
    EXPECT_EQ(summary.total.first, from);
    EXPECT_EQ(summary.total.last, from + hours{1});
}

TEST(Summary, TheLastDayIsOneThatIsWarm) {
    std::vector<event::Event> events;
    const auto add = [&](core::Time at, std::uint32_t host) {
        events.push_back(contact(at, core::Address::v4(0x0A000000 + host).to_string().c_str()));
    };
    // A host of its own every 12 minutes for three days: 120 a day. Then 240 in the fourth.
    for (std::uint32_t i = 0; i < 360; ++i) add(t0 + minutes{12} * i, i);
    for (std::uint32_t i = 0; i < 240; ++i) add(t0 + hours{72} + minutes{6} * i, 1000 + i);
    const auto summary = summary_of(events, {std::nullopt, t0 + hours{96}, 0});
    EXPECT_EQ(summary.total.new_hosts, 600u);
    EXPECT_EQ(summary.total.last_day, (Summary::LastDay{t0 + hours{72}, t0 + hours{96}, 240, 240}));
    EXPECT_EQ(summary.signals[0].numbers.last_day, summary.total.last_day);
    // Without an end it ends with what is known: here a heartbeat six hours after the last contact.
    events.push_back(heartbeat("a", t0 + hours{102} - minutes{6}));
    EXPECT_EQ(
        summary_of(events).total.last_day,
        (Summary::LastDay{t0 + hours{78} - minutes{6}, t0 + hours{102} - minutes{6}, 181, 181}));
    // No day where one of its hours warms up, or was not asked for.
    EXPECT_FALSE(summary_of(events, {std::nullopt, t0 + hours{47}, 0}).total.last_day);
    EXPECT_FALSE(summary_of(events, {t0 + hours{80}, t0 + hours{96}, 0}).total.last_day);
}

TEST(Summary, HeartbeatsBecomeUptimeAndSilentSensorsAreListed) {
    event::SensorChange joined;
    joined.sensor = "quiet";
    joined.seen_at = t0;
    const auto summary =
        summary_of({heartbeat("b", t0 + minutes{2}), heartbeat("a", t0 + minutes{1}),
                    heartbeat("a", t0 + minutes{2}), heartbeat("a", t0 + minutes{9}), joined});
    EXPECT_EQ(summary.uptime, (std::vector<Uptime>{{"a", t0, t0 + minutes{2}},
                                                   {"a", t0 + minutes{8}, t0 + minutes{9}},
                                                   {"b", t0 + minutes{1}, t0 + minutes{2}}}));
    EXPECT_EQ(summary.sensors, (std::vector<Summary::OnSensor>{{"a", 0}, {"b", 0}, {"quiet", 0}}));
    EXPECT_EQ(summary.total, Summary::Numbers{});
}

TEST(Summary, ADrillIsMarked) {
    auto drill = contact(t0, "192.0.2.1");
    drill.simulated = true;
    const auto summary = summary_of({drill, contact(t0, "192.0.2.2")});
    EXPECT_TRUE(summary.simulated);
    EXPECT_EQ(summary.simulated_events, 1u);
    EXPECT_FALSE(summary_of({contact(t0, "192.0.2.2")}).simulated);
}

TEST(Summary, AnEmptyLogIsAllZero) {
    EXPECT_EQ(summary_of({}), Summary{});
}

TEST(Summary, HeartbeatsAtTheLimitsOfTimeDoNotWrap) {
    auto least = heartbeat("a", core::Time::min());
    least.covers_seconds = 0xFFFFFFFF;
    const auto summary = summary_of(
        {least, contact(core::Time::max(), "192.0.2.1"), contact(core::Time::min(), "192.0.2.1")});
    EXPECT_TRUE(summary.uptime.empty());
    EXPECT_EQ(summary.total.new_hosts, 2u);
}

TEST(Summary, IsTheSameForEveryOrderOfTheLines) {
    core::Random random(3);
    std::vector<event::Event> events;
    for (int i = 0; i < 3000; ++i) {
        const std::string source = random.below(4) == 0
                                       ? "2001:db8:0:" + std::to_string(random.below(50)) + "::1"
                                       : "192.0.2." + std::to_string(random.below(200));
        auto one = contact(t0 + seconds{static_cast<int>(random.below(10 * 86400))}, source.c_str(),
                           random.below(2) == 0 ? 445 : 139);
        one.sensor = "sensor-" + std::to_string(random.below(5));
        one.epoch = 1 + random.below(2);
        one.sequence = 1 + random.below(5000);
        one.bytes_in = one.sequence % 7;  // one contact, one truth: all from the sequence
        one.seen_at = t0 + seconds{static_cast<int>(one.sequence * 170)};
        one.source = core::Address::v4(static_cast<std::uint32_t>(0xC0000200u + one.sequence % 90));
        one.destination_port = one.sequence % 3 == 0 ? 445 : 139;
        if (random.below(3) == 0) one.ending = event::Ending::open;
        events.push_back(one);
        if (i % 10 == 0) events.push_back(heartbeat("a", t0 + seconds{30 * i}));
    }
    const auto expected = summary_of(events);
    EXPECT_GT(expected.repeated, 0u);
    for (int order = 0; order < 5; ++order) {
        for (std::size_t i = events.size(); i > 1; --i)
            std::swap(events[i - 1], events[random.below(i)]);
        ASSERT_EQ(summary_of(events), expected);
    }
}

std::string gunzip(const std::string& path) {
    std::string text;
    gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return text;
    std::vector<char> chunk(1 << 20);
    for (int got = 0; (got = gzread(file, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0;)
        text.append(chunk.data(), static_cast<std::size_t>(got));
    gzclose(file);
    return text;
}

boost::json::value expected_numbers() {
    std::ifstream file(HITME_SHARED_DIR "/datasets/expected.json");
    std::stringstream text;
    text << file.rdbuf();
    return boost::json::parse(text.str());
}

void expect_numbers(const Summary::Numbers& numbers, const boost::json::object& expected) {
    const auto number = [&](const char* name) {
        return boost::json::value_to<std::uint64_t>(expected.at(name));
    };
    EXPECT_EQ(numbers.events, number("events"));
    EXPECT_EQ(numbers.sources, number("sources"));
    EXPECT_EQ(numbers.new_hosts, number("new_hosts_24h_rule"));
    EXPECT_EQ(numbers.new_hosts_after_warm_up, number("new_hosts_24h_rule_after_first_24h"));
    // Published to the second.
    const auto text = [](core::Time at) {
        return core::format_rfc3339(std::chrono::floor<seconds>(at));
    };
    EXPECT_EQ(text(*numbers.first), expected.at("first").as_string());
    EXPECT_EQ(text(*numbers.last), expected.at("last").as_string());
}

TEST(Summary, EqualsThePublishedNumbersOfTheMarxData) {
    const std::string path = HITME_SHARED_DIR "/datasets/marx/marx-until-2013-06-15.csv.gz";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no shared data";
    const std::string text = gunzip(path);
    Summariser summariser;
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    ASSERT_EQ(line, "datetime,host,src,proto,type,spt,dpt");
    while (std::getline(lines, line)) {
        std::vector<std::string> cells;
        std::istringstream row(line + ",.");
        for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
        ASSERT_EQ(cells.size(), 8u) << line;
        event::Contact one;
        one.seen_at = *core::parse_time(cells[0]);
        one.sensor = cells[1];
        one.source = core::Address::v4(
            static_cast<std::uint32_t>(*core::parse_unsigned(cells[2], 0xFFFFFFFF)));
        const bool icmp = cells[3] == "ICMP";
        one.transport = icmp                ? event::Transport::icmp
                        : cells[3] == "TCP" ? event::Transport::tcp
                                            : event::Transport::udp;
        one.destination_port =
            static_cast<std::uint16_t>(*core::parse_unsigned(icmp ? cells[4] : cells[6], 65535));
        summariser.add(one);
    }
    const auto summary = summariser.summary();
    const auto published = expected_numbers();
    const auto& expected = published.at("marx_until_2013_06_15").as_object();
    expect_numbers(summary.total, expected.at("all").as_object());
    int compared = 0;
    for (const auto& [name, numbers] : expected) {
        if (!name.starts_with("tcp_") || !numbers.as_object().contains("events")) continue;
        const std::string signal = "tcp/" + std::string(name.substr(4));
        const auto found =
            std::find_if(summary.signals.begin(), summary.signals.end(),
                         [&](const auto& one) { return one.signal.to_string() == signal; });
        ASSERT_NE(found, summary.signals.end()) << signal;
        SCOPED_TRACE(signal);
        expect_numbers(found->numbers, numbers.as_object());
        ++compared;
    }
    EXPECT_EQ(compared, 6);
    EXPECT_EQ(summary.sensors.size(), 9u);
    EXPECT_EQ(summary.without_source, 0u);
}

/// The first file of a tar archive (POSIX ustar: size in octal at 124, content from 512).
std::string first_of_tar(const std::string& tar) {
    const auto size = std::stoull(tar.substr(124, 11), nullptr, 8);
    return tar.substr(512, size);
}

TEST(Summary, EqualsThePublishedNumbersOfTheDionaeaData) {
    const std::string path = HITME_SHARED_DIR "/datasets/tpot-2025/dionaea_20k.json.tar.gz";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no shared data";
    std::istringstream lines(first_of_tar(gunzip(path)));
    Summariser summariser;
    for (std::string line; std::getline(lines, line);) {
        // An array stitched together from several files: one object a line.
        const auto begin = line.find('{');
        const auto end = line.rfind('}');
        if (begin == std::string::npos || end == std::string::npos) continue;
        boost::system::error_code failed;
        const auto value = boost::json::parse(line.substr(begin, end + 1 - begin), failed);
        ASSERT_FALSE(failed) << line;
        event::Contact one;
        one.sensor = "t-pot";
        one.seen_at = *core::parse_time(value.at("timestamp").as_string());
        one.transport = value.at("connection").at("transport").as_string() == "udp"
                            ? event::Transport::udp
                            : event::Transport::tcp;
        one.source = core::Address::parse(value.at("src_ip").as_string()).value_or(core::Address{});
        one.destination_port = boost::json::value_to<std::uint16_t>(value.at("dst_port"));
        summariser.add(one);
    }
    const auto summary = summariser.summary();
    const auto published = expected_numbers();
    const auto& expected = published.at("dionaea").as_object();
    expect_numbers(summary.total, expected.at("all").as_object());
    EXPECT_EQ(summary.without_source,
              boost::json::value_to<std::uint64_t>(expected.at("lines_without_source")));
    ASSERT_FALSE(summary.signals.empty());
    ASSERT_EQ(summary.signals[0].signal.to_string(), "tcp/445");
    expect_numbers(summary.signals[0].numbers, expected.at("tcp_445").as_object());
}

}  // namespace
}  // namespace hitme::analytics
