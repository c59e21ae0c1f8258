// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/wording_guard.h"

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    console::Carriers carriers;
    carriers.subject = "tcp/445";
    console::Claim claim;
    claim.quote = "massive";
    carriers.claims.push_back(claim);
    const auto text = core::as_text({data, size});
    for (const auto& problem : console::check_wording(text, carriers)) {
        core::check(!problem.phrase.empty(), "a problem has its phrase");
        core::check(text.find(problem.phrase) != text.npos, "and the phrase stands in the text");
    }
    return 0;
}
