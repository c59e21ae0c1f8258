// SPDX-License-Identifier: Apache-2.0
#include "console/plain_name.h"

#include <algorithm>

namespace hitme::console {

bool is_plain_name(std::string_view name, std::size_t most) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= most && plain(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return plain(c) || c == '-' || c == '_'; });
}

}  // namespace hitme::console
