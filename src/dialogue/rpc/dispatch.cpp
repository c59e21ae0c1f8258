// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/dispatch.h"

#include <algorithm>
#include <array>

#include "dialogue/rpc/brief_interfaces.h"
#include "dialogue/rpc/epmapper.h"
#include "dialogue/rpc/lsarpc.h"
#include "dialogue/rpc/samr.h"
#include "dialogue/rpc/spoolss.h"
#include "dialogue/rpc/srvsvc.h"
#include "dialogue/rpc/svcctl.h"
#include "dialogue/rpc/tasks.h"
#include "dialogue/rpc/winreg.h"
#include "dialogue/rpc/wkssvc.h"

namespace hitme::dialogue::rpc {
namespace {

// What Samba 4.17 opens without being a domain controller; \BROWSER is not among them (smb.md 1.11).
constexpr std::array<std::string_view, 12> samba_pipes{
    "epmapper", "eventlog", "initshutdown", "lsarpc", "lsass",  "netdfs",
    "ntsvcs",   "samr",     "spoolss",      "srvsvc", "svcctl", "winreg"};
// One interface behind each pipe, two behind lsarpc.
constexpr std::array<std::string_view, 12> samba_interfaces{
    "epmapper", "eventlog", "initshutdown", "lsarpc", "dssetup", "netdfs",
    "netlogon", "samr",     "spoolss",      "srvsvc", "svcctl",  "winreg"};

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

// Kept by Windows until the version of the right column.
bool is_of_age(const smb::System& system, std::string_view pipe) {
    if (pipe == "nddeapi")
        return system.major == 5 && system.minor == 0;  // off since Windows XP SP2
    if (pipe == "fssagentrpc") return false;            // a role that must be installed
    if (pipe == "netdfs") return (system.server_type & 0x8000) != 0;  // servers
    if (pipe == "browser" || pipe == "ntsvcs") return true;
    if (pipe == "efsrpc") return system.major >= 6;
    return true;
}

using Answerer = Answer (*)(const Call&, Visit&);
struct Row {
    std::string_view interface;
    Answerer answer;
};
constexpr Row rows[] = {
    {"srvsvc", answer_srvsvc},
    {"wkssvc", answer_wkssvc},
    {"samr", answer_samr},
    {"lsarpc", answer_lsarpc},
    {"dssetup", answer_dssetup},
    {"svcctl", answer_svcctl},
    {"winreg", answer_winreg},
    {"atsvc", answer_atsvc},
    {"itaskschedulerservice", answer_task_scheduler},
    {"spoolss", answer_spoolss},
    {"epmapper", answer_epmapper},
    {"netlogon", answer_netlogon},
    {"efsrpc", answer_efsrpc},
    {"mgmt", answer_mgmt},
    {"pnp", answer_pnp},
    {"netdfs", answer_netdfs},
    {"eventlog", answer_eventlog},
    {"initshutdown", answer_initshutdown},
};

}  // namespace

bool has_pipe(const smb::System& system, std::string_view pipe) {
    if (system.is_samba) return holds(samba_pipes, pipe) || pipe == "wkssvc";
    return wire::is_known_pipe(pipe) && is_of_age(system, pipe);
}

bool offers(const smb::System& system, std::string_view pipe, const wire::RpcInterface& interface) {
    if (interface.name == "mgmt") return !system.is_samba;
    const bool is_listed = std::ranges::find(interface.pipes, pipe) != interface.pipes.end();
    // [MS-TSCH] appendix B: since Windows Vista; before it the pipe atsvc has the older interfaces.
    if (!system.is_samba && interface.name == "itaskschedulerservice" && system.major < 6)
        return false;
    if (!system.is_samba) return is_listed && has_pipe(system, pipe);
    if (interface.name == "wkssvc") return pipe == "wkssvc";
    return is_listed && holds(samba_interfaces, interface.name) &&
           (interface.pipes.front() == pipe || pipe == "lsass");
}

std::vector<const wire::RpcInterface*> offered(const smb::System& system, std::string_view pipe) {
    std::vector<const wire::RpcInterface*> found;
    for (const auto& interface : wire::rpc_interfaces())
        if (offers(system, pipe, interface)) found.push_back(&interface);
    return found;
}

std::string secondary_address(const smb::System& system, std::string_view pipe) {
    // Read in captures: one process serves lsarpc, samr and netlogon on Windows, and says its first pipe; svchost's are in
    // capitals.
    if (pipe == "lsarpc" || pipe == "lsass") return "\\pipe\\lsass";
    if (!system.is_samba) {
        if (pipe == "samr" || pipe == "netlogon" || pipe == "efsrpc") return "\\pipe\\lsass";
        if (pipe == "svcctl") return "\\pipe\\ntsvcs";
        if (pipe != "spoolss" && pipe != "epmapper") return "\\PIPE\\" + std::string(pipe);
    }
    return "\\pipe\\" + std::string(pipe);
}

Answer answer_call(const wire::RpcInterface& interface, const Call& call, Visit& visit) {
    const auto found = std::ranges::find(rows, interface.name, &Row::interface);
    if (found != std::end(rows)) return found->answer(call, visit);
    return wire::find_rpc_operation(interface, call.opnum) ? access_denied() : unknown_operation();
}

}  // namespace hitme::dialogue::rpc
