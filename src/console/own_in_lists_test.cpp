// SPDX-License-Identifier: Apache-2.0
#include "console/own_in_lists.h"

#include <gtest/gtest.h>

#include "console/corroboration/imports.h"
#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

const core::Time monday = *core::parse_time("2009-01-26T00:00:00Z");
const core::Time tuesday = *core::parse_time("2009-01-27T00:00:00Z");

class OwnInLists : public testing::Test {
 protected:
    void import(OutsideKind kind, const std::string& text, core::Time at) {
        const auto done =
            import_payload(*book_, {kind, "DShield", "CC BY-NC-SA", "", at, text}, "mara", at);
        ASSERT_TRUE(done);
        EXPECT_TRUE(done->notices.empty()) << "nothing is registered yet";
    }
    OwnNetwork own(const char* network) {
        OwnNetwork made;
        made.network = *core::Prefix::parse(network);
        made.id = own_network_id(made.network);
        made.owner = "Us";
        return made;
    }
    std::vector<store::Entry> sightings() {
        store::EntryQuery query;
        query.kind = own_sighting_kind;
        return book_->list(query)->entries;
    }
    tests::ScratchFolder folder_;
    std::unique_ptr<store::Book> book_ =
        *store::open_sqlite_book(folder_.path(), store::Access::write);
};

TEST_F(OwnInLists, AListThatWasImportedBeforeTheRegistrationIsHeldAgainstIt) {
    import(OutsideKind::dshield_as_report, "203.0.113.7\t120\t40\n203.0.114.7\t5\t5\n", monday);
    import(OutsideKind::dshield_as_report, "203.0.113.7\t300\t90\n", tuesday);
    OwnNetworks networks;
    networks.set({own("203.0.113.0/24")});
    const auto found = note_in_lists(*book_, networks, networks.all().front(), tuesday);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->rows, 2u) << "of two days; the neighbour 203.0.114.7 is none";
    const auto noted = sightings();
    ASSERT_EQ(noted.size(), 1u) << "one address";
    EXPECT_EQ(noted[0].subject, "203.0.113.7");
    EXPECT_NE(noted[0].body.find("\"first\":\"2009-01-26T00:00:00Z\""), std::string::npos);
    EXPECT_NE(noted[0].body.find("\"last\":\"2009-01-27T00:00:00Z\""), std::string::npos);
    EXPECT_NE(noted[0].body.find("\"count\":300"), std::string::npos);
}

TEST_F(OwnInLists, ABlockAroundOursIsNotCertainAndACustomersRowIsTheCustomers) {
    import(OutsideKind::dshield_block_list, "203.0.113.0\t203.0.113.255\t24\t99\n", monday);
    OwnNetworks networks;
    networks.set({own("203.0.113.64/26"), own("203.0.0.0/16")});
    EXPECT_EQ(note_in_lists(*book_, networks, networks.all()[0], tuesday)->rows, 0u)
        << "the /16 holds the whole row, so the row is the block's";
    networks.set({own("203.0.113.64/26")});
    EXPECT_EQ(note_in_lists(*book_, networks, networks.all()[0], tuesday)->rows, 1u);
    ASSERT_EQ(sightings().size(), 1u);
    EXPECT_NE(sightings()[0].body.find("\"certain\":false"), std::string::npos);
}

}  // namespace
}  // namespace hitme::console
