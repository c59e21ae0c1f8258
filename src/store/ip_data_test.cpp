// SPDX-License-Identifier: Apache-2.0
#include "store/ip_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "support/location_sample.h"
#include "support/mmdb_sample.h"
#include "support/scratch_folder.h"

namespace hitme::store {
namespace {

core::Address address(const char* text) {
    return *core::Address::parse(text);
}
core::Time time(const char* text) {
    return *core::parse_time(text);
}

class IpFiles : public testing::Test {
 protected:
    std::string path(const std::string& name) const { return folder_.path() + "/" + name; }
    std::string text(const std::string& name, const std::string& content) const {
        std::ofstream(path(name), std::ios::binary) << content;
        return path(name);
    }
    std::string location(const std::string& name) const {
        const auto bytes = tests::location_sample();
        return text(name, std::string(core::as_text(bytes)));
    }
    tests::ScratchFolder folder_;
};

// 192.0.2.0 is 3221225984.
constexpr const char* ranges =
    "# Generated: Thu, 25 Jun 2026 04:33:59 GMT\n# License:   CC BY-SA 4.0\n"
    "3221225984,3221226239,AT\n";

TEST_F(IpFiles, NothingButTheRegistryWithoutFiles) {
    const auto facts = IpData::none().facts(address("88.178.18.41"), {});
    EXPECT_EQ(facts.registry, Registry::ripe_ncc);
    EXPECT_EQ(facts.country, "");
    EXPECT_FALSE(facts.asn);
    ASSERT_EQ(IpData::none().databases().size(), 1u);
    EXPECT_EQ(IpData::none().databases()[0].date, "2019-12-27");
}

TEST_F(IpFiles, TheDistributionsFilesAnswerWhereTheOperatorHasNone) {
    IpDataSettings settings;
    settings.country_v4 = text("geoip", ranges);
    settings.location = location("location.db");
    settings.networks = text("networks.csv", "64500,commercial,a customer\n");
    const auto data = IpData::open(settings);
    EXPECT_TRUE(data.problems().empty());
    const auto facts = data.facts(address("192.0.2.200"), time("2026-07-01T00:00:00Z"));
    EXPECT_EQ(facts.country, "AT");  // the ranges, not the DE of the location database
    EXPECT_EQ(facts.continent, Continent::europe);
    EXPECT_EQ(facts.asn, 64500u);
    EXPECT_EQ(facts.as_name, "EXAMPLE-BROADBAND");
    EXPECT_EQ(facts.operator_class, "commercial");
    EXPECT_EQ(facts.operator_source, "a customer");
    const auto flagged = data.facts(address("192.0.2.5"), {});
    EXPECT_TRUE(flagged.anycast && flagged.drop);
    const auto no_country = data.facts(address("2001:db8::1"), {});
    EXPECT_EQ(no_country.country, "");
    EXPECT_EQ(no_country.country_note, "EU");
    EXPECT_EQ(no_country.continent, Continent::europe);
    bool has_ranges = false;
    for (const auto& database : data.databases())
        if (database.kind == IpDatabaseKind::ranges) {
            has_ranges = true;
            EXPECT_EQ(database.date, "2026-06-25");
            EXPECT_EQ(database.licence, "CC BY-SA 4.0");
        }
    EXPECT_TRUE(has_ranges);
}

TEST_F(IpFiles, TheOperatorsFilesWin) {
    if (!tests::make_mmdb("country", path("c.mmdb"), "1770265439"))
        GTEST_SKIP() << "libmaxmind-db-writer-perl is not installed";
    ASSERT_TRUE(tests::make_mmdb("asn", path("a.mmdb"), "1770265439"));
    ASSERT_TRUE(tests::make_mmdb("kind", path("k.mmdb"), "1770265439"));
    IpDataSettings settings;
    settings.country_v4 = text("geoip", ranges);
    settings.location = location("location.db");
    settings.mmdb = {path("c.mmdb"), path("a.mmdb"), path("k.mmdb")};
    const auto data = IpData::open(settings);
    const auto facts = data.facts(address("192.0.2.9"), {});
    EXPECT_EQ(facts.country, "FR");
    EXPECT_EQ(facts.city, "Paris");
    EXPECT_EQ(facts.asn, 64500u);
    EXPECT_EQ(facts.as_name, "Example Broadband");
    EXPECT_EQ(facts.user_type, "residential");
    EXPECT_EQ(data.facts(address("192.0.2.200"), {}).country, "AT");  // not in the MMDB
    const auto proxy = data.facts(address("203.0.113.1"), {});
    EXPECT_EQ(proxy.country, "");
    EXPECT_EQ(proxy.country_note, "A1");
    EXPECT_TRUE(proxy.anonymous_proxy);
}

TEST_F(IpFiles, TheSnapshotOfTheEventsTimeAnswers) {
    text("geoip-2020-01-01", "3221225984,3221226239,DE\n");
    text("geoip-2024-01-01", "3221225984,3221226239,FR\n");
    IpDataSettings settings;
    settings.folder = folder_.path();
    const auto data = IpData::open(settings);
    const auto country = [&](const char* at) {
        return data.facts(address("192.0.2.1"), time(at)).country;
    };
    EXPECT_EQ(country("2023-12-31T23:59:59Z"), "DE");
    EXPECT_EQ(country("2024-01-01T00:00:00Z"), "FR");
    EXPECT_EQ(country("2026-01-01T00:00:00Z"), "FR");
    EXPECT_EQ(country("2008-11-06T14:25:00Z"), "DE");  // all are later: the oldest
}

TEST_F(IpFiles, BrokenFilesAreProblemsAndTheRestAnswers) {
    IpDataSettings settings;
    settings.country_v4 = text("geoip", ranges);
    settings.location = text("location.db", "LOCDBXX\x01 cut");
    settings.mmdb = {text("bad.mmdb", "no database"), path("missing.mmdb")};
    settings.networks = text("networks.csv", "nothing here\n");
    const auto data = IpData::open(settings);
    EXPECT_EQ(data.problems().size(), 4u);
    EXPECT_EQ(data.facts(address("192.0.2.1"), {}).country, "AT");
}

TEST(IpData, FilesThatChangedHaveAnotherNumber) {
    const tests::ScratchFolder folder;
    IpDataSettings settings;
    settings.country_v4 = folder.path() + "/geoip";
    settings.folder = folder.path() + "/dated";
    std::vector<std::uint64_t> numbers{number_of_files(settings, "")};
    numbers.push_back(number_of_files(settings, "other rules"));
    std::ofstream(settings.country_v4) << "1,2,DE\n";
    numbers.push_back(number_of_files(settings, ""));
    EXPECT_EQ(number_of_files(settings, ""), numbers.back());
    std::ofstream(settings.country_v4, std::ios::app) << "3,4,BR\n";
    numbers.push_back(number_of_files(settings, ""));
    std::filesystem::create_directory(settings.folder);
    std::ofstream(settings.folder + "/2026-03-01.mmdb") << "x";
    numbers.push_back(number_of_files(settings, ""));
    settings.networks = folder.path() + "/none.csv";
    numbers.push_back(number_of_files(settings, ""));
    std::ranges::sort(numbers);
    EXPECT_EQ(std::ranges::adjacent_find(numbers), numbers.end());
    EXPECT_NE(numbers.front(), 0u);
}

}  // namespace
}  // namespace hitme::store
