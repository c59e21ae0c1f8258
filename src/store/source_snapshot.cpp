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
    std::vector<std::uint16_t> first_hours;
};

struct HeldNetworks {
    std::vector<std::uint32_t> asn;
    std::vector<std::uint16_t> country;
    std::vector<std::uint8_t> network_class;
    std::vector<std::uint8_t> continent;
};

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t hour_seconds = 3600;
std::int64_t hour_of(core::Time at) {
    return core::nanoseconds_of(core::bin_of(at, std::chrono::hours{1})) /
           (hour_seconds * second_ns);
}
/// Hours from one to the other as 16 bits hold them: seven years, and later ones as if so.
std::uint16_t hours_after(std::int64_t from, std::int64_t second) {
    const std::int64_t hour = hour_of(core::Time{std::chrono::seconds{second}});
    return static_cast<std::uint16_t>(
        std::clamp<std::int64_t>(hour - from, 0, std::numeric_limits<std::uint16_t>::max()));
}

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
        const std::int64_t first = hour_of(source.first_seen);
        for (const auto& on : source.signals) {
            made->signals.push_back(knock(on.signal, on.stage));
            made->first_hours.push_back(hours_after(first, on.first_second));
        }
        made->signals_to.push_back(static_cast<std::uint32_t>(made->signals.size()));
        return true;
    });
    if (!read) return read.error();
    return std::make_shared<const SourceSnapshot>(SourceColumns{taken_at,
                                                                state->events,
                                                                made->v4,
                                                                made->v6,
                                                                made->first_seen,
                                                                made->last_seen,
                                                                made->events,
                                                                made->signals_to,
                                                                made->signals,
                                                                made->first_hours,
                                                                0,
                                                                {},
                                                                {},
                                                                {},
                                                                {},
                                                                made});
}

std::shared_ptr<const SourceSnapshot> SourceSnapshot::with_networks(
    const NetworkOf& networks, std::uint64_t from, const SourceSnapshot* before) const {
    const auto made = std::make_shared<HeldNetworks>();
    made->asn.reserve(size());
    made->country.reserve(size());
    made->network_class.reserve(size());
    made->continent.reserve(size());
    const bool knows = before != nullptr && before->has_networks() && before->size() > 0;
    std::size_t old = 0;  // both go by address within a family, IPv4 first
    const auto comes_before = [&](std::size_t there, std::size_t here) {
        const bool v4 = here < of_.v4.size();
        if (there < before->of_.v4.size()) return !v4 || before->of_.v4[there] < of_.v4[here];
        return !v4 && before->of_.v6[there - before->of_.v4.size()] < of_.v6[here - of_.v4.size()];
    };
    for (std::size_t i = 0; i < size(); ++i) {
        NetworkKey key;
        while (knows && old < before->size() && comes_before(old, i)) ++old;
        // Not where it was seen earlier than was known: the databases of that time answer.
        if (knows && old < before->size() && before->address_at(old) == address_at(i) &&
            before->of_.first_seen[old] == of_.first_seen[i])
            key = before->network_at(old);
        else
            key = networks(address_at(i), core::from_nanoseconds(of_.first_seen[i]));
        made->asn.push_back(key.asn);
        made->country.push_back(key.country);
        made->network_class.push_back(key.network_class);
        made->continent.push_back(key.continent);
    }
    SourceColumns columns = of_;
    columns.networks_from = from;
    columns.asn = made->asn;
    columns.country = made->country;
    columns.network_class = made->network_class;
    columns.continent = made->continent;
    columns.networks_owner = made;
    return std::make_shared<const SourceSnapshot>(std::move(columns));
}

NetworkKey SourceSnapshot::network_at(std::size_t i) const {
    if (of_.asn.empty()) return {};
    return {of_.asn[i], of_.country[i], of_.network_class[i], of_.continent[i]};
}

void SourceSnapshot::visit_signal(std::optional<std::uint32_t> signal,
                                  const std::function<void(const Glance&)>& visit) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < size(); ++i) {
        Glance glance{i,
                      core::from_nanoseconds(of_.first_seen[i]),
                      core::from_nanoseconds(of_.last_seen[i]),
                      0,
                      {}};
        bool knocks = !signal;
        for (; at < of_.signals_to[i]; ++at) {
            const std::uint32_t held = of_.signals[at];
            if (!signal) {
                glance.stage = std::max(glance.stage, stage_of_knock(held));
            } else if (signal_of_knock(held) == *signal) {
                knocks = true;
                glance.stage = stage_of_knock(held);
                glance.first_seen = core::bin_of(glance.first_seen, std::chrono::hours{1}) +
                                    std::chrono::hours{of_.first_hours[at]};
            }
        }
        if (!knocks) continue;
        glance.network = network_at(i);
        visit(glance);
    }
}

core::Address SourceSnapshot::address_at(std::size_t i) const {
    return i < of_.v4.size() ? core::Address::v4(of_.v4[i]) : v6_of(of_.v6[i - of_.v4.size()]);
}

bool SourceSnapshot::knocked(std::size_t i, const SourceQuery& query) const {
    const auto from = of_.signals.begin() + (i == 0 ? 0 : of_.signals_to[i - 1]);
    const auto to = of_.signals.begin() + of_.signals_to[i];
    const std::uint32_t signal = query.signal ? query.signal->key() : 0;
    const std::uint8_t stage = query.stage ? rank_of_stage(query.stage) : std::uint8_t{0};
    return std::any_of(from, to, [&](std::uint32_t held) {
        return (!query.signal || signal_of_knock(held) == signal) && stage_of_knock(held) >= stage;
    });
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
    const bool filters = query.signal || query.stage;
    for (std::size_t i = from; i < to; ++i) {
        if (of_.last_seen[i] < seen_from || (query.seen_to && of_.first_seen[i] >= seen_to))
            continue;
        if (filters && !knocked(i, query)) continue;
        if (query.network && !query.network->takes(network_at(i))) continue;
        visit(i);
    }
}

SourceSnapshot::Page SourceSnapshot::page(const SourceQuery& query,
                                          std::optional<Registry> registry) const {
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
        if (registry && registry_of(address_at(i)).registry != *registry) return;
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
