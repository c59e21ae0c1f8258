// SPDX-License-Identifier: Apache-2.0
#include "event/kinds.h"

#include <array>

#include "core/digest.h"

namespace hitme::event {
namespace {

template <class Enum>
struct Names;

template <>
struct Names<Transport> {
    static constexpr std::array<std::string_view, 4> all{"other", "tcp", "udp", "icmp"};
};
template <>
struct Names<Handshake> {
    static constexpr std::array<std::string_view, 5> all{"unknown", "syn_only", "datagram",
                                                         "completed", "sent_data"};
};
template <>
struct Names<Ending> {
    static constexpr std::array<std::string_view, 7> all{"unknown", "open",  "peer_closed", "reset",
                                                         "idle",    "limit", "ours"};
};
template <>
struct Names<Stage> {
    static constexpr std::array<std::string_view, 7> all{"none",
                                                         "scan",
                                                         "probe",
                                                         "enumeration",
                                                         "brute_force",
                                                         "exploit_attempt",
                                                         "payload_delivery"};
};
template <>
struct Names<Grade> {
    static constexpr std::array<std::string_view, 4> all{"none", "consistent", "likely", "certain"};
};
template <>
struct Names<Change> {
    static constexpr std::array<std::string_view, 5> all{"none", "joined", "left", "moved",
                                                         "reconfigured"};
};

template <class Enum>
std::string_view lookup(Enum value) {
    const auto index = static_cast<std::size_t>(value);
    return index < Names<Enum>::all.size() ? Names<Enum>::all[index] : Names<Enum>::all[0];
}

}  // namespace

std::string_view name_of(Transport value) {
    return lookup(value);
}
std::string_view name_of(Handshake value) {
    return lookup(value);
}
std::string_view name_of(Ending value) {
    return lookup(value);
}
std::string_view name_of(Stage value) {
    return lookup(value);
}
std::string_view name_of(Grade value) {
    return lookup(value);
}
std::string_view name_of(Change value) {
    return lookup(value);
}

template <class Enum>
std::vector<std::string_view> names_of() {
    return {Names<Enum>::all.begin(), Names<Enum>::all.end()};
}

template <class Enum>
std::optional<Enum> from_name(std::string_view name) {
    for (std::size_t i = 0; i < Names<Enum>::all.size(); ++i)
        if (Names<Enum>::all[i] == name) return static_cast<Enum>(i);
    return std::nullopt;
}

#define HITME_ENUM(Enum)                                     \
    template std::vector<std::string_view> names_of<Enum>(); \
    template std::optional<Enum> from_name<Enum>(std::string_view)
HITME_ENUM(Transport);
HITME_ENUM(Handshake);
HITME_ENUM(Ending);
HITME_ENUM(Stage);
HITME_ENUM(Grade);
HITME_ENUM(Change);
#undef HITME_ENUM

void derive(Contact& contact) {
    if (contact.first_bytes.empty()) {
        contact.first_bytes_sha256.clear();
        contact.similarity = {};
        return;
    }
    contact.first_bytes_sha256 = core::sha256_hex(contact.first_bytes);
    contact.similarity = {core::similarity_key(contact.first_bytes)};
}

}  // namespace hitme::event
