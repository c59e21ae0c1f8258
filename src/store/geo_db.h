// SPDX-License-Identifier: Apache-2.0
// The country of an address, from the range files of the package tor-geoipdb.
//
// Form     geoip: "16777216,16777471,AU", IPv4 as decimal numbers; geoip6: "2001:200::,2001:200:ffff:...,JP". Ranges
//          are sorted and do not overlap. Lines that begin with # are comments; one says "Generated: <date>"; one may say
//          "Source: <name>", which is shown instead of the database's own name.
//          "??" stands for unknown.
// Memory   12 bytes an IPv4 range, 40 an IPv6 one: some 10 MB for the files of 2026.
// Limits   max_geo_ranges of each family, max_geo_line_bytes. A line that makes no sense is skipped and counted.
// Threads  any, once opened.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "core/result.h"

namespace hitme::store {

constexpr std::size_t max_geo_ranges =
    4'000'000;  // ours: the files of 2026 have 0.5 and 0.4 million
constexpr std::size_t max_geo_line_bytes = 256;

class GeoDb {
 public:
    /// Knows nothing: every country is empty.
    GeoDb() = default;
    /// Reads both files; an empty path is left out.
    /// Errors   not_found: neither file is there. over_limit. bad_input: a file without one good line.
    static core::Result<GeoDb> open(const std::string& ipv4_path, const std::string& ipv6_path);

    /// ISO 3166 alpha-2 in capitals, or empty for unknown.
    std::string_view country(const core::Address& address) const;
    /// False: no file was read, and every answer is "unknown".
    bool known() const { return !v4_.empty() || !v6_.empty(); }
    /// For people: "IPFire Location database, 2026-06-25 (CC BY-SA 4.0)", or "none".
    const std::string& source() const { return source_; }
    /// When it was made, "2026-06-25"; empty where the file does not say.
    const std::string& date() const { return date_; }
    /// "CC BY-SA 4.0"; empty where the file does not say.
    const std::string& licence() const { return licence_; }
    std::size_t ranges() const { return v4_.size() + v6_.size(); }
    std::uint64_t skipped_lines() const { return skipped_; }

 private:
    using Code = std::array<char, 2>;
    struct Range4 {
        std::uint32_t first;
        std::uint32_t last;
        Code code;
    };
    struct Range6 {
        core::Address first;
        core::Address last;
        Code code;
    };

    core::Result<void> read(const std::string& path);
    void read_line(std::string_view line);

    std::vector<Range4> v4_;
    std::vector<Range6> v6_;
    std::string date_;
    std::string licence_;
    std::string source_ = "none";
    std::uint64_t skipped_ = 0;
};

}  // namespace hitme::store
