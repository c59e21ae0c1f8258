// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/svcctl.h"

#include <algorithm>
#include <array>
#include <span>

#include "dialogue/rpc/accounts.h"

namespace hitme::dialogue::rpc {
namespace {

constexpr std::uint32_t own_process = 0x10;         // [MS-SCMR] 2.2.47 SERVICE_WIN32_OWN_PROCESS
constexpr std::uint32_t share_process = 0x20;       // SERVICE_WIN32_SHARE_PROCESS
constexpr std::uint32_t stopped = 1;                // SERVICE_STOPPED
constexpr std::uint32_t running = 4;                // SERVICE_RUNNING
constexpr std::uint32_t accepts_stop = 1;           // SERVICE_ACCEPT_STOP
constexpr std::uint32_t largest_buffer = 64 << 10;  // ours; the IDL allows 256 KiB

struct Service {
    std::string_view name;
    std::string_view title;
    std::string_view program;
    std::uint32_t type = share_process;
    std::uint32_t start = 2;  // SERVICE_AUTO_START
    std::uint32_t state = running;
};

// Services of Windows itself, by their documented names.
constexpr std::array<Service, 12> services{{
    {"Browser", "Computer Browser", "C:\\Windows\\System32\\svchost.exe -k netsvcs", share_process,
     3},
    {"Dhcp", "DHCP Client", "C:\\Windows\\system32\\svchost.exe -k LocalServiceNetworkRestricted"},
    {"Dnscache", "DNS Client", "C:\\Windows\\system32\\svchost.exe -k NetworkService"},
    {"Eventlog", "Windows Event Log",
     "C:\\Windows\\System32\\svchost.exe -k LocalServiceNetworkRestricted"},
    {"LanmanServer", "Server", "C:\\Windows\\system32\\svchost.exe -k netsvcs"},
    {"LanmanWorkstation", "Workstation", "C:\\Windows\\System32\\svchost.exe -k NetworkService"},
    {"Netlogon", "Netlogon", "C:\\Windows\\system32\\lsass.exe", share_process, 3, stopped},
    {"PlugPlay", "Plug and Play", "C:\\Windows\\system32\\svchost.exe -k DcomLaunch"},
    {"RemoteRegistry", "Remote Registry", "C:\\Windows\\system32\\svchost.exe -k regsvc",
     share_process, 3, stopped},
    {"Schedule", "Task Scheduler", "C:\\Windows\\system32\\svchost.exe -k netsvcs"},
    {"Spooler", "Print Spooler", "C:\\Windows\\System32\\spoolsv.exe", own_process},
    {"W32Time", "Windows Time", "C:\\Windows\\system32\\svchost.exe -k LocalService", share_process,
     3, stopped},
}};

// What smbd 4.17 of Debian 12 lists; asked with impacket.
constexpr std::array<Service, 4> samba_services{{
    {"Spooler", "Print Spooler", ""},
    {"NETLOGON", "Net Logon", "", share_process, 3, stopped},
    {"RemoteRegistry", "Remote Registry Service", ""},
    {"WINS", "Windows Internet Name Service (WINS)", "", share_process, 3, stopped},
}};

std::span<const Service> services_of(const smb::System& system) {
    if (system.is_samba) return samba_services;
    return services;
}

const Service* find_service(const smb::System& system, std::string_view name) {
    const auto all = services_of(system);
    const auto found = std::ranges::find_if(
        all, [&](const Service& service) { return same_name(service.name, name); });
    return found == all.end() ? nullptr : &*found;
}

Answer bad_handle(Reply& reply) {
    return reply.done(error_invalid_handle);
}

bool is_ansi(std::uint16_t opnum) {
    return opnum == 24 || opnum == 27 || opnum == 28 || opnum == 31 || opnum == 44;
}

std::string name_argument(wire::NdrReader& in, std::uint16_t opnum) {
    return is_ansi(opnum) ? in.byte_string("lpServiceName").text(max_handle_name)
                          : in.wide_string("lpServiceName").text(max_handle_name);
}

Answer open_manager(Visit& visit) {
    Reply reply;
    if (!visit.is_user()) {
        reply.handle(std::nullopt);
        return reply.done(error_access_denied);
    }
    const auto handle = visit.handles.open(HandleKind::service_manager, visit.random);
    reply.handle(handle);
    return reply.done(handle ? 0 : error_access_denied);
}

// The service that a handle of this pipe stands for, and whether the client made it.
Handle* service_of(wire::NdrReader& in, Visit& visit) {
    return visit.handles.find(in.context_handle("hService"), HandleKind::service);
}

Answer create_service(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* manager =
        visit.handles.find(in.context_handle("hSCManager"), HandleKind::service_manager);
    auto name = name_argument(in, call.opnum);
    if (!in.ok()) return bad_stub();
    Reply reply;
    reply.out.null_pointer();  // lpdwTagId
    if (!manager) {
        reply.handle(std::nullopt);
        return bad_handle(reply);
    }
    if (!visit.handles.knows(HandleKind::created_service, name))
        visit.handles.open(HandleKind::created_service, visit.random, 0, name);
    const auto handle =
        visit.handles.open(HandleKind::service, visit.random, stopped, std::move(name));
    reply.handle(handle);
    return reply.done(handle ? 0 : error_access_denied);
}

Answer open_service(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* manager =
        visit.handles.find(in.context_handle("hSCManager"), HandleKind::service_manager);
    auto name = name_argument(in, call.opnum);
    if (!in.ok()) return bad_stub();
    Reply reply;
    if (!manager) {
        reply.handle(std::nullopt);
        return bad_handle(reply);
    }
    const auto* known = find_service(*visit.machine.system, name);
    if (!known && !visit.handles.knows(HandleKind::created_service, name)) {
        reply.handle(std::nullopt);
        return reply.done(error_service_does_not_exist);
    }
    const auto handle = visit.handles.open(HandleKind::service, visit.random,
                                           known ? known->state : stopped, std::move(name));
    reply.handle(handle);
    return reply.done(handle ? 0 : error_access_denied);
}

// SERVICE_STATUS (2.2.47).
void status_words(Reply& reply, const Handle* service, const smb::System& system) {
    const auto* known = service ? find_service(system, service->name) : nullptr;
    const std::uint32_t state = service ? service->number : 0;
    reply.out.u32(!service ? 0 : known ? known->type : own_process);
    reply.out.u32(state);
    reply.out.u32(state == running ? accepts_stop : 0);
    for (int i = 0; i < 4; ++i) reply.out.u32(0);
}

Answer control_service(const Call& call, Visit& visit) {
    auto in = call.arguments();
    auto* service = service_of(in, visit);
    const std::uint32_t control = in.u32("dwControl");
    if (!in.ok()) return bad_stub();
    constexpr std::uint32_t stop = 1;
    if (service && control == stop) service->number = stopped;
    Reply reply;
    status_words(reply, service, *visit.machine.system);
    return reply.done(service ? 0 : error_invalid_handle);
}

Answer query_status(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* service = service_of(in, visit);
    if (!in.ok()) return bad_stub();
    Reply reply;
    status_words(reply, service, *visit.machine.system);
    return reply.done(service ? 0 : error_invalid_handle);
}

// RQueryServiceStatusEx: SERVICE_STATUS_PROCESS (2.2.49), 36 bytes in a buffer of the size asked for.
Answer query_status_ex(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* service = service_of(in, visit);
    in.u32("InfoLevel");
    const std::uint32_t size = in.u32("cbBufSize");
    if (!in.ok() || size > largest_buffer) return bad_stub();
    constexpr std::uint32_t needed = 36;
    Reply reply;
    reply.out.u32(size);
    const bool fits = service && size >= needed;
    if (fits) {
        status_words(reply, service, *visit.machine.system);
        reply.out.u32(0);  // dwProcessId
        reply.out.u32(0);
    }
    reply.out.zeros(size - (fits ? needed : 0));
    reply.out.u32(needed);
    return reply.done(!service ? error_invalid_handle : fits ? 0 : error_insufficient_buffer);
}

Answer with_service(const Call& call, Visit& visit) {
    auto in = call.arguments();
    auto* service = service_of(in, visit);
    if (!in.ok()) return bad_stub();
    if (service && (call.opnum == 19 || call.opnum == 31)) service->number = running;
    Reply reply;
    if (call.opnum == 11 || call.opnum == 23) reply.out.null_pointer();  // lpdwTagId
    return reply.done(service ? 0 : error_invalid_handle);
}

Answer close_handle(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto bytes = in.context_handle("hSCObject");
    if (!in.ok()) return bad_stub();
    const bool is_known = visit.handles.find(bytes) != nullptr;
    visit.handles.close(bytes);
    Reply reply;
    reply.handle(std::nullopt);
    return reply.done(is_known ? 0 : error_invalid_handle);
}

// RQueryServiceConfigW: QUERY_SERVICE_CONFIGW (2.2.15).
Answer query_config(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* service = service_of(in, visit);
    const std::uint32_t size = in.u32("cbBufSize");
    if (!in.ok()) return bad_stub();
    const auto* known = service ? find_service(*visit.machine.system, service->name) : nullptr;
    const std::string_view program = known ? known->program : std::string_view{};
    const std::string_view title = known     ? known->title
                                   : service ? std::string_view(service->name)
                                             : std::string_view{};
    constexpr std::string_view account = "LocalSystem";
    const auto needed =
        static_cast<std::uint32_t>(36 + 2 * (program.size() + title.size() + account.size() + 5));
    const bool fits = service && size >= needed;
    Reply reply;
    reply.out.u32(known ? known->type : service ? own_process : 0);
    reply.out.u32(known ? known->start : service ? 3u : 0);
    reply.out.u32(service ? 1 : 0);
    const std::array<std::string_view, 5> texts{program, "", "", account, title};
    const auto pointer = [&](std::string_view text) {
        if (fits && !text.empty())
            reply.out.pointer();
        else
            reply.out.null_pointer();
    };
    pointer(texts[0]);
    pointer(texts[1]);
    reply.out.u32(0);  // dwTagId
    for (std::size_t i = 2; i < texts.size(); ++i) pointer(texts[i]);
    if (fits)
        for (const auto text : texts)
            if (!text.empty()) reply.out.wide_string(text);
    reply.out.u32(needed);
    return reply.done(!service ? error_invalid_handle : fits ? 0 : error_insufficient_buffer);
}

// REnumServicesStatusW: ENUM_SERVICE_STATUSW (2.2.10) in a flat buffer, its texts at the end, by offset.
Answer enumerate_services(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* manager =
        visit.handles.find(in.context_handle("hSCManager"), HandleKind::service_manager);
    in.u32("dwServiceType");
    in.u32("dwServiceState");
    const std::uint32_t size = in.u32("cbBufSize");
    if (!in.ok() || size > largest_buffer) return bad_stub();
    constexpr std::size_t fixed = 36;
    std::size_t needed = 0;
    const auto listed = services_of(*visit.machine.system);
    for (const auto& service : listed)
        needed += fixed + 2 * (service.name.size() + service.title.size() + 2);
    const bool fits = manager && size >= needed;
    Reply reply;
    reply.out.u32(size);
    if (fits) {
        core::ByteVector buffer;
        core::ByteVector texts;
        core::Writer out{buffer};
        core::Writer text_out{texts};
        const std::size_t texts_at = listed.size() * fixed;
        const auto text = [&](std::string_view value) {
            out.u32le(static_cast<std::uint32_t>(texts_at + text_out.offset()));
            text_out.utf16le(value);
            text_out.u16le(0);
        };
        for (const auto& service : listed) {
            text(service.name);
            text(service.title);
            out.u32le(service.type);
            out.u32le(service.state);
            out.u32le(service.state == running ? accepts_stop : 0);
            out.zeros(16);
        }
        out.bytes(texts);
        out.zeros(size - buffer.size());
        reply.out.bytes(buffer);
    } else {
        reply.out.zeros(size);
    }
    reply.out.u32(fits ? 0 : static_cast<std::uint32_t>(needed));
    reply.out.u32(fits ? static_cast<std::uint32_t>(listed.size()) : 0);
    reply.out.pointer();  // lpResumeIndex
    reply.out.u32(0);
    return reply.done(!manager ? error_invalid_handle : fits ? 0 : error_more_data);
}

}  // namespace

Answer answer_svcctl(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 0:
            return close_handle(call, visit);
        case 1:
            return control_service(call, visit);
        case 2:
        case 11:
        case 19:
        case 23:
        case 31:
        case 37:
            return with_service(call, visit);
        case 6:
            return query_status(call, visit);
        case 12:
        case 24:
        case 44:
        case 45:
            return create_service(call, visit);
        case 14:
            return enumerate_services(call, visit);
        case 15:
        case 27:
            return open_manager(visit);
        case 16:
        case 28:
            return open_service(call, visit);
        case 17:
            return query_config(call, visit);
        case 40:
            return query_status_ex(call, visit);
        default:
            return not_answered("svcctl", call.opnum);
    }
}

}  // namespace hitme::dialogue::rpc
