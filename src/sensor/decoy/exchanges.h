// SPDX-License-Identifier: Apache-2.0
// UDP: the datagrams of one source port to one of our ports are one exchange, until it is silent for a while or as old as
// a connection may get.
//
// Reports   early, half a second after the first datagram, while the exchange goes on; the completion has its sequence.
// Story     of what is kept of its first max_told datagrams, each by itself: a question that is asked again is two messages,
//           not a longer one. What is kept beyond them is in the contact's first bytes, and a gap in the story.
// Answers   nothing: what is answered, if anything, is decoy/datagrams.h's business, and counted here.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <unordered_map>
#include <vector>

#include "core/bytes.h"
#include "core/time.h"
#include "event/kinds.h"
#include "sensor/decoy/instant.h"
#include "sensor/settings.h"
#include "sensor/story_fields.h"

namespace hitme::sensor {

class Exchanges {
 public:
    /// `seed` is secret, so that nobody can aim at one slot of the table.
    Exchanges(const Limits& limits, std::uint64_t seed);

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
    bool add(const Key& key, core::Bytes payload, Instant now);

    /// Datagrams that the exchange of `key` has taken in; 0 for an unknown one.
    std::uint32_t packets(const Key& key) const {
        const auto found = table_.find(key);
        return found == table_.end() ? 0 : found->second->contact.packets;
    }
    void note_answer(const Key& key, std::size_t bytes) {
        const auto found = table_.find(key);
        if (found != table_.end()) found->second->contact.bytes_out += bytes;
    }

    /// Gives exchanges that began `after` ago or earlier and were not reported yet, once each. What `report` returns
    /// becomes the contact's sequence; 0 when it could not be reported.
    template <class Report>
    void report_early(Ticks now, core::Duration after, Report&& report) {
        while (!fresh_.empty() && now - fresh_.front().began >= after) {
            const auto found = table_.find(fresh_.front().key);
            if (found != table_.end() && found->second->first.ticks == fresh_.front().began) {
                event::Contact so_far = found->second->contact;
                tell_datagrams(found->second->sizes, so_far);
                found->second->contact.sequence = report(so_far);
            }
            fresh_.pop_front();
        }
    }

    /// Takes out the exchanges that were silent since `now` minus udp_exchange (all with Ticks::max()).
    template <class Take>
    void drain(Ticks now, Take&& take) {
        for (event::Contact& contact : over_) take(contact);
        over_.clear();
        while (!order_.empty()) {
            Exchange& oldest = order_.front();
            if (now != Ticks::max() && now - oldest.last < silence_) return;
            captured_ -= oldest.contact.first_bytes.size();
            tell_datagrams(oldest.sizes, oldest.contact);
            take(oldest.contact);
            table_.erase(oldest.key);
            order_.pop_front();
        }
    }
    std::size_t open() const { return table_.size(); }

    static constexpr std::size_t max_open = 16'384;  // ours
    static constexpr std::size_t max_told = 64;      // ours: datagrams of one exchange

 private:
    struct Exchange {
        Key key;
        event::Contact contact;
        Instant first;
        Ticks last;
        std::vector<std::uint16_t> sizes = {};  ///< of the datagrams that begin in first_bytes
    };
    struct Fresh {
        Key key;
        Ticks began;
    };
    struct Hash {
        std::uint64_t seed;
        std::size_t operator()(const Key& key) const;
    };
    std::list<Exchange> order_;         // by last datagram
    std::deque<Fresh> fresh_;           // by first datagram; at most one per add()
    std::vector<event::Contact> over_;  // that lived too long; given out by the next drain
    std::unordered_map<Key, std::list<Exchange>::iterator, Hash> table_;
    std::size_t first_bytes_;
    std::uint64_t memory_;
    std::uint64_t captured_ = 0;
    core::Duration silence_;
    core::Duration lifetime_;
};

}  // namespace hitme::sensor
