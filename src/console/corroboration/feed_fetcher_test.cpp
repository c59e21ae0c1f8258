// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/feed_fetcher.h"

#include <gtest/gtest.h>

#include <fstream>

#include "console/corroboration/imports.h"
#include "store/sqlite/book.h"
#include "support/receiver.h"
#include "support/scratch_folder.h"

namespace hitme::console {
namespace {

using namespace std::chrono_literals;

class FeedFetcherTest : public testing::Test {
 protected:
    FeedFetcherTest()
        : server_(tests::receiver_words("http_receiver.py", {"--folder", files_.path()})) {
        feed_.name = "isc-445";
        feed_.kind = OutsideKind::isc_port_history;
        feed_.source = "SANS ISC";
        feed_.licence = "CC BY-NC-SA 4.0";
        feed_.subject = "tcp/445";
        feed_.contact = "soc@example.net";
        feed_.url = "http://127.0.0.1:" + std::to_string(server_.port()) + "/file/445.json?to={to}";
    }
    void publish(const std::string& text) { std::ofstream(files_.path() + "/445.json") << text; }
    std::unique_ptr<store::Book> book() {
        return std::move(*store::open_sqlite_book(folder_.path(), store::Access::write));
    }
    FeedState state() { return *feed_state(*book(), feed_.name); }

    tests::ScratchFolder folder_;
    tests::ScratchFolder files_;
    tests::Receiver server_;
    runtime::ManualClock clock_{*core::parse_time("2008-11-08T12:00:00Z")};
    Feed feed_;
};

TEST_F(FeedFetcherTest, WhatIsDueIsFetchedAndImportedOnce) {
    publish(R"({"0":{"date":"2008-11-05","records":"1000","targets":"90","sources":"50"},)"
            R"("1":{"date":"2008-11-06","records":"9000","targets":"95","sources":"640"}})");
    FeedFetcher fetcher{folder_.path(), {feed_}, nullptr, clock_};
    ASSERT_TRUE(fetcher.look());
    const auto asked = server_.line();
    ASSERT_TRUE(asked);
    EXPECT_NE(asked->find("\"method\": \"GET\", \"path\": \"/file/445.json?to=2008-11-08\""),
              std::string::npos)
        << *asked;
    EXPECT_NE(asked->find("\"user-agent\": \"hitme (soc@example.net)\""), std::string::npos)
        << *asked;
    const auto series = series_on(*book(), "tcp/445", clock_.now());
    ASSERT_TRUE(series);
    ASSERT_EQ(series->size(), 1u);
    EXPECT_EQ(series->at(0).source, "SANS ISC");
    ASSERT_EQ(series->at(0).days.size(), 2u);
    EXPECT_EQ(series->at(0).days[1].sources, 640.0);
    // Not again before its time, not even by another run of the program.
    ASSERT_TRUE(fetcher.look());
    FeedFetcher next{folder_.path(), {feed_}, nullptr, clock_};
    ASSERT_TRUE(next.look());
    EXPECT_FALSE(server_.line(50ms));
    clock_.set(clock_.now() + 24h);
    ASSERT_TRUE(next.look());
    EXPECT_TRUE(server_.line());
    EXPECT_EQ(state().fetched_at, clock_.now());
    EXPECT_LT(*state().changed_at, clock_.now()) << "the same bytes are no news";
}

TEST_F(FeedFetcherTest, AFailureIsToldAndTriedAgain) {
    FeedFetcher fetcher{folder_.path(), {feed_}, nullptr, clock_};
    ASSERT_TRUE(fetcher.look());
    EXPECT_EQ(state().failures, 1u);
    EXPECT_NE(state().problem.find("answered 404"), std::string::npos) << state().problem;
    publish("<html>please log in</html>");
    clock_.set(clock_.now() + 15min);
    ASSERT_TRUE(fetcher.look());
    EXPECT_EQ(state().failures, 2u);
    EXPECT_FALSE(state().problem.empty()) << "an answer that is none of its kind is a failure";
    publish(R"([{"date":"2008-11-06","records":1,"targets":2,"sources":3}])");
    clock_.set(clock_.now() + 30min);
    ASSERT_TRUE(fetcher.look());
    EXPECT_EQ(state().failures, 0u);
    EXPECT_EQ(state().problem, "");
    EXPECT_EQ(state().changed_at, clock_.now());
}

TEST_F(FeedFetcherTest, APersonIsToldOfAFeedThatStaysAway) {
    struct Told : Notices {
        void tell(Notice notice) override { all.push_back(std::move(notice)); }
        std::vector<Notice> all;
    } told;
    FeedFetcher fetcher{folder_.path(), {feed_}, &told, clock_};
    for (const auto after : {0min, 15min, 30min, 60min}) {
        clock_.set(clock_.now() + after);
        ASSERT_TRUE(fetcher.look());
        // Once, with the third failure.
        EXPECT_EQ(told.all.size(), state().failures >= 3 ? 1u : 0u) << state().failures;
    }
    ASSERT_EQ(told.all.size(), 1u);
    EXPECT_EQ(told.all[0].kind, NoticeKind::feed_health);
    EXPECT_EQ(told.all[0].title, "Feed isc-445 fails");
    EXPECT_NE(told.all[0].text.find("answered 404"), std::string::npos) << told.all[0].text;
    publish(R"([{"date":"2008-11-06","records":1,"targets":2,"sources":3}])");
    clock_.set(clock_.now() + 120min);
    ASSERT_TRUE(fetcher.look());
    ASSERT_EQ(told.all.size(), 2u);
    EXPECT_EQ(told.all[1].title, "Feed isc-445 works again");
}

TEST_F(FeedFetcherTest, APersonMayAskForItAtOnce) {
    publish(R"([{"date":"2008-11-06","records":1,"targets":2,"sources":3}])");
    FeedFetcher fetcher{folder_.path(), {feed_}, nullptr, clock_};
    ASSERT_TRUE(fetcher.look());
    ASSERT_TRUE(server_.line());
    clock_.set(clock_.now() + 1min);
    ASSERT_TRUE(book()->note(feed_asked_key(feed_.name), core::format_rfc3339(clock_.now())));
    ASSERT_TRUE(fetcher.look());
    EXPECT_TRUE(server_.line());
    ASSERT_TRUE(fetcher.look());
    EXPECT_FALSE(server_.line(50ms)) << "once";
}

TEST_F(FeedFetcherTest, AFetchThatHangsDoesNotHoldTheEnd) {
    feed_.url = "http://127.0.0.1:" + std::to_string(server_.port()) + "/silent";
    FeedFetcher fetcher{folder_.path(), {feed_}, nullptr, clock_};
    fetcher.start();
    ASSERT_TRUE(server_.line()) << "it asked";
    const auto before = std::chrono::steady_clock::now();
    fetcher.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
    EXPECT_FALSE(state().tried_at) << "a fetch that was cut short counts as none";
}

}  // namespace
}  // namespace hitme::console
