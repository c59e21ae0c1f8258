// SPDX-License-Identifier: Apache-2.0
#include "console/cases/re_entry.h"

#include <algorithm>

#include "console/json_body.h"
#include "console/json_writer.h"

namespace hitme::console::cases {

core::Result<ReEntryWatch> re_entry_watch_of(const store::Entry& entry) {
    JsonBody body{entry.body, Unasked::is_passed_by};
    ReEntryWatch watch;
    watch.id = entry.id;
    watch.version = entry.version;
    watch.name = body.text("name", 100);
    watch.from = body.time("from", Needed::yes).value_or(core::Time{});
    watch.until = body.time("until", Needed::yes).value_or(core::Time{});
    watch.before = body.time("before").value_or(watch.from - compared_before);
    watch.sensors = body.texts("sensors", 64, 128);
    watch.ended = body.time("ended");
    if (watch.until <= watch.from) body.fail("until", "must lie after from");
    if (watch.until - watch.from > max_watch_for)
        body.fail("until", "a watch lasts seven days at most");
    if (watch.before >= watch.from) body.fail("before", "must lie before from");
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input, "re-entry watch " + entry.id + ": " +
                                                           fault->parameter + ": " + fault->reason);
    return watch;
}

std::string body_of(const ReEntryWatch& watch) {
    JsonWriter json;
    json.begin_object().key("name").text(watch.name).key("from").time(watch.from);
    json.key("until").time(watch.until).key("before").time(watch.before);
    json.key("sensors").begin_array();
    for (const auto& sensor : watch.sensors) json.text(sensor);
    json.end_array();
    if (watch.ended) json.key("ended").time(*watch.ended);
    json.end_object();
    return json.take();
}

std::string_view state_of(const ReEntryWatch& watch, core::Time now) {
    if (watch.ended && *watch.ended < watch.until) return "ended";
    if (now < watch.from) return "planned";
    return now < watch.until ? "active" : "over";
}

std::string watch_json(const ReEntryWatch& watch, core::Time now) {
    JsonWriter json;
    json.begin_object().key("id").text(watch.id).key("version").number(watch.version);
    json.key("state").text(state_of(watch, now)).key("name").text(watch.name);
    json.key("from").time(watch.from).key("until").time(watch.until);
    json.key("before").time(watch.before).key("sensors").begin_array();
    for (const auto& sensor : watch.sensors) json.text(sensor);
    json.end_array().key("ended").time(watch.ended).end_object();
    return json.take();
}

core::Result<void> ReEntryWatches::refresh(store::Book& book) {
    const auto changes = book.changes(std::string(re_entry_kind));
    if (!changes) return changes.error();
    if (seen_changes_ == *changes) return {};
    store::EntryQuery query;
    query.kind = re_entry_kind;
    query.limit = max_watches;
    const auto page = book.list(query);
    if (!page) return page.error();
    watches_.clear();
    for (const auto& entry : page->entries)
        if (auto watch = re_entry_watch_of(entry)) watches_.push_back(std::move(*watch));
    seen_changes_ = *changes;
    return {};
}

const ReEntryWatch* ReEntryWatches::active_at(core::Time at, const std::string& sensor) const {
    for (const auto& watch : watches_) {
        if (at < watch.from || at >= watch.ends()) continue;
        if (watch.sensors.empty() ||
            std::find(watch.sensors.begin(), watch.sensors.end(), sensor) != watch.sensors.end())
            return &watch;
    }
    return nullptr;
}

}  // namespace hitme::console::cases
