// SPDX-License-Identifier: Apache-2.0
// Reads what others publish: SANS ISC / DShield in its forms, and any series of days as CSV (C-37).
//
// Port history   JSON, an object with numbered keys or a list, of {"date", "records", "targets", "sources"}; numbers may be
//                strings. Other keys ("limit", "portinfo") are passed over.
// Top ports      JSON likewise, of {"rank", "targetport", "records", "targets", "sources"}.
// Top sources    tab-separated lines: address, count, attacks, first seen, last seen. # begins a comment.
// AS report      tab-separated lines: address, reports, targets, first seen, last seen, updated.
// Block list     tab-separated lines: start, end, prefix length, targets, name, country, contact.
// Infocon        JSON or XML with "status", or the bare word.
// CSV series     "day,records,targets,sources" by its header line; "day,value" puts value under sources.
//
// Addresses      zero-padded octets are decimal: 061.218.147.066 is 61.218.147.66, where an octal reader makes 54 of 066.
// Missing        a day that is absent, or a value that is empty or null, is missing; never 0.
// Lines          that cannot be read are skipped and counted, and the first is kept with the reason. None that is good, more of them
//                than good ones, or one in a CSV series, which somebody made for us: the whole is refused with it. What is beyond
//                max_outside_rows is skipped, too, and is no mistake.
// Limits         max_payload_bytes, max_outside_rows, max_field_bytes.
// Source         the pages of isc.sans.edu/api and feeds.dshield.org as their users describe them. Pure.
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

constexpr std::size_t max_payload_bytes = 4 << 20;  // ours: an AS report has some 100 KiB
constexpr std::size_t max_outside_rows = 4000;      // ours: a record of the book holds 1 MiB
constexpr std::size_t max_field_bytes = 120;

enum class OutsideKind : std::uint8_t {
    isc_port_history,
    isc_top_ports,
    isc_top_sources,
    dshield_as_report,
    dshield_block_list,
    isc_infocon,
    csv_series,
};
std::string_view name_of(OutsideKind kind);
std::optional<OutsideKind> outside_kind_named(std::string_view name);
/// "isc_port_history, isc_top_ports, ..."
std::string outside_kind_names();
inline bool is_series(OutsideKind kind) {
    return kind == OutsideKind::isc_port_history || kind == OutsideKind::csv_series;
}

struct OutsideDay {
    core::Day day;
    std::optional<double> records;
    std::optional<double> targets;
    std::optional<double> sources;
};

struct OutsideRow {
    std::optional<core::Prefix> network;  ///< an address or a network; absent for a port
    std::uint16_t port = 0;
    std::optional<double> count;  ///< reports, records
    std::optional<double> targets;
    std::optional<core::Day> first;
    std::optional<core::Day> last;
    std::string name;
};

/// A row that could not be read.
struct SkippedRow {
    std::size_t offset = 0;  ///< in the text
    std::uint64_t line = 1;  ///< of the text, from 1
    std::string reason;
};

struct OutsideData {
    std::vector<OutsideDay> days;  ///< in order, one a day: the last of several holds
    std::vector<OutsideRow> rows;
    std::string level;  ///< Infocon: green, yellow, orange, red
    std::uint64_t skipped = 0;
    SkippedRow first_skipped;  ///< only with `skipped`
};

/// Faults   over_limit: longer than max_payload_bytes. bad_value: where the first row begins that could not be read, or what is no
/// JSON; `field` is the reason: "its first column is no address".
core::Parsed<OutsideData> parse_outside(OutsideKind kind, std::string_view text);

/// The line that holds an offset, from 1.
std::uint64_t line_of(std::string_view text, std::size_t offset);

/// A subject's port as port history names it: 445 of "tcp/445". For the path of a fetch.
std::string port_history_path(std::uint16_t port, core::Day from, core::Day to);

}  // namespace hitme::console
