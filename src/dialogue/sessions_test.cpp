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

TEST(Sessions, ServersNumberTheirConnections) {
    const auto greeting = [](std::uint64_t connection) {
        Surroundings surroundings = somewhere();
        surroundings.connection = connection;
        Output out;
        make_session("mysql", "mysql-57", surroundings)->open({}, out);
        // A header of 4 bytes, the protocol's number, the version with its zero, then the thread's lowest byte.
        return out.bytes.at(4 + 1 + 11);
    };
    EXPECT_EQ(greeting(2), static_cast<std::uint8_t>(greeting(1) + 1));
    EXPECT_EQ(greeting(9), static_cast<std::uint8_t>(greeting(1) + 8));
}

TEST(Sessions, AnUnknownProtocolHasNone) {
    EXPECT_EQ(make_session("gopher", "", somewhere()), nullptr);
    EXPECT_FALSE(answer_datagram("gopher", "", core::as_bytes("x"), {}, somewhere()).has_value());
}

}  // namespace
}  // namespace hitme::dialogue
