// SPDX-License-Identifier: Apache-2.0
#include "store/event_store.h"

#include <algorithm>

namespace hitme::store {

core::Result<void> EventStore::visit_matching_sources(
    const SourceQuery& query,
    const std::function<void(const core::Address&, core::Time)>& visitor) {
    return visit_sources([&](const SourceGlance& source) {
        if (query.prefix && !query.prefix->contains(source.source)) return true;
        if (query.seen_from && source.last_seen < *query.seen_from) return true;
        if (query.seen_to && source.first_seen >= *query.seen_to) return true;
        if (query.signal && std::find(source.signals.begin(), source.signals.end(),
                                      query.signal->key()) == source.signals.end())
            return true;
        visitor(source.source, source.last_seen);
        return true;
    });
}

}  // namespace hitme::store
