// SPDX-License-Identifier: Apache-2.0
// Where the Atom feed of published advisories is: the one path that takes a token in its address, because feed readers cannot
// sign in (docs/access.md).
#pragma once

#include <string_view>

namespace hitme::console {

constexpr std::string_view feed_path = "/api/v1/advisories.atom";

}  // namespace hitme::console
