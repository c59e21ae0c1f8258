// SPDX-License-Identifier: Apache-2.0
// Runs programs that are installed here (smbclient, nmap) for tests, and what they print.
#pragma once

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>

namespace hitme::tests {

inline bool is_installed(const std::string& program) {
    return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

/// Both outputs of a shell command that gets half a minute at most.
inline std::string output_of(const std::string& command) {
    std::string text;
    FILE* pipe = ::popen(("timeout 30 " + command + " 2>&1 </dev/null").c_str(), "r");
    if (pipe == nullptr) return text;
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
        text.append(buffer.data(), got);
    ::pclose(pipe);
    return text;
}

/// Runs `inside` in a child process with a network of its own, in which only 127.0.0.0/8 exists and every port is free;
/// what it returns. "no namespace" where this system does not let us.
inline std::string in_own_network(const std::function<std::string()>& inside) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return "no namespace";
    const pid_t child = ::fork();
    if (child == 0) {
        std::string text = "no namespace";
        if (::unshare(CLONE_NEWNET) == 0) {
            const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
            ifreq loopback{};
            std::strncpy(loopback.ifr_name, "lo", IFNAMSIZ - 1);
            loopback.ifr_flags = IFF_UP | IFF_RUNNING;
            if (::ioctl(socket, SIOCSIFFLAGS, &loopback) == 0) text = inside();
            ::close(socket);
        }
        [[maybe_unused]] const auto written = ::write(ends[1], text.data(), text.size());
        ::_exit(0);
    }
    ::close(ends[1]);
    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t got = 1; got > 0;) {
        got = ::read(ends[0], buffer.data(), buffer.size());
        if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    ::close(ends[0]);
    if (child > 0) ::waitpid(child, nullptr, 0);
    return child > 0 ? text : "no namespace";
}

}  // namespace hitme::tests
