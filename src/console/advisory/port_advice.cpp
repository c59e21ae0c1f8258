// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/port_advice.h"

#include <array>

namespace hitme::console {
namespace {

using event::Transport;

struct Service {
    Transport transport;
    std::uint16_t port;
    std::string_view name;
    std::string_view border;
    std::string_view patch;
    std::string_view source;
};

constexpr std::array<Service, 12> services{{
    {Transport::tcp, 445, "SMB (the file sharing of Windows)",
     "Block 445/tcp at the border, inwards and outwards.",
     "Patch servers first (MS08-067, MS17-010), then workstations.",
     "Microsoft security bulletins MS08-067 and MS17-010"},
    {Transport::tcp, 139, "SMB over NetBIOS", "Block 137 to 139 at the border.",
     "Patch servers first (MS08-067).", "Microsoft security bulletin MS08-067"},
    {Transport::tcp, 135, "RPC of Windows", "Block 135/tcp at the border.",
     "Patch servers first (MS03-026).", "Microsoft security bulletin MS03-026"},
    {Transport::tcp, 3389, "Remote Desktop",
     "Put Remote Desktop behind a VPN or gateway; block 3389/tcp at the border.",
     "Patch servers first (CVE-2019-0708), and require network level authentication.",
     "Microsoft, CVE-2019-0708"},
    {Transport::tcp, 22, "SSH", "Allow SSH from known networks only.",
     "Turn password log-on off where keys can be used.", "RFC 4251 section 9.4.4"},
    {Transport::tcp, 23, "Telnet", "Block 23/tcp at the border; turn Telnet off.",
     "Change factory passwords of devices.", "CISA alert TA16-288A on Mirai"},
    {Transport::tcp, 1433, "Microsoft SQL Server", "Block 1433/tcp and 1434/udp at the border.",
     "Patch servers first (MS02-039).", "Microsoft security bulletin MS02-039"},
    {Transport::udp, 1434, "Microsoft SQL Server's resolution service",
     "Block 1434/udp at the border.", "Patch servers first (MS02-039).",
     "Microsoft security bulletin MS02-039"},
    {Transport::tcp, 3306, "MySQL", "Let no database listen to the Internet.",
     "Require passwords and TLS.", "MySQL manual, security guidelines"},
    {Transport::tcp, 6379, "Redis", "Let no database listen to the Internet.",
     "Turn protected mode on.", "Redis documentation, security"},
    {Transport::tcp, 5900, "VNC", "Put VNC behind a VPN; block 5900/tcp at the border.",
     "Require strong passwords.", "RFC 6143 section 7.2.2"},
    {Transport::tcp, 80, "HTTP", "Keep administration pages off the Internet.",
     "Patch web servers and what runs on them first.", "OWASP Top Ten, A06:2021"},
}};

const Service* known(event::Signal signal) {
    for (const auto& service : services)
        if (service.transport == signal.transport && service.port == signal.port) return &service;
    return nullptr;
}

}  // namespace

std::string_view service_of(event::Signal signal) {
    const auto* service = known(signal);
    return service == nullptr ? std::string_view() : service->name;
}

std::vector<PortAdvice> advice_for(event::Signal signal) {
    std::vector<PortAdvice> advice;
    if (const auto* service = known(signal)) {
        advice.push_back({service->border, service->source});
        advice.push_back({service->patch, service->source});
    } else {
        advice.push_back({"Block the port at the border where nobody outside needs it.",
                          "default deny: NIST SP 800-41 revision 1, section 4"});
        advice.push_back({"Find which hosts offer the service, and patch servers first.",
                          "NIST SP 800-40 revision 4"});
    }
    advice.push_back({signal.port == 445 || signal.port == 139
                          ? "Deploy decoys on hosts without SMB (Linux, virtual machines): on "
                            "Windows the port is taken by the service itself."
                          : "Deploy decoys on hosts that do not offer the service.",
                      "hitme documentation, operating"});
    advice.push_back({"Check every internal host that touches such a decoy: no honest client does.",
                      "hitme documentation, operating"});
    return advice;
}

}  // namespace hitme::console
