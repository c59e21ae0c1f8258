// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/winreg.h"

#include <algorithm>
#include <array>

#include "dialogue/rpc/accounts.h"

namespace hitme::dialogue::rpc {
namespace {

// Keys that every Windows has: enough to list one level below the roots.
struct Key {
    std::string_view parent;
    std::string_view name;
};
constexpr std::array<Key, 22> keys{{{"HKLM", "HARDWARE"},
                                    {"HKLM", "SAM"},
                                    {"HKLM", "SECURITY"},
                                    {"HKLM", "SOFTWARE"},
                                    {"HKLM", "SYSTEM"},
                                    {"HKLM\\SOFTWARE", "Classes"},
                                    {"HKLM\\SOFTWARE", "Clients"},
                                    {"HKLM\\SOFTWARE", "Microsoft"},
                                    {"HKLM\\SOFTWARE", "ODBC"},
                                    {"HKLM\\SOFTWARE", "Policies"},
                                    {"HKLM\\SOFTWARE\\Microsoft", "Windows"},
                                    {"HKLM\\SOFTWARE\\Microsoft", "Windows NT"},
                                    {"HKLM\\SOFTWARE\\Microsoft\\Windows", "CurrentVersion"},
                                    {"HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion", "Run"},
                                    {"HKLM\\SOFTWARE\\Microsoft\\Windows NT", "CurrentVersion"},
                                    {"HKLM\\SYSTEM", "CurrentControlSet"},
                                    {"HKLM\\SYSTEM\\CurrentControlSet", "Control"},
                                    {"HKLM\\SYSTEM\\CurrentControlSet", "Services"},
                                    {"HKU", ".DEFAULT"},
                                    {"HKU", "S-1-5-18"},
                                    {"HKU", "S-1-5-19"},
                                    {"HKU", "S-1-5-20"}}};

std::string_view root_of(std::uint16_t opnum) {
    switch (opnum) {
        case 0:
            return "HKCR";
        case 1:
            return "HKCU";
        case 2:
            return "HKLM";
        case 3:
            return "HKPD";
        case 4:
            return "HKU";
        default:
            return "HKCC";
    }
}

bool exists(std::string_view path) {
    return std::ranges::any_of(keys, [&](const Key& key) {
        return path.size() == key.parent.size() + 1 + key.name.size() &&
               path[key.parent.size()] == '\\' &&
               same_name(path.substr(0, key.parent.size()), key.parent) &&
               same_name(path.substr(key.parent.size() + 1), key.name);
    });
}

std::vector<std::string_view> children_of(std::string_view path) {
    std::vector<std::string_view> names;
    for (const auto& key : keys)
        if (same_name(key.parent, path)) names.push_back(key.name);
    return names;
}

Handle* key_of(wire::NdrReader& in, Visit& visit) {
    return visit.handles.find(in.context_handle("hKey"), HandleKind::key);
}

Answer open_root(const Call& call, Visit& visit) {
    Reply reply;
    if (!visit.may_look_closer()) {
        reply.handle(std::nullopt);
        return reply.done(error_access_denied);
    }
    const auto handle =
        visit.handles.open(HandleKind::key, visit.random, 0, std::string(root_of(call.opnum)));
    reply.handle(handle);
    return reply.done(handle ? 0 : error_access_denied);
}

// BaseRegOpenKey and BaseRegCreateKey; what is "created" opens as an empty key.
Answer open_key(const Call& call, Visit& visit) {
    constexpr std::uint16_t create = 6;
    auto in = call.arguments();
    const auto* key = key_of(in, visit);
    const auto header = in.unicode_header("lpSubKey");
    const auto name = in.unicode_body(header, "lpSubKey").text(max_handle_name);
    if (!in.ok()) return bad_stub();
    Reply reply;
    const std::string path =
        key ? name.empty() ? key->name : key->name + '\\' + name : std::string{};
    const std::uint32_t status = !key               ? error_invalid_handle
                                 : !visit.is_user() ? error_access_denied
                                 : call.opnum == create || name.empty() || exists(path)
                                     ? 0
                                     : error_file_not_found;
    const auto handle =
        status == 0 ? visit.handles.open(HandleKind::key, visit.random, 0, path) : std::nullopt;
    reply.handle(handle);
    if (call.opnum == create) {
        reply.out.pointer();  // lpdwDisposition: REG_CREATED_NEW_KEY, or REG_OPENED_EXISTING_KEY
        reply.out.u32(exists(path) ? 2 : 1);
    }
    return reply.done(status == 0 && !handle ? error_access_denied : status);
}

Answer close_key(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto bytes = in.context_handle("hKey");
    if (!in.ok()) return bad_stub();
    const bool is_known = visit.handles.find(bytes) != nullptr;
    visit.handles.close(bytes);
    Reply reply;
    reply.handle(std::nullopt);
    return reply.done(is_known ? 0 : error_invalid_handle);
}

// RRP_UNICODE_STRING ([MS-RRP] 2.2.4): counts its terminator.
void out_text(Reply& reply, std::string_view text, std::uint16_t maximum) {
    reply.out.align(4);
    reply.out.u16(static_cast<std::uint16_t>(2 * (text.size() + 1)));
    reply.out.u16(maximum);
    reply.out.pointer();
    const auto count = static_cast<std::uint32_t>(text.size() + 1);
    reply.out.u32(std::max<std::uint32_t>(maximum / 2u, count));
    reply.out.u32(0);
    reply.out.u32(count);
    for (const char letter : text) reply.out.u16(static_cast<std::uint8_t>(letter));
    reply.out.u16(0);
}

void no_text(Reply& reply) {
    reply.out.align(4);
    reply.out.u16(0);
    reply.out.u16(0);
    reply.out.null_pointer();
}

Answer enumerate_key(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* key = key_of(in, visit);
    const std::uint32_t index = in.u32("dwIndex");
    const auto header = in.unicode_header("lpNameIn");
    in.unicode_body(header, "lpNameIn");
    const bool has_class = in.pointer("lpClassIn") != 0;
    if (!in.ok()) return bad_stub();
    const auto names = key ? children_of(key->name) : std::vector<std::string_view>{};
    // Samba shows an anonymous caller empty roots (seen in a capture).
    const bool lacks =
        visit.machine.system->is_samba && !has_class;  // smbd 4.17.12 insists on a class
    const bool may_see = !lacks && visit.is_user() && index < names.size();
    Reply reply;
    if (may_see)
        out_text(reply, names[index], header.maximum);
    else
        no_text(reply);
    reply.out.null_pointer();  // lplpClassOut
    reply.out.pointer();
    reply.two_halves(file_time(visit.machine.booted));
    return reply.done(!key      ? error_invalid_handle
                      : lacks   ? error_invalid_parameter
                      : may_see ? 0
                                : error_no_more_items);
}

Answer query_key(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* key = key_of(in, visit);
    if (!in.ok()) return bad_stub();
    const auto names =
        key && visit.is_user() ? children_of(key->name) : std::vector<std::string_view>{};
    std::size_t longest = 0;
    for (const auto name : names) longest = std::max(longest, name.size());
    Reply reply;
    no_text(reply);
    reply.out.u32(static_cast<std::uint32_t>(names.size()));
    reply.out.u32(static_cast<std::uint32_t>(2 * longest));
    constexpr int zeros = 5;  // classes, values and the security descriptor
    for (int i = 0; i < zeros; ++i) reply.out.u32(0);
    reply.two_halves(file_time(visit.machine.booted));
    return reply.done(key ? 0 : error_invalid_handle);
}

// 10 and 17: no key of ours holds a value.
Answer no_value(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* key = key_of(in, visit);
    if (!in.ok()) return bad_stub();
    Reply reply;
    if (call.opnum == 10) no_text(reply);
    constexpr int pointers = 4;  // lpType, lpData, lpcbData, lpcbLen
    for (int i = 0; i < pointers; ++i) reply.out.null_pointer();
    return reply.done(!key               ? error_invalid_handle
                      : call.opnum == 10 ? error_no_more_items
                                         : error_file_not_found);
}

// 7, 8, 22: said to be done.
Answer change(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* key = key_of(in, visit);
    if (!in.ok()) return bad_stub();
    Reply reply;
    return reply.done(!key ? error_invalid_handle : visit.is_user() ? 0 : error_access_denied);
}

Answer version(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* key = key_of(in, visit);
    if (!in.ok()) return bad_stub();
    Reply reply;
    reply.out.u32(visit.machine.system->major >= 6 ? 6 : 5);
    return reply.done(key ? 0 : error_invalid_handle);
}

}  // namespace

Answer answer_winreg(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4:
        case 27:
            return open_root(call, visit);
        case 5:
            return close_key(call, visit);
        case 6:
        case 15:
            return open_key(call, visit);
        case 7:
        case 8:
        case 22:
            return change(call, visit);
        case 9:
            return enumerate_key(call, visit);
        case 10:
        case 17:
            return no_value(call, visit);
        case 16:
            return query_key(call, visit);
        case 26:
            return version(call, visit);
        default:
            return not_answered("winreg", call.opnum);
    }
}

}  // namespace hitme::dialogue::rpc
