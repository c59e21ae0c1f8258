// SPDX-License-Identifier: Apache-2.0
// A finding as a record: what was judged of one subject at one moment, with its window, its numbers and their intervals, its
// coverage and its method. Kept in the book as kind "finding" (docs/formats/book.md); never edited: a later one supersedes it.
//
// Chain    all findings of one subject and question: SUBJECT.QUESTION.1, .2, ... , each superseding the one before.
// Times    judged_at and the window are event time; when the record was written stands in its entry.
// Pure     no I/O.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/json_writer.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view finding_kind = "finding";
constexpr std::string_view finding_chart_kind = "finding_chart";
constexpr std::string_view worm_ladder_question = "worm_ladder";
/// What a finding may be asked, in the order in which findings are read.
inline constexpr std::array<std::string_view, 7> finding_questions{
    "onset", "growth", "dormancy", "attribution", "persistence", "agreement", worm_ladder_question};
/// Those that say what a rise is like; the fleet, all signals together, is not asked them.
inline constexpr std::array<std::string_view, 3> rise_questions{"persistence", "agreement",
                                                                worm_ladder_question};
/// The subject of what is said of all signals together.
constexpr std::string_view fleet_subject = "fleet";

/// Why a finding was kept: what it says that the one before did not.
enum class FindingWhy : std::uint8_t {
    first,
    verdict,
    interval,        ///< the new interval excludes the old value
    method,          ///< the method's version
    late_events,     ///< more of the old window is known now
    reason,          ///< refused for another reason
    window,          ///< of another time: the windows do not overlap
    longer,          ///< what a rise is like, of a window at least twice as long
    rise_confirmed,  ///< what was said of a suspected rise, now that it is one
};
std::string_view name_of(FindingWhy why);

/// A value with its 95 % interval; what is missing is unbounded or not known. `unit` "ms": an instant since 1970.
struct FindingNumber {
    std::string name;
    std::optional<double> value;
    std::optional<double> low;
    std::optional<double> high;
    std::string unit;
    friend bool operator==(const FindingNumber&, const FindingNumber&) = default;
};

struct FindingWindow {
    core::Time from;
    core::Time to;
    core::Time baseline_from;
    friend bool operator==(const FindingWindow&, const FindingWindow&) = default;
};

struct FindingCoverage {
    bool known = false;
    std::optional<double> share;  ///< of the window in which the sensors listened
    std::optional<double> exposure_min;
    std::uint64_t sensors = 0;
    std::vector<std::string> lost_sensors;
    std::vector<std::string> excluded_sensors;
    friend bool operator==(const FindingCoverage&, const FindingCoverage&) = default;
};

/// What a finding rests on: the sightings of [baseline_from, to).
struct FindingData {
    std::uint64_t events = 0;
    std::uint64_t hosts = 0;
    std::uint64_t unverified_contacts = 0;
    std::string digest;  ///< of all of them, whatever their order
    friend bool operator==(const FindingData&, const FindingData&) = default;
};

struct Finding {
    std::string id;
    std::string subject;   ///< "tcp/445" or fleet_subject
    std::string question;  ///< one of finding_questions
    std::string verdict;
    core::Time judged_at;
    FindingWindow window;
    std::vector<FindingNumber> numbers;  ///< the first decides whether a later finding differs
    std::string sentence;                ///< printable text
    std::vector<std::string> more;       ///< further sentences: forecasts
    FindingCoverage coverage;
    std::string method;  ///< "growth/1"
    FindingData data;
    std::optional<std::string> supersedes;
    std::optional<std::string> superseded_by;
    std::optional<core::Time> superseded_at;  ///< event time
    FindingWhy why = FindingWhy::first;
    struct Was {
        std::string verdict;
        core::Time judged_at;
        friend bool operator==(const Was&, const Was&) = default;
    };
    std::optional<Was> was;
    std::string answer = "{}";  ///< the whole answer of `hitme judge`, a JSON object
    /// Rests on a rise that is open but not confirmed (analytics/onset/alarm_policy.h): chance opens such a rise about once a
    /// month in each signal, so nobody is told of it yet.
    bool suspected = false;
    bool simulated = false;
    std::optional<core::Time> made_at;  ///< when it was written; only of one read from the book

    bool stands() const { return !superseded_by.has_value(); }
};

/// The number of that name; null where the finding has none.
const FindingNumber* number_of(const Finding& finding, std::string_view name);

/// Whether a finding of the worm ladder stands on `level` ("L2") or above. One that is refused stands nowhere.
bool reaches_rung(const Finding& ladder, std::string_view level);
/// Whether a finding says something that a person should hear of: growth, a rise, a sleep; not the absence of these, and
/// nothing that is only suspected.
bool speaks(const Finding& finding);

/// A finding of rise_questions with something to report: not that there is no rise, a suspected one, or too little of it
/// to ask.
bool tells_of_a_rise(const Finding& finding);

/// The worm that a ladder finding names (docs/methods/worm-ladder.md); empty where it names none, or is another question's.
std::string worm_of(const Finding& finding);

/// "tcp-445.growth.3"
std::string finding_id(std::string_view subject, std::string_view question, std::uint64_t number);
/// 3 of that; nothing where the id is none.
std::optional<std::uint64_t> finding_number(std::string_view id);

/// The members of the record but its whole answer, for a writer that stands in an object.
void put_finding(JsonWriter& json, const Finding& finding);
std::string finding_body(const Finding& finding);
store::Entry finding_entry(const Finding& finding, core::Time written_at);

/// Errors   bad_input: the body is no finding; the member is named.
core::Result<Finding> finding_of(const store::Entry& entry);

}  // namespace hitme::console
