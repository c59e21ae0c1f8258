// SPDX-License-Identifier: Apache-2.0
#include "analytics/proof.h"

#include <gtest/gtest.h>

namespace hitme::analytics {
namespace {

using event::Handshake;
using event::Transport;

event::Contact contact(Transport transport, Handshake handshake) {
    event::Contact made;
    made.transport = transport;
    made.handshake = handshake;
    return made;
}

TEST(Proof, IsAHandshakeOrTheSilenceOfALogOfConnections) {
    EXPECT_TRUE(proves_its_source(contact(Transport::tcp, Handshake::completed)));
    EXPECT_TRUE(proves_its_source(contact(Transport::tcp, Handshake::sent_data)));
    EXPECT_TRUE(proves_its_source(contact(Transport::tcp, Handshake::unknown)));
    EXPECT_FALSE(proves_its_source(contact(Transport::tcp, Handshake::syn_only)));
}

TEST(Proof, IsNoDatagramEvenWhereTheRecordDoesNotSay) {
    for (const auto transport : {Transport::udp, Transport::icmp})
        for (const auto handshake : {Handshake::unknown, Handshake::datagram}) {
            EXPECT_FALSE(proves_its_source(contact(transport, handshake)));
            EXPECT_TRUE(is_datagram(contact(transport, handshake)));
        }
    EXPECT_FALSE(is_datagram(contact(Transport::tcp, Handshake::unknown)));
    EXPECT_FALSE(is_datagram(contact(Transport::tcp, Handshake::syn_only)));
}

}  // namespace
}  // namespace hitme::analytics
