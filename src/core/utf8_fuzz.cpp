// SPDX-License-Identifier: Apache-2.0
#include "core/utf8.h"

#include <cstdint>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    std::string_view text{reinterpret_cast<const char*>(data), size};
    while (!text.empty()) {
        const std::size_t length = core::utf8_length(text);
        core::check(length <= text.size(), "a character lies inside");
        const auto read = core::utf8_front(text);
        core::check(read.has_value() == (length > 0), "both say whether there is one");
        if (read)
            core::check(read->value <= 0x10FFFF && (read->value < 0xD800 || read->value > 0xDFFF),
                        "a character is a scalar value");
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return 0;
}
