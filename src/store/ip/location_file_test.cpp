// SPDX-License-Identifier: Apache-2.0
#include "store/ip/location_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/writer.h"
#include "support/location_sample.h"

namespace hitme::store {
namespace {

core::Address address(const char* text) {
    return *core::Address::parse(text);
}

TEST(LocationFileForm, AnswersByTheLongestPrefix) {
    const auto bytes = tests::location_sample();
    const auto file = LocationFile::over(bytes);
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(core::format_rfc3339(file->created()).substr(0, 10), "2026-02-05");
    EXPECT_EQ(file->vendor(), "made by hand");
    EXPECT_EQ(file->licence(), "CC0");
    const auto wide = file->network(address("192.0.2.200"));
    ASSERT_TRUE(wide);
    EXPECT_EQ(std::string_view(wide->country.data(), 2), "DE");
    EXPECT_EQ(wide->asn, 64500u);
    EXPECT_EQ(wide->length, 24);
    EXPECT_EQ(file->as_name(64500), "EXAMPLE-BROADBAND");
    const auto narrow = file->network(address("192.0.2.5"));
    ASSERT_TRUE(narrow);
    EXPECT_EQ(narrow->asn, 64501u);
    EXPECT_EQ(narrow->length, 28);
    EXPECT_EQ(narrow->flags, location_anycast | location_drop);
    EXPECT_FALSE(file->network(address("192.0.3.0")));
    const auto six = file->network(address("2001:db8::1"));
    ASSERT_TRUE(six);
    EXPECT_EQ(six->length, 32);
    EXPECT_FALSE(six->asn);
    EXPECT_EQ(file->as_name(64502), "");
}

TEST(LocationFileForm, EveryCutAndFlipIsAnErrorOrAnAnswer) {
    const auto whole = tests::location_sample();
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(LocationFile::over(core::Bytes{whole}.first(length)).has_value()) << length;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const int mask : {0x01, 0x80, 0xff}) {
            auto broken = whole;
            broken[at] = static_cast<std::uint8_t>(broken[at] ^ mask);
            const auto file = LocationFile::over(broken);
            if (!file) continue;
            for (const char* text : {"192.0.2.5", "2001:db8::1"}) {
                const auto found = file->network(address(text));
                const auto name = file->as_name(found ? found->asn.value_or(0) : 0);
                EXPECT_LE(name.size(), max_location_text);
            }
        }
    }
}

TEST(LocationFileForm, SaysWhatIsWrong) {
    auto other = tests::location_sample();
    other[7] = 2;
    EXPECT_EQ(LocationFile::over(other).error().fault, core::Fault::unsupported);
    other[0] = 'M';
    EXPECT_EQ(LocationFile::over(other).error(),
              (core::ParseError{core::Fault::bad_value, 7, "magic"}));
}

// The distribution's own database, where it is installed, against what the tool `location` printed of it (2022-10-29).
TEST(LocationFileForm, ReadsTheDistributionsDatabase) {
    std::ifstream in{"/usr/share/libloc-location/location.db", std::ios::binary};
    if (!in) GTEST_SKIP() << "libloc-database is not installed";
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto file = LocationFile::over(core::as_bytes(text));
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(file->licence(), "CC BY-SA 4.0");
    // $ location lookup 1.1.1.1: 1.1.1.0/24, Australia, AS13335 - CLOUDFLARENET, Anycast: yes
    const auto found = file->network(address("1.1.1.1"));
    ASSERT_TRUE(found);
    if (core::format_rfc3339(file->created()).starts_with("2022-10-29")) {
        EXPECT_EQ(found->length, 24);
        EXPECT_EQ(std::string_view(found->country.data(), 2), "AU");
        EXPECT_EQ(found->asn, 13335u);
        EXPECT_EQ(file->as_name(13335), "CLOUDFLARENET");
        EXPECT_EQ(found->flags & location_anycast, location_anycast);
    }
}

}  // namespace
}  // namespace hitme::store
