// SPDX-License-Identifier: Apache-2.0
// Sockets for tests, on loopback alone.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "core/check.h"
#include "runtime/descriptor.h"
#include "runtime/socket_address.h"

namespace hitme::tests {

/// A port that was free a moment ago, for both families and both transports.
inline std::uint16_t free_port() {
    for (int attempt = 0; attempt < 100; ++attempt) {
        runtime::Descriptor probe{::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        runtime::SocketAddress at{*core::Address::parse("::"), 0};
        core::check(::bind(probe.get(), at.get(), at.length) == 0, "a free port");
        ::getsockname(probe.get(), at.get(), &at.length);
        runtime::Descriptor datagram{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
        runtime::SocketAddress same{core::Address::v4(0), at.port()};
        if (::bind(datagram.get(), same.get(), same.length) == 0) return at.port();
    }
    return 0;
}

/// A blocking client. `from` must be a loopback address.
class Client {
 public:
    Client(const std::string& to, std::uint16_t port, const std::string& from = "",
           int type = SOCK_STREAM) {
        const auto address = *core::Address::parse(to);
        core::check(address.is_loopback(), "tests go to loopback only");
        socket_ = runtime::Descriptor{
            ::socket(address.is_v4() ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0)};
        if (!from.empty()) {
            runtime::SocketAddress own{*core::Address::parse(from), 0};
            core::check(::bind(socket_.get(), own.get(), own.length) == 0, "a loopback source");
        }
        runtime::SocketAddress peer{address, port};
        connected_ = ::connect(socket_.get(), peer.get(), peer.length) == 0;
    }
    bool connected() const { return connected_; }
    std::uint16_t port() const {
        runtime::SocketAddress own;
        ::getsockname(socket_.get(), own.get(), &own.length);
        return own.port();
    }
    bool send(std::string_view bytes) {
        return ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(bytes.size());
    }
    void finish_sending() { ::shutdown(socket_.get(), SHUT_WR); }
    /// What comes within `milliseconds`, at most 4 KiB; empty at the end or on time-out.
    std::string receive(int milliseconds) {
        pollfd wait{socket_.get(), POLLIN, 0};
        if (::poll(&wait, 1, milliseconds) <= 0) return {};
        char bytes[4096];
        const ssize_t count = ::recv(socket_.get(), bytes, sizeof bytes, 0);
        return count > 0 ? std::string(bytes, static_cast<std::size_t>(count)) : std::string{};
    }
    /// Waits until the other side has ended the connection.
    bool ended(int milliseconds) {
        pollfd wait{socket_.get(), POLLIN | POLLRDHUP, 0};
        return ::poll(&wait, 1, milliseconds) > 0 &&
               (wait.revents & (POLLRDHUP | POLLHUP | POLLERR));
    }
    void reset() {
        const linger now{1, 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        socket_.reset();
    }
    void close() { socket_.reset(); }

 private:
    runtime::Descriptor socket_;
    bool connected_ = false;
};

}  // namespace hitme::tests
