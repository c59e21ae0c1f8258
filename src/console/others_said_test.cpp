// SPDX-License-Identifier: Apache-2.0
#include "console/others_said.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "console/corroboration/imports.h"
#include "store/sqlite/book.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

const core::Time noon = *core::parse_time("2008-11-06T12:00:00Z");

// Post A: the claim names one address, the list another of its /24.
TEST(OthersSaid, ClaimsAndListsThatNameAnAddress) {
    const tests::ScratchFolder folder;
    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    Claim claim;
    claim.id = "cl-1";
    claim.who = "SANS ISC";
    claim.said_at = noon;
    claim.subject = "tcp/445";
    claim.quote = "blaming 61.218.147.66";
    claim.sources = {*core::Address::parse("61.218.147.66")};
    ASSERT_TRUE(book->put(claim_entry(claim, noon, "mara"), 0));
    ASSERT_TRUE(import_payload(*book,
                               {OutsideKind::dshield_block_list, "DShield", "CC BY-NC-SA", "", noon,
                                "061.218.147.000\t061.218.147.255\t24\t99\n"},
                               "mara", noon));
    const auto told = [&](std::string_view asked) {
        JsonWriter json;
        put_others_said(json, *others_said(*book, *core::Prefix::parse(asked)));
        return boost::json::parse(json.take());
    };
    const auto both = told("61.218.147.66");
    EXPECT_EQ(both.at("claims").at(0).at("who").as_string(), "SANS ISC");
    EXPECT_EQ(both.at("claims").at(0).at("fate").as_string(), "open");
    EXPECT_EQ(both.at("entries").at(0).at("network").as_string(), "61.218.147.0/24");
    EXPECT_EQ(both.at("entries").at(0).at("fetched_at").as_string(), "2008-11-06T12:00:00Z");
    EXPECT_EQ(told("61.218.147.9").at("claims_total").to_number<int>(), 0);
    EXPECT_EQ(told("61.218.147.9").at("entries_total").to_number<int>(), 1);
    EXPECT_EQ(told("61.218.0.0/16").at("claims_total").to_number<int>(), 1);
    const auto nobody = told("192.0.2.1");
    EXPECT_TRUE(nobody.at("claims").as_array().empty());
    EXPECT_TRUE(nobody.at("entries").as_array().empty());
    EXPECT_EQ(nobody.at("lists_read").to_number<int>(), 1);
}

}  // namespace
}  // namespace hitme::console
