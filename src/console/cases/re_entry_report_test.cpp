// SPDX-License-Identifier: Apache-2.0
// E4, "Monday": six laptops return infected between 08:00 and 10:00, Berlin (07:00 to 09:00 UTC), after a quiet weekend.
#include "console/cases/re_entry_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "console/cases/case_desk.h"
#include "console/cases/re_entry_area.h"
#include "support/case_house.h"

namespace hitme::console::cases {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
const auto eight = *core::parse_time("2009-01-26T07:00:00Z");

event::Heartbeat beat(core::Time at, std::uint64_t sequence) {
    event::Heartbeat made;
    made.sensor = "lan-1";
    made.epoch = 1;
    made.sequence = sequence;
    made.seen_at = at;
    made.covers_seconds = 3600;
    return made;
}

class Monday : public testing::Test {
 protected:
    void SetUp() override {
        house.lan_sensor("lan-1");
        // Each laptop gets its lease five minutes before its first touch; a seventh arrives and touches nothing.
        leases = house.folder.path() + "/leases";
        std::ofstream file{leases};
        for (int i = 1; i <= 7; ++i) {
            const auto starts = eight + 20min * (i - 1) - (i == 1 ? 0min : 5min);
            const auto text = core::format_rfc3339(starts);
            file << "lease 10.1." << (i <= 3 ? 2 : 3) << "." << i << " { starts 1 2009/01/26 "
                 << text.substr(11, 8)
                 << "; ends 1 2009/01/26 18:00:00; binding state active; hardware ethernet "
                    "00:1b:77:00:00:0"
                 << i << "; client-hostname \"laptop-" << i << "\"; }\n";
        }
        file.close();
        std::vector<event::Event> events;
        for (int hour = 1; hour <= 74; ++hour)
            events.emplace_back(
                beat(eight - 72h + 1h * hour, static_cast<std::uint64_t>(1000 + hour)));
        for (int i = 1; i <= 6; ++i)
            for (int again = 0; again < 5; ++again)
                events.emplace_back(house.contact(
                    "10.1." + std::string(i <= 3 ? "2" : "3") + "." + std::to_string(i),
                    eight + 20min * (i - 1) + 1s * again + 1s));
        CaseDesk desk{*house.book, house.notices, {{leases}, ""}};
        house.deliver(events, {&desk}, eight + 2h);
        desk.finish();
        watch.id = "w-1";
        watch.name = "Monday";
        watch.from = eight;
        watch.until = eight + 2h;
        watch.before = eight - 72h;
    }
    tests::CaseHouse house;
    std::string leases;
    ReEntryWatch watch;
};

TEST_F(Monday, SixHostsAreSixCasesAndTheReportSaysSo) {
    EXPECT_EQ(house.notices.told.size(), 6u);
    Hosts hosts{{{leases}, ""}};
    hosts.refresh(eight + 3h);
    const auto report = re_entry_report(*house.store, *house.book, hosts, watch, eight + 3h);
    ASSERT_TRUE(report.has_value()) << report.error().context;
    EXPECT_EQ(report->before.hosts, 0u);
    EXPECT_EQ(report->during.hosts, 6u);
    EXPECT_EQ(report->during.touches, 30u);
    EXPECT_NEAR(report->before.coverage.value_or(0), 1.0, 0.001);
    EXPECT_NEAR(report->during.coverage.value_or(0), 1.0, 0.001);
    EXPECT_EQ(sentence_of(*report),
              "6 hosts touched internal decoys during the watch, none in the 72 h before. Of 7 "
              "devices that arrived "
              "during the watch, 6 touched a decoy.");
    ASSERT_EQ(report->hosts.size(), 6u);
    EXPECT_EQ(report->hosts[0].first_touch, eight + 1s);
    EXPECT_EQ(report->hosts[0].name, "laptop-1");
    EXPECT_EQ(report->hosts[1].arrived, eight + 15min);
    EXPECT_EQ(report->hosts[1].first_touch, eight + 20min + 1s);
    ASSERT_EQ(report->segments.size(), 2u);
    EXPECT_EQ(report->segments[0].segment, "10.1.2.0/24");
    EXPECT_EQ(report->segments[0].hosts, 3u);
    EXPECT_EQ(report->segments[1].first_touch, eight + 60min + 1s);
}

TEST_F(Monday, WithoutCoverageNothingIsSaidOfAQuietTime) {
    auto later = watch;
    later.from = eight + 10h;
    later.until = eight + 12h;
    later.before = eight + 8h;
    Hosts hosts{{{}, ""}};
    const auto report = re_entry_report(*house.store, *house.book, hosts, later, eight + 20h);
    ASSERT_TRUE(report.has_value());
    EXPECT_THAT(sentence_of(*report), HasSubstr("No host touched"));
    EXPECT_THAT(sentence_of(*report), HasSubstr("did not cover the time before"));
    EXPECT_THAT(sentence_of(*report), HasSubstr("did not cover the time during"));
}

TEST_F(Monday, ThroughTheApi) {
    ReEntryArea area{{{leases}, ""}};
    const auto added = house.ask(
        area, "POST", "/api/v1/re-entry", eight - 1h, "",
        R"({"name":"Monday","from":"2009-01-26T07:00:00Z","until":"2009-01-26T09:00:00Z"})");
    EXPECT_THAT(added, HasSubstr("\"state\":\"planned\""));
    EXPECT_THAT(added, HasSubstr("\"before\":\"2009-01-23T07:00:00Z\""));
    const auto id = added.substr(added.find("w-"), 10);
    const auto report = house.ask(area, "GET", "/api/v1/re-entry/" + id, eight + 3h);
    EXPECT_THAT(report, HasSubstr("\"state\":\"over\""));
    EXPECT_THAT(report, HasSubstr("6 hosts touched internal decoys"));
    house.ask(area, "POST", "/api/v1/re-entry", eight, "",
              R"({"name":"x","from":"2009-01-26T07:00:00Z"})");
    EXPECT_EQ(house.status, 400u);
    house.ask(area, "GET", "/api/v1/re-entry/w-none", eight);
    EXPECT_EQ(house.status, 404u);
}

}  // namespace
}  // namespace hitme::console::cases
