// SPDX-License-Identifier: Apache-2.0
#include "console/api/contacts.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "support/filled_store.h"

namespace hitme::console::api {
namespace {

class ContactsAnswer : public testing::Test {
 protected:
    boost::json::value ask(std::string_view query) {
        Parameters parameters(query);
        const auto question = read_contacts(parameters);
        EXPECT_FALSE(parameters.fault());
        const auto made = answer_contacts(context_, question);
        EXPECT_TRUE(made.has_value()) << made.error().context;
        return boost::json::parse(*made);
    }
    tests::FilledStore filled_;
    std::unique_ptr<store::EventStore> store_ = filled_.reader();
    store::GeoDb geo_;
    Context context_{*store_, geo_, tests::noon(), Origin::seen};
};

TEST_F(ContactsAnswer, ListsThemLatestFirstPageByPage) {
    std::string query = "limit=3";
    auto page = ask(query);
    ASSERT_EQ(page.at("rows").as_array().size(), 3u);
    EXPECT_EQ(page.at("rows").at(0).at("destination_port").to_number<int>(), 22);
    ASSERT_TRUE(page.at("next").is_string());
    page = ask(query + "&cursor=" + std::string(page.at("next").as_string()));
    ASSERT_EQ(page.at("rows").as_array().size(), 1u);
    EXPECT_EQ(page.at("rows").at(0).at("seen_at").as_string(), "2026-03-01T11:50:00Z");
    EXPECT_TRUE(page.at("next").is_null());
}

TEST_F(ContactsAnswer, FiltersBySourceSignalSensorAndTime) {
    EXPECT_EQ(ask("source=192.0.2.0/24").at("rows").as_array().size(), 2u);
    EXPECT_EQ(ask("signal=udp/53").at("rows").as_array().size(), 1u);
    EXPECT_EQ(ask("sensor=beta").at("rows").as_array().size(), 0u);
    EXPECT_EQ(ask("from=2026-03-01T11:57:00Z&to=2026-03-01T11:58:00Z").at("rows").as_array().size(),
              1u);
}

TEST_F(ContactsAnswer, GivesOneWhole) {
    const std::string id(ask("signal=tcp/445").at("rows").at(1).at("id").as_string());
    const auto made = answer_contact(context_, id);
    ASSERT_TRUE(made.has_value()) << made.error().context;
    const auto contact = boost::json::parse(*made);
    EXPECT_EQ(contact.at("id").as_string(), id);
    EXPECT_EQ(contact.at("first_bytes").as_string(), "AAAAL/9TTUJy");
    EXPECT_EQ(answer_contact(context_, "no such id").error().code, core::ErrorCode::not_found);
}

}  // namespace
}  // namespace hitme::console::api
