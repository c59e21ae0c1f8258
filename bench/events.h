// SPDX-License-Identifier: Apache-2.0
// Synthetic events for measuring: seven days, forty sensors, 445/tcp about one in seven, 200,000 possible sources of which
// few knock often, 64 payload bytes of which 61 are random. The same number gives the same events. With fewer sources
// the same number of events holds more repeats.
#pragma once

#include <cstdint>

#include "core/random.h"
#include "event/kinds.h"

namespace hitme::bench {

class Events {
 public:
    explicit Events(std::uint64_t count, std::uint64_t sources = 200'000)
        : count_(count), sources_(sources) {}

    /// Fills in the next contact; times rise evenly over the seven days.
    void next(event::Contact& contact) {
        static constexpr std::uint16_t ports[] = {445,  22,   23,   80,   443,  3389,
                                                  8080, 1433, 5900, 6379, 2323, 445};
        static const std::vector<std::string> sensors = [] {
            std::vector<std::string> names;
            for (int i = 0; i < 40; ++i) names.push_back("sensor-" + std::to_string(i));
            return names;
        }();
        const std::uint64_t step = std::uint64_t{7} * 86'400'000'000'000 / count_;
        const std::uint64_t a = random_.next();
        const std::uint64_t b = random_.next();
        contact.sensor = sensors[a % 40];
        contact.epoch = 1;
        contact.sequence = ++given_;
        contact.seen_at = start_ + core::Duration{static_cast<std::int64_t>(given_ * step)};
        const std::uint64_t skewed = (a >> 8) % sources_ * ((b >> 8) % 1000) / 1000;
        contact.source = core::Address::v4(0x0A000000u + static_cast<std::uint32_t>(skewed * 83));
        contact.destination_port =
            (b & 7) < 7 ? ports[(a >> 40) % 12] : static_cast<std::uint16_t>(b >> 20);
        contact.transport = (b & 0xF00) == 0 ? event::Transport::udp : event::Transport::tcp;
        contact.handshake = contact.transport == event::Transport::udp
                                ? event::Handshake::datagram
                                : event::Handshake::sent_data;
        contact.ending = event::Ending::peer_closed;
        contact.bytes_in = 64;
        contact.first_bytes.resize(64);
        for (std::size_t i = 0; i < 64; i += 8) {
            const std::uint64_t word = random_.next();
            for (std::size_t k = 0; k < 8; ++k)
                contact.first_bytes[i + k] = static_cast<std::uint8_t>(word >> (8 * k));
        }
        contact.first_bytes[0] = 'G';
        contact.first_bytes[1] = 'E';
        contact.first_bytes[2] = 'T';
    }

 private:
    const std::uint64_t count_;
    const std::uint64_t sources_;
    const core::Time start_ = *core::parse_time("2026-01-05T00:00:00Z");
    std::uint64_t given_ = 0;
    core::Random random_{20260105};
};

}  // namespace hitme::bench
