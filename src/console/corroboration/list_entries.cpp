// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/list_entries.h"

#include <algorithm>
#include <map>
#include <utility>

#include "console/corroboration/imports.h"

namespace hitme::console {
namespace {

bool overlap(const core::Prefix& a, const core::Prefix& b) {
    return a.contains(b.address) || b.contains(a.address);
}

}  // namespace

core::Result<ListedEntries> entries_on(store::Book& book, const std::optional<core::Prefix>& asked,
                                       Lists lists) {
    store::EntryQuery query;
    query.kind = outside_set_kind;
    query.limit = max_read_lists;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<Import> imports;
    for (const auto& entry : page->entries)
        if (auto import = import_of(entry)) imports.push_back(std::move(*import));
    std::ranges::sort(imports, [](const Import& a, const Import& b) {
        return std::pair(b.fetched_at, b.id) < std::pair(a.fetched_at, a.id);
    });
    ListedEntries found;
    found.lists_not_read = page->total - page->entries.size();
    std::map<std::pair<std::string, OutsideKind>, std::string> latest;
    for (const auto& import : imports) {
        // Rows of ports and levels name nobody.
        const bool names_networks = std::ranges::any_of(
            import.data.rows, [](const OutsideRow& row) { return row.network.has_value(); });
        if (!names_networks) continue;
        const bool is_latest =
            latest.try_emplace({import.source, import.kind}, import.id).first->second == import.id;
        if (lists == Lists::latest && !is_latest) continue;
        ++found.lists_read;
        if (!found.newest) found.newest = import.fetched_at;
        const auto first = found.entries.size();
        for (const auto& row : import.data.rows)
            if (row.network && (!asked || overlap(*row.network, *asked)))
                found.entries.push_back(
                    {import.id, import.kind, import.source, import.fetched_at, is_latest, row});
        std::sort(found.entries.begin() + static_cast<std::ptrdiff_t>(first), found.entries.end(),
                  [](const ListedEntry& a, const ListedEntry& b) {
                      return *a.row.network < *b.row.network;
                  });
    }
    return found;
}

OwnSighting sighting_of(const ListedEntry& entry) {
    JsonWriter json;
    json.begin_object();
    json.key("import").text(entry.import);
    json.key("network").text(entry.row.network->to_string());
    if (entry.row.count) json.key("count").real(*entry.row.count);
    if (entry.row.targets) json.key("targets").real(*entry.row.targets);
    if (entry.row.first) json.key("first").text(core::format_day(*entry.row.first));
    if (entry.row.last) json.key("last").text(core::format_day(*entry.row.last));
    json.end_object();
    OwnSighting sighting;
    sighting.address = *entry.row.network;
    sighting.feed = entry.source + " " + core::format_day(core::day_of(entry.fetched_at));
    sighting.at = entry.fetched_at;
    sighting.record = json.take();
    return sighting;
}

void put_entry(JsonWriter& json, const ListedEntry& entry) {
    json.begin_object();
    json.key("import").text(entry.import);
    json.key("kind").text(name_of(entry.kind));
    json.key("source").text(entry.source);
    json.key("fetched_at").time(entry.fetched_at);
    json.key("latest").truth(entry.latest);
    json.key("network").text(entry.row.network->to_string());
    json.key("count").real(entry.row.count);
    json.key("targets").real(entry.row.targets);
    json.key("first").day(entry.row.first);
    json.key("last").day(entry.row.last);
    json.key("name").text(entry.row.name);
    json.end_object();
}

}  // namespace hitme::console
