// SPDX-License-Identifier: Apache-2.0
#include "console/judge/grouping.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "support/location_sample.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

class Groups : public testing::Test {
 protected:
    Groups() {
        const auto bytes = tests::location_sample();
        store::IpDataSettings settings;
        settings.location = folder_.path() + "/location.db";
        std::ofstream(settings.location, std::ios::binary) << core::as_text(bytes);
        data_ = store::IpData::open(settings);
        StreamBuilder builder{std::nullopt, 1};
        int minute = 0;
        for (const auto& [sensor, address] :
             {std::pair{"a", "192.0.2.200"}, std::pair{"b", "192.0.2.200"},
              std::pair{"b", "192.0.2.5"}, std::pair{"a", "198.51.100.1"},
              std::pair{"a", "88.178.18.41"}, std::pair{"a", "2001:db8::1"}}) {
            StreamBuilder::Row row;
            row.at = *core::parse_time("2026-03-01T00:00:00Z") + std::chrono::minutes{minute++};
            row.sensor = sensor;
            row.source = core::Address::parse(address);
            builder.add(row);
        }
        stream_ = builder.take("test", {});
    }
    std::string group(const char* address) const {
        const auto wanted = core::Address::parse(address)->source_key();
        for (std::size_t i = 0; i < stream_.sources.size(); ++i)
            if (stream_.sources[i].source_key() == wanted)
                return stream_.classes[stream_.source_class[i]];
        return "no such source";
    }
    tests::ScratchFolder folder_;
    store::IpData data_;
    Stream stream_;
};

TEST_F(Groups, AreByWhatIsAskedFor) {
    group_sources(stream_, Grouping::class_region, data_);
    EXPECT_EQ(group("192.0.2.200"), "consumer/europe");
    EXPECT_EQ(group("198.51.100.1"), "unknown");
    EXPECT_EQ(group("2001:db8::1"), "unknown/europe");
    group_sources(stream_, Grouping::country, data_);
    EXPECT_EQ(group("192.0.2.200"), "DE");
    EXPECT_EQ(group("192.0.2.5"), "US");
    EXPECT_EQ(group("2001:db8::1"), "EU (no country)");
    group_sources(stream_, Grouping::as, data_);
    EXPECT_EQ(group("192.0.2.200"), "AS64500 EXAMPLE-BROADBAND");
    EXPECT_EQ(group("88.178.18.41"), "unknown");
    group_sources(stream_, Grouping::registry, data_);
    EXPECT_EQ(group("88.178.18.41"), "RIPE NCC");
    group_sources(stream_, Grouping::network_class, data_);
    // Its name says hosting, and so does anycast.
    EXPECT_EQ(group("192.0.2.5"), "hosting");
    group_sources(stream_, Grouping::region, data_);
    EXPECT_EQ(group("192.0.2.5"), "north_america");
    group_sources(stream_, Grouping::sensor_class, data_);
    EXPECT_EQ(group("192.0.2.200"), "a");
    EXPECT_EQ(group("192.0.2.5"), "b");
}

TEST_F(Groups, ByWhateverDatabasesSayTheNumberOfTheNetworkIsKept) {
    const auto number = [&](const char* address) {
        const auto wanted = core::Address::parse(address)->source_key();
        const auto at = std::ranges::find(stream_.sources, wanted, &core::Address::source_key);
        return stream_.as_numbers.at(static_cast<std::size_t>(at - stream_.sources.begin()));
    };
    EXPECT_TRUE(stream_.as_numbers.empty());
    group_sources(stream_, Grouping::sensor_class, data_);
    EXPECT_TRUE(stream_.as_numbers.empty());
    group_sources(stream_, Grouping::country, data_);
    EXPECT_EQ(number("192.0.2.200"), 64500u);
    EXPECT_EQ(number("88.178.18.41"), 0u);
    stream_.as_numbers.clear();
    number_networks(stream_, data_);
    EXPECT_EQ(number("192.0.2.200"), 64500u);
    EXPECT_EQ(number("88.178.18.41"), 0u);
}

TEST_F(Groups, HaveTheNamesOfTheContract) {
    for (const char* name :
         {"class_region", "class", "country", "region", "registry", "as", "sensor_class"})
        EXPECT_EQ(name_of(*grouping_named(name)), name);
    EXPECT_FALSE(grouping_named("city"));
}

}  // namespace
}  // namespace hitme::console
