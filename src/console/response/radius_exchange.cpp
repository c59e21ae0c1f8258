// SPDX-License-Identifier: Apache-2.0
#include "console/response/radius_exchange.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/descriptor.h"
#include "runtime/socket_address.h"

namespace hitme::console {
namespace {

using Steady = std::chrono::steady_clock;

constexpr core::Duration turn = std::chrono::milliseconds{100};  // how soon a stop is heard

core::Error failed(const RadiusServer& server, std::string_view what) {
    return core::error(core::ErrorCode::network, server.address.to_string() + " port " +
                                                     std::to_string(server.port) + ": " +
                                                     std::string(what));
}

}  // namespace

core::Result<RadiusReply> exchange_radius(const RadiusServer& server, core::Bytes request,
                                          const std::atomic<bool>* stop) {
    const runtime::Descriptor socket{::socket(server.address.is_v4() ? AF_INET : AF_INET6,
                                              SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!socket) return failed(server, std::strerror(errno));
    const runtime::SocketAddress to{server.address, server.port};
    // Connected: answers of anybody else do not arrive, and "nobody there" is told.
    if (::connect(socket.get(), to.get(), to.length) != 0)
        return failed(server, std::strerror(errno));

    RadiusReply reply;
    const auto start = Steady::now();
    const auto tries = std::max<std::uint64_t>(server.tries, 1);
    std::string trouble = "no answer";
    while (true) {
        const auto gone = Steady::now() - start;
        if (gone >= server.timeout) break;
        if (stop != nullptr && *stop)
            return core::error(core::ErrorCode::cancelled, "asked to stop");
        const auto due = server.timeout / static_cast<std::int64_t>(tries) *
                         static_cast<std::int64_t>(reply.sent);
        if (reply.sent < tries && gone >= due) {
            ++reply.sent;
            if (::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0)
                trouble = std::strerror(errno);
        }
        pollfd waiting{socket.get(), POLLIN, 0};
        const auto wait = std::min<core::Duration>(turn, server.timeout - gone);
        const int ready =
            ::poll(&waiting, 1,
                   static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count()));
        if (ready <= 0) continue;
        std::array<std::uint8_t, wire::max_radius_bytes> buffer;
        const auto got = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
        if (got < 0) {
            // "Connection refused" of an earlier packet: the server may come back within the time.
            if (errno != EAGAIN && errno != EINTR) trouble = std::strerror(errno);
            continue;
        }
        const core::Bytes bytes{buffer.data(), static_cast<std::size_t>(got)};
        const auto answer = wire::check_radius_answer(request, bytes, server.secret);
        if (answer == wire::RadiusAnswer::forged) {
            ++reply.forged;
            trouble = "an answer came whose authenticator is wrong: another secret?";
        }
        if (answer != wire::RadiusAnswer::ack && answer != wire::RadiusAnswer::nak) continue;
        reply.answer = answer;
        reply.packet = *wire::decode_radius(bytes);
        return reply;
    }
    return failed(server, trouble + " (" + std::to_string(reply.sent) + " sent within " +
                              core::format_duration(server.timeout) + ")");
}

}  // namespace hitme::console
