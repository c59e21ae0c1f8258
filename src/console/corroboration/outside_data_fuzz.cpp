// SPDX-License-Identifier: Apache-2.0
#include "console/corroboration/outside_data.h"

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    if (size == 0) return 0;
    const auto kind = static_cast<console::OutsideKind>(data[0] % 7);
    const auto read = console::parse_outside(kind, core::as_text({data + 1, size - 1}));
    if (!read) return 0;
    core::check(read->rows.size() <= console::max_outside_rows, "rows are bounded");
    for (std::size_t i = 1; i < read->days.size(); ++i)
        core::check(read->days[i - 1].day < read->days[i].day, "days are in order, each once");
    for (const auto& row : read->rows)
        for (const char c : row.name) core::check(c >= 0x20 && c <= 0x7E, "names are printable");
    return 0;
}
