// SPDX-License-Identifier: Apache-2.0
#include "wire/sip.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto request = wire::decode_sip_request({data, size});
    if (!request) return 0;
    core::check(request->fields.size() <= wire::max_sip_fields, "fields are bounded");
    for (const auto& field : request->fields)
        core::check(field.value_offset + field.value.size() <= size, "a value lies inside");
    return 0;
}
