// SPDX-License-Identifier: Apache-2.0
#include "console/export/source_evidence.h"

#include <algorithm>
#include <limits>

namespace hitme::console {

void SourceEvidence::add(const event::Contact& contact, Arrives arrives) {
    if (contact.simulated != (takes_ == Takes::simulated)) return;
    decoys_.add(contact);
    if (contact.transport != event::Transport::tcp || !event::verified(contact)) {
        if (arrives == Arrives::anew) ++unproven_;
        return;
    }

    const core::Address key = contact.source.source_key();
    auto found = sources_.find(key);
    if (found == sources_.end()) {
        if (sources_.size() >= max_evidence_sources) {
            ++not_known_;
            return;
        }
        found = sources_.try_emplace(key).first;
    }
    Record& record = found->second;
    const core::Day day = core::day_of(contact.seen_at);
    auto on = std::find_if(record.days.rbegin(), record.days.rend(),
                           [&](const OnDay& one) { return one.day == day; });
    if (on == record.days.rend()) {
        record.days.push_back({day, 0, event::Stage::none, contact.seen_at, contact.seen_at});
        on = record.days.rbegin();
    }
    if (arrives == Arrives::anew)
        on->contacts += std::min(std::max(contact.count, std::uint32_t{1}),
                                 std::numeric_limits<std::uint32_t>::max() - on->contacts);
    on->stage = std::max(on->stage, contact.stage);
    on->first = std::min(on->first, contact.seen_at);
    on->last = std::max(on->last, contact.seen_at);
    // An aggregated record stands for contacts up to its end.
    if (contact.count > 1 && contact.ended_at && core::day_of(*contact.ended_at) == day)
        on->last = std::max(on->last, *contact.ended_at);

    auto sensor = sensors_.find(contact.sensor);
    if (sensor == sensors_.end()) {
        const auto number =
            static_cast<std::uint16_t>(std::min(sensors_.size(), max_evidence_sensors));
        if (number == max_evidence_sensors) {
            sensor = std::prev(sensors_.end());  // put together with another: never counts too many
        } else {
            sensor = sensors_.try_emplace(contact.sensor, number).first;
        }
    }
    for (auto& [number, last] : record.sensors) {
        if (number != sensor->second) continue;
        last = std::max(last, day);
        return;
    }
    record.sensors.emplace_back(sensor->second, day);
}

void SourceEvidence::forget_before(core::Day day) {
    for (auto it = sources_.begin(); it != sources_.end();) {
        Record& record = it->second;
        std::erase_if(record.days, [&](const OnDay& on) { return on.day < day; });
        std::erase_if(record.sensors, [&](const auto& on) { return on.second < day; });
        it = record.days.empty() ? sources_.erase(it) : std::next(it);
    }
    if (sources_.size() < max_evidence_sources) not_known_ = 0;
}

SourceEvidence::Sum SourceEvidence::sum_of(const core::Address& source, const Record& record,
                                           core::Day since) {
    Sum sum;
    sum.source = source;
    for (const auto& on : record.days) {
        if (on.day < since) continue;
        sum.first = sum.contacts == 0 ? on.first : std::min(sum.first, on.first);
        sum.last = sum.contacts == 0 ? on.last : std::max(sum.last, on.last);
        sum.contacts += on.contacts;
        sum.stage = std::max(sum.stage, on.stage);
    }
    for (const auto& on : record.sensors)
        if (on.second >= since) ++sum.sensors;
    return sum;
}

}  // namespace hitme::console
