// SPDX-License-Identifier: Apache-2.0
#include "console/report/report.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

const core::Time start = *core::parse_time("2009-01-24T16:00:00Z");

/// 288 sources, one every 300 s, on 445/tcp: the example of C-11 (2).
Report post_b(bool heartbeats) {
    analytics::Summariser summariser;
    for (int i = 0; i < 288; ++i) {
        event::Contact contact;
        contact.sensor = "alpha";
        contact.seen_at = start + i * 300s;
        contact.transport = event::Transport::tcp;
        contact.destination_port = 445;
        contact.source = core::Address::v4(0xC6120000u + static_cast<std::uint32_t>(i));
        contact.handshake = event::Handshake::completed;
        summariser.add(contact);
    }
    for (int minute = 1; heartbeats && minute <= 1440; ++minute) {
        if (minute > 600 && minute <= 672) continue;  // 72 of 1,440 minutes: 5 %
        event::Heartbeat beat;
        beat.sensor = "alpha";
        beat.seen_at = start + minute * 60s;
        beat.covers_seconds = 60;
        summariser.add(beat);
    }
    Report report;
    report.from = start;
    report.to = start + 24h;
    report.summary = summariser.summary();
    measure(report);
    return report;
}

TEST(Report, SaysTheIntervalOfNewHostsAsThePostDid) {
    const std::string text = to_text(post_b(true), runtime::Zone::utc());
    EXPECT_NE(text.find("every 5.0 min (4.5-5.6)"), std::string::npos) << text;
    EXPECT_NE(text.find("Coverage: 95.0 % of the window, 1 sensor, 1 gap."), std::string::npos)
        << text;
    EXPECT_NE(text.find("tcp/445"), std::string::npos);
}

TEST(Report, OfOneInstantHasNoRateAndSaysSoOnce) {
    analytics::Summariser summariser({std::nullopt, std::nullopt, 1});
    event::Contact contact;
    contact.sensor = "alpha";
    contact.seen_at = start;
    contact.transport = event::Transport::tcp;
    contact.destination_port = 445;
    contact.source = *core::Address::parse("198.18.0.1");
    contact.handshake = event::Handshake::completed;
    summariser.add(contact);
    Report report;
    report.summary = summariser.summary();
    measure(report);
    ASSERT_EQ(report.window_from(), report.window_to());
    const std::string text = to_text(report, runtime::Zone::utc());
    const std::string rate = "any port): 1; a window without length has no rate";
    EXPECT_NE(text.find(rate), std::string::npos) << text;
    EXPECT_EQ(text.find("no rate"), text.rfind("no rate")) << text;
    EXPECT_EQ(text.find("nothing observed"), std::string::npos) << text;
    EXPECT_EQ(to_json(report).find("nothing observed"), std::string::npos);
}

TEST(Report, SaysTheIntervalOfTheLastDayWhereThereIsOne) {
    Report report = post_b(true);
    report.from = start - 240h;
    report.summary.total.new_hosts = 1000;
    report.summary.total.new_hosts_after_warm_up = 900;
    report.summary.total.proved_new_hosts = 1000;
    report.summary.total.last_day = {start, start + 24h, 288, 288};
    const std::string text = to_text(report, runtime::Zone::utc());
    EXPECT_NE(
        text.find("any port): 1,000; 900 of them after the first 24 h, in which every host is "
                  "new. In the 24 h to Sun 2009-01-25 4:00 PM UTC: 288, every 5.0 min "
                  "(4.5-5.6)."),
        std::string::npos)
        << text;
    const auto json = boost::json::parse(to_json(report));
    const auto& day = json.at("total").at("last_day");
    EXPECT_EQ(day.at("new_hosts").to_number<int>(), 288);
    EXPECT_NEAR(day.at("new_host_interval").at("mean_seconds").to_number<double>(), 300, 1e-9);
    EXPECT_TRUE(json.at("signals").at(0).at("last_day").is_null());
}

TEST(Report, SaysTheVerifiedNewHostsFirstWhereOthersAreAmongThem) {
    Report report = post_b(true);
    report.from = start - 240h;
    report.summary.total.new_hosts = 301'377;
    report.summary.total.new_hosts_after_warm_up = 301'377;
    report.summary.total.proved_new_hosts = 1'385;
    report.summary.total.last_day = {start, start + 24h, 300'288, 288};
    const std::string text = to_text(report, runtime::Zone::utc());
    EXPECT_NE(text.find("any port): of verified sources 1,385; with those that proved no address "
                        "and may be forged 301,377. In the 24 h to Sun 2009-01-25 4:00 PM UTC: of "
                        "verified sources 288, every 5.0 min (4.5-5.6); with the others 300,288."),
              std::string::npos)
        << text;
    const auto json = boost::json::parse(to_json(report));
    EXPECT_EQ(json.at("total").at("proved_new_hosts").to_number<int>(), 1'385);
}

TEST(Report, SaysThatItDoesNotKnowWithoutHeartbeats) {
    const Report report = post_b(false);
    EXPECT_NE(to_text(report, runtime::Zone::utc()).find("Coverage: not known"), std::string::npos);
    const auto value = boost::json::parse(to_json(report));
    EXPECT_FALSE(value.at("coverage").at("known").as_bool());
    EXPECT_TRUE(value.at("coverage").at("share").is_null());
    EXPECT_FALSE(value.at("coverage").at("may_say_nothing_seen").as_bool());
}

TEST(Report, HoldsThePromisedMembersInItsJson) {
    Report report = post_b(true);
    report.skipped["bad_json"] = 3;
    const auto value = boost::json::parse(to_json(report));
    const auto& signal = value.at("signals").at(0);
    EXPECT_EQ(signal.at("signal").as_string(), "tcp/445");
    EXPECT_EQ(signal.at("events").to_number<int>(), 288);
    EXPECT_EQ(signal.at("sources").to_number<int>(), 288);
    EXPECT_EQ(signal.at("new_hosts").to_number<int>(), 288);
    EXPECT_EQ(signal.at("first").as_string(), "2009-01-24T16:00:00Z");
    EXPECT_EQ(signal.at("last").as_string(), "2009-01-25T15:55:00Z");
    EXPECT_EQ(value.at("total").at("new_hosts").to_number<int>(), 288);
    EXPECT_EQ(value.at("skipped").at("bad_json").to_number<int>(), 3);
    EXPECT_NEAR(value.at("coverage").at("share").to_number<double>(), 0.95, 1e-9);
}

TEST(Report, ShowsTimesInTheReadersZone) {
    const auto zone = runtime::Zone::find("America/New_York");
    ASSERT_TRUE(zone);
    EXPECT_NE(to_markdown(post_b(true), *zone).find("Sun 2009-01-25 11:00 AM EST"),
              std::string::npos);
}

TEST(Report, NeverLetsAForeignTextReachTheTerminalRaw) {
    Report report = post_b(false);
    report.files.push_back({"evil\x1b]0;x\x07.pcap", "pcap", 1, 1, "cut\x1b[31m", {}});
    report.skipped["odd\x1b[2J"] = 1;
    for (const auto& text : {to_text(report, runtime::Zone::utc()),
                             to_markdown(report, runtime::Zone::utc()), to_json(report)})
        EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Report, OfAQuietNightHasTheWindowOfItsHeartbeats) {
    analytics::Summariser summariser;
    for (int minute = 1; minute <= 600; ++minute) {
        event::Heartbeat beat;
        beat.sensor = "alpha";
        beat.seen_at = start + minute * 60s;
        beat.covers_seconds = 60;
        summariser.add(beat);
    }
    Report report;
    report.summary = summariser.summary();
    measure(report);
    EXPECT_EQ(report.window_to() - report.window_from(), 10h);
    EXPECT_TRUE(report.coverage.may_say_nothing_seen());
}

TEST(Report, SaysSoWhenThereIsNothing) {
    EXPECT_NE(to_text(Report{}, runtime::Zone::utc()).find("No contact was recorded."),
              std::string::npos);
    EXPECT_NO_THROW(boost::json::parse(to_json(Report{})));
}

}  // namespace
}  // namespace hitme::console
