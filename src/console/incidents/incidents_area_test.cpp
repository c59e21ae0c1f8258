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

    void add(const char* source, const char* state) {
        Incident incident;
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
