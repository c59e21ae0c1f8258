// SPDX-License-Identifier: Apache-2.0
#include "dialogue/dns_answer.h"

#include <array>

#include "core/writer.h"
#include "dialogue/persona_choice.h"
#include "wire/dns.h"

namespace hitme::dialogue {
namespace {

struct Persona {
    std::string_view name;
    bool says_recursion = false;  ///< RA is set in refusals
    std::uint16_t opt_bytes = 0;  ///< UDP size of its OPT record
};
// How refusals of these servers look as installed: BIND without recursion, dnsmasq for names that it does not forward, Unbound
// for clients outside its access control.
constexpr std::array personas = {
    Persona{"bind", false, 1232},
    Persona{"dnsmasq", true, 1232},
    Persona{"unbound", false, 1232},
};

constexpr std::uint16_t recursion_available = 0x0080;

}  // namespace

std::vector<std::string_view> dns_personas() {
    return names_of(std::span<const Persona>(personas));
}

std::optional<core::ByteVector> answer_dns(std::string_view name, core::Bytes datagram, core::Time,
                                           const Surroundings& surroundings) {
    const Persona* persona =
        choose_persona(std::span<const Persona>(personas), name, surroundings.identity_seed);
    if (persona == nullptr || datagram.size() < wire::dns_header_bytes) return std::nullopt;
    if ((datagram[2] & 0x80) != 0) return std::nullopt;  // a response
    const std::uint16_t id = static_cast<std::uint16_t>(datagram[0] << 8 | datagram[1]);
    const std::uint8_t opcode = (datagram[2] >> 3) & 15;
    // QR, the opcode and RD as they came (RFC 1035 section 4.1.1), CD (RFC 4035 section 3.2.2).
    std::uint16_t flags = static_cast<std::uint16_t>(0x8000 | opcode << 11 |
                                                     (datagram[2] & 1) << 8 | (datagram[3] & 0x10));
    if (persona->says_recursion) flags |= recursion_available;
    const auto query = wire::decode_dns(datagram);
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u16be(id);
    const bool is_readable = query && query->questions.size() == 1;
    if (!is_readable || opcode != 0) {
        out.u16be(static_cast<std::uint16_t>(flags | (opcode != 0 ? 4 : 1)));
        out.zeros(8);
        return bytes;
    }
    out.u16be(static_cast<std::uint16_t>(flags | 5));
    out.u16be(1);
    out.u32be(0);
    out.u16be(query->has_opt ? 1 : 0);
    out.bytes(datagram.first(query->questions[0].end).subspan(wire::dns_header_bytes));
    if (query->has_opt) {
        out.u8(0);  // root
        out.u16be(41);
        out.u16be(persona->opt_bytes);
        out.u32be(query->dnssec_ok ? 0x8000 : 0);
        out.u16be(0);
    }
    return bytes;
}

}  // namespace hitme::dialogue
