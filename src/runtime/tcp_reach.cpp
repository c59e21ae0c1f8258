// SPDX-License-Identifier: Apache-2.0
#include "runtime/tcp_reach.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "runtime/descriptor.h"
#include "runtime/socket_address.h"

namespace hitme::runtime {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto turn = 50ms;  // ours: how soon `stop` and a due connection are seen

struct Open {
    std::size_t target = 0;
    Descriptor socket;
    Clock::time_point until;
};

Reach said_by(int failure) {
    switch (failure) {
        case 0:
            return Reach::open;
        case ECONNREFUSED:
        case ECONNRESET:
            return Reach::refused;
        case ETIMEDOUT:
            return Reach::silent;
        default:
            return Reach::unreachable;
    }
}

/// Begins to connect; the errno of it, EINPROGRESS where it goes on.
int begin(int socket, const SocketAddress& to) {
    return ::connect(socket, to.get(), to.length) == 0 ? 0 : errno;
}

int failure_of(int socket) {
    int failure = 0;
    socklen_t length = sizeof failure;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &failure, &length) != 0) return errno;
    return failure;
}

}  // namespace

core::Result<std::vector<Reach>> reach(std::span<const ReachTarget> targets,
                                       const ReachLimits& limits, const std::atomic<bool>& stop) {
    if (limits.per_second == 0 || limits.at_once == 0)
        return core::error(core::ErrorCode::bad_input, "a limit of 0 would reach nothing");
    std::vector<Reach> answers(targets.size(), Reach::not_asked);
    std::vector<Open> open;
    const auto apart = std::chrono::nanoseconds{1s} / limits.per_second;
    auto due = Clock::now();
    std::size_t next = 0;
    while (next < targets.size() || !open.empty()) {
        if (stop) next = targets.size();
        const auto now = Clock::now();
        if (next < targets.size() && open.size() < limits.at_once && now >= due) {
            due = now + apart;
            const SocketAddress to{targets[next].address, targets[next].port};
            Descriptor socket{::socket(to.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
            if (!socket) return core::error(core::ErrorCode::io, std::strerror(errno));
            const int failure = begin(socket.get(), to);
            if (failure == EINPROGRESS)
                open.push_back(
                    {next, std::move(socket),
                     now + std::chrono::duration_cast<Clock::duration>(limits.patience)});
            else
                answers[next] = said_by(failure);
            ++next;
            continue;
        }
        std::vector<pollfd> waited;
        for (const Open& one : open) waited.push_back({one.socket.get(), POLLOUT, 0});
        auto wait = std::chrono::ceil<std::chrono::milliseconds>(turn);
        if (next < targets.size() && due > now)
            wait = std::min(wait, std::chrono::ceil<std::chrono::milliseconds>(due - now));
        ::poll(waited.data(), static_cast<nfds_t>(waited.size()), static_cast<int>(wait.count()));
        const auto after = Clock::now();
        for (std::size_t i = 0; i < open.size(); ++i) {
            if (waited[i].revents != 0)
                answers[open[i].target] = said_by(failure_of(open[i].socket.get()));
            else if (after >= open[i].until || stop)
                answers[open[i].target] = stop ? Reach::not_asked : Reach::silent;
            else
                continue;
            open[i].socket.reset();
        }
        std::erase_if(open, [](const Open& one) { return !one.socket; });
    }
    return answers;
}

}  // namespace hitme::runtime
