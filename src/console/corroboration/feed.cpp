// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/feed.h"

#include <algorithm>

#include "console/corroboration/imports.h"
#include "console/json_body.h"
#include "console/plain_name.h"
#include "core/text.h"
#include "event/signal.h"
#include "runtime/http_client.h"

namespace hitme::console {
namespace {

constexpr std::size_t max_problem_bytes = 400;

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

}  // namespace

core::Result<std::vector<Feed>> feeds_of(const runtime::SettingsDocument& document) {
    std::vector<Feed> feeds;
    for (const auto& section : document.sections("feed")) {
        const auto refuse = [&](std::string_view key, const std::string& why) {
            return document.refuse(section.line(key), "feed." + std::string(key), why);
        };
        Feed feed;
        feed.name = section.text("name");
        if (!is_plain_name(feed.name, max_feed_name))
            return refuse("name", "must be of a-z, 0-9, - and _, the first a letter or a digit");
        if (std::ranges::any_of(feeds, [&](const Feed& one) { return one.name == feed.name; }))
            return refuse("name", "stands twice");
        if (feeds.size() == max_feeds)
            return refuse("name", "is one too many: at most " + std::to_string(max_feeds));
        feed.kind = *outside_kind_named(section.text("kind"));
        feed.url = section.text("url");
        feed.days = static_cast<std::uint32_t>(section.number("days"));
        if (runtime::shown_url(feed_url(feed, core::Time{})).empty())
            return refuse("url", "must be an address that begins with https:// or http://");
        feed.source = section.text("source");
        feed.licence = section.text("licence");
        feed.subject = section.text("subject");
        if (is_series(feed.kind) && !event::Signal::parse(feed.subject))
            return refuse("subject", "must be a signal such as \"tcp/445\": this kind is a series");
        feed.every = section.duration("every");
        feed.contact = core::printable(section.text("contact"), 200);
        feed.ca_file = section.text("ca_file");
        feed.proxy = section.text("proxy");
        feeds.push_back(std::move(feed));
    }
    return feeds;
}

std::string feed_url(const Feed& feed, core::Time now) {
    const auto today = core::day_of(now);
    std::string url = feed.url;
    replace_all(url, "{from}",
                core::format_day(today - std::chrono::days{static_cast<int>(feed.days)}));
    replace_all(url, "{to}", core::format_day(today));
    return url;
}

std::string feed_note_key(const std::string& name) {
    return "feeds/" + name;
}
std::string feed_asked_key(const std::string& name) {
    return "feeds/" + name + "/asked";
}

std::string to_note(const FeedState& state) {
    JsonWriter json;
    json.begin_object();
    json.key("tried_at").time(state.tried_at);
    json.key("fetched_at").time(state.fetched_at);
    json.key("changed_at").time(state.changed_at);
    json.key("failures").number(state.failures);
    json.key("problem").text(state.problem).end_object();
    return json.take();
}

FeedState feed_state_of(const std::string& note) {
    JsonBody body(note, Unasked::is_passed_by);
    FeedState state;
    state.tried_at = body.time("tried_at");
    state.fetched_at = body.time("fetched_at");
    state.changed_at = body.time("changed_at");
    state.failures = body.number("failures", 0, UINT64_MAX, 0);
    state.problem = body.text("problem", max_problem_bytes, Needed::no);
    return body.fault() ? FeedState{} : state;
}

core::Time feed_due(const Feed& feed, const FeedState& state, core::Time now) {
    if (!state.tried_at) return now;
    if (state.asked_at && *state.asked_at > *state.tried_at) return *state.asked_at;
    // A clock that was set back must not hold a feed for ever.
    const core::Time tried = std::min(*state.tried_at, now);
    if (state.failures == 0) return tried + feed.every;
    core::Duration wait = feed_retry_first;
    for (std::uint64_t i = 1; i < state.failures && wait < feed.every; ++i) wait *= 2;
    return tried + std::min(wait, feed.every);
}

void put_feed(JsonWriter& json, const Feed& feed, const FeedState& state, core::Time now) {
    json.begin_object();
    json.key("name").text(feed.name);
    json.key("kind").text(name_of(feed.kind));
    json.key("source").text(feed.source);
    json.key("licence").text(feed.licence);
    json.key("subject").text(feed.subject);
    // Its path may hold a key.
    json.key("from").text(runtime::shown_url(feed_url(feed, now)));
    json.key("every_seconds")
        .number(static_cast<std::uint64_t>(feed.every / std::chrono::seconds{1}));
    json.key("tried_at").time(state.tried_at);
    json.key("fetched_at").time(state.fetched_at);
    json.key("changed_at").time(state.changed_at);
    json.key("next_at").time(std::max(feed_due(feed, state, now), now));
    json.key("failures").number(state.failures);
    json.key("problem").text(state.problem);
    json.end_object();
}

}  // namespace hitme::console
