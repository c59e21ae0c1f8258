// SPDX-License-Identifier: Apache-2.0
#include "core/bytes.h"
#include "core/check.h"
#include "core/time.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme::core;
    const auto text = as_text({data, size});
    if (const auto at = parse_time(text))
        check(parse_time(format_rfc3339(*at)) == at, "an instant reads back");
    if (const auto span = parse_duration(text))
        check(parse_duration(format_duration(*span)) == span, "a duration reads back");
    return 0;
}
