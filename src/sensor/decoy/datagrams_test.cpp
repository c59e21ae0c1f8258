// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/datagrams.h"

#include <gtest/gtest.h>
#include <poll.h>

#include "runtime/descriptor.h"
#include "runtime/socket_address.h"

namespace hitme::sensor {
namespace {

TEST(Datagrams, ComeFromTheAddressThatWasAsked) {
    // 127.0.0.0/8 is all local: a socket bound to the wildcard answers as 127.0.0.9 although the kernel would take .1.
    for (const auto& [any, own] : {std::pair{"0.0.0.0", "127.0.0.9"}, {"::", "::1"}}) {
        const auto any_address = *core::Address::parse(any);
        const auto own_address = *core::Address::parse(own);
        const int family = own_address.is_v4() ? AF_INET : AF_INET6;
        runtime::Descriptor server{::socket(family, SOCK_DGRAM, 0)};
        runtime::Descriptor client{::socket(family, SOCK_DGRAM, 0)};
        runtime::SocketAddress server_at{any_address, 0};
        runtime::SocketAddress client_at{
            *core::Address::parse(own_address.is_v4() ? "127.0.0.1" : "::1"), 0};
        ASSERT_EQ(::bind(server.get(), server_at.get(), server_at.length), 0);
        ASSERT_EQ(::bind(client.get(), client_at.get(), client_at.length), 0);
        runtime::SocketAddress bound;
        ASSERT_EQ(::getsockname(client.get(), bound.get(), &bound.length), 0);
        ASSERT_TRUE(send_datagram(server.get(), own_address, bound.address(), bound.port(),
                                  core::as_bytes("pong")));
        pollfd wait{client.get(), POLLIN, 0};
        ASSERT_EQ(::poll(&wait, 1, 5000), 1);
        char buffer[16];
        runtime::SocketAddress from;
        ASSERT_EQ(::recvfrom(client.get(), buffer, sizeof buffer, 0, from.get(), &from.length), 4);
        EXPECT_EQ(from.address(), own_address);
    }
}

}  // namespace
}  // namespace hitme::sensor
