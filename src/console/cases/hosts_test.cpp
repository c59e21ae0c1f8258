// SPDX-License-Identifier: Apache-2.0
#include "console/cases/hosts.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/scratch_folder.h"

namespace hitme::console::cases {
namespace {

using namespace std::chrono_literals;

const auto address = *core::Address::parse("10.1.2.3");
const auto morning = *core::parse_time("2009-01-26T07:00:00Z");

void write(const std::string& path, const std::string& text) {
    std::ofstream{path} << text;
}
std::string lease_text(const char* mac) {
    return std::string(
               "lease 10.1.2.3 {\n starts 1 2009/01/26 07:00:00;\n"
               " ends 1 2009/01/26 12:00:00;\n binding state active;\n"
               " hardware ethernet ") +
           mac + ";\n client-hostname \"mia\";\n}\n";
}

TEST(Hosts, TheLeaseThatHoldsNamesTheHost) {
    tests::ScratchFolder folder;
    write(folder.path() + "/leases", lease_text("00:1b:77:0a:bc:de"));
    Hosts hosts{{{folder.path() + "/leases"}, ""}};
    hosts.refresh(morning);
    EXPECT_EQ(hosts.problem(), "");
    const auto host = hosts.at(address, morning + 1h, morning + 2h);
    EXPECT_EQ(host.mac, "00:1b:77:0a:bc:de");
    EXPECT_EQ(host.name, "mia");
    EXPECT_EQ(host.until, morning + 5h);
    // Lease data older than the hit is not used: it ended at 12:00.
    EXPECT_EQ(hosts.at(address, morning + 5h, morning + 6h).known_by, KnownBy::none);
}

TEST(Hosts, TheNeighbourTableSpeaksOfNowAndGoesBeforeALease) {
    tests::ScratchFolder folder;
    write(folder.path() + "/leases", lease_text("00:1b:77:0a:bc:de"));
    write(folder.path() + "/arp",
          "IP address HW type Flags HW address Mask Device\n"
          "10.1.2.3 0x1 0x2 00:00:5e:00:53:01 * eth0\n");
    Hosts hosts{{{folder.path() + "/leases"}, folder.path() + "/arp"}};
    hosts.refresh(morning + 1h);
    const auto now = hosts.at(address, morning + 1h - 5s, morning + 1h);
    EXPECT_EQ(now.mac, "00:00:5e:00:53:01");
    EXPECT_EQ(now.name, "");
    EXPECT_EQ(now.known_by, KnownBy::neighbours);
    EXPECT_EQ(hosts.at(address, morning + 50min, morning + 1h).mac, "00:1b:77:0a:bc:de");
}

TEST(Hosts, AFileIsReadAgainWhenItChangesAndAMissingOneIsNamed) {
    tests::ScratchFolder folder;
    const auto path = folder.path() + "/leases";
    Hosts hosts{{{path}, ""}};
    hosts.refresh(morning);
    EXPECT_NE(hosts.problem().find(path), std::string::npos);
    write(path, lease_text("00:1b:77:0a:bc:de"));
    hosts.refresh(morning + 500ms);
    EXPECT_EQ(hosts.at(address, morning, morning).mac, "");
    hosts.refresh(morning + 1s);
    EXPECT_EQ(hosts.problem(), "");
    EXPECT_EQ(hosts.at(address, morning, morning).mac, "00:1b:77:0a:bc:de");
}

}  // namespace
}  // namespace hitme::console::cases
