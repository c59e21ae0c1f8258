// SPDX-License-Identifier: Apache-2.0
#include "console/export/share_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "core/digest.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;
using testing::Not;

core::Time at(std::string_view text) {
    return *core::parse_time(text);
}
core::Address address(std::string_view text) {
    return *core::Address::parse(text);
}

PackageContents three_contacts() {
    PackageContents contents;
    contents.made_at = at("2009-11-01T00:00:00.5Z");
    contents.data_from = at("2009-10-31T10:00:00Z");
    contents.judged_from = at("2009-10-31T11:00:00Z");
    contents.to = at("2009-10-31T12:00:00Z");
    contents.sensors = {"campus-mail", "campus, lab"};
    contents.contacts = {
        {at("2009-10-31T10:00:01.123456Z"), address("198.51.100.7"), 0, true},
        {at("2009-10-31T11:30:00Z"), address("198.51.100.7"), 1, false},
        {at("2009-10-31T11:45:00Z"), address("2001:db8:1:2::99"), 1, true},
    };
    contents.uptimes = {{{at("2009-10-31T10:00:00Z"), at("2009-10-31T12:00:00Z")}},
                        {{at("2009-10-31T11:00:00Z"), at("2009-10-31T11:30:00Z")}}};
    contents.verdicts = {R"({"method":"growth 1","verdict":"insufficient_data"})"};
    return contents;
}

PackageQuestion on_445(SharedSources policy) {
    PackageQuestion question;
    question.signal = *event::Signal::parse("tcp/445");
    question.sources = policy;
    question.to = at("2009-10-31T12:00:00Z");
    return question;
}

std::string file_in(const std::vector<PackageFile>& files, std::string_view path) {
    const auto found = std::ranges::find(files, path, &PackageFile::path);
    return found == files.end() ? "(none)" : found->bytes;
}

TEST(SharePackage, HoursAreCountedByHand) {
    const auto contents = shared(three_contacts(), SharedSources::full, {});
    const auto files = package_files(contents, on_445(SharedSources::full));
    ASSERT_TRUE(files);
    // 10:00: one sensor of two listened; 11:00: one whole and one half, so three quarters.
    EXPECT_EQ(file_in(*files, "series.csv"),
              "hour,contacts,hosts,new_hosts,listening_share\n"
              "2009-10-31T10:00:00Z,1,1,1,0.5000\n"
              "2009-10-31T11:00:00Z,2,2,1,0.7500\n");
}

TEST(SharePackage, StreamsJsonIsWhatJudgeReads) {
    const auto contents = shared(three_contacts(), SharedSources::full, {});
    const auto files = package_files(contents, on_445(SharedSources::full));
    ASSERT_TRUE(files);
    // A name with a comma would be two cells of a stream file, so that sensor is a number.
    EXPECT_EQ(file_in(*files, "streams.json"),
              R"({"tcp-445":{"t0_ms":1256986800000,"now_ms":1256990400000,"uptime_ms":{)"
              R"("campus-mail":[[1256983200000,1256990400000]],)"
              R"("sensor-02":[[1256986800000,1256988600000]]}}})"
              "\n");
}

TEST(SharePackage, AnonymisedTellsNeitherAddressNorSensor) {
    core::PrefixPreservingMap::Key key{};
    key[3] = 77;
    const auto contents = shared(three_contacts(), SharedSources::anonymised, key);
    ASSERT_EQ(contents.contacts.size(), 3u);
    EXPECT_EQ(contents.contacts[0].source, contents.contacts[1].source);
    EXPECT_NE(contents.contacts[0].source, address("198.51.100.7"));
    EXPECT_EQ(contents.contacts[0].source, core::PrefixPreservingMap{key}(address("198.51.100.7")));
    EXPECT_TRUE(contents.contacts[0].source.is_v4());
    EXPECT_EQ(contents.contacts[2].source.low(), 0u) << "an interface is nobody's business";
    EXPECT_EQ(contents.contacts[0].at, at("2009-10-31T10:00:01.123Z"));
    const auto files = package_files(contents, on_445(SharedSources::anonymised));
    ASSERT_TRUE(files);
    for (const auto& file : *files) {
        EXPECT_THAT(file.bytes, Not(HasSubstr("198.51.100.7"))) << file.path;
        EXPECT_THAT(file.bytes, Not(HasSubstr("campus"))) << file.path;
    }
    EXPECT_THAT(file_in(*files, "README.md"), HasSubstr("thrown away"));
}

TEST(SharePackage, WithoutSourcesHoursAreLeftAndTheReadmeSaysSo) {
    const auto contents = shared(three_contacts(), SharedSources::none, {});
    const auto files = package_files(contents, on_445(SharedSources::none));
    ASSERT_TRUE(files);
    EXPECT_EQ(file_in(*files, "tcp-445.csv.gz"), "(none)");
    EXPECT_EQ(file_in(*files, "streams.json"), "(none)");
    EXPECT_THAT(file_in(*files, "series.csv"), HasSubstr("11:00:00Z,2,2,1,"));
    EXPECT_THAT(file_in(*files, "README.md"), HasSubstr("nothing can be judged again"));
    EXPECT_THAT(file_in(*files, "README.md"), Not(HasSubstr("hitme judge")));
}

TEST(SharePackage, TheDescriptorHasEachFilesSizeAndDigest) {
    auto question = on_445(SharedSources::anonymised);
    question.licence = "CC-BY-4.0";
    question.producer = "Example \"NOC\"";
    question.credits = {"@pophop, for graphs"};
    const auto files =
        package_files(shared(three_contacts(), SharedSources::anonymised, {}), question);
    ASSERT_TRUE(files);
    const auto value = boost::json::parse(file_in(*files, "datapackage.json"));
    EXPECT_EQ(value.at("profile").as_string(), "data-package");
    EXPECT_EQ(value.at("name").as_string(), "hitme-tcp-445-20091031t120000z");
    EXPECT_EQ(value.at("licenses").as_array().at(0).at("name").as_string(), "CC-BY-4.0");
    EXPECT_EQ(value.at("contributors").as_array().size(), 2u);
    const auto& resources = value.at("resources").as_array();
    EXPECT_EQ(resources.size() + 1, files->size());
    for (const auto& resource : resources) {
        const auto bytes = file_in(*files, resource.at("path").as_string());
        EXPECT_EQ(resource.at("bytes").as_int64(), static_cast<std::int64_t>(bytes.size()));
        EXPECT_EQ(resource.at("hash").as_string(),
                  "sha256:" + core::sha256_hex(core::as_bytes(bytes)));
        // "lower-case alphanumeric characters along with '.', '_', '-' or '/'" (Data Resource 1.0).
        const std::string name{resource.at("name").as_string()};
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-/"), name.npos);
    }
}

TEST(SharePackage, WordsOfOthersAreOnlyWords) {
    auto contents = three_contacts();
    Claim claim;
    claim.who = "A [b](javascript:x)\x1b[31m";
    claim.quote = "<script>alert(1)</script>\n# title";
    claim.said_at = at("2009-10-30T00:00:00Z");
    contents.claims.push_back(claim);
    const auto files = package_files(contents, on_445(SharedSources::none));
    ASSERT_TRUE(files);
    const auto credits = file_in(*files, "CREDITS.md");
    EXPECT_THAT(credits, Not(HasSubstr("<script")));
    EXPECT_THAT(credits, Not(HasSubstr("\x1b")));
    EXPECT_THAT(credits, Not(HasSubstr("\n# title")));
    EXPECT_THAT(credits, HasSubstr("\\[b\\](javascript&#58;x)"));
}

}  // namespace
}  // namespace hitme::console
