// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ntp_answer.h"

#include <algorithm>
#include <array>

#include "dialogue/persona_choice.h"
#include "wire/ntp.h"

namespace hitme::dialogue {
namespace {

struct Persona {
    std::string_view name;
    std::uint8_t stratum = 0;
    std::int8_t precision = 0;     ///< log2 seconds
    std::uint32_t root_delay = 0;  ///< 1/65536 s
    std::uint32_t root_dispersion = 0;
};
constexpr std::array personas = {
    Persona{"ntpd", 3, -24, 0x0412, 0x0A3C},
    Persona{"chrony", 3, -25, 0x03A1, 0x005B},
    Persona{"windows", 4, -23, 0x0B27, 0x4D52},
};

}  // namespace

std::vector<std::string_view> ntp_personas() {
    return names_of(std::span<const Persona>(personas));
}

std::optional<core::ByteVector> answer_ntp(std::string_view name, core::Bytes datagram,
                                           core::Time now, const Surroundings& surroundings) {
    const Persona* persona =
        choose_persona(std::span<const Persona>(personas), name, surroundings.identity_seed);
    const auto request = wire::decode_ntp(datagram);
    if (persona == nullptr || !request || request->mode != 3 || request->version > 4)
        return std::nullopt;
    core::Random made_up{surroundings.identity_seed ^ 0x6e7470u};
    wire::NtpPacket reply;
    reply.version = request->version;
    reply.mode = 4;
    reply.stratum = persona->stratum;
    reply.poll = request->poll;
    reply.precision = persona->precision;
    reply.root_delay = persona->root_delay + static_cast<std::uint32_t>(made_up.below(0x400));
    reply.root_dispersion =
        persona->root_dispersion + static_cast<std::uint32_t>(made_up.below(0x200));
    // Its own source, in a private network (RFC 1918): 10.0.0.0/8.
    reply.reference_id = 0x0A000001u + static_cast<std::uint32_t>(made_up.below(0xFFFFF0));
    // The clock was last set about a multiple of its poll of 1024 s, whenever the answer of its own source came.
    const std::int64_t poll = 1024'000'000'000;
    const auto phase = static_cast<std::int64_t>(made_up.below(1024'000'000'000));
    const std::int64_t polls = (core::nanoseconds_of(now) + phase) / poll;
    core::Random of_this_poll{surroundings.identity_seed ^ static_cast<std::uint64_t>(polls)};
    const auto late = static_cast<std::int64_t>(of_this_poll.below(1'000'000'000));
    const std::int64_t since = (core::nanoseconds_of(now) + phase) % poll;
    const std::int64_t ago = std::max<std::int64_t>(since - late, 0);
    reply.reference_time =
        wire::ntp_timestamp(core::from_nanoseconds(core::nanoseconds_of(now) - ago));
    reply.origin_time = request->transmit_time;
    reply.receive_time = wire::ntp_timestamp(now);
    // A server takes some ten microseconds.
    reply.transmit_time = wire::ntp_timestamp(
        core::from_nanoseconds(core::nanoseconds_of(now) + 20'000 +
                               static_cast<std::int64_t>(request->transmit_time % 20'000)));
    core::ByteVector bytes;
    wire::append_ntp(bytes, reply);
    return bytes;
}

}  // namespace hitme::dialogue
