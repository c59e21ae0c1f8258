// SPDX-License-Identifier: Apache-2.0
#include "event/json.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto event = event::decode_json(core::as_text({data, size}));
    if (!event) return 0;
    std::string once;
    event::append_json(once, *event);
    const auto again = event::decode_json(once);
    core::check(again.has_value(), "what we wrote reads back");
    std::string twice;
    event::append_json(twice, *again);
    core::check(once == twice, "and says the same");
    return 0;
}
