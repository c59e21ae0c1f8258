// SPDX-License-Identifier: Apache-2.0
#include "wire/tls.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (const auto hello = wire::take_client_hello({data, size})) {
        core::check(hello->consumed <= size, "the hello lies inside");
        core::check(hello->ciphers.size() <= wire::max_tls_items, "ciphers are bounded");
        core::check(wire::ja3_of(*hello).size() == 32, "a JA3 has 32 digits");
        // "t", version, "d" or "i", two counts, ALPN, and two hashes of twelve digits
        core::check(wire::ja4_of(*hello).size() == 36, "a JA4 has 36 characters");
        (void)wire::name_of_tls_version(wire::highest_tls_version(*hello));
    }
    (void)wire::version_of_server_hello({data, size});
    if (const auto record = wire::take_tls_record({data, size}))
        core::check(record->consumed <= size, "the record lies inside");
    return 0;
}
