// SPDX-License-Identifier: Apache-2.0
#include "core/check.h"
#include "core/ip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme::core;
    const auto text = as_text({data, size});
    if (const auto address = Address::parse(text)) {
        check(Address::parse(address->to_string()) == address, "an address reads back");
    }
    if (const auto prefix = Prefix::parse(text)) {
        check(prefix->contains(prefix->address) && prefix->contains(prefix->last()),
              "a prefix holds its own ends");
        check(Prefix::parse(prefix->to_string()) == prefix, "a prefix reads back");
    }
    return 0;
}
