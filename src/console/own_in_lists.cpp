// SPDX-License-Identifier: Apache-2.0
#include "console/own_in_lists.h"

#include <algorithm>

#include "console/corroboration/list_entries.h"
#include "console/json_writer.h"

namespace hitme::console {
namespace {

OwnSighting sighting_of(const ListedEntry& entry) {
    // As an import writes it that comes after the registration.
    JsonWriter json;
    json.begin_object();
    json.key("import").text(entry.import);
    json.key("network").text(entry.row.network->to_string());
    if (entry.row.count) json.key("count").real(*entry.row.count);
    if (entry.row.targets) json.key("targets").real(*entry.row.targets);
    json.end_object();
    OwnSighting sighting;
    sighting.address = *entry.row.network;
    sighting.feed = entry.source + " " + core::format_day(core::day_of(entry.fetched_at));
    sighting.at = entry.fetched_at;
    sighting.record = json.take();
    return sighting;
}

}  // namespace

core::Result<ListedOwn> note_in_lists(store::Book& book, const OwnNetworks& networks,
                                      const OwnNetwork& network, core::Time now) {
    auto listed = entries_on(book, network.network, Lists::all);
    if (!listed) return listed.error();
    std::ranges::reverse(listed->entries);
    ListedOwn found;
    for (const ListedEntry& entry : listed->entries) {
        for (const OwnMatch& match : networks.matches(*entry.row.network)) {
            if (match.network->network != network.network) continue;
            ++found.rows;
            if (found.noted >= max_noted_rows) continue;
            const auto noted = note_sighting(book, match, sighting_of(entry), now);
            if (!noted) return noted.error();
            ++found.noted;
        }
    }
    return found;
}

}  // namespace hitme::console
