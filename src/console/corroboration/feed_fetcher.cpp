// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/feed_fetcher.h"

#include <utility>

#include "console/corroboration/imports.h"
#include "core/text.h"
#include "runtime/background.h"
#include "runtime/http_client.h"
#include "runtime/log.h"
#include "store/sqlite/book.h"

namespace hitme::console {
namespace {

constexpr std::chrono::seconds look_every{1};
constexpr std::size_t max_told = 300;

}  // namespace

core::Result<FeedState> feed_state(store::Book& book, const std::string& name) {
    const auto note = book.noted(feed_note_key(name));
    if (!note) return note.error();
    const auto asked = book.noted(feed_asked_key(name));
    if (!asked) return asked.error();
    FeedState state = *note ? feed_state_of(**note) : FeedState{};
    if (*asked) state.asked_at = core::parse_time(**asked);
    return state;
}

FeedFetcher::FeedFetcher(std::string store_folder, std::vector<Feed> feeds, Notices* notices,
                         const runtime::Clock& clock)
    : folder_(std::move(store_folder)),
      feeds_(std::move(feeds)),
      notices_(notices),
      clock_(clock) {}

FeedFetcher::~FeedFetcher() {
    stop();
}

void FeedFetcher::start() {
    if (feeds_.empty()) return;
    thread_ = std::thread{[this] {
        runtime::work_in_background();
        bool complained = false;
        while (!stop_) {
            const auto looked = look();
            if (!looked && !complained)
                runtime::log(runtime::Level::error, "feeds", looked.error().context);
            complained = !looked;
            std::unique_lock lock{mutex_};
            woken_.wait_for(lock, look_every, [this] { return stop_.load(); });
        }
    }};
}

void FeedFetcher::stop() {
    {
        const std::lock_guard lock{mutex_};
        stop_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

core::Result<void> FeedFetcher::look() {
    if (book_ == nullptr) {
        auto book = store::open_sqlite_book(folder_, store::Access::write);
        if (!book) return book.error();
        book_ = std::move(*book);
    }
    for (const Feed& feed : feeds_) {
        if (stop_) break;
        const auto rests = rests_until_.find(feed.name);
        if (rests != rests_until_.end() && clock_.steady() < rests->second) continue;
        const auto state = feed_state(*book_, feed.name);
        if (!state) return state.error();
        if (feed_due(feed, *state, clock_.now()) > clock_.now()) continue;
        if (const auto fetched = fetch(feed, *state); !fetched) return fetched;
    }
    return {};
}

core::Result<void> FeedFetcher::fetch(const Feed& feed, FeedState state) {
    runtime::HttpCall call;
    call.url = feed_url(feed, clock_.now());
    call.ca_file = feed.ca_file;
    call.proxy = feed.proxy;
    call.timeout = fetch_within;
    call.max_answer = max_payload_bytes;
    call.headers = {"User-Agent: hitme" + (feed.contact.empty() ? "" : " (" + feed.contact + ")")};
    const std::uint64_t failed_before = state.failures;
    const auto answer = runtime::call_http(call, &stop_);
    if (!answer && answer.error().code == core::ErrorCode::cancelled) return {};
    state.tried_at = clock_.now();
    state.problem.clear();
    if (!answer) {
        state.problem = answer.error().context;
    } else if (answer->status != 200) {
        state.problem =
            runtime::shown_url(call.url) + ": answered " + std::to_string(answer->status);
    } else {
        const Payload payload{feed.kind,    feed.source,     feed.licence,
                              feed.subject, *state.tried_at, answer->body};
        const auto import = import_payload(*book_, payload, "hitme", *state.tried_at);
        if (!import) {
            state.problem = import.error().context;
        } else {
            state.fetched_at = state.tried_at;
            if (import->stored) state.changed_at = state.tried_at;
            if (notices_ != nullptr)
                for (const Notice& notice : import->notices) notices_->tell(notice);
        }
    }
    state.problem = core::printable(state.problem, max_told);
    state.failures = state.problem.empty() ? 0 : state.failures + 1;
    // Once, not at each of many tries: the dashboard shows the state.
    if (state.failures == 1)
        runtime::log(runtime::Level::warning, "feeds", feed.name + ": " + state.problem);
    if (state.failures == 0 && failed_before > 0)
        runtime::log(runtime::Level::info, "feeds", feed.name + ": works again");
    if (state.failures == told_failures || (state.failures == 0 && failed_before >= told_failures))
        tell(feed, state);
    auto kept = book_->note(feed_note_key(feed.name), to_note(state));
    if (!kept) rests_until_[feed.name] = clock_.steady() + feed_retry_first;
    return kept;
}

void FeedFetcher::tell(const Feed& feed, const FeedState& state) {
    if (notices_ == nullptr) return;
    Notice notice;
    notice.kind = NoticeKind::feed_health;
    notice.severity = state.failures > 0 ? Severity::low : Severity::info;
    notice.at = clock_.now();
    notice.group = "feed/" + feed.name;
    notice.title = "Feed " + feed.name + (state.failures > 0 ? " fails" : " works again");
    notice.text = state.failures == 0 ? "Its data are compared again."
                  : state.fetched_at
                      ? "Since " + core::format_rfc3339(*state.fetched_at) +
                            " nothing was fetched; what is compared with ours is as old. " +
                            state.problem
                      : "Nothing was fetched yet. " + state.problem;
    notice.page = "/settings/outside";
    notices_->tell(std::move(notice));
}

}  // namespace hitme::console
