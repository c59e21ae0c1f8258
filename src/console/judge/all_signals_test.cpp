// SPDX-License-Identifier: Apache-2.0
#include "console/judge/all_signals.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace hitme::console {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2013-03-04T00:00:00Z");

event::Contact contact(core::Time at, std::uint16_t port, std::uint32_t source) {
    event::Contact contact;
    contact.sensor = "a";
    contact.seen_at = at;
    contact.transport = event::Transport::tcp;
    contact.source = core::Address::v4(0x0B000000 + source);
    contact.destination_port = port;
    contact.handshake = event::Handshake::completed;
    return contact;
}

boost::json::object told(AllSignals& signals) {
    return boost::json::parse(signals.answer("log", runtime::Zone::utc())).as_object();
}

// Six days. 23/tcp: 6 new hosts an hour, each twice within the hour. 445/tcp: 6, and 120 from the sixth day on. 80/tcp: one host, once
// an hour, and a bare SYN beside it.
boost::json::object log(std::optional<core::Time> from, std::optional<core::Time> to) {
    AllSignals signals{from, to, 7};
    std::uint32_t next = 0;
    for (int minute = 0; minute < 6 * 24 * 60; ++minute) {
        const core::Time at = start + minutes{minute};
        const bool rises = minute >= 5 * 24 * 60;
        if (minute % 10 == 0) {
            signals.add(event::Event{contact(at, 23, ++next)});
            signals.add(event::Event{contact(at + std::chrono::seconds{30}, 23, next)});
            if (!rises) signals.add(event::Event{contact(at, 445, ++next)});
        }
        if (rises)
            for (int i = 0; i < 2; ++i) signals.add(event::Event{contact(at, 445, ++next)});
        if (minute % 60 == 0) {
            signals.add(event::Event{contact(at, 80, 0)});
            auto syn = contact(at, 80, ++next);
            syn.handshake = event::Handshake::syn_only;
            signals.add(event::Event{syn});
        }
    }
    return told(signals);
}

const boost::json::object& of(const boost::json::object& answer, std::string_view signal,
                              std::string_view proof = "verified") {
    for (const auto& one : answer.at("signals").as_array())
        if (one.at("signal").as_string() == signal && one.at("proof").as_string() == proof)
            return one.as_object();
    throw std::runtime_error("no such signal");
}

TEST(AllSignals, CountsEachSignalAndSaysWhichRose) {
    const auto answer = log({}, {});
    EXPECT_EQ(answer.at("signals_in_all").to_number<int>(), 4);
    EXPECT_EQ(answer.at("late").to_number<int>(), 0);
    const auto& telnet = of(answer, "tcp/23");
    EXPECT_EQ(telnet.at("events").to_number<int>(), 2 * 6 * 24 * 6);
    EXPECT_EQ(telnet.at("new_hosts").to_number<int>(), 6 * 24 * 6);
    EXPECT_EQ(telnet.at("cumulative").to_number<double>(), 6 * 24 * 6);
    EXPECT_EQ(telnet.at("repeat_share").to_number<double>(), 0);
    EXPECT_EQ(telnet.at("alarms_in_all").to_number<int>(), 0);
    const auto& web = of(answer, "tcp/80");
    EXPECT_EQ(web.at("events").to_number<int>(), 144);
    EXPECT_EQ(web.at("new_hosts").to_number<int>(), 1);
    EXPECT_NEAR(web.at("repeat_share").to_number<double>(), 143.0 / 144, 1e-9);
    EXPECT_EQ(web.at("top").as_array()[0].at("source").as_string(), "11.0.0.0");
    EXPECT_EQ(of(answer, "tcp/80", "unverified").at("events").to_number<int>(), 144);
    const auto& smb = of(answer, "tcp/445");
    EXPECT_EQ(smb.at("new_hosts").to_number<int>(), 5 * 144 + 2 * 1440);
    ASSERT_GE(smb.at("alarms").as_array().size(), 1u);
    const auto at = core::parse_time(smb.at("alarms").as_array()[0].at("at").as_string());
    ASSERT_TRUE(at);
    EXPECT_GE(*at, start + days{5});
    EXPECT_LE(*at, start + days{5} + minutes{30});
    EXPECT_TRUE(
        answer.at("sentence").as_string().starts_with("4 signals. New hosts rose on 1: tcp/445"))
        << answer.at("sentence");
}

TEST(AllSignals, AWindowIsCountedWithWhoWasSeenBefore) {
    const auto answer = log(start + days{1}, start + days{2});
    EXPECT_EQ(of(answer, "tcp/23").at("events").to_number<int>(), 288);
    // Once an hour for ever: not new on the second day.
    EXPECT_EQ(of(answer, "tcp/80").at("new_hosts").to_number<int>(), 0);
    EXPECT_EQ(of(answer, "tcp/80").at("active").to_number<int>(), 1);
}

TEST(AllSignals, TellsWhatCameTooLateAndNothingOfNothing) {
    AllSignals signals{{}, {}, 7};
    signals.add(event::Event{contact(start, 445, 1)});
    signals.add(event::Event{contact(start + hours{2}, 445, 2)});
    signals.add(event::Event{contact(start + minutes{20}, 445, 3)});
    const auto answer = told(signals);
    EXPECT_EQ(answer.at("late").to_number<int>(), 1);
    EXPECT_EQ(of(answer, "tcp/445").at("events").to_number<int>(), 2);
    AllSignals none{{}, {}, 7};
    const auto nothing = told(none);
    EXPECT_EQ(nothing.at("signals_in_all").to_number<int>(), 0);
    EXPECT_EQ(nothing.at("sentence").as_string(), "0 signals. No rise of new hosts stands out.");
}

TEST(AllSignals, TakesALogInAnyOrderAndOneThatPausesForYears) {
    AllSignals signals{{}, {}, 7, AllSignals::Order::any};
    signals.leave_out_after(start + days{10});
    // Backwards; and one contact of long before, one of the future.
    for (int hour = 99; hour >= 0; --hour)
        signals.add(
            event::Event{contact(start + hours{hour}, 445, static_cast<std::uint32_t>(hour))});
    signals.add(event::Event{contact(start - days{3000}, 23, 500)});
    signals.add(event::Event{contact(start + days{11}, 23, 501)});
    const auto answer = told(signals);
    EXPECT_EQ(answer.at("taken").to_number<int>(), 101);
    EXPECT_EQ(answer.at("late").to_number<int>(), 0);
    EXPECT_EQ(answer.at("future_contacts").to_number<int>(), 1);
    EXPECT_EQ(of(answer, "tcp/445").at("new_hosts").to_number<int>(), 100);
    EXPECT_EQ(of(answer, "tcp/23").at("events").to_number<int>(), 1);
}

}  // namespace
}  // namespace hitme::console
