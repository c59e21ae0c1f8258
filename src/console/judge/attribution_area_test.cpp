// SPDX-License-Identifier: Apache-2.0
#include "console/judge/attribution_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "store/sqlite/book.h"
#include "support/filled_store.h"
#include "support/location_sample.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;

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
