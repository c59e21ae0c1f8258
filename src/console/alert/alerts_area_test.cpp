// SPDX-License-Identifier: Apache-2.0
#include "console/alert/alerts_area.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "store/sqlite/book.h"
#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::console::alert {
namespace {

namespace json = boost::json;

struct Lab {
    tests::ScratchFolder folder;
    runtime::SystemClock clock;
    std::unique_ptr<store::EventStore> store =
        *store::open_sqlite_store({folder.path(), 90, 1 << 30}, store::Access::write);
    std::unique_ptr<store::Book> book =
        *store::open_sqlite_book(folder.path(), store::Access::write);
    store::GeoDb geo;
    std::shared_ptr<Alerts> alerts;
    std::unique_ptr<AlertsArea> area;

    Lab() {
        AlertsSettings settings;
        Channel hook;
        hook.name = "hook";
        hook.type = ChannelType::webhook;
        hook.from_settings = true;
        hook.target.url = "http://user:secret@127.0.0.1:9/token";
        settings.channels = {hook};
        alerts = std::make_shared<Alerts>(
            settings, *store::open_sqlite_book(folder.path(), store::Access::write), nullptr,
            clock);
        area = std::make_unique<AlertsArea>(alerts);
    }
    runtime::HttpResponse ask(const char* method, const std::string& path,
                              const std::string& body = "", Role role = Role::admin) {
        const AreaContext context{*store, *book, geo, clock.now(), false};
        const std::size_t mark = std::min(path.find('?'), path.size());
        const std::string query = mark < path.size() ? path.substr(mark + 1) : "";
        return *area->answer(context, {method, path.substr(0, mark), query, body, {"mara", role}});
    }
};

TEST(AlertsArea, ListsWithoutSecrets) {
    Lab lab;
    const auto answer = lab.ask("GET", "/api/v1/channels", "", Role::viewer);
    const auto told = json::parse(answer.body);
    const auto& channels = told.at("channels").as_array();
    ASSERT_EQ(channels.size(), 2u);
    EXPECT_EQ(channels[1].at("target").as_string(), "json at http://127.0.0.1:9");
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
    EXPECT_EQ(answer.body.find("token"), std::string::npos);
    EXPECT_EQ(lab.ask("GET", "/api/v1/channels/hook").status, 200u);
    EXPECT_EQ(lab.ask("GET", "/api/v1/channels/none").status, 404u);
}

TEST(AlertsArea, AddsChangesAndRemovesWithVersions) {
    Lab lab;
    const std::string body = R"({"name":"own","type":"webhook","through":"hook"})";
    EXPECT_EQ(lab.ask("POST", "/api/v1/channels", body, Role::analyst).status, 403u);
    EXPECT_EQ(
        lab.ask("POST", "/api/v1/channels", R"({"name":"own","type":"webhook","url":"x"})").status,
        400u);
    EXPECT_EQ(lab.ask("POST", "/api/v1/channels", body).status, 201u);
    EXPECT_EQ(lab.ask("POST", "/api/v1/channels", body).status, 409u);
    const std::string change =
        R"({"version":1,"name":"own","type":"webhook","through":"hook","least_severity":"high"})";
    EXPECT_EQ(lab.ask("PUT", "/api/v1/channels/own", change).status, 200u);
    EXPECT_EQ(lab.ask("PUT", "/api/v1/channels/own", change).status, 409u)
        << "another version stands there";
    EXPECT_EQ(lab.ask("PUT", "/api/v1/channels/hook", change).status, 409u);
    EXPECT_EQ(lab.ask("PUT", "/api/v1/channels/none", change).status, 404u);
    EXPECT_EQ(lab.ask("DELETE", "/api/v1/channels/dashboard").status, 409u);
    EXPECT_EQ(lab.ask("DELETE", "/api/v1/channels/own").status, 204u);
    EXPECT_EQ(lab.ask("DELETE", "/api/v1/channels/own").status, 404u);
    EXPECT_EQ(lab.ask("POST", "/api/v1/channels", body).status, 201u) << "the name is free again";
    const auto history = lab.book->history(channel_kind, "own");
    ASSERT_EQ(history->size(), 4u);
    EXPECT_EQ(history->back().author, "mara");
}

TEST(AlertsArea, TestsAndTellsNotices) {
    Lab lab;
    EXPECT_EQ(lab.ask("POST", "/api/v1/channels/hook/test").status, 202u);
    EXPECT_EQ(lab.ask("POST", "/api/v1/channels/none/test").status, 404u);
    EXPECT_EQ(lab.ask("POST", "/api/v1/channels/hook/test", "", Role::viewer).status, 403u);
    lab.alerts->start();
    lab.alerts->stop();
    const auto notices = json::parse(lab.ask("GET", "/api/v1/notices?kind=test").body);
    EXPECT_EQ(notices.at("told").to_number<int>(), 1);
    EXPECT_EQ(notices.at("rows").at(0).at("outcomes").at(0).at("channel").as_string(), "hook");
    const std::string page{notices.at("rows").at(0).at("page").as_string()};
    EXPECT_EQ(json::parse(lab.ask("GET", "/api/v1/notices?page=" + page).body)
                  .at("rows")
                  .as_array()
                  .size(),
              page.empty() ? notices.at("rows").as_array().size() : 1u);
    EXPECT_TRUE(json::parse(lab.ask("GET", "/api/v1/notices?page=/cases/c-1").body)
                    .at("rows")
                    .as_array()
                    .empty());
    EXPECT_EQ(lab.ask("GET", "/api/v1/notices?kind=nothing").status, 400u);
}

}  // namespace
}  // namespace hitme::console::alert
