// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/reminders.h"

#include <algorithm>
#include <array>
#include <utility>

#include "console/json_body.h"
#include "core/digest.h"

namespace hitme::console {
namespace {

constexpr std::array<std::string_view, 7> weekdays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

store::Entry entry_of(const Promise& promise, const std::string& campaign, std::string_view author,
                      core::Time at) {
    JsonWriter json;
    json.begin_object();
    json.key("text").text(promise.text);
    json.key("due").time(promise.due);
    json.end_object();
    store::Entry entry;
    entry.kind = reminder_kind;
    entry.id = promise.id;
    entry.at = at;
    entry.author = author;
    entry.subject = campaign;
    entry.state = promise.state;
    entry.body = json.take();
    return entry;
}

core::Result<Promise> promise_of(const store::Entry& entry) {
    JsonBody body(entry.body, Unasked::is_passed_by);
    Promise promise;
    promise.id = entry.id;
    promise.state = entry.state;
    promise.text = body.text("text", max_promise_bytes);
    promise.due = body.time("due", Needed::yes).value_or(core::Time{});
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input, entry.id + ": " + fault->parameter);
    return promise;
}

}  // namespace

std::optional<core::Time> due_time(std::string_view text, const runtime::Zone& zone,
                                   core::Time now) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const auto named = std::ranges::find_if(
        weekdays, [&](std::string_view day) { return lower.starts_with(day); });
    if (named == weekdays.end()) return core::parse_time(text);
    std::string wanted{*named};
    wanted[0] = static_cast<char>(wanted[0] - 'a' + 'A');
    // The zone's own calendar says which instant is the first of a local day; a local midnight that the clocks skip is the
    // first instant that exists.
    const core::Time hour = core::bin_of(now, std::chrono::minutes{15});
    for (core::Time at = hour + std::chrono::minutes{15}; at <= now + std::chrono::hours{24 * 8};
         at += std::chrono::minutes{15}) {
        if (!zone.format(at).starts_with(wanted)) continue;
        if (zone.format(at - std::chrono::minutes{15}).starts_with(wanted)) continue;
        return at;
    }
    return std::nullopt;
}

core::Result<Promise> promise(store::Book& book, const std::string& campaign,
                              const std::string& text, core::Time due, std::string_view author,
                              core::Time now) {
    if (text.empty() || text.size() > max_promise_bytes)
        return core::error(core::ErrorCode::bad_input, "text: needs 1 to 400 bytes");
    Promise made;
    made.text = text;
    made.due = due;
    made.state = "waiting";
    made.id = "r-" + core::sha256_hex(
                         core::as_bytes(campaign + '\n' + text + '\n' + core::format_rfc3339(due)))
                         .substr(0, 8);
    const auto version = book.put(entry_of(made, campaign, author, now), 0);
    if (!version) return version.error();
    return made;
}

core::Result<std::vector<Promise>> promises_on(store::Book& book, const std::string& campaign) {
    store::EntryQuery query;
    query.kind = reminder_kind;
    if (!campaign.empty()) query.subject = campaign;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<Promise> promises;
    for (const auto& entry : page->entries)
        if (auto one = promise_of(entry)) promises.push_back(std::move(*one));
    std::ranges::sort(promises, [](const Promise& a, const Promise& b) {
        return std::pair(a.due, a.id) < std::pair(b.due, b.id);
    });
    return promises;
}

core::Result<std::vector<Promise>> raise_due(store::Book& book, core::Time now, Notices* notices) {
    store::EntryQuery query;
    query.kind = reminder_kind;
    query.state = "waiting";
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<Promise> raised;
    for (const auto& entry : page->entries) {
        auto one = promise_of(entry);
        if (!one || one->due > now) continue;
        one->state = "raised";
        const auto version = book.put(entry_of(*one, entry.subject, "hitme", now), entry.version);
        if (!version) continue;  // somebody else raised it
        if (notices != nullptr) {
            Notice notice;
            notice.kind = NoticeKind::reminder;
            notice.severity = Severity::low;
            notice.at = one->due;
            notice.group = "reminder " + one->id;
            notice.title = "Due: " + one->text.substr(0, 100);
            notice.text = one->text;
            notice.page = "/advisories";
            notices->tell(std::move(notice));
        }
        raised.push_back(std::move(*one));
    }
    return raised;
}

void put_promise(JsonWriter& json, const Promise& promise, std::string_view campaign) {
    json.begin_object();
    json.key("id").text(promise.id);
    json.key("text").text(promise.text);
    json.key("due").time(promise.due);
    json.key("state").text(promise.state);
    json.key("campaign").text(campaign);
    json.end_object();
}

}  // namespace hitme::console
