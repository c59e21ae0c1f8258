// SPDX-License-Identifier: Apache-2.0
// One command of an SMB1 message on its way through the server.
//
// A handler reads `block`, writes words and bytes of its answer and returns the status. Where it writes nothing the answer
// is an empty block with that status.
#pragma once

#include <cstdint>
#include <optional>

#include "core/time.h"
#include "dialogue/smb/state.h"
#include "wire/nt_status.h"
#include "wire/smb1_header.h"
#include "wire/smb1_writer.h"

namespace hitme::dialogue::smb {

using wire::NtStatus;

/// The next identifiers of a connection. Windows counts up from these; Samba draws.
struct Smb1Identifiers {
    std::uint16_t uid = 0x0800;
    std::uint16_t tid = 0x0800;
    std::uint16_t fid = 0x4000;
    std::uint16_t search = 0x0001;
};

struct Smb1Request {
    State& state;
    Smb1Identifiers& identifiers;
    const wire::Smb1Message& message;
    const wire::Smb1Block& block;
    wire::Smb1Writer& answer;
    core::Time now;
    // Those of the header, or what an earlier command of the same chain made.
    std::uint16_t uid = 0;
    std::uint16_t tid = 0;
    std::optional<std::uint16_t> fid;
    bool is_silent = false;  ///< set by a handler: a real server says nothing here
    bool is_bare = false;  ///< set by a handler: a real server sends a frame without a message here
    bool is_unread = false;  ///< refused before its words were looked at

    wire::SmbText encoding() const { return message.header.encoding(); }

    User* user() const {
        const auto found = state.users.find(uid);
        return found == state.users.end() || !found->second.established ? nullptr : &found->second;
    }
    Tree* tree() const {
        const auto found = state.trees.find(tid);
        return found == state.trees.end() ? nullptr : &found->second;
    }
    /// The open of `asked`, or of the chain where an earlier command opened it.
    Open* open(std::uint16_t asked) const {
        const auto found = state.opens.find(fid.value_or(asked));
        return found == state.opens.end() ? nullptr : &found->second;
    }
};

/// An identifier that `taken` does not have, never 0 or 0xFFFF; `taken` holds far fewer than 65534.
template <class Map>
std::uint16_t next_identifier(State& state, std::uint16_t& next, const Map& taken) {
    std::uint16_t chosen = next;
    if (state.machine.system->is_samba) chosen = static_cast<std::uint16_t>(state.random.next());
    while (chosen == 0 || chosen == 0xFFFF || taken.contains(chosen)) ++chosen;
    next = static_cast<std::uint16_t>(chosen + 1);
    return chosen;
}

}  // namespace hitme::dialogue::smb
