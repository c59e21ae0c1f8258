// SPDX-License-Identifier: Apache-2.0
// UDP: the datagrams of one source port to one of our ports are one exchange, until it is silent for a while or as old as
// a connection may get.
//
// Nothing is ever answered here, so nothing can be amplified or aimed at a forged address.
#pragma once

#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

#include "core/bytes.h"
#include "core/time.h"
#include "event/kinds.h"
#include "sensor/settings.h"

namespace hitme::sensor {

class Exchanges {
 public:
    explicit Exchanges(const Limits& limits);

    struct Key {
        core::Address source;
        core::Address destination;
        std::uint16_t source_port;
        std::uint16_t destination_port;
        friend bool operator==(const Key&, const Key&) = default;
    };

    /// Whether a datagram belongs to an exchange that is open.
    bool knows(const Key& key) const { return table_.contains(key); }
    /// Takes in a datagram; true when there is room for it. A new exchange counts as one contact.
    bool add(const Key& key, core::Bytes payload, core::Time now);

    /// Takes out the exchanges that were silent since `now` minus udp_exchange (all with Time::max()).
    template <class Take>
    void drain(core::Time now, Take&& take) {
        for (event::Contact& contact : over_) take(contact);
        over_.clear();
        while (!order_.empty()) {
            Exchange& oldest = order_.front();
            if (now != core::Time::max() && now - oldest.last < silence_) return;
            take(oldest.contact);
            captured_ -= oldest.contact.first_bytes.size();
            table_.erase(oldest.key);
            order_.pop_front();
        }
    }
    std::size_t open() const { return table_.size(); }

    static constexpr std::size_t max_open = 16'384;  // ours

 private:
    struct Exchange {
        Key key;
        event::Contact contact;
        core::Time last;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const;
    };
    std::list<Exchange> order_;         // by last datagram
    std::vector<event::Contact> over_;  // that lived too long; given out by the next drain
    std::unordered_map<Key, std::list<Exchange>::iterator, Hash> table_;
    std::size_t first_bytes_;
    std::uint64_t memory_;
    std::uint64_t captured_ = 0;
    core::Duration silence_;
    core::Duration lifetime_;
};

}  // namespace hitme::sensor
