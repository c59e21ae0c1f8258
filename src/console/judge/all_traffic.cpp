// SPDX-License-Identifier: Apache-2.0
#include "console/judge/all_traffic.h"

namespace hitme::console {

void AllTraffic::add(std::string_view sensor, const core::Address& source) {
    if (hosts_.size() >= max_traffic_hosts) return;
    auto found = numbers_.find(sensor);
    if (found == numbers_.end()) {
        const auto number = static_cast<std::uint32_t>(counts_.size());
        found = numbers_.emplace(sensor, number).first;
        counts_.push_back(0);
    }
    const std::uint32_t number = found->second;
    if (hosts_.find(number, source) != nullptr) return;
    hosts_.insert(number, source, {});
    ++counts_[number];
}

std::vector<double> AllTraffic::hosts_of(const std::vector<std::string>& sensors) const {
    std::vector<double> hosts;
    for (const auto& sensor : sensors) {
        const auto found = numbers_.find(sensor);
        hosts.push_back(found == numbers_.end() ? 0 : counts_[found->second]);
    }
    return hosts;
}

}  // namespace hitme::console
