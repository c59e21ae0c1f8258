// SPDX-License-Identifier: Apache-2.0
#include "console/export/untouchable.h"

#include <unordered_set>
#include <utility>

#include "console/export/reserved.h"

namespace hitme::console {

void add_benign(Untouchable& untouchable, const std::vector<BenignEntry>& entries,
                std::function<std::uint32_t(const core::Address&)> as_of) {
    std::unordered_set<std::uint32_t> systems;
    for (const auto& entry : entries) {
        if (entry.network)
            untouchable.benign.add(*entry.network);
        else if (entry.as_number != 0)
            systems.insert(entry.as_number);
    }
    if (systems.empty() || !as_of) return;
    untouchable.of_benign_system = [systems = std::move(systems),
                                    as_of = std::move(as_of)](const core::Address& address) {
        return systems.contains(as_of(address));
    };
}

core::Prefix named_network(const core::Address& source) {
    return core::Prefix::of(source, source.is_v4() ? 32 : 64);
}

std::string_view reason_against(const core::Prefix& network, const Untouchable& untouchable,
                                const PrefixSet& decoys) {
    if (untouchable.own.overlaps(network) || decoys.overlaps(network)) return "own";
    if (untouchable.allowed.overlaps(network)) return "allowed";
    if (untouchable.resolvers.overlaps(network) || public_resolvers().overlaps(network))
        return "resolver";
    if (reserved_addresses().overlaps(network)) return "reserved";
    if (untouchable.benign.overlaps(network) ||
        (untouchable.of_benign_system && untouchable.of_benign_system(network.address)))
        return "benign";
    return {};
}

}  // namespace hitme::console
