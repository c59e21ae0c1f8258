// SPDX-License-Identifier: Apache-2.0
#include "dialogue/sessions.h"

#include <gtest/gtest.h>

namespace hitme::dialogue {
namespace {

Surroundings somewhere() {
    Surroundings surroundings;
    surroundings.random_seed = 1;
    surroundings.identity_seed = 2;
    return surroundings;
}

TEST(Sessions, EachPersonaOfEachStreamProtocolGivesASession) {
    for (const Protocol& protocol : protocols()) {
        if (protocol.carrier != Carrier::stream) continue;
        EXPECT_FALSE(protocol.personas.empty()) << protocol.name;
        for (const std::string_view persona : protocol.personas)
            EXPECT_NE(make_session(protocol.name, persona, somewhere()), nullptr)
                << protocol.name << ' ' << persona;
        EXPECT_NE(make_session(protocol.name, "", somewhere()), nullptr) << protocol.name;
        EXPECT_EQ(make_session(protocol.name, "no-such-persona", somewhere()), nullptr);
    }
}

TEST(Sessions, AnUnknownProtocolHasNone) {
    EXPECT_EQ(make_session("gopher", "", somewhere()), nullptr);
    EXPECT_FALSE(answer_datagram("gopher", "", core::as_bytes("x"), {}, somewhere()).has_value());
}

}  // namespace
}  // namespace hitme::dialogue
