// SPDX-License-Identifier: Apache-2.0
// Between the kernel's socket addresses and ours.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>

#include "core/ip.h"

namespace hitme::runtime {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = sizeof(sockaddr_storage);

    SocketAddress() = default;
    SocketAddress(const core::Address& address, std::uint16_t port) {
        if (address.is_v4()) {
            auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
            v4.sin_family = AF_INET;
            v4.sin_port = htons(port);
            v4.sin_addr.s_addr = htonl(address.v4_value());
            length = sizeof v4;
        } else {
            auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
            v6.sin6_family = AF_INET6;
            v6.sin6_port = htons(port);
            const auto bytes = address.bytes();
            for (std::size_t i = 0; i < bytes.size(); ++i) v6.sin6_addr.s6_addr[i] = bytes[i];
            length = sizeof v6;
        }
    }

    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    int family() const { return storage.ss_family; }
    core::Address address() const {
        if (storage.ss_family == AF_INET) {
            return core::Address::v4(
                ntohl(reinterpret_cast<const sockaddr_in&>(storage).sin_addr.s_addr));
        }
        if (storage.ss_family == AF_INET6)
            return core::Address::v6(
                reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr.s6_addr);
        return {};
    }
    std::uint16_t port() const {
        if (storage.ss_family == AF_INET)
            return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
        if (storage.ss_family == AF_INET6)
            return ntohs(reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
        return 0;
    }
};

}  // namespace hitme::runtime
