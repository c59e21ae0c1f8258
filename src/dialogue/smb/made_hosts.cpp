// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/made_hosts.h"

#include <algorithm>
#include <utility>

namespace hitme::dialogue::smb {
namespace {

std::size_t memory_of(const std::string& text) {
    return text.capacity() > std::string{}.capacity() ? text.capacity() + 1 : 0;
}

std::size_t memory_of(const std::vector<std::string>& texts) {
    std::size_t bytes = texts.capacity() * sizeof(std::string);
    for (const std::string& text : texts) bytes += memory_of(text);
    return bytes;
}

}  // namespace

std::size_t memory_of(const Host& host) {
    const Machine& machine = host.machine;
    std::size_t bytes = sizeof host + memory_of(machine.computer) + memory_of(machine.domain) +
                        memory_of(machine.dns_computer) + memory_of(machine.dns_domain) +
                        memory_of(machine.users) + memory_of(host.policy.weak_passwords) +
                        machine.shares.capacity() * sizeof(Share);
    for (const Share& share : machine.shares)
        bytes += memory_of(share.name) + memory_of(share.comment) + memory_of(share.path);
    return bytes;
}

std::shared_ptr<const Host> make_host(const System& system, const Choices& choices,
                                      const Surroundings& surroundings) {
    auto host = std::make_shared<Host>(Host{
        make_machine(system, surroundings.identity_seed, surroundings.booted, surroundings.local),
        choices.policy});
    share_instead(host->machine, choices.shares);
    return host;
}

std::shared_ptr<const Host> MadeHosts::get(const System& system, const Choices& choices,
                                           const Surroundings& surroundings) {
    const auto known = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
        const Machine& machine = kept.host->machine;
        return machine.system == &system && machine.address == surroundings.local &&
               machine.booted == surroundings.booted &&
               kept.identity_seed == surroundings.identity_seed && kept.choices == choices;
    });
    if (known != kept_.end()) return known->host;
    Kept made{choices, surroundings.identity_seed, make_host(system, choices, surroundings)};
    if (kept_.size() < max_kept_hosts) return kept_.emplace_back(std::move(made)).host;
    Kept& place = kept_[oldest_];
    oldest_ = (oldest_ + 1) % max_kept_hosts;
    place = std::move(made);
    return place.host;
}

}  // namespace hitme::dialogue::smb
