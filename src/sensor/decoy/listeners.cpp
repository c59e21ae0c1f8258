// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/listeners.h"

#include <netinet/tcp.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <set>

#include "runtime/socket_address.h"
#include "sensor/personas.h"

namespace hitme::sensor {
namespace {

core::Result<runtime::Descriptor> bind_one(event::Transport transport, const core::Address& address,
                                           std::uint16_t port, std::uint32_t backlog) {
    const int family = address.is_v4() ? AF_INET : AF_INET6;
    const int type = transport == event::Transport::udp ? SOCK_DGRAM : SOCK_STREAM;
    const auto failed = [] { return core::error(core::ErrorCode::network, std::strerror(errno)); };
    runtime::Descriptor socket{::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket) return failed();
    const int one = 1;
    if (type == SOCK_STREAM) ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (family == AF_INET6) ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    if (type == SOCK_DGRAM) {
        // To learn which of our addresses a datagram came to.
        if (family == AF_INET6) {
            ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, &one, sizeof one);
        } else {
            ::setsockopt(socket.get(), IPPROTO_IP, IP_PKTINFO, &one, sizeof one);
        }
    }
    // tcp(7): the kernel keeps the headers of the SYN for each connection until they are asked for (syn_watch.h, saved_syn).
    if (type == SOCK_STREAM)
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_SAVE_SYN, &one, sizeof one);
    runtime::SocketAddress at{address, port};
    if (::bind(socket.get(), at.get(), at.length) != 0) return failed();
    if (type == SOCK_STREAM && ::listen(socket.get(), static_cast<int>(backlog)) != 0)
        return failed();
    return socket;
}

}  // namespace

core::Result<Listeners> bind_listeners(const SensorSettings& settings) {
    Listeners listeners;
    const std::uint64_t seed = persona_seed(settings.name, settings.machine);
    for (const HoneyPoint& point : settings.honeypoints) {
        std::shared_ptr<const core::ByteVector> banner;
        if (point.mode == Mode::banner)
            banner = std::make_shared<const core::ByteVector>(banner_for(point.persona, seed));
        std::shared_ptr<const Answering> answering;
        if (point.mode == Mode::answer)
            answering = std::make_shared<const Answering>(
                Answering{point.protocol, point.persona, point.smb});
        for (const PortRange& range : point.ports) {
            for (std::uint32_t port = range.first; port <= range.last; ++port) {
                for (const core::Address& address : point.addresses) {
                    const auto number = static_cast<std::uint16_t>(port);
                    auto socket = bind_one(point.transport, address, number, settings.backlog);
                    if (!socket) {
                        listeners.failed.push_back(
                            {{point.transport, number}, address, socket.error().context});
                        continue;
                    }
                    if (point.transport == event::Transport::tcp) listeners.tcp_ports.set(number);
                    // Refused as not connected, and done all the same: each send on it fails with EPIPE from now on.
                    if (point.transport == event::Transport::udp && !answering)
                        ::shutdown(socket->get(), SHUT_WR);
                    listeners.bound.push_back(
                        {std::move(*socket), point.transport, address, number, banner, answering});
                }
            }
        }
    }
    if (listeners.bound.empty()) {
        return core::error(
            core::ErrorCode::network,
            "no listener could be bound" +
                (listeners.failed.empty() ? std::string{": no HoneyPoint is configured"}
                                          : ": " + listeners.failed.front().signal.to_string() +
                                                " " + listeners.failed.front().reason));
    }
    return listeners;
}

std::vector<int> Listeners::answering_datagrams() const {
    std::vector<int> sockets;
    for (const Listener& listener : bound)
        if (listener.transport == event::Transport::udp && listener.answering)
            sockets.push_back(listener.socket.get());
    return sockets;
}

std::vector<std::string> Listeners::signals() const {
    std::map<event::Transport, std::set<std::uint16_t>> ports;
    for (const Listener& listener : bound) ports[listener.transport].insert(listener.port);
    std::vector<std::string> out;
    for (const auto& [transport, numbers] : ports) {
        for (auto at = numbers.begin(); at != numbers.end();) {
            const std::uint16_t first = *at;
            std::uint16_t last = first;
            for (++at; at != numbers.end() && *at == last + 1; ++at) last = *at;
            if (out.size() == max_signals_told) {
                out.push_back(std::string(event::name_of(transport)) + ": more ports from " +
                              std::to_string(first) + " on");
                break;
            }
            std::string text = event::Signal{transport, first}.to_string();
            if (last != first) text += '-' + std::to_string(last);
            out.push_back(std::move(text));
        }
    }
    return out;
}

}  // namespace hitme::sensor
