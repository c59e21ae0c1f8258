// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/samr.h"

#include <array>
#include <limits>

#include "dialogue/rpc/accounts.h"

namespace hitme::dialogue::rpc {
namespace {

constexpr std::uint32_t normal_account = 0x10;        // [MS-SAMR] 2.2.1.12 USER_NORMAL_ACCOUNT
constexpr std::uint32_t account_disabled = 0x01;      // USER_ACCOUNT_DISABLED
constexpr std::uint32_t password_never_ends = 0x200;  // USER_DONT_EXPIRE_PASSWORD
constexpr std::uint32_t guest = 501;                  // [MS-DTYP] 2.4.2.4
constexpr std::uint32_t group_of_users = 513;
constexpr std::uint32_t group_attributes = 7;  // mandatory, enabled by default, enabled
constexpr std::uint64_t never = 0x7FFF'FFFF'FFFF'FFFF;
/// smbd's end of time: 2036-02-06 15:06:39 UTC.
constexpr std::uint64_t samba_never = 137'303'967'990'000'000;
constexpr std::uint64_t day_in_ticks = 864'000'000'000;  // 100 ns
constexpr std::uint64_t minute_in_ticks = 600'000'000;
constexpr std::size_t most_asked = 1000;  // 3.1.5.11: of names or RIDs in one call

std::uint64_t negative(std::uint64_t span) {
    return std::uint64_t{0} - span;
}

std::uint32_t control_of(const Account& user, const smb::System& system) {
    // The Windows personas let strangers in as a Windows with an enabled Guest does, so it must not be said to be disabled.
    if (user.rid == guest)
        return normal_account | password_never_ends | (system.is_samba ? account_disabled : 0);
    return normal_account | (user.rid == 500 ? password_never_ends : 0);
}

Answer connect(Visit& visit) {
    Reply reply;
    const auto handle = visit.handles.open(HandleKind::sam_server, visit.random);
    reply.handle(handle);
    return reply.done(handle ? 0 : status_insufficient_resources);
}

Answer connect5(const Call& call, Visit& visit) {
    auto in = call.arguments();
    in.unique_wide_string("ServerName");
    in.u32("DesiredAccess");
    in.u32("InVersion");
    if (!in.ok()) return bad_stub();
    Reply reply;
    reply.out.u32(1);  // OutVersion
    reply.out.u32(1);  // the union's tag
    reply.out.u32(3);  // Revision: Windows 2000 and later
    reply.out.u32(0);  // SupportedFeatures
    const auto handle = visit.handles.open(HandleKind::sam_server, visit.random);
    reply.handle(handle);
    return reply.done(handle ? 0 : status_insufficient_resources);
}

Answer close_handle(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto handle = in.context_handle("SamHandle");
    if (!in.ok()) return bad_stub();
    Reply reply;
    const bool is_known = visit.handles.find(handle) != nullptr;
    visit.handles.close(handle);
    reply.handle(std::nullopt);
    return reply.done(is_known ? 0 : status_invalid_handle);
}

// Refuses a call that names a handle which is not open, or not of that kind.
const Handle* asked_handle(wire::NdrReader& in, Visit& visit) {
    return visit.handles.find(in.context_handle("Handle"));
}
bool is_domain(const Handle* handle) {
    return handle &&
           (handle->kind == HandleKind::sam_domain || handle->kind == HandleKind::sam_builtin);
}
Answer bad_handle() {
    return refused(wire::rpc_fault_context_mismatch);
}

Answer enumerate_domains(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* server = asked_handle(in, visit);
    if (!in.ok()) return bad_stub();
    if (!server) return bad_handle();
    const std::array<std::string_view, 2> names{visit.machine.computer, "Builtin"};
    Reply reply;
    reply.out.u32(2);  // EnumerationContext
    reply.out.pointer();
    reply.out.u32(2);
    reply.out.pointer();
    reply.out.u32(2);
    for (std::uint32_t i = 0; i < names.size(); ++i) {
        reply.out.u32(i);
        reply.out.unicode_header(names[i]);
    }
    for (const auto name : names) reply.out.unicode_body(name);
    reply.out.u32(2);  // CountReturned
    return reply.done(0);
}

Answer lookup_domain(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* server = asked_handle(in, visit);
    const auto header = in.unicode_header("Name");
    const auto name = in.unicode_body(header, "Name").text();
    if (!in.ok()) return bad_stub();
    if (!server) return bad_handle();
    Reply reply;
    if (same_name(name, visit.machine.computer)) {
        reply.out.pointer();
        reply.out.sid(5, domain_parts(visit.machine));
        return reply.done(0);
    }
    if (same_name(name, "Builtin")) {
        static constexpr std::array<std::uint32_t, 1> parts{32};
        reply.out.pointer();
        reply.out.sid(5, parts);
        return reply.done(0);
    }
    reply.out.null_pointer();
    return reply.done(status_no_such_domain);
}

Answer open_domain(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* server = asked_handle(in, visit);
    in.u32("DesiredAccess");
    const auto sid = in.sid("DomainId");
    if (!in.ok()) return bad_stub();
    if (!server) return bad_handle();
    Reply reply;
    const bool is_own = sid == domain_sid(visit.machine);
    if (!is_own && sid != builtin_sid) {
        reply.handle(std::nullopt);
        return reply.done(status_no_such_domain);
    }
    const auto handle =
        visit.handles.open(is_own ? HandleKind::sam_domain : HandleKind::sam_builtin, visit.random);
    reply.handle(handle);
    return reply.done(handle ? 0 : status_insufficient_resources);
}

// What is listed. smbd 4.17.12 lists who is in its password database: its guest has a name and a RID, and is not in it; of
// groups and aliases it knows some, and lists none.
std::vector<Account> users_behind(const Handle& domain, const smb::Machine& machine) {
    if (domain.kind != HandleKind::sam_domain) return {};
    auto users = users_of(machine);
    if (machine.system->is_samba)
        std::erase_if(users, [](const Account& user) { return user.rid == guest; });
    return users;
}
std::vector<Account> groups_behind(const Handle& domain, const smb::Machine& machine) {
    if (domain.kind != HandleKind::sam_domain || machine.system->is_samba) return {};
    return {{group_of_users, "None", NameUse::group}};
}
std::vector<Account> aliases_behind(const Handle& domain, const smb::Machine& machine) {
    if (domain.kind == HandleKind::sam_domain || machine.system->is_samba) return {};
    return builtin_aliases(*machine.system);
}

// SAMPR_DOMAIN_GENERAL_INFORMATION (2.2.3.10).
struct GeneralTexts {
    std::string comment;
    std::string domain;
    std::string server;
};
// Samba tells its workgroup, name and comment here (the loopback captures); Windows its own name alone.
GeneralTexts general_texts(const Visit& visit, std::string_view name) {
    const auto& machine = visit.machine;
    if (!machine.system->is_samba) return {"", std::string(name), ""};
    return {std::string(machine.system->native_lan_manager), machine.domain, machine.computer};
}

void general_fixed(Reply& reply, const Handle& domain, const Visit& visit,
                   const GeneralTexts& texts) {
    reply.two_halves(std::uint64_t{1} << 63);  // ForceLogoff: never
    reply.out.unicode_header(texts.comment);   // OemInformation
    reply.out.unicode_header(texts.domain);
    reply.out.unicode_header(texts.server);  // ReplicaSourceNodeName
    reply.two_halves(1);                     // DomainModifiedCount
    reply.out.u32(1);                        // DomainServerState: enabled
    reply.out.u32(3);                        // DomainServerRole: primary
    reply.out.u8(1);                         // UasCompatibilityRequired
    reply.out.u32(static_cast<std::uint32_t>(users_behind(domain, visit.machine).size()));
    reply.out.u32(static_cast<std::uint32_t>(groups_behind(domain, visit.machine).size()));
    reply.out.u32(static_cast<std::uint32_t>(aliases_behind(domain, visit.machine).size()));
}

void general_bodies(Reply& reply, const GeneralTexts& texts) {
    reply.out.unicode_body(texts.comment);
    reply.out.unicode_body(texts.domain);
    reply.out.unicode_body(texts.server);
}

Answer query_domain(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* domain = asked_handle(in, visit);
    const auto asked = in.enumeration("DomainInformationClass");
    if (!in.ok()) return bad_stub();
    if (!is_domain(domain)) return bad_handle();
    const std::string name =
        domain->kind == HandleKind::sam_domain ? visit.machine.computer : "Builtin";
    const auto texts = general_texts(visit, name);
    Reply reply;
    const auto begin = [&] {
        reply.out.pointer();
        reply.out.u16(static_cast<std::uint16_t>(asked));
    };
    const std::uint64_t created =
        visit.machine.system->is_samba ? 0 : file_time(visit.machine.booted) - 300 * day_in_ticks;
    switch (asked) {
        case 1:  // SAMPR_DOMAIN_PASSWORD_INFORMATION: Windows's defaults
            begin();
            reply.out.align(4);
            reply.out.u16(visit.machine.system->is_samba ? 5 : 0);
            reply.out.u16(0);
            reply.out.u32(0);
            reply.two_halves(negative(42 * day_in_ticks));
            reply.two_halves(0);
            return reply.done(0);
        case 2:
            begin();
            reply.out.align(4);
            general_fixed(reply, *domain, visit, texts);
            general_bodies(reply, texts);
            return reply.done(0);
        case 3:
            begin();
            reply.out.align(4);
            reply.two_halves(std::uint64_t{1} << 63);
            return reply.done(0);
        case 4:
        case 6:
            begin();
            reply.out.unicode_header("");
            return reply.done(0);
        case 5:
            begin();
            reply.out.unicode_header(name);
            reply.out.unicode_body(name);
            return reply.done(0);
        case 7:
            begin();
            reply.out.u32(3);
            return reply.done(0);
        case 8:
            begin();
            reply.out.align(4);
            reply.two_halves(1);
            reply.two_halves(created);
            return reply.done(0);
        case 9:
            begin();
            reply.out.u32(1);
            return reply.done(0);
        case 11:
            begin();
            reply.out.align(8);
            general_fixed(reply, *domain, visit, texts);
            reply.out.u64(negative(30 * minute_in_ticks));
            reply.out.u64(negative(30 * minute_in_ticks));
            reply.out.u16(0);
            general_bodies(reply, texts);
            return reply.done(0);
        case 12:  // SAMPR_DOMAIN_LOCKOUT_INFORMATION: no lockout
            begin();
            reply.out.u64(negative(30 * minute_in_ticks));
            reply.out.u64(negative(30 * minute_in_ticks));
            reply.out.u16(0);
            return reply.done(0);
        case 13:
            begin();
            reply.out.align(4);
            reply.two_halves(1);
            reply.two_halves(created);
            reply.two_halves(0);
            return reply.done(0);
        default:
            reply.out.null_pointer();
            return reply.done(status_invalid_info_class);
    }
}

// SAMPR_ENUMERATION_BUFFER (2.2.3.4) behind the call's resume key.
Answer account_list(const std::vector<Account>& accounts, std::uint32_t from) {
    Reply reply;
    const auto total = static_cast<std::uint32_t>(accounts.size());
    const std::uint32_t first = std::min(from, total);
    reply.out.u32(total);
    reply.out.pointer();
    reply.out.u32(total - first);
    reply.out.pointer();
    reply.out.u32(total - first);
    for (std::uint32_t i = first; i < total; ++i) {
        reply.out.u32(accounts[i].rid);
        reply.out.unicode_header(accounts[i].name);
    }
    for (std::uint32_t i = first; i < total; ++i) reply.out.unicode_body(accounts[i].name);
    reply.out.u32(total - first);
    return reply.done(0);
}

Answer enumerate_accounts(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* domain = asked_handle(in, visit);
    const std::uint32_t from = in.u32("EnumerationContext");
    if (!in.ok()) return bad_stub();
    if (!is_domain(domain)) return bad_handle();
    if (call.opnum == 13) return account_list(users_behind(*domain, visit.machine), from);
    if (call.opnum == 11) return account_list(groups_behind(*domain, visit.machine), from);
    return account_list(aliases_behind(*domain, visit.machine), from);
}

// SamrQueryDisplayInformation and its kin (3.1.5.3.1): class 1 users, 2 machines, 3 groups, 4 users and 5 groups in OEM.
Answer query_display(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* domain = asked_handle(in, visit);
    const auto asked = in.enumeration("DisplayInformationClass");
    const std::uint32_t from = in.u32("Index");
    const std::uint32_t most = in.u32("EntryCount");
    if (!in.ok()) return bad_stub();
    if (!is_domain(domain)) return bad_handle();
    std::vector<Account> accounts;
    if (asked == 1 || asked == 4) accounts = users_behind(*domain, visit.machine);
    if (asked == 3 || asked == 5) accounts = groups_behind(*domain, visit.machine);
    const auto total = static_cast<std::uint32_t>(accounts.size());
    const std::uint32_t first = std::min(from, total);
    const std::uint32_t count = std::min(most, total - first);
    const auto shown = std::span(accounts).subspan(first, count);

    Reply reply;
    reply.out.u32(total * 48);  // TotalAvailable: bytes, about
    reply.out.u32(count * 48);
    reply.out.u16(static_cast<std::uint16_t>(asked));
    reply.out.u32(count);
    if (asked == 0 || asked > 5) return reply.done(status_invalid_info_class);
    if (count == 0) {
        reply.out.null_pointer();
        return reply.done(from > 0 ? status_no_more_entries : 0);
    }
    reply.out.pointer();
    reply.out.u32(count);
    std::uint32_t index = first;
    for (const auto& account : shown) {
        reply.out.u32(++index);
        if (asked <= 3) {
            reply.out.u32(account.rid);
            reply.out.u32(asked == 3 ? group_attributes
                                     : control_of(account, *visit.machine.system));
            reply.out.unicode_header(account.name);
            reply.out.unicode_header("");                  // AdminComment
            if (asked == 1) reply.out.unicode_header("");  // FullName
        } else {
            const auto length = static_cast<std::uint16_t>(account.name.size());
            reply.out.u16(length);
            reply.out.u16(length);
            reply.out.pointer();
        }
    }
    for (const auto& account : shown) {
        if (asked <= 3) {
            reply.out.unicode_body(account.name);
        } else {
            const auto length = static_cast<std::uint32_t>(account.name.size());
            reply.out.u32(length);
            reply.out.u32(0);
            reply.out.u32(length);
            reply.out.bytes(core::as_bytes(account.name));
        }
    }
    return reply.done(0);
}

std::vector<Account> accounts_behind(const Handle& domain, const smb::Machine& machine) {
    return domain.kind == HandleKind::sam_domain ? domain_accounts(machine)
                                                 : builtin_aliases(*machine.system);
}

std::uint32_t mapped_status(std::size_t found, std::size_t asked) {
    if (found == asked) return 0;
    return found == 0 ? status_none_mapped : status_some_not_mapped;
}

// SAMPR_ULONG_ARRAY (2.2.3.2).
void numbers(Reply& reply, const std::vector<std::uint32_t>& values) {
    const auto count = static_cast<std::uint32_t>(values.size());
    reply.out.u32(count);
    if (count == 0) {
        reply.out.null_pointer();
        return;
    }
    reply.out.pointer();
    reply.out.u32(count);
    for (const auto value : values) reply.out.u32(value);
}

Answer lookup_names(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* domain = asked_handle(in, visit);
    in.u32("Count");
    in.conformance("Names");
    in.u32("Names");
    const std::uint32_t count = in.conformance("Names");
    if (!in.ok() || count > most_asked) return bad_stub();
    if (!is_domain(domain)) return bad_handle();
    std::vector<wire::NdrUnicodeHeader> headers;
    for (std::uint32_t i = 0; i < count && in.ok(); ++i)
        headers.push_back(in.unicode_header("Names"));
    const auto accounts = accounts_behind(*domain, visit.machine);
    std::vector<std::uint32_t> rids;
    std::vector<std::uint32_t> uses;
    std::size_t found = 0;
    for (const auto& header : headers) {
        const auto* account = find_name(accounts, in.unicode_body(header, "Names").text(256));
        found += account ? 1u : 0u;
        rids.push_back(account ? account->rid : 0);
        uses.push_back(static_cast<std::uint32_t>(account ? account->use : NameUse::unknown));
    }
    if (!in.ok()) return bad_stub();
    Reply reply;
    numbers(reply, rids);
    numbers(reply, uses);
    return reply.done(mapped_status(found, count));
}

Answer lookup_ids(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* domain = asked_handle(in, visit);
    in.u32("Count");
    in.conformance("RelativeIds");
    in.u32("RelativeIds");
    const std::uint32_t count = in.conformance("RelativeIds");
    if (!in.ok() || count > most_asked) return bad_stub();
    if (!is_domain(domain)) return bad_handle();
    const auto accounts = accounts_behind(*domain, visit.machine);
    std::vector<const Account*> asked;
    std::size_t found = 0;
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
        asked.push_back(find_rid(accounts, in.u32("RelativeIds")));
        found += asked.back() ? 1u : 0u;
    }
    if (!in.ok()) return bad_stub();
    Reply reply;
    const auto name = [](const Account* account) {
        return account ? std::string_view(account->name) : std::string_view{};
    };
    reply.out.u32(count);  // SAMPR_RETURNED_USTRING_ARRAY (2.2.7.14)
    reply.out.pointer();
    reply.out.u32(count);
    for (const auto* account : asked) reply.out.unicode_header(name(account));
    for (const auto* account : asked) reply.out.unicode_body(name(account));
    std::vector<std::uint32_t> uses;
    for (const auto* account : asked)
        uses.push_back(static_cast<std::uint32_t>(account ? account->use : NameUse::unknown));
    numbers(reply, uses);
    return reply.done(mapped_status(found, count));
}

Answer open_account(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* domain = asked_handle(in, visit);
    in.u32("DesiredAccess");
    const std::uint32_t rid = in.u32("RelativeId");
    if (!in.ok()) return bad_stub();
    if (!is_domain(domain)) return bad_handle();
    const auto accounts = accounts_behind(*domain, visit.machine);
    const auto* account = find_rid(accounts, rid);
    const NameUse wanted = call.opnum == 34   ? NameUse::user
                           : call.opnum == 19 ? NameUse::group
                                              : NameUse::alias;
    Reply reply;
    if (!account || account->use != wanted) {
        reply.handle(std::nullopt);
        return reply.done(call.opnum == 34   ? status_no_such_user
                          : call.opnum == 19 ? status_no_such_group
                                             : status_no_such_alias);
    }
    const auto handle = visit.handles.open(call.opnum == 34   ? HandleKind::sam_user
                                           : call.opnum == 19 ? HandleKind::sam_group
                                                              : HandleKind::sam_alias,
                                           visit.random, rid);
    reply.handle(handle);
    return reply.done(handle ? 0 : status_insufficient_resources);
}

// A text of an account. Samba points at texts even where they are empty, Windows does not.
void text_header(Reply& reply, std::string_view text, bool points_at_empty) {
    if (!text.empty() || !points_at_empty) return reply.out.unicode_header(text);
    reply.out.align(4);
    reply.out.u32(0);
    reply.out.pointer();
}
void text_body(Reply& reply, std::string_view text, bool points_at_empty) {
    if (!text.empty()) return reply.out.unicode_body(text);
    if (!points_at_empty) return;
    for (int i = 0; i < 3; ++i) reply.out.u32(0);
}

// FullName, HomeDirectory, HomeDirectoryDrive, ScriptPath, ProfilePath, AdminComment, WorkStations, UserComment, Parameters. As
// smbd 4.17.12 fills them in: "logon home" and "logon path" by their defaults, the full name from the system's account.
std::array<std::string, 9> account_texts(const Account& user, const smb::Machine& machine) {
    if (!machine.system->is_samba) return {};
    const std::string home = "\\\\" + machine.computer + "\\" + user.name;
    return {user.name == "root" ? "root" : "", home, "", "", home + "\\profile", "", "", "", ""};
}

// SAMPR_USER_ALL_INFORMATION (2.2.6.6), which every client asks for.
Answer user_all(const Account& user, const Visit& visit) {
    const bool is_samba = visit.machine.system->is_samba;
    const auto texts = account_texts(user, visit.machine);
    Reply reply;
    reply.out.pointer();
    reply.out.u16(21);
    reply.out.align(4);
    const std::uint64_t changed = file_time(visit.machine.booted) - 90 * day_in_ticks;
    reply.two_halves(0);                               // LastLogon
    reply.two_halves(is_samba ? samba_never : 0);      // LastLogoff
    reply.two_halves(changed);                         // PasswordLastSet
    reply.two_halves(is_samba ? samba_never : never);  // AccountExpires
    reply.two_halves(changed);                         // PasswordCanChange
    reply.two_halves(never);                           // PasswordMustChange
    reply.out.unicode_header(user.name);
    for (const auto& text : texts) text_header(reply, text, is_samba);
    for (int i = 0; i < 3; ++i)
        reply.out.unicode_header("");  // both hashes and PrivateData: never given
    reply.out.u32(0);                  // SecurityDescriptor
    reply.out.null_pointer();
    reply.out.u32(user.rid);
    reply.out.u32(group_of_users);
    reply.out.u32(control_of(user, *visit.machine.system));
    reply.out.u32(0x00FF'FFFF);  // WhichFields
    reply.out.align(4);
    reply.out.u16(168);  // LogonHours: a bit an hour of the week; Windows gives none
    if (is_samba)
        reply.out.pointer();
    else
        reply.out.null_pointer();
    reply.out.u16(0);    // BadPasswordCount
    reply.out.u16(0);    // LogonCount
    reply.out.u16(0);    // CountryCode
    reply.out.u16(0);    // CodePage
    reply.out.zeros(4);  // four flags
    reply.out.unicode_body(user.name);
    for (const auto& text : texts) text_body(reply, text, is_samba);
    if (is_samba) {
        constexpr std::uint32_t hours_bytes = 21;
        reply.out.u32(1260);  // 2.2.6.5: the IDL's size
        reply.out.u32(0);
        reply.out.u32(hours_bytes);
        for (std::uint32_t i = 0; i < hours_bytes; ++i) reply.out.u8(0xFF);
    }
    return reply.done(0);
}

Answer query_user(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* handle = asked_handle(in, visit);
    const auto asked = in.enumeration("UserInformationClass");
    if (!in.ok()) return bad_stub();
    if (!handle || handle->kind != HandleKind::sam_user) return bad_handle();
    const auto users = users_of(visit.machine);
    const auto* user = find_rid(users, handle->number);
    if (!user) return bad_handle();
    if (asked == 21) return user_all(*user, visit);
    Reply reply;
    const auto begin = [&] {
        reply.out.pointer();
        reply.out.u16(static_cast<std::uint16_t>(asked));
    };
    switch (asked) {
        case 7:  // UserAccountNameInformation
            begin();
            reply.out.unicode_header(user->name);
            reply.out.unicode_body(user->name);
            return reply.done(0);
        case 9:  // UserPrimaryGroupInformation
            begin();
            reply.out.u32(group_of_users);
            return reply.done(0);
        case 16:  // UserControlInformation
            begin();
            reply.out.u32(control_of(*user, *visit.machine.system));
            return reply.done(0);
        default:
            reply.out.null_pointer();
            return reply.done(status_invalid_info_class);
    }
}

Answer groups_for_user(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* handle = asked_handle(in, visit);
    if (!in.ok()) return bad_stub();
    if (!handle || handle->kind != HandleKind::sam_user) return bad_handle();
    Reply reply;
    reply.out.pointer();  // SAMPR_GET_GROUPS_BUFFER (2.2.7.12)
    reply.out.u32(1);
    reply.out.pointer();
    reply.out.u32(1);
    reply.out.u32(group_of_users);
    reply.out.u32(group_attributes);
    return reply.done(0);
}

Answer members_of_group(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* handle = asked_handle(in, visit);
    if (!in.ok()) return bad_stub();
    if (!handle || handle->kind != HandleKind::sam_group) return bad_handle();
    const auto users = users_of(visit.machine);
    const auto count = static_cast<std::uint32_t>(users.size());
    Reply reply;
    reply.out.pointer();  // SAMPR_GET_MEMBERS_BUFFER (2.2.7.13)
    reply.out.u32(count);
    reply.out.pointer();
    reply.out.pointer();
    reply.out.u32(count);
    for (const auto& user : users) reply.out.u32(user.rid);
    reply.out.u32(count);
    for (std::uint32_t i = 0; i < count; ++i) reply.out.u32(group_attributes);
    return reply.done(0);
}

Answer refused_with(std::uint32_t status) {
    Reply reply;
    return reply.done(status);
}

// SamrCreateUser2InDomain: nobody may; smbd without "add user script" misses the system's account.
Answer create_user(Visit& visit) {
    Reply reply;
    reply.handle(std::nullopt);
    reply.out.u32(0);  // GrantedAccess
    reply.out.u32(0);  // RelativeId
    return reply.done(visit.machine.system->is_samba && visit.is_user() ? status_no_such_user
                                                                        : status_access_denied);
}

// SAMPR_GROUP_INFO_BUFFER (2.2.4.6): all of it, its name, its attributes, or its comment.
Answer query_group(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* handle = asked_handle(in, visit);
    const auto asked = in.enumeration("GroupInformationClass");
    if (!in.ok()) return bad_stub();
    if (!handle || handle->kind != HandleKind::sam_group) return bad_handle();
    const bool is_samba = visit.machine.system->is_samba;
    const std::string_view comment = is_samba ? "Ordinary Users" : "Ordinary users";
    const std::size_t members = is_samba ? 0 : users_of(visit.machine).size();
    Reply reply;
    if (asked == 0 || asked > 4) {
        reply.out.null_pointer();
        return reply.done(status_invalid_info_class);
    }
    reply.out.pointer();
    reply.out.u16(static_cast<std::uint16_t>(asked));
    reply.out.align(4);
    const bool all = asked == 1;
    if (all || asked == 2) reply.out.unicode_header("None");
    if (all || asked == 3) reply.out.u32(group_attributes);
    if (all) reply.out.u32(static_cast<std::uint32_t>(members));
    if (all || asked == 4) reply.out.unicode_header(comment);
    if (all || asked == 2) reply.out.unicode_body("None");
    if (all || asked == 4) reply.out.unicode_body(comment);
    return reply.done(0);
}

Answer members_of_alias(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* handle = asked_handle(in, visit);
    if (!in.ok()) return bad_stub();
    if (!handle || handle->kind != HandleKind::sam_alias) return bad_handle();
    // Administrators: the first user; Guests: the second; Users: everybody a person made.
    std::vector<std::uint32_t> rids;
    for (const auto& user : users_of(visit.machine))
        if ((handle->number == 544 && user.rid == 500) ||
            (handle->number == 546 && user.rid == 501) ||
            (handle->number == 545 && user.rid >= 1000))
            rids.push_back(user.rid);
    const auto count = static_cast<std::uint32_t>(rids.size());
    Reply reply;
    reply.out.u32(count);  // SAMPR_PSID_ARRAY_OUT (2.2.3.6)
    if (count == 0) {
        reply.out.null_pointer();
        return reply.done(0);
    }
    reply.out.pointer();
    reply.out.u32(count);
    for (std::uint32_t i = 0; i < count; ++i) reply.out.pointer();
    const auto domain = domain_parts(visit.machine);
    for (const auto rid : rids) {
        const std::array<std::uint32_t, 5> parts{domain[0], domain[1], domain[2], domain[3], rid};
        reply.out.sid(5, parts);
    }
    return reply.done(0);
}

Answer alias_membership(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* domain = asked_handle(in, visit);
    if (!in.ok()) return bad_stub();
    if (!is_domain(domain)) return bad_handle();
    Reply reply;
    numbers(reply, {});
    return reply.done(0);
}

// SamrGetUserDomainPasswordInformation, SamrGetDomainPasswordInformation.
Answer password_rules(Visit& visit) {
    Reply reply;
    reply.out.u16(visit.machine.system->is_samba ? 5 : 0);
    reply.out.u32(0);
    return reply.done(0);
}

Answer rid_to_sid(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* handle = asked_handle(in, visit);
    const std::uint32_t rid = in.u32("Rid");
    if (!in.ok()) return bad_stub();
    if (!is_domain(handle)) return bad_handle();
    Reply reply;
    reply.out.pointer();
    if (handle->kind == HandleKind::sam_domain) {
        const auto domain = domain_parts(visit.machine);
        const std::array<std::uint32_t, 5> parts{domain[0], domain[1], domain[2], domain[3], rid};
        reply.out.sid(5, parts);
    } else {
        const std::array<std::uint32_t, 2> parts{32, rid};
        reply.out.sid(5, parts);
    }
    return reply.done(0);
}

}  // namespace

Answer answer_samr(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 0:
        case 57:
        case 62:
            return connect(visit);
        case 64:
            return connect5(call, visit);
        case 1:
            return close_handle(call, visit);
        case 3: {  // SamrQuerySecurityObject
            Reply reply;
            reply.out.null_pointer();
            return reply.done(status_access_denied);
        }
        case 5:
            return lookup_domain(call, visit);
        case 6:
            return enumerate_domains(call, visit);
        case 7:
            return open_domain(call, visit);
        case 8:
        case 46:
            return query_domain(call, visit);
        case 11:
        case 13:
        case 15:
            return enumerate_accounts(call, visit);
        case 16:
            return alias_membership(call, visit);
        case 17:
            return lookup_names(call, visit);
        case 18:
            return lookup_ids(call, visit);
        case 19:
        case 27:
        case 34:
            return open_account(call, visit);
        case 20:
            return query_group(call, visit);
        case 25:
            return members_of_group(call, visit);
        case 33:
            return members_of_alias(call, visit);
        case 36:
        case 47:
            return query_user(call, visit);
        case 38:  // SamrChangePasswordUser: smbd has the newer ways alone
            if (visit.machine.system->is_samba) return refused_with(status_not_implemented);
            return not_answered("samr", call.opnum);
        case 50:
            return create_user(visit);
        case 39:
            return groups_for_user(call, visit);
        case 40:
        case 48:
        case 51:
            return query_display(call, visit);
        case 44:
        case 56:
            return password_rules(visit);
        case 65:
            return rid_to_sid(call, visit);
        default:
            return not_answered("samr", call.opnum);
    }
}

}  // namespace hitme::dialogue::rpc
