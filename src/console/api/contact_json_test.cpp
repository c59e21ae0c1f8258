// SPDX-License-Identifier: Apache-2.0
#include "console/api/contact_json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "support/filled_store.h"

namespace hitme::console::api {
namespace {

TEST(ContactJson, IsTheEventWithItsIdAndCountry) {
    const auto contact = tests::full_contact();
    const auto value = boost::json::parse(contact_json("a\"b", contact, store::GeoDb()));
    EXPECT_EQ(value.at("id").as_string(), "a\"b");
    EXPECT_EQ(value.at("kind").as_string(), "contact");
    EXPECT_EQ(value.at("source").as_string(), "192.0.2.77");
    EXPECT_EQ(value.at("seen_at").as_string(), "2026-03-01T12:00:00.123456789Z");
    EXPECT_EQ(value.at("country").as_string(), "");
    // base64(00 00 00 2f ff 53 4d 42 72), by coreutils.
    EXPECT_EQ(value.at("first_bytes").as_string(), "AAAAL/9TTUJy");
}

TEST(ContactJson, KeepsItsPromiseForAContactOf1970) {
    const auto value = boost::json::parse(contact_json("x", event::Contact{}, store::GeoDb()));
    EXPECT_EQ(value.at("seen_at").as_string(), "1970-01-01T00:00:00Z");
}

TEST(ContactJson, LiveIdsReadBack) {
    auto contact = tests::full_contact();
    contact.sensor = "north.gate";
    const auto id = parse_live_id(live_id(contact));
    ASSERT_TRUE(id);
    EXPECT_EQ(id->seen_at, contact.seen_at);
    EXPECT_EQ(id->epoch, contact.epoch);
    EXPECT_EQ(id->sequence, contact.sequence);
    EXPECT_EQ(id->sensor, "north.gate");
    for (const char* text : {"", "live.", "live.1.2.3", "live.1.2.x.alpha", "live.-1.2.3.alpha",
                             "live.99999999999999999999.2.3.alpha", "1.2.3.alpha"})
        EXPECT_FALSE(parse_live_id(text)) << text;
}

TEST(ContactJson, FindsAContactByEitherId) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    const auto page = store->contacts({});
    ASSERT_TRUE(page.has_value()) << page.error().context;
    ASSERT_EQ(page->rows.size(), 4u);
    for (const auto& row : page->rows) {
        const auto by_id = find_contact(*store, row.id);
        ASSERT_TRUE(by_id.has_value()) << by_id.error().context;
        EXPECT_EQ(by_id->contact.sequence, row.contact.sequence);
        const auto by_live = find_contact(*store, live_id(row.contact));
        ASSERT_TRUE(by_live.has_value()) << by_live.error().context;
        EXPECT_EQ(by_live->id, row.id);
    }
    EXPECT_EQ(find_contact(*store, "live.1.2.3.alpha").error().code, core::ErrorCode::not_found);
}

}  // namespace
}  // namespace hitme::console::api
