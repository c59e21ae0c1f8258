// SPDX-License-Identifier: Apache-2.0
// All sources of a store at one instant, in memory, so that counting, sorting and paging millions of them takes milliseconds.
//
// Memory   some 34 bytes a source and 4 for each signal that it knocked on.
// Answers  as EventStore::sources() of that instant would: same order, same totals. The rows themselves are read from the
//          store, so they are newer than the order.
// Threads  immutable once made; any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "store/event_store.h"

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
    std::span<const std::uint32_t> signals;     ///< event::Signal::key()
    std::shared_ptr<const void> owner;
};

class SourceSnapshot {
 public:
    explicit SourceSnapshot(SourceColumns columns) : of_(std::move(columns)) {}
    /// Reads every source of the store. Errors   the store's.
    static core::Result<std::shared_ptr<const SourceSnapshot>> of(EventStore& store,
                                                                  core::Time taken_at);

    core::Time taken_at() const { return of_.taken_at; }
    std::size_t size() const { return of_.v4.size() + of_.v6.size(); }
    const SourceColumns& columns() const { return of_; }

    struct Page {
        std::uint64_t total = 0;
        std::vector<core::Address> addresses;  ///< in the query's order
    };
    Page page(const SourceQuery& query) const;
    /// Calls visit(address, last_seen) for each source that matches, in no order; order, offset and limit are not looked at.
    void visit(const SourceQuery& query,
               const std::function<void(const core::Address&, core::Time)>& visitor) const;

 private:
    template <class Each>
    void each(const SourceQuery& query, Each&& visit) const;
    core::Address address_at(std::size_t i) const;
    bool knocked_on(std::size_t i, std::uint32_t signal) const;

    SourceColumns of_;
};

}  // namespace hitme::store
