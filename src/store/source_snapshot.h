// SPDX-License-Identifier: Apache-2.0
// All sources of a store at one instant, in memory, so that counting, sorting and paging millions of them takes milliseconds.
//
// Memory   some 34 bytes a source, 8 more where networks were looked up, and 6 for each signal that it knocked on.
// Answers  as EventStore::sources() of that instant would: same order, same totals. The rows themselves are read from the
//          store, so they are newer than the order.
// Threads  immutable once made; any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "store/event_store.h"
#include "store/ip/registry.h"

namespace hitme::store {

/// What a snapshot is made of: one entry a source and column, IPv4 sources first, each family by address. Views: `owner` holds
/// what they look at.
struct SourceColumns {
    core::Time taken_at;
    std::uint64_t events_stored = 0;            ///< StoreState::events when it was taken
    std::span<const std::uint32_t> v4;          ///< sorted
    std::span<const std::uint64_t> v6;          ///< the /64s, sorted
    std::span<const std::int64_t> first_seen;   ///< ns since 1970
    std::span<const std::int64_t> last_seen;    ///< ns since 1970
    std::span<const std::uint64_t> events;      ///< of the source
    std::span<const std::uint32_t> signals_to;  ///< end of its part of `signals`
    std::span<const std::uint32_t> signals;     ///< knock()
    /// Of each in `signals`: whole hours from the hour of the source's first_seen to that of its first contact there.
    std::span<const std::uint16_t> first_hours;
    std::uint64_t networks_from =
        0;  ///< a number for the databases that the networks are from; 0: not looked up
    std::span<const std::uint32_t> asn;  ///< of each source, as in NetworkKey; empty: not looked up
    std::span<const std::uint16_t> country;       ///< likewise
    std::span<const std::uint8_t> network_class;  ///< likewise
    std::span<const std::uint8_t> continent;      ///< likewise
    std::shared_ptr<const void> owner;
    std::shared_ptr<const void> networks_owner = nullptr;
};

/// A signal with how far the source got there, in one number.
constexpr std::uint32_t knock(std::uint32_t signal, std::uint8_t stage_rank) {
    return signal | std::uint32_t{stage_rank} << 18;
}
constexpr std::uint32_t signal_of_knock(std::uint32_t knock) {
    return knock & 0x3FFFF;
}
/// As in rank_of_stage().
constexpr std::uint8_t stage_of_knock(std::uint32_t knock) {
    return static_cast<std::uint8_t>(knock >> 18 & 0xF);
}

class SourceSnapshot {
 public:
    explicit SourceSnapshot(SourceColumns columns) : of_(std::move(columns)) {}
    /// Reads every source of the store. Errors   the store's.
    static core::Result<std::shared_ptr<const SourceSnapshot>> of(EventStore& store,
                                                                  core::Time taken_at);

    /// The same with the networks of its sources, those of `before` as they were looked up then. `from`: networks_from.
    /// Cost   a look-up of some microseconds a source that `before` lacks.
    std::shared_ptr<const SourceSnapshot> with_networks(const NetworkOf& networks,
                                                        std::uint64_t from,
                                                        const SourceSnapshot* before) const;
    bool has_networks() const { return size() == 0 || !of_.asn.empty(); }

    core::Time taken_at() const { return of_.taken_at; }
    std::size_t size() const { return of_.v4.size() + of_.v6.size(); }
    const SourceColumns& columns() const { return of_; }

    struct Page {
        std::uint64_t total = 0;
        std::vector<core::Address> addresses;  ///< in the query's order
    };
    /// A filter by network asks for has_networks().
    /// `registry`: only sources whose address it administers (none: no registry does); this asks for no look-up.
    Page page(const SourceQuery& query, std::optional<Registry> registry = std::nullopt) const;
    /// One source on one signal, or on all.
    struct Glance {
        std::size_t number = 0;  ///< of the source, for address_of()
        core::Time
            first_seen;  ///< on the signal: its hour; of the source at all where none was named
        core::Time last_seen;    ///< of the source, on whatever signal
        std::uint8_t stage = 0;  ///< the furthest, as in rank_of_stage()
        NetworkKey network;      ///< where networks were looked up
    };
    /// Calls visit(Glance) for each source that knocked on `signal`, on any where none is named.
    void visit_signal(std::optional<std::uint32_t> signal,
                      const std::function<void(const Glance&)>& visit) const;
    core::Address address_of(std::size_t number) const { return address_at(number); }
    /// Calls visit(address, last_seen) for each source that matches, in no order; order, offset and limit are not looked at.
    void visit(const SourceQuery& query,
               const std::function<void(const core::Address&, core::Time)>& visitor) const;

 private:
    template <class Each>
    void each(const SourceQuery& query, Each&& visit) const;
    core::Address address_at(std::size_t i) const;
    bool knocked(std::size_t i, const SourceQuery& query) const;
    NetworkKey network_at(std::size_t i) const;

    SourceColumns of_;
};

}  // namespace hitme::store
