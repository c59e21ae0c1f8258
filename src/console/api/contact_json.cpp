// SPDX-License-Identifier: Apache-2.0
#include "console/api/contact_json.h"

#include "core/text.h"
#include "event/json.h"

namespace hitme::console::api {
namespace {

constexpr std::string_view live_mark = "live.";

// The digits up to the next point, and passes over both.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    const auto point = text.find('.');
    if (point == std::string_view::npos) return {};
    const auto number = core::parse_unsigned(text.substr(0, point), INT64_MAX);
    text.remove_prefix(point + 1);
    return number;
}

}  // namespace

std::string contact_json(std::string_view id, const event::Contact& contact,
                         const store::GeoDb& geo) {
    std::string fields;
    event::append_json(fields, contact);
    std::string out = "{\"id\":";
    core::append_json_string(out, id);
    out += ',';
    out.append(fields, 1, fields.size() - 2);  // without its brackets
    // The event's own form leaves the epoch out as a default; the API promises the member.
    if (contact.seen_at == core::Time{}) out += ",\"seen_at\":\"1970-01-01T00:00:00Z\"";
    out += ",\"country\":";
    core::append_json_string(out, geo.country(contact.source));
    out += '}';
    return out;
}

std::string live_id(const event::Contact& contact) {
    return std::string(live_mark) + std::to_string(core::nanoseconds_of(contact.seen_at)) + "." +
           std::to_string(contact.epoch) + "." + std::to_string(contact.sequence) + "." +
           contact.sensor;
}

std::optional<LiveId> parse_live_id(std::string_view text) {
    if (!text.starts_with(live_mark)) return {};
    text.remove_prefix(live_mark.size());
    const auto seen_at = take_number(text);
    const auto epoch = take_number(text);
    const auto sequence = take_number(text);
    if (!seen_at || !epoch || !sequence || text.empty()) return {};
    return LiveId{core::from_nanoseconds(static_cast<std::int64_t>(*seen_at)), *epoch, *sequence,
                  std::string(text)};
}

core::Result<store::StoredContact> find_contact(store::EventStore& store, const std::string& id) {
    const auto live = parse_live_id(id);
    if (!live) return store.contact(id);
    store::ContactQuery query;
    query.sensor = live->sensor;
    query.from = live->seen_at;
    query.to = live->seen_at + core::Duration{1};
    query.limit = store::max_page;
    const auto page = store.contacts(query);
    if (!page.has_value()) return page.error();
    for (const auto& row : page->rows) {
        if (row.contact.epoch == live->epoch && row.contact.sequence == live->sequence) return row;
    }
    return core::error(
        core::ErrorCode::not_found,
        "contact " + core::printable(id, 200) + ": not in the store (it may come in a second)");
}

}  // namespace hitme::console::api
