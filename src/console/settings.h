// SPDX-License-Identifier: Apache-2.0
// What the console and `hitme up` are told: where to keep events and for how long, where the dashboard listens, which
// offline tables say where an address is. Same file as the sensor's settings; the table of all is
// runtime/settings_catalogue.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "console/corroboration/feed.h"
#include "console/export/block_list_rule.h"
#include "console/response/settings.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "store/ip_data.h"

namespace hitme::console {

struct ConsoleSettings {
    struct Cases {
        std::vector<std::string> lease_files;
        bool neighbours = true;
        std::string benign_list;  ///< empty: none
        bool complaints = false;
    };

    std::string store_folder;  ///< empty: /var/lib/hitme for root, else in the user's state folder
    std::uint32_t keep_days = 90;
    std::uint64_t quota_bytes = std::uint64_t{10} << 30;
    core::Address dashboard_address = core::Address::v4(0x7f000001);  ///< always loopback
    std::uint16_t dashboard_port = 7445;
    std::string country_v4_file = "/usr/share/tor/geoip";                  ///< may be missing
    std::string country_v6_file = "/usr/share/tor/geoip6";                 ///< may be missing
    std::string location_file = "/usr/share/libloc-location/location.db";  ///< may be missing
    std::vector<std::string> mmdb_files;
    std::string ip_folder;      ///< dated files of any of these kinds
    std::string networks_file;  ///< asn,type,source

    /// What store::IpData opens; without the country files, which the caller may have open already.
    store::IpDataSettings ip_data() const {
        return {"", "", location_file, mmdb_files, ip_folder, networks_file};
    }
    /// With them, for whoever has none open.
    store::IpDataSettings ip_data_and_countries() const {
        return {country_v4_file, country_v6_file, location_file,
                mmdb_files,      ip_folder,       networks_file};
    }
    ResponseSettings response;
    DrillSettings drill;
    std::vector<BlockListRule> block_lists;  ///< at least one
    Cases cases;
    std::vector<Feed> feeds;  ///< what is fetched; none unless the operator named some
    struct Judging {
        core::Duration every = std::chrono::hours{1};
        core::Duration watch_every = std::chrono::minutes{5};
        core::Duration lateness = std::chrono::minutes{5};
        std::uint64_t signals = 10;
    };
    Judging judging;
};

/// Reads the console's part of a settings text; the sensor's sections are checked by the table and passed over.
/// `where` names the file in messages.
/// Errors   bad_input: file, line, key and what is allowed. over_limit: the text is too long.
core::Result<ConsoleSettings> parse_console_settings(const std::string& text,
                                                     const std::string& where);

}  // namespace hitme::console
