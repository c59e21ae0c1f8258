// SPDX-License-Identifier: Apache-2.0
#include "console/findings/judging_job.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "console/attribution_view.h"
#include "console/findings/novelty.h"
#include "console/findings/told_growth.h"
#include "console/findings/wide_watch.h"
#include "console/json_members.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::size_t max_title = 120;
/// Forecasts reach half of the judged window ahead; findings older than this have none that is due.
constexpr core::Duration oldest_forecast = std::chrono::days{28};
constexpr std::size_t scored_findings = 200;

constexpr core::Duration shown_today = std::chrono::hours{24};

std::string looked_note(const std::string& subject) {
    return "judging/looked/" + subject;
}
std::string judged_note(const std::string& subject) {
    return "judging/judged/" + subject;
}

void add_subject(std::vector<std::string>& subjects, const std::string& subject) {
    if (subjects.size() < max_subjects && std::ranges::find(subjects, subject) == subjects.end())
        subjects.push_back(subject);
}

std::string line_of(const std::string& text) {
    return core::printable(text, max_title - 3);
}

Severity severity_for(analytics::Severity severity) {
    switch (severity) {
        case analytics::Severity::low:
            return Severity::low;
        case analytics::Severity::medium:
            return Severity::medium;
        case analytics::Severity::high:
            return Severity::high;
        case analytics::Severity::very_high:
            return Severity::critical;
    }
    return Severity::low;
}

std::string question_of(const Finding& finding) {
    return finding.subject + " " + finding.question;
}

// "confirmed" is a note, not a version: it changes at every step.
core::Result<void> confirm(store::Book& book, const std::string& id, core::Time at) {
    const std::string key = "finding_confirmed/" + id;
    const auto noted = book.noted(key);
    if (!noted) return noted.error();
    std::uint64_t times = 0;
    if (*noted) {
        boost::system::error_code failed;
        const auto value = boost::json::parse(**noted, failed);
        if (!failed && value.is_object()) times = JsonMembers{value.get_object()}.number("times");
    }
    JsonWriter json;
    json.begin_object().key("at").time(at).key("times").number(times + 1).end_object();
    return book.note(key, json.take());
}

}  // namespace

JudgingJob::JudgingJob(store::EventStore& store, store::Book& book, SignalJudge& judge,
                       Notices* notices, JudgingSettings settings, runtime::Zone zone,
                       std::optional<std::string> only)
    : store_(store),
      book_(book),
      judge_(judge),
      notices_(notices),
      settings_(settings),
      zone_(std::move(zone)),
      only_(std::move(only)) {}

core::Result<std::vector<std::string>> JudgingJob::subjects_at(core::Time at) {
    if (only_) return std::vector<std::string>{*only_};
    std::vector<std::string> subjects{std::string(fleet_subject)};
    store::EntryQuery open;
    open.kind = alarm_kind;
    open.state = "open";
    open.limit = max_subjects;
    const auto alarms = book_.list(open);
    if (!alarms) return alarms.error();
    for (const auto& entry : alarms->entries) add_subject(subjects, entry.subject);
    const auto busiest = store_.top_signals(at - std::chrono::hours{24}, at, 2 * settings_.signals);
    if (!busiest) return busiest.error();
    for (std::size_t i = 0; i < busiest->size(); ++i) {
        const std::string subject = (*busiest)[i].signal.to_string();
        // One that is followed already stays for a while: to read a month anew each hour costs more than to keep it.
        if (i < settings_.signals || std::ranges::find(subjects_, subject) != subjects_.end())
            add_subject(subjects, subject);
    }
    closely_ = subjects;
    if (auto added = add_risen(at, subjects); !added) return added.error();
    return subjects;
}

core::Result<void> JudgingJob::add_risen(core::Time at, std::vector<std::string>& subjects) {
    std::vector<event::Signal> followed;
    for (const auto& subject : closely_)
        if (const auto signal = event::Signal::parse(subject)) followed.push_back(*signal);
    const auto look = look_wide(store_, at, followed);
    if (!look) return look.error();
    for (const auto& risen : look->rose) add_subject(subjects, risen.signal.to_string());
    JsonWriter json;
    put_wide_look(json, *look, at);
    return book_.note(std::string(wide_look_note), json.take());
}

core::Result<JudgingStep> JudgingJob::step(core::Time at, core::Time written_at) {
    auto subjects = subjects_at(at);
    if (!subjects) return subjects.error();
    subjects_ = std::move(*subjects);
    if (auto known = judge_.know_sensors(book_); !known) return known.error();
    constexpr core::Duration history = std::chrono::days{36};
    if (auto followed = judge_.follow(store_, subjects_, at - history); !followed)
        return followed.error();
    JudgingStep done;
    done.subjects = subjects_.size();
    for (const auto& subject : subjects_)
        if (auto looked = look_at_findings(subject, at, written_at, done); !looked)
            return looked.error();
    return done;
}

core::Result<JudgingStep> JudgingJob::watch(core::Time at, core::Time written_at) {
    JudgingStep done;
    if (!only_)
        if (auto added = add_risen(at, subjects_); !added) return added.error();
    done.subjects = subjects_.size();
    constexpr core::Duration history = std::chrono::days{36};
    if (auto followed = judge_.follow(store_, subjects_, at - history); !followed)
        return followed.error();
    for (const auto& subject : subjects_) {
        judge_.look_at(subject, at);
        if (auto looked = look_at_events(subject, at, written_at, judge_.events(), done); !looked)
            return looked.error();
        if (auto kept = keep_attributions(subject, at, written_at); !kept) return kept.error();
    }
    return done;
}

core::Result<void> JudgingJob::look_at_findings(const std::string& subject, core::Time at,
                                                core::Time written_at, JudgingStep& done) {
    const auto noted = book_.noted(judged_note(subject));
    if (!noted) return noted.error();
    const auto last = *noted ? core::parse_time(**noted) : std::nullopt;
    if (last && *last >= at) return {};
    judge_.look_at(subject, at);
    auto judged = judge_.judged();
    if (std::ranges::any_of(judged.findings, &Finding::simulated))
        simulated_.insert(subject);
    else
        simulated_.erase(subject);

    store::EntryQuery query;
    query.kind = finding_kind;
    query.subject = subject;
    query.state = "standing";
    const auto page = book_.list(query);
    if (!page) return page.error();
    std::vector<Finding> standing;
    for (const auto& entry : page->entries) {
        auto finding = finding_of(entry);
        if (!finding) return finding.error();
        standing.push_back(std::move(*finding));
    }
    for (auto& now : judged.findings) {
        const auto found = std::ranges::find(standing, now.question, &Finding::question);
        const Finding* before = found == standing.end() ? nullptr : &*found;
        FindingData known;
        if (before != nullptr) known = judge_.data(before->window.baseline_from, before->window.to);
        const auto why =
            what_is_new(before != nullptr ? std::optional{*before} : std::nullopt, now, known);
        const std::string chart = now.question == "growth" ? judged.growth_chart : "";
        if (why) {
            if (auto kept = keep(std::move(now), before, *why, chart, written_at, done); !kept)
                return kept;
        } else if (auto confirmed = confirm(book_, before->id, at); !confirmed) {
            return confirmed;
        }
        const Finding& stands = why ? done.kept.back() : *before;
        if (stands.question == "growth")
            if (auto told = tell_growth(stands, at, last); !told) return told;
    }
    if (auto looked = look_at_events(subject, at, written_at, judged.events, done); !looked)
        return looked;
    if (auto looked = look_at_forecasts(subject, at, written_at, done); !looked) return looked;
    if (auto kept = keep_attributions(subject, at, written_at); !kept) return kept;
    return book_.note(judged_note(subject), core::format_rfc3339(at));
}

core::Result<void> JudgingJob::keep(Finding now, const Finding* standing, FindingWhy why,
                                    const std::string& chart, core::Time written_at,
                                    JudgingStep& done) {
    std::uint64_t number = 1;
    if (standing != nullptr) number = finding_number(standing->id).value_or(0) + 1;
    now.id = finding_id(now.subject, now.question, number);
    now.why = why;
    std::vector<std::pair<store::Entry, std::optional<std::uint64_t>>> entries;
    if (standing != nullptr) {
        now.supersedes = standing->id;
        now.was = {standing->verdict, standing->judged_at};
        Finding before = *standing;
        before.superseded_by = now.id;
        before.superseded_at = now.judged_at;
        entries.emplace_back(finding_entry(before, written_at), 1);
    }
    entries.emplace_back(finding_entry(now, written_at), 0);
    if (!chart.empty()) {
        store::Entry entry;
        entry.kind = finding_chart_kind;
        entry.id = now.id;
        entry.at = written_at;
        entry.author = "hitme";
        entry.subject = now.subject;
        entry.body = chart;
        if (entry.body.size() <= store::max_entry_bytes) entries.emplace_back(std::move(entry), 0);
    }
    if (auto put = book_.put_all(entries); !put) return put;
    tell(now, standing);
    done.kept.push_back(std::move(now));
    return {};
}

core::Result<void> JudgingJob::look_at_events(const std::string& subject, core::Time at,
                                              core::Time written_at,
                                              const std::vector<analytics::OpenEvent>& events,
                                              JudgingStep& done) {
    store::EntryQuery query;
    query.kind = alarm_kind;
    query.subject = subject;
    const auto page = book_.list(query);
    if (!page) return page.error();
    std::vector<AlarmRecord> known;
    for (const auto& entry : page->entries) {
        auto alarm = alarm_of(entry);
        if (!alarm) return alarm.error();
        known.push_back(std::move(*alarm));
    }
    std::ranges::sort(known, {}, &AlarmRecord::opened);
    const auto noted = book_.noted(looked_note(subject));
    if (!noted) return noted.error();
    const auto last = *noted ? core::parse_time(**noted) : std::nullopt;
    if (last && *last > at) return {};

    std::vector<NamedEvent> named;
    for (const auto& event : events)
        named.push_back({event, event.kind == analytics::AlarmKind::loud_source
                                    ? judge_.source(event.source)
                                    : std::string{}});
    for (auto& changed :
         changed_alarms(subject, known, named, at, last ? Look::again : Look::first)) {
        AlarmRecord& alarm = changed.alarm;
        if (alarm.kind == analytics::AlarmKind::loud_source)
            alarm.sentence = alarm.source.value_or("one source") + " made over half of an hour's " +
                             "contacts on " + subject + " from " + zone_.format(alarm.opened) +
                             " on: loud, which is not growth.";
        else
            alarm.sentence = "New hosts on " + subject + " rose: alarm at " +
                             zone_.format(alarm.opened) + ", severity " +
                             std::string(name_of(alarm.severity)) + ".";
        if (alarm.kind == analytics::AlarmKind::rise)
            alarm.sentence += alarm.confirmed
                                  ? " Confirmed at " + zone_.format(*alarm.confirmed) + "."
                                  : std::string{" Suspected only: not confirmed."};
        if (!alarm.open()) alarm.sentence += " Over since " + zone_.format(*alarm.closed) + ".";
        if (judge_.judges_unverified())
            alarm.sentence = std::string(unverified_label) + alarm.sentence;
        // The finding that was made while the rise was suspected gives way to one that is sure of it.
        if (alarm.kind == analytics::AlarmKind::rise &&
            (!alarm.onset || changed.change == AlarmChange::confirmed)) {
            store::EntryQuery onset;
            onset.kind = finding_kind;
            onset.subject = subject;
            onset.state = "standing";
            const auto standing = book_.list(onset);
            if (!standing) return standing.error();
            for (const auto& entry : standing->entries)
                if (const auto finding = finding_of(entry);
                    finding && finding->question == "onset" && finding->verdict.starts_with("rise"))
                    alarm.onset = finding->id;
        }
        const auto put = book_.put(alarm_entry(alarm, written_at), alarm.version);
        if (!put) return put.error();
        tell(changed);
        done.alarms.push_back(std::move(changed));
    }
    return book_.note(looked_note(subject), core::format_rfc3339(at));
}

core::Result<void> JudgingJob::look_at_forecasts(const std::string& subject, core::Time at,
                                                 core::Time written_at, JudgingStep& done) {
    store::EntryQuery query;
    query.kind = finding_kind;
    query.subject = subject;
    query.limit = scored_findings;
    const auto page = book_.list(query);
    if (!page) return page.error();
    for (const auto& entry : page->entries) {
        const auto finding = finding_of(entry);
        if (!finding) return finding.error();
        if (finding->question != "growth" || finding->judged_at < at - oldest_forecast) continue;
        for (const auto& forecast : forecasts_of(*finding)) {
            if (forecast.to() > at) continue;
            const auto scored = book_.get(std::string(forecast_score_kind), forecast.id());
            if (scored) continue;
            if (scored.error().code != core::ErrorCode::not_found) return scored.error();
            const auto seen =
                judge_.seen(forecast.from(), forecast.to(), finding->coverage.excluded_sensors);
            auto score = score_forecast(forecast, seen.hosts, seen.exposure, zone_);
            if (const auto put = book_.put(score_entry(score, written_at), 0); !put)
                return put.error();
            tell(score, finding->simulated);
            done.scores.push_back(std::move(score));
        }
    }
    return {};
}

core::Result<void> JudgingJob::keep_attributions(const std::string& subject, core::Time at,
                                                 core::Time written_at) {
    // A walk over a log of long ago has no page that looks at its steps.
    if (written_at - at > shown_today) return {};
    for (const std::string_view grouping : attribution_groupings) {
        const auto wanted = book_.noted(attribution_wanted_note(subject, grouping));
        if (!wanted) return wanted.error();
        const auto wanted_at = *wanted ? core::parse_time(**wanted) : std::nullopt;
        if (!wanted_at || written_at - *wanted_at > attribution_wanted_for) continue;
        const auto note = attribution_note(subject, grouping);
        const auto kept_at = book_.noted(note + ".at");
        if (!kept_at) return kept_at.error();
        const auto last = *kept_at ? core::parse_time(**kept_at) : std::nullopt;
        // Between the steps only what is missing, or would be too old before the next one.
        if (last && at - *last < settings_.every) continue;
        if (auto kept = book_.note(note, judge_.attribution(std::string(grouping))); !kept)
            return kept;
        if (auto kept = book_.note(note + ".at", core::format_rfc3339(at)); !kept) return kept;
    }
    return {};
}

core::Result<void> JudgingJob::tell_growth(const Finding& finding, core::Time at,
                                           std::optional<core::Time> last_look) {
    const std::string note = told_growth_note(finding.subject);
    const auto noted = book_.noted(note);
    if (!noted) return noted.error();
    ToldGrowth state = (*noted ? parse_told_growth(**noted) : std::nullopt).value_or(ToldGrowth{});
    const ToldGrowth before = state;
    take_look(state, finding.verdict, at, last_look);
    // Where nobody listens (a walk over a stored log) nothing was told: a console that goes on from there tells it.
    if (notices_ != nullptr && is_to_be_told(state, speaks(finding), at)) {
        tell(finding, before.told,
             at - state.since < shape_stands
                 ? finding.sentence
                 : finding.sentence + " So at every look since " + zone_.format(state.since) + ".");
        note_told(state, speaks(finding));
    }
    if (state == before) return {};
    return book_.note(note, told_growth_text(state));
}

void JudgingJob::tell(const Finding& finding, const Finding* before) {
    if (finding.question == "growth") return;  // tell_growth
    const bool is_taken_back = before != nullptr && speaks(*before);
    if (!speaks(finding) && !is_taken_back) return;
    // The onset is told as an alarm; here it is told when it is dated otherwise than before.
    if (finding.question == "onset" &&
        (before == nullptr || finding.why == FindingWhy::rise_confirmed))
        return;
    tell(finding, before != nullptr && !before->suspected ? before->verdict : "", finding.sentence);
}

void JudgingJob::tell(const Finding& finding, const std::string& was, std::string text) {
    if (notices_ == nullptr) return;
    Notice notice;
    notice.kind = NoticeKind::finding;
    notice.severity = Severity::low;
    notice.at = finding.judged_at;
    notice.group = question_of(finding);
    notice.title = line_of(finding.subject + ", " + finding.question + ": " + finding.verdict +
                           (was.empty() ? "" : " (was " + was + ")"));
    notice.text = std::move(text);
    if (finding.subject != fleet_subject) notice.signal = finding.subject;
    notice.page = "/findings/" + finding.id;
    JsonWriter json;
    json.begin_object();
    put_finding(json, finding);
    json.end_object();
    notice.body = json.take();
    notice.simulated = finding.simulated;
    notices_->tell(std::move(notice));
}

void JudgingJob::tell(const ChangedAlarm& changed) {
    if (notices_ == nullptr) return;
    const AlarmRecord& alarm = changed.alarm;
    if (changed.change == AlarmChange::opened && !alarm.open()) return;
    // Chance opens a rise about once a month in each signal. It stands in the list of alarms from then on, as suspected; people
    // are told of it, of its size and of its end once it is confirmed.
    if (alarm.kind == analytics::AlarmKind::rise && !alarm.confirmed) return;
    Notice notice;
    notice.kind =
        changed.change == AlarmChange::closed ? NoticeKind::alarm_ended : NoticeKind::alarm;
    notice.severity =
        changed.change == AlarmChange::closed ? Severity::info : severity_for(alarm.severity);
    notice.at = alarm.closed.value_or(alarm.opened);
    notice.group = alarm.id;
    notice.title = line_of(
        alarm.subject +
        (alarm.kind == analytics::AlarmKind::rise ? ": new hosts rose" : ": one loud source") +
        (changed.change == AlarmChange::closed  ? ", over"
         : changed.change == AlarmChange::grown ? ", more severe"
                                                : ""));
    notice.text = alarm.sentence;
    notice.source = alarm.source.value_or("");
    if (alarm.subject != fleet_subject) notice.signal = alarm.subject;
    notice.page = alarm.onset ? "/findings/" + *alarm.onset : "/campaign/" + alarm.subject;
    notice.simulated = simulated_.contains(alarm.subject);
    JsonWriter json;
    json.begin_object();
    put_alarm(json, alarm);
    json.end_object();
    notice.body = json.take();
    notices_->tell(std::move(notice));
}

void JudgingJob::tell(const ForecastScore& score, bool simulated) {
    if (notices_ == nullptr) return;
    Notice notice;
    notice.kind = NoticeKind::reminder;
    notice.severity = Severity::info;
    notice.at = score.forecast.to();
    notice.group = "forecast " + score.forecast.subject;
    notice.title = line_of(score.forecast.subject +
                           ": a forecast was scored: " + std::string(name_of(score.state)));
    notice.text = score.sentence;
    if (score.forecast.subject != fleet_subject) notice.signal = score.forecast.subject;
    notice.page = "/findings/" + score.forecast.finding;
    notice.simulated = simulated;
    notices_->tell(std::move(notice));
}

}  // namespace hitme::console
