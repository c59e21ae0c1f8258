// SPDX-License-Identifier: Apache-2.0
// Rows of comma-separated values, by their header line or a given map of columns.
//
// What     RFC 4180, one row a line: a quoted field may hold commas and doubled quotes, not line ends.
// Columns  each header name has a role by a table of aliases (csv.cpp); unknown columns are passed over. A map given by
//          hand, such as "time,sensor,src,,dport", names them by position: time, t_ms, time_ms, sensor, src, sport,
//          dst, dport, proto, type, end_time, protocol, or nothing.
// Times    `time` as RFC 3339 or what logs write instead; `time_ms` Unix milliseconds; `t_ms` milliseconds since a Monday
//          00:00 UTC that the file does not name: taken as 1970-01-05T00:00Z.
// Sources  text of either family, or an IPv4 address as an unsigned integer.
// Signals  proto and dport; a row with a port and no proto is TCP; ICMP has its type for a port. Rows without any port
//          get the signal that the caller names, else other/0.
// Limits   max_columns per row.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "event/kinds.h"
#include "event/signal.h"

namespace hitme::sensor {

constexpr std::size_t max_columns = 64;  // ours

class CsvForm {
 public:
    /// The form of a file by its first line; nothing when no time column is named there.
    static std::optional<CsvForm> from_header(std::string_view line);
    /// From a map given by hand. Errors   bad_input: an unknown name, or no column of time.
    static core::Result<CsvForm> from_columns(std::string_view columns);

    /// "csv: marx", "csv: cowrie sessions", "csv: synthetic", "csv: story" or "csv".
    const std::string& name() const { return name_; }

    /// Reads one row into an empty contact (sensor and origin set; the sensor is replaced where the row names one).
    /// Returns  empty, not_a_record, or why it is skipped: no_time, bad_time, no_source, bad_address, bad_port, bad_row.
    std::string_view decode(std::string_view row, const std::optional<event::Signal>& signal,
                            event::Contact& contact);

 private:
    enum class Role : std::uint8_t {
        ignored,
        time,
        t_ms,
        time_ms,
        end_time,
        sensor,
        source_class,
        src,
        sport,
        dst,
        dport,
        proto,
        type,
        protocol,
    };
    static std::optional<Role> role_of(std::string_view name);
    static bool split(std::string_view row, std::vector<std::string>& fields);

    std::vector<Role> roles_;
    std::vector<std::string> fields_;
    std::string name_ = "csv";
    event::Handshake tcp_handshake_ = event::Handshake::unknown;
    bool has_proto_ = false;
};

}  // namespace hitme::sensor
