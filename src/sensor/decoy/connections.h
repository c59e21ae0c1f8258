// SPDX-License-Identifier: Apache-2.0
// The open connections of a sensor: small slots, and lists in order of what falls due next.
//
// A held connection costs one slot (about 150 bytes) and no buffer until its first byte. Each list is in order of time by
// construction (every entry of a list waits equally long), so what is due is always in front: no heap, no scan.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "core/bytes.h"
#include "core/check.h"
#include "core/ip.h"
#include "core/time.h"
#include "sensor/decoy/instant.h"
#include "sensor/decoy/talk.h"

namespace hitme::sensor {

constexpr std::uint32_t no_slot = 0xFFFFFFFF;

struct Links {
    std::uint32_t before = no_slot;
    std::uint32_t after = no_slot;
};

enum class Queue : std::uint8_t {
    first_report,  ///< waits to be reported although nothing, or nothing new, came
    byte_report,   ///< its first byte came: report within a second
    idle,          ///< by last activity
    lifetime,      ///< by accept
};
constexpr std::size_t queue_count = 4;

struct Connection {
    int socket = -1;
    std::uint32_t generation = 0;  ///< tells a late event of a slot's former connection
    std::uint32_t listener = 0;
    std::uint16_t source_port = 0;
    std::uint8_t queued = 0;  ///< one bit per Queue
    bool reported = false;
    bool bytes_reported = false;
    core::Address source;
    core::Time accepted_at;
    Ticks accepted;
    Ticks active;
    Ticks first_byte;
    std::uint64_t sequence = 0;  ///< 0 until first reported
    std::uint64_t bytes_in = 0;
    std::uint32_t bytes_out = 0;
    std::uint32_t syn_packets = 0;
    core::ByteVector first_bytes;
    std::unique_ptr<Talk> talk;     ///< of an answering HoneyPoint
    std::uint32_t talk_memory = 0;  ///< as last counted
    bool waits_to_send = false;     ///< answers did not fit the socket: nothing is read meanwhile
    Links links[queue_count];
};

class Connections {
 public:
    /// A fresh slot; its number stays valid until release().
    std::uint32_t make();
    void release(std::uint32_t slot);
    Connection& at(std::uint32_t slot) { return slots_[slot]; }
    /// Whether `slot` still holds the connection of that generation.
    bool holds(std::uint32_t slot, std::uint32_t generation) const {
        return slot < slots_.size() && slots_[slot].socket >= 0 &&
               slots_[slot].generation == generation;
    }
    std::size_t open() const { return open_; }

    /// Puts `slot` at the end of a list (moving it there when it is in it already), or takes it out.
    void enqueue(Queue queue, std::uint32_t slot);
    void dequeue(Queue queue, std::uint32_t slot);
    /// The slot that is due first in a list; no_slot for an empty one.
    std::uint32_t front(Queue queue) const { return heads_[index(queue)].after; }

    /// Calls `visit(slot)` for each open connection; `visit` may release it.
    template <class Visit>
    void each(Visit&& visit) {
        for (std::uint32_t slot = 0; slot < slots_.size(); ++slot)
            if (slots_[slot].socket >= 0) visit(slot);
    }

 private:
    static std::size_t index(Queue queue) { return static_cast<std::size_t>(queue); }
    std::deque<Connection>
        slots_;  ///< grows by a few slots, where a vector doubles and moves them all
    std::vector<std::uint32_t> free_;
    Links heads_[queue_count];  // after: first, before: last
    std::size_t open_ = 0;
};

}  // namespace hitme::sensor
