// SPDX-License-Identifier: Apache-2.0
// The sockets of the HoneyPoints: bound once, before rights are dropped.
//
// A port that cannot be bound is reported with the reason and the others go on. Sockets of IPv6 take IPv6 alone, so a
// port is bound once per family.
#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "event/signal.h"
#include "runtime/descriptor.h"
#include "sensor/settings.h"

namespace hitme::sensor {

struct Answering {
    std::string protocol;
    std::string persona;
    dialogue::smb::Choices smb;
};

struct Listener {
    runtime::Descriptor socket;
    event::Transport transport = event::Transport::tcp;
    core::Address address;  ///< as bound; the wildcard of its family for "any"
    std::uint16_t port = 0;
    /// What a banner HoneyPoint says; shared by all ports of the HoneyPoint, null for a silent one.
    std::shared_ptr<const core::ByteVector> banner;
    /// What an answering HoneyPoint answers as; shared alike, null for the others.
    std::shared_ptr<const Answering> answering;
};

struct FailedListener {
    event::Signal signal;
    core::Address address;
    std::string reason;  ///< the system's words
};

constexpr std::size_t max_signals_told = 4000;

struct Listeners {
    std::vector<Listener> bound;
    std::vector<FailedListener> failed;
    std::bitset<65536> tcp_ports;  ///< bound on at least one address

    /// What is listened on, as heartbeats say it: "tcp/445", "tcp/8000-8100"; beyond max_signals_told entries only that
    /// there are more (an event's lists are bounded, event/json.h).
    std::vector<std::string> signals() const;
    /// The descriptors on which datagrams are answered, in the order of `bound`. From those of the other HoneyPoints nothing
    /// can be sent.
    std::vector<int> answering_datagrams() const;
};

/// Binds everything that `settings` asks for.
/// Errors   network: not one listener could be bound.
core::Result<Listeners> bind_listeners(const SensorSettings& settings);

}  // namespace hitme::sensor
