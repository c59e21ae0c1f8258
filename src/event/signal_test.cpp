// SPDX-License-Identifier: Apache-2.0
#include "event/signal.h"

#include <gtest/gtest.h>

namespace hitme::event {
namespace {

TEST(Signal, ReadsWhatItWrites) {
    EXPECT_EQ((Signal{Transport::tcp, 445}.to_string()), "tcp/445");
    EXPECT_EQ(Signal::parse("udp/5060"), (Signal{Transport::udp, 5060}));
    EXPECT_EQ(Signal::from_key(Signal{Transport::icmp, 8}.key()), (Signal{Transport::icmp, 8}));
}

TEST(Signal, RefusesOtherForms) {
    for (const char* text :
         {"", "445", "tcp", "tcp/", "tcp/65536", "TCP/445", "tcp/445/x", "sctp/1"})
        EXPECT_FALSE(Signal::parse(text)) << text;
}

}  // namespace
}  // namespace hitme::event
