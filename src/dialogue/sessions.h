// SPDX-License-Identifier: Apache-2.0
// The table of sessions: which protocol is answered by which class, and its personas. One line a protocol.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "dialogue/session.h"

namespace hitme::dialogue {

enum class Carrier : std::uint8_t { stream, datagram };

struct Protocol {
    std::string_view name;
    Carrier carrier = Carrier::stream;
    std::vector<std::string_view>
        personas;  ///< names for make_session; an empty name chooses by the seed
};

/// All protocols that have a decoy, sorted by name.
std::span<const Protocol> protocols();

}  // namespace hitme::dialogue
