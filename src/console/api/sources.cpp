// SPDX-License-Identifier: Apache-2.0
#include "console/api/sources.h"

#include <array>

#include "analytics/attribution/network_class.h"
#include "console/address_network.h"
#include "console/api/contact_json.h"
#include "console/json_writer.h"
#include "core/text.h"
#include "store/source_snapshot.h"

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
    write_benign(json, context, row.source);
    json.key("signals").begin_array();
    for (const auto& on : row.signals) {
        json.begin_object().key("signal").text(on.signal.to_string());
        json.key("events").number(on.events).key("last_seen").time(on.last_seen);
        json.key("stage");
        if (on.stage)
            json.text(event::name_of(*on.stage));
        else
            json.null();
        json.end_object();
    }
    json.end_array().key("signals_not_listed").number(row.signals_not_listed).end_object();
}

constexpr std::string_view not_known = "unknown";

std::optional<std::uint16_t> read_country(Parameters& parameters) {
    const auto text = parameters.text("country");
    if (!text) return std::nullopt;
    if (*text == not_known) return std::uint16_t{0};
    const std::uint16_t key = store::country_key(*text);
    if (key == 0)
        parameters.fail("country",
                        "\"" + core::printable(*text, 16) +
                            "\" is neither two capital letters, such as BR, nor unknown");
    return key;
}

std::optional<std::uint32_t> read_system(Parameters& parameters) {
    const auto text = parameters.text("as");
    if (!text) return std::nullopt;
    if (*text == not_known) return 0;
    std::string_view digits = *text;
    if (digits.starts_with("AS") || digits.starts_with("as")) digits.remove_prefix(2);
    const auto number = core::parse_unsigned(digits, UINT32_MAX);
    if (!number || *number == 0)
        parameters.fail("as", "\"" + core::printable(*text, 16) +
                                  "\" is neither the number of an AS, such as AS4134, nor unknown");
    return static_cast<std::uint32_t>(number.value_or(0));
}

/// By the names that answers give: of a class, of a continent.
std::optional<std::uint8_t> read_class(Parameters& parameters) {
    const auto text = parameters.text("class");
    if (!text) return std::nullopt;
    const auto named = analytics::network_class_named(*text);
    if (!named)
        parameters.fail("class", "\"" + core::printable(*text, 32) + "\" is no class of networks");
    return static_cast<std::uint8_t>(named.value_or(analytics::NetworkClass::unknown));
}

std::optional<std::uint8_t> read_continent(Parameters& parameters) {
    const auto text = parameters.text("continent");
    if (!text) return std::nullopt;
    if (*text == not_known) return std::uint8_t{0};
    constexpr auto last = static_cast<int>(store::Continent::south_america);
    for (int value = 1; value <= last; ++value)
        if (store::name_of(static_cast<store::Continent>(value)) == *text)
            return static_cast<std::uint8_t>(value);
    parameters.fail("continent", "\"" + core::printable(*text, 32) + "\" is no continent");
    return std::nullopt;
}

std::optional<store::Registry> read_registry(Parameters& parameters) {
    constexpr std::array<std::string_view, 6> names{not_known, "afrinic", "apnic",
                                                    "arin",    "lacnic",  "ripe_ncc"};
    const auto text = parameters.text("registry");
    if (!text) return std::nullopt;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == *text) return static_cast<store::Registry>(i);
    parameters.fail("registry", "\"" + core::printable(*text, 32) + "\" is no registry");
    return std::nullopt;
}

std::optional<event::Stage> read_stage(Parameters& parameters) {
    const auto text = parameters.text("stage");
    if (!text) return std::nullopt;
    for (int value = 0; value <= static_cast<int>(event::Stage::payload_delivery); ++value)
        if (event::name_of(static_cast<event::Stage>(value)) == *text)
            return static_cast<event::Stage>(value);
    parameters.fail("stage", "\"" + core::printable(*text, 32) + "\" is no stage");
    return std::nullopt;
}

core::Prefix key_prefix(const core::Address& address) {
    return core::Prefix::of(address, address.is_v4() ? 32 : 64);
}

core::Result<store::SourcePage> rows_of(const Context& context,
                                        const store::SourceSnapshot::Page& found) {
    store::SourcePage page;
    page.total = found.total;
    for (const auto& address : found.addresses) {
        auto row = source_row(context, address);
        if (!row) return row.error();
        if (*row) page.rows.push_back(std::move(**row));
    }
    return page;
}

/// By network, which a snapshot of all sources knows; their rows are read one by one, as of now.
core::Result<store::SourcePage> page_by_network(const Context& context,
                                                const SourcesQuestion& question) {
    const auto snapshot = source_snapshot(context);
    if (!snapshot) return snapshot.error();
    if (question.query.network && !(*snapshot)->has_networks())
        return core::error(core::ErrorCode::refused,
                           "the networks of the sources are being looked up after the start; ask "
                           "again in some seconds");
    return rows_of(context, (*snapshot)->page(question.query, question.registry));
}

std::string page_json(const Context& context, const store::SourcePage& page, std::size_t offset) {
    JsonWriter json;
    json.begin_object().key("total").number(page.total).key("offset").number(offset);
    json.key("rows").begin_array();
    for (const auto& row : page.rows) write_source(json, row, context);
    json.end_array().end_object();
    return json.take();
}

}  // namespace

void write_benign(JsonWriter& json, const Context& context, const core::Address& address) {
    const BenignEntry* entry =
        context.visibility == nullptr ? nullptr : context.visibility->benign(address);
    if (entry == nullptr) return;
    json.key("benign").begin_object().key("class").text(entry->scanner_class);
    json.key("name").text(entry->name).key("source").text(entry->source);
    json.key("date").text(core::format_day(entry->date)).end_object();
}

core::Result<std::shared_ptr<const store::SourceSnapshot>> source_snapshot(const Context& context) {
    return context.store.snapshot(context.now,
                                  [&ip = context.ip](const core::Address& source, core::Time at) {
                                      return network_key(ip, source, at);
                                  });
}

core::Result<std::optional<store::SourceRow>> source_row(const Context& context,
                                                         const core::Address& address) {
    store::SourceQuery query;
    query.prefix = key_prefix(address);
    query.limit = 1;
    auto page = context.store.sources(query);
    if (!page) return page.error();
    if (page->rows.empty()) return std::optional<store::SourceRow>{};
    return std::optional{std::move(page->rows.front())};
}

SourcesQuestion read_sources(Parameters& parameters) {
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
    query.stage = read_stage(parameters);
    const store::NetworkFilter network{read_system(parameters), read_country(parameters),
                                       read_class(parameters), read_continent(parameters)};
    if (network.asn || network.country || network.network_class || network.continent)
        query.network = network;
    query.order = order_of[parameters.choice("order", orders, 0)];
    query.descending = parameters.choice("descending", truths, 1) == 1;
    query.offset = parameters.number("offset", 0, max_offset, 0);
    query.limit = parameters.number("limit", 1, store::max_page, 50);
    if (query.seen_from && query.seen_to && *query.seen_from >= *query.seen_to)
        parameters.fail("from", "the range is empty: from must lie before to");
    return {query, read_registry(parameters)};
}

core::Result<std::string> answer_sources(const Context& context, const SourcesQuestion& question) {
    const auto& query = question.query;
    const auto page = query.network || question.registry ? page_by_network(context, question)
                                                         : context.store.sources(query);
    if (!page.has_value()) return page.error();
    return page_json(context, *page, query.offset);
}

core::Result<std::string> sources_json(const Context& context,
                                       const store::SourceSnapshot::Page& found,
                                       std::size_t offset) {
    const auto page = rows_of(context, found);
    if (!page) return page.error();
    return page_json(context, *page, offset);
}

core::Result<std::string> source_json(const Context& context, const core::Address& address) {
    const auto row = source_row(context, address);
    if (!row) return row.error();
    JsonWriter json;
    if (*row) write_source(json, **row, context);
    return json.take();
}

core::Result<std::string> answer_source(const Context& context, const std::string& address) {
    const auto parsed = core::Address::parse(address);
    if (!parsed) {
        return core::error(core::ErrorCode::bad_input,
                           "\"" + core::printable(address, 64) + "\" is not an address");
    }
    const auto known = source_row(context, *parsed);
    if (!known) return known.error();
    if (!*known) {
        return core::error(core::ErrorCode::not_found,
                           parsed->to_string() + " was never seen here");
    }
    store::ContactQuery latest;
    latest.source = key_prefix(*parsed);
    latest.limit = contacts_of_a_source;
    const auto contacts = context.store.contacts(latest);
    if (!contacts.has_value()) return contacts.error();
    JsonWriter json;
    json.begin_object().key("source");
    write_source(json, **known, context);
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
