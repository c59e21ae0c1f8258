// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/logon_tries.h"

#include <limits>

namespace hitme::sensor {

void LogonTries::add(const core::Address& source, std::uint32_t tries) {
    if (tries == 0) return;
    const auto found = table_.find(source);
    if (found != table_.end()) {
        std::uint32_t& total = found->second->tries;
        const std::uint32_t room = std::numeric_limits<std::uint32_t>::max() - total;
        total += tries < room ? tries : room;
        order_.splice(order_.end(), order_, found->second);
        return;
    }
    if (table_.size() >= max_sources) {
        table_.erase(order_.front().source);
        order_.pop_front();
    }
    order_.push_back({source, tries});
    table_.emplace(source, std::prev(order_.end()));
}

std::uint32_t LogonTries::of(const core::Address& source) const {
    const auto found = table_.find(source);
    return found == table_.end() ? 0 : found->second->tries;
}

}  // namespace hitme::sensor
