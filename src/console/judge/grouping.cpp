// SPDX-License-Identifier: Apache-2.0
#include "console/judge/grouping.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "console/address_network.h"

namespace hitme::console {
namespace {

constexpr std::array<std::string_view, 7> names{"class_region", "class", "country",     "region",
                                                "registry",     "as",    "sensor_class"};

std::string group_of(const AddressNetwork& network, Grouping by) {
    const auto& facts = network.facts;
    const std::string kind{analytics::name_of(network.network_class.network_class)};
    const std::string continent{store::name_of(facts.continent)};
    switch (by) {
        case Grouping::class_region:
            // Neither known is unknown; one of them is worth its name.
            if (kind == "unknown" && continent.empty()) return "unknown";
            return kind + "/" + (continent.empty() ? "unknown" : continent);
        case Grouping::network_class:
            return kind;
        case Grouping::country:
            // EU and AP are no countries, and no reason to hide that something is known.
            if (facts.country.empty() && (facts.country_note == "EU" || facts.country_note == "AP"))
                return std::string(facts.country_note) + " (no country)";
            return std::string(facts.country);
        case Grouping::region:
            return continent;
        case Grouping::registry:
            return std::string(store::name_of(facts.registry));
        case Grouping::as:
            return as_label(facts);
        case Grouping::sensor_class:
            break;
    }
    return {};
}

/// Calls visit(sighting) for the first sighting of each source: sightings stand by time.
template <class Visit>
void visit_first_sightings(const Stream& stream, Visit visit) {
    std::vector<bool> seen(stream.sources.size());
    for (const auto& sighting : stream.sightings) {
        if (seen[sighting.source]) continue;
        seen[sighting.source] = true;
        visit(sighting);
    }
}

}  // namespace

std::optional<Grouping> grouping_named(std::string_view name) {
    const auto* found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Grouping>(found - names.begin());
}

std::string_view name_of(Grouping grouping) {
    return names[static_cast<std::size_t>(grouping)];
}

void group_sources(Stream& stream, Grouping by, const store::IpData& data) {
    stream.classes.clear();
    stream.source_class.assign(stream.sources.size(), no_class);
    stream.classes_from = name_of(by);
    for (const auto& database : data.databases())
        if (by != Grouping::sensor_class)
            stream.classes_from +=
                "; " + database.name + (database.date.empty() ? "" : " " + database.date);
    if (by != Grouping::sensor_class) stream.as_numbers.assign(stream.sources.size(), 0);
    std::map<std::string, std::uint32_t> numbers;
    visit_first_sightings(stream, [&](const analytics::Sighting& sighting) {
        std::string group;
        if (by == Grouping::sensor_class) {
            group = stream.sensors[sighting.sensor];
        } else {
            const auto network = network_of(data, stream.sources[sighting.source], sighting.at);
            stream.as_numbers[sighting.source] = network.facts.asn.value_or(0);
            group = group_of(network, by);
        }
        if (group.empty()) group = "unknown";
        const auto [place, is_new] =
            numbers.emplace(std::move(group), static_cast<std::uint32_t>(stream.classes.size()));
        if (is_new) stream.classes.push_back(place->first);
        stream.source_class[sighting.source] = place->second;
    });
}

void number_networks(Stream& stream, const store::IpData& data) {
    stream.as_numbers.assign(stream.sources.size(), 0);
    visit_first_sightings(stream, [&](const analytics::Sighting& sighting) {
        stream.as_numbers[sighting.source] =
            network_of(data, stream.sources[sighting.source], sighting.at).facts.asn.value_or(0);
    });
}

}  // namespace hitme::console
