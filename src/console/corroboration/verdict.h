// SPDX-License-Identifier: Apache-2.0
// What others' data say of ours (C-38; docs/corroboration.md has the rules).
//
// Own      what we sent to a source ourselves is taken away first; where nothing is left, it is not independent.
// Day      a daily series confirms a day, never a minute.
// Lists    a list of the worst does not contradict by silence.
// Pure     no I/O.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "console/corroboration/outside_data.h"
#include "console/outside_statement.h"
#include "core/ip.h"
#include "core/time.h"

namespace hitme::console {

/// The day's count over the median of the days before it.
constexpr double rise_confirms =
    2.0;  // ours: as the least ratio that agreement of classes asks for (C-22)
constexpr double rise_contradicts = 1.2;  // ours: below this their day is like those before
constexpr std::size_t least_days_before = 3;
constexpr std::size_t days_before = 7;
constexpr std::size_t least_curve_days = 5;
constexpr int most_lag_days = 7;
constexpr std::size_t max_listed = 50;

struct NamedSeries {
    std::string source;
    std::string record;
    std::vector<OutsideDay> days;
};
struct NamedSet {
    std::string source;
    std::string record;
    OutsideKind kind = OutsideKind::dshield_as_report;
    std::vector<core::Prefix> networks;
    core::Time held_at{};  ///< when it was fetched, or said
};
/// What we submitted ourselves.
struct OwnSubmission {
    std::string source;
    core::Day day;
    double sources = 0;
    std::vector<core::Address> addresses;
};

/// Our statement that the signal rose at `at`: one verdict on the day, one on the minute, for each series.
std::vector<OutsideStatement> judge_rise(core::Time at, const std::string& subject,
                                         const std::vector<NamedSeries>& series,
                                         const std::vector<OwnSubmission>& own);

/// That `source` scans: the same address confirms, its /24 in a block list is consistent.
OutsideStatement judge_source(const core::Address& source, const std::vector<NamedSet>& sets,
                              const std::vector<OwnSubmission>& own);

struct Overlap {
    std::vector<core::Address> both;
    std::vector<core::Address> ours_only;
    std::vector<core::Address> theirs_only;
};
/// Single addresses of theirs, less what we submitted.
Overlap overlap_of(std::vector<core::Address> ours, const std::vector<NamedSet>& sets,
                   const std::vector<OwnSubmission>& own);

/// What one list was worth against ours.
struct ListCompared {
    std::string source;
    std::string record;
    core::Time held_at;
    std::size_t networks = 0;  ///< entries of more than one address: they never count as overlap
    std::size_t hosts = 0;     ///< single addresses
    std::size_t own = 0;       ///< of the hosts: submitted by ourselves, taken away
    std::size_t both = 0;      ///< of the other hosts: sources of ours, too
};
/// `ours` is sorted. An address that a list names twice counts once.
ListCompared compare_list(const NamedSet& list, const std::vector<OwnSubmission>& own,
                          const std::vector<core::Address>& ours);

struct CurveAgreement {
    std::string source;
    std::size_t days = 0;               ///< that both have, at that lag
    std::optional<int> lag_days;        ///< positive: theirs follows ours
    std::optional<double> correlation;  ///< of the logarithms (Pearson)
};
/// Nothing but the source where fewer than least_curve_days are common.
CurveAgreement compare_curves(const std::vector<OutsideDay>& ours, const NamedSeries& theirs);

}  // namespace hitme::console
