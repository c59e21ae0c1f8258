// SPDX-License-Identifier: Apache-2.0
#include "store/event_store.h"

#include <algorithm>

#include "store/source_snapshot.h"

namespace hitme::store {

core::Result<void> EventStore::visit_matching_sources(
    const SourceQuery& query,
    const std::function<void(const core::Address&, core::Time)>& visitor) {
    if (query.network)
        return core::error(core::ErrorCode::bad_input,
                           "a store knows no networks of its sources; a snapshot of them does");
    return visit_sources([&](const SourceGlance& source) {
        if (query.prefix && !query.prefix->contains(source.source)) return true;
        if (query.seen_from && source.last_seen < *query.seen_from) return true;
        if (query.seen_to && source.first_seen >= *query.seen_to) return true;
        if ((query.signal || query.stage) &&
            std::ranges::none_of(source.signals, [&](const SourceGlance::OnSignal& on) {
                return (!query.signal || on.signal == query.signal->key()) &&
                       (!query.stage || on.stage >= rank_of_stage(query.stage));
            }))
            return true;
        visitor(source.source, source.last_seen);
        return true;
    });
}

core::Result<std::shared_ptr<const SourceSnapshot>> EventStore::snapshot(
    core::Time now, const NetworkOf& networks) {
    auto taken = SourceSnapshot::of(*this, now);
    if (!taken || !networks) return taken;
    return (*taken)->with_networks(networks, 0, nullptr);
}

core::Result<void> EventStore::visit_until(core::Time from, core::Time to, const Visitor& visitor) {
    const core::Time end = to == core::Time::max() ? to : to + core::Duration{1};
    return visit(from, end, [&](const event::Event& event) {
        const bool is_of_the_moment = event::seen_at(event) >= to;
        return is_of_the_moment && !std::holds_alternative<event::Heartbeat>(event)
                   ? true
                   : visitor(event);
    });
}

}  // namespace hitme::store
