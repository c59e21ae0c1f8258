// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb_machine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace hitme::dialogue::smb {
namespace {

TEST(SmbMachine, KnowsItsSystemsByName) {
    for (const System& system : systems()) EXPECT_EQ(system_named(system.name, 1), &system);
    EXPECT_EQ(system_named("windows-95", 1), nullptr);
    EXPECT_TRUE(std::ranges::is_sorted(systems(), {}, &System::name));
}

TEST(SmbMachine, ChoosesAWindowsWithBothFamiliesWhereNoneIsNamed) {
    std::set<std::string_view> chosen;
    for (std::uint64_t seed = 0; seed < 64; ++seed) {
        const System* system = system_named("", seed);
        ASSERT_NE(system, nullptr);
        EXPECT_TRUE(system->smb1);
        EXPECT_FALSE(system->is_samba);
        EXPECT_FALSE(system->dialects.empty());
        EXPECT_EQ(system_named("", seed), system);
        chosen.insert(system->name);
    }
    EXPECT_EQ(chosen.size(), 2u);
}

TEST(SmbMachine, IsTheSameForTheSameSeedAndAnotherForAnother) {
    for (const System& system : systems()) {
        std::set<std::string> names;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const Machine one = make_machine(system, seed, {}, {});
            const Machine same = make_machine(system, seed, {}, {});
            EXPECT_EQ(one.computer, same.computer);
            EXPECT_EQ(one.server_guid, same.server_guid);
            EXPECT_EQ(one.users, same.users);
            names.insert(one.computer);
        }
        EXPECT_GT(names.size(), 10u) << system.name;
    }
}

TEST(SmbMachine, HasNamesAndSharesThatItsSystemCouldHave) {
    for (const System& system : systems())
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const Machine machine = make_machine(system, seed, {}, {});
            EXPECT_LE(machine.computer.size(), 15u);  // NetBIOS
            EXPECT_TRUE(std::ranges::none_of(machine.computer, [](char letter) {
                return letter >= 'a' && letter <= 'z';
            })) << machine.computer;
            EXPECT_EQ(std::ranges::count(machine.shares, ShareKind::pipe, &Share::kind), 1);
            EXPECT_EQ(std::ranges::count(machine.shares, std::string("IPC$"), &Share::name), 1);
            EXPECT_GE(machine.users.size(), 3u);
            // No name that gives away a decoy, such as the fixed one of Dionaea.
            EXPECT_EQ(machine.computer.find("HOMEUSER"), std::string::npos);
        }
}

TEST(SmbMachine, SpeaksOnlyDialectsThatItsVersionHas) {
    // Windows 7 and Server 2008 R2 stop at 2.1; XP has none.
    EXPECT_TRUE(system_named("windows-xp-sp3", 1)->dialects.empty());
    EXPECT_EQ(system_named("windows-7", 1)->dialects.back(), 0x0210);
    EXPECT_EQ(system_named("windows-10", 1)->dialects.back(), 0x0311);
    EXPECT_FALSE(system_named("windows-server-2016", 1)->smb1);
}

TEST(SmbMachine, SharesWhatAnOperatorNamesInsteadOfItsOwn) {
    const std::vector<std::string> names{"Finance", "Scans"};
    const auto listed = [&](std::string_view persona) {
        Machine machine = make_machine(*system_named(persona, 1), 1, {}, {});
        share_instead(machine, {});
        const std::size_t own = machine.shares.size();
        share_instead(machine, names);
        EXPECT_EQ(machine.shares.size(), own + 1) << "two for one";
        std::vector<std::string> all;
        for (const Share& share : machine.shares) all.push_back(share.name);
        return all;
    };
    // smbd lists the shares of its file before its IPC$; Windows its administrative ones first.
    EXPECT_EQ(listed("samba-4"), (std::vector<std::string>{"print$", "Finance", "Scans", "IPC$"}));
    EXPECT_EQ(listed("windows-7"),
              (std::vector<std::string>{"ADMIN$", "C$", "IPC$", "Finance", "Scans"}));
}

TEST(SmbMachine, KnowsWhatNoShareIsCalled) {
    EXPECT_TRUE(fault_of_share_name("Finance 2024").empty());
    EXPECT_TRUE(fault_of_share_name(std::string(80, 'a')).empty());
    EXPECT_FALSE(fault_of_share_name(std::string(81, 'a')).empty());
    for (const char* bad : {"", "a\\b", "a*", "Admin$", "c$", "a\x01"})
        EXPECT_FALSE(fault_of_share_name(bad).empty()) << bad;
}

}  // namespace
}  // namespace hitme::dialogue::smb
