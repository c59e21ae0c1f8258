// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/names.h"

#include <gtest/gtest.h>

#include "support/sample_events.h"
#include "support/scratch_folder.h"

namespace hitme::store::sqlite {
namespace {

class NamesTest : public testing::Test {
 public:
    NamesTest() {
        auto opened = Database::open(folder.path() + "/names.db", OpenAs::writer);
        EXPECT_TRUE(opened);
        database = std::move(*opened);
        EXPECT_TRUE(database.run(names_schema));
        auto made = Names::open(database, OpenAs::writer);
        EXPECT_TRUE(made) << made.error().context;
        names = std::move(*made);
    }
    tests::ScratchFolder folder;
    Database database;
    Names names;
};

TEST_F(NamesTest, SameNameHasTheSameNumberAlsoAfterForgetting) {
    const auto address = *core::Address::parse("198.51.100.9");
    const auto contact = tests::full_contact();
    const auto destination = *names.destination(address);
    const auto shape = *names.shape(contact);
    const auto run = (*names.run("alpha", 5))->id;
    EXPECT_NE(*names.destination(*core::Address::parse("2001:db8::1")), destination);
    EXPECT_NE((*names.run("alpha", 6))->id, run);
    auto other = contact;
    other.origin = "syn_watch";
    EXPECT_NE(*names.shape(other), shape);
    names.forget();
    EXPECT_EQ(*names.destination(address), destination);
    EXPECT_EQ(*names.shape(contact), shape);
    EXPECT_EQ((*names.run("alpha", 5))->id, run);
    EXPECT_EQ(*names.destination_at(destination), address);
    EXPECT_EQ((*names.shape_at(shape))->origin, contact.origin);
    EXPECT_EQ((*names.shape_at(shape))->flags(), Shape::of(contact).flags());
    EXPECT_EQ((*names.run_at(static_cast<std::uint64_t>(run)))->sensor, "alpha");
}

TEST_F(NamesTest, UnspecifiedDestinationIsNumberZero) {
    EXPECT_EQ(*names.destination({}), 0u);
    EXPECT_TRUE(names.destination_at(0)->is_unspecified());
}

TEST_F(NamesTest, NumbersThatTheFileLacksAreErrors) {
    EXPECT_EQ(names.run_at(9).error().code, core::ErrorCode::io);
    EXPECT_EQ(names.shape_at(9).error().code, core::ErrorCode::io);
    EXPECT_EQ(names.destination_at(9).error().code, core::ErrorCode::io);
}

TEST_F(NamesTest, ChangedRunsAreSavedWithAllTheirBits) {
    const std::uint64_t large = ~std::uint64_t{0} - 1;
    sqlite::Run* run = *names.run("alpha", large);
    run->high_water = 12;
    run->complete = 11;
    run->events = 10;
    run->changed = true;
    ASSERT_TRUE(names.save());
    names.forget();
    const auto known = names.known_run("alpha", large);
    ASSERT_TRUE(known && *known);
    EXPECT_EQ((*known)->epoch, large);
    EXPECT_EQ((*known)->high_water, 12u);
    EXPECT_EQ((*known)->complete, 11u);
    EXPECT_EQ(names.all_runs()->size(), 1u);
    EXPECT_FALSE(*names.known_run("beta", 1));
}

}  // namespace
}  // namespace hitme::store::sqlite
