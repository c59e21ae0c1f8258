// SPDX-License-Identifier: Apache-2.0
#include "console/own_in_lists.h"

#include <algorithm>

#include "console/corroboration/list_entries.h"

namespace hitme::console {
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
