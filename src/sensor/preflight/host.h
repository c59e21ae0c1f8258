// SPDX-License-Identifier: Apache-2.0
// What this host looks like to somebody who wants to listen: gathered here, judged in evaluate.h.
//
// Reads    /proc, /sys, the package list, and what the packet filter's own programs print. Opens no connection, sends
//          nothing, stops nothing. For a port that only a dual-stack socket may hold it binds a socket of its own for a
//          moment, without listening.
// Limits   the named ones below; what is beyond stays unread, and what is unread is "unknown", never "fine".
// Time     under 2 s: each program gets program_time, the search for holders search_time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ip.h"
#include "sensor/preflight/firewall.h"
#include "sensor/preflight/sockets.h"
#include "sensor/settings.h"

namespace hitme::sensor::preflight {

constexpr std::chrono::milliseconds program_time{400};
constexpr std::chrono::milliseconds search_time{500};
constexpr std::size_t max_processes = 100'000;
constexpr std::size_t max_read_bytes = 32u << 20;  // ours: /proc/net/tcp of 200,000 sockets

enum class Platform : std::uint8_t { linux_kernel, windows, other };

/// Who holds a socket.
struct Holder {
    std::uint64_t inode = 0;
    std::string process;  ///< its name (comm), at most 15 bytes; anything may stand in it
    int process_id = 0;
    std::string unit;  ///< systemd's, such as "smbd.service"; empty when there is none
};

enum class FirewallKnown : std::uint8_t {
    read,       ///< rules were read (perhaps none)
    not_there,  ///< the kernel has no packet filter loaded
    unknown,    ///< rules may exist and cannot be read
};

struct Host {
    Platform platform = Platform::linux_kernel;
    std::vector<HeldSocket> sockets;
    std::vector<Holder> holders;
    bool holders_complete = false;  ///< every process could be looked at
    bool is_root = false;
    bool may_bind_low_ports = false;  ///< CAP_NET_BIND_SERVICE
    bool may_watch_packets = false;   ///< CAP_NET_RAW
    std::uint16_t first_unprivileged_port = 1'024;
    std::vector<std::string>
        smb_installed;  ///< "package samba", "/usr/sbin/smbd", "kernel module ksmbd"
    std::vector<Holder> smb_running;
    Firewall firewall;
    FirewallKnown firewall_v4 = FirewallKnown::unknown;
    FirewallKnown firewall_v6 = FirewallKnown::unknown;
    bool ipv6_disabled = false;
    std::vector<core::Address> addresses;  ///< of interfaces that are up, loopback included
    std::uint64_t descriptors_hard = 0;
    bool may_raise_descriptors = false;  ///< CAP_SYS_RESOURCE
};

/// Looks at this host, as far as `settings` make it matter.
Host look_at_host(const SensorSettings& settings);

/// "smbd.service" out of /proc/PID/cgroup; empty when the process belongs to no service.
std::string unit_of_cgroup(std::string_view text);
/// Installed packages that hold an SMB server, out of dpkg's status file.
std::vector<std::string> smb_packages(std::string_view dpkg_status);

}  // namespace hitme::sensor::preflight
