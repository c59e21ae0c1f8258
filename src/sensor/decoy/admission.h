// SPDX-License-Identifier: Apache-2.0
// Who may be held open, and who is only counted: the limits in total, per source, per prefix and per minute.
//
// Pure but for its own tables. The tables are bounded: a source beyond `max_tracked` is admitted without being tracked
// (the total limit still holds), and counted in untracked().
#pragma once

#include <cstdint>
#include <unordered_map>

#include "core/ip.h"
#include "sensor/settings.h"

namespace hitme::sensor {

/// Why a contact is only counted. The names stand in Contact::limit and in the counters.
enum class Refusal : std::uint8_t {
    none,
    connections_total,
    connections_per_source,
    connections_per_prefix,
    contacts_per_source_and_minute,
    descriptors,  ///< the process has no descriptor left
    queue,        ///< finished events wait for the store or the link, and there is no room for more
    syn_table,    ///< more bare SYNs at once than are followed
};
constexpr std::size_t refusal_count = 8;
const char* name_of(Refusal refusal);

class Admission {
 public:
    Admission(const Limits& limits, std::uint64_t seed);

    /// A connection was accepted: none, or the limit that it breaks. On none it counts as open until leave().
    Refusal enter(const core::Address& source, core::Time now);
    void leave(const core::Address& source);

    /// A contact without a connection (UDP, bare SYN): only the limit per source and minute.
    Refusal note(const core::Address& source, core::Time now);

    std::uint32_t open() const { return open_; }
    std::uint64_t untracked() const { return untracked_; }

    static constexpr std::size_t max_tracked = 200'000;  // ours: about 20 MB at the very most

 private:
    struct SeededHash {
        std::uint64_t seed;
        std::size_t operator()(const core::Address& address) const;
    };
    struct Use {
        std::uint32_t open = 0;
        std::uint32_t in_minute = 0;
        std::int64_t minute = 0;
    };
    using Table = std::unordered_map<core::Address, Use, SeededHash>;

    /// The entry of `key`, or null when the table is full.
    Use* find_or_make(Table& table, const core::Address& key, std::int64_t minute);
    bool over_minute(Use& use, std::int64_t minute) const;
    void sweep(std::int64_t minute);

    Limits limits_;
    Table sources_;
    Table prefixes_;
    std::uint32_t open_ = 0;
    std::uint64_t untracked_ = 0;
    std::int64_t swept_minute_ = 0;
};

/// IPv4 /24, IPv6 /48: the network that shares one limit.
core::Address limit_prefix(const core::Address& source);

}  // namespace hitme::sensor
