// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/incident_desk.h"

#include <algorithm>

#include "console/notice_evidence.h"
#include "console/told_time.h"
#include "core/text.h"
#include "recognition/smb/rules.h"
#include "runtime/log.h"

namespace hitme::console::incidents {
namespace {

constexpr std::size_t max_title = 120;  // console/notice.h
constexpr std::size_t max_text = 1'000;
constexpr std::size_t entries_per_put = 500;

std::string joined(const std::vector<std::string>& names, std::size_t most) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i)
        text += (i > 0 ? ", " : "") + names[i];
    if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
    return text;
}

std::string sentences_of(const Incident& incident) {
    std::string text = std::to_string(incident.contacts) +
                       (incident.contacts == 1 ? " contact" : " contacts") + " since " +
                       told_time(incident.first);
    if (incident.ended) text += ", the last at " + told_time(incident.last);
    if (!incident.services.empty()) {
        text += ", on ";
        std::vector<std::string> signals;
        for (const Service& service : incident.services)
            signals.push_back(service.signal.to_string());
        text += joined(signals, 5);
    }
    if (!incident.benign_class.empty())
        text += ". On the list of benign scanners, class " + incident.benign_class;
    text += ". Stage: ";
    text += event::name_of(incident.stage);
    if (!incident.labels.empty()) text += ". Recognised: " + joined(incident.labels, 5);
    if (!incident.sensors.empty()) text += ". Sensors: " + joined(incident.sensors, 5);
    if (incident.hidden > 0)
        text += ". Hidden by allow rules: " + std::to_string(incident.hidden) + " of them";
    return core::printable(text + ".", max_text);
}

std::string group_of(const Incident& incident) {
    if (incident.is_many_sources()) return "many-sources";
    const std::string source = incident.source.to_string();
    if (incident.internal) return "host/" + source;
    if (!incident.benign_class.empty()) return "benign/" + incident.benign_class;
    if (!incident.wave.empty() && severity_of(incident) < Severity::high)
        return "wave/" + incident.wave;
    return "source/" + source;
}

}  // namespace

std::string incident_note(const std::string& id) {
    return "incident_now/" + id;
}

IncidentDesk::IncidentDesk(std::unique_ptr<store::Book> book, Notices& notices,
                           Visibility visibility, IncidentSettings settings)
    : book_(std::move(book)),
      notices_(notices),
      visibility_(std::move(visibility)),
      settings_(std::move(settings)),
      benign_(settings_.benign_list),
      merging_(settings_.gap, settings_.limits) {}

core::Result<void> IncidentDesk::start() {
    store::EntryQuery query;
    query.kind = incident_kind;
    query.state = "open";
    query.limit = store::max_entries_per_page;
    for (;;) {
        const auto page = book_->list(query);
        if (!page) return page.error();
        for (const store::Entry& entry : page->entries) {
            const auto noted = book_->noted(incident_note(entry.id));
            if (!noted) return noted.error();
            auto incident = incident_of_json(noted->value_or(entry.body));
            if (!incident) continue;  // of a later version, perhaps: it stays as it is
            incident->version = entry.version;
            merging_.restore(std::move(*incident));
        }
        query.offset += page->entries.size();
        if (page->entries.empty() || query.offset >= page->total) return {};
    }
}

void IncidentDesk::stored(const event::Batch& batch, const store::Appended& appended) {
    // Where the book cannot say, the rules before stay in force.
    (void)visibility_.refresh(*book_);
    (void)sensors_.refresh(*book_);
    // A list that is refused is named by `hitme allow list`; the one before it stays.
    if (auto entries = benign_.changed(now_)) visibility_.set_benign(std::move(*entries));
    for (std::size_t i = 0; i < batch.events.size() && i < appended.fates.size(); ++i) {
        if (const auto* contact = std::get_if<event::Contact>(&batch.events[i])) {
            if (appended.fates[i] != store::Fate::duplicate) note(*contact, appended.fates[i]);
        } else if (const auto* change = std::get_if<event::SensorChange>(&batch.events[i])) {
            sensors_.announce(*change);
        }
    }
    write();
}

void IncidentDesk::note(const event::Contact& contact, store::Fate fate) {
    if (contact.source.is_unspecified()) return;
    const Shown shown = visibility_.of(contact);
    const bool hidden = shown.how == Shown::How::hidden;
    Touch touch;
    touch.source = contact.source.source_key();
    touch.at = contact.seen_at;
    touch.signal = event::Signal::of(contact);
    touch.contacts = fate == store::Fate::stored ? std::max<std::uint32_t>(contact.count, 1) : 0;
    touch.stage = contact.stage;
    for (const event::Label& label : contact.labels)
        if (!recognition::smb::only_says_stage(label.rule)) touch.labels.push_back(label.name);
    touch.sensor = contact.sensor;
    touch.internal = sensors_.internal_at(contact.sensor, contact.seen_at);
    touch.simulated = contact.simulated;
    if (hidden) touch.hidden_by = shown.by;
    if (shown.how == Shown::How::benign) touch.benign_class = shown.by;

    Merging::Noted noted = merging_.note(touch);
    Incident& incident = *noted.incident;
    if (noted.ended) end(std::move(*noted.ended));
    if (noted.step == Step::joined && (incident.told || hidden)) {
        changed_.insert(incident.source);
        return;
    }
    if (!hidden) {
        const std::string evidence = evidence_json(contact);
        if (!incident.told)
            tell_opened(incident, touch.signal, touch.at, evidence);
        else
            tell_risen(incident, touch.signal, touch.at, evidence);
    }
    keep(incident);
}

void IncidentDesk::tell_opened(Incident& incident, event::Signal signal, core::Time at,
                               const std::string& evidence) {
    incident.told = true;
    if (incident.internal || incident.is_many_sources() || !incident.benign_class.empty()) {
        tell(incident, incident.internal ? NoticeKind::internal_host : NoticeKind::incident_opened,
             signal, at, incident_title(incident), evidence);
        return;
    }
    const WaveStep wave = waves_.opened(signal, at);
    if (wave != WaveStep::alone) incident.wave = signal.to_string();
    tell(incident, NoticeKind::incident_opened, signal, at, incident_title(incident), evidence);
    if (wave != WaveStep::begun) return;
    const Wave& begun = *waves_.on(signal);
    Notice notice;
    notice.kind = NoticeKind::incident_opened;
    notice.severity = Severity::medium;
    notice.at = at;
    notice.group = "wave/" + signal.to_string();
    notice.title = "Wave on " + signal.to_string() + ": " + std::to_string(begun.openings) +
                   " sources began within " + core::format_duration(wave_window);
    notice.text = notice.title + ", the first at " + told_time(begun.first) +
                  ". Further sources on it belong to this wave.";
    notice.signal = signal.to_string();
    notice.page = "/incidents";
    notice.simulated = incident.simulated;
    notices_.tell(std::move(notice));
}

void IncidentDesk::tell_risen(const Incident& incident, event::Signal signal, core::Time at,
                              const std::string& evidence) {
    tell(incident, incident.internal ? NoticeKind::internal_host : NoticeKind::incident_opened,
         signal, at, incident_title(incident), evidence);
}

void IncidentDesk::tell(const Incident& incident, NoticeKind kind, event::Signal signal,
                        core::Time at, std::string title, std::string evidence) {
    if (incident.internal && settings_.internal_hosts == InternalHosts::told_by_cases) return;
    Notice notice;
    notice.kind = kind;
    notice.severity = severity_of(incident);
    notice.at = at;
    notice.group = group_of(incident);
    if (kind == NoticeKind::internal_host) title = "Internal host " + title;
    notice.title = core::printable(title, max_title);
    notice.text = sentences_of(incident);
    if (!incident.is_many_sources()) notice.source = incident.source.to_string();
    notice.signal = signal.to_string();
    if (!incident.sensors.empty()) notice.sensor = incident.sensors.back();
    notice.page = "/incidents/" + incident.id;
    notice.body = incident_json(incident);
    notice.evidence = std::move(evidence);
    notice.simulated = incident.simulated;
    notices_.tell(std::move(notice));
}

void IncidentDesk::end(Incident incident) {
    if (incident.told)
        tell(incident, NoticeKind::incident_ended,
             incident.services.empty() ? event::Signal{} : incident.services.front().signal,
             incident.last, "Ended: " + incident_title(incident));
    keep(incident);
}

void IncidentDesk::keep(const Incident& incident) {
    if (waiting_.size() >= max_waiting_records && !waiting_.contains(incident.id)) {
        ++lost_records_;
        return;
    }
    changed_.erase(incident.source);
    store::Entry& entry = waiting_[incident.id];
    entry.kind = incident_kind;
    entry.id = incident.id;
    entry.at = incident.ended.value_or(incident.last);
    entry.author = "hitme";
    entry.subject = incident.is_many_sources() ? "" : incident.source.to_string();
    entry.state = incident.ended ? "ended" : "open";
    entry.body = incident_json(incident);
}

/// Whether the book took it. One that refuses is named once.
bool IncidentDesk::took(const core::Result<void>& done) {
    if (!done && !complained_)
        runtime::log(runtime::Level::error, "incidents", done.error().context);
    complained_ = !done;
    return done.has_value();
}

/// Whether nothing waits any more; what does is tried at the next batch or idle turn again.
bool IncidentDesk::write() {
    while (!waiting_.empty()) {
        std::vector<std::pair<store::Entry, std::optional<std::uint64_t>>> entries;
        std::vector<store::Note> older;
        auto end = waiting_.begin();
        for (; end != waiting_.end() && entries.size() < entries_per_put; ++end) {
            entries.emplace_back(end->second, std::nullopt);
            older.push_back({incident_note(end->first), std::nullopt});
        }
        if (!took(book_->put_all(entries, older))) return false;
        waiting_.erase(waiting_.begin(), end);
    }
    return true;
}

bool IncidentDesk::note_some(std::size_t most) {
    const std::size_t left = noting_.size() - std::min(most, noting_.size());
    std::vector<store::Note> notes;
    for (std::size_t i = left; i < noting_.size(); ++i) {
        const Incident* incident = merging_.find(noting_[i]);
        if (noting_[i].is_unspecified() && merging_.many_sources())
            incident = &*merging_.many_sources();
        // One that ended meanwhile has its last version.
        if (incident != nullptr)
            notes.push_back({incident_note(incident->id), incident_json(*incident)});
    }
    if (!notes.empty() && !took(book_->put_all({}, notes))) return false;
    noting_.resize(left);
    return true;
}

void IncidentDesk::note_changed(core::Time now) {
    if (noting_.empty()) {
        if (now >= noted_ && now - noted_ < keep_every) return;
        noted_ = now;
        noting_.assign(changed_.begin(), changed_.end());
        changed_.clear();
    }
    note_some(notes_per_turn);
}

void IncidentDesk::finish() {
    if (!write()) return;
    noting_.insert(noting_.end(), changed_.begin(), changed_.end());
    changed_.clear();
    while (!noting_.empty() && note_some(notes_per_turn)) {
    }
}

void IncidentDesk::idle(core::Time now) {
    now_ = now;
    // A note must not be older than the record that it stands before.
    if (waiting_.empty()) note_changed(now);
    if (now - looked_ < look_for_silence && now >= looked_) return;
    looked_ = now;
    for (Incident& incident : merging_.end_silent(now)) end(std::move(incident));
    for (const Wave& wave : waves_.end_silent(now)) {
        Notice notice;
        notice.kind = NoticeKind::incident_ended;
        notice.severity = Severity::medium;
        notice.at = wave.last;
        notice.signal = wave.signal.to_string();
        notice.group = "wave/" + notice.signal;
        notice.title =
            "Ended: wave on " + notice.signal + ", " + std::to_string(wave.openings) + " sources";
        notice.text = "The wave on " + notice.signal + " began at " + told_time(wave.first) +
                      "; its last source came at " + told_time(wave.last) + "; " +
                      std::to_string(wave.openings) + " incidents belong to it.";
        notice.page = "/incidents";
        notices_.tell(std::move(notice));
    }
    write();
}

}  // namespace hitme::console::incidents
