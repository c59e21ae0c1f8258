// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/named_hosts.h"

#include <gtest/gtest.h>

namespace hitme::recognition::smb {
namespace {

Story told_of(std::vector<Fact> facts) {
    Story story;
    story.facts = std::move(facts);
    return story;
}

Peers between(const char* client, const char* server) {
    return {core::Address::parse(client), core::Address::parse(server)};
}

TEST(NamedHosts, ComparesAddressesWithAddressesAndNamesWithNames) {
    const Story story =
        told_of({{"smb.tree", "\\\\198.51.100.7\\IPC$"}, {"smb.workstation", "WS17"}});
    EXPECT_EQ(is_server("198.51.100.7", story, {}), Match::same);
    EXPECT_EQ(is_server("192.0.2.66", story, {}), Match::different);
    EXPECT_EQ(is_server("fileserver", story, {}), Match::unknown);
    EXPECT_EQ(is_client("ws17", story, {}), Match::same);
    EXPECT_EQ(is_client("ws18", story, {}), Match::different);
    EXPECT_EQ(is_client("192.0.2.9", story, {}), Match::unknown);
    EXPECT_EQ(is_client("192.0.2.9", story, between("192.0.2.9", "198.51.100.7")), Match::same);
    EXPECT_EQ(is_client("192.0.2.66", story, between("192.0.2.9", "198.51.100.7")),
              Match::different);
    EXPECT_EQ(is_client("x", told_of({}), {}), Match::unknown);
}

TEST(NamedHosts, KnowsANameThatDnsOrNetbiosGaveAnotherForm) {
    // RFC 1001 section 14: 16 bytes, the last of which is a suffix.
    const Story story = told_of(
        {{"smb.workstation", "BUCHHALTUNG-ERD"}, {"smb.tree", "\\\\srv.example.net\\IPC$"}});
    EXPECT_EQ(is_client("buchhaltung-erdgeschoss.example.net", story, {}), Match::same);
    EXPECT_EQ(is_client("buchhaltung-er", story, {}), Match::different);
    EXPECT_EQ(is_server("SRV", story, {}), Match::same);
    EXPECT_EQ(is_server("srv.example.org", story, {}), Match::different);
}

TEST(NamedHosts, DoesNotTakeTheCallersWordForItsOwnMachine) {
    const Story story = told_of({{"smb.tree", "\\\\192.0.2.9\\IPC$"}});
    EXPECT_EQ(is_server("192.0.2.9", story, between("192.0.2.9", "198.51.100.7")),
              Match::different);
    // Both ends on one machine.
    EXPECT_EQ(is_server("192.0.2.9", story, between("192.0.2.9", "192.0.2.9")), Match::same);
}

TEST(NamedHosts, FindsTheHostOfAPath) {
    EXPECT_EQ(unc_host("\\\\srv\\share\\x"), "srv");
    EXPECT_EQ(unc_host("\\\\srv"), "srv");
    EXPECT_EQ(unc_host("\\\\"), "");
    EXPECT_EQ(unc_host(""), "");
}

TEST(NamedHosts, KnowsTheMachineItselfAndTheWayOverHttp) {
    EXPECT_EQ(is_server("localhost", told_of({}), {}), Match::same);
    EXPECT_EQ(is_server("127.0.0.1", told_of({}), {}), Match::same);
    const Story story = told_of({{"smb.tree", "\\\\srv\\IPC$"}});
    EXPECT_EQ(is_server("srv@80", story, {}), Match::different);
}

}  // namespace
}  // namespace hitme::recognition::smb
