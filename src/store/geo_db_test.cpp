// SPDX-License-Identifier: Apache-2.0
#include "store/geo_db.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace hitme::store {
namespace {

// Made by hand in the form of the package's files. 192.0.2.0 is 3221225984 (192 x 2^24 + 2 x 2^8).
constexpr const char* v4_text =
    "# Generated: Thu, 05 Feb 2026 04:33:59 GMT\n"
    "3221225984,3221226111,DE\n"
    "3221226112,3221226239,BR\n"
    "3325256704,3325256959,??\n"
    "not,a,range\n"
    "3405803776,3405803775,FR\n";
constexpr const char* v6_text = "2001:db8::,2001:db8:7fff:ffff:ffff:ffff:ffff:ffff,JP\n";

class GeoFiles : public testing::Test {
 protected:
    GeoFiles()
        : folder_(std::filesystem::path(testing::TempDir()) /
                  ("geo-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
        std::ofstream(folder_ / "geoip") << v4_text;
        std::ofstream(folder_ / "geoip6") << v6_text;
        std::ofstream(folder_ / "empty") << "# nothing\n";
    }
    ~GeoFiles() override { std::filesystem::remove_all(folder_); }
    core::Result<GeoDb> open(const char* v4, const char* v6) const {
        return GeoDb::open(*v4 ? folder_ / v4 : "", *v6 ? folder_ / v6 : "");
    }
    std::filesystem::path folder_;
};

TEST_F(GeoFiles, AnswerByTheirRangesBothEndsIncluded) {
    const auto geo = open("geoip", "geoip6");
    ASSERT_TRUE(geo.has_value()) << geo.error().context;
    const auto country = [&](const char* text) {
        return geo->country(*core::Address::parse(text));
    };
    EXPECT_EQ(country("192.0.1.255"), "");
    EXPECT_EQ(country("192.0.2.0"), "DE");
    EXPECT_EQ(country("192.0.2.127"), "DE");
    EXPECT_EQ(country("192.0.2.128"), "BR");
    EXPECT_EQ(country("192.0.2.255"), "BR");
    EXPECT_EQ(country("192.0.3.0"), "");
    EXPECT_EQ(country("198.51.100.7"), "");  // ?? in the file
    EXPECT_EQ(country("2001:db8::1"), "JP");
    EXPECT_EQ(country("2001:db8:8000::"), "");
    EXPECT_EQ(country("::"), "");
}

TEST_F(GeoFiles, TellTheirDateAndWhatCouldNotBeRead) {
    const auto geo = open("geoip", "geoip6");
    EXPECT_EQ(geo->source(), "IPFire Location database, 2026-02-05 (CC BY-SA 4.0)");
    EXPECT_EQ(geo->ranges(), 3u);
    EXPECT_EQ(geo->skipped_lines(), 2u);
}

TEST_F(GeoFiles, MayBeMissing) {
    EXPECT_EQ(open("none", "none").error().code, core::ErrorCode::not_found);
    EXPECT_EQ(open("empty", "").error().code, core::ErrorCode::bad_input);
    EXPECT_TRUE(open("geoip", "none").has_value());
    const GeoDb nothing;
    EXPECT_FALSE(nothing.known());
    EXPECT_EQ(nothing.country(*core::Address::parse("192.0.2.1")), "");
    EXPECT_EQ(nothing.source(), "none");
}

// Where the package is installed: addresses whose holders have not moved for decades.
TEST(GeoDb, ReadsTheDistributionsFiles) {
    const auto geo = GeoDb::open("/usr/share/tor/geoip", "/usr/share/tor/geoip6");
    if (!geo.has_value()) GTEST_SKIP() << geo.error().context;
    EXPECT_EQ(geo->country(*core::Address::parse("193.0.6.139")), "NL");  // RIPE NCC, Amsterdam
    EXPECT_EQ(geo->country(*core::Address::parse("10.0.0.1")), "");
    EXPECT_EQ(geo->skipped_lines(), 0u);
}

}  // namespace
}  // namespace hitme::store
