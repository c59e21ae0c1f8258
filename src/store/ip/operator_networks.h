// SPDX-License-Identifier: Apache-2.0
// What the operator knows of networks: a table of AS numbers with their class, which wins over every database.
//
// Form     CSV, a row "asn,type,source": 64500 or AS64500; one of consumer, mobile, commercial, hosting, education,
//          government, research_scanner; where that comes from, in words. A first line "asn,type,source", empty lines and
//          lines that begin with # are passed over. A row that makes no sense is skipped and counted; of two rows for one AS
//          the later counts.
// Limits   max_operator_networks rows, max_operator_line bytes of a line.
// Pure     over a text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/result.h"

namespace hitme::store {

constexpr std::size_t max_operator_networks = 200'000;  // ours: there are some 120,000 ASes
constexpr std::size_t max_operator_line = 512;
constexpr std::size_t max_operator_text = std::size_t{64} << 20;

class OperatorNetworks {
 public:
    struct Entry {
        std::string type;
        std::string source;  ///< printable
    };
    OperatorNetworks() = default;
    /// Errors   over_limit: too many rows. bad_input: no good row at all.
    static core::Result<OperatorNetworks> parse(std::string_view text);

    /// Nothing (a null pointer) for an AS that the table does not name.
    const Entry* find(std::uint32_t asn) const;
    std::size_t size() const { return entries_.size(); }
    std::uint64_t skipped() const { return skipped_; }

 private:
    std::unordered_map<std::uint32_t, Entry> entries_;
    std::uint64_t skipped_ = 0;
};

}  // namespace hitme::store
