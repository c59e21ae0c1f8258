// SPDX-License-Identifier: Apache-2.0
#include "console/api/ask.h"
#include "console/address_network.h"

#include <algorithm>
#include <array>

#include "console/api/contact_json.h"
#include "console/api/sources.h"
#include "console/api/word_search.h"
#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/others_said.h"
#include "core/text.h"

namespace hitme::console::api {
namespace {

/// Kinds of records that people look up by an address, a network or a signal, which is their subject.
constexpr std::array<std::string_view, 9> looked_up{
    "case",         "incident",    "campaign",          "claim", "finding", "allow_rule",
    "own_sighting", "outside_set", "quarantine_request"};

/// At least as many as a case keeps (console/cases).
constexpr std::size_t max_addresses_of_case = 1000;

std::string_view trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::string canonical(const Subject& subject, std::string_view text) {
    if (const auto* prefix = std::get_if<core::Prefix>(&subject)) {
        const int whole = prefix->address.is_v4() ? 32 : 128;
        return prefix->length == whole ? prefix->address.to_string() : prefix->to_string();
    }
    if (const auto* system = std::get_if<AutonomousSystem>(&subject))
        return "AS" + std::to_string(system->number);
    if (const auto* signal = std::get_if<event::Signal>(&subject)) return signal->to_string();
    return std::string(text);
}

std::string_view kind_of(const Subject& subject) {
    if (const auto* prefix = std::get_if<core::Prefix>(&subject))
        return prefix->length == (prefix->address.is_v4() ? 32 : 128) ? "address" : "network";
    if (std::holds_alternative<AutonomousSystem>(subject)) return "as";
    if (std::holds_alternative<store::PayloadHash>(subject)) return "payload";
    return "signal";
}

core::Result<void> write_sources(JsonWriter& json, const Context& context,
                                 const store::SourceQuery& query) {
    const auto answered = answer_sources(context, {query});
    if (!answered) return answered.error();
    json.key("sources").raw(*answered);
    return {};
}

core::Result<void> write_contacts(JsonWriter& json, const Context& context,
                                  const store::ContactQuery& query) {
    const auto page = context.store.contacts(query);
    if (!page) return page.error();
    json.key("contacts").begin_object().key("rows").begin_array();
    for (const auto& row : page->rows) json.raw(contact_json(row.id, row.contact, context.geo));
    json.end_array().key("next");
    if (page->next)
        json.text(*page->next);
    else
        json.null();
    json.end_object();
    return {};
}

/// Whether one of the addresses that the case's host had is this one, in its canonical form.
bool had_address(const store::Entry& entry, const std::string& address) {
    // A note may name an address, too; but a record without its text is not worth reading.
    if (entry.body.find(address) == std::string::npos) return false;
    JsonBody body{entry.body, Unasked::is_passed_by};
    const auto asked = core::Address::parse(address);
    for (auto& each : body.objects("addresses", max_addresses_of_case))
        if (asked && core::Address::parse(each.text("address", 64)) == asked) return true;
    return false;
}

/// Cases that knew the address earlier: their subject is the address that the host has now.
core::Result<void> write_earlier_cases(JsonWriter& json, store::Book& book,
                                       const std::string& address) {
    store::EntryQuery query;
    query.kind = "case";
    query.limit = max_looked_through_cases;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::size_t told = 0;
    for (const auto& entry : page->entries) {
        if (entry.subject == address || !had_address(entry, address)) continue;
        if (++told > asked_records_per_kind) break;
        json.begin_object().key("kind").text(entry.kind).key("id").text(entry.id);
        json.key("at").time(entry.at).key("state").text(entry.state).end_object();
    }
    return {};
}

core::Result<void> write_records(JsonWriter& json, const Context& context, const Subject& asked,
                                 const std::string& subject) {
    json.key("records").begin_array();
    if (context.book != nullptr && kind_of(asked) == "address") {
        const auto written = write_earlier_cases(json, *context.book, subject);
        if (!written) return written.error();
    }
    for (const auto kind : looked_up) {
        if (context.book == nullptr) break;
        store::EntryQuery query;
        query.kind = kind;
        query.subject = subject;
        query.limit = asked_records_per_kind;
        const auto page = context.book->list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries) {
            json.begin_object().key("kind").text(entry.kind).key("id").text(entry.id);
            json.key("at").time(entry.at).key("state").text(entry.state).end_object();
        }
    }
    json.end_array();
    return {};
}

/// The sources whose addresses belong to the system, busiest first; none where no database tells systems.
core::Result<store::SourceSnapshot::Page> sources_of_system(const Context& context,
                                                            const AutonomousSystem& system) {
    if (!context.network_has) return store::SourceSnapshot::Page{};
    const store::NetworkOf belongs = [&](const core::Address& source, core::Time at) {
        store::NetworkKey key;
        if (context.network_has(source, at, system.number)) key.asn = system.number;
        return key;
    };
    auto snapshot = context.store.snapshot(context.now, belongs);
    if (!snapshot) return snapshot.error();
    // Right after a start the kept one has no networks yet: a walk of seconds over millions, rather than no answer.
    if (!(*snapshot)->has_networks()) *snapshot = (*snapshot)->with_networks(belongs, 0, nullptr);
    store::SourceQuery query;
    query.network = store::NetworkFilter{system.number, {}, {}, {}};
    query.order = store::SourceOrder::events;
    query.descending = true;
    query.limit = asked_sources;
    return (*snapshot)->page(query);
}

core::Result<void> write_system(JsonWriter& json, const Context& context,
                                const AutonomousSystem& system) {
    const auto found = sources_of_system(context, system);
    if (!found) return found.error();
    json.key("known").truth(static_cast<bool>(context.network_has));
    const auto sources = sources_json(context, *found, 0);
    if (!sources) return sources.error();
    json.key("sources").raw(*sources);
    return {};
}

/// A port in the ways that people write it.
std::optional<event::Signal> signal_of(std::string_view text) {
    const std::string small = small_letters(text);
    constexpr std::string_view word = "port ";
    std::string_view rest = small;
    if (rest.starts_with(word)) rest = trimmed(rest.substr(word.size()));
    const auto parted = rest.find_first_of("/ ");
    std::string_view transport = "tcp";
    std::string_view port = rest;
    if (parted != std::string_view::npos) {
        transport = rest.substr(0, parted);
        port = trimmed(rest.substr(parted + 1));
        if (!transport.empty() && transport[0] >= '0' && transport[0] <= '9')
            std::swap(transport, port);
    }
    return event::Signal::parse(std::string(transport) + '/' + std::string(port));
}

core::Result<std::string> answer_words(const Context& context, std::string_view text) {
    if (text.size() < min_words_bytes || text.size() > max_ask_bytes)
        return core::error(
            core::ErrorCode::bad_input,
            "\"" + core::printable(text, 64) +
                "\" is no address, network, AS, payload hash or port, and words are " +
                std::to_string(min_words_bytes) + " to " + std::to_string(max_ask_bytes) +
                " bytes");
    JsonWriter json;
    json.begin_object().key("query").text(text).key("kind").text("words");
    json.key("simulated").truth(context.origin == Origin::simulated);
    json.key("records").begin_array();
    if (context.book != nullptr) {
        const auto found = records_called(*context.book, text);
        if (!found) return found.error();
        for (const auto& one : *found) {
            json.begin_object().key("kind").text(one.kind).key("id").text(one.id);
            json.key("at").time(one.at).key("state").text(one.state);
            json.key("title").text(one.title).end_object();
        }
    }
    json.end_array().end_object();
    return json.take();
}

}  // namespace

std::optional<Subject> subject_of(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || text.size() > max_ask_bytes) return {};
    if (text.size() > 2 && (text[0] == 'A' || text[0] == 'a') && (text[1] == 'S' || text[1] == 's'))
        if (const auto number = core::parse_unsigned(text.substr(2), UINT32_MAX))
            return Subject{AutonomousSystem{static_cast<std::uint32_t>(*number)}};
    if (const auto prefix = core::Prefix::parse(text)) return Subject{*prefix};
    if (const auto hash = store::PayloadHash::parse(text)) return Subject{*hash};
    if (const auto signal = signal_of(text)) return Subject{*signal};
    return {};
}

core::Result<std::string> answer_ask(const Context& context, std::string_view text) {
    const auto subject = subject_of(text);
    if (!subject) return answer_words(context, trimmed(text));
    JsonWriter json;
    const std::string name = canonical(*subject, trimmed(text));
    json.begin_object().key("query").text(name).key("kind").text(kind_of(*subject));
    json.key("simulated").truth(context.origin == Origin::simulated);

    store::SourceQuery sources;
    sources.limit = asked_sources;
    sources.order = store::SourceOrder::events;
    store::ContactQuery contacts;
    contacts.limit = asked_contacts;
    core::Result<void> written = core::Result<void>{};
    if (const auto* prefix = std::get_if<core::Prefix>(&*subject)) {
        sources.prefix = *prefix;
        // A source is known by its /64, so a longer IPv6 prefix means that one.
        if (!prefix->address.is_v4() && prefix->length > 64)
            sources.prefix = core::Prefix::of(prefix->address, 64);
        contacts.source = *prefix;
        if (prefix->length == (prefix->address.is_v4() ? 32 : 128)) {
            json.key("network");
            write_network(json, context.ip, network_of(context.ip, prefix->address, context.now));
            json.key("databases");
            write_databases(json, context.ip, context.now);
            write_benign(json, context, prefix->address);
        }
        written = write_sources(json, context, sources);
        if (written) written = write_contacts(json, context, contacts);
    } else if (const auto* system = std::get_if<AutonomousSystem>(&*subject)) {
        written = write_system(json, context, *system);
    } else if (const auto* hash = std::get_if<store::PayloadHash>(&*subject)) {
        contacts.payload = *hash;
        written = write_contacts(json, context, contacts);
    } else {
        const auto& signal = std::get<event::Signal>(*subject);
        sources.signal = signal;
        contacts.signal = signal;
        written = write_sources(json, context, sources);
        if (written) written = write_contacts(json, context, contacts);
    }
    if (written) written = write_records(json, context, *subject, name);
    if (const auto* prefix = std::get_if<core::Prefix>(&*subject);
        written && prefix != nullptr && context.book != nullptr) {
        const auto said = others_said(*context.book, *prefix);
        if (!said) return said.error();
        json.key("others");
        put_others_said(json, *said);
    }
    if (!written) return written.error();
    json.end_object();
    return json.take();
}

}  // namespace hitme::console::api
