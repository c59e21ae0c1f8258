// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/listing_rules.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace hitme::recognition::smb {
namespace {

TEST(ListingRules, GiveTheIdsOfTheSpecification) {
    // smb.md 1.1, row enumeration: T1135, T1087.001/.002, T1069.001/.002, T1018, T1033, T1201, T1012, T1007; the calls of 1.9.
    const auto ids = [](std::string_view interface, std::uint16_t opnum) {
        return std::string(listing_rule(interface, opnum).attack_ids);
    };
    EXPECT_EQ(ids("srvsvc", 15), "T1135");
    EXPECT_EQ(ids("srvsvc", 36), "T1135");
    EXPECT_EQ(ids("srvsvc", 12), "T1033");
    EXPECT_EQ(ids("wkssvc", 2), "T1033");
    EXPECT_EQ(ids("samr", 13), "T1087.001 T1087.002");
    EXPECT_EQ(ids("samr", 40), "T1087.001 T1087.002");
    EXPECT_EQ(ids("samr", 11), "T1069.001 T1069.002");
    EXPECT_EQ(ids("samr", 33), "T1069.001 T1069.002");
    EXPECT_EQ(ids("samr", 46), "T1201");
    EXPECT_EQ(ids("lsarpc", 57), "T1087.001 T1087.002");
    EXPECT_EQ(ids("winreg", 9), "T1012");
    EXPECT_EQ(ids("svcctl", 14), "T1007");
    EXPECT_EQ(std::string(rap_listing_rule(104).attack_ids), "T1018");
    EXPECT_EQ(std::string(rap_listing_rule(0).attack_ids), "T1135");
    // Not in that row, by what ATT&CK says of them.
    EXPECT_EQ(ids("srvsvc", 21), "T1082");
    EXPECT_EQ(ids("epmapper", 2), "T1046");
    EXPECT_EQ(ids("lsarpc", 13), "T1482");
}

TEST(ListingRules, SayNoMoreThanTheStage) {
    for (const char* interface : {"srvsvc", "browser", "wkssvc", "samr", "lsarpc", "netlogon",
                                  "svcctl", "winreg", "spoolss", "epmapper", "what is not known"})
        for (std::uint16_t opnum = 0; opnum < 100; ++opnum) {
            const Rule& rule = listing_rule(interface, opnum);
            EXPECT_EQ(rule.stage, event::Stage::enumeration);
            EXPECT_TRUE(only_says_stage(rule.id)) << rule.id;
        }
    EXPECT_TRUE(only_says_stage(rules::file_delivery.id));
    EXPECT_FALSE(only_says_stage(rules::broad_listing.id));
    EXPECT_FALSE(only_says_stage(rules::rid_cycling.id));
    EXPECT_FALSE(only_says_stage(rules::write_test.id));
    EXPECT_FALSE(only_says_stage(rules::admin_share.id));
}

}  // namespace
}  // namespace hitme::recognition::smb
