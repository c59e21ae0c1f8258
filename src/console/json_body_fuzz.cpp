// SPDX-License-Identifier: Apache-2.0
#include "console/json_body.h"

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "core/check.h"
#include "core/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hitme::console::JsonBody body(hitme::core::as_text({data, size}));
    const auto name = body.text("name", 16, hitme::console::Needed::no);
    hitme::core::check(name.size() <= 16, "a text has at most what was allowed");
    (void)body.number("count", 0, 9, 3);
    (void)body.texts("ports", 3, 4);
    for (auto& row : body.objects("rows", 3)) (void)row.text("id", 4);
    (void)body.time("at");
    (void)body.fault();
    return 0;
}
