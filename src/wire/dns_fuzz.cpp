// SPDX-License-Identifier: Apache-2.0
#include "wire/dns.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const auto message = wire::decode_dns({data, size});
    if (!message) return 0;
    for (const auto& question : message->questions) {
        core::check(question.end <= size, "a question lies inside");
        core::check(question.name.size() <= 4 * wire::max_dns_name_bytes, "a name is bounded");
    }
    return 0;
}
