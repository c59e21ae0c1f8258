// SPDX-License-Identifier: Apache-2.0
#include "core/check.h"
#include "store/ip/operator_networks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto table = store::OperatorNetworks::parse({reinterpret_cast<const char*>(data), size});
    if (table) core::check(table->size() > 0, "a table has a row");
    return 0;
}
