// SPDX-License-Identifier: Apache-2.0
#include "console/cases/case_desk.h"

#include <algorithm>

#include "console/json_writer.h"
#include "console/notice_evidence.h"
#include "console/told_time.h"
#include "core/text.h"
#include "event/signal.h"

namespace hitme::console::cases {
namespace {

constexpr std::string_view by_program = "hitme";
constexpr std::size_t max_told_note = 200;

std::string mark(const event::Contact& contact) {
    return contact.simulated ? "drill " : "";
}

std::string shown_name(const Case& record) {
    if (!record.name.empty())
        return core::printable(record.name, 32) + " (" + record.address() + ")";
    return record.address();
}

std::string quoted(std::string_view text, std::size_t most) {
    return "\"" + core::printable(text, most) + "\"";
}

/// What is otherwise than when `before` was put away: who is woken by it knows the host already.
std::string changed_since(const Case& before, const Case& now, const event::Contact& contact) {
    std::string text = "It had been " + std::string(name_of(before.state)) + " since " +
                       told_time(before.state_since);
    // The setter is known where the version that set it is still the latest.
    if (before.changed_by != by_program && !before.changed_by.empty() &&
        before.changed_at == before.state_since)
        text += " (by " + core::printable(before.changed_by, 64) + ")";
    text += ", after " + std::to_string(before.touches.count) +
            (before.touches.count == 1 ? " touch" : " touches");
    if (before.touches.last) text += ", the last at " + told_time(*before.touches.last);
    text += ". ";
    if (!before.benign_reason.empty())
        text += "The reason was " + quoted(before.benign_reason, max_told_note) + ". ";
    if (!before.notes.empty())
        text += "Last note, of " + core::printable(before.notes.back().author, 64) + ": " +
                quoted(before.notes.back().text, max_told_note) + ". ";
    std::vector<std::string> changes;
    if (before.address() != now.address())
        changes.push_back("address " + now.address() + ", was " + before.address());
    if (before.name != now.name)
        changes.push_back("name " + core::printable(now.name, 32) + ", was " +
                          (before.name.empty() ? "none" : core::printable(before.name, 32)));
    if (before.mac != now.mac)
        changes.push_back("MAC " + now.mac + ", was " +
                          (before.mac.empty() ? "not known" : before.mac));
    const auto lacks = [](const std::vector<std::string>& known, const std::string& one) {
        return std::find(known.begin(), known.end(), one) == known.end();
    };
    const std::string signal = event::Signal::of(contact).to_string();
    if (lacks(before.touches.signals, signal)) changes.push_back("its first touch on " + signal);
    if (lacks(before.touches.sensors, core::printable(contact.sensor, 128)))
        changes.push_back("its first touch of " + core::printable(contact.sensor, 64));
    if (contact.stage > before.touches.stage)
        changes.push_back("further than before: " + std::string(event::name_of(contact.stage)) +
                          ", was " + std::string(event::name_of(before.touches.stage)));
    if (changes.empty()) return text + "Nothing else changed: the same kind of touch as before. ";
    text += "Changed since: ";
    for (std::size_t i = 0; i < changes.size(); ++i) text += (i > 0 ? "; " : "") + changes[i];
    return text + ". ";
}

}  // namespace

CaseDesk::CaseDesk(store::Book& book, Notices& notices, HostSettings hosts)
    : book_(book), notices_(notices), hosts_(std::move(hosts)) {}

void CaseDesk::complain(const core::Error& failed) {
    problem_ = failed.context;
}

void CaseDesk::refresh() {
    for (const auto& done : {sensors_.refresh(book_), visibility_.refresh(book_),
                             networks_.refresh(book_), watches_.refresh(book_)})
        if (!done) complain(done.error());
    load_changed();
}

void CaseDesk::index(const Case& record) {
    const std::string drill = record.simulated ? "drill " : "";
    if (!record.mac.empty()) by_mac_[drill + record.mac] = record.id;
    if (!record.addresses.empty()) by_address_[drill + record.address()] = record.id;
}

// What people changed since the last batch: as many of the newest versions as the counter rose.
void CaseDesk::load_changed() {
    const auto changes = book_.changes(std::string(case_kind));
    if (!changes) return complain(changes.error());
    if (seen_changes_ == *changes) return;
    store::EntryQuery query;
    query.kind = case_kind;
    std::uint64_t wanted =
        seen_changes_ ? *changes - std::min(*changes, *seen_changes_) : max_known_cases;
    while (wanted > 0 && query.offset < max_known_cases) {
        query.limit = std::min<std::uint64_t>(wanted, store::max_entries_per_page);
        const auto page = book_.list(query);
        if (!page) return complain(page.error());
        for (const auto& entry : page->entries) {
            auto found = known_.find(entry.id);
            if (found != known_.end() && found->second.record.version >= entry.version) continue;
            auto record = read_case(book_, entry);
            if (!record) {
                complain(record.error());
                continue;
            }
            if (found != known_.end()) {
                // Touches that wait are in memory only; the rest is as it was written.
                if (found->second.record.touches.count > record->touches.count)
                    record->touches = found->second.record.touches;
                found->second.record = std::move(*record);
            } else {
                found =
                    known_.emplace(entry.id, Known{std::move(*record), false, false, false, {}, {}})
                        .first;
            }
            // An older case of the address must not go before a newer one.
            const auto& last = found->second.record.touches.last;
            const auto drill = std::string(found->second.record.simulated ? "drill " : "");
            const auto other = by_address_.find(drill + found->second.record.address());
            if (other != by_address_.end() && other->second != entry.id)
                if (const auto there = known_.find(other->second);
                    there != known_.end() && there->second.record.touches.last > last) {
                    if (!found->second.record.mac.empty())
                        by_mac_[drill + found->second.record.mac] = entry.id;
                    continue;
                }
            index(found->second.record);
        }
        if (page->entries.size() < query.limit) break;
        wanted -= page->entries.size();
        query.offset += page->entries.size();
    }
    seen_changes_ = *changes;
}

CaseDesk::Known* CaseDesk::known(const std::string& id) {
    const auto found = known_.find(id);
    return found == known_.end() ? load(id) : &found->second;
}

CaseDesk::Known* CaseDesk::load(const std::string& id) {
    const auto entry = book_.get(std::string(case_kind), id);
    if (!entry) return nullptr;
    auto record = read_case(book_, *entry);
    if (!record) return nullptr;
    auto& kept = known_[id];
    kept.record = std::move(*record);
    index(kept.record);
    return &kept;
}

CaseDesk::Known& CaseDesk::case_for(const event::Contact& contact, const HostAt& host) {
    const std::string address = contact.source.to_string();
    if (!host.mac.empty()) {
        const auto found = by_mac_.find(mark(contact) + host.mac);
        if (found != by_mac_.end())
            if (auto* there = known(found->second)) return *there;
    }
    const auto found = by_address_.find(mark(contact) + address);
    if (found != by_address_.end()) {
        auto* there = known(found->second);
        if (there != nullptr) {
            auto& record = there->record;
            const bool recent =
                record.touches.last && contact.seen_at < *record.touches.last + address_continues;
            const auto& latest = record.addresses.back();
            const bool leased = latest.until && contact.seen_at < *latest.until;
            if (host.mac.empty() && (record.mac.empty() || recent || leased)) return *there;
            // The MAC of this address became known: the case goes on under it.
            if (!host.mac.empty() && record.mac.empty() && recent) {
                record.mac = host.mac;
                record.what = "known by its MAC now";
                by_mac_[mark(contact) + host.mac] = record.id;
                there->new_evidence = true;
                return *there;
            }
        }
    }
    std::string key = mark(contact) + (host.mac.empty() ? "ip:" + address : "mac:" + host.mac);
    std::string id = case_id(key);
    if (auto* there = known(id)) {
        const bool same =
            host.mac.empty() ? there->record.mac.empty() : there->record.mac == host.mac;
        if (same) return *there;
        // That case went on as another host.
        key += "@" + core::format_rfc3339(contact.seen_at);
        id = case_id(key);
        if (auto* again = known(id)) return *again;
    }
    auto& fresh = known_[id];
    Case record;
    record.id = id;
    record.key = key;
    record.mac = host.mac;
    record.opened_at = contact.seen_at;
    // A touch at that very time must not count as late.
    record.state_since = contact.seen_at;
    record.simulated = contact.simulated;
    record.what = "opened by the first touch";
    fresh.record = std::move(record);
    return fresh;
}

void CaseDesk::keep_address(Case& record, const event::Contact& contact, const HostAt& host) {
    auto at = std::find_if(record.addresses.begin(), record.addresses.end(),
                           [&](const CaseAddress& each) { return each.address == contact.source; });
    if (at == record.addresses.end()) {
        if (record.addresses.size() >= max_case_addresses)
            record.addresses.erase(record.addresses.begin());
        record.addresses.push_back(
            {contact.source, contact.seen_at, contact.seen_at, KnownBy::none, {}, {}});
    } else if (std::next(at) != record.addresses.end()) {
        std::rotate(at, std::next(at), record.addresses.end());  // latest last
    }
    auto& latest = record.addresses.back();
    latest.first = std::min(latest.first, contact.seen_at);
    latest.last = std::max(latest.last, contact.seen_at);
    if (host.known_by != KnownBy::none) {
        latest.known_by = host.known_by;
        if (host.known_by == KnownBy::lease) {
            latest.from = host.from;
            latest.until = host.until;
        }
    }
    if (!host.name.empty()) record.name = host.name;
    if (const auto* own = networks_.owner_of(contact.source)) record.network = own->id;
}

void CaseDesk::touch(const event::Contact& contact, store::Fate fate) {
    if (contact.source.is_unspecified()) return;
    if (visibility_.of(contact).how == Shown::How::hidden) return;
    std::optional<Case> before;
    hosts_.refresh(std::max(now_, contact.seen_at));
    const auto host = hosts_.at(contact.source, contact.seen_at, std::max(now_, contact.seen_at));
    auto& known = case_for(contact, host);
    auto& record = known.record;
    const bool first = record.version == 0 && record.touches.count == 0;
    // Only a case that this touch may open again is compared with what it was.
    if (!after_touch(record.standing(), contact.seen_at).because.empty()) before = record;
    const std::size_t addresses = record.addresses.size();
    keep_address(record, contact, host);
    if (record.addresses.size() != addresses && !first) {
        record.what = "seen at another address, " + contact.source.to_string();
        known.new_evidence = true;
    }
    index(record);
    // A completion tells more of a touch that was counted already.
    if (fate == store::Fate::stored)
        count_touch(record.touches, contact);
    else
        record.touches.stage = std::max(record.touches.stage, contact.stage);
    known.new_touches = true;
    waiting_.insert(record.id);
    auto evidence = evidence_of(contact);
    const bool told =
        std::any_of(record.evidence.begin(), record.evidence.end(),
                    [&](const CaseEvidence& each) { return same_kind(each, evidence); });
    if (!told && record.evidence.size() < max_case_evidence) {
        if (!first && !known.new_evidence)
            record.what = "new kind of touch: " + evidence.signal + ", " +
                          std::string(event::name_of(evidence.stage));
        record.evidence.push_back(std::move(evidence));
        known.new_evidence = true;
    }
    if (first) {
        ++opened_;
        known.write_now = true;
        tell(known, contact, "");
        return;
    }
    const auto after = fate == store::Fate::stored ? after_touch(record.standing(), contact.seen_at)
                                                   : AfterTouch{record.state, ""};
    if (after.because.empty()) return;
    ++reopened_;
    record.state = after.state;
    record.state_since = contact.seen_at;
    record.count_at_state =
        record.touches.count - std::min<std::uint64_t>(record.touches.count, contact.count);
    ++record.reopened;
    record.reopened_because = after.because;
    record.benign_until.reset();
    record.benign_reason.clear();
    record.what = "opened again: " + std::string(after.because);
    known.write_now = true;
    tell(known, contact, after.because, before ? changed_since(*before, record, contact) : "");
}

void CaseDesk::tell(const Known& known, const event::Contact& contact, std::string_view because,
                    const std::string& changed) {
    const auto& record = known.record;
    const std::string signal = event::Signal::of(contact).to_string();
    const auto* watch = watches_.active_at(contact.seen_at, contact.sensor);
    Notice notice;
    notice.kind = NoticeKind::internal_host;
    notice.severity = watch != nullptr || contact.stage >= event::Stage::exploit_attempt
                          ? Severity::critical
                          : Severity::high;
    notice.at = contact.seen_at;
    // A host that was cleaned and knocks again is told anew, however lately the first touch was.
    notice.group = "case/" + record.id;
    if (!because.empty()) notice.group += "/again-" + std::to_string(record.reopened);
    notice.title = because.empty()
                       ? "Internal host " + shown_name(record) + " touched a decoy, " + signal
                       : "Again: internal host " + shown_name(record) + ", " + signal;
    if (notice.title.size() > 120) notice.title.resize(120);
    notice.text = shown_name(record) + " touched decoy " + core::printable(contact.sensor, 64) +
                  " on " + signal + " at " + told_time(contact.seen_at) + " (" +
                  std::string(event::name_of(contact.stage)) + "). ";
    notice.text += record.mac.empty() ? "Known by its address only. "
                                      : "MAC " + record.mac + ", by " +
                                            (record.addresses.back().known_by == KnownBy::lease
                                                 ? std::string("a lease that held then. ")
                                                 : std::string("the neighbour table. "));
    if (!because.empty()) notice.text += "The case was " + std::string(because) + ". " + changed;
    if (watch != nullptr)
        notice.text += "Re-entry watch \"" + core::printable(watch->name, 60) + "\" runs. ";
    notice.text += "No honest client has a reason to do so. Case " + record.id + ".";
    notice.source = contact.source.to_string();
    notice.signal = signal;
    notice.sensor = core::printable(contact.sensor, 128);
    notice.page = "/cases/" + record.id;
    JsonWriter json;
    write_case(json, record);
    notice.body = json.take();
    notice.evidence = evidence_json(contact);
    notice.simulated = contact.simulated;
    notices_.tell(std::move(notice));
}

void CaseDesk::write(Known& known) {
    auto& record = known.record;
    // The wall clock, and for an older log that is read the event's own time.
    const core::Time at =
        now_ == core::Time{} ? record.touches.last.value_or(record.opened_at) : now_;
    const std::uint64_t expected = record.version;
    const auto put = book_.put(entry_of(record, at, std::string(by_program)), expected);
    if (put) {
        record.version = *put;
        record.changed_at = at;
        known.write_now = known.new_evidence = false;
        known.written_at = at;
        return;
    }
    if (put.error().code != core::ErrorCode::refused) return complain(put.error());
    // A person was faster: their version stands, ours is added to it.
    const auto entry = book_.get(std::string(case_kind), record.id);
    if (!entry) return complain(entry.error());
    auto theirs = case_of(*entry);
    if (!theirs) return complain(theirs.error());
    theirs->touches = record.touches;
    theirs->addresses = record.addresses;
    theirs->mac = record.mac;
    theirs->name = record.name;
    theirs->evidence = record.evidence;
    if (known.write_now && record.touches.last) {
        const auto after = after_touch(theirs->standing(), *record.touches.last);
        if (!after.because.empty()) {
            theirs->state = after.state;
            theirs->state_since = *record.touches.last;
            ++theirs->reopened;
            theirs->reopened_because = after.because;
            theirs->what = "opened again: " + std::string(after.because);
        }
    }
    record = std::move(*theirs);
}

void CaseDesk::write_waiting(core::Duration at_least) {
    for (auto id = waiting_.begin(); id != waiting_.end();) {
        const auto found = known_.find(*id);
        if (found == known_.end()) {
            id = waiting_.erase(id);
            continue;
        }
        auto& known = found->second;
        const auto due = [&](core::Time last, core::Duration every) {
            return now_ < last || now_ - last >= std::min(every, at_least);
        };
        if (known.write_now || (known.new_evidence && due(known.written_at, evidence_every)))
            write(known);
        if (known.new_touches && due(known.noted_at, note_every)) {
            const auto noted = book_.note(touches_note(*id), touches_json(known.record.touches));
            if (noted) {
                known.new_touches = false;
                known.noted_at = now_;
            } else {
                complain(noted.error());
            }
        }
        id = known.write_now || known.new_evidence || known.new_touches ? std::next(id)
                                                                        : waiting_.erase(id);
    }
}

void CaseDesk::stored(const event::Batch& batch, const store::Appended& appended) {
    bool refreshed = false;
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
        if (const auto* change = std::get_if<event::SensorChange>(&batch.events[i]))
            sensors_.announce(*change);
        const auto* contact = std::get_if<event::Contact>(&batch.events[i]);
        if (contact == nullptr || i >= appended.fates.size() ||
            appended.fates[i] == store::Fate::duplicate)
            continue;
        if (!refreshed) {
            refresh();
            refreshed = true;
        }
        if (sensors_.internal_at(contact->sensor, contact->seen_at))
            touch(*contact, appended.fates[i]);
    }
    if (!waiting_.empty()) write_waiting(note_every);
    forget_some();
}

void CaseDesk::idle(core::Time now) {
    now_ = now;
    if (!waiting_.empty()) write_waiting(note_every);
}

std::optional<std::string> CaseDesk::benign_case(const event::Contact& contact) {
    const auto found = by_address_.find(mark(contact) + contact.source.to_string());
    if (found == by_address_.end()) return {};
    const auto* there = known(found->second);
    if (there == nullptr || there->record.state != CaseState::benign) return {};
    const auto& until = there->record.benign_until;
    if (until && contact.seen_at >= *until) return {};
    return found->second;
}

void CaseDesk::finish() {
    write_waiting(core::Duration{0});
}

void CaseDesk::forget_some() {
    if (known_.size() <= max_known_cases) return;
    std::vector<std::pair<core::Time, std::string>> ages;
    for (const auto& [id, known] : known_)
        if (!waiting_.contains(id))
            ages.emplace_back(known.record.touches.last.value_or(known.record.opened_at), id);
    const std::size_t many = std::min(ages.size(), max_known_cases / 4);
    std::partial_sort(ages.begin(), ages.begin() + static_cast<std::ptrdiff_t>(many), ages.end());
    // by_mac_ and by_address_ keep pointing at the id, from which the book brings it back.
    for (std::size_t i = 0; i < many; ++i) known_.erase(ages[i].second);
}

}  // namespace hitme::console::cases
