// SPDX-License-Identifier: Apache-2.0
// Pictures of a store with contacts of nine days, beside counts made straight from the contacts and the API's own lists.
#include "console/api/pictures.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <set>

#include "console/api/series.h"
#include "console/api/sources.h"
#include "core/text.h"
#include "support/nine_days_store.h"

namespace hitme::console::api {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr int days = tests::nine_days;
const core::Time start = tests::nine_days_from;

class PicturesTest : public testing::Test {
 protected:
    json::value pictures(std::string_view query = "signal=tcp/445") {
        Parameters parameters{query};
        const auto question = read_pictures(parameters);
        EXPECT_FALSE(parameters.fault());
        const auto made = answer_pictures(context(), question);
        EXPECT_TRUE(made) << made.error().context;
        return json::parse(*made);
    }
    std::uint64_t sources(std::string_view query) {
        Parameters parameters{query};
        const auto question = read_sources(parameters);
        EXPECT_FALSE(parameters.fault()) << parameters.fault()->reason;
        return json::parse(*answer_sources(context(), question))
            .at("total")
            .to_number<std::uint64_t>();
    }
    Context context() { return {*store_, geo_, start + days * 24h}; }
    std::vector<const event::Contact*> on_445() const {
        std::vector<const event::Contact*> found;
        for (const auto& contact : contacts_)
            if (contact.destination_port == 445) found.push_back(&contact);
        return found;
    }

    const tests::NineDaysStore filled_;
    const std::vector<event::Contact>& contacts_ = filled_.contacts();
    store::GeoDb geo_;
    std::unique_ptr<store::EventStore> store_ = filled_.reader();
};

TEST_F(PicturesTest, HoldEveryContactAndSourceThatTheListsHold) {
    const auto value = pictures();
    EXPECT_EQ(value.at("contacts").to_number<std::uint64_t>(), on_445().size());
    const auto total = sources("signal=tcp/445");
    EXPECT_EQ(value.at("sources").to_number<std::uint64_t>(), total);
    const auto& arrivals = value.at("arrivals").as_array();
    EXPECT_EQ(arrivals.back().at("cumulative").to_number<std::uint64_t>(), total);
    for (const auto& stage : value.at("stages").as_array()) {
        const std::string name{stage.at("stage").as_string()};
        EXPECT_EQ(stage.at("sources").to_number<std::uint64_t>(),
                  sources("signal=tcp/445&stage=" + name))
            << name;
    }
    // What the series says of the same window.
    Parameters parameters{
        "signal=tcp/445&bin=1d&from=2026-03-01T00:00:00Z&to=2026-03-10T00:00:00Z"};
    const auto series = json::parse(*answer_series(context(), read_series(parameters, start)));
    std::uint64_t events = 0;
    for (const auto& point : series.at("points").as_array())
        events += point.at("events").to_number<std::uint64_t>();
    EXPECT_EQ(value.at("contacts").to_number<std::uint64_t>(), events);
}

TEST_F(PicturesTest, AccumulateByTheHourOfTheFirstContactAndCountEachDayApart) {
    std::map<core::Address, core::Time> first;
    std::map<core::Day, std::set<core::Address>> active;
    for (const auto* contact : on_445()) {
        first.emplace(contact->source, contact->seen_at);
        active[core::day_of(contact->seen_at)].insert(contact->source);
    }
    const auto value = pictures();
    EXPECT_EQ(value.at("bin_seconds").to_number<int>(), 3 * 3600);  // 72 bins; of an hour 216
    for (const auto& bin : value.at("arrivals").as_array()) {
        const core::Time at = *core::parse_time(bin.at("at").as_string());
        const auto before =
            std::ranges::count_if(first, [&](const auto& one) { return one.second < at + 3h; });
        EXPECT_EQ(bin.at("cumulative").to_number<std::int64_t>(), before);
    }
    const auto& told = value.at("active_days").as_array();
    ASSERT_EQ(told.size(), static_cast<std::size_t>(days));
    for (const auto& day : told)
        EXPECT_EQ(day.at("sources").to_number<std::size_t>(),
                  active[*core::parse_day(day.at("day").as_string())].size());
}

TEST_F(PicturesTest, TheRasterHasThoseWhoStayedLongestWithTheDaysOnWhichTheyCame) {
    struct Life {
        core::Time first = core::Time::max();
        core::Time last = core::Time::min();
        std::set<std::string> days;
        std::uint64_t contacts = 0;
    };
    std::map<std::string, Life> lives;
    for (const auto* contact : on_445()) {
        auto& life = lives[contact->source.to_string()];
        life.first = std::min(life.first, contact->seen_at);
        life.last = std::max(life.last, contact->seen_at);
        life.days.insert(core::format_day(core::day_of(contact->seen_at)));
        ++life.contacts;
    }
    const auto value = pictures();
    const auto& raster = value.at("raster");
    const auto& rows = raster.at("rows").as_array();
    ASSERT_EQ(rows.size(), most_raster_rows);
    EXPECT_EQ(raster.at("sources_not_shown").to_number<std::size_t>(), lives.size() - rows.size());
    core::Duration before = core::Duration::max();
    for (const auto& row : rows) {
        const auto& life = lives.at(std::string(row.at("source").as_string()));
        EXPECT_EQ(row.at("contacts").to_number<std::uint64_t>(), life.contacts);
        std::set<std::string> told;
        for (const auto& day : row.at("days").as_array()) told.insert(std::string(day.as_string()));
        EXPECT_EQ(told, life.days);
        const auto span = std::chrono::floor<std::chrono::seconds>(life.last) -
                          std::chrono::floor<std::chrono::seconds>(life.first);
        EXPECT_LE(span, before);
        before = span;
    }
}

TEST_F(PicturesTest, TheRasterShowsTheHoursOfEachRow) {
    const auto value = pictures();
    const auto& raster = value.at("raster");
    // Nine days are 216 hours, more than 168; and 72 times three hours.
    EXPECT_EQ(raster.at("cell_seconds").to_number<int>(), 3 * 3600);
    EXPECT_EQ(raster.at("cells_from").as_string(), "2026-03-01T00:00:00Z");
    std::map<std::string, std::set<std::int64_t>> expected;
    for (const auto* contact : on_445())
        expected[contact->source.to_string()].insert((contact->seen_at - start) / 3h);
    for (const auto& row : raster.at("rows").as_array()) {
        std::set<std::int64_t> told;
        for (const auto& cell : row.at("cells").as_array())
            told.insert(cell.to_number<std::int64_t>());
        EXPECT_EQ(told, expected.at(std::string(row.at("source").as_string())));
    }
}

TEST_F(PicturesTest, FamiliesAreCountedByTheirCopies) {
    std::map<std::string, std::uint64_t> copies;
    for (const auto* contact : on_445())
        ++copies[std::string(contact->first_bytes.begin(), contact->first_bytes.end())];
    std::uint64_t told = 0;
    const auto value = pictures();
    for (const auto& family : value.at("families").as_array()) {
        const auto begins = core::from_base64(family.at("begins").as_string());
        ASSERT_TRUE(begins);
        told += family.at("copies").to_number<std::uint64_t>();
        if (family.at("variants").to_number<int>() == 1) {
            EXPECT_EQ(family.at("copies").to_number<std::uint64_t>(),
                      copies[std::string(begins->begin(), begins->end())]);
        }
    }
    EXPECT_EQ(told, on_445().size());
}

TEST(Pictures, OfMoreThanAYearHaveNoMoreBinsThanOthers) {
    tests::ScratchFolder folder;
    auto store = *store::open_sqlite_store({folder.path(), 0, 0}, store::Access::write);
    const auto smb = event::Signal::parse("tcp/445")->key();
    store::RollUp roll_up;
    for (const core::Time at : {start - 9 * 365 * 24h, start}) {
        store::SourceDelta source;
        source.source = core::Address::v4(0xC6120001u + (at == start ? 1 : 0));
        source.first_seen = source.last_seen = at;
        source.events = 1;
        source.signals = {{smb, 1, at}};
        roll_up.sources.push_back(source);
        roll_up.series.push_back({smb, at, 1, 0, 1, 1, 1});
    }
    ASSERT_TRUE(store->apply(roll_up));
    const store::GeoDb geo;
    const auto made =
        answer_pictures({*store, geo, start + 24h}, {*event::Signal::parse("tcp/445")});
    ASSERT_TRUE(made);
    const auto value = json::parse(*made);
    EXPECT_EQ(value.at("contacts").to_number<int>(), 2);
    const auto& arrivals = value.at("arrivals").as_array();
    EXPECT_LE(arrivals.size(), most_picture_bins);
    EXPECT_EQ(arrivals.front().at("sources").to_number<int>(), 1);
    EXPECT_EQ(arrivals.back().at("cumulative").to_number<int>(), 2);
}

TEST_F(PicturesTest, OfASignalYoungerThanTheCountOfSourcesSayThatContactsCame) {
    tests::ScratchFolder folder;
    auto store = *store::open_sqlite_store({folder.path(), 0, 0}, store::Access::write);
    store::RollUp roll_up;
    roll_up.series.push_back({event::Signal::parse("tcp/8080")->key(), start, 3, 0, 1, 1, 1});
    ASSERT_TRUE(store->apply(roll_up));
    const store::GeoDb geo;
    const auto made =
        answer_pictures({*store, geo, start + 10min}, {*event::Signal::parse("tcp/8080")});
    ASSERT_TRUE(made);
    EXPECT_EQ(json::parse(*made).at("sources").to_number<int>(), 0);
    EXPECT_EQ(json::parse(*made).at("contacts").to_number<int>(), 3);
}

TEST_F(PicturesTest, OfASignalThatNobodyKnockedOnAreEmpty) {
    const auto value = pictures("signal=udp/9999");
    EXPECT_EQ(value.at("contacts").to_number<int>(), 0);
    EXPECT_EQ(value.at("sources").to_number<int>(), 0);
    EXPECT_TRUE(value.at("raster").at("rows").as_array().empty());
    EXPECT_TRUE(value.at("families").as_array().empty());
    Parameters none{""};
    (void)read_pictures(none);
    ASSERT_TRUE(none.fault());
    EXPECT_EQ(none.fault()->parameter, "signal");
}

}  // namespace
}  // namespace hitme::console::api
