// SPDX-License-Identifier: Apache-2.0
// Named time zones, for display only: everything inside is UTC (C-59).
//
// Source   the system's zone files (package tzdata), read through Howard Hinnant's date library;
// only zone.cpp sees it. Threads  a Zone is a value that may be copied and used by any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"

namespace date {
class time_zone;
}

namespace hitme::runtime {

constexpr std::size_t max_zone_name_bytes = 64;  // ours: the longest in the database has 32

class Zone {
 public:
    /// The zone of that name, such as "America/New_York" or "UTC".
    /// Errors   bad_input: too long, or not made of letters, digits and _+-/ . not_found: no such
    /// zone.
    static core::Result<Zone> find(std::string_view name);
    /// What the environment variable TZ names, else the host's zone, else UTC.
    static Zone local();
    static Zone utc();

    /// Its name in the database.
    const std::string& name() const { return name_; }
    /// When this zone's clocks showed `shown`, which is a local reading written as if it were UTC. Where clocks go back, a
    /// reading happens twice; where they go forward, some never: then `first` and `second` are the change itself.
    struct Instants {
        core::Time first;
        core::Time second;  ///< the later one of two, else as `first`
        enum class Happens : std::uint8_t { once, twice, never } happens = Happens::once;
    };
    Instants instants_of(core::Time shown) const;
    /// For people: "Sun 2009-01-25 11:00 AM EST".
    std::string format(core::Time at) const;
    /// For people who look for it in a log: "2009-01-25 11:00:05 EST".
    std::string format_to_the_second(core::Time at) const;
    /// ISO 8601 local time to the second with its offset: "2009-01-25T11:00:00-05:00".
    std::string format_iso(core::Time at) const;

 private:
    Zone(const date::time_zone* zone, std::string name) : zone_(zone), name_(std::move(name)) {}

    const date::time_zone*
        zone_;  // null: UTC where the machine has no zone files; lives until the process ends
    std::string name_;
};

}  // namespace hitme::runtime
