// SPDX-License-Identifier: Apache-2.0
// Contacts of a drill: made by us to prove a chain, marked before they are stored. They are `simulated` as those of a
// demonstration are, but stand in a store of real contacts, so whatever counts or judges leaves them out.
#pragma once

#include <string_view>

#include "event/kinds.h"

namespace hitme::event {

/// The `origin` of such a contact.
constexpr std::string_view drill_origin = "drill";

inline bool of_drill(const Contact& contact) {
    return contact.simulated && contact.origin == drill_origin;
}

inline void mark_as_drill(Contact& contact) {
    contact.simulated = true;
    contact.origin = drill_origin;
}

}  // namespace hitme::event
