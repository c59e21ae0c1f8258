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

}  // namespace

core::Result<std::shared_ptr<const SourceSnapshot>> SourceSnapshot::of(EventStore& store,
                                                                       core::Time taken_at) {
    auto made = std::make_shared<SourceSnapshot>();
    made->taken_at_ = taken_at;
    // IPv6 sources come after all IPv4 ones, as visit_sources() promises.
    const auto read = store.visit_sources([&](const SourceGlance& source) {
        if (source.source.is_v4())
            made->v4_.push_back(source.source.v4_value());
        else
            made->v6_.push_back(source.source.high());
        made->first_seen_.push_back(core::nanoseconds_of(source.first_seen));
        made->last_seen_.push_back(core::nanoseconds_of(source.last_seen));
        made->events_.push_back(source.events);
        made->signals_from_.push_back(static_cast<std::uint32_t>(made->signals_.size()));
        made->signals_.insert(made->signals_.end(), source.signals.begin(), source.signals.end());
        return true;
    });
    if (!read) return read.error();
    made->signals_from_.push_back(static_cast<std::uint32_t>(made->signals_.size()));
    return std::shared_ptr<const SourceSnapshot>(std::move(made));
}

core::Address SourceSnapshot::address_at(std::size_t i) const {
    return i < v4_.size() ? core::Address::v4(v4_[i]) : v6_of(v6_[i - v4_.size()]);
}

template <class Each>
void SourceSnapshot::each(const SourceQuery& query, Each&& visit) const {
    std::size_t from = 0;
    std::size_t to = size();
    if (query.prefix) {
        if (query.prefix->address.is_v4()) {
            from = static_cast<std::size_t>(
                std::lower_bound(v4_.begin(), v4_.end(), query.prefix->address.v4_value()) -
                v4_.begin());
            to = static_cast<std::size_t>(
                std::upper_bound(v4_.begin(), v4_.end(), query.prefix->last().v4_value()) -
                v4_.begin());
        } else {
            from = v4_.size() +
                   static_cast<std::size_t>(
                       std::lower_bound(v6_.begin(), v6_.end(), query.prefix->address.high()) -
                       v6_.begin());
            to = v4_.size() +
                 static_cast<std::size_t>(
                     std::upper_bound(v6_.begin(), v6_.end(), query.prefix->last().high()) -
                     v6_.begin());
        }
    }
    const std::int64_t seen_from = query.seen_from ? core::nanoseconds_of(*query.seen_from)
                                                   : std::numeric_limits<std::int64_t>::min();
    const std::int64_t seen_to = query.seen_to ? core::nanoseconds_of(*query.seen_to)
                                               : std::numeric_limits<std::int64_t>::max();
    const bool filters = query.signal.has_value();
    const std::uint32_t signal = filters ? query.signal->key() : 0;
    for (std::size_t i = from; i < to; ++i) {
        if (last_seen_[i] < seen_from || (query.seen_to && first_seen_[i] >= seen_to)) continue;
        if (filters &&
            std::find(signals_.begin() + signals_from_[i], signals_.begin() + signals_from_[i + 1],
                      signal) == signals_.begin() + signals_from_[i + 1])
            continue;
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
                return last_seen_[i];
            case SourceOrder::first_seen:
                return first_seen_[i];
            case SourceOrder::events:
                return static_cast<std::int64_t>(events_[i]);
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
         [&](std::size_t i) { visitor(address_at(i), core::from_nanoseconds(last_seen_[i])); });
}

}  // namespace hitme::store
