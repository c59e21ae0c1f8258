// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/connections.h"

namespace hitme::sensor {

std::uint32_t Connections::make() {
    ++open_;
    if (!free_.empty()) {
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        return slot;
    }
    slots_.emplace_back();
    return static_cast<std::uint32_t>(slots_.size() - 1);
}

void Connections::release(std::uint32_t slot) {
    for (std::size_t i = 0; i < queue_count; ++i) dequeue(static_cast<Queue>(i), slot);
    const std::uint32_t generation = slots_[slot].generation;
    slots_[slot] = Connection{};
    slots_[slot].generation = generation + 1;
    free_.push_back(slot);
    --open_;
}

void Connections::enqueue(Queue queue, std::uint32_t slot) {
    dequeue(queue, slot);
    const std::size_t i = index(queue);
    Links& head = heads_[i];
    Links& own = slots_[slot].links[i];
    own.before = head.before;
    own.after = no_slot;
    if (head.before == no_slot) {
        head.after = slot;
    } else {
        slots_[head.before].links[i].after = slot;
    }
    head.before = slot;
    slots_[slot].queued = static_cast<std::uint8_t>(slots_[slot].queued | (1u << i));
}

void Connections::dequeue(Queue queue, std::uint32_t slot) {
    const std::size_t i = index(queue);
    Connection& connection = slots_[slot];
    if ((connection.queued & (1u << i)) == 0) return;
    const Links own = connection.links[i];
    Links& head = heads_[i];
    (own.before == no_slot ? head.after : slots_[own.before].links[i].after) = own.after;
    (own.after == no_slot ? head.before : slots_[own.after].links[i].before) = own.before;
    connection.links[i] = {};
    connection.queued = static_cast<std::uint8_t>(connection.queued & ~(1u << i));
}

}  // namespace hitme::sensor
