// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/list_entries.h"

#include <gtest/gtest.h>

#include "console/corroboration/imports.h"
#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

const core::Time noon = *core::parse_time("2008-11-06T12:00:00Z");

class ListEntries : public testing::Test {
 protected:
    void import(OutsideKind kind, const std::string& text, core::Time fetched_at) {
        Payload payload{kind, "DShield", "CC BY-NC-SA", "", fetched_at, text};
        ASSERT_TRUE(import_payload(*book_, payload, "mara", noon));
    }
    ListedEntries on(std::string_view asked, Lists lists = Lists::all) {
        return *entries_on(*book_, core::Prefix::parse(asked), lists);
    }
    tests::ScratchFolder folder_;
    std::unique_ptr<store::Book> book_ =
        *store::open_sqlite_book(folder_.path(), store::Access::write);
};

// Post A: "SANS is blaming 61.218.147.66", which DShield writes with zeros before.
TEST_F(ListEntries, AnAddressIsFoundInEachDaysListWithItsDate) {
    import(OutsideKind::dshield_as_report, "061.218.147.066\t120\t40\t2008-11-05\t2008-11-06\n",
           noon - std::chrono::hours{24});
    import(OutsideKind::dshield_as_report, "061.218.147.066\t300\t90\t2008-11-05\t2008-11-06\n",
           noon);
    const auto found = on("61.218.147.66");
    ASSERT_EQ(found.entries.size(), 2u);
    EXPECT_EQ(found.entries[0].fetched_at, noon);
    EXPECT_TRUE(found.entries[0].latest);
    EXPECT_EQ(found.entries[0].row.count, 300.0);
    EXPECT_FALSE(found.entries[1].latest);
    EXPECT_EQ(found.newest, noon);
    EXPECT_EQ(on("61.218.147.66", Lists::latest).entries.size(), 1u);
    EXPECT_TRUE(on("61.218.147.67").entries.empty());
    EXPECT_EQ(on("61.218.147.67").lists_read, 2u) << "looked at, and not found in them";
}

TEST_F(ListEntries, ABlockHoldsItsAddressesAndANetworkFindsWhatIsInside) {
    import(OutsideKind::dshield_block_list, "198.51.100.0\t198.51.100.255\t24\t99\n", noon);
    for (const char* asked : {"198.51.100.9", "198.51.100.0/25", "198.51.0.0/16"})
        EXPECT_EQ(on(asked).entries.size(), 1u) << asked;
    for (const char* asked : {"198.51.101.9", "2001:db8::/32", "198.51.101.0/24"})
        EXPECT_TRUE(on(asked).entries.empty()) << asked;
    EXPECT_EQ(entries_on(*book_, std::nullopt, Lists::all)->entries.size(), 1u);
}

TEST_F(ListEntries, AListThatNoLongerHoldsItSaysSo) {
    import(OutsideKind::dshield_block_list, "198.51.100.0\t198.51.100.255\t24\t99\n",
           noon - std::chrono::hours{24});
    import(OutsideKind::dshield_block_list, "203.0.113.0\t203.0.113.255\t24\t9\n", noon);
    const auto found = on("198.51.100.9");
    ASSERT_EQ(found.entries.size(), 1u);
    EXPECT_FALSE(found.entries[0].latest);
    EXPECT_TRUE(on("198.51.100.9", Lists::latest).entries.empty());
}

}  // namespace
}  // namespace hitme::console
