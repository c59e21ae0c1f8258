// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/aggregates.h"

#include <algorithm>
#include <limits>

namespace hitme::sensor {
namespace {

constexpr std::int64_t minute_nanoseconds = 60'000'000'000;

}  // namespace

void Aggregates::add(const core::Address& source, event::Signal signal, event::Handshake handshake,
                     Refusal refusal, core::Time now) {
    const std::int64_t minute = core::nanoseconds_of(now) / minute_nanoseconds;
    ++waiting_;
    Key key{minute, source.source_key(), signal.key(), refusal, handshake};
    auto found = records_.find(key);
    if (found == records_.end()) {
        if (records_.size() >= max_records_) std::get<core::Address>(key) = core::Address{};
        found = records_.try_emplace(key, Record{now, now, 0}).first;
    }
    Record& record = found->second;
    record.first = std::min(record.first, now);
    record.last = std::max(record.last, now);
    if (record.count < std::numeric_limits<std::uint32_t>::max()) ++record.count;
}

void Aggregates::drain(core::Time now, const std::function<bool(event::Contact&)>& take) {
    const std::int64_t minute = now == core::Time::max()
                                    ? std::numeric_limits<std::int64_t>::max()
                                    : core::nanoseconds_of(now) / minute_nanoseconds;
    while (!records_.empty()) {
        const auto& [key, record] = *records_.begin();
        if (std::get<0>(key) >= minute) return;
        const event::Signal signal = event::Signal::from_key(std::get<2>(key));
        event::Contact contact;
        contact.seen_at = record.first;
        contact.ended_at = record.last;
        contact.transport = signal.transport;
        contact.destination_port = signal.port;
        contact.source = std::get<core::Address>(key);
        contact.handshake = std::get<event::Handshake>(key);
        contact.ending = contact.handshake == event::Handshake::completed ? event::Ending::ours
                                                                          : event::Ending::unknown;
        contact.count = record.count;
        contact.limit = name_of(std::get<Refusal>(key));
        const std::uint32_t count = record.count;
        if (!take(contact)) return;
        waiting_ -= std::min<std::uint64_t>(waiting_, count);
        records_.erase(records_.begin());
    }
}

}  // namespace hitme::sensor
