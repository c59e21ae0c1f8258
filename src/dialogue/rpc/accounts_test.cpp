// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/accounts.h"

#include <gtest/gtest.h>

#include "support/made_up_machine.h"

namespace hitme::dialogue::rpc {
namespace {

TEST(RpcAccounts, NumbersUsersAsWindowsDoes) {
    const auto users = users_of(tests::made_up_machine());
    ASSERT_EQ(users.size(), 4u);
    EXPECT_EQ(users[0].rid, 500u);   // the built-in administrator
    EXPECT_EQ(users[1].rid, 501u);   // the guest
    EXPECT_EQ(users[2].rid, 1000u);  // the first that a person made
    EXPECT_EQ(users[3].rid, 1001u);
}

TEST(RpcAccounts, NumbersUsersAsSambaDoes) {
    auto machine = tests::made_up_machine(tests::made_up_samba());
    machine.users = {"root", "nobody", "ann"};
    std::vector<std::uint32_t> rids;
    for (const auto& user : users_of(machine)) rids.push_back(user.rid);
    // rpcclient against Samba 4.17 (the loopback captures): user:[root] rid:[0x3e8]
    EXPECT_EQ(rids, (std::vector<std::uint32_t>{1000, 501, 1001}));
}

TEST(RpcAccounts, FindsAccountsBySidAndByName) {
    const auto machine = tests::made_up_machine();
    EXPECT_EQ(domain_sid(machine), "S-1-5-21-1111-2222-3333");
    EXPECT_EQ(find_sid(machine, "S-1-5-21-1111-2222-3333-1001")->account.name, "bob");
    EXPECT_EQ(find_sid(machine, "S-1-5-21-1111-2222-3333")->account.use, NameUse::domain);
    EXPECT_EQ(find_sid(machine, "S-1-5-32-544")->account.name, "Administrators");
    EXPECT_EQ(find_sid(machine, "S-1-5-32-544")->domain, "BUILTIN");
    EXPECT_FALSE(find_sid(machine, "S-1-5-21-1111-2222-3333-1002"));
    EXPECT_FALSE(find_sid(machine, "S-1-5-21-9-9-9-500"));
    EXPECT_FALSE(find_sid(machine, ""));
    EXPECT_EQ(find_account(machine, "files01\\ANN")->account.rid, 1000u);
    EXPECT_EQ(find_account(machine, "administrators")->account.rid, 544u);
    EXPECT_FALSE(find_account(machine, "elsewhere\\ann"));
    EXPECT_FALSE(find_account(machine, "nobody"));
}

// Names and RIDs of [MS-DTYP] 2.4.2.4; Print Operators is a group of servers. smbd: rpcclient enumalsgroups builtin.
TEST(RpcAccounts, HasTheGroupsOfItsSystem) {
    const auto rids = [](std::string_view persona) {
        std::string said;
        for (const Account& each : builtin_aliases(*smb::system_named(persona, 1)))
            said += std::to_string(each.rid - 500) + " ";
        return said;
    };
    EXPECT_EQ(rids("windows-xp-sp3"), "44 45 46 47 51 52 55 56 ");
    EXPECT_EQ(rids("windows-7"), "44 45 46 47 51 52 55 56 58 59 62 68 69 73 ");
    EXPECT_EQ(rids("windows-10"), "44 45 46 47 51 52 55 56 58 59 62 68 69 73 78 79 80 81 ");
    EXPECT_EQ(rids("windows-server-2008-r2"), "44 45 46 47 50 51 52 55 56 58 59 62 68 69 73 74 ");
    EXPECT_EQ(rids("windows-server-2016"),
              "44 45 46 47 50 51 52 55 56 58 59 62 68 69 73 74 75 76 77 78 79 80 81 82 ");
    EXPECT_EQ(rids("samba-4"), "44 45 46 47 50 51 52 ");
}

TEST(RpcAccounts, SplitsSids) {
    const auto split = split_sid("S-1-5-21-1-2-3-500");
    ASSERT_TRUE(split);
    EXPECT_EQ(split->domain, "S-1-5-21-1-2-3");
    EXPECT_EQ(split->rid, 500u);
    for (const char* broken : {"", "S", "S-1-", "S-1-5-x", "500", "S-1-5-99999999999"})
        EXPECT_FALSE(split_sid(broken)) << broken;
}

}  // namespace
}  // namespace hitme::dialogue::rpc
