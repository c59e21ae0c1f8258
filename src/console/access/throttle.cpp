// SPDX-License-Identifier: Apache-2.0
#include "console/access/throttle.h"

#include <algorithm>

namespace hitme::console {

core::Duration SignInThrottle::ask(const std::string& name, core::Duration now) {
    while (!tries_.empty() && now - tries_.front() >= window) tries_.pop_front();
    core::Duration wait{};
    if (tries_.size() >= tries_per_window) wait = window - (now - tries_.front());
    const auto found = names_.find(name);
    if (found != names_.end()) {
        if (now - found->second.last >= forget_after)
            names_.erase(found);
        else
            wait = std::max(wait, found->second.wait_until - now);
    }
    if (wait > core::Duration{}) return wait;
    tries_.push_back(now);
    return {};
}

void SignInThrottle::failed(const std::string& name, core::Duration now) {
    if (names_.size() >= max_names && !names_.contains(name)) {
        names_.erase(std::min_element(
            names_.begin(), names_.end(),
            [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
    }
    Name& failed = names_[name];
    failed.last = now;
    ++failed.failures;
    if (failed.failures < free_failures) return;
    core::Duration wait = first_wait;
    for (std::uint32_t i = free_failures; i < failed.failures && wait < most_wait; ++i) wait *= 2;
    failed.wait_until = now + std::min(wait, most_wait);
}

void SignInThrottle::succeeded(const std::string& name) {
    names_.erase(name);
}

}  // namespace hitme::console
