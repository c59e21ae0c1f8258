// SPDX-License-Identifier: Apache-2.0
#include "console/export/this_machine.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>

namespace hitme::console {
namespace {

constexpr std::streamsize max_resolv_bytes = 64 << 10;

std::optional<core::Address> address_of(const sockaddr* socket) {
    if (socket == nullptr) return std::nullopt;
    if (socket->sa_family == AF_INET) {
        sockaddr_in v4;
        std::memcpy(&v4, socket, sizeof v4);
        return core::Address::v4(ntohl(v4.sin_addr.s_addr));
    }
    if (socket->sa_family == AF_INET6) {
        sockaddr_in6 v6;
        std::memcpy(&v6, socket, sizeof v6);
        return core::Address::v6(v6.sin6_addr.s6_addr);
    }
    return std::nullopt;
}

}  // namespace

PrefixSet addresses_of_this_machine() {
    PrefixSet set;
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return set;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> all{first, &::freeifaddrs};
    for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next)
        if (const auto address = address_of(one->ifa_addr))
            set.add({*address, address->is_v4() ? 32 : 128});
    return set;
}

PrefixSet resolvers_in(std::string_view text) {
    PrefixSet set;
    std::istringstream in{std::string(text)};
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::string word, value;
        if (!(words >> word >> value) || word != "nameserver") continue;
        // A zone, as in fe80::1%eth0, says which interface; the address stands before it.
        if (const auto address = core::Address::parse(value.substr(0, value.find('%'))))
            set.add({*address, address->is_v4() ? 32 : 128});
    }
    return set;
}

PrefixSet resolvers_of_this_machine() {
    std::ifstream in("/etc/resolv.conf", std::ios::binary);
    std::string text(static_cast<std::size_t>(max_resolv_bytes), '\0');
    in.read(text.data(), max_resolv_bytes);
    text.resize(static_cast<std::size_t>(in.gcount()));
    return resolvers_in(text);
}

}  // namespace hitme::console
