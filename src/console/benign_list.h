// SPDX-License-Identifier: Apache-2.0
// The operator's dated list of benign scanners: who probes everybody and says so (research, search engines, uptime checks).
// What they send is shown with its class, never dropped (peers M10).
//
// Form     CSV, one entry a line: network,class,name,source,date
//            network  a prefix, an address, or an autonomous system as AS64500
//            class    lower-case letters, digits and _, such as research or uptime
//            name     who it is; source  where that is written (a URL or a document); date  YYYY-MM-DD, when it was read there
//          Lines that begin with # and empty lines are passed over. No quoting: a comma cannot stand in a field.
// Limits   max_benign_bytes, max_benign_entries, max_benign_field_bytes.
// Documented for operators in docs/cases.md. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"

namespace hitme::console {

constexpr std::size_t max_benign_bytes = 16 << 20;
constexpr std::size_t max_benign_entries = 100'000;
constexpr std::size_t max_benign_field_bytes = 200;

struct BenignEntry {
    std::optional<core::Prefix> network;
    std::uint32_t as_number = 0;  ///< where there is no network
    std::string scanner_class;
    std::string name;
    std::string source;
    core::Day date;
};

/// Reads a whole list.
/// Errors   bad_input: "WHERE:LINE: what is wrong"; nothing of the list is then taken. over_limit.
core::Result<std::vector<BenignEntry>> parse_benign_list(std::string_view text,
                                                         std::string_view where);

}  // namespace hitme::console
