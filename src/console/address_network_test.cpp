// SPDX-License-Identifier: Apache-2.0
#include "console/address_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/location_sample.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using testing::HasSubstr;

class AddressNetworks : public testing::Test {
 protected:
    AddressNetworks() {
        const auto bytes = tests::location_sample();
        store::IpDataSettings settings;
        settings.location = folder_.path() + "/location.db";
        std::ofstream(settings.location, std::ios::binary) << core::as_text(bytes);
        data_ = store::IpData::open(settings);
    }
    AddressNetwork network(const char* address) const {
        return network_of(data_, *core::Address::parse(address), {});
    }
    tests::ScratchFolder folder_;
    store::IpData data_;
};

TEST_F(AddressNetworks, HaveAClassWithItsEvidence) {
    const auto found = network("192.0.2.200");
    EXPECT_EQ(found.network_class.network_class, analytics::NetworkClass::consumer);
    JsonWriter json;
    write_network(json, data_, found);
    const auto text = json.take();
    EXPECT_THAT(text, HasSubstr(R"("country":"DE","country_note":"","continent":"europe")"));
    EXPECT_THAT(text, HasSubstr(R"("registry":"","registry_note":"documentation")"));
    EXPECT_THAT(text, HasSubstr(R"("asn":64500,"as_name":"EXAMPLE-BROADBAND","flags":[])"));
    EXPECT_THAT(text, HasSubstr(R"("class":"consumer")"));
    EXPECT_THAT(text, HasSubstr(R"("source":"as_name","evidence":"EXAMPLE-BROADBAND")"));
    EXPECT_THAT(text,
                HasSubstr(R"("database_dates":["made by hand location database 2026-02-05"])"));
    EXPECT_THAT(network_in_words(data_, found), HasSubstr("AS64500 EXAMPLE-BROADBAND"));
}

TEST_F(AddressNetworks, SayWhatIsNotKnown) {
    const auto found = network("198.51.100.1");
    EXPECT_EQ(found.network_class.network_class, analytics::NetworkClass::unknown);
    JsonWriter json;
    write_network(json, data_, found);
    EXPECT_THAT(json.take(), HasSubstr(R"("asn":null)"));
    EXPECT_THAT(network_in_words(data_, found), HasSubstr("no database knows it"));
    EXPECT_THAT(network_in_words(data_, network("2001:db8::1")),
                HasSubstr("unknown (the database says EU), europe"));
}

TEST_F(AddressNetworks, SystemsAreTheirNumbersOrNought) {
    const runtime::ManualClock clock{*core::parse_time("2026-03-01T12:00:00Z")};
    const auto systems = systems_of(std::make_shared<const store::IpData>(std::move(data_)), clock);
    EXPECT_EQ(systems(*core::Address::parse("192.0.2.200")), 64500u);
    EXPECT_EQ(systems(*core::Address::parse("198.51.100.1")), 0u);
}

TEST_F(AddressNetworks, DatabasesAreShownWithTheirAge) {
    JsonWriter json;
    write_databases(json, data_, *core::parse_time("2027-06-01T00:00:00Z"));
    const auto text = json.take();
    EXPECT_THAT(text, HasSubstr(R"("kind":"registry","tells":["registry"],"date":"2019-12-27")"));
    EXPECT_THAT(text, HasSubstr(R"("date":"2026-02-05","licence":"CC0","stale":true)"));
}

}  // namespace
}  // namespace hitme::console
