// SPDX-License-Identifier: Apache-2.0
#include "console/response/response_area.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "console/response/drill.h"
#include "console/response/order.h"
#include "store/sqlite/book.h"
#include "support/filled_store.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

class ResponseAreaTest : public testing::Test {
 protected:
    ResponseAreaTest() {
        settings.mode = ResponseMode::radius;
        settings.internal = {*core::Prefix::parse("10.0.0.0/8")};
        settings.radius_secret_file = "/etc/hitme/secret";
        drills.whole = true;
        drills.source = *core::Address::parse("10.1.2.3");
        drills.target = *core::Address::parse("10.1.2.4");
        drills.target_port = 445;
    }
    runtime::HttpResponse ask(std::string_view method, std::string_view path,
                              std::string_view body = "", Role role = Role::admin,
                              std::string_view query = "") {
        ResponseArea area{settings, drills};
        const AreaContext context{*store, *book, geo, tests::noon(), false};
        const AreaRequest request{method, path, query, body, {"mara", role}};
        return *area.answer(context, request);
    }
    void put(OrderState state) {
        Order order;
        order.id = "q-1";
        order.source = *core::Address::parse("10.1.2.3");
        order.mode = ResponseMode::radius;
        order.author = "hitme";
        order.state = state;
        order.at = order.detected_at = tests::noon();
        ASSERT_TRUE(book->put(entry_of(order), {}));
    }
    static boost::json::value json(const runtime::HttpResponse& response) {
        return boost::json::parse(response.body);
    }

    tests::ScratchFolder folder;
    tests::FilledStore filled;
    std::unique_ptr<store::EventStore> store = filled.reader();
    std::unique_ptr<store::Book> book =
        *store::open_sqlite_book(folder.path(), store::Access::write);
    store::GeoDb geo;
    ResponseSettings settings;
    DrillSettings drills;
};

TEST_F(ResponseAreaTest, ListsAndShowsRequestsWithTheirHistory) {
    put(OrderState::asked);
    put(OrderState::isolated);
    auto answer = json(ask("GET", "/api/v1/quarantine"));
    EXPECT_EQ(answer.at("total"), 1);
    EXPECT_EQ(answer.at("rows").at(0).at("state"), "isolated");
    EXPECT_EQ(json(ask("GET", "/api/v1/quarantine", "", Role::viewer, "state=held")).at("total"),
              0);
    EXPECT_EQ(ask("GET", "/api/v1/quarantine", "", Role::viewer, "state=asleep").status, 400u);
    EXPECT_EQ(ask("GET", "/api/v1/quarantine", "", Role::viewer, "source=x").status, 400u);
    answer = json(ask("GET", "/api/v1/quarantine/q-1"));
    EXPECT_EQ(answer.at("history").get_array().size(), 2u);
    EXPECT_EQ(ask("GET", "/api/v1/quarantine/q-2").status, 404u);
}

TEST_F(ResponseAreaTest, UndoIsAnAdminsWordInTheBook) {
    put(OrderState::isolated);
    EXPECT_EQ(
        ask("POST", "/api/v1/quarantine/q-1/undo", R"({"reason":"cleaned"})", Role::analyst).status,
        403u);
    EXPECT_EQ(ask("POST", "/api/v1/quarantine/q-1/undo", "{}").status, 400u);
    const auto answer = json(ask("POST", "/api/v1/quarantine/q-1/undo", R"({"reason":"cleaned"})"));
    EXPECT_EQ(answer.at("state"), "undo_asked");
    const auto entry = *book->get("quarantine_request", "q-1");
    EXPECT_EQ(entry.author, "mara");
    EXPECT_EQ(entry.state, "undo_asked");
    EXPECT_EQ(ask("POST", "/api/v1/quarantine/q-1/undo", R"({"reason":"again"})").status, 409u);
}

TEST_F(ResponseAreaTest, AHeldRequestCanBeAskedForAndAnIsolatedOneNot) {
    put(OrderState::held);
    EXPECT_EQ(
        json(ask("POST", "/api/v1/quarantine", R"({"id":"q-1","reason":"looked"})")).at("state"),
        "asked");
    EXPECT_EQ(ask("POST", "/api/v1/quarantine", R"({"id":"q-1","reason":"looked"})").status, 409u);
    EXPECT_EQ(ask("POST", "/api/v1/quarantine", R"({"id":"q-9","reason":"looked"})").status, 404u);
    // No program, address or secret can be set.
    EXPECT_EQ(ask("POST", "/api/v1/quarantine", R"({"id":"q-1","reason":"x","program":"/bin/sh"})")
                  .status,
              400u);
}

TEST_F(ResponseAreaTest, TheStateTellsSettingsWithoutSecrets) {
    put(OrderState::isolated);
    const auto response = ask("GET", "/api/v1/quarantine/state", "", Role::viewer);
    const auto answer = json(response);
    EXPECT_EQ(answer.at("mode"), "radius");
    EXPECT_EQ(answer.at("dry_run"), true);
    EXPECT_EQ(answer.at("recent"), 1);
    EXPECT_EQ(answer.at("stopped"), false);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
    store::Entry stop;
    stop.kind = quarantine_stop_kind;
    stop.id = "stop";
    stop.author = "hitme";
    stop.at = tests::noon();
    stop.state = "stopped";
    stop.body = "{}";
    ASSERT_TRUE(book->put(stop, {}));
    EXPECT_EQ(json(ask("GET", "/api/v1/quarantine/state")).at("stopped"), true);
    EXPECT_EQ(
        ask("POST", "/api/v1/quarantine/resume", R"({"reason":"looked"})", Role::viewer).status,
        403u);
    EXPECT_EQ(
        json(ask("POST", "/api/v1/quarantine/resume", R"({"reason":"looked"})")).at("stopped"),
        false);
}

TEST_F(ResponseAreaTest, ADrillIsAskedForOnce) {
    EXPECT_EQ(ask("POST", "/api/v1/drills", "{}", Role::analyst).status, 403u);
    const auto answer = json(ask("POST", "/api/v1/drills", "{}"));
    EXPECT_EQ(answer.at("state"), "asked");
    EXPECT_EQ(ask("POST", "/api/v1/drills", "{}").status, 409u);
    EXPECT_EQ(json(ask("GET", "/api/v1/drills")).at("total"), 1);
    const std::string id{answer.at("id").get_string()};
    EXPECT_EQ(json(ask("GET", "/api/v1/drills/" + id)).at("id"), answer.at("id"));
    drills.whole = false;
    EXPECT_EQ(ask("POST", "/api/v1/drills", "{}").status, 409u);
}

TEST_F(ResponseAreaTest, OtherPathsAreNotItsOwn) {
    ResponseArea area{settings, drills};
    const AreaContext context{*store, *book, geo, tests::noon(), false};
    EXPECT_FALSE(area.answer(context, {"GET", "/api/v1/quarantined", "", "", {}}));
    EXPECT_EQ(ask("PUT", "/api/v1/quarantine").status, 405u);
}

}  // namespace
}  // namespace hitme::console
