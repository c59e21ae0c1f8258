// SPDX-License-Identifier: Apache-2.0
// Block lists and rules through the area: block_lists_test.cpp.
#include "console/export/export_area.h"

#include <gtest/gtest.h>

#include "store/sqlite/book.h"
#include "support/filled_store.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

TEST(ExportArea, AnswersEachFormatWithItsMediaType) {
    const tests::ScratchFolder folder;
    tests::FilledStore filled;
    const auto store = filled.reader();
    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    const store::GeoDb geo;
    runtime::ManualClock clock{tests::noon()};
    ExportArea area{std::make_shared<BlockLists>(
        std::vector<BlockListRule>{}, SourceEvidence::Takes::seen, OpenStore{}, ClassOf{}, clock)};
    const AreaContext context{*store, *book, geo, tests::noon(), false};
    const auto ask = [&](std::string_view path, std::string_view query = "",
                         std::string_view method = "GET") {
        return area.answer(context, {method, path, query, "", {"viewer", Role::viewer}});
    };
    const auto type = [&](std::string_view path) {
        const auto response = *ask(path);
        for (const auto& header : response.headers)
            if (header.name == "Content-Type") return header.value;
        return std::string{};
    };
    EXPECT_EQ(type("/api/v1/exports/stix"), "application/stix+json;version=2.1");
    EXPECT_EQ(type("/api/v1/exports/ecs"), "application/x-ndjson");
    EXPECT_EQ(type("/api/v1/exports/csv"), "text/csv; charset=utf-8");
    // FilledStore: four contacts in the hour before noon, of which two on tcp/445.
    const auto lines = [&](std::string_view query) {
        const std::string body = ask("/api/v1/exports/csv", query)->body;
        return std::count(body.begin(), body.end(), '\n');
    };
    EXPECT_EQ(lines(""), 5);
    EXPECT_EQ(lines("signal=tcp/445"), 3);
    EXPECT_EQ(lines("from=2026-03-01T11:58:30Z"), 2);
    EXPECT_EQ(ask("/api/v1/exports/csv", "signal=x")->status, 400u);
    EXPECT_EQ(ask("/api/v1/exports/csv", "", "POST")->status, 405u);
    EXPECT_FALSE(ask("/api/v1/exports/xml"));
    EXPECT_FALSE(ask("/api/v1/other"));
}

}  // namespace
}  // namespace hitme::console
