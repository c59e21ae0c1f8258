// SPDX-License-Identifier: Apache-2.0
#include "store/source_snapshot.h"

#include <algorithm>
#include <array>
#include <limits>

namespace hitme::store {
namespace {

core::Address v6_of(std::uint64_t high) {
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    return core::Address::v6(bytes.data());
}

/// The columns of a walk.
struct Held {
    std::vector<std::uint32_t> v4;
    std::vector<std::uint64_t> v6;
    std::vector<std::int64_t> first_seen;
    std::vector<std::int64_t> last_seen;
    std::vector<std::uint64_t> events;
    std::vector<std::uint32_t> signals_to;
    std::vector<std::uint32_t> signals;
};

}  // namespace

core::Result<std::shared_ptr<const SourceSnapshot>> SourceSnapshot::of(EventStore& store,
                                                                       core::Time taken_at) {
    const auto state = store.state();
    if (!state) return state.error();
    const auto made = std::make_shared<Held>();
    // IPv6 sources come after all IPv4 ones, as visit_sources() promises.
    const auto read = store.visit_sources([&](const SourceGlance& source) {
        if (source.source.is_v4())
            made->v4.push_back(source.source.v4_value());
        else
            made->v6.push_back(source.source.high());
        made->first_seen.push_back(core::nanoseconds_of(source.first_seen));
        made->last_seen.push_back(core::nanoseconds_of(source.last_seen));
        made->events.push_back(source.events);
        made->signals.insert(made->signals.end(), source.signals.begin(), source.signals.end());
        made->signals_to.push_back(static_cast<std::uint32_t>(made->signals.size()));
        return true;
    });
    if (!read) return read.error();
    return std::make_shared<const SourceSnapshot>(
        SourceColumns{taken_at, state->events, made->v4, made->v6, made->first_seen,
                      made->last_seen, made->events, made->signals_to, made->signals, made});
}

core::Address SourceSnapshot::address_at(std::size_t i) const {
    return i < of_.v4.size() ? core::Address::v4(of_.v4[i]) : v6_of(of_.v6[i - of_.v4.size()]);
}

bool SourceSnapshot::knocked_on(std::size_t i, std::uint32_t signal) const {
    const auto from = of_.signals.begin() + (i == 0 ? 0 : of_.signals_to[i - 1]);
    const auto to = of_.signals.begin() + of_.signals_to[i];
    return std::find(from, to, signal) != to;
}

template <class Each>
void SourceSnapshot::each(const SourceQuery& query, Each&& visit) const {
    std::size_t from = 0;
    std::size_t to = size();
    if (query.prefix) {
        if (query.prefix->address.is_v4()) {
            from = static_cast<std::size_t>(
                std::lower_bound(of_.v4.begin(), of_.v4.end(), query.prefix->address.v4_value()) -
                of_.v4.begin());
            to = static_cast<std::size_t>(
                std::upper_bound(of_.v4.begin(), of_.v4.end(), query.prefix->last().v4_value()) -
                of_.v4.begin());
        } else {
            from = of_.v4.size() +
                   static_cast<std::size_t>(std::lower_bound(of_.v6.begin(), of_.v6.end(),
                                                             query.prefix->address.high()) -
                                            of_.v6.begin());
            to = of_.v4.size() +
                 static_cast<std::size_t>(
                     std::upper_bound(of_.v6.begin(), of_.v6.end(), query.prefix->last().high()) -
                     of_.v6.begin());
        }
    }
    const std::int64_t seen_from = query.seen_from ? core::nanoseconds_of(*query.seen_from)
                                                   : std::numeric_limits<std::int64_t>::min();
    const std::int64_t seen_to = query.seen_to ? core::nanoseconds_of(*query.seen_to)
                                               : std::numeric_limits<std::int64_t>::max();
    const bool filters = query.signal.has_value();
    const std::uint32_t signal = filters ? query.signal->key() : 0;
    for (std::size_t i = from; i < to; ++i) {
        if (of_.last_seen[i] < seen_from || (query.seen_to && of_.first_seen[i] >= seen_to))
            continue;
        if (filters && !knocked_on(i, signal)) continue;
        visit(i);
    }
}

SourceSnapshot::Page SourceSnapshot::page(const SourceQuery& query) const {
    struct Kept {
        std::int64_t rank = 0;
        std::size_t number = 0;  // rises with the address within a family, and IPv4 comes first
    };
    const bool descending = query.descending;
    const auto before = [descending](const Kept& a, const Kept& b) {
        if (a.rank != b.rank) return descending ? a.rank > b.rank : a.rank < b.rank;
        return descending ? a.number > b.number : a.number < b.number;
    };
    const auto rank = [&](std::size_t i) -> std::int64_t {
        switch (query.order) {
            case SourceOrder::last_seen:
                return of_.last_seen[i];
            case SourceOrder::first_seen:
                return of_.first_seen[i];
            case SourceOrder::events:
                return static_cast<std::int64_t>(of_.events[i]);
            case SourceOrder::address:
                return 0;
        }
        return 0;
    };
    const std::size_t limit = std::min(query.limit, max_page);
    const std::size_t wanted =
        query.offset > std::numeric_limits<std::size_t>::max() - limit ? 0 : query.offset + limit;
    Page page;
    std::vector<Kept> best;  // a heap with the last of the page on top
    each(query, [&](std::size_t i) {
        ++page.total;
        if (limit == 0 || wanted == 0) return;
        const Kept kept{rank(i), i};
        if (best.size() == wanted) {
            if (!before(kept, best.front())) return;
            std::pop_heap(best.begin(), best.end(), before);
            best.pop_back();
        }
        best.push_back(kept);
        std::push_heap(best.begin(), best.end(), before);
    });
    std::sort_heap(best.begin(), best.end(), before);
    for (std::size_t i = query.offset; i < best.size(); ++i)
        page.addresses.push_back(address_at(best[i].number));
    return page;
}

void SourceSnapshot::visit(
    const SourceQuery& query,
    const std::function<void(const core::Address&, core::Time)>& visitor) const {
    each(query,
         [&](std::size_t i) { visitor(address_at(i), core::from_nanoseconds(of_.last_seen[i])); });
}

}  // namespace hitme::store
