// SPDX-License-Identifier: Apache-2.0
#include "store/ip/country.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <string>
#include <utility>

namespace hitme::store {
namespace {

// F-Secure's public count of Conficker's addresses by country, 22 January 2009 (51 rows, 1,005,941 addresses). Asia 39.8 %,
// Europe 37.6 %, South America 20.2 %, North America 2.4 % by these continents.
constexpr std::array<std::pair<std::string_view, int>, 51> f_secure{
    {{"CN", 152016}, {"RU", 139934}, {"BR", 120197}, {"IN", 64035}, {"UA", 63939}, {"KR", 39731},
     {"IT", 39712},  {"RO", 39156},  {"AR", 36070},  {"ID", 21263}, {"CL", 17322}, {"TH", 17312},
     {"MY", 17285},  {"PH", 16924},  {"TW", 16154},  {"DE", 15697}, {"CO", 14785}, {"KZ", 12629},
     {"US", 11779},  {"EU", 10683},  {"MX", 10527},  {"VE", 10249}, {"TR", 8328},  {"FR", 8088},
     {"PK", 7973},   {"UK", 7857},   {"BG", 6900},   {"HU", 6822},  {"PL", 6758},  {"MK", 5763},
     {"IR", 5572},   {"JP", 4895},   {"ES", 4666},   {"SA", 4423},  {"PT", 4310},  {"VN", 3451},
     {"JO", 3269},   {"BA", 3127},   {"SK", 2971},   {"EC", 2839},  {"LT", 2486},  {"MD", 2249},
     {"AT", 2179},   {"HR", 2178},   {"LK", 1906},   {"CZ", 1803},  {"HK", 1723},  {"CA", 1669},
     {"YE", 1555},   {"PE", 1394},   {"SE", 1388}}};

TEST(CountryCodes, GiveTheContinentsOfAPublicTable) {
    std::array<int, 8> by_continent{};
    int total = 0;
    for (const auto& [code, count] : f_secure) {
        by_continent[static_cast<std::size_t>(country_of_code(code).continent)] += count;
        total += count;
    }
    ASSERT_EQ(total, 1'005'941);
    const auto percent = [&](Continent continent) {
        return 100.0 * by_continent[static_cast<std::size_t>(continent)] / total;
    };
    EXPECT_NEAR(percent(Continent::asia), 39.8, 0.05);
    EXPECT_NEAR(percent(Continent::europe), 37.6, 0.05);
    EXPECT_NEAR(percent(Continent::south_america), 20.2, 0.05);
    EXPECT_NEAR(percent(Continent::north_america), 2.4, 0.05);
    EXPECT_EQ(by_continent[0], 0);
}

TEST(CountryCodes, KeepCodesThatAreNoCountryApart) {
    const auto europe = country_of_code("EU");
    EXPECT_EQ(europe.country, "");
    EXPECT_EQ(europe.note, "EU");
    EXPECT_EQ(europe.continent, Continent::europe);
    EXPECT_EQ(country_of_code("AP").continent, Continent::asia);
    for (const char* code : {"A1", "A2", "T1", "XX", "ZZ", "QQ"}) {
        EXPECT_EQ(country_of_code(code).country, "") << code;
        EXPECT_NE(country_of_code(code).note, "") << code;
        EXPECT_EQ(country_of_code(code).continent, Continent::unknown) << code;
    }
    EXPECT_EQ(country_of_code("UK").country, "GB");
    EXPECT_EQ(country_of_code("").note, "");
    EXPECT_EQ(country_of_code("DEU").country, "");
}

// The time zones' own list of countries (tzdata): every code of ISO 3166 that is in use has a continent here.
TEST(CountryCodes, CoverEveryCountry) {
    std::ifstream file{"/usr/share/zoneinfo/iso3166.tab"};
    if (!file) GTEST_SKIP() << "no iso3166.tab";
    int found = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        const auto code = line.substr(0, 2);
        EXPECT_EQ(country_of_code(code).country, code);
        EXPECT_NE(country_of_code(code).continent, Continent::unknown) << code;
        ++found;
    }
    EXPECT_EQ(found, 249);
}

}  // namespace
}  // namespace hitme::store
