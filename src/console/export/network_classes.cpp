// SPDX-License-Identifier: Apache-2.0
#include "console/export/network_classes.h"

#include <memory>
#include <utility>

#include "console/address_network.h"

namespace hitme::console {

ClassOf network_classes(store::IpData data, const runtime::Clock& clock) {
    const auto kept = std::make_shared<const store::IpData>(std::move(data));
    return [kept, &clock](const core::Address& address) -> std::string {
        const auto found = network_of(*kept, address, clock.now()).network_class.network_class;
        if (found == analytics::NetworkClass::unknown) return {};
        return std::string(analytics::name_of(found));
    };
}

}  // namespace hitme::console
