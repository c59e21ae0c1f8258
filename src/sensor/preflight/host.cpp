// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight/host.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <ifaddrs.h>
#include <linux/capability.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <fstream>
#include <memory>
#include <set>

#include <string_view>

#include "core/text.h"
#include "runtime/descriptor.h"
#include "sensor/preflight/run_program.h"

namespace hitme::sensor::preflight {
namespace {

using Clock = std::chrono::steady_clock;

std::optional<std::string> read_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::string text;
    std::array<char, 65'536> room;
    while (text.size() < max_read_bytes && in.read(room.data(), room.size()).gcount() > 0)
        text.append(room.data(), static_cast<std::size_t>(in.gcount()));
    return text;
}

/// The first line without its end; empty when the file cannot be read.
std::string first_line(const std::string& path) {
    const std::string text = read_text(path).value_or("");
    return text.substr(0, text.find('\n'));
}

bool has_capability(std::string_view status, unsigned number) {
    constexpr std::string_view field = "\nCapEff:\t";
    const std::size_t at = status.find(field);
    if (at == std::string_view::npos) return false;
    std::uint64_t bits = 0;
    const char* begin = status.data() + at + field.size();
    std::from_chars(begin, status.data() + status.size(), bits, 16);
    return (bits >> number & 1) != 0;
}

bool takes_port(const SensorSettings& settings, event::Transport transport, std::uint16_t port) {
    for (const HoneyPoint& point : settings.honeypoints) {
        if (point.transport != transport) continue;
        for (const PortRange range : point.ports)
            if (range.first <= port && port <= range.last) return true;
    }
    return false;
}

/// Whether :: of this port takes IPv4 too: binding 0.0.0.0 is refused then. The socket never listens.
Answer covers_ipv4(const HeldSocket& held) {
    const int type = held.transport == event::Transport::tcp ? SOCK_STREAM : SOCK_DGRAM;
    const runtime::Descriptor trial{socket(AF_INET, type | SOCK_CLOEXEC, 0)};
    if (!trial) return Answer::unknown;
    const int on = 1;
    if (type == SOCK_STREAM) setsockopt(trial.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_port = htons(held.port);
    if (bind(trial.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0)
        return Answer::no;
    return errno == EADDRINUSE ? Answer::yes : Answer::unknown;
}

std::vector<HeldSocket> held_sockets(const SensorSettings& settings) {
    std::vector<HeldSocket> wanted;
    const std::pair<const char*, Table> tables[] = {{"/proc/net/tcp", Table::tcp},
                                                    {"/proc/net/tcp6", Table::tcp6},
                                                    {"/proc/net/udp", Table::udp},
                                                    {"/proc/net/udp6", Table::udp6}};
    for (const auto& [path, table] : tables)
        for (HeldSocket& held : parse_socket_table(read_text(path).value_or(""), table))
            if (takes_port(settings, held.transport, held.port)) wanted.push_back(held);
    for (HeldSocket& held : wanted) {
        if (held.covers_ipv4 != Answer::unknown) continue;
        // With another holder of IPv4 the trial would say nothing about this socket, and is not needed.
        const bool other = std::any_of(wanted.begin(), wanted.end(), [&](const HeldSocket& each) {
            return each.transport == held.transport && each.port == held.port &&
                   each.address.is_v4();
        });
        held.covers_ipv4 = other ? Answer::no : covers_ipv4(held);
    }
    return wanted;
}

Holder describe_process(const std::string& process_id) {
    Holder holder;
    holder.process = first_line("/proc/" + process_id + "/comm");
    holder.process_id = static_cast<int>(core::parse_unsigned(process_id, 0x7fff'ffff).value_or(0));
    holder.unit = unit_of_cgroup(read_text("/proc/" + process_id + "/cgroup").value_or(""));
    return holder;
}

/// Calls `look` with each name in a folder until it says no; false when the folder cannot be opened.
template <class Look>
bool for_each_entry(const std::string& folder, Look look) {
    const std::unique_ptr<DIR, int (*)(DIR*)> open{opendir(folder.c_str()), closedir};
    if (!open) return false;
    while (const dirent* entry = readdir(open.get()))
        if (!look(std::string(entry->d_name))) break;
    return true;
}

bool is_process(const std::string& name) {
    return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

/// The inode in "socket:[1586]".
std::optional<std::uint64_t> socket_inode(const std::string& link) {
    std::array<char, 64> room;
    const ssize_t length = readlink(link.c_str(), room.data(), room.size());
    const std::string_view target(room.data(),
                                  static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    constexpr std::string_view head = "socket:[";
    if (!target.starts_with(head) || !target.ends_with(']')) return std::nullopt;
    return core::parse_unsigned(target.substr(head.size(), target.size() - head.size() - 1),
                                ~std::uint64_t{0});
}

bool is_smb_server(std::string_view process) {
    constexpr std::string_view names[] = {"smbd", "ksmbd.mountd", "ksmbd"};
    return std::find(std::begin(names), std::end(names), process) != std::end(names);
}

/// One pass over all processes: who holds the sockets, and who is an SMB server.
void look_at_processes(Host& host) {
    std::set<std::uint64_t> wanted;
    for (const HeldSocket& held : host.sockets)
        if (held.inode != 0) wanted.insert(held.inode);
    const auto until = Clock::now() + search_time;
    std::size_t seen = 0;
    host.holders_complete = true;
    for_each_entry("/proc", [&](const std::string& id) {
        if (!is_process(id)) return true;
        if (++seen > max_processes || Clock::now() > until) {
            host.holders_complete = false;
            return false;
        }
        if (is_smb_server(first_line("/proc/" + id + "/comm")))
            host.smb_running.push_back(describe_process(id));
        if (wanted.empty()) return true;
        const std::string folder = "/proc/" + id + "/fd";
        const bool readable = for_each_entry(folder, [&](const std::string& number) {
            const auto inode = socket_inode(folder + "/" + number);
            if (inode && wanted.contains(*inode)) {
                Holder holder = describe_process(id);
                holder.inode = *inode;
                host.holders.push_back(std::move(holder));
            }
            return Clock::now() < until;
        });
        // A process that ended meanwhile is no loss.
        if (!readable && access(("/proc/" + id).c_str(), F_OK) == 0) host.holders_complete = false;
        return true;
    });
}

/// A program of the system, looked for where only root may put one; nothing when it is not there.
std::optional<std::string> find_program(const std::string& name) {
    for (const char* folder : {"/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"})
        if (access((folder + name).c_str(), X_OK) == 0) return folder + name;
    return std::nullopt;
}

/// True when the kernel surely holds no packet filter code that could have rules.
bool filter_is_not_loaded() {
    const auto modules = read_text("/proc/modules");
    utsname system{};
    if (!modules || uname(&system) != 0) return false;
    const auto built_in =
        read_text(std::string("/lib/modules/") + system.release + "/modules.builtin");
    if (!built_in) return false;
    for (const std::string_view name : {"nf_tables", "ip_tables", "ip6_tables", "bpfilter"}) {
        const std::string text(name);
        if (modules->starts_with(text + " ") ||
            modules->find("\n" + text + " ") != std::string::npos)
            return false;
        if (built_in->find("/" + text + ".ko") != std::string::npos) return false;
    }
    return true;
}

void look_at_firewall(Host& host) {
    if (filter_is_not_loaded()) {
        host.firewall_v4 = host.firewall_v6 = FirewallKnown::not_there;
        return;
    }
    const auto printed_by = [](const char* name,
                               std::vector<std::string> arguments) -> std::optional<std::string> {
        const auto path = find_program(name);
        if (!path) return std::nullopt;
        arguments.insert(arguments.begin(), *path);
        auto output = run_program(arguments, program_time);
        if (!output) return std::nullopt;
        return std::move(*output);
    };
    const auto rules_v4 = printed_by("iptables-save", {});
    const auto rules_v6 = printed_by("ip6tables-save", {});
    const auto ruleset = printed_by("nft", {"-j", "list", "ruleset"});
    const bool read_v4 = rules_v4 && add_iptables_rules(host.firewall, *rules_v4, 4);
    const bool read_v6 = rules_v6 && add_iptables_rules(host.firewall, *rules_v6, 6);
    const bool read_nft = ruleset && add_nft_ruleset(host.firewall, *ruleset,
                                                     read_v4 && read_v6 ? IptablesTables::skip
                                                                        : IptablesTables::keep);
    // nft shows all rules of the kernel except those of the older ip_tables; iptables-save shows its own alone. Where
    // the kernel never loaded the older code, nft is enough.
    const auto modules = read_text("/proc/modules").value_or("");
    const auto older = [&](const char* name) {
        return modules.find(std::string(name) + " ") != std::string::npos;
    };
    const auto known = [&](bool read_saved, const char* older_module) {
        if (!read_nft) return FirewallKnown::unknown;
        return read_saved || !older(older_module) ? FirewallKnown::read : FirewallKnown::unknown;
    };
    host.firewall_v4 = known(read_v4, "ip_tables");
    host.firewall_v6 = known(read_v6, "ip6_tables");
}

void look_at_smb(Host& host) {
    host.smb_installed = smb_packages(read_text("/var/lib/dpkg/status").value_or(""));
    for (const char* path : {"/usr/sbin/smbd", "/usr/local/sbin/smbd", "/usr/local/samba/sbin/smbd",
                             "/usr/sbin/ksmbd.mountd", "/usr/local/sbin/ksmbd.mountd"})
        if (access(path, F_OK) == 0) host.smb_installed.emplace_back(path);
    const std::string modules = "\n" + read_text("/proc/modules").value_or("");
    if (modules.find("\nksmbd ") != std::string::npos)
        host.smb_installed.emplace_back("kernel module ksmbd");
}

void look_at_addresses(Host& host) {
    host.ipv6_disabled = access("/proc/net/if_inet6", F_OK) != 0 ||
                         first_line("/proc/sys/net/ipv6/conf/all/disable_ipv6") == "1";
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return;
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owned{list, freeifaddrs};
    for (const ifaddrs* each = list; each != nullptr; each = each->ifa_next) {
        if (each->ifa_addr == nullptr || (each->ifa_flags & IFF_UP) == 0) continue;
        if (each->ifa_addr->sa_family == AF_INET) {
            sockaddr_in address{};
            std::memcpy(&address, each->ifa_addr, sizeof address);
            host.addresses.push_back(core::Address::v4(ntohl(address.sin_addr.s_addr)));
        } else if (each->ifa_addr->sa_family == AF_INET6) {
            sockaddr_in6 address{};
            std::memcpy(&address, each->ifa_addr, sizeof address);
            host.addresses.push_back(core::Address::v6(address.sin6_addr.s6_addr));
        }
    }
}

}  // namespace

std::string unit_of_cgroup(std::string_view text) {
    std::string unit;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!line.empty()) {
            const std::size_t slash = std::min(line.find('/'), line.size());
            const std::string_view part = line.substr(0, slash);
            if (part.ends_with(".service")) unit = part;
            line.remove_prefix(std::min(slash + 1, line.size()));
        }
    }
    return unit;
}

std::vector<std::string> smb_packages(std::string_view dpkg_status) {
    std::vector<std::string> found;
    for (const std::string_view package : {"samba", "samba-ad-dc", "ksmbd-tools"}) {
        const std::string head = "Package: " + std::string(package) + "\n";
        std::size_t at = dpkg_status.find(head);
        while (at != std::string_view::npos && at != 0 && dpkg_status[at - 1] != '\n')
            at = dpkg_status.find(head, at + 1);
        if (at == std::string_view::npos) continue;
        const std::string_view record =
            dpkg_status.substr(at, std::min(dpkg_status.find("\n\n", at), dpkg_status.size()) - at);
        // deb-postinst(5) states: only "installed" has the program ready to start.
        if (record.find("\nStatus: install ok installed") != std::string_view::npos)
            found.push_back("package " + std::string(package));
    }
    return found;
}

Host look_at_host(const SensorSettings& settings) {
    Host host;
    const std::string status = read_text("/proc/self/status").value_or("");
    host.is_root = geteuid() == 0;
    host.may_bind_low_ports = has_capability(status, CAP_NET_BIND_SERVICE);
    host.may_watch_packets = has_capability(status, CAP_NET_RAW);
    host.may_raise_descriptors = has_capability(status, CAP_SYS_RESOURCE);
    const auto first =
        core::parse_unsigned(first_line("/proc/sys/net/ipv4/ip_unprivileged_port_start"), 65'535);
    if (first) host.first_unprivileged_port = static_cast<std::uint16_t>(*first);
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) host.descriptors_hard = limit.rlim_max;
    host.sockets = held_sockets(settings);
    look_at_processes(host);
    look_at_smb(host);
    look_at_addresses(host);
    look_at_firewall(host);
    return host;
}

}  // namespace hitme::sensor::preflight
