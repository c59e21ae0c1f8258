// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/number_claims.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace hitme::console {
namespace {

struct Expected {
    const char* text;
    const char* phrase;
    double value;
    Counted counted;
    bool is_least = false;
};

TEST(NumberClaims, AreFoundWithWhatTheyCount) {
    const Expected all[] = {
        {"New hosts come at a rate of 9000 an hour.", "9000 an hour", 9000, Counted::hosts},
        {"At least 250000 hosts are infected", "250000 hosts", 250000, Counted::hosts, true},
        {"More than 9,500 of the infected machines.", "9,500 of the infected machines", 9500,
         Counted::hosts, true},
        {"two million computers", "two million computers", 2e6, Counted::hosts},
        {"thousands of sources", "thousands of sources", 1000, Counted::hosts, true},
        {"40 % of them", "40 %", 40, Counted::percent},
        {"(40%)", "40%", 40, Counted::percent},
        {"It rose tenfold in a day", "tenfold", 10, Counted::fold},
        {"It is 3.5 times what it was", "3.5 times", 3.5, Counted::fold},
        {"probes tripled", "tripled", 3, Counted::fold},
        {"twice as many", "twice", 2, Counted::fold},
        {"from 61 countries", "61 countries", 61, Counted::networks},
        {"on three sensors", "three sensors", 3, Counted::sensors},
        {"12 new hosts per hour", "12 new hosts", 12, Counted::hosts},
        {"1,203 probes", "1,203 probes", 1203, Counted::events},
    };
    for (const auto& one : all) {
        const auto claims = number_claims(one.text);
        ASSERT_EQ(claims.size(), 1u) << one.text;
        EXPECT_EQ(std::string_view(one.text).substr(claims[0].at, claims[0].end - claims[0].at),
                  one.phrase);
        EXPECT_DOUBLE_EQ(claims[0].value, one.value) << one.text;
        EXPECT_EQ(claims[0].counted, one.counted) << one.text;
        EXPECT_EQ(claims[0].is_least, one.is_least) << one.text;
    }
}

TEST(NumberClaims, NamesTimesAndAdviceAreNone) {
    for (const char* text :
         {"Scanning for port 445/TCP", "MS08-067 and CVE-2008-4250", "at 9:25 on 2009-01-24",
          "192.0.2.7 and 10.0.0.0/24", "Block 445 at the border. Hosts first.", "SMB1 hosts",
          "within 24 h", "Windows 2000, patched", "one of them", "changing addresses count twice",
          "1,2,3", "the top ten.  Hosts"})
        EXPECT_TRUE(number_claims(text).empty()) << text;
}

TEST(NumberClaims, ARecordCarriesWhatItKnowsAndNothingElse) {
    const auto claim = [](const char* text) { return number_claims(text).at(0); };
    const KnownNumber hosts{2123, 2123, 2123, Counted::hosts};
    EXPECT_TRUE(carries(hosts, claim("2,123 hosts")));
    EXPECT_TRUE(carries(hosts, claim("2100 hosts"))) << "as it is rounded";
    EXPECT_TRUE(carries(hosts, claim("2000 hosts")));
    EXPECT_FALSE(carries(hosts, claim("2,200 hosts")));
    EXPECT_TRUE(carries(hosts, claim("more than 1,900 sources")));
    EXPECT_FALSE(carries(hosts, claim("more than 3,000 sources")));
    EXPECT_FALSE(carries(hosts, claim("2,123 sensors"))) << "sensors are no hosts";
    const KnownNumber rate{12, 10.5, 14, Counted::hosts};
    EXPECT_TRUE(carries(rate, claim("13 an hour"))) << "inside its interval";
    EXPECT_FALSE(carries(rate, claim("15 an hour")));
    // A number of no kind is matched by itself alone.
    const KnownNumber any{5000, 10, 9000, Counted::any};
    EXPECT_TRUE(carries(any, claim("5000 hosts")));
    EXPECT_FALSE(carries(any, claim("6000 hosts")));
}

}  // namespace
}  // namespace hitme::console
