// SPDX-License-Identifier: Apache-2.0
// Names that people give to what other programs read as well: rules, feeds. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace hitme::console {

/// [a-z0-9][a-z0-9_-]*, at most `most` bytes: safe in nftables, in ipset, in a path and in a shell.
bool is_plain_name(std::string_view name, std::size_t most);

}  // namespace hitme::console
