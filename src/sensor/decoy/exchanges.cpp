// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/exchanges.h"

#include <algorithm>

namespace hitme::sensor {

Exchanges::Exchanges(const Limits& limits, std::uint64_t seed)
    : table_(0, Hash{seed}),
      first_bytes_(limits.first_bytes),
      memory_(limits.capture_memory_bytes),
      silence_(limits.udp_exchange),
      lifetime_(limits.lifetime) {}

std::size_t Exchanges::Hash::operator()(const Key& key) const {
    const std::size_t ports = (std::size_t{key.source_port} << 16) | key.destination_port;
    const std::size_t addresses =
        core::AddressHash{}(key.source) * 31 + core::AddressHash{}(key.destination) * 17;
    std::uint64_t mixed = (addresses ^ ports ^ seed) * 0x9E3779B97F4A7C15u;
    return static_cast<std::size_t>(mixed ^ (mixed >> 29));
}

bool Exchanges::add(const Key& key, core::Bytes payload, Instant now) {
    auto found = table_.find(key);
    if (found != table_.end() && now.ticks - found->second->first.ticks >= lifetime_) {
        captured_ -= found->second->contact.first_bytes.size();
        found->second->contact.ending = event::Ending::limit;
        tell_datagrams(found->second->sizes, found->second->contact);
        over_.push_back(std::move(found->second->contact));
        order_.erase(found->second);
        table_.erase(found);
        found = table_.end();
    }
    if (found == table_.end()) {
        if (table_.size() >= max_open) return false;
        event::Contact contact;
        contact.seen_at = now.wall;
        contact.transport = event::Transport::udp;
        contact.source = key.source;
        contact.source_port = key.source_port;
        contact.destination = key.destination;
        contact.destination_port = key.destination_port;
        contact.handshake = event::Handshake::datagram;
        contact.ending = event::Ending::idle;
        order_.push_back({key, std::move(contact), now, now.ticks});
        fresh_.push_back({key, now.ticks});
        found = table_.emplace(key, std::prev(order_.end())).first;
    } else {
        order_.splice(order_.end(), order_, found->second);
    }
    Exchange& exchange = *found->second;
    exchange.last = now.ticks;
    exchange.contact.ended_at = now.wall_since(exchange.first);
    exchange.contact.bytes_in += payload.size();
    ++exchange.contact.packets;
    auto& kept = exchange.contact.first_bytes;
    const std::size_t room = first_bytes_ - std::min(first_bytes_, kept.size());
    const std::size_t take = std::min(room, payload.size());
    if (captured_ + take <= memory_ && (take > 0 || payload.empty())) {
        if (exchange.sizes.size() < max_told)
            exchange.sizes.push_back(static_cast<std::uint16_t>(take));
        kept.insert(kept.end(), payload.begin(),
                    payload.begin() + static_cast<std::ptrdiff_t>(take));
        captured_ += take;
    }
    return true;
}

}  // namespace hitme::sensor
