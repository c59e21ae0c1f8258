// SPDX-License-Identifier: Apache-2.0
// Runs a decoy's session over a client's bytes: whole, in pieces, cut and flipped.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "dialogue/session.h"
#include "support/piecewise.h"

namespace hitme::tests {

struct Ran {
    core::ByteVector bytes;
    bool closed = false;
    std::size_t memory = 0;
    std::uint32_t logons = 0;
};

inline dialogue::Surroundings some_surroundings() {
    dialogue::Surroundings surroundings;
    surroundings.local = core::Address::v4(0x7F000001);
    surroundings.peer = core::Address::v4(0x7F000002);
    surroundings.random_seed = 0x1234;
    surroundings.identity_seed = 0x5678;
    return surroundings;
}

using MakeSession = std::unique_ptr<dialogue::Session> (*)(std::string_view,
                                                           const dialogue::Surroundings&);

inline Ran run_session(dialogue::Session& session, core::Bytes client, std::size_t piece) {
    dialogue::Output out;
    session.open(core::Time{}, out);
    for (const core::Bytes part : pieces_of(client, piece)) {
        if (out.close) break;
        session.receive(part, core::Time{}, out);
    }
    return {out.bytes, out.close, session.memory(), session.logons()};
}

inline Ran run_session(MakeSession make, std::string_view persona, core::Bytes client,
                       std::size_t piece = 1 << 20) {
    const auto session = make(persona, some_surroundings());
    if (session == nullptr) {
        ADD_FAILURE() << "no persona " << persona;
        return {};
    }
    return run_session(*session, client, piece);
}

/// The same answers for pieces of 1, 2, 3, 7 bytes and whole; every cut and flip survives with bounded memory.
inline void expect_steady(MakeSession make, std::string_view persona, core::Bytes client,
                          std::size_t most_memory) {
    const Ran whole = run_session(make, persona, client);
    for (const std::size_t piece : {1u, 2u, 3u, 7u}) {
        const Ran pieces = run_session(make, persona, client, piece);
        EXPECT_EQ(pieces.bytes, whole.bytes) << persona << " in pieces of " << piece;
        EXPECT_EQ(pieces.closed, whole.closed);
        EXPECT_EQ(pieces.logons, whole.logons);
    }
    EXPECT_LE(whole.memory, most_memory);
    for_each_cut_and_flip(client, [&](core::Bytes changed) {
        const Ran ran = run_session(make, persona, changed);
        EXPECT_LE(ran.bytes.size(), dialogue::max_output_per_turn);
    });
}

}  // namespace hitme::tests
