// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight/sockets.h"

#include <gtest/gtest.h>

#include <string>

namespace hitme::sensor::preflight {
namespace {

// Lines as a Linux 6.1 kernel prints them: 0x01BD = 445; 0100007F is 127.0.0.1 on a little-endian machine.
constexpr const char* tcp_text =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 00000000:01BD 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "1586 1 00000000d85308e1 100 0 0 10 0\n"
    "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 "
    "77 1 0000000000000000 100 0 0 10 0\n"
    "   2: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 "
    "78 1 0000000000000000 20 4 30 10 -1\n";

TEST(SocketTable, ListeningTcpSocketsAreFound) {
    const auto sockets = parse_socket_table(tcp_text, Table::tcp);
    ASSERT_EQ(sockets.size(), 2u);
    EXPECT_EQ(sockets[0].address.to_string(), "0.0.0.0");
    EXPECT_EQ(sockets[0].port, 445);
    EXPECT_EQ(sockets[0].inode, 1586u);
    EXPECT_EQ(sockets[0].transport, event::Transport::tcp);
    EXPECT_EQ(sockets[1].address.to_string(), "127.0.0.1");
    EXPECT_EQ(sockets[1].port, 8080);
}

TEST(SocketTable, Ipv6WordsAreTurnedRound) {
    // ::1 and :: as /proc/net/tcp6 prints them.
    const auto sockets = parse_socket_table(
        "heading\n"
        "   0: 00000000000000000000000001000000:01BD 00000000000000000000000000000000:0000 0A "
        "00000000:00000000 00:00000000 00000000     0        0 5 1 0 100 0 0 10 0\n"
        "   1: 00000000000000000000000000000000:01BD 00000000000000000000000000000000:0000 0A "
        "00000000:00000000 00:00000000 00000000     0        0 6 1 0 100 0 0 10 0\n",
        Table::tcp6);
    ASSERT_EQ(sockets.size(), 2u);
    EXPECT_EQ(sockets[0].address.to_string(), "::1");
    EXPECT_EQ(sockets[0].covers_ipv4, Answer::no);
    EXPECT_EQ(sockets[1].address.to_string(), "::");
    EXPECT_EQ(sockets[1].covers_ipv4, Answer::unknown);
}

TEST(SocketTable, EveryUdpSocketHoldsItsPort) {
    const auto sockets = parse_socket_table(
        "heading\n"
        "  10: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        "
        "0 "
        "9 2 0 0\n",
        Table::udp);
    ASSERT_EQ(sockets.size(), 1u);
    EXPECT_EQ(sockets[0].port, 53);
    EXPECT_EQ(sockets[0].transport, event::Transport::udp);
}

TEST(SocketTable, ABrokenLineIsPassedOver) {
    const std::string text = tcp_text;
    for (std::size_t cut = 0; cut < text.size(); ++cut)
        EXPECT_LE(parse_socket_table(std::string_view(text).substr(0, cut), Table::tcp).size(), 2u);
    EXPECT_TRUE(
        parse_socket_table("h\n0: zz:01BD x 0A 0 0 0 0 0 1\n0: 00:1\n\n", Table::tcp).empty());
}

}  // namespace
}  // namespace hitme::sensor::preflight
