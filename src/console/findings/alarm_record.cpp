// SPDX-License-Identifier: Apache-2.0
#include "console/findings/alarm_record.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "console/finding.h"
#include "console/json_members.h"

namespace hitme::console {
namespace {

using analytics::AlarmKind;

std::optional<analytics::Severity> severity_of(std::string_view name) {
    for (const auto severity : {analytics::Severity::low, analytics::Severity::medium,
                                analytics::Severity::high, analytics::Severity::very_high})
        if (name_of(severity) == name) return severity;
    return std::nullopt;
}

bool is_near(core::Time a, core::Time b) {
    return (a < b ? b - a : a - b) <= same_alarm;
}

bool is_same(const AlarmRecord& alarm, const NamedEvent& seen) {
    if (alarm.kind != seen.event.kind) return false;
    if (alarm.kind == AlarmKind::loud_source && alarm.source != seen.source) return false;
    if (is_near(alarm.opened, seen.event.opened)) return true;
    // A rise that is open in both is one, whenever a later baseline says that it began.
    return alarm.open() && !seen.event.closed;
}

bool has_grown(const AlarmRecord& alarm, const analytics::OpenEvent& event) {
    return event.severity > alarm.severity;
}

}  // namespace

void put_alarm(JsonWriter& json, const AlarmRecord& alarm) {
    json.key("id").text(alarm.id).key("subject").text(alarm.subject);
    json.key("kind").text(name_of(alarm.kind));
    json.key("opened").time(alarm.opened).key("confirmed").time(alarm.confirmed);
    json.key("closed").time(alarm.closed);
    json.key("severity").text(name_of(alarm.severity));
    json.key("peak_excess").real(alarm.peak_excess).key("absorbed").number(alarm.absorbed);
    for (const auto& [key, text] :
         {std::pair{"source", &alarm.source}, std::pair{"onset", &alarm.onset}}) {
        json.key(key);
        if (*text)
            json.text(**text);
        else
            json.null();
    }
    json.key("sentence").text(alarm.sentence);
}

store::Entry alarm_entry(const AlarmRecord& alarm, core::Time written_at) {
    store::Entry entry;
    entry.kind = alarm_kind;
    entry.id = alarm.id;
    entry.at = written_at;
    entry.author = "hitme";
    entry.subject = alarm.subject;
    entry.state = alarm.open() ? "open" : "closed";
    JsonWriter json;
    json.begin_object();
    put_alarm(json, alarm);
    json.end_object();
    entry.body = json.take();
    return entry;
}

core::Result<AlarmRecord> alarm_of(const store::Entry& entry) {
    boost::system::error_code failed;
    const auto value = boost::json::parse(entry.body, failed);
    if (failed || !value.is_object())
        return core::Error{core::ErrorCode::bad_input, entry.id + ": no JSON object"};
    JsonMembers members{value.get_object()};
    AlarmRecord alarm;
    alarm.id = entry.id;
    alarm.subject = members.text("subject");
    alarm.kind = members.text("kind") == "loud_source" ? AlarmKind::loud_source : AlarmKind::rise;
    alarm.opened = members.time("opened");
    alarm.confirmed = members.maybe_time("confirmed");
    alarm.closed = members.maybe_time("closed");
    const auto severity = severity_of(members.text("severity"));
    if (!severity) members.fail("severity");
    alarm.severity = severity.value_or(analytics::Severity::low);
    alarm.peak_excess = members.real("peak_excess");
    alarm.absorbed = members.number("absorbed");
    alarm.source = members.maybe_text("source");
    alarm.onset = members.maybe_text("onset");
    alarm.sentence = members.text("sentence");
    alarm.version = entry.version;
    if (!members.failed().empty())
        return core::Error{core::ErrorCode::bad_input,
                           entry.id + ": no alarm: " + members.failed()};
    return alarm;
}

std::vector<ChangedAlarm> changed_alarms(const std::string& subject,
                                         const std::vector<AlarmRecord>& known,
                                         const std::vector<NamedEvent>& events, core::Time at,
                                         Look look) {
    std::vector<ChangedAlarm> changed;
    std::vector<bool> is_matched(known.size());
    std::uint64_t next = 1;
    core::Time latest = core::Time::min();
    for (const auto& alarm : known) {
        next = std::max(next, finding_number(alarm.id).value_or(0) + 1);
        latest = std::max(latest, alarm.opened);
    }
    for (const auto& seen : events) {
        const auto found = std::ranges::find_if(
            known, [&](const AlarmRecord& alarm) { return is_same(alarm, seen); });
        if (found == known.end()) {
            // What another baseline now sees in days that were looked at long ago is no news.
            const bool is_news = seen.event.opened > latest && at - seen.event.opened <= same_alarm;
            if (look == Look::again && !is_news) continue;
            AlarmRecord alarm;
            alarm.id = finding_id(subject, "alarm", next++);
            alarm.subject = subject;
            alarm.kind = seen.event.kind;
            alarm.opened = seen.event.opened;
            alarm.confirmed = seen.event.confirmed;
            alarm.closed = seen.event.closed;
            alarm.severity = seen.event.severity;
            alarm.peak_excess = seen.event.peak_excess;
            alarm.absorbed = seen.event.absorbed;
            if (alarm.kind == AlarmKind::loud_source) alarm.source = seen.source;
            changed.push_back({std::move(alarm), AlarmChange::opened});
            continue;
        }
        is_matched[static_cast<std::size_t>(found - known.begin())] = true;
        if (!found->open()) continue;
        const bool is_over = seen.event.closed.has_value();
        const bool is_confirmed = !found->confirmed && seen.event.confirmed;
        const bool grows = has_grown(*found, seen.event);
        if (!is_over && !grows && !is_confirmed) continue;
        AlarmRecord alarm = *found;
        if (is_confirmed) alarm.confirmed = seen.event.confirmed;
        alarm.closed = seen.event.closed;
        alarm.severity = std::max(alarm.severity, seen.event.severity);
        alarm.peak_excess = std::max(alarm.peak_excess, seen.event.peak_excess);
        alarm.absorbed = seen.event.absorbed;
        changed.push_back({std::move(alarm), is_over        ? AlarmChange::closed
                                             : is_confirmed ? AlarmChange::confirmed
                                                            : AlarmChange::grown});
    }
    // An event that the policy no longer sees has become the baseline, or its days are no longer kept.
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (is_matched[i] || !known[i].open()) continue;
        AlarmRecord alarm = known[i];
        alarm.closed = at;
        changed.push_back({std::move(alarm), AlarmChange::closed});
    }
    return changed;
}

}  // namespace hitme::console
