// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/accounts.h"

#include <algorithm>

#include "core/text.h"

namespace hitme::dialogue::rpc {
namespace {

constexpr std::uint32_t first_own_rid = 1000;  // [MS-SAMR] 3.1.1.6: RIDs below are the system's

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

}  // namespace

std::vector<Account> users_of(const smb::Machine& machine) {
    std::vector<Account> users;
    std::uint32_t next = first_own_rid;
    for (std::size_t i = 0; i < machine.users.size(); ++i) {
        const auto& name = machine.users[i];
        // Windows has its administrator and its guest in front; Samba numbers whom it was told of, and its guest is nobody.
        const bool is_guest = machine.system->is_samba ? name == "nobody" : i == 1;
        const bool is_administrator = !machine.system->is_samba && i == 0;
        const std::uint32_t rid = is_administrator ? 500 : is_guest ? 501 : next++;
        users.push_back({rid, name, NameUse::user});
    }
    return users;
}

std::vector<Account> domain_accounts(const smb::Machine& machine) {
    auto accounts = users_of(machine);
    accounts.push_back({513, "None", NameUse::group});
    return accounts;
}

namespace {

// Where a group of Builtin is there after an installation, by the names of [MS-DTYP] 2.4.2.4 and what Microsoft documents of
// each version's default local groups.
enum Where : std::uint8_t {
    xp = 1,
    windows_7 = 2,
    server_2008_r2 = 4,
    windows_10 = 8,
    server_2016 = 16,
    samba = 32,
    since_7 = windows_7 | server_2008_r2 | windows_10 | server_2016,
    since_xp = xp | since_7,
    servers = server_2008_r2 | server_2016,
    since_10 = windows_10 | server_2016,
    everywhere = since_xp | samba,
};

struct Alias {
    std::uint32_t rid;
    std::string_view name;
    std::uint8_t where;
};

constexpr Alias builtin_groups[] = {
    {544, "Administrators", everywhere},
    {545, "Users", everywhere},
    {546, "Guests", everywhere},
    {547, "Power Users", everywhere},
    {550, "Print Operators", servers | samba},
    {551, "Backup Operators", everywhere},
    {552, "Replicator", everywhere},
    {555, "Remote Desktop Users", since_xp},
    {556, "Network Configuration Operators", since_xp},
    {558, "Performance Monitor Users", since_7},
    {559, "Performance Log Users", since_7},
    {562, "Distributed COM Users", since_7},
    {568, "IIS_IUSRS", since_7},
    {569, "Cryptographic Operators", since_7},
    {573, "Event Log Readers", since_7},
    {574, "Certificate Service DCOM Access", servers},
    {575, "RDS Remote Access Servers", server_2016},
    {576, "RDS Endpoint Servers", server_2016},
    {577, "RDS Management Servers", server_2016},
    {578, "Hyper-V Administrators", since_10},
    {579, "Access Control Assistance Operators", since_10},
    {580, "Remote Management Users", since_10},
    {581, "System Managed Accounts Group", since_10},
    {582, "Storage Replica Administrators", server_2016},
};

std::uint8_t place_of(const smb::System& system) {
    if (system.is_samba) return samba;
    if (system.major < 6) return xp;
    const bool is_server = system.name.find("server") != std::string_view::npos;
    if (system.major < 10) return is_server ? server_2008_r2 : windows_7;
    return is_server ? server_2016 : windows_10;
}

}  // namespace

std::vector<Account> builtin_aliases(const smb::System& system) {
    const std::uint8_t place = place_of(system);
    std::vector<Account> found;
    for (const Alias& alias : builtin_groups)
        if ((alias.where & place) != 0)
            found.push_back({alias.rid, std::string(alias.name), NameUse::alias});
    return found;
}

const Account* find_rid(std::span<const Account> accounts, std::uint32_t rid) {
    const auto found = std::ranges::find(accounts, rid, &Account::rid);
    return found == accounts.end() ? nullptr : &*found;
}

bool same_name(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

const Account* find_name(std::span<const Account> accounts, std::string_view name) {
    const auto found = std::ranges::find_if(
        accounts, [&](const Account& account) { return same_name(account.name, name); });
    return found == accounts.end() ? nullptr : &*found;
}

std::array<std::uint32_t, 4> domain_parts(const smb::Machine& machine) {
    return {21, machine.domain_sid[0], machine.domain_sid[1], machine.domain_sid[2]};
}

std::string domain_sid(const smb::Machine& machine) {
    std::string sid = "S-1-5";
    for (const auto part : domain_parts(machine)) sid += '-' + std::to_string(part);
    return sid;
}

std::optional<SplitSid> split_sid(std::string_view sid) {
    const auto dash = sid.rfind('-');
    if (!sid.starts_with("S-1-") || dash == std::string_view::npos || dash < 4) return std::nullopt;
    const auto rid = core::parse_unsigned(sid.substr(dash + 1), 0xFFFF'FFFF);
    if (!rid) return std::nullopt;
    return SplitSid{sid.substr(0, dash), static_cast<std::uint32_t>(*rid)};
}

std::optional<FoundAccount> find_sid(const smb::Machine& machine, std::string_view sid) {
    const auto own = domain_sid(machine);
    if (sid == own)
        return FoundAccount{{0, machine.computer, NameUse::domain}, machine.computer, own};
    if (sid == builtin_sid)
        return FoundAccount{{0, "BUILTIN", NameUse::domain}, "BUILTIN", std::string(builtin_sid)};
    if (sid == "S-1-1-0") return FoundAccount{{0, "Everyone", NameUse::well_known}, "", "S-1-1"};
    if (sid == "S-1-5-7")
        return FoundAccount{{7, "ANONYMOUS LOGON", NameUse::well_known}, "NT AUTHORITY", "S-1-5"};
    if (sid == "S-1-5-18")
        return FoundAccount{{18, "SYSTEM", NameUse::well_known}, "NT AUTHORITY", "S-1-5"};
    const auto split = split_sid(sid);
    if (!split) return std::nullopt;
    const bool is_own = split->domain == own;
    if (!is_own && split->domain != builtin_sid) return std::nullopt;
    const auto accounts = is_own ? domain_accounts(machine) : builtin_aliases(*machine.system);
    const auto* account = find_rid(accounts, split->rid);
    if (!account) return std::nullopt;
    return FoundAccount{*account, is_own ? machine.computer : "BUILTIN",
                        std::string(split->domain)};
}

std::optional<FoundAccount> find_account(const smb::Machine& machine, std::string_view name) {
    std::string_view domain;
    if (const auto slash = name.find('\\'); slash != std::string_view::npos) {
        domain = name.substr(0, slash);
        name.remove_prefix(slash + 1);
    }
    const auto own = domain_sid(machine);
    if (domain.empty() || same_name(domain, machine.computer)) {
        if (same_name(name, machine.computer))
            return FoundAccount{{0, machine.computer, NameUse::domain}, machine.computer, own};
        const auto accounts = domain_accounts(machine);
        if (const auto* account = find_name(accounts, name))
            return FoundAccount{*account, machine.computer, own};
    }
    if (domain.empty() || same_name(domain, "BUILTIN")) {
        const auto aliases = builtin_aliases(*machine.system);
        if (const auto* account = find_name(aliases, name))
            return FoundAccount{*account, "BUILTIN", std::string(builtin_sid)};
    }
    return std::nullopt;
}

}  // namespace hitme::dialogue::rpc
