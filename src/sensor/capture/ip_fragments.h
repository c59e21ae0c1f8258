// SPDX-License-Identifier: Apache-2.0
// IP datagrams put together from their fragments.
//
// What     RFC 791 section 3.2 and RFC 8200 section 4.5: fragments of one source, destination, protocol and identification,
//          placed by their offset, in any order.
// Copies   of bytes that come twice the first copy stays, as PacketConversations has it. Hosts differ in that.
// Given    a datagram is given when it is whole; at its limits of time and place, and at the end of the file, as far as it
//          came from its beginning, with the rest as missing. Without its first fragment it has no ports: its fragments are
//          counted.
// Limits   max_open_datagrams, max_fragment_ranges, max_datagram_bytes, fragment_patience.
// Pure     time is that of the packets and may go back.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/time.h"
#include "wire/ipv4.h"

namespace hitme::sensor {

constexpr std::size_t max_open_datagrams = 64;  // ours: 4 MiB
constexpr std::size_t max_fragment_ranges =
    64;  // ours: pieces of a datagram with holes between them
constexpr std::uint32_t max_datagram_bytes = 0xFFFF;  // RFC 791: the total length's 16 bits
constexpr core::Duration fragment_patience = std::chrono::seconds{60};  // RFC 8200 section 4.5

class IpFragments {
 public:
    struct Datagram {
        wire::IpPacket ip;  ///< of the first fragment, with the payload of all
        core::Time at;      ///< of the fragment that came last
    };

    /// Takes a fragment: a packet with an offset, or with more to come.
    void take(const wire::IpPacket& fragment, core::Time at);
    /// Gives up waiting.
    void finish();
    /// One that was put together since; its payload is valid until the next call of anything here. Null: no more.
    const Datagram* next();

    /// Fragments of datagrams that could not be given.
    std::uint64_t lost() const { return lost_; }
    std::size_t open() const { return open_.size(); }

 private:
    struct Open {
        Datagram datagram;
        core::Time first;
        core::ByteVector bytes;
        /// What came, by offset: from and until, apart from each other.
        std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
        std::uint32_t total = 0;     ///< 0 until the last fragment came
        std::uint32_t furthest = 0;  ///< end of what is known to have been sent
        std::uint64_t fragments = 0;
        bool has_beginning = false;
    };
    static bool place(Open& open, const wire::IpPacket& fragment);
    static bool is_whole(const Open& open);
    void end(std::deque<Open>::iterator open);

    std::deque<Open> open_;  ///< the oldest first
    std::deque<Open> given_;
    Open current_;
    std::uint64_t lost_ = 0;
};

}  // namespace hitme::sensor
