// SPDX-License-Identifier: Apache-2.0
// Paths as NetprPathCanonicalize gives them back.
//
// What     [MS-SRVS] 3.1.4.30 (a path that is not absolute lies below the prefix) and 2.2.2.9 (the types). "." falls away, ".."
//          takes the name before it with it, separators become one backslash.
// Pure     texts only: no path is looked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hitme::dialogue::rpc {

struct CanonicalPath {
    std::string path;
    std::uint32_t type = 0;
    bool climbs = false;  ///< above its root: there is no such path
};

CanonicalPath canonical_path(std::string_view prefix, std::string_view path);

/// Bytes of the text as UTF-16 with its terminator.
std::size_t utf16_bytes(std::string_view text);

}  // namespace hitme::dialogue::rpc
