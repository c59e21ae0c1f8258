// SPDX-License-Identifier: Apache-2.0
// Bare SYNs: a half-open scan never reaches accept(), so it is seen by a packet socket.
//
// Sees     only incoming TCP SYNs without ACK to ports that we listen on; a filter in the kernel passes nothing else.
// Never    sends anything.
// Right    CAP_NET_RAW when open() is called; not needed afterwards.
// Saved    without these sockets too, the SYN of an accepted connection is known by its headers (saved_syn): who connects and says
//          nothing is told by their shape.
// A SYN whose connection is accepted within `settle_for` is that connection's; the others become syn_only contacts.
#pragma once

#include <bitset>
#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "recognition/scan_shape.h"
#include "runtime/descriptor.h"
#include "sensor/decoy/instant.h"

namespace hitme::sensor {

/// The ends of a TCP connection, as a SYN or an accepted socket tells them.
struct FlowKey {
    core::Address source;
    std::uint16_t source_port;
    std::uint16_t destination_port;
    friend bool operator==(const FlowKey&, const FlowKey&) = default;
};

/// SYNs that wait to be accepted. Pure but for its table.
class PendingSyns {
 public:
    enum class Noted : std::uint8_t { fresh, repeated, no_room };

    explicit PendingSyns(std::uint64_t seed) : table_(0, Hash{seed}) {}

    Noted note(const FlowKey& key, const core::Address& destination, Instant now,
               const recognition::SynSeen& seen = {});
    /// The connection was accepted: forgets the SYN; how many packets it took, 0 when it was not seen.
    std::uint32_t accepted(const FlowKey& key);

    /// Takes out SYNs older than settle_for (all with Ticks::max()): a contact, and the attempt whose shape says who sent it.
    template <class Take>
    void drain(Ticks now, Take&& take) {
        while (!order_.empty()) {
            Pending& oldest = order_.front();
            if (now != Ticks::max() && now - oldest.first.ticks < settle_for) return;
            event::Contact contact;
            contact.seen_at = oldest.first.wall;
            contact.ended_at = oldest.last;
            contact.transport = event::Transport::tcp;
            contact.source = oldest.key.source;
            contact.source_port = oldest.key.source_port;
            contact.destination = oldest.attempt.destination;
            contact.destination_port = oldest.key.destination_port;
            contact.handshake = event::Handshake::syn_only;
            contact.packets = oldest.attempt.syn_count;
            take(contact, std::as_const(oldest.attempt));
            table_.erase(oldest.key);
            order_.pop_front();
        }
    }
    std::size_t waiting() const { return table_.size(); }

    static constexpr std::size_t max_waiting = 65'536;  // ours: about 25 MB
    static constexpr core::Duration settle_for =
        std::chrono::seconds{3};  // ours: the first repeat comes after 1 s

 private:
    struct Pending {
        FlowKey key;
        Instant first;
        core::Time last;
        recognition::Attempt attempt;
    };
    struct Hash {
        std::uint64_t seed;
        std::size_t operator()(const FlowKey& key) const;
    };
    std::list<Pending> order_;
    std::unordered_map<FlowKey, std::list<Pending>::iterator, Hash> table_;
};

/// A SYN by its headers.
struct Syn {
    FlowKey flow;
    core::Address destination;
    recognition::SynSeen seen;  ///< without its time
};

/// The SYN that began an accepted connection, as the kernel saved it (TCP_SAVED_SYN, which needs no right); it is given once.
/// Nothing where the listener did not ask for it, or where the headers cannot be read.
std::optional<Syn> saved_syn(int socket);

/// The packet sockets.
class SynWatch {
 public:
    /// Errors   refused: no right to open packet sockets. network.
    static core::Result<SynWatch> open();

    /// One descriptor per family, IPv4 first, to wait on.
    const std::vector<runtime::Descriptor>& sockets() const { return sockets_; }

    /// Reads what waits on sockets()[index], at most one batch; gives each SYN to a port of `ports`. Returns the packets
    /// read; a full batch (batch_packets) means that more may wait.
    template <class Take>
    std::size_t read(std::size_t index, const std::bitset<65536>& ports, Take&& take) {
        const std::size_t count = receive(index);
        for (std::size_t i = 0; i < count; ++i) {
            const auto syn = decode({buffers_[i].data(), lengths_[i]});
            if (syn && ports.test(syn->flow.destination_port)) take(*syn);
        }
        return count;
    }
    /// Packets that the kernel dropped because we were slow, since the last call.
    std::uint64_t missed();

    static constexpr std::size_t batch_packets = 64;
    static constexpr std::size_t packet_bytes = 128;  // the headers; options of a SYN fit

 private:
    std::size_t receive(std::size_t index);
    static std::optional<Syn> decode(core::Bytes packet);

    std::vector<runtime::Descriptor> sockets_;
    std::vector<std::array<std::uint8_t, packet_bytes>> buffers_;
    std::vector<std::size_t> lengths_;
};

}  // namespace hitme::sensor
