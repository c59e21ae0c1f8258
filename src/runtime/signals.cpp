// SPDX-License-Identifier: Apache-2.0
#include "runtime/signals.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

namespace hitme::runtime {

core::Result<Signals> Signals::open() {
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &watched, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    const int descriptor = ::signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
    if (descriptor < 0)
        return core::error(core::ErrorCode::io, std::string("signalfd: ") + std::strerror(errno));
    return Signals{descriptor};
}

Signals::Signals(Signals&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Signals& Signals::operator=(Signals&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Signals::~Signals() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<int> Signals::take() {
    signalfd_siginfo info{};
    if (::read(descriptor_, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return {};
    return static_cast<int>(info.ssi_signo);
}

std::optional<int> Signals::wait(core::Duration at_most) {
    const auto until = std::chrono::steady_clock::now() + at_most;
    for (;;) {
        if (const auto signal = take()) return signal;
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) return {};
        pollfd watched{descriptor_, POLLIN, 0};
        // A day at most at once: poll takes an int, and the loop comes round anyway.
        ::poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 86'400'000)));
    }
}

}  // namespace hitme::runtime
