// SPDX-License-Identifier: Apache-2.0
#include "store/ip/registry.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

namespace hitme::store {
namespace {

RegistryEntry entry(const char* text) {
    return registry_of(*core::Address::parse(text));
}

// The twelve addresses that a field report of November 2008 made public: two of APNIC, five of RIPE NCC, four of ARIN, one of
// LACNIC. Data only.
TEST(RegistryTable, SortsTheTwelveAddressesOfAnOldReport) {
    std::map<std::string_view, int> counts;
    for (const char* text : {"61.218.147.66", "208.23.24.52", "66.100.224.113", "97.89.26.99",
                             "219.158.0.96", "88.178.18.41", "91.142.209.26", "189.20.48.210",
                             "212.122.95.217", "131.118.74.244", "84.3.125.99", "81.57.69.99"})
        ++counts[name_of(entry(text).registry)];
    EXPECT_EQ(counts["APNIC"], 2);
    EXPECT_EQ(counts["RIPE NCC"], 5);
    EXPECT_EQ(counts["ARIN"], 4);
    EXPECT_EQ(counts["LACNIC"], 1);
    EXPECT_EQ(entry("131.118.74.244").note, "legacy");
}

TEST(RegistryTable, KnowsWhatIsNobodysHost) {
    EXPECT_EQ(entry("10.1.2.3").note, "private");
    EXPECT_EQ(entry("172.31.255.255").note, "private");
    EXPECT_EQ(entry("172.32.0.0").registry, Registry::arin);
    EXPECT_EQ(entry("100.64.0.1").note, "shared");
    EXPECT_EQ(entry("192.0.2.9").note, "documentation");
    EXPECT_EQ(entry("198.19.255.255").note, "benchmark");
    EXPECT_EQ(entry("224.0.0.1").note, "multicast");
    EXPECT_EQ(entry("255.255.255.255").note, "reserved");
    EXPECT_EQ(entry("0.1.2.3").note, "reserved");
    EXPECT_EQ(entry("127.0.0.1").note, "loopback");
    EXPECT_EQ(entry("2001:db8::1").note, "documentation");
    EXPECT_EQ(entry("fe80::1").note, "link_local");
    EXPECT_EQ(entry("::1").note, "loopback");
}

TEST(RegistryTable, KnowsTheGlobalUnicastBlocksOfIpv6) {
    EXPECT_EQ(entry("2001:200::1").registry, Registry::apnic);
    EXPECT_EQ(entry("2001:4200::").registry, Registry::afrinic);
    EXPECT_EQ(entry("2a02:26f0::1").registry, Registry::ripe_ncc);
    EXPECT_EQ(entry("2804::1").registry, Registry::lacnic);
    EXPECT_EQ(entry("2607:f8b0::1").registry, Registry::arin);
    EXPECT_EQ(entry("2d00::1").registry, Registry::none);
}

// IANA's own file, as the package python3-netaddr carries it: every /8 by the whois server that it names.
TEST(RegistryTable, EqualsTheRegistryFile) {
    std::ifstream file{"/usr/lib/python3/dist-packages/netaddr/ip/ipv4-address-space.xml"};
    if (!file) GTEST_SKIP() << "python3-netaddr is not installed";
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const std::map<std::string, Registry> by_server{{"whois.afrinic.net", Registry::afrinic},
                                                    {"whois.apnic.net", Registry::apnic},
                                                    {"whois.arin.net", Registry::arin},
                                                    {"whois.lacnic.net", Registry::lacnic},
                                                    {"whois.ripe.net", Registry::ripe_ncc}};
    const auto between = [](const std::string& record, const std::string& name) -> std::string {
        const auto from = record.find("<" + name + ">");
        if (from == std::string::npos) return {};
        const auto start = from + name.size() + 2;
        return record.substr(start, record.find("</" + name + ">", start) - start);
    };
    int records = 0;
    for (auto at = text.find("<record"); at != std::string::npos;
         at = text.find("<record", at + 1)) {
        const auto record = text.substr(at, text.find("</record>", at) - at);
        const auto octet = static_cast<std::uint32_t>(std::stoul(between(record, "prefix")));
        const auto server = between(record, "whois");
        const auto expected = server.empty() ? Registry::none : by_server.at(server);
        // The middle of the /8: in no special block of ours.
        const auto found = registry_of(core::Address::v4((octet << 24) | 0x00a00101));
        EXPECT_EQ(found.registry, expected) << octet;
        if (expected != Registry::none) {
            EXPECT_EQ(found.note == "legacy", between(record, "status") == "LEGACY") << octet;
        }
        ++records;
    }
    EXPECT_EQ(records, 256);
}

}  // namespace
}  // namespace hitme::store
