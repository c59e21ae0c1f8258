// SPDX-License-Identifier: Apache-2.0
// Which host had an address at the time of a touch: lease files and the neighbour table, read again when they change (C-07).
//
// Neighbour  the kernel's table tells of now only, so it speaks for touches of the last neighbour_holds. It goes before a lease:
//            it is what the wire says. The name is the lease's where both name the same device.
// Lease      one that holds at the touch; one that ended before is not used.
// Files      read whole, at most once a second and only after a change of time or size. One that cannot be read leaves what was
//            known, and problem() says why.
// Threads    one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "console/cases/lease_table.h"
#include "console/cases/neighbours.h"

namespace hitme::console::cases {

constexpr core::Duration neighbour_holds =
    std::chrono::seconds{60};  // ours: the kernel's own entries go stale after 30 to 90 s

enum class KnownBy : std::uint8_t { none, neighbours, lease };
std::string_view name_of(KnownBy value);

struct HostAt {
    std::string mac;  ///< empty: not known
    std::string name;
    KnownBy known_by = KnownBy::none;
    core::Time from;   ///< of the lease; with the neighbour table the time of the reading
    core::Time until;  ///< likewise
};

struct HostSettings {
    std::vector<std::string> lease_files;
    std::string neighbour_file = "/proc/net/arp";  ///< empty: none
};

class Hosts {
 public:
    explicit Hosts(HostSettings settings) : settings_(std::move(settings)) {}
    void refresh(core::Time now);
    HostAt at(const core::Address& address, core::Time seen_at, core::Time now) const;
    const LeaseTable& leases() const { return leases_; }
    bool has_leases() const { return !settings_.lease_files.empty(); }
    /// Why a file could not be read; empty where all were.
    const std::string& problem() const { return problem_; }

 private:
    struct Read {
        std::int64_t written = 0;  // nanoseconds
        std::uint64_t bytes = 0;
        friend bool operator==(const Read&, const Read&) = default;
    };
    void read_leases(const std::string& path);

    HostSettings settings_;
    LeaseTable leases_;
    std::map<std::string, Read> read_;
    Neighbours neighbours_;
    core::Time neighbours_at_;
    core::Time looked_at_;
    std::string problem_;
};

}  // namespace hitme::console::cases
