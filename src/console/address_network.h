// SPDX-License-Identifier: Apache-2.0
// What local databases say of an address, with its network class and the evidence: the Network object of api.yaml.
//
// What `hitme ask` and the API show; console/judge groups sources by it. Nothing is looked up over a network, and no reverse
// name is asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "analytics/attribution/network_class.h"
#include "console/json_writer.h"
#include "core/ip.h"
#include "core/time.h"
#include "runtime/clock.h"
#include "store/ip_data.h"
#include "store/network_key.h"

namespace hitme::console {

struct AddressNetwork {
    store::IpFacts facts;
    analytics::ClassFinding network_class;
};

/// As it was known at `at`. `reverse_name` where one is known already.
AddressNetwork network_of(const store::IpData& data, const core::Address& address, core::Time at,
                          std::string_view reverse_name = {});

/// The same in the few bytes of a filter: network_class is analytics::NetworkClass, EU and AP count as countries.
store::NetworkKey network_key(const store::IpData& data, const core::Address& address,
                              core::Time at);

/// The AS of an address as of now, 0 for unknown: what Visibility asks for lines of the benign list that name one.
/// Threads   any. `clock` must outlive it.
std::function<std::uint32_t(const core::Address&)> systems_of(
    std::shared_ptr<const store::IpData> data, const runtime::Clock& clock);

/// "AS64500 EXAMPLE-BROADBAND", or empty.
std::string as_label(const store::IpFacts& facts);

/// The Network object.
void write_network(JsonWriter& json, const store::IpData& data, const AddressNetwork& network);
/// The list of IpDatabase objects, as a value.
void write_databases(JsonWriter& json, const store::IpData& data, core::Time now);
constexpr core::Duration stale_after = std::chrono::hours{24 * 400};

/// For people, a line each: country, registry, AS, class with its evidence, dates.
std::string network_in_words(const store::IpData& data, const AddressNetwork& network);

}  // namespace hitme::console
