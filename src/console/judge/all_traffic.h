// SPDX-License-Identifier: Apache-2.0
// Hosts that each sensor saw of all signals together: what a signal's own share is held against, so that a sensor which it hardly
// reaches is called blind to it (docs/methods/exposure.md).
//
// Limits  max_traffic_hosts pairs of sensor and host: from there on nobody new is counted. Shares, which is all that is asked of
//         them, are then those of the log until that moment.
// Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/source_table.h"
#include "core/ip.h"

namespace hitme::console {

constexpr std::size_t max_traffic_hosts = 4'000'000;  // 16 bytes each

class AllTraffic {
 public:
    /// `secret` seeds the table of hosts.
    explicit AllTraffic(std::uint64_t secret) : hosts_(secret) {}

    void add(std::string_view sensor, const core::Address& source);

    /// In the order of `sensors`; 0 for one that saw nobody.
    std::vector<double> hosts_of(const std::vector<std::string>& sensors) const;

 private:
    struct Seen {};
    std::map<std::string, std::uint32_t, std::less<>> numbers_;
    std::vector<double> counts_;  ///< by number of the sensor
    analytics::SourceTable<Seen> hosts_;
};

}  // namespace hitme::console
