// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/made_hosts.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace hitme::dialogue::smb {
namespace {

const System& windows_7() {
    return *system_named("windows-7", 1);
}

Surroundings at(std::uint8_t last_byte) {
    Surroundings surroundings;
    surroundings.identity_seed = 7;
    surroundings.local = core::Address::v4(0xC0000200u | last_byte);
    return surroundings;
}

TEST(MadeHosts, ConnectionsToOneAddressShareOneHost) {
    MadeHosts hosts;
    const auto first = hosts.get(windows_7(), {}, at(1));
    Surroundings second = at(1);
    second.peer = *core::Address::parse("198.51.100.9");
    second.random_seed = 99;
    second.earlier_logons = 3;
    EXPECT_EQ(hosts.get(windows_7(), {}, second), first);
    EXPECT_EQ(hosts.size(), 1u);
}

TEST(MadeHosts, WhateverAClientCouldSeeOtherwiseMakesAnotherOne) {
    MadeHosts hosts;
    const auto first = hosts.get(windows_7(), {}, at(1));

    EXPECT_NE(hosts.get(*system_named("windows-10", 1), {}, at(1)), first);
    EXPECT_NE(hosts.get(windows_7(), {}, at(2)), first);
    Surroundings restarted = at(1);
    restarted.booted += std::chrono::hours{1};
    EXPECT_NE(hosts.get(windows_7(), {}, restarted), first);
    Surroundings other_sensor = at(1);
    other_sensor.identity_seed = 8;
    EXPECT_NE(hosts.get(windows_7(), {}, other_sensor), first);
    Choices with_share;
    with_share.shares = {"Invoices"};
    EXPECT_NE(hosts.get(windows_7(), with_share, at(1)), first);
    Choices with_password;
    with_password.policy.weak_passwords = {"letmein"};
    EXPECT_NE(hosts.get(windows_7(), with_password, at(1)), first);
    Choices refusing;
    refusing.policy.logon = LogonPolicy::refuse;
    EXPECT_NE(hosts.get(windows_7(), refusing, at(1)), first);
    Choices after_three;
    after_three.policy.accept_after = 3;
    EXPECT_NE(hosts.get(windows_7(), after_three, at(1)), first);
    EXPECT_EQ(hosts.size(), 9u);
}

TEST(MadeHosts, AHostHasTheChosenSharesAndThePolicy) {
    Choices choices;
    choices.shares = {"Invoices"};
    choices.policy.weak_passwords = {"letmein"};
    const auto host = make_host(windows_7(), choices, at(1));
    EXPECT_EQ(host->policy.weak_passwords, choices.policy.weak_passwords);
    EXPECT_EQ(host->machine.address, at(1).local);
    const auto shared = std::count_if(host->machine.shares.begin(), host->machine.shares.end(),
                                      [](const Share& share) { return share.name == "Invoices"; });
    EXPECT_EQ(shared, 1);
}

TEST(MadeHosts, TheOldestGivesWayAndLivesOnWhereItIsHeld) {
    MadeHosts hosts;
    const auto first = hosts.get(windows_7(), {}, at(0));
    for (std::uint8_t address = 1; address <= max_kept_hosts; ++address)
        hosts.get(windows_7(), {}, at(address));
    EXPECT_EQ(hosts.size(), max_kept_hosts);
    EXPECT_EQ(first.use_count(), 1);
    EXPECT_EQ(first->machine.address, at(0).local);
    // The second oldest is still known.
    EXPECT_GT(hosts.get(windows_7(), {}, at(1)).use_count(), 1);
    EXPECT_EQ(hosts.size(), max_kept_hosts);
    EXPECT_NE(hosts.get(windows_7(), {}, at(0)), first);
}

TEST(MadeHosts, AHostsMemoryIsThatOfItsTexts) {
    const auto plain = make_host(windows_7(), {}, at(1));
    Choices choices;
    choices.policy.weak_passwords = {std::string(100, 'a')};
    const auto more = make_host(windows_7(), choices, at(1));
    // A string of 100 characters: itself and its bytes with their end.
    EXPECT_EQ(memory_of(*more) - memory_of(*plain), sizeof(std::string) + 101);
}

}  // namespace
}  // namespace hitme::dialogue::smb
