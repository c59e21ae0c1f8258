// SPDX-License-Identifier: Apache-2.0
// A log is uploaded, read, judged and followed by the work that a running console does, on a real store.
#include "app/log_import_work.h"

#include <gtest/gtest.h>

#include <thread>

#include "app/ctl/simulated_log.h"
#include "console/campaign.h"
#include "console/finding.h"
#include "console/jobs/roll_up.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::app {
namespace {

using namespace std::chrono_literals;
using console::log_import::LogImports;
using console::log_import::State;

TEST(LogImportWork, AnOldOutbreakHasItsFindingsAndItsCampaign) {
    const tests::ScratchFolder folder;
    const std::string store_folder = folder.path() + "/store";
    auto store = std::move(*store::open_sqlite_store({store_folder, 0, 0}, store::Access::write));
    console::RollUpJob roll_up{*store, 7};
    ASSERT_TRUE(roll_up.catch_up());
    const runtime::SystemClock clock;
    LogImports imports{folder.path() + "/uploads", log_import_work(store_folder, {}, clock)};
    imports.start();

    const auto log = simulate("exponential", 11);
    ASSERT_TRUE(log);
    const std::string text = events_text(*log, *core::parse_time("2013-03-04T00:00:00Z"), 445);
    const auto begun = imports.begin("outbreak.jsonl", text.size(), "mara");
    ASSERT_TRUE(begun);
    for (std::size_t at = 0; at < text.size(); at += console::log_import::max_piece_bytes)
        ASSERT_TRUE(imports.add(begun->id, at,
                                core::as_bytes(std::string_view{text}.substr(
                                    at, console::log_import::max_piece_bytes))));
    ASSERT_TRUE(imports.go(begun->id, {"", *event::Signal::parse("tcp/445"), true}));

    const auto end = std::chrono::steady_clock::now() + 120s;
    State state = State::waiting;
    while (state != State::done && state != State::failed &&
           std::chrono::steady_clock::now() < end) {
        const bool was_read =
            imports.step(*store, [&](const event::Batch& batch, const store::Appended& appended) {
                roll_up.note(batch, appended);
            });
        if (was_read) {
            ASSERT_TRUE(roll_up.needs_rebuild() ? roll_up.rebuild() : roll_up.apply());
        }
        state = imports.all().front().state;
        std::this_thread::sleep_for(5ms);
    }
    const auto import = imports.all().front();
    ASSERT_EQ(import.state, State::done) << import.why;
    EXPECT_EQ(import.steps_done, import.steps);
    EXPECT_GT(import.findings, 0u);
    EXPECT_EQ(import.why, "");

    const auto book = std::move(*store::open_sqlite_book(store_folder, store::Access::write));
    const auto kept = [&](const char* kind) {
        store::EntryQuery query;
        query.kind = kind;
        query.subject = "tcp/445";
        query.limit = store::max_entries_per_page;
        return book->list(query)->entries;
    };
    bool is_exponential = false;
    for (const auto& entry : kept("finding"))
        if (const auto finding = console::finding_of(entry))
            is_exponential |= finding->question == "growth" && finding->verdict == "exponential";
    EXPECT_TRUE(is_exponential);
    EXPECT_EQ(kept("campaign").size(), 1u);
    imports.stop();
}

}  // namespace
}  // namespace hitme::app
