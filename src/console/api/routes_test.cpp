// SPDX-License-Identifier: Apache-2.0
#include "console/api/routes.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "support/filled_store.h"

namespace hitme::console::api {
namespace {

class RoutesAnswer : public testing::Test {
 protected:
    runtime::HttpResponse ask(std::string_view path, std::string_view query = "") {
        return routes_.answer({*store_, geo_, tests::noon(), Origin::seen}, path, query);
    }
    tests::FilledStore filled_;
    std::unique_ptr<store::EventStore> store_ = filled_.reader();
    store::GeoDb geo_;
    Routes routes_{[](store::EventStore&, const ReportQuestion& question) {
        return core::Result<std::string>(question.signal ? "{\"one\":1}" : "{}");
    }};
};

TEST_F(RoutesAnswer, NamesTheWrongParameterOfEveryPath) {
    for (const char* path : {"/api/v1/now", "/api/v1/series", "/api/v1/sources", "/api/v1/contacts",
                             "/api/v1/sensors", "/api/v1/report", "/api/v1/sources/192.0.2.77"}) {
        const auto response = ask(path, "signl=tcp/445");
        EXPECT_EQ(response.status, 400u) << path;
        EXPECT_EQ(boost::json::parse(response.body).at("parameter").as_string(), "signl") << path;
    }
    EXPECT_NE(ask("/api/v1/now", "signl=x").body.find("did you mean signal?"), std::string::npos);
}

TEST_F(RoutesAnswer, DecodesNamesInPaths) {
    EXPECT_EQ(ask("/api/v1/sources/2001%3Adb8%3A1%3A%3A5").status, 200u);
    EXPECT_EQ(ask("/api/v1/sources/nobody").status, 400u);
    EXPECT_EQ(ask("/api/v1/sources/203.0.113.9").status, 404u);
    EXPECT_EQ(ask("/api/v1/sources/").status, 404u);
    EXPECT_EQ(ask("/api/v1/contacts/none").status, 404u);
    EXPECT_EQ(ask("/api/v2/now").status, 404u);
}

TEST_F(RoutesAnswer, GivesTheReportThatTheProgramMakes) {
    EXPECT_EQ(ask("/api/v1/report", "signal=tcp/445").body, "{\"one\":1}");
    EXPECT_EQ(ask("/api/v1/report", "from=2026-01-02&to=2026-01-01").status, 400u);
    Routes none{nullptr};
    EXPECT_EQ(
        none.answer({*store_, geo_, tests::noon(), Origin::seen}, "/api/v1/report", "").status,
        501u);
}

}  // namespace
}  // namespace hitme::console::api
