// SPDX-License-Identifier: Apache-2.0
// An operator's MMDB file: country, city, AS, kind of user, whatever of these it holds.
//
// Form     MaxMind DB format 2.0 (maxmind.github.io/MaxMind-DB), read by libmaxminddb. Names of fields as MaxMind's databases
//          have them (country.iso_code, registered_country.iso_code, autonomous_system_number, traits.user_type, ...) and the
//          flat ones of others (country_code, country, asn, as_name, as_domain, type).
// Hostile  the file is the operator's, yet a broken one must not end the program: libmaxminddb's checks, ours on every type
//          and length, texts cut to max_mmdb_text. The file is mapped: who writes into it while we run breaks us, who
//          replaces it (as every updater does) does not.
// Threads  any, once opened.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"

namespace hitme::store {

constexpr std::size_t max_mmdb_text = 128;

struct MmdbRecord {
    std::string country;    ///< code as the file has it
    std::string continent;  ///< its code
    std::string city;       ///< English name
    std::optional<std::uint32_t> asn;
    std::string as_name;
    std::string user_type;        ///< residential, cellular, hosting, college, ...
    std::string connection_type;  ///< Cable/DSL, Cellular, Corporate, Dialup, ...
    bool anonymous_proxy = false;
    bool satellite = false;
    bool anycast = false;
};

class MmdbFile {
 public:
    /// Errors   not_found: cannot be read. bad_input: no MMDB, or a broken one.
    static core::Result<MmdbFile> open(const std::string& path);
    MmdbFile(MmdbFile&&) noexcept;
    MmdbFile& operator=(MmdbFile&&) noexcept;
    ~MmdbFile();

    /// Nothing where the file does not hold the address, or holds it brokenly.
    std::optional<MmdbRecord> find(const core::Address& address) const;
    /// When it was built; the epoch where it does not say.
    core::Time built() const;
    /// "GeoLite2-ASN", say; printable, cut.
    std::string type() const;
    /// The file's own English description; printable, cut.
    std::string description() const;

 private:
    struct Inner;
    explicit MmdbFile(std::unique_ptr<Inner> inner);
    std::unique_ptr<Inner> inner_;
};

}  // namespace hitme::store
