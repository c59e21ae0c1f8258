// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/imports.h"

#include <gtest/gtest.h>

#include <set>

#include "console/own_networks.h"
#include "store/sqlite/book.h"
#include "support/filled_store.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

const core::Time noon = *core::parse_time("2026-03-01T12:00:00Z");

TEST(ImportsOutside, OfOneDayTheLastFetchedHolds) {
    const tests::ScratchFolder folder;
    auto book = std::move(*store::open_sqlite_book(folder.path(), store::Access::write));
    Payload payload{OutsideKind::csv_series,    "X", "own", "tcp/445", noon,
                    "day,value\n2026-02-01,5\n"};
    ASSERT_TRUE(import_payload(*book, payload, "mara", noon));
    payload.text = "day,value\n2026-02-01,6\n2026-02-02,7\n";
    payload.fetched_at += std::chrono::hours{1};
    ASSERT_TRUE(import_payload(*book, payload, "mara", noon));
    const auto series = series_on(*book, "tcp/445", payload.fetched_at);
    ASSERT_TRUE(series);
    ASSERT_EQ(series->size(), 1u);
    ASSERT_EQ(series->front().days.size(), 2u);
    EXPECT_EQ(series->front().days[0].sources, 6.0);
    // Before the second was fetched only the first was known.
    EXPECT_EQ(series_on(*book, "tcp/445", noon)->front().days.size(), 1u);
}

TEST(ImportsOutside, ABadRowIsNamedByItsLineAndAFileOfThemIsRefused) {
    const tests::ScratchFolder folder;
    auto book = std::move(*store::open_sqlite_book(folder.path(), store::Access::write));
    Payload payload{OutsideKind::dshield_as_report,
                    "DShield",
                    "own",
                    "",
                    noon,
                    "192.0.2.1\t1\t1\nnonsense\n192.0.2.2\t1\t1\n"};
    const auto import = import_payload(*book, payload, "mara", noon);
    ASSERT_TRUE(import) << import.error().context;
    // As it is kept, too.
    const auto kept = import_of(*book->get(std::string(outside_set_kind), import->id));
    ASSERT_TRUE(kept);
    JsonWriter json;
    put_import(json, *kept);
    EXPECT_NE(
        json.take().find(
            R"("skipped":1,"skipped_line":2,"skipped_reason":"its first column is no address")"),
        std::string::npos);
    payload.text = "# AS report\n<html>\n";
    const auto refused = import_payload(*book, payload, "mara", noon);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().context,
              "payload: line 2: \"<html>\" is none of dshield_as_report: its first column is no "
              "address");
    payload.kind = OutsideKind::isc_top_ports;
    payload.text = "{\n\"0\": nonsense }\n";
    EXPECT_EQ(import_payload(*book, payload, "mara", noon).error().context,
              "payload: line 2: \"\"0\": nonsense }\" is none of isc_top_ports: it is no JSON");
}

TEST(ImportsOutside, AnAddressOfOursInAFeedIsNoted) {
    const tests::ScratchFolder folder;
    auto book = std::move(*store::open_sqlite_book(folder.path(), store::Access::write));
    OwnNetwork ours;
    ours.network = *core::Prefix::parse("192.0.2.0/24");
    ours.id = own_network_id(ours.network);
    ours.owner = "us";
    store::Entry entry;
    entry.kind = own_network_kind;
    entry.id = ours.id;
    entry.at = noon;
    entry.author = "mara";
    entry.subject = ours.network.to_string();
    entry.state = "watched";
    entry.body = body_of(ours);
    ASSERT_TRUE(book->put(entry, 0));
    const Payload payload{OutsideKind::dshield_as_report,
                          "DShield",
                          "own",
                          "",
                          noon,
                          "192.000.002.077\t10\t3\n198.051.100.001\t1\t1\n"};
    const auto import = import_payload(*book, payload, "mara", noon);
    ASSERT_TRUE(import) << import.error().context;
    ASSERT_EQ(import->notices.size(), 1u);
    EXPECT_EQ(import->notices[0].kind, NoticeKind::own_network);
    store::EntryQuery query;
    query.kind = own_sighting_kind;
    EXPECT_EQ(book->list(query)->total, 1u);
    EXPECT_TRUE(import_payload(*book, payload, "mara", noon)->notices.empty());
}

TEST(OwnSources, AreCompleteUntilOneMoreComesThanAreCompared) {
    const tests::FilledStore filled;
    const auto store = filled.reader();
    const auto smb = *event::Signal::parse("tcp/445");
    std::set<core::Address> expected;
    ASSERT_TRUE(store->visit(core::Time::min(), core::Time::max(), [&](const event::Event& event) {
        const auto* contact = std::get_if<event::Contact>(&event);
        if (contact != nullptr && event::Signal::of(*contact) == smb)
            expected.insert(contact->source.source_key());
        return true;
    }));
    ASSERT_GE(expected.size(), 2u);
    const auto read = [&](std::size_t most) {
        return *own_sources(*store, smb, core::Time::min(), core::Time::max(), most);
    };
    EXPECT_TRUE(read(expected.size()).complete);
    EXPECT_EQ(read(expected.size()).addresses,
              std::vector<core::Address>(expected.begin(), expected.end()));
    EXPECT_FALSE(read(expected.size() - 1).complete);
    EXPECT_EQ(read(expected.size() - 1).addresses.size(), expected.size() - 1);
}

}  // namespace
}  // namespace hitme::console
