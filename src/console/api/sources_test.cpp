// SPDX-License-Identifier: Apache-2.0
#include "console/api/sources.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "support/filled_store.h"
#include "support/scratch_folder.h"

namespace hitme::console::api {
namespace {

class SourcesAnswer : public testing::Test {
 protected:
    boost::json::value ask(std::string_view query) {
        Parameters parameters(query);
        const auto question = read_sources(parameters);
        EXPECT_FALSE(parameters.fault()) << parameters.fault()->reason;
        const auto made = answer_sources(context_, question);
        EXPECT_TRUE(made.has_value()) << made.error().context;
        return boost::json::parse(*made);
    }
    tests::FilledStore filled_;
    std::unique_ptr<store::EventStore> store_ = filled_.reader();
    store::GeoDb geo_;
    Context context_{*store_, geo_, tests::noon(), Origin::seen};
};

TEST_F(SourcesAnswer, ListsThemSortedAndPaged) {
    const auto page = ask("order=events&limit=1");
    EXPECT_EQ(page.at("total").to_number<int>(), 3);
    ASSERT_EQ(page.at("rows").as_array().size(), 1u);
    EXPECT_EQ(page.at("rows").at(0).at("address").as_string(), "192.0.2.77");
    EXPECT_EQ(page.at("rows").at(0).at("signals").as_array().size(), 2u);
    EXPECT_TRUE(page.at("rows").at(0).at("verified").as_bool());
    EXPECT_EQ(ask("order=first_seen&descending=false&offset=2").at("rows").as_array().size(), 1u);
}

TEST_F(SourcesAnswer, AListedBenignScannerHasItsClassAndWhereThatIsWritten) {
    Visibility visibility;
    visibility.set_benign(*parse_benign_list(
        "192.0.2.0/24,research,Example University,https://example.edu/scans,2026-01-02\n", "list"));
    context_.visibility = &visibility;
    const auto answer = boost::json::parse(*answer_source(context_, "192.0.2.77"));
    const auto& benign = answer.at("source").at("benign");
    EXPECT_EQ(benign.at("class").as_string(), "research");
    EXPECT_EQ(benign.at("name").as_string(), "Example University");
    EXPECT_EQ(benign.at("source").as_string(), "https://example.edu/scans");
    EXPECT_EQ(benign.at("date").as_string(), "2026-01-02");
    const auto others = ask("search=198.51.100.0/24").at("rows").as_array();
    ASSERT_EQ(others.size(), 1u);
    EXPECT_FALSE(others[0].as_object().contains("benign"));
}

TEST_F(SourcesAnswer, FindsByAddressPrefixAndSignal) {
    EXPECT_EQ(ask("search=198.51.100.0/24").at("total").to_number<int>(), 1);
    EXPECT_EQ(ask("search=192.0.2.77").at("total").to_number<int>(), 1);
    EXPECT_EQ(ask("signal=tcp/445").at("total").to_number<int>(), 2);
    // An IPv6 source is its /64, by whichever of its addresses it is asked for.
    EXPECT_EQ(ask("search=2001:db8:1::99").at("total").to_number<int>(), 1);
}

/// Knows every address for the same things, by the country ranges of a file.
class SourcesByNetwork : public SourcesAnswer {
 protected:
    static store::IpData data(const std::string& folder) {
        // 192.0.2.0 to 192.0.2.255, as a number; the others are known to nobody.
        std::ofstream(folder + "/geoip") << "3221225984,3221226239,DE\n";
        std::ofstream(folder + "/networks.csv") << "asn,type,source\n";
        store::IpDataSettings settings;
        settings.country_v4 = folder + "/geoip";
        return store::IpData::open(settings);
    }
    tests::ScratchFolder databases_;
    const store::IpData data_ = data(databases_.path());
    Context known_{*store_, geo_, tests::noon(), Origin::seen, std::nullopt, data_};
    int total(std::string_view query) {
        Parameters parameters(query);
        const auto question = read_sources(parameters);
        EXPECT_FALSE(parameters.fault()) << parameters.fault()->reason;
        const auto made = answer_sources(known_, question);
        EXPECT_TRUE(made.has_value()) << made.error().context;
        return boost::json::parse(*made).at("total").to_number<int>();
    }
    static std::string fault(std::string_view query) {
        Parameters parameters(query);
        (void)read_sources(parameters);
        return parameters.fault() ? parameters.fault()->parameter : "";
    }
};

TEST_F(SourcesByNetwork, FindsByCountryContinentClassAndWhatIsNotKnown) {
    EXPECT_EQ(total("country=DE"), 1);
    EXPECT_EQ(total("country=unknown"), 2);
    EXPECT_EQ(total("country=BR"), 0);
    EXPECT_EQ(total("continent=europe"), 1);
    EXPECT_EQ(total("continent=unknown"), 2);
    EXPECT_EQ(total("as=unknown"), 3);
    EXPECT_EQ(total("as=AS64500"), 0);
    EXPECT_EQ(total("class=unknown"), 3);
    EXPECT_EQ(total("country=DE&signal=udp/53"), 1);
    EXPECT_EQ(total("country=DE&signal=tcp/22"), 0);
    EXPECT_EQ(total("country=DE&search=192.0.2.77"), 1);
    EXPECT_EQ(total("country=unknown&search=192.0.2.0/24"), 0);
}

TEST_F(SourcesByNetwork, FindsByRegistryAlsoWhereNoNetworkIsLookedUp) {
    // Addresses for documents (RFC 5737, RFC 3849) are administered by no registry.
    EXPECT_EQ(total("registry=apnic"), 0);
    EXPECT_EQ(total("registry=unknown"), 3);
    EXPECT_EQ(total("registry=unknown&signal=tcp/445"), 2);
    EXPECT_EQ(total("registry=unknown&country=DE"), 1);
    EXPECT_EQ(ask("registry=ripe_ncc").at("total").to_number<int>(), 0);
    EXPECT_EQ(ask("registry=unknown").at("total").to_number<int>(), 3);
}

TEST_F(SourcesByNetwork, SaysWhichFilterCannotBe) {
    EXPECT_EQ(fault("country=de"), "country");
    EXPECT_EQ(fault("country=Germany"), "country");
    EXPECT_EQ(fault("as=ASx"), "as");
    EXPECT_EQ(fault("as=4294967296"), "as");
    EXPECT_EQ(fault("class=nobody"), "class");
    EXPECT_EQ(fault("continent=atlantis"), "continent");
    EXPECT_EQ(fault("registry=APNIC"), "registry");
    EXPECT_EQ(fault("registry=unknown&search=192.0.2.0/24"), "");
    EXPECT_EQ(fault("stage=half_way"), "stage");
    EXPECT_EQ(fault("country=DE&as=4134&class=consumer&continent=asia&stage=probe"), "");
}

TEST_F(SourcesAnswer, FindsByStage) {
    // Of filled_store.h no source is rolled up with a stage beyond the first (api/pictures_test.cpp has others).
    EXPECT_EQ(ask("stage=none").at("total").to_number<int>(), 3);
    EXPECT_EQ(ask("signal=tcp/445&stage=none").at("total").to_number<int>(), 2);
    EXPECT_EQ(ask("stage=probe").at("total").to_number<int>(), 0);
}

TEST_F(SourcesAnswer, TellsOneSourcesHistoryLatestFirst) {
    const auto made = answer_source(context_, "192.0.2.77");
    ASSERT_TRUE(made.has_value()) << made.error().context;
    const auto history = boost::json::parse(*made);
    EXPECT_EQ(history.at("source").at("events").to_number<int>(), 2);
    ASSERT_EQ(history.at("contacts").as_array().size(), 2u);
    EXPECT_EQ(history.at("contacts").at(0).at("transport").as_string(), "udp");
    EXPECT_TRUE(history.at("next").is_null());
}

TEST_F(SourcesAnswer, SaysWhatWasNeverSeen) {
    EXPECT_EQ(answer_source(context_, "203.0.113.200").error().code, core::ErrorCode::not_found);
    EXPECT_EQ(answer_source(context_, "<b>").error().code, core::ErrorCode::bad_input);
}

}  // namespace
}  // namespace hitme::console::api
