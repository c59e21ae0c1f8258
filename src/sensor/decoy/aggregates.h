// SPDX-License-Identifier: Apache-2.0
// What is over a limit: first, last and count per source, signal, reason and minute. Count first, limit after.
//
// One record per key and minute, made into a Contact with `count` and `limit` when the minute is over. Beyond
// `max_records` keys in a minute, further ones share one record without a source per signal and reason.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <tuple>

#include "core/ip.h"
#include "core/time.h"
#include "event/kinds.h"
#include "event/signal.h"
#include "sensor/decoy/admission.h"

namespace hitme::sensor {

class Aggregates {
 public:
    explicit Aggregates(std::size_t max_records) : max_records_(max_records) {}

    void add(const core::Address& source, event::Signal signal, event::Handshake handshake,
             Refusal refusal, core::Time now);

    /// Gives the records of minutes that ended before `now` (all with Time::max()) to `take`, as contacts without
    /// identity. A record that `take` refuses (false) stays for the next call.
    void drain(core::Time now, const std::function<bool(event::Contact&)>& take);

    std::size_t records() const { return records_.size(); }
    /// Contacts that wait in records.
    std::uint64_t waiting() const { return waiting_; }

 private:
    using Key = std::tuple<std::int64_t, core::Address, std::uint32_t, Refusal, event::Handshake>;
    struct Record {
        core::Time first;
        core::Time last;
        std::uint32_t count = 0;
    };
    std::size_t max_records_;
    std::map<Key, Record> records_;  // by minute first, so that finished minutes lie in front
    std::uint64_t waiting_ = 0;
};

}  // namespace hitme::sensor
