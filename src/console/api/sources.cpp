// SPDX-License-Identifier: Apache-2.0
#include "console/api/sources.h"

#include <array>

#include "console/address_network.h"
#include "console/api/contact_json.h"
#include "console/json_writer.h"
#include "core/text.h"

namespace hitme::console::api {
namespace {

constexpr std::uint64_t max_offset = 10'000'000;  // ours: far beyond what anybody pages through

void write_source(JsonWriter& json, const store::SourceRow& row, const Context& context) {
    json.begin_object().key("address").text(row.source.to_string());
    json.key("first_seen").time(row.first_seen).key("last_seen").time(row.last_seen);
    json.key("events").number(row.events).key("bytes_in").number(row.bytes_in);
    json.key("sensors").number(row.sensors).key("verified").truth(row.verified);
    json.key("simulated").truth(row.simulated).key("country").text(context.geo.country(row.source));
    json.key("network");
    write_network(json, context.ip, network_of(context.ip, row.source, row.first_seen));
    json.key("signals").begin_array();
    for (const auto& on : row.signals) {
        json.begin_object().key("signal").text(on.signal.to_string());
        json.key("events").number(on.events).key("last_seen").time(on.last_seen).end_object();
    }
    json.end_array().key("signals_not_listed").number(row.signals_not_listed).end_object();
}

core::Prefix key_prefix(const core::Address& address) {
    return core::Prefix::of(address, address.is_v4() ? 32 : 64);
}

}  // namespace

store::SourceQuery read_sources(Parameters& parameters) {
    constexpr std::array<std::string_view, 4> orders{"last_seen", "first_seen", "events",
                                                     "address"};
    constexpr std::array<store::SourceOrder, 4> order_of{
        store::SourceOrder::last_seen, store::SourceOrder::first_seen, store::SourceOrder::events,
        store::SourceOrder::address};
    constexpr std::array<std::string_view, 2> truths{"false", "true"};
    store::SourceQuery query;
    query.prefix = parameters.prefix("search");
    // A source is known by its /64, so a longer IPv6 prefix means that one.
    if (query.prefix && !query.prefix->address.is_v4() && query.prefix->length > 64)
        query.prefix = key_prefix(query.prefix->address);
    query.signal = parameters.signal("signal");
    query.seen_from = parameters.time("from");
    query.seen_to = parameters.time("to");
    query.order = order_of[parameters.choice("order", orders, 0)];
    query.descending = parameters.choice("descending", truths, 1) == 1;
    query.offset = parameters.number("offset", 0, max_offset, 0);
    query.limit = parameters.number("limit", 1, store::max_page, 50);
    if (query.seen_from && query.seen_to && *query.seen_from >= *query.seen_to)
        parameters.fail("from", "the range is empty: from must lie before to");
    return query;
}

core::Result<std::string> answer_sources(const Context& context, const store::SourceQuery& query) {
    const auto page = context.store.sources(query);
    if (!page.has_value()) return page.error();
    JsonWriter json;
    json.begin_object().key("total").number(page->total).key("offset").number(query.offset);
    json.key("rows").begin_array();
    for (const auto& row : page->rows) write_source(json, row, context);
    json.end_array().end_object();
    return json.take();
}

core::Result<std::string> source_json(const Context& context, const core::Address& address) {
    store::SourceQuery query;
    query.prefix = key_prefix(address);
    query.limit = 1;
    const auto page = context.store.sources(query);
    if (!page.has_value()) return page.error();
    JsonWriter json;
    if (!page->rows.empty()) write_source(json, page->rows.front(), context);
    return json.take();
}

core::Result<std::string> answer_source(const Context& context, const std::string& address) {
    const auto parsed = core::Address::parse(address);
    if (!parsed) {
        return core::error(core::ErrorCode::bad_input,
                           "\"" + core::printable(address, 64) + "\" is not an address");
    }
    store::SourceQuery query;
    query.prefix = key_prefix(*parsed);
    query.limit = 1;
    const auto page = context.store.sources(query);
    if (!page.has_value()) return page.error();
    if (page->rows.empty()) {
        return core::error(core::ErrorCode::not_found,
                           parsed->to_string() + " was never seen here");
    }
    store::ContactQuery latest;
    latest.source = query.prefix;
    latest.limit = contacts_of_a_source;
    const auto contacts = context.store.contacts(latest);
    if (!contacts.has_value()) return contacts.error();
    JsonWriter json;
    json.begin_object().key("source");
    write_source(json, page->rows.front(), context);
    json.key("databases");
    write_databases(json, context.ip, context.now);
    json.key("contacts").begin_array();
    for (const auto& row : contacts->rows) json.raw(contact_json(row.id, row.contact, context.geo));
    json.end_array().key("next");
    if (contacts->next)
        json.text(*contacts->next);
    else
        json.null();
    json.end_object();
    return json.take();
}

}  // namespace hitme::console::api
