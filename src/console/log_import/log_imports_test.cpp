// SPDX-License-Identifier: Apache-2.0
// The hand-over between the reading thread and the ingesting one, on a real store. What reads and judges a real log:
// app/log_import_work_test.cpp.
#include "console/log_import/log_imports.h"

#include <gtest/gtest.h>

#include <thread>

#include "store/sqlite/store.h"
#include "support/hostile_contact.h"
#include "support/scratch_folder.h"

namespace hitme::console::log_import {
namespace {

using namespace std::chrono_literals;

class LogImportsTest : public testing::Test {
 protected:
    /// A reader that gives `batches` batches of one contact each.
    Work work_of(std::uint64_t batches) {
        Work work;
        work.read = [batches](LogImport& import, const std::string&, const Work::Append& append) {
            for (std::uint64_t i = 1; i <= batches; ++i) {
                auto contact = tests::plain_contact("192.0.2.7", "2013-03-01T10:00:00Z");
                contact.epoch = 5;
                contact.sequence = i;
                const auto appended = append({"import", 5, i, {contact}});
                if (!appended) return core::Result<void>{appended.error()};
            }
            import.first = import.last = core::parse_time("2013-03-01T10:00:00Z");
            import.skipped["bad_row"] = 2;
            return core::Result<void>{};
        };
        work.judge = [this](LogImport& import, std::stop_token, const Work::Progress& progress) {
            import.steps = 1;
            import.steps_done = 1;
            progress(import);
            ++judged_;
            return core::Result<void>{};
        };
        return work;
    }
    std::uint64_t upload(LogImports& imports, std::string_view text) {
        const auto begun = imports.begin("old.log", text.size(), "mara");
        EXPECT_TRUE(begun);
        EXPECT_TRUE(imports.add(begun->id, 0, core::as_bytes(text)));
        return begun->id;
    }
    /// What the ingesting thread does, until the newest import is over; at most ten seconds.
    State step_until_over(LogImports& imports) {
        const auto end = std::chrono::steady_clock::now() + 10s;
        while (std::chrono::steady_clock::now() < end) {
            if (imports.step(*store_,
                             [this](const event::Batch&, const store::Appended&) { ++stored_; }))
                ++counted_;
            const State state = imports.all().front().state;
            if (state == State::done || state == State::failed) {
                if (imports.step(*store_, [](const auto&, const auto&) {})) ++counted_;
                return state;
            }
            std::this_thread::sleep_for(1ms);
        }
        return State::uploading;
    }

    const tests::ScratchFolder folder_;
    std::unique_ptr<store::EventStore> store_ = std::move(
        *store::open_sqlite_store({folder_.path() + "/store", 0, 0}, store::Access::write));
    int judged_ = 0;
    int stored_ = 0;
    int counted_ = 0;
};

TEST_F(LogImportsTest, ALogIsStoredByTheIngestingThreadAndThenJudged) {
    LogImports imports{folder_.path() + "/uploads", work_of(40)};
    imports.start();
    const auto id = upload(imports, "text");
    EXPECT_EQ(imports.all().front().state, State::uploading);
    ASSERT_TRUE(imports.go(id, {}));
    EXPECT_EQ(step_until_over(imports), State::done);
    const auto import = imports.all().front();
    EXPECT_EQ(import.stored, 40u);
    EXPECT_EQ(import.duplicates, 0u);
    EXPECT_EQ(import.by, "mara");
    EXPECT_EQ(stored_, 40);
    EXPECT_EQ(judged_, 1);
    EXPECT_EQ(counted_, 1) << "the roll-ups are counted again once";
    imports.stop();
    EXPECT_EQ(store_->skipped()->at("old.log: bad_row"), 2u)
        << "what was passed over is told of with the store";
}

TEST_F(LogImportsTest, TheSameLogAgainAddsNothing) {
    LogImports imports{folder_.path() + "/uploads", work_of(3)};
    imports.start();
    for (const std::uint64_t duplicates : {0u, 3u}) {
        ASSERT_TRUE(imports.go(upload(imports, "text"), {{}, {}, false}));
        EXPECT_EQ(step_until_over(imports), State::done);
        EXPECT_EQ(imports.all().front().duplicates, duplicates);
    }
    EXPECT_EQ(judged_, 0) << "nobody asked for it";
    imports.stop();
}

TEST_F(LogImportsTest, AReaderThatFailsIsSaidSo) {
    auto work = work_of(0);
    work.read = [](LogImport&, const std::string&, const Work::Append&) {
        return core::Result<void>{
            core::error(core::ErrorCode::bad_input, "no reader knows this form")};
    };
    LogImports imports{folder_.path() + "/uploads", std::move(work)};
    imports.start();
    const auto id = upload(imports, "text");
    ASSERT_TRUE(imports.go(id, {}));
    EXPECT_EQ(step_until_over(imports), State::failed);
    EXPECT_EQ(imports.all().front().why, "no reader knows this form");
    EXPECT_TRUE(imports.forget(id));
    EXPECT_TRUE(imports.all().empty());
    imports.stop();
}

TEST_F(LogImportsTest, OnlyAWholeFileIsStartedAndOnlyOnce) {
    LogImports imports{folder_.path() + "/uploads", work_of(1)};
    const auto begun = imports.begin("old.log", 8, "mara");
    ASSERT_TRUE(begun);
    EXPECT_EQ(imports.go(begun->id, {}).error().context, "0 of 8 bytes are here");
    ASSERT_TRUE(imports.add(begun->id, 0, core::as_bytes(std::string_view{"12345678"})));
    ASSERT_TRUE(imports.go(begun->id, {}));
    EXPECT_EQ(imports.go(begun->id, {}).error().code, core::ErrorCode::refused);
    EXPECT_EQ(imports.add(begun->id, 8, {}).error().code, core::ErrorCode::refused);
    EXPECT_EQ(imports.go(99, {}).error().code, core::ErrorCode::not_found);
    EXPECT_EQ(imports.forget(99).error().code, core::ErrorCode::not_found);
}

TEST_F(LogImportsTest, TheEndOfTheProgramWaitsForNoStore) {
    LogImports imports{folder_.path() + "/uploads", work_of(1000)};
    imports.start();
    ASSERT_TRUE(imports.go(upload(imports, "text"), {}));
    while (imports.all().front().state == State::waiting) std::this_thread::sleep_for(1ms);
    // Nobody calls step(): what was handed over is not stored, and the reader gives up.
    const auto began = std::chrono::steady_clock::now();
    imports.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
    EXPECT_EQ(imports.all().front().state, State::failed);
}

}  // namespace
}  // namespace hitme::console::log_import
