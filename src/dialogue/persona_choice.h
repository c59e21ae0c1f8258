// SPDX-License-Identifier: Apache-2.0
// Which row of a decoy's table of personas a session takes, and the bytes it draws.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/random.h"

namespace hitme::dialogue {

/// The row of that name; for an empty name the one that `identity_seed` chooses; null where there is none.
/// A row has a member `name`.
template <class Persona>
const Persona* choose_persona(std::span<const Persona> all, std::string_view name,
                              std::uint64_t identity_seed) {
    if (all.empty()) return nullptr;
    if (name.empty()) {
        // A draw of its own, so that other draws from the seed do not change with the table.
        core::Random choice{identity_seed ^ 0x70657273'6f6e6173u};
        return &all[choice.below(all.size())];
    }
    for (const Persona& each : all)
        if (each.name == name) return &each;
    return nullptr;
}

template <class Persona>
std::vector<std::string_view> names_of(std::span<const Persona> all) {
    std::vector<std::string_view> names;
    for (const Persona& each : all) names.push_back(each.name);
    return names;
}

inline core::ByteVector random_bytes(core::Random& random, std::size_t count) {
    core::ByteVector bytes;
    bytes.reserve(count);
    while (bytes.size() < count) bytes.push_back(static_cast<std::uint8_t>(random.next() >> 56));
    return bytes;
}

/// A computer name as Windows Setup makes it: "WIN-" and eleven letters and digits. The same seed, the same name.
inline std::string windows_computer_name(std::uint64_t identity_seed) {
    static constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    core::Random random{identity_seed ^ 0x77696e646f7773u};
    std::string name = "WIN-";
    for (int i = 0; i < 11; ++i) name += letters[random.below(letters.size())];
    return name;
}

}  // namespace hitme::dialogue
