// SPDX-License-Identifier: Apache-2.0
// Block lists and rules through the area: block_lists_test.cpp.
#include "console/export/export_area.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

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
    // Without somebody who makes them there are no packages.
    EXPECT_FALSE(ask("/api/v1/exports/package", "signal=tcp/445"));
}

// How a package is made of a store: app/package_maker_test.cpp.
TEST(ExportArea, APackageIsAskedForByItsQuestion) {
    const tests::ScratchFolder folder;
    tests::FilledStore filled;
    const auto store = filled.reader();
    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    const store::GeoDb geo;
    runtime::ManualClock clock{tests::noon()};
    PackageQuestion asked;
    core::Result<std::string> made = std::string("tar");
    ExportArea area{
        std::make_shared<BlockLists>(std::vector<BlockListRule>{}, SourceEvidence::Takes::seen,
                                     OpenStore{}, ClassOf{}, clock),
        [&](store::EventStore&, store::Book&, const PackageQuestion& question, core::Time) {
            asked = question;
            return made;
        }};
    const AreaContext context{*store, *book, geo, tests::noon(), false};
    const auto ask = [&](std::string_view query) {
        return *area.answer(
            context, {"GET", "/api/v1/exports/package", query, "", {"viewer", Role::viewer}});
    };
    const auto response =
        ask("signal=tcp/445&from=2026-03-01T00:00:00Z&sources=none&producer=A+B&licence=CC-BY-4.0");
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(response.body, "tar");
    EXPECT_TRUE(std::ranges::any_of(response.headers, [](const auto& header) {
        return header.name == "Content-Disposition" &&
               header.value == "attachment; filename=\"hitme-tcp-445-20260301T120000Z.tar\"";
    }));
    EXPECT_EQ(asked.signal.to_string(), "tcp/445");
    EXPECT_EQ(asked.from, core::parse_time("2026-03-01T00:00:00Z"));
    EXPECT_EQ(asked.to, tests::noon());
    EXPECT_EQ(asked.sources, SharedSources::none);
    EXPECT_EQ(asked.producer, "A B");
    EXPECT_EQ(asked.licence, "CC-BY-4.0");
    ask("signal=tcp/445");
    EXPECT_EQ(asked.sources, SharedSources::anonymised) << "addresses leave only where asked for";

    EXPECT_EQ(ask("").status, 400u);
    EXPECT_EQ(ask("signal=tcp/445&sources=some").status, 400u);
    EXPECT_EQ(ask("signal=tcp/445&from=2026-03-02T00:00:00Z").status, 400u);
    EXPECT_EQ(ask("signal=tcp/445&licence=" + std::string(301, 'x')).status, 400u);
    const std::array<std::pair<core::ErrorCode, unsigned>, 3> refusals{
        {{core::ErrorCode::over_limit, 413u},
         {core::ErrorCode::refused, 409u},
         {core::ErrorCode::not_found, 404u}}};
    for (const auto& [code, status] : refusals) {
        made = core::error(code, "why");
        EXPECT_EQ(ask("signal=tcp/445").status, status);
    }
}

}  // namespace
}  // namespace hitme::console
