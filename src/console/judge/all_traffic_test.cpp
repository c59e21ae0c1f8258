// SPDX-License-Identifier: Apache-2.0
#include "console/judge/all_traffic.h"

#include <gtest/gtest.h>

#include "console/judge/asked.h"
#include "console/judge/stream.h"

namespace hitme::console {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2008-11-17T00:00:00Z");

TEST(AllTraffic, CountsAHostOnceASensor) {
    AllTraffic traffic{1};
    const auto host = *core::Address::parse("198.18.0.1");
    const auto other = *core::Address::parse("2001:db8::1");
    for (int i = 0; i < 3; ++i) traffic.add("north", host);
    traffic.add("south", host);
    traffic.add("north", other);
    EXPECT_EQ(traffic.hosts_of({"south", "nobody", "north"}), (std::vector<double>{1, 0, 2}));
}

// Conficker's generator of targets never sets the highest bits of the second and fourth octet: whole sensors see none of it (Irwin
// 2012). Two sensors; both see 20 hosts an hour of 23/tcp, one alone 20 of 445/tcp.
StreamBuilder with_a_blind_sensor(bool tells_of_others) {
    StreamBuilder builder{event::Signal{event::Transport::tcp, 445}, 1};
    if (tells_of_others) builder.count_all_traffic();
    std::uint32_t next = 0;
    for (int hour = 0; hour < 10 * 24; ++hour)
        for (int i = 0; i < 20; ++i) {
            event::Contact contact;
            contact.seen_at = start + hours{hour} + minutes{3 * i};
            contact.transport = event::Transport::tcp;
            contact.handshake = event::Handshake::sent_data;
            contact.source = core::Address::v4(0xC6120000 + next++);
            contact.destination_port = 445;
            contact.sensor = "reached";
            builder.add(event::Event{contact});
            contact.destination_port = 23;
            for (const char* sensor : {"reached", "blind"}) {
                contact.source = core::Address::v4(0xC6120000 + next++);
                contact.sensor = sensor;
                builder.add(event::Event{contact});
            }
        }
    for (const char* sensor : {"reached", "blind"})
        builder.uptime(sensor, {{start, start + hours{10 * 24}}});
    return builder;
}

analytics::GrowthFinding growth_of(const Stream& stream) {
    JudgeWindow window;
    window.from = start + hours{8 * 24};
    window.to = start + hours{10 * 24};
    return ask_growth(stream, window, times_of(stream, window));
}

TEST(AllTraffic, NamesASensorThatASignalHardlyReaches) {
    const Stream stream = with_a_blind_sensor(true).take("tcp/445", {});
    // 4,800 of each signal at the one, of 23/tcp alone at the other.
    ASSERT_EQ(stream.sensors, (std::vector<std::string>{"reached", "blind"}));
    EXPECT_EQ(stream.all_hosts, (std::vector<double>{9600, 4800}));
    const auto growth = growth_of(stream);
    EXPECT_EQ(growth.blind_sensors, std::vector<std::uint16_t>{1});
    EXPECT_NE(growth.sentence.find("Hardly reaches blind, with under a tenth"), std::string::npos)
        << growth.sentence;
}

TEST(AllTraffic, NobodyIsBlindWhereTheOtherSignalsAreNotKnown) {
    const Stream stream = with_a_blind_sensor(false).take("tcp/445", {});
    EXPECT_TRUE(stream.all_hosts.empty());
    EXPECT_TRUE(growth_of(stream).blind_sensors.empty());
}

TEST(AllTraffic, RowsOfOtherSignalsCountToo) {
    StreamBuilder builder{event::Signal{event::Transport::tcp, 445}, 1};
    builder.count_all_traffic();
    const auto row = [](const char* sensor, std::uint32_t source) {
        return StreamBuilder::Row{start, sensor, core::Address::v4(source), {}, {}};
    };
    builder.add(row("a", 1));
    builder.add(row("b", 1));
    builder.add_other(row("b", 2));
    const Stream stream = builder.take("x", {});
    EXPECT_EQ(stream.sightings.size(), 2u);
    EXPECT_EQ(stream.all_hosts, (std::vector<double>{1, 2}));
}

TEST(AllTraffic, OfAFollowedFleetTheHostsOfEachSensorAreCountedOverATime) {
    StreamBuilder fleet{std::nullopt, 1};
    const auto add = [&](int hour, const char* sensor, std::uint32_t source) {
        fleet.add({start + hours{hour}, sensor, core::Address::v4(0xC6120000 + source), {}, {}});
    };
    add(1, "north", 1);
    add(2, "north", 1);
    add(2, "south", 1);
    add(3, "south", 2);
    add(9, "north", 3);  // later than what is asked for
    const auto hosts = fleet.hosts_by_sensor(start, start + hours{9});
    EXPECT_EQ(hosts, (std::map<std::string, double, std::less<>>{{"north", 1}, {"south", 2}}));
}

}  // namespace
}  // namespace hitme::console
