// SPDX-License-Identifier: Apache-2.0
// What a sensor is told to do: its HoneyPoints and its limits. Read from TOML by settings.cpp; every setting is defined
// once in runtime/settings_catalogue (name, type, unit, default, range, sentence), from which docs/config.md and the
// example in packaging/config come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "dialogue/smb_machine.h"
#include "event/kinds.h"
#include "recognition/logon_counter.h"

namespace hitme::sensor {

/// Ports times addresses of all HoneyPoints: every port of both families. Ours; descriptors run out long before.
constexpr std::size_t max_listeners = 131'072;

enum class Mode : std::uint8_t {
    silent,  ///< says nothing
    banner,  ///< greets as a persona, then says nothing
    answer,  ///< answers as a made-up server (dialogue)
};

struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    friend bool operator==(const PortRange&, const PortRange&) = default;
};

/// One [[honeypoint]] table.
struct HoneyPoint {
    event::Transport transport = event::Transport::tcp;
    std::vector<PortRange> ports;
    std::vector<core::Address> addresses;  ///< default 0.0.0.0 and ::
    Mode mode = Mode::silent;
    std::string persona;     ///< for banner: a template; for answer: a system, empty for any
    std::uint32_t line = 0;  ///< where it stands in the file, for messages
    std::string protocol;    ///< for answer: name of a dialogue
    dialogue::smb::Choices smb = {};  ///< for protocol smb: logons and shares
};

/// What is over a limit is counted and aggregated (first, last, count per source and minute), never dropped in silence.
struct Limits {
    std::uint32_t connections_total = 20'000;
    std::uint32_t connections_per_source = 200;
    std::uint32_t connections_per_prefix = 2'000;  ///< IPv4 /24, IPv6 /48
    std::uint32_t contacts_per_source_and_minute = 600;
    std::uint32_t first_bytes = 4'096;
    std::uint64_t bytes_per_connection = 1 << 20;
    std::uint64_t answer_bytes_per_connection = 1 << 20;
    std::uint64_t answer_memory_bytes = 64 << 20;  ///< conversations, all together
    std::uint64_t capture_memory_bytes = 64
                                         << 20;  ///< first bytes of open connections, all together
    core::Duration idle = std::chrono::seconds{30};
    core::Duration lifetime = std::chrono::seconds{120};
    core::Duration udp_exchange =
        std::chrono::seconds{2};           ///< silence after which a UDP exchange is over
    std::uint32_t queue_events = 200'000;  ///< finished events waiting for the store or the link
    std::uint32_t aggregates =
        50'000;  ///< sources being aggregated in one minute; beyond: one common record
};

struct SensorSettings {
    std::string name;  ///< default: the host's name
    std::string
        machine;  ///< tells this host from others of its name; never said, personas' keys come of it
    std::string user;       ///< who to become after binding as root; default: nobody
    bool syn_watch = true;  ///< see bare SYNs with a packet socket where the right to is there
    std::uint32_t backlog = 4'096;
    core::Duration heartbeat = std::chrono::seconds{60};
    std::string network_class;
    std::string provider;
    std::string region;
    Limits limits;
    recognition::GuessingLimits guessing;
    std::vector<HoneyPoint> honeypoints;
};

/// Reads settings from TOML text. `where` names the file in messages. A text without any [[honeypoint]] gets those of
/// default_settings(); sections of the other programs are checked and passed over.
/// Errors   bad_input: the line, the key and the nearest known one.
core::Result<SensorSettings> parse_settings(const std::string& text, const std::string& where);

/// What `hitme up` runs without a file: 445 and the other ports that strangers try most.
SensorSettings default_settings();

}  // namespace hitme::sensor
