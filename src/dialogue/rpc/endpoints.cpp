// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/endpoints.h"

#include <algorithm>
#include <span>

namespace hitme::dialogue::rpc {
namespace {

using enum wire::RpcTransport;

struct Row {
    std::string_view uuid;
    std::uint16_t major;
    std::string_view annotation;
    wire::RpcTransport transport;
    std::string_view name;      ///< of a pipe or a local endpoint
    std::uint16_t port_at = 0;  ///< behind the first dynamic port
};

constexpr std::string_view at_scheduler = "1ff70682-0a51-30e8-076d-740be8cee98b";
constexpr std::string_view scheduler_agent = "378e52b0-c0a9-11cf-822d-00aa0051e40f";
constexpr std::string_view idle_task = "0a74ef1c-41a4-4e06-83ae-dc74fb1cdd53";
constexpr std::string_view ipsec_policy = "12345678-1234-abcd-ef00-0123456789ab";
constexpr std::string_view shutdown = "d95afe70-a6d5-4259-822e-2c84da1ddb0d";
constexpr std::string_view shutdown_local = "76f226c3-ec14-4325-8a99-6a46348418af";
constexpr std::string_view event_log = "f6beaff7-1e19-4fbb-9f8f-b89e2018337c";
constexpr std::string_view task_service = "86d35949-83c9-4044-b424-db363231fd0c";
constexpr std::string_view task_service_next = "3a9ef155-691d-4449-8d05-09ad57031823";
constexpr std::string_view ip_transition = "552d076a-cb29-4e44-8b6a-d15e59e2c0af";
constexpr std::string_view xact_server = "98716d03-89ac-44c7-bb8c-285824e51c4a";
constexpr std::string_view accounts = "12345778-1234-abcd-ef00-0123456789ac";
constexpr std::string_view services = "367abb81-9844-35f1-ad32-98f038001003";
constexpr std::string_view spooler = "12345678-1234-abcd-ef00-0123456789ab";
constexpr std::string_view spooler_async = "76f03f96-cdfd-44fc-a22c-64950a001209";
constexpr std::string_view spooler_remote = "0b6edbfa-4a24-4fc6-8a23-942b1eca65d1";
constexpr std::string_view spooler_notify = "ae33069b-a2a8-46ee-a235-ddfd339be281";
constexpr std::string_view spooler_object = "4a452661-8290-4b36-8fbe-7f4093a94978";

constexpr Row of_windows_xp[] = {
    {idle_task, 1, "", named_pipe, "\\PIPE\\atsvc"},
    {scheduler_agent, 1, "", named_pipe, "\\PIPE\\atsvc"},
    {at_scheduler, 1, "", named_pipe, "\\PIPE\\atsvc"},
    {ipsec_policy, 1, "IPSec Policy agent endpoint", local, "audit"},
    {ipsec_policy, 1, "IPSec Policy agent endpoint", local, "securityevent"},
    {ipsec_policy, 1, "IPSec Policy agent endpoint", local, "protected_storage"},
    {ipsec_policy, 1, "IPSec Policy agent endpoint", named_pipe, "\\PIPE\\protected_storage"},
    {ipsec_policy, 1, "IPSec Policy agent endpoint", named_pipe, "\\PIPE\\lsass"},
};

constexpr Row of_windows_7[] = {
    {shutdown, 1, "", tcp, "", 0},
    {shutdown, 1, "", local, "WindowsShutdown"},
    {shutdown, 1, "", named_pipe, "\\PIPE\\InitShutdown"},
    {shutdown_local, 1, "", local, "WindowsShutdown"},
    {shutdown_local, 1, "", named_pipe, "\\PIPE\\InitShutdown"},
    {event_log, 1, "Event log TCPIP", tcp, "", 1},
    {event_log, 1, "Event log TCPIP", named_pipe, "\\pipe\\eventlog"},
    {event_log, 1, "Event log TCPIP", local, "eventlog"},
    {ip_transition, 1, "IP Transition Configuration endpoint", tcp, "", 2},
    {ip_transition, 1, "IP Transition Configuration endpoint", named_pipe, "\\PIPE\\atsvc"},
    {xact_server, 1, "XactSrv service", tcp, "", 2},
    {xact_server, 1, "XactSrv service", named_pipe, "\\PIPE\\atsvc"},
    {task_service, 1, "", tcp, "", 2},
    {task_service, 1, "", named_pipe, "\\PIPE\\atsvc"},
    {scheduler_agent, 1, "", named_pipe, "\\PIPE\\atsvc"},
    {at_scheduler, 1, "", named_pipe, "\\PIPE\\atsvc"},
    {accounts, 1, "", tcp, "", 3},
    {accounts, 1, "", local, "samss lpc"},
    {accounts, 1, "", local, "protected_storage"},
    {accounts, 1, "", named_pipe, "\\PIPE\\protected_storage"},
    {accounts, 1, "", named_pipe, "\\pipe\\lsass"},
    {services, 2, "", tcp, "", 4},
};

constexpr Row of_windows_10[] = {
    {shutdown, 1, "", tcp, "", 0},
    {shutdown, 1, "", local, "WindowsShutdown"},
    {shutdown, 1, "", named_pipe, "\\PIPE\\InitShutdown"},
    {shutdown_local, 1, "", local, "WindowsShutdown"},
    {shutdown_local, 1, "", named_pipe, "\\PIPE\\InitShutdown"},
    {task_service, 1, "", tcp, "", 2},
    {task_service, 1, "", named_pipe, "\\PIPE\\atsvc"},
    {task_service_next, 1, "", tcp, "", 2},
    {task_service_next, 1, "", named_pipe, "\\PIPE\\atsvc"},
    {scheduler_agent, 1, "", named_pipe, "\\PIPE\\atsvc"},
    {at_scheduler, 1, "", named_pipe, "\\PIPE\\atsvc"},
    {spooler, 1, "", tcp, "", 3},
    {spooler_remote, 1, "", tcp, "", 3},
    {spooler_notify, 1, "", tcp, "", 3},
    {spooler_object, 1, "", tcp, "", 3},
    {spooler_async, 1, "", tcp, "", 3},
    {accounts, 1, "", tcp, "", 4},
    {accounts, 1, "", local, "samss lpc"},
    {accounts, 1, "", named_pipe, "\\pipe\\lsass"},
    {services, 2, "", tcp, "", 5},
};

std::span<const Row> rows_of(const smb::System& system) {
    if (system.is_samba) return {};
    if (system.major == 5) return of_windows_xp;
    if (system.major == 6) return of_windows_7;
    return of_windows_10;
}

}  // namespace

std::vector<Endpoint> endpoints_of(const smb::Machine& machine) {
    constexpr std::uint8_t windows_10 = 10;
    const std::uint16_t first_port = machine.system->major >= windows_10 ? 49664 : 49152;
    std::vector<Endpoint> endpoints;
    for (const Row& row : rows_of(*machine.system)) {
        if (row.transport == tcp && !machine.address.is_v4()) continue;
        const auto uuid = wire::uuid_of(row.uuid);
        if (!uuid) continue;
        Endpoint endpoint;
        endpoint.annotation = row.annotation;
        wire::RpcTower& tower = endpoint.tower;
        tower.interface = {*uuid, row.major, 0};
        tower.transfer = wire::ndr_syntax();
        tower.transport = row.transport;
        if (row.transport == tcp) {
            tower.port = static_cast<std::uint16_t>(first_port + row.port_at);
            const core::ByteVector address = machine.address.compact();
            std::copy(address.begin(), address.end(), tower.address.begin());
        } else {
            tower.endpoint = row.name;
            if (row.transport == named_pipe) tower.host = "\\\\" + machine.computer;
        }
        endpoints.push_back(std::move(endpoint));
    }
    return endpoints;
}

}  // namespace hitme::dialogue::rpc
