// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/lsarpc.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "dialogue/rpc/accounts.h"

namespace hitme::dialogue::rpc {
namespace {

constexpr std::size_t most_asked = 1000;  // ours; [MS-LSAT] 2.2.16 allows 20480

const Handle* policy_of(wire::NdrReader& in, Visit& visit) {
    return visit.handles.find(in.context_handle("PolicyHandle"), HandleKind::policy);
}
Answer bad_handle() {
    return refused(wire::rpc_fault_context_mismatch);
}

Answer open_policy(Visit& visit) {
    Reply reply;
    const auto handle = visit.handles.open(HandleKind::policy, visit.random);
    reply.handle(handle);
    return reply.done(handle ? 0 : status_insufficient_resources);
}

Answer close_policy(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto bytes = in.context_handle("ObjectHandle");
    if (!in.ok()) return bad_stub();
    const bool is_known = visit.handles.find(bytes) != nullptr;
    visit.handles.close(bytes);
    if (!is_known) return bad_handle();
    Reply reply;
    reply.handle(std::nullopt);
    return reply.done(0);
}

// LSAPR_POLICY_INFORMATION (2.2.4.2).
Answer query_policy(const Call& call, Visit& visit) {
    if (call.opnum == 46 && visit.machine.system->is_samba) return unknown_operation();
    auto in = call.arguments();
    const auto* policy = policy_of(in, visit);
    const auto asked = in.enumeration("InformationClass");
    if (!in.ok()) return bad_stub();
    if (!policy) return bad_handle();
    const auto& machine = visit.machine;
    Reply reply;
    const auto begin = [&] {
        reply.out.pointer();
        reply.out.u16(static_cast<std::uint16_t>(asked));
    };
    switch (asked) {
        case 3:  // PolicyPrimaryDomainInformation: a workgroup has no SID
            begin();
            reply.out.unicode_header(machine.domain);
            reply.out.null_pointer();
            reply.out.unicode_body(machine.domain);
            return reply.done(0);
        case 5:  // PolicyAccountDomainInformation
            begin();
            reply.out.unicode_header(machine.computer);
            reply.out.pointer();
            reply.out.unicode_body(machine.computer);
            reply.out.sid(5, domain_parts(machine));
            return reply.done(0);
        case 6:  // PolicyLsaServerRoleInformation: primary
            begin();
            reply.out.u16(3);
            return reply.done(0);
        case 12:  // PolicyDnsDomainInformation
            if (machine.system->is_samba) break;
            begin();
            reply.out.unicode_header(machine.domain);
            reply.out.unicode_header("");
            reply.out.unicode_header("");
            reply.out.zeros(16);
            reply.out.null_pointer();
            reply.out.unicode_body(machine.domain);
            return reply.done(0);
        default:
            break;
    }
    reply.out.null_pointer();
    return reply.done(status_invalid_info_class);
}

// The domains that an answer refers to: each once, found by name.
class Domains {
 public:
    std::uint32_t index_of(const std::string& name, const std::string& sid) {
        for (std::uint32_t i = 0; i < list_.size(); ++i)
            if (list_[i].name == name) return i;
        list_.push_back({name, sid});
        return static_cast<std::uint32_t>(list_.size() - 1);
    }

    // LSAPR_REFERENCED_DOMAIN_LIST (2.2.12) behind its pointer.
    void write(Reply& reply) const {
        const auto count = static_cast<std::uint32_t>(list_.size());
        reply.out.pointer();
        reply.out.u32(count);
        if (count == 0)
            reply.out.null_pointer();
        else
            reply.out.pointer();
        reply.out.u32(32);  // MaxEntries, which means nothing
        if (count == 0) return;
        reply.out.u32(count);
        for (const auto& domain : list_) {
            reply.out.unicode_header(domain.name);
            reply.out.pointer();
        }
        for (const auto& domain : list_) {
            reply.out.unicode_body(domain.name);
            write_sid(reply, domain.sid);
        }
    }

    /// "S-1-A-b-c" as we make them ourselves.
    static void write_sid(Reply& reply, std::string_view sid) {
        std::vector<std::uint32_t> parts;
        std::size_t at = 4;  // behind "S-1-"
        while (at < sid.size()) {
            const auto dash = std::min(sid.find('-', at), sid.size());
            const auto part = core::parse_unsigned(sid.substr(at, dash - at), 0xFFFF'FFFF);
            parts.push_back(static_cast<std::uint32_t>(part.value_or(0)));
            at = dash + 1;
        }
        const auto authority =
            parts.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(parts[0]);
        reply.out.sid(authority, std::span(parts).subspan(parts.empty() ? 0 : 1));
    }

 private:
    struct Domain {
        std::string name;
        std::string sid;
    };
    std::vector<Domain> list_;
};

constexpr std::uint32_t no_domain = 0xFFFF'FFFF;

std::uint32_t mapped_status(std::uint32_t found, std::size_t asked) {
    if (found == asked) return 0;
    return found == 0 ? status_none_mapped : status_some_not_mapped;
}

Answer lookup_sids(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* policy = policy_of(in, visit);
    in.u32("Entries");
    std::vector<std::string> sids;
    if (in.pointer("SidInfo") != 0) {
        const std::uint32_t count = in.conformance("SidInfo");
        if (count > most_asked) return bad_stub();
        std::uint32_t present = 0;
        for (std::uint32_t i = 0; i < count && in.ok(); ++i)
            present += in.pointer("Sid") != 0 ? 1u : 0u;
        for (std::uint32_t i = 0; i < present && in.ok(); ++i) sids.push_back(in.sid("Sid"));
    }
    if (!in.ok()) return bad_stub();
    if (!policy) return bad_handle();

    struct Name {
        NameUse use = NameUse::unknown;
        std::string name;
        std::uint32_t domain = no_domain;
    };
    Domains domains;
    std::vector<Name> names;
    std::uint32_t found = 0;
    for (const auto& sid : sids) {
        if (const auto account = find_sid(visit.machine, sid)) {
            names.push_back({account->account.use, account->account.name,
                             domains.index_of(account->domain, account->domain_sid)});
            ++found;
            continue;
        }
        // A RID that nobody has, in a domain of ours: its eight digits stand for the name.
        const auto split = split_sid(sid);
        if (split && split->domain == domain_sid(visit.machine)) {
            core::ByteVector rid;
            core::Writer{rid}.u32be(split->rid);
            names.push_back({NameUse::unknown, core::to_hex(rid),
                             domains.index_of(visit.machine.computer, std::string(split->domain))});
        } else {
            names.push_back({NameUse::unknown, sid, no_domain});
        }
    }

    Reply reply;
    domains.write(reply);
    const auto count = static_cast<std::uint32_t>(names.size());
    const bool has_flags = call.opnum != 15;  // LSAPR_TRANSLATED_NAME_EX (2.2.20)
    reply.out.u32(count);
    if (count == 0) {
        reply.out.null_pointer();
    } else {
        reply.out.pointer();
        reply.out.u32(count);
        for (const auto& name : names) {
            reply.out.align(4);
            reply.out.u16(static_cast<std::uint16_t>(name.use));
            reply.out.unicode_header(name.name);
            reply.out.u32(name.domain);
            if (has_flags) reply.out.u32(0);
        }
        for (const auto& name : names) reply.out.unicode_body(name.name);
    }
    reply.out.u32(found);
    return reply.done(mapped_status(found, sids.size()));
}

Answer lookup_names(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* policy = policy_of(in, visit);
    in.u32("Count");
    const std::uint32_t count = in.conformance("Names");
    if (count > most_asked) return bad_stub();
    std::vector<wire::NdrUnicodeHeader> headers;
    for (std::uint32_t i = 0; i < count && in.ok(); ++i)
        headers.push_back(in.unicode_header("Names"));
    Domains domains;
    std::vector<std::optional<FoundAccount>> accounts;
    std::uint32_t found = 0;
    for (const auto& header : headers) {
        accounts.push_back(find_account(visit.machine, in.unicode_body(header, "Names").text(256)));
        if (!accounts.back()) continue;
        domains.index_of(accounts.back()->domain, accounts.back()->domain_sid);
        ++found;
    }
    if (!in.ok()) return bad_stub();
    if (!policy) return bad_handle();

    Reply reply;
    domains.write(reply);
    const bool gives_sid = call.opnum == 68;  // LSAPR_TRANSLATED_SID_EX2 (2.2.23)
    const bool has_flags = call.opnum != 14;  // LSA_TRANSLATED_SID_EX (2.2.22)
    reply.out.u32(count);
    if (count == 0) {
        reply.out.null_pointer();
    } else {
        reply.out.pointer();
        reply.out.u32(count);
        for (const auto& account : accounts) {
            const bool is_whole = account && account->account.use != NameUse::domain;
            reply.out.align(4);
            reply.out.u16(
                static_cast<std::uint16_t>(account ? account->account.use : NameUse::unknown));
            if (gives_sid) {
                if (account)
                    reply.out.pointer();
                else
                    reply.out.null_pointer();
            } else {
                reply.out.u32(is_whole ? account->account.rid : account ? no_domain : 0);
            }
            reply.out.u32(account ? domains.index_of(account->domain, account->domain_sid)
                                  : no_domain);
            if (has_flags) reply.out.u32(0);
        }
        if (gives_sid)
            for (const auto& account : accounts)
                if (account)
                    Domains::write_sid(reply, account->account.use == NameUse::domain
                                                  ? account->domain_sid
                                                  : account->domain_sid + '-' +
                                                        std::to_string(account->account.rid));
    }
    reply.out.u32(found);
    return reply.done(mapped_status(found, count));
}

// LsarGetUserName ([MS-LSAT] 3.1.4.2): who the caller is, as the logon left it.
Answer get_user_name(const Call& call, Visit& visit) {
    auto in = call.arguments();
    in.unique_wide_string("SystemName");
    if (in.pointer("UserName") != 0) in.unicode_body(in.unicode_header("UserName"), "UserName");
    const bool wants_domain = in.pointer("DomainName") != 0;
    if (!in.ok()) return bad_stub();
    std::string name = "ANONYMOUS LOGON";
    std::string domain = "NT AUTHORITY";
    if (visit.caller != Caller::anonymous) {
        const std::size_t index = visit.caller == Caller::guest ? 1 : 0;
        if (index < visit.machine.users.size()) name = visit.machine.users[index];
        domain = visit.machine.computer;
    }
    Reply reply;
    reply.out.pointer();
    reply.out.unicode_header(name);
    reply.out.unicode_body(name);
    if (wants_domain) {
        reply.out.pointer();
        reply.out.pointer();
        reply.out.unicode_header(domain);
        reply.out.unicode_body(domain);
    } else {
        reply.out.null_pointer();
    }
    return reply.done(0);
}

struct Privilege {
    std::string_view name;
    std::uint32_t number;  ///< the low half of its LUID
};
// What smbd 4.17.12 knows, and whom it gives rights to; read from its own answers.
constexpr std::array<Privilege, 9> samba_privileges{{{"SeMachineAccountPrivilege", 6},
                                                     {"SeTakeOwnershipPrivilege", 9},
                                                     {"SeBackupPrivilege", 17},
                                                     {"SeRestorePrivilege", 18},
                                                     {"SeRemoteShutdownPrivilege", 24},
                                                     {"SePrintOperatorPrivilege", 0x1001},
                                                     {"SeAddUsersPrivilege", 0x1002},
                                                     {"SeDiskOperatorPrivilege", 0x1003},
                                                     {"SeSecurityPrivilege", 8}}};
constexpr std::array<std::uint32_t, 5> samba_privileged_aliases{550, 548, 551, 549, 544};

// LsarEnumeratePrivileges ([MS-LSAD] 3.1.4.8.1): LSAPR_POLICY_PRIVILEGE_DEF (2.2.8.1).
Answer samba_privilege_list(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* policy = policy_of(in, visit);
    const std::uint32_t from = in.u32("EnumerationContext");
    if (!in.ok()) return bad_stub();
    if (!policy) return bad_handle();
    Reply reply;
    const auto count = static_cast<std::uint32_t>(samba_privileges.size());
    reply.out.u32(count);
    if (from >= count) {
        reply.out.u32(0);
        reply.out.null_pointer();
        return reply.done(status_no_more_entries);
    }
    const auto left = std::span(samba_privileges).subspan(from);
    reply.out.u32(count - from);
    reply.out.pointer();
    reply.out.u32(count - from);
    for (const auto& privilege : left) {
        reply.out.unicode_header(privilege.name);
        reply.out.u32(privilege.number);
        reply.out.u32(0);
    }
    for (const auto& privilege : left) reply.out.unicode_body(privilege.name);
    return reply.done(0);
}

// LsarEnumerateAccounts ([MS-LSAD] 3.1.4.5.2): who has rights.
Answer samba_privileged(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* policy = policy_of(in, visit);
    const std::uint32_t from = in.u32("EnumerationContext");
    if (!in.ok()) return bad_stub();
    if (!policy) return bad_handle();
    Reply reply;
    constexpr std::uint32_t count = samba_privileged_aliases.size() + 1;  // and everybody
    if (from >= count) {
        reply.out.u32(from);
        reply.out.u32(0);
        reply.out.null_pointer();
        return reply.done(status_no_more_entries);
    }
    reply.out.u32(count);
    reply.out.u32(count - from);
    reply.out.pointer();
    reply.out.u32(count - from);
    for (std::uint32_t i = from; i < count; ++i) reply.out.pointer();
    for (std::uint32_t i = from; i < count; ++i) {
        if (i < samba_privileged_aliases.size()) {
            reply.out.sid(5, std::array<std::uint32_t, 2>{32, samba_privileged_aliases[i]});
        } else {
            reply.out.sid(1, std::array<std::uint32_t, 1>{0});
        }
    }
    return reply.done(0);
}

// 11 and 13: a list that is empty or not for the caller.
Answer enumerate_nothing(const Call& call, Visit& visit) {
    auto in = call.arguments();
    const auto* policy = policy_of(in, visit);
    if (!in.ok()) return bad_stub();
    if (!policy) return bad_handle();
    Reply reply;
    reply.out.u32(0);
    reply.out.u32(0);
    reply.out.null_pointer();
    return reply.done(call.opnum == 11 && !visit.is_user() ? status_access_denied
                                                           : status_no_more_entries);
}

}  // namespace

Answer answer_lsarpc(const Call& call, Visit& visit) {
    switch (call.opnum) {
        case 0:
            return close_policy(call, visit);
        case 6:
        case 44:
            return open_policy(visit);
        case 7:
        case 46:
            return query_policy(call, visit);
        case 2:
            if (visit.machine.system->is_samba) return samba_privilege_list(call, visit);
            return not_answered("lsarpc", call.opnum);
        case 11:
            if (visit.machine.system->is_samba) return samba_privileged(call, visit);
            [[fallthrough]];
        case 13:
            return enumerate_nothing(call, visit);
        case 14:
        case 58:
        case 68:
            return lookup_names(call, visit);
        case 15:
        case 57:
            return lookup_sids(call, visit);
        case 45:
            return get_user_name(call, visit);
        default:
            return not_answered("lsarpc", call.opnum);
    }
}

Answer answer_dssetup(const Call& call, Visit& visit) {
    if (call.opnum != 0) return unknown_operation();  // all others left with MS04-011
    auto in = call.arguments();
    const auto level = in.enumeration("InfoLevel");
    if (!in.ok()) return bad_stub();
    Reply reply;
    if (level != 1) {
        reply.out.null_pointer();
        return reply.done(error_invalid_parameter);
    }
    constexpr std::uint32_t role_of_server = 0x8000;  // SV_TYPE_SERVER_NT
    const bool is_server = (visit.machine.system->server_type & role_of_server) != 0;
    reply.out.pointer();  // DSROLER_PRIMARY_DOMAIN_INFO_BASIC ([MS-DSSP] 2.2.3): standalone
    reply.out.u16(1);
    reply.out.align(4);
    reply.out.u16(is_server ? 2 : 0);
    reply.out.u32(0);
    reply.out.pointer();
    reply.out.null_pointer();
    reply.out.null_pointer();
    reply.out.zeros(16);
    reply.out.wide_string(visit.machine.domain);
    return reply.done(0);
}

}  // namespace hitme::dialogue::rpc
