// SPDX-License-Identifier: Apache-2.0
#include "console/jobs/roll_up.h"

#include <algorithm>

#include "core/digest.h"
#include "event/drill.h"
#include "runtime/log.h"

namespace hitme::console {
namespace {

// Days read back on a start: an event may be `horizon` late, and what was new then depends on the 24 h before it.
constexpr int days_read_back = 4;

core::Error reading_stopped() {
    return core::error(core::ErrorCode::cancelled,
                       "stopped while reading the store; the next start reads on");
}

}  // namespace

RollUpJob::RollUpJob(store::EventStore& store, std::uint64_t secret)
    : store_(store),
      secret_(secret),
      new_hosts_({analytics::new_host_memory, horizon, secret}),
      distinct_(secret),
      distinct_days_(secret) {}

void RollUpJob::reset(core::Duration keep) {
    keep_ = keep;
    new_hosts_ = analytics::NewHosts({analytics::new_host_memory, keep, secret_});
    distinct_ = analytics::Distinct(secret_);
    distinct_days_ = analytics::Distinct(secret_);
    latest_ = core::Time::min();
    clear_pending();
    stale_ = false;
}

void RollUpJob::clear_pending() {
    pending_.series.clear();
    pending_.sources.clear();
    pending_.marks.clear();
    pending_.payloads.clear();
    payload_index_.clear();
    series_index_.clear();
    source_index_.assign(source_index_.size(), 0);
    pending_contacts_ = 0;
}

core::Result<void> RollUpJob::catch_up() {
    reset(horizon);
    // Until this is through, what is in memory is not what the store says.
    stale_ = true;
    const auto applied = store_.applied();
    if (!applied) return applied.error();
    const auto arrivals = store_.arrivals();
    if (!arrivals) return arrivals.error();
    if (arrivals->empty()) {
        stale_ = false;
        has_caught_up_ = true;
        return {};
    }
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
        return !stop_.stop_requested();
    });
    if (!visited) return visited;
    if (stop_.stop_requested()) return reading_stopped();
    visited = store_.visit_arrivals(*applied, [&](const store::Arrival& arrival) {
        if (const auto* contact = std::get_if<event::Contact>(&arrival.event))
            take(*contact, arrival.fate, arrival.bytes_in_added, Emit::yes);
        auto& mark = pending_.marks[arrival.day];
        mark = std::max(mark, arrival.ordinal);
        return !stop_.stop_requested();
    });
    if (!visited) return visited;
    if (stop_.stop_requested()) return reading_stopped();
    stale_ = false;
    has_caught_up_ = true;
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
    for (const auto& [day, ordinal] : appended.arrivals) {
        auto& mark = pending_.marks[day];
        mark = std::max(mark, ordinal);
    }
}

store::SeriesDelta& RollUpJob::series_at(std::uint32_t signal, core::Time bin) {
    const auto [found, made] = series_index_.try_emplace(
        {signal, core::nanoseconds_of(bin)}, static_cast<std::uint32_t>(pending_.series.size()));
    if (made) {
        auto& delta = pending_.series.emplace_back();
        delta.signal = signal;
        delta.bin = bin;
    }
    return pending_.series[found->second];
}

store::SourceDelta& RollUpJob::source_at(const core::Address& source, core::Time first,
                                         core::Time last) {
    const auto home = [&](const core::Address& key) {
        const std::uint64_t mixed = (core::AddressHash{}(key) ^ secret_) * 0x9E3779B97F4A7C15u;
        return static_cast<std::size_t>(mixed >> 20) & (source_index_.size() - 1);
    };
    if (2 * (pending_.sources.size() + 1) > source_index_.size()) {
        constexpr std::size_t smallest = 1024;
        source_index_.assign(std::max(smallest, source_index_.size() * 2), 0);
        for (std::uint32_t i = 0; i < pending_.sources.size(); ++i) {
            std::size_t slot = home(pending_.sources[i].source);
            while (source_index_[slot] != 0) slot = (slot + 1) & (source_index_.size() - 1);
            source_index_[slot] = i + 1;
        }
    }
    std::size_t slot = home(source);
    for (; source_index_[slot] != 0; slot = (slot + 1) & (source_index_.size() - 1)) {
        store::SourceDelta& delta = pending_.sources[source_index_[slot] - 1];
        if (delta.source == source) return delta;
    }
    auto& delta = pending_.sources.emplace_back();
    source_index_[slot] = static_cast<std::uint32_t>(pending_.sources.size());
    delta.source = source;
    delta.first_seen = first;
    delta.last_seen = last;
    return delta;
}

void RollUpJob::take(const event::Contact& contact, store::Fate fate, std::int64_t bytes_added,
                     Emit emit) {
    if (event::of_drill(contact)) return;  // proves a chain, and is nobody's doing
    const std::uint32_t signal = event::Signal::of(contact).key();
    const core::Time bin = core::bin_of(contact.seen_at, store::series_bin);
    const bool fresh = fate == store::Fate::stored;
    if (emit != Emit::no) {
        ++pending_contacts_;
        for (const std::uint32_t key : {signal, store::any_signal}) {
            auto& delta = series_at(key, bin);
            if (fresh) delta.events += contact.count;
            delta.bytes_in += bytes_added;
        }
        if (emit == Emit::yes && !contact.source.is_unspecified()) {
            add_source(contact, fate, bytes_added);
            // Of a contact that was reported while it was open, when it had sent something for the first time.
            if (bytes_added > 0 &&
                (fresh || static_cast<std::uint64_t>(bytes_added) == contact.bytes_in))
                add_payload(contact);
        }
    }
    if (!fresh || contact.source.is_unspecified()) return;

    if (contact.seen_at > latest_) {
        const core::Time before = latest_;
        latest_ = contact.seen_at;
        // Bins beyond the horizon are closed: forget who was in them, once per bin.
        if (keep_ != analytics::NewHosts::keep_all && before != core::Time::min() &&
            core::bin_of(before, store::series_bin) != bin) {
            distinct_.drop_before(bin - keep_);
            distinct_days_.drop_before(core::Time{core::day_of(bin - keep_)});
        }
    }
    for (const std::uint32_t key : {signal, store::any_signal}) {
        const auto seen = new_hosts_.observe(
            key, contact.source, contact.seen_at, [&](core::Time at, int difference) {
                if (emit != Emit::no)
                    series_at(key, core::bin_of(at, store::series_bin)).new_hosts += difference;
            });
        if (seen == analytics::NewHosts::Seen::late) {
            if (emit != Emit::no) needs_rebuild_ = true;
            continue;
        }
        if (distinct_.observe(key, contact.source, bin) != analytics::Distinct::Seen::first)
            continue;
        // Who is the first in its five minutes may be the first in its day, and nobody else.
        const bool first_of_day =
            distinct_days_.observe(key, contact.source, core::Time{core::day_of(bin)}) ==
            analytics::Distinct::Seen::first;
        if (emit == Emit::no) continue;
        ++series_at(key, bin).hosts;
        if (first_of_day) ++series_at(key, bin).day_hosts;
    }
}

void RollUpJob::add_source(const event::Contact& contact, store::Fate fate,
                           std::int64_t bytes_added) {
    const core::Time last =
        contact.count > 1 ? contact.ended_at.value_or(contact.seen_at) : contact.seen_at;
    store::SourceDelta& delta = source_at(contact.source.source_key(), contact.seen_at, last);
    delta.first_seen = std::min(delta.first_seen, contact.seen_at);
    delta.last_seen = std::max(delta.last_seen, last);
    delta.bytes_in += bytes_added;
    delta.verified |= event::verified(contact);
    delta.simulated |= contact.simulated;
    // A completion may tell that it got further; it was counted before.
    const bool fresh = fate == store::Fate::stored;
    const std::uint64_t count = fresh ? contact.count : 0;
    delta.events += count;
    if (fresh && std::find(delta.sensors.begin(), delta.sensors.end(), contact.sensor) ==
                     delta.sensors.end())
        delta.sensors.push_back(contact.sensor);
    store::SeenDays days = store::SeenDays::on(core::day_of(contact.seen_at));
    days.add(store::SeenDays::on(core::day_of(last)));
    const std::uint32_t signal = event::Signal::of(contact).key();
    for (auto& on : delta.signals) {
        if (on.signal != signal) continue;
        on.events += count;
        on.last_seen = std::max(on.last_seen, last);
        on.first_seen = std::min(on.first_seen.value_or(contact.seen_at), contact.seen_at);
        on.stage = std::max(on.stage, contact.stage);
        on.days.add(days);
        return;
    }
    delta.signals.push_back({signal, count, last, contact.seen_at, contact.stage, days});
}

void RollUpJob::add_payload(const event::Contact& contact) {
    if (contact.first_bytes.empty()) return;
    const auto digest = core::sha256(contact.first_bytes);
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < sizeof hash; ++i) hash = hash << 8 | digest[i];
    const std::uint32_t signal = event::Signal::of(contact).key();
    const auto next = static_cast<std::uint32_t>(pending_.payloads.size());
    const std::pair key{signal, static_cast<std::int64_t>(hash)};
    auto found = payload_index_.find(key);
    if (found == payload_index_.end()) {
        if (next == store::most_new_payloads) return;
        found = payload_index_.emplace(key, next).first;
        store::PayloadDelta delta;
        delta.signal = signal;
        delta.hash = hash;
        delta.first_seen = delta.last_seen = contact.seen_at;
        const auto length = static_cast<std::ptrdiff_t>(
            std::min(contact.first_bytes.size(), store::payload_beginning));
        delta.begins.assign(contact.first_bytes.begin(), contact.first_bytes.begin() + length);
        pending_.payloads.push_back(std::move(delta));
    }
    store::PayloadDelta& delta = pending_.payloads[found->second];
    delta.copies += contact.count;
    delta.first_seen = std::min(delta.first_seen, contact.seen_at);
    delta.last_seen = std::max(delta.last_seen, contact.seen_at);
}

core::Result<void> RollUpJob::apply() {
    if (stale_) {
        // Parts of a batch were stored without our knowing: start again from what the store says.
        runtime::log(runtime::Level::info, "roll-up",
                     "reading on from the marks after a failed write");
        return catch_up();
    }
    if (pending_.series.empty() && pending_.sources.empty() && pending_.marks.empty()) return {};
    auto applied = store_.apply(pending_);
    if (!applied) return applied;
    clear_pending();
    return {};
}

core::Result<void> RollUpJob::rebuild() {
    // Events, bytes and sources do not depend on the order of arrival: what waits is right, and goes first. A job that has not
    // read the store yet knows nothing of what waits.
    if (auto applied = has_caught_up_ ? apply() : catch_up(); !applied) return applied;
    const auto state = store_.state();
    if (!state) return state.error();
    const auto arrivals = store_.arrivals();
    if (!arrivals) return arrivals.error();
    if (state->oldest_day) {
        core::Time from{*state->oldest_day};
        // Who was new in the first day that is kept depends on the one that was removed: its points stay as they are.
        if (state->days_removed > 0) from += analytics::new_host_memory;
        reset(analytics::NewHosts::keep_all);
        stale_ = true;
        auto visited = store_.visit_arrivals({}, [&](const store::Arrival& arrival) {
            if (const auto* contact = std::get_if<event::Contact>(&arrival.event))
                take(*contact, arrival.fate, arrival.bytes_in_added, Emit::series);
            return !stop_.stop_requested();
        });
        if (!visited) return visited;
        if (stop_.stop_requested()) return reading_stopped();
        store::RollUp counted;
        for (const store::SeriesDelta& delta : pending_.series)
            if (delta.bin >= from) counted.series.push_back(delta);
        counted.marks = *arrivals;
        clear_pending();
        if (auto replaced = store_.replace_series(from, counted); !replaced) return replaced;
    }
    needs_rebuild_ = false;
    // Back to the memory of the last days.
    return catch_up();
}

}  // namespace hitme::console
