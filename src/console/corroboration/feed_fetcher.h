// SPDX-License-Identifier: Apache-2.0
// Fetches the feeds of the settings file when they are due, on a thread of its own with a book of its own, and imports what
// comes. Without a feed there is no thread.
//
// Egress   a GET to each feed's address, from nothing else than this thread; http_client.h says what is trusted.
// Limits   max_payload_bytes of an answer, fetch_within each.
// Threads  start() and stop() by the owner.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "console/corroboration/feed.h"
#include "console/notice.h"
#include "runtime/clock.h"
#include "store/book.h"

namespace hitme::console {

constexpr core::Duration fetch_within = std::chrono::seconds{60};
/// A person is told of a feed that failed so often in a row, 45 minutes after the first: a server may be busy once.
constexpr std::uint64_t told_failures = 3;

class FeedFetcher {
 public:
    /// `notices` may be null: nobody is told.
    FeedFetcher(std::string store_folder, std::vector<Feed> feeds, Notices* notices,
                const runtime::Clock& clock);
    ~FeedFetcher();
    FeedFetcher(const FeedFetcher&) = delete;
    FeedFetcher& operator=(const FeedFetcher&) = delete;

    void start();
    /// Ends a fetch at work.
    void stop();

    /// One look: fetches what is due. For tests, and what the thread does. Errors   those of the book.
    core::Result<void> look();

 private:
    core::Result<void> fetch(const Feed& feed, FeedState state);
    void tell(const Feed& feed, const FeedState& state);

    const std::string folder_;
    const std::vector<Feed> feeds_;
    Notices* notices_;
    const runtime::Clock& clock_;
    std::unique_ptr<store::Book> book_;
    /// Until when a feed rests whose state could not be kept (a full disk): it would be due again at once, each second.
    std::map<std::string, core::Duration> rests_until_;
    std::atomic<bool> stop_{false};
    std::mutex mutex_;
    std::condition_variable woken_;
    std::thread thread_;
};

/// What the book knows of a feed. Errors   those of the book.
core::Result<FeedState> feed_state(store::Book& book, const std::string& name);

}  // namespace hitme::console
