// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/datagrams.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "runtime/socket_address.h"

namespace hitme::sensor {

bool send_datagram(int socket, const core::Address& own, const core::Address& peer,
                   std::uint16_t peer_port, core::Bytes payload) {
    runtime::SocketAddress to{peer, peer_port};
    iovec vector{const_cast<std::uint8_t*>(payload.data()), payload.size()};
    alignas(cmsghdr) std::array<char, 64> control{};
    msghdr message{};
    message.msg_name = to.get();
    message.msg_namelen = to.length;
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    // ip(7) and ipv6(7): the address in the packet information is the sender's.
    if (!own.is_unspecified() && own != core::Address::v4(0)) {
        message.msg_control = control.data();
        cmsghdr* part;
        if (own.is_v4()) {
            in_pktinfo info{};
            info.ipi_spec_dst.s_addr = htonl(own.v4_value());
            message.msg_controllen = CMSG_SPACE(sizeof info);
            part = CMSG_FIRSTHDR(&message);
            part->cmsg_level = IPPROTO_IP;
            part->cmsg_type = IP_PKTINFO;
            part->cmsg_len = CMSG_LEN(sizeof info);
            std::memcpy(CMSG_DATA(part), &info, sizeof info);
        } else {
            in6_pktinfo info{};
            const auto bytes = own.bytes();
            std::memcpy(info.ipi6_addr.s6_addr, bytes.data(), bytes.size());
            message.msg_controllen = CMSG_SPACE(sizeof info);
            part = CMSG_FIRSTHDR(&message);
            part->cmsg_level = IPPROTO_IPV6;
            part->cmsg_type = IPV6_PKTINFO;
            part->cmsg_len = CMSG_LEN(sizeof info);
            std::memcpy(CMSG_DATA(part), &info, sizeof info);
        }
    }
    return ::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) ==
           static_cast<ssize_t>(payload.size());
}

}  // namespace hitme::sensor
