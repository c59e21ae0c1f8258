// SPDX-License-Identifier: Apache-2.0
#include "console/export/event_export.h"

#include <gtest/gtest.h>

#include <array>

#include "event/drill.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"
#include "support/exported_story.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

class EventExport : public testing::Test {
 protected:
    EventExport() {
        auto writer = *store::open_sqlite_store({folder.path(), 0, 0}, store::Access::write);
        event::Batch batch;
        batch.sensor = "alpha";
        batch.epoch = 1;
        batch.first_delivery = 1;
        for (auto contact : tests::exported_story()) {
            contact.sequence = batch.events.size() + 1;
            batch.events.emplace_back(contact);
        }
        auto drill = tests::plain_contact("61.218.147.99", "2026-03-01T10:30:00Z");
        drill.sequence = 99;
        event::mark_as_drill(drill);
        batch.events.emplace_back(drill);
        EXPECT_TRUE(writer->append(batch));
        writer.reset();
        store = *store::open_sqlite_store({folder.path(), 0, 0}, store::Access::read);
    }
    std::string run(ExportFormat format, store::Book* book = nullptr) {
        std::string out;
        ExportQuestion question;
        question.format = format;
        question.from = *core::parse_time("2026-03-01T10:00:00Z");
        question.to = *core::parse_time("2026-03-01T12:00:00Z");
        question.most_contacts = most;
        const auto done = export_events(*store, book, geo, untouchable, question,
                                        [&](std::string_view piece) -> core::Result<void> {
                                            out += piece;
                                            return {};
                                        });
        if (!done) return "error: " + done.error().context;
        exported = *done;
        return out;
    }
    static std::size_t lines(const std::string& text) {
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    }

    tests::ScratchFolder folder;
    std::unique_ptr<store::EventStore> store;
    store::GeoDb geo;
    Untouchable untouchable;
    std::uint64_t most = 0;
    Exported exported;
};

TEST_F(EventExport, GivesEveryContactButThoseOfDrills) {
    EXPECT_EQ(lines(run(ExportFormat::csv)), 6u);  // a header and five contacts
    EXPECT_EQ(exported.contacts, 5u);
    EXPECT_EQ(exported.left_out.at("drill"), 1u);
    const std::string ecs = run(ExportFormat::ecs);
    EXPECT_EQ(lines(ecs), 5u);
    EXPECT_EQ(ecs.find("61.218.147.99"), std::string::npos);
    // sha256 of 00 00 00 2f ff 53 4d 42 72, by sha256sum.
    EXPECT_NE(ecs.find("3644028630807b954717658ac630f2de54763ceacc2828dd7b9f26136aa08ae8"),
              std::string::npos);
}

TEST_F(EventExport, GivesSourcesAndSaysWhatWasLeftOut) {
    EXPECT_EQ(lines(run(ExportFormat::zeek)), 5u);  // header, what was left out, three sources
    EXPECT_EQ(exported.left_out.at("unproven"), 1u);
    EXPECT_NE(run(ExportFormat::stix).find("\"type\":\"bundle\""), std::string::npos);
    EXPECT_NE(run(ExportFormat::misp).find("\"Event\""), std::string::npos);
}

TEST_F(EventExport, WhomABlockListLeavesOutIsNoIndicatorInAnyForm) {
    using Kind = PrefixSet Untouchable::*;
    const std::array<std::pair<Kind, const char*>, 3> kinds{{{&Untouchable::own, "own"},
                                                             {&Untouchable::allowed, "allowed"},
                                                             {&Untouchable::benign, "benign"}}};
    for (const auto& [kind, reason] : kinds) {
        untouchable = {};
        (untouchable.*kind).add(*core::Prefix::parse("61.218.147.0/24"));
        for (const auto format : {ExportFormat::stix, ExportFormat::misp, ExportFormat::zeek}) {
            const std::string text = run(format);
            EXPECT_EQ(text.find("61.218.147.66"), std::string::npos) << reason;
            EXPECT_NE(text.find("45.155.204.9"), std::string::npos) << "others stay";
            EXPECT_EQ(exported.left_out.at(reason), 2u);
            EXPECT_NE(text.find("contacts left out: " + (std::string(reason) + " 2, unproven 1")),
                      std::string::npos)
                << text.substr(0, 400);
        }
        // Contacts are told as they were: nobody's detection takes them for indicators.
        EXPECT_NE(run(ExportFormat::ecs).find("61.218.147.66"), std::string::npos);
    }
}

TEST_F(EventExport, FindingsGoWithEcs) {
    auto book = *store::open_sqlite_book(folder.path(), store::Access::write);
    store::Entry entry;
    entry.author = "mara";
    entry.kind = "finding";
    entry.id = "f-1";
    entry.state = "";
    entry.at = *core::parse_time("2026-03-01T11:00:00Z");
    entry.body = R"({"verdict":"linear"})";
    ASSERT_TRUE(book->put(entry, 0));
    EXPECT_NE(run(ExportFormat::ecs, book.get()).find(R"("finding":{"verdict":"linear"})"),
              std::string::npos);
}

TEST_F(EventExport, ABoundIsSaidAndNotPassed) {
    most = 2;
    EXPECT_EQ(run(ExportFormat::csv).substr(0, 25), "error: more than 2 contac");
}

TEST_F(EventExport, FormatsHaveNames) {
    EXPECT_EQ(export_format_named("stix"), ExportFormat::stix);
    EXPECT_EQ(export_format_named("STIX"), std::nullopt);
}

}  // namespace
}  // namespace hitme::console
