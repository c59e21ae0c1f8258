// SPDX-License-Identifier: Apache-2.0
#include "console/judge/attribution_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "console/attribution_view.h"
#include "store/sqlite/book.h"
#include "support/filled_store.h"
#include "support/location_sample.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class Attributions : public testing::Test {
 protected:
    Attributions()
        : store_(filled_.reader()),
          book_(std::move(*store::open_sqlite_book(filled_.folder(), store::Access::write))) {
        const auto bytes = tests::location_sample();
        store::IpDataSettings settings;
        settings.location = folder_.path() + "/location.db";
        std::ofstream(settings.location, std::ios::binary) << core::as_text(bytes);
        data_ = store::IpData::open(settings);
    }
    runtime::HttpResponse ask(std::string_view path, std::string_view query = "",
                              std::string_view method = "GET") {
        const AreaContext context{*store_, *book_, geo_, tests::noon(), false, data_};
        return area_.answer(context, {method, path, query, "", {}})
            .value_or(runtime::HttpResponse{});
    }
    tests::FilledStore filled_;
    tests::ScratchFolder folder_;
    store::GeoDb geo_;
    store::IpData data_;
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
    AttributionArea area_{1};
};

TEST_F(Attributions, AKeptOneIsAnsweredUntilItIsOld) {
    const char* kept =
        R"({"by":"country","to":"2026-03-01T11:30:00Z","groups":[)"
        R"({"name":"A","hosts":60,"baseline_hosts":6,"excess":50},)"
        R"({"name":"B","hosts":30,"baseline_hosts":3,"excess":20},)"
        R"({"name":"C","hosts":6,"baseline_hosts":2,"excess":5},)"
        R"({"name":"rest","hosts":4,"baseline_hosts":1,"excess":3}],"groups_not_listed":7})";
    ASSERT_TRUE(book_->note(attribution_note("tcp/445", "country"), kept));
    const auto answer =
        boost::json::parse(ask("/api/v1/attribution", "by=country&signal=tcp/445&limit=2").body);
    const auto& groups = answer.at("groups").as_array();
    ASSERT_EQ(groups.size(), 3u);
    EXPECT_EQ(groups[1].at("name").as_string(), "B");
    EXPECT_EQ(groups[2].at("name").as_string(), "rest");
    EXPECT_EQ(groups[2].at("hosts").to_number<int>(), 10);
    EXPECT_EQ(groups[2].at("baseline_hosts").to_number<int>(), 3);
    EXPECT_DOUBLE_EQ(groups[2].at("excess").to_number<double>(), 8);
    EXPECT_DOUBLE_EQ(groups[2].at("level").to_number<double>(), 0.1);
    EXPECT_EQ(answer.at("groups_not_listed").to_number<int>(), 8) << "C, and the seven before";
    EXPECT_EQ(book_->noted(attribution_wanted_note("tcp/445", "country"))->value_or(""),
              "2026-03-01T12:00:00Z");
    // Another grouping or window is worked out; so is this one once it is old.
    EXPECT_EQ(ask("/api/v1/attribution", "by=as&signal=tcp/445").body.find("\"B\""),
              std::string::npos);
    EXPECT_EQ(ask("/api/v1/attribution", "by=country&signal=tcp/445&to=2026-03-01T12:00:00Z")
                  .body.find("\"B\""),
              std::string::npos);
    EXPECT_FALSE(kept_attribution(kept, 2, *core::parse_time("2026-03-01T14:30:01Z"), 3h));
    EXPECT_TRUE(kept_attribution(kept, 2, *core::parse_time("2026-03-01T14:30:00Z"), 3h));
    for (const char* none : {"", "[]", "{}", R"({"to":"x","groups":[]})", R"({"to":7})"})
        EXPECT_FALSE(kept_attribution(none, 2, tests::noon(), 3h)) << none;
}

TEST_F(Attributions, WhereReadingTakesTooLongTheLastOneStandsForADay) {
    AttributionArea busy{1, 0};
    const auto status_of = [&](const std::string& to) {
        EXPECT_TRUE(
            book_->note(attribution_note("tcp/445", "country"),
                        R"({"to":")" + to + R"(","groups":[{"name":"A"}],"groups_not_listed":0})"));
        const AreaContext context{*store_, *book_, geo_, tests::noon(), false, data_};
        return busy
            .answer(context,
                    {"GET", "/api/v1/attribution", "by=country&signal=tcp/445&limit=2", "", {}})
            ->status;
    };
    EXPECT_EQ(status_of("2026-03-01T06:00:00Z"), 200u);
    EXPECT_EQ(status_of("2026-02-28T12:00:00Z"), 200u);
    EXPECT_EQ(status_of("2026-02-28T11:59:59Z"), 503u);
}

TEST_F(Attributions, GiveTheLevelWhereGrowthIsRefused) {
    // Two proved sources: 192.0.2.77 (AS64500) and 2001:db8:1::/64; 198.51.100.9 too, by a finished handshake.
    const auto answer = boost::json::parse(ask("/api/v1/attribution", "by=as").body).as_object();
    EXPECT_EQ(answer.at("by").as_string(), "as");
    EXPECT_EQ(answer.at("refusal").as_string(), "no_baseline_ratio");
    double level = 0;
    bool found = false;
    for (const auto& group : answer.at("groups").as_array()) {
        level += group.at("level").to_number<double>();
        EXPECT_TRUE(group.at("growth").is_null());
        found |= group.at("name").as_string() == "AS64500 EXAMPLE-BROADBAND";
    }
    EXPECT_NEAR(level, 1, 1e-9);
    EXPECT_TRUE(found);
    EXPECT_FALSE(answer.at("databases").as_array().empty());
}

TEST_F(Attributions, PutSmallGroupsTogether) {
    const auto answer =
        boost::json::parse(ask("/api/v1/attribution", "by=as&limit=1").body).as_object();
    ASSERT_EQ(answer.at("groups").as_array().size(), 2u);
    EXPECT_EQ(answer.at("groups").as_array()[1].at("name").as_string(), "rest");
    EXPECT_GE(answer.at("groups_not_listed").to_number<int>(), 1);
}

TEST_F(Attributions, AnAddressThatWasNeverSeenHasANetworkAllTheSame) {
    EXPECT_THAT(ask("/api/v1/network/192.0.2.5").body, HasSubstr(R"("asn":64501)"));
    EXPECT_THAT(ask("/api/v1/network/2001%3Adb8%3A%3A1").body, HasSubstr(R"("country_note":"EU")"));
    EXPECT_EQ(ask("/api/v1/network/nobody").status, 400u);
    EXPECT_THAT(ask("/api/v1/ip_databases").body, HasSubstr("made by hand"));
}

TEST_F(Attributions, RefuseWhatTheyCannotAnswer) {
    EXPECT_EQ(ask("/api/v1/attribution", "by=colour").status, 400u);
    EXPECT_EQ(ask("/api/v1/attribution", "limit=0").status, 400u);
    EXPECT_EQ(
        ask("/api/v1/attribution", "from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z").status,
        400u);
    EXPECT_EQ(ask("/api/v1/attribution", "", "POST").status, 405u);
    const AreaContext context{*store_, *book_, geo_, tests::noon(), false, data_};
    EXPECT_FALSE(area_.answer(context, {"GET", "/api/v1/other", "", "", {}}));
}

}  // namespace
}  // namespace hitme::console
