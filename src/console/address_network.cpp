// SPDX-License-Identifier: Apache-2.0
#include "console/address_network.h"

#include <cstdio>

namespace hitme::console {
namespace {

std::string dated(const store::IpDatabase& database) {
    return database.name + (database.date.empty() ? "" : " " + database.date);
}

// Calls say(name) for each flag that the facts have, as api.yaml names them.
template <class Say>
void each_flag(const store::IpFacts& facts, const Say& say) {
    if (facts.anonymous_proxy) say("anonymous_proxy");
    if (facts.satellite) say("satellite");
    if (facts.anycast) say("anycast");
    if (facts.drop) say("drop");
}

}  // namespace

AddressNetwork network_of(const store::IpData& data, const core::Address& address, core::Time at,
                          std::string_view reverse_name) {
    AddressNetwork network;
    network.facts = data.facts(address, at);
    const auto& facts = network.facts;
    analytics::NetworkFacts asked;
    asked.operator_class = facts.operator_class;
    asked.operator_source = facts.operator_source;
    asked.user_type = facts.user_type;
    asked.connection_type = facts.connection_type;
    asked.asn = facts.asn;
    asked.as_name = facts.as_name;
    asked.reverse_name = reverse_name;
    asked.anonymous_proxy = facts.anonymous_proxy;
    asked.anycast = facts.anycast;
    network.network_class = analytics::judge_network_class(asked);
    return network;
}

store::NetworkKey network_key(const store::IpData& data, const core::Address& address,
                              core::Time at) {
    const AddressNetwork network = network_of(data, address, at);
    store::NetworkKey key;
    key.asn = network.facts.asn.value_or(0);
    key.country = store::country_key(network.facts.country);
    // As console/judge groups: no countries, and no reason to hide that something is known.
    const auto note = network.facts.country_note;
    if (key.country == 0 && (note == "EU" || note == "AP")) key.country = store::country_key(note);
    key.network_class = static_cast<std::uint8_t>(network.network_class.network_class);
    key.continent = static_cast<std::uint8_t>(network.facts.continent);
    return key;
}

std::function<std::uint32_t(const core::Address&)> systems_of(
    std::shared_ptr<const store::IpData> data, const runtime::Clock& clock) {
    return [data = std::move(data), &clock](const core::Address& address) {
        return data->facts(address, clock.now()).asn.value_or(0);
    };
}

std::string as_label(const store::IpFacts& facts) {
    if (!facts.asn) return {};
    std::string label = "AS" + std::to_string(*facts.asn);
    return facts.as_name.empty() ? label : label + " " + facts.as_name;
}

void write_network(JsonWriter& json, const store::IpData& data, const AddressNetwork& network) {
    const auto& facts = network.facts;
    json.begin_object().key("country").text(facts.country);
    json.key("country_note").text(facts.country_note);
    json.key("continent").text(store::name_of(facts.continent));
    json.key("registry").text(store::name_of(facts.registry));
    json.key("registry_note").text(facts.registry_note);
    json.key("asn");
    if (facts.asn)
        json.number(*facts.asn);
    else
        json.null();
    json.key("as_name").text(facts.as_name);
    json.key("flags").begin_array();
    each_flag(facts, [&](const char* flag) { json.text(flag); });
    json.end_array();
    json.key("class").text(analytics::name_of(network.network_class.network_class));
    json.key("confidence").real(network.network_class.confidence);
    json.key("basis").begin_array();
    for (const auto& evidence : network.network_class.evidence) {
        json.begin_object().key("class").text(analytics::name_of(evidence.network_class));
        json.key("source").text(analytics::name_of(evidence.basis));
        json.key("evidence").text(evidence.evidence);
        json.key("confidence").real(evidence.confidence).end_object();
    }
    json.end_array().key("database_dates").begin_array();
    for (const std::size_t index : facts.answered) json.text(dated(data.databases()[index]));
    json.end_array().end_object();
}

void write_databases(JsonWriter& json, const store::IpData& data, core::Time now) {
    json.begin_array();
    for (const auto& database : data.databases()) {
        json.begin_object().key("name").text(database.name);
        json.key("kind").text(store::name_of(database.kind)).key("tells").begin_array();
        for (const auto& what : database.tells) json.text(what);
        json.end_array().key("date").text(database.date);
        json.key("licence").text(database.licence);
        const auto day = core::parse_day(database.date);
        // The registries' table of /8s does not age as the others do.
        const bool ages = database.kind != store::IpDatabaseKind::registry;
        json.key("stale").truth(ages && day && now - core::Time{*day} > stale_after);
        json.end_object();
    }
    json.end_array();
}

std::string network_in_words(const store::IpData& data, const AddressNetwork& network) {
    const auto& facts = network.facts;
    const auto or_unknown = [](std::string text) { return text.empty() ? "unknown" : text; };
    std::string text = "country:  " + or_unknown(std::string(facts.country));
    if (!facts.country_note.empty())
        text += " (the database says " + std::string(facts.country_note) + ")";
    if (facts.continent != store::Continent::unknown)
        text += ", " + std::string(store::name_of(facts.continent));
    text += "\nregistry: " + or_unknown(std::string(store::name_of(facts.registry)));
    if (!facts.registry_note.empty()) text += " (" + std::string(facts.registry_note) + ")";
    text += "\nnetwork:  " + or_unknown(as_label(facts));
    each_flag(facts, [&](const char* flag) { text += std::string(", ") + flag; });
    text += "\nclass:    " + std::string(analytics::name_of(network.network_class.network_class));
    char number[32];
    if (network.network_class.confidence > 0) {
        std::snprintf(number, sizeof number, " (confidence %.2f)",
                      network.network_class.confidence);
        text += number;
    }
    for (const auto& evidence : network.network_class.evidence) {
        std::snprintf(number, sizeof number, " (%.2f)", evidence.confidence);
        text += "\n          " + std::string(analytics::name_of(evidence.basis)) + " says " +
                std::string(analytics::name_of(evidence.network_class)) + number + ": " +
                evidence.evidence;
    }
    text += "\nfrom:     ";
    bool is_first = true;
    for (const std::size_t index : facts.answered) {
        text += (is_first ? "" : "; ") + dated(data.databases()[index]);
        is_first = false;
    }
    return text + (is_first ? "no database knows it\n" : "\n");
}

}  // namespace hitme::console
