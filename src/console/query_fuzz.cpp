// SPDX-License-Identifier: Apache-2.0
#include "console/query.h"
#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    console::Parameters parameters(core::as_text({data, size}));
    constexpr std::string_view bins[] = {"5m", "1h"};
    parameters.text("search");
    parameters.signal("signal");
    parameters.time("from");
    parameters.prefix("source");
    const auto limit = parameters.number("limit", 1, 1000, 50);
    core::check(limit >= 1 && limit <= 1000, "a number lies in its range");
    core::check(parameters.choice("bin", bins, 0) < 2, "a choice is one of the given");
    const auto window = parameters.duration("window", std::chrono::minutes{5},
                                            std::chrono::days{90}, std::chrono::hours{24});
    core::check(window >= std::chrono::minutes{5} && window <= std::chrono::days{90},
                "a span lies in its range");
    if (const auto fault = parameters.fault())
        core::check(!fault->reason.empty(), "a reason is given");
    return 0;
}
