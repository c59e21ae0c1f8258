// SPDX-License-Identifier: Apache-2.0
// One event on one signal as a record of the book, kind "alarm" (docs/formats/book.md): one event, one alarm.
//
// The policy works out a signal's events afresh from its log each time, and a baseline that moves on may see an old one a little
// otherwise. What was told once is not told again: an event that began within same_alarm of a recorded one is that one.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analytics/onset/alarm_policy.h"
#include "console/json_writer.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view alarm_kind = "alarm";
constexpr core::Duration same_alarm = std::chrono::hours{24};

struct AlarmRecord {
    std::string id;
    std::string subject;
    analytics::AlarmKind kind = analytics::AlarmKind::rise;
    core::Time opened;
    std::optional<core::Time> confirmed;  ///< of a rise (analytics/onset/alarm_policy.h)
    std::optional<core::Time> closed;
    analytics::Severity severity = analytics::Severity::low;
    double peak_excess = 0;
    std::uint64_t absorbed = 0;
    std::optional<std::string> source;
    std::optional<std::string> onset;  ///< id of the finding that dates it
    std::string sentence;
    std::uint64_t version = 0;  ///< in the book; 0: not yet written

    bool open() const { return !closed.has_value(); }
};

void put_alarm(JsonWriter& json, const AlarmRecord& alarm);
store::Entry alarm_entry(const AlarmRecord& alarm, core::Time written_at);
/// Errors   bad_input: the body is no alarm; the member is named.
core::Result<AlarmRecord> alarm_of(const store::Entry& entry);

/// An event with its source by name.
struct NamedEvent {
    analytics::OpenEvent event;
    std::string source;
};
enum class AlarmChange : std::uint8_t { opened, confirmed, closed, grown };
struct ChangedAlarm {
    AlarmRecord alarm;
    AlarmChange change = AlarmChange::opened;
};
/// What is to be written: `known` are the signal's records, oldest first; `events` what the policy says now at `at`. New events
/// get ids and no sentence. `first_look`: the signal was never looked at, so that events which are over are noted, too.
enum class Look : std::uint8_t { first, again };
std::vector<ChangedAlarm> changed_alarms(const std::string& subject,
                                         const std::vector<AlarmRecord>& known,
                                         const std::vector<NamedEvent>& events, core::Time at,
                                         Look look);

}  // namespace hitme::console
