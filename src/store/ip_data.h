// SPDX-License-Identifier: Apache-2.0
// Where an address is and whose it is, from local files alone: country, continent, registry, AS, what kind of user.
//
// Order    country   the operator's MMDB files; then country ranges (geo_db.h); then the location database
//          AS, name  the operator's MMDB files; then the location database
//          kind      the operator's table of networks (by AS); user and connection type of the MMDB files; flags
//          registry  IANA's table, built in
//          The first that knows answers; which ones answered stands in the facts with its date.
// Dated    of several files of one kind the newest that is not later than the event answers; where all are later, the
//          oldest does. A file's date is the one in its name (2026-06-25 or 20260625), else when it was built.
// Missing  files are no error: what they would tell is unknown. What could not be read stands in problems().
// Memory   20 MB for Debian's country ranges; the other files are mapped.
// Threads  any, once opened.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "store/geo_db.h"
#include "store/ip/country.h"
#include "store/ip/registry.h"

namespace hitme::store {

constexpr std::size_t max_ip_files = 64;  // ours: five years of monthly files

struct IpDataSettings {
    std::string country_v4;  ///< country ranges, as in tor-geoipdb; empty: none
    std::string country_v6;
    std::string location;           ///< a location database, as in libloc-database
    std::vector<std::string> mmdb;  ///< the operator's files
    /// A folder of any of these, dated: *.mmdb, *.db (location), geoip-DATE with geoip6-DATE.
    std::string folder;
    std::string networks;  ///< the operator's table asn,type,source
};

/// A number for these settings and the files as they lie now (names, sizes, times of change); another one when any changes. Never
/// 0. `also`: what else the answers depend on.
std::uint64_t number_of_files(const IpDataSettings& settings, std::string_view also);

enum class IpDatabaseKind : std::uint8_t { ranges, location, mmdb, operator_table, registry };
std::string_view name_of(IpDatabaseKind kind);

struct IpDatabase {
    std::string name;
    IpDatabaseKind kind = IpDatabaseKind::mmdb;
    std::vector<std::string_view> tells;  ///< country, as, class, registry, flags
    std::string date;                     ///< YYYY-MM-DD, or empty
    std::string licence;                  ///< as the file says, else empty
};

struct IpFacts {
    std::string_view country;       ///< ISO 3166-1 alpha-2, or empty
    std::string_view country_note;  ///< why none although a file had a code (country.h)
    Continent continent = Continent::unknown;
    std::string city;
    Registry registry = Registry::none;
    std::string_view registry_note;
    std::optional<std::uint32_t> asn;
    std::string as_name;  ///< printable
    bool anonymous_proxy = false;
    bool satellite = false;
    bool anycast = false;
    bool drop = false;            ///< on a list of networks that nobody should talk to
    std::string user_type;        ///< of the operator's MMDB
    std::string connection_type;  ///< of the operator's MMDB
    std::string operator_class;   ///< of the operator's table
    std::string operator_source;
    /// Indices into databases(): who answered, in the order asked.
    std::vector<std::size_t> answered;
};

class IpData {
 public:
    /// Knows the registries and nothing else.
    IpData();
    IpData(IpData&&) noexcept;
    IpData& operator=(IpData&&) noexcept;
    ~IpData();
    /// Opens what is there. `ranges`: country ranges that are open already, beside those of the settings.
    static IpData open(const IpDataSettings& settings,
                       std::shared_ptr<const GeoDb> ranges = nullptr);
    /// Of the built-in table alone, for whoever has none.
    static const IpData& none();

    /// What was known of the address at that time; an IPv6 source may be its /64.
    IpFacts facts(const core::Address& address, core::Time at) const;

    const std::vector<IpDatabase>& databases() const;
    /// What was named and cannot be used, a line each; a default file that is not installed is none.
    const std::vector<std::string>& problems() const;

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

}  // namespace hitme::store
