// SPDX-License-Identifier: Apache-2.0
#include "console/left_notices.h"

#include <utility>
#include <vector>

#include "console/json_body.h"
#include "console/json_writer.h"
#include "core/digest.h"

namespace hitme::console {
namespace {

constexpr std::string_view waiting = "waiting";
constexpr std::string_view told = "told";
constexpr std::size_t max_word_bytes = 64;
constexpr std::size_t max_text_bytes = 16 << 10;

core::Result<Notice> notice_of(const store::Entry& entry) {
    JsonBody body{entry.body, Unasked::is_passed_by};
    Notice notice;
    const auto kind = notice_kind_named(body.text("kind", max_word_bytes));
    const auto severity = severity_named(body.text("severity", max_word_bytes));
    if (!kind) body.fail("kind", "is no kind of notice");
    if (!severity) body.fail("severity", "is no severity");
    notice.kind = kind.value_or(NoticeKind::test);
    notice.severity = severity.value_or(Severity::info);
    notice.at = body.time("at", Needed::yes).value_or(entry.at);
    notice.group = body.text("group", max_text_bytes, Needed::no);
    notice.title = body.text("title", max_text_bytes);
    notice.text = body.text("text", max_text_bytes, Needed::no);
    notice.source = body.text("source", max_text_bytes, Needed::no);
    notice.signal = body.text("signal", max_text_bytes, Needed::no);
    notice.sensor = body.text("sensor", max_text_bytes, Needed::no);
    notice.page = body.text("page", max_text_bytes, Needed::no);
    notice.body = body.text("body", max_left_json_bytes, Needed::no);
    notice.evidence = body.text("evidence", max_left_json_bytes, Needed::no);
    notice.simulated = body.truth("simulated", false);
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input,
                           entry.id + ": " + fault->parameter + " " + fault->reason);
    return notice;
}

void put_json(JsonWriter& json, std::string_view key, const std::string& value) {
    json.key(key).text(value.size() > max_left_json_bytes ? std::string_view() : value);
}

}  // namespace

store::Entry left_notice(const Notice& notice, core::Time now) {
    JsonWriter json;
    json.begin_object().key("kind").text(name_of(notice.kind));
    json.key("severity").text(name_of(notice.severity)).key("at").time(notice.at);
    json.key("group").text(notice.group).key("title").text(notice.title);
    json.key("text").text(notice.text).key("source").text(notice.source);
    json.key("signal").text(notice.signal).key("sensor").text(notice.sensor);
    json.key("page").text(notice.page);
    put_json(json, "body", notice.body);
    put_json(json, "evidence", notice.evidence);
    json.key("simulated").truth(notice.simulated).end_object();
    store::Entry entry;
    entry.kind = left_notice_kind;
    entry.body = json.take();
    entry.id = "l-" + core::sha256_hex(core::as_bytes(entry.body)).substr(0, 16);
    entry.at = now;
    entry.author = "hitme";
    entry.subject = notice.source;
    entry.state = waiting;
    return entry;
}

core::Result<void> LeftNotices::tell(store::Book& book, Notices& notices, core::Time now) {
    const auto changes = book.changes(std::string(left_notice_kind));
    if (!changes) return changes.error();
    if (seen_changes_ == *changes) return {};
    store::EntryQuery query;
    query.kind = left_notice_kind;
    query.state = waiting;
    query.limit = 1;
    auto page = book.list(query);
    if (!page) return page.error();
    if (page->total > 0) {
        query.limit = max_told_at_once;
        query.offset = page->total > query.limit ? page->total - query.limit : 0;
        page = book.list(query);
        if (!page) return page.error();
    }
    for (auto entry = page->entries.rbegin(); entry != page->entries.rend(); ++entry) {
        auto notice = notice_of(*entry);
        entry->state = told;
        entry->at = now;
        const auto put = book.put(*entry, entry->version);
        // Another console was faster: it tells it.
        if (!put && put.error().code == core::ErrorCode::refused) continue;
        if (!put) return put.error();
        if (notice) notices.tell(std::move(*notice));
    }
    // What was told here is a change, too: one more look finds nothing, and only then it is quiet.
    if (page->entries.empty()) seen_changes_ = *changes;
    return {};
}

}  // namespace hitme::console
