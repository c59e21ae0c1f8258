// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/incidents_area.h"

#include <gtest/gtest.h>

#include "console/incidents/incident_desk.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::console::incidents {
namespace {

struct Lab {
    tests::ScratchFolder folder;
    std::unique_ptr<store::EventStore> store =
        *store::open_sqlite_store({folder.path(), 90, 1 << 30}, store::Access::write);
    std::unique_ptr<store::Book> book =
        *store::open_sqlite_book(folder.path(), store::Access::write);
    store::GeoDb geo;
    IncidentsArea area;

    void add(const char* source, const char* state, event::Stage stage = event::Stage::none,
             bool told = false) {
        Incident incident;
        incident.stage = stage;
        incident.told = told;
        incident.source = *core::Address::parse(source);
        incident.id = incident_id(incident.source, {});
        if (std::string(state) == "ended") incident.ended = core::Time{};
        ASSERT_TRUE(book->put({incident_kind,
                               incident.id,
                               0,
                               {},
                               "hitme",
                               incident.source.to_string(),
                               state,
                               incident_json(incident)},
                              0));
    }
    runtime::HttpResponse ask(const std::string& path, const std::string& query = "",
                              const char* method = "GET") {
        const AreaContext context{*store, *book, geo, {}, false};
        return *area.answer(context, {method, path, query, "", {}});
    }
};

TEST(IncidentsArea, ListsAndFilters) {
    Lab lab;
    lab.add("192.0.2.1", "open");
    lab.add("192.0.2.2", "open");
    lab.add("2001:db8::", "ended");
    EXPECT_NE(lab.ask("/api/v1/incidents").body.find("\"total\":3"), std::string::npos);
    EXPECT_NE(lab.ask("/api/v1/incidents", "state=open&limit=1").body.find("\"total\":2"),
              std::string::npos);
    const auto one = lab.ask("/api/v1/incidents", "source=2001:db8::99").body;
    EXPECT_NE(one.find("\"total\":1"), std::string::npos);
    EXPECT_NE(one.find("\"version\":1"), std::string::npos);
    EXPECT_EQ(lab.ask("/api/v1/incidents", "state=shut").status, 400u);
    EXPECT_EQ(lab.ask("/api/v1/incidents", "source=me").status, 400u);
    EXPECT_EQ(lab.ask("/api/v1/incidents", "", "POST").status, 405u);
}

TEST(IncidentsArea, AnOpenOneIsAsItStandsNow) {
    Lab lab;
    lab.add("192.0.2.1", "open");
    lab.add("192.0.2.2", "ended");
    for (const char* source : {"192.0.2.1", "192.0.2.2"}) {
        Incident now;
        now.source = *core::Address::parse(source);
        now.id = incident_id(now.source, {});
        now.contacts = 1560;
        now.ports = 13;
        ASSERT_TRUE(lab.book->note(incident_note(now.id), incident_json(now)));
    }
    const auto open = lab.ask("/api/v1/incidents", "source=192.0.2.1").body;
    EXPECT_NE(open.find("\"contacts\":1560"), std::string::npos);
    EXPECT_NE(open.find("\"ports\":13"), std::string::npos);
    EXPECT_NE(open.find("\"version\":1"), std::string::npos);
    const std::string id = incident_id(*core::Address::parse("192.0.2.1"), {});
    EXPECT_NE(lab.ask("/api/v1/incidents/" + id).body.find("\"contacts\":1560"), std::string::npos);
    // The record of one that ended is its last word.
    EXPECT_NE(lab.ask("/api/v1/incidents", "source=192.0.2.2").body.find("\"contacts\":0"),
              std::string::npos);
}

TEST(IncidentsArea, FiltersBySeverityAndByWhetherSomebodyWasTold) {
    Lab lab;
    // Severities as incident.h gives them: scans are info, logon attempts medium, exploits high.
    lab.add("192.0.2.1", "open", event::Stage::scan, true);
    lab.add("192.0.2.2", "open", event::Stage::brute_force, true);
    lab.add("192.0.2.3", "open", event::Stage::exploit_attempt, false);
    lab.add("192.0.2.4", "ended", event::Stage::exploit_attempt, true);
    const auto has = [](const runtime::HttpResponse& answer, const char* words) {
        return answer.body.find(words) != std::string::npos;
    };
    const auto high = lab.ask("/api/v1/incidents", "severity=high");
    EXPECT_TRUE(has(high, "\"total\":2,")) << high.body;
    EXPECT_TRUE(has(high, "\"looked_through\":4,\"complete\":true")) << high.body;
    EXPECT_TRUE(has(high, "192.0.2.3"));
    EXPECT_FALSE(has(high, "192.0.2.2"));
    const auto untold = lab.ask("/api/v1/incidents", "severity=medium&told=false");
    EXPECT_TRUE(has(untold, "\"total\":1,")) << untold.body;
    EXPECT_TRUE(has(untold, "192.0.2.3"));
    const auto both = lab.ask("/api/v1/incidents", "severity=high&state=open");
    EXPECT_TRUE(has(both, "\"total\":1,")) << both.body;
    EXPECT_TRUE(has(both, "\"looked_through\":3,"));
    // Last written first: the second of three that were told is 192.0.2.2.
    const auto second = lab.ask("/api/v1/incidents", "told=true&offset=1&limit=1");
    EXPECT_TRUE(has(second, "\"total\":3,\"offset\":1,")) << second.body;
    EXPECT_TRUE(has(second, "192.0.2.2"));
    EXPECT_FALSE(has(second, "192.0.2.4"));
    EXPECT_EQ(lab.ask("/api/v1/incidents", "severity=dire").status, 400u);
    EXPECT_EQ(lab.ask("/api/v1/incidents", "told=perhaps").status, 400u);
}

TEST(IncidentsArea, SaysWhereItDidNotLookThroughAll) {
    Lab lab;
    for (const char* source : {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) lab.add(source, "open");
    IncidentsArea area{2};
    const AreaContext context{*lab.store, *lab.book, lab.geo, {}, false};
    const auto ask = [&](const char* query) {
        return area.answer(context, {"GET", "/api/v1/incidents", query, "", {}})->body;
    };
    // The two written last are looked through; unfiltered, the book counts them all.
    EXPECT_NE(
        ask("told=false").find("\"total\":2,\"offset\":0,\"looked_through\":2,\"complete\":false"),
        std::string::npos);
    EXPECT_EQ(ask("told=false").find("192.0.2.1\""), std::string::npos);
    EXPECT_NE(ask("").find("\"total\":3,\"offset\":0,\"looked_through\":3,\"complete\":true"),
              std::string::npos);
}

TEST(IncidentsArea, TellsOneById) {
    Lab lab;
    lab.add("192.0.2.1", "open");
    const std::string id = incident_id(*core::Address::parse("192.0.2.1"), {});
    EXPECT_NE(lab.ask("/api/v1/incidents/" + id).body.find("\"source\":\"192.0.2.1\""),
              std::string::npos);
    EXPECT_EQ(lab.ask("/api/v1/incidents/none").status, 404u);
    const AreaContext context{*lab.store, *lab.book, lab.geo, {}, false};
    EXPECT_FALSE(lab.area.answer(context, {"GET", "/api/v1/incidentsx", "", "", {}}));
}

}  // namespace
}  // namespace hitme::console::incidents
