// SPDX-License-Identifier: Apache-2.0
#include "console/jobs/roll_up.h"

#include <algorithm>

#include "runtime/log.h"

namespace hitme::console {
namespace {

// Days read back on a start: an event may be `horizon` late, and what was new then depends on the 24 h before it.
constexpr int days_read_back = 4;

}  // namespace

RollUpJob::RollUpJob(store::EventStore& store, std::uint64_t secret)
    : store_(store),
      secret_(secret),
      new_hosts_({analytics::new_host_memory, horizon, secret}),
      distinct_(secret) {}

void RollUpJob::reset(core::Duration keep) {
    keep_ = keep;
    new_hosts_ = analytics::NewHosts({analytics::new_host_memory, keep, secret_});
    distinct_ = analytics::Distinct(secret_);
    latest_ = core::Time::min();
    series_.clear();
    sources_.clear();
    marks_.clear();
    pending_contacts_ = 0;
    stale_ = false;
}

core::Result<void> RollUpJob::catch_up() {
    reset(horizon);
    const auto applied = store_.applied();
    if (!applied) return applied.error();
    const auto arrivals = store_.arrivals();
    if (!arrivals) return arrivals.error();
    if (arrivals->empty()) return {};
    const core::Day read_from = arrivals->rbegin()->first - std::chrono::days{days_read_back - 1};
    // First who was seen in the last days, as it stood when the roll-ups were written; then what they lack. The other
    // order would count wrongly: a late event takes back what an applied one had counted.
    store::Marks old_days;
    for (const auto& [day, ordinal] : *arrivals)
        if (day < read_from) old_days[day] = ordinal;
    auto visited = store_.visit_arrivals(old_days, [&](const store::Arrival& arrival) {
        const auto mark = applied->find(arrival.day);
        if (mark == applied->end() || arrival.ordinal > mark->second) return true;
        if (const auto* contact = std::get_if<event::Contact>(&arrival.event))
            take(*contact, arrival.fate, arrival.bytes_in_added, Emit::no);
        return true;
    });
    if (!visited) return visited;
    visited = store_.visit_arrivals(*applied, [&](const store::Arrival& arrival) {
        if (const auto* contact = std::get_if<event::Contact>(&arrival.event))
            take(*contact, arrival.fate, arrival.bytes_in_added, Emit::yes);
        marks_[arrival.day] = std::max(marks_[arrival.day], arrival.ordinal);
        return true;
    });
    if (!visited) return visited;
    return apply();
}

void RollUpJob::note(const event::Batch& batch, const store::Appended& appended) {
    std::size_t completed = 0;
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
        const store::Fate fate = appended.fates[i];
        std::uint64_t early = 0;
        if (fate == store::Fate::completed) early = appended.early_bytes_in[completed++];
        const auto* contact = std::get_if<event::Contact>(&batch.events[i]);
        if (contact == nullptr || fate == store::Fate::duplicate) continue;
        take(*contact, fate, static_cast<std::int64_t>(contact->bytes_in - early), Emit::yes);
    }
    for (const auto& [day, ordinal] : appended.arrivals)
        marks_[day] = std::max(marks_[day], ordinal);
}

store::SeriesDelta& RollUpJob::series_at(std::uint32_t signal, core::Time bin) {
    auto& delta = series_[{signal, core::nanoseconds_of(bin)}];
    delta.signal = signal;
    delta.bin = bin;
    return delta;
}

void RollUpJob::take(const event::Contact& contact, store::Fate fate, std::int64_t bytes_added,
                     Emit emit) {
    const std::uint32_t signal = event::Signal::of(contact).key();
    const core::Time bin = core::bin_of(contact.seen_at, store::series_bin);
    const bool fresh = fate == store::Fate::stored;
    if (emit == Emit::yes) {
        ++pending_contacts_;
        for (const std::uint32_t key : {signal, store::any_signal}) {
            auto& delta = series_at(key, bin);
            if (fresh) delta.events += contact.count;
            delta.bytes_in += bytes_added;
        }
        if (!contact.source.is_unspecified()) add_source(contact, fate, bytes_added);
    }
    if (!fresh || contact.source.is_unspecified()) return;

    if (contact.seen_at > latest_) {
        const core::Time before = latest_;
        latest_ = contact.seen_at;
        // Bins beyond the horizon are closed: forget who was in them, once per bin.
        if (keep_ != analytics::NewHosts::keep_all && before != core::Time::min() &&
            core::bin_of(before, store::series_bin) != bin)
            distinct_.drop_before(bin - keep_);
    }
    for (const std::uint32_t key : {signal, store::any_signal}) {
        const auto seen = new_hosts_.observe(
            key, contact.source, contact.seen_at, [&](core::Time at, int difference) {
                if (emit == Emit::yes)
                    series_at(key, core::bin_of(at, store::series_bin)).new_hosts += difference;
            });
        if (seen == analytics::NewHosts::Seen::late) {
            if (emit == Emit::yes) needs_rebuild_ = true;
            continue;
        }
        if (distinct_.observe(key, contact.source, bin) == analytics::Distinct::Seen::first &&
            emit == Emit::yes)
            ++series_at(key, bin).hosts;
    }
}

void RollUpJob::add_source(const event::Contact& contact, store::Fate fate,
                           std::int64_t bytes_added) {
    const core::Address key = contact.source.source_key();
    const core::Time last =
        contact.count > 1 ? contact.ended_at.value_or(contact.seen_at) : contact.seen_at;
    auto [found, made] = sources_.try_emplace(key);
    store::SourceDelta& delta = found->second;
    if (made) {
        delta.source = key;
        delta.first_seen = contact.seen_at;
        delta.last_seen = last;
    }
    delta.first_seen = std::min(delta.first_seen, contact.seen_at);
    delta.last_seen = std::max(delta.last_seen, last);
    delta.bytes_in += bytes_added;
    delta.verified |= event::verified(contact);
    delta.simulated |= contact.simulated;
    if (fate != store::Fate::stored) return;
    delta.events += contact.count;
    if (std::find(delta.sensors.begin(), delta.sensors.end(), contact.sensor) ==
        delta.sensors.end())
        delta.sensors.push_back(contact.sensor);
    const std::uint32_t signal = event::Signal::of(contact).key();
    for (auto& on : delta.signals) {
        if (on.signal != signal) continue;
        on.events += contact.count;
        on.last_seen = std::max(on.last_seen, last);
        return;
    }
    delta.signals.push_back({signal, contact.count, last});
}

core::Result<void> RollUpJob::apply() {
    if (stale_) {
        // Parts of a batch were stored without our knowing: start again from what the store says.
        runtime::log(runtime::Level::info, "roll-up",
                     "reading on from the marks after a failed write");
        return catch_up();
    }
    if (series_.empty() && sources_.empty() && marks_.empty()) return {};
    store::RollUp roll_up;
    roll_up.series.reserve(series_.size());
    for (const auto& [key, delta] : series_) roll_up.series.push_back(delta);
    roll_up.sources.reserve(sources_.size());
    for (const auto& [key, delta] : sources_) roll_up.sources.push_back(delta);
    roll_up.marks = marks_;
    auto applied = store_.apply(roll_up);
    if (!applied) return applied;
    series_.clear();
    sources_.clear();
    marks_.clear();
    pending_contacts_ = 0;
    return {};
}

core::Result<void> RollUpJob::rebuild() {
    const auto arrivals = store_.arrivals();
    if (!arrivals) return arrivals.error();
    reset(analytics::NewHosts::keep_all);
    auto visited = store_.visit_arrivals({}, [&](const store::Arrival& arrival) {
        if (const auto* contact = std::get_if<event::Contact>(&arrival.event))
            take(*contact, arrival.fate, arrival.bytes_in_added, Emit::yes);
        return true;
    });
    if (!visited) return visited;
    marks_ = *arrivals;
    if (auto cleared = store_.clear_roll_ups(); !cleared) return cleared;
    if (auto applied = apply(); !applied) return applied;
    needs_rebuild_ = false;
    // Back to the memory of the last days.
    return catch_up();
}

}  // namespace hitme::console
