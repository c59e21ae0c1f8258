// SPDX-License-Identifier: Apache-2.0
#include "sensor/preflight/evaluate.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

#include "core/text.h"

namespace hitme::sensor::preflight {
namespace {

constexpr std::size_t max_name_told = 64;      // ours: a process or unit name stays on its line
constexpr std::size_t max_subjects_told = 4;   // ours: the JSON has them all
constexpr std::uint64_t own_descriptors = 64;  // ours: store, log, event loop and the like

std::string printable(const std::string& text) {
    return core::printable(text, max_name_told);
}

bool is_any(const core::Address& address) {
    return address.is_unspecified() || address == core::Address::v4(0);
}

std::string subject_of(event::Transport transport, PortRange ports, const core::Address& address) {
    std::string out(event::name_of(transport));
    out += "/" + std::to_string(ports.first);
    if (ports.last != ports.first) out += "-" + std::to_string(ports.last);
    return out + " on " + address.to_string();
}

/// Turns a verdict of each port into findings of runs of ports that have the same one.
void add_runs(std::vector<Finding>& findings, const HoneyPoint& point, const core::Address& address,
              const std::function<Finding(std::uint16_t)>& finding_of) {
    for (const PortRange range : point.ports) {
        PortRange run{range.first, range.first};
        Finding current = finding_of(range.first);
        const auto add = [&] {
            current.subject = subject_of(point.transport, run, address);
            findings.push_back(std::move(current));
        };
        for (std::uint32_t port = range.first + 1u; port <= range.last; ++port) {
            Finding next = finding_of(static_cast<std::uint16_t>(port));
            if (next.verdict != current.verdict || next.what != current.what) {
                add();
                run.first = static_cast<std::uint16_t>(port);
                current = std::move(next);
            }
            run.last = static_cast<std::uint16_t>(port);
        }
        add();
    }
}

Finding platform_finding(const Host& host) {
    switch (host.platform) {
        case Platform::linux_kernel:
            return {"platform", "this host", Verdict::pass, "Linux", "", Answer::yes};
        case Platform::windows:
            return {
                "platform",
                "tcp/445 on Windows",
                Verdict::fail,
                "port 445 belongs to the process System (4), through the service Server "
                "(LanmanServer, srv2.sys); this host may be vulnerable itself",
                "put the sensor on a Linux host that shares no files; if this Windows host can be "
                "reached on 445 from outside, close that first",
                Answer::no};
        case Platform::other:
            break;
    }
    return {"platform", "this host", Verdict::fail, "not Linux", "use Linux", Answer::no};
}

/// Sockets by transport and port, so that 10,000 ports are looked up and not searched.
class HeldPorts {
 public:
    explicit HeldPorts(const Host& host) : host_(host) {
        for (const HeldSocket& held : host.sockets)
            by_port_[key(held.transport, held.port)].push_back(&held);
    }

    /// The socket that keeps us from binding; a certain one before a possible one.
    const HeldSocket* conflict(event::Transport transport, const core::Address& address,
                               std::uint16_t port, Answer& certain) const {
        const auto found = by_port_.find(key(transport, port));
        if (found == by_port_.end()) return nullptr;
        const HeldSocket* possible = nullptr;
        for (const HeldSocket* held : found->second) {
            if (held->address.is_v4() == address.is_v4()) {
                if (held->address == address || is_any(held->address) || is_any(address)) {
                    certain = Answer::yes;
                    return held;
                }
            } else if (address.is_v4() && held->covers_ipv4 != Answer::no) {
                certain = held->covers_ipv4;
                possible = held;
            }
        }
        return possible;
    }

    const Holder* holder_of(const HeldSocket& held) const {
        const auto found = std::find_if(
            host_.holders.begin(), host_.holders.end(),
            [&](const Holder& holder) { return held.inode != 0 && holder.inode == held.inode; });
        return found == host_.holders.end() ? nullptr : &*found;
    }

 private:
    static std::uint32_t key(event::Transport transport, std::uint16_t port) {
        return std::uint32_t{static_cast<std::uint8_t>(transport)} << 16 | port;
    }
    const Host& host_;
    std::unordered_map<std::uint32_t, std::vector<const HeldSocket*>> by_port_;
};

std::string describe(const Holder& holder) {
    std::string out = printable(holder.process) + " (process " + std::to_string(holder.process_id);
    if (!holder.unit.empty()) out += ", " + printable(holder.unit);
    return out + ")";
}

bool is_samba(const Holder& holder) {
    return holder.process == "smbd" || holder.process == "nmbd" ||
           holder.process.starts_with("ksmbd");
}

Finding held_finding(const Host& host, const HeldPorts& ports, const HeldSocket& held,
                     Answer certain) {
    Finding finding{"port", "", Verdict::fail, "", "", Answer::no};
    const std::string where = " on " + held.address.to_string();
    const Holder* holder = ports.holder_of(held);
    if (holder != nullptr) {
        finding.what = "held by " + describe(*holder) + where;
        if (is_samba(*holder)) {
            finding.remedy =
                is_any(held.address)
                    ? "this host is a file server: use another host; or, if nobody needs its "
                      "files, "
                      "stop it yourself (systemctl disable --now smbd nmbd); or give Samba its own "
                      "address (interfaces = ..., bind interfaces only = yes) and set addresses = "
                      "[...] to the others"
                    : "Samba has this address alone: set addresses = [...] of this HoneyPoint to "
                      "the other addresses";
        } else if (holder->process.starts_with("hitme")) {
            finding.remedy =
                "hitme itself listens here already: nothing to do, or stop that one first";
        } else {
            finding.remedy = "stop " +
                             printable(holder->unit.empty() ? holder->process : holder->unit) +
                             " yourself if nobody needs it, or take the port out of the HoneyPoint";
        }
    } else if (held.inode == 0 || host.holders_complete) {
        finding.what = "held by the kernel itself" + where + ": no process has this socket";
        finding.remedy =
            "a kernel service such as ksmbd, nfsd or iscsi listens here: unload it if nobody needs "
            "it, or take the port out of the HoneyPoint";
    } else {
        finding.what = "held by a process that this user may not look at" + where;
        finding.remedy = "run the check as root to see which, or: ss -lntup";
    }
    if (certain == Answer::unknown) {
        finding.verdict = Verdict::warn;
        finding.delivers = Answer::unknown;
        finding.what += "; it may take IPv4 too";
    }
    return finding;
}

void add_ports(std::vector<Finding>& findings, const SensorSettings& settings, const Host& host) {
    const HeldPorts held_ports{host};
    for (const HoneyPoint& point : settings.honeypoints) {
        for (const core::Address& address : point.addresses) {
            add_runs(findings, point, address, [&](std::uint16_t port) -> Finding {
                Answer certain = Answer::yes;
                const HeldSocket* held =
                    held_ports.conflict(point.transport, address, port, certain);
                if (held == nullptr) return {"port", "", Verdict::pass, "free", "", Answer::yes};
                return held_finding(host, held_ports, *held, certain);
            });
        }
    }
}

void add_privileges(std::vector<Finding>& findings, const SensorSettings& settings,
                    const Host& host) {
    std::size_t low = 0;
    for (const HoneyPoint& point : settings.honeypoints)
        for (const PortRange range : point.ports)
            if (range.first < host.first_unprivileged_port)
                low += std::min<std::size_t>(range.last, host.first_unprivileged_port - 1u) -
                       range.first + 1;
    const std::string below = "ports below " + std::to_string(host.first_unprivileged_port);
    Finding finding{"privilege", below, Verdict::pass, "", "", Answer::yes};
    if (low == 0) {
        finding.what = "none is asked for";
    } else if (host.may_bind_low_ports) {
        finding.what = host.is_root ? "root may bind them; the sensor drops root afterwards"
                                    : "cap_net_bind_service is there";
    } else {
        finding.verdict = Verdict::fail;
        finding.delivers = Answer::no;
        finding.what = std::to_string(low) +
                       " of the configured ports need a right that this user "
                       "does not have";
        finding.remedy =
            "run as root (the sensor becomes an ordinary user after binding), or give the program "
            "the right: setcap cap_net_bind_service+ep FILE, or use the systemd unit";
    }
    findings.push_back(std::move(finding));
}

void add_smb(std::vector<Finding>& findings, const SensorSettings& settings, const Host& host) {
    const bool wanted = std::any_of(
        settings.honeypoints.begin(), settings.honeypoints.end(), [](const HoneyPoint& point) {
            return point.transport == event::Transport::tcp &&
                   std::any_of(point.ports.begin(), point.ports.end(), [](PortRange range) {
                       const auto has = [&](int port) {
                           return range.first <= port && port <= range.last;
                       };
                       return has(445) || has(139);
                   });
        });
    if (!wanted) return;
    Finding finding{"smb", "SMB servers", Verdict::pass, "none is installed or running",
                    "",    Answer::yes};
    if (!host.smb_running.empty()) {
        finding.verdict = Verdict::warn;
        finding.what = "running: " + describe(host.smb_running.front());
        if (host.smb_running.size() > 1)
            finding.what += " and " + std::to_string(host.smb_running.size() - 1) + " more";
        finding.remedy =
            "see the findings of ports 445 and 139; a decoy belongs on a host that shares no files";
    } else if (!host.smb_installed.empty()) {
        finding.verdict = Verdict::warn;
        finding.what = "installed, not running: ";
        for (std::size_t i = 0; i < host.smb_installed.size(); ++i)
            finding.what += (i > 0 ? ", " : "") + host.smb_installed[i];
        finding.remedy =
            "it would take 445 at its next start, if that comes before ours: remove it or disable "
            "its service (systemctl disable smbd nmbd)";
    }
    findings.push_back(std::move(finding));
}

void add_firewall(std::vector<Finding>& findings, const SensorSettings& settings,
                  const Host& host) {
    for (const HoneyPoint& point : settings.honeypoints) {
        for (const core::Address& address : point.addresses) {
            const FirewallKnown known = address.is_v4() ? host.firewall_v4 : host.firewall_v6;
            add_runs(findings, point, address, [&](std::uint16_t port) -> Finding {
                if (known == FirewallKnown::not_there)
                    return {"firewall", "",         Verdict::pass, "no packet filter is loaded",
                            "",         Answer::yes};
                const FirewallVerdict verdict =
                    verdict_for(host.firewall, {point.transport, address, port});
                // A rule that was read and stops it counts even where others could not be read.
                if (verdict.passage == Passage::stopped)
                    return {"firewall",
                            "",
                            Verdict::fail,
                            "stopped by the local packet filter: " + verdict.why,
                            "accept new packets to this port before that rule",
                            Answer::no};
                if (known == FirewallKnown::unknown)
                    return {
                        "firewall",
                        "",
                        Verdict::warn,
                        "cannot tell: its rules cannot be read",
                        host.is_root
                            ? "install nftables, so that its rules can be listed (nft list ruleset)"
                            : "run the check as root, so that rules can be listed",
                        Answer::unknown};
                if (verdict.passage == Passage::cannot_tell)
                    return {"firewall",
                            "",
                            Verdict::warn,
                            "cannot tell: " + verdict.why,
                            "look at that rule; or try from another host",
                            Answer::unknown};
                return {"firewall", "", Verdict::pass, "lets it in", "", Answer::yes};
            });
        }
    }
}

bool has_family(const Host& host, bool v4) {
    return std::any_of(host.addresses.begin(), host.addresses.end(),
                       [&](const core::Address& each) {
                           const bool link_local = !each.is_v4() && (each.high() >> 54) == 0x3fa;
                           return each.is_v4() == v4 && !each.is_loopback() && !link_local;
                       });
}

Finding address_finding(const Host& host, const core::Address& address) {
    Finding finding{"address", address.to_string(), Verdict::pass, "", "", Answer::yes};
    const auto unreachable = [&](Verdict verdict, std::string what, std::string remedy) {
        finding.verdict = verdict;
        finding.delivers = Answer::no;
        finding.what = std::move(what);
        finding.remedy = std::move(remedy);
        return finding;
    };
    if (!address.is_v4() && host.ipv6_disabled)
        return unreachable(
            Verdict::warn, "IPv6 is off on this host: nothing can arrive",
            "turn IPv6 on, or set addresses = [\"0.0.0.0\"] to say that IPv4 is enough");
    if (is_any(address)) {
        const bool v4 = address.is_v4();
        if (has_family(host, v4)) {
            finding.what = v4 ? "all IPv4 addresses" : "all IPv6 addresses";
            return finding;
        }
        return unreachable(
            Verdict::warn,
            v4 ? "no interface has an IPv4 address beyond loopback: nothing can arrive"
               : "no interface has an IPv6 address beyond loopback and link: nothing can arrive",
            v4 ? "give the host an IPv4 address, or set addresses = [\"::\"] to say that IPv6 is "
                 "enough"
               : "give the host an IPv6 address, or set addresses = [\"0.0.0.0\"] to say that IPv4 "
                 "is "
                 "enough");
    }
    if (std::find(host.addresses.begin(), host.addresses.end(), address) == host.addresses.end() &&
        !(address.is_v4() && address.is_loopback()))
        return unreachable(Verdict::fail, "is not an address of this host",
                           "set addresses = [...] to addresses that `ip address` shows");
    finding.what = "an address of this host";
    if (address.is_loopback()) {
        finding.verdict = Verdict::warn;
        finding.what = "loopback: only this host itself can reach it";
        finding.remedy = "good for a trial; for strangers use \"any\" or an outer address";
    }
    return finding;
}

void add_addresses(std::vector<Finding>& findings, const SensorSettings& settings,
                   const Host& host) {
    std::vector<core::Address> addresses;
    for (const HoneyPoint& point : settings.honeypoints)
        addresses.insert(addresses.end(), point.addresses.begin(), point.addresses.end());
    std::sort(addresses.begin(), addresses.end());
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    for (const core::Address& address : addresses)
        findings.push_back(address_finding(host, address));
}

void add_descriptors(std::vector<Finding>& findings, const SensorSettings& settings,
                     const Host& host) {
    std::uint64_t listeners = 0;
    for (const HoneyPoint& point : settings.honeypoints) {
        std::uint64_t ports = 0;
        for (const PortRange range : point.ports) ports += range.last - range.first + 1u;
        listeners += ports * point.addresses.size();
    }
    const std::uint64_t needed = listeners + own_descriptors;
    const std::uint64_t wanted = needed + settings.limits.connections_total;
    Finding finding{"descriptors", "open files", Verdict::pass, "", "", Answer::yes};
    finding.what = std::to_string(listeners) + " listeners and " +
                   std::to_string(settings.limits.connections_total) +
                   " connections; the hard limit is " + std::to_string(host.descriptors_hard);
    if (!host.may_raise_descriptors && host.descriptors_hard < wanted) {
        const bool too_few = host.descriptors_hard < needed;
        finding.verdict = too_few ? Verdict::fail : Verdict::warn;
        finding.delivers = too_few ? Answer::no : Answer::yes;
        finding.remedy = "raise it to " + std::to_string(wanted) +
                         " (LimitNOFILE= in the unit, or /etc/security/limits.conf), or lower "
                         "limits.connections_total";
    }
    findings.push_back(std::move(finding));
}

void add_syn_watch(std::vector<Finding>& findings, const SensorSettings& settings,
                   const Host& host) {
    if (!settings.syn_watch) return;
    Finding finding{"syn_watch", "bare SYNs", Verdict::pass, "can be seen", "", Answer::yes};
    if (!host.may_watch_packets) {
        finding.verdict = Verdict::warn;
        finding.what = "cannot be seen: half-open scans go unrecorded; finished handshakes do not";
        finding.remedy =
            "run as root or with cap_net_raw, or set syn_watch = false to say that this is fine";
    }
    findings.push_back(std::move(finding));
}

const char* name_of(Answer answer) {
    switch (answer) {
        case Answer::no:
            return "no";
        case Answer::yes:
            return "yes";
        case Answer::unknown:
            break;
    }
    return "unknown";
}

}  // namespace

const char* name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return "pass";
        case Verdict::warn:
            return "warn";
        case Verdict::fail:
            break;
    }
    return "fail";
}

std::vector<Finding> evaluate(const SensorSettings& settings, const Host& host) {
    std::vector<Finding> findings;
    findings.push_back(platform_finding(host));
    if (host.platform != Platform::linux_kernel) return findings;
    add_ports(findings, settings, host);
    add_privileges(findings, settings, host);
    add_smb(findings, settings, host);
    add_firewall(findings, settings, host);
    add_addresses(findings, settings, host);
    add_descriptors(findings, settings, host);
    add_syn_watch(findings, settings, host);
    return findings;
}

int exit_status(const std::vector<Finding>& findings) {
    const auto any = [&](Answer answer) {
        return std::any_of(findings.begin(), findings.end(),
                           [&](const Finding& each) { return each.delivers == answer; });
    };
    if (any(Answer::no)) return 1;
    return any(Answer::unknown) ? 2 : 0;
}

std::string as_text(const std::vector<Finding>& findings) {
    // Findings that say the same of several listeners are one entry, where the first of them stands.
    struct Entry {
        const Finding* finding;
        std::vector<std::string_view> subjects;
    };
    std::vector<Entry> entries;
    std::size_t passed = 0;
    std::size_t warned = 0;
    for (const Finding& finding : findings) {
        passed += finding.verdict == Verdict::pass ? 1 : 0;
        warned += finding.verdict == Verdict::warn ? 1 : 0;
        const auto same = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
            return entry.finding->name == finding.name && entry.finding->what == finding.what &&
                   entry.finding->verdict == finding.verdict &&
                   entry.finding->remedy == finding.remedy;
        });
        if (same == entries.end()) {
            entries.push_back({&finding, {finding.subject}});
        } else {
            same->subjects.push_back(finding.subject);
        }
    }
    std::string out;
    for (const Entry& entry : entries) {
        out += std::string(name_of(entry.finding->verdict)) + "  " + entry.finding->name + "  ";
        for (std::size_t i = 0; i < entry.subjects.size() && i < max_subjects_told; ++i)
            out += (i > 0 ? ", " : "") + std::string(entry.subjects[i]);
        if (entry.subjects.size() > max_subjects_told)
            out += " and " + std::to_string(entry.subjects.size() - max_subjects_told) + " more";
        out += ": " + entry.finding->what + "\n";
        if (!entry.finding->remedy.empty()) out += "      -> " + entry.finding->remedy + "\n";
    }
    out += std::to_string(passed) + " pass, " + std::to_string(warned) + " warn, " +
           std::to_string(findings.size() - passed - warned) + " fail: ";
    switch (exit_status(findings)) {
        case 0:
            out += "every listener would get packets\n";
            break;
        case 1:
            out += "some listeners would not get packets\n";
            break;
        default:
            out += "of some listeners it cannot be told whether they would get packets\n";
    }
    return out;
}

std::string as_json(const std::vector<Finding>& findings) {
    const int status = exit_status(findings);
    std::string out = "{\"ok\":" + std::string(status == 0 ? "true" : "false") +
                      ",\"exit_status\":" + std::to_string(status) + ",\"findings\":[";
    bool first = true;
    for (const Finding& finding : findings) {
        out += first ? "{" : ",{";
        first = false;
        const std::pair<const char*, std::string_view> members[] = {
            {"name", finding.name},
            {"subject", finding.subject},
            {"verdict", name_of(finding.verdict)},
            {"what", finding.what},
            {"remedy", finding.remedy},
            {"delivers", name_of(finding.delivers)}};
        for (const auto& [key, value] : members) {
            if (out.back() != '{') out += ",";
            out += "\"" + std::string(key) + "\":";
            core::append_json_string(out, value);
        }
        out += "}";
    }
    return out + "]}\n";
}

}  // namespace hitme::sensor::preflight
