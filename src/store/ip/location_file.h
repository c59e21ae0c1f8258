// SPDX-License-Identifier: Apache-2.0
// Network, AS and country of an address from a location database (IPFire's libloc, Debian's package libloc-database).
//
// Form     version 1 of the format (src/libloc/format.h in libloc 0.9), all numbers big-endian:
//            "LOCDBXX", u8 version; u64 created (Unix seconds); u32 vendor, description, licence: offsets of texts in the pool;
//            then offset and length (u32 each) of: ASes, networks, tree, countries, pool.
//          AS 8 bytes: u32 number, u32 name (pool), sorted by number. Network 12: country[2], 2 unused, u32 AS, u16 flags, 2
//          unused. Tree node 12: u32 node for bit 0, u32 for bit 1 (0: none), u32 network or FFFFFFFF. IPv4 stands below
//          ::ffff:0:0/96. The longest prefix with a network answers.
// Hostile  every offset is checked against the section's length when it is used; a walk takes at most 128 steps; a text
//          ends at its zero or at the pool's end and is cut to max_location_text. What points outside answers nothing.
// Memory   the bytes are lent: they must outlive this. Signatures are not checked: the file is the operator's own.
// Pure, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"

namespace hitme::store {

constexpr std::size_t max_location_text = 128;

struct LocationNetwork {
    std::array<char, 2> country{};  ///< as the file has it; zeros where none
    std::optional<std::uint32_t> asn;
    std::uint16_t flags = 0;  ///< location_flag...
    int length = 0;           ///< of the prefix, in the address's own family
};
constexpr std::uint16_t location_anonymous_proxy = 1;
constexpr std::uint16_t location_satellite = 2;
constexpr std::uint16_t location_anycast = 4;
constexpr std::uint16_t location_drop = 8;

class LocationFile {
 public:
    /// Errors   bad_value magic; unsupported version; truncated: a section ends beyond the file; bad_value: a section's length
    ///          is no multiple of its rows.
    static core::Parsed<LocationFile> over(core::Bytes bytes);

    std::optional<LocationNetwork> network(const core::Address& address) const;
    /// Empty where the file has no such AS. As the file has it: printable it is not yet.
    std::string_view as_name(std::uint32_t asn) const;

    core::Time created() const { return created_; }
    std::string_view vendor() const { return text_at(vendor_); }
    std::string_view licence() const { return text_at(licence_); }

 private:
    std::string_view text_at(std::uint32_t offset) const;

    core::Time created_;
    std::uint32_t vendor_ = 0;
    std::uint32_t licence_ = 0;
    core::Bytes ases_;
    core::Bytes networks_;
    core::Bytes tree_;
    core::Bytes pool_;
};

}  // namespace hitme::store
