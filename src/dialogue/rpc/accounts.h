// SPDX-License-Identifier: Apache-2.0
// The made-up machine's accounts, by RID: users of its own domain, the group and the aliases that every system has.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/smb_machine.h"

namespace hitme::dialogue::rpc {

/// SID_NAME_USE ([MS-SAMR] 2.2.2.3, [MS-LSAT] 2.2.13).
enum class NameUse : std::uint16_t {
    user = 1,
    group = 2,
    domain = 3,
    alias = 4,
    well_known = 5,
    unknown = 8
};

struct Account {
    std::uint32_t rid = 0;
    std::string name;
    NameUse use = NameUse::user;
};

/// RIDs of users: 500, 501, then 1000 on, as dialogue/smb_machine.h says; on Samba from 1000 on, and nobody has 501.
std::vector<Account> users_of(const smb::Machine& machine);
/// Users and the group 513 of the machine's own domain.
std::vector<Account> domain_accounts(const smb::Machine& machine);
/// Aliases of the Builtin domain (S-1-5-32).
std::vector<Account> builtin_aliases(const smb::System& system);

const Account* find_rid(std::span<const Account> accounts, std::uint32_t rid);
/// Without case.
const Account* find_name(std::span<const Account> accounts, std::string_view name);
bool same_name(std::string_view left, std::string_view right);

/// The parts of S-1-5-21-a-b-c behind the authority.
std::array<std::uint32_t, 4> domain_parts(const smb::Machine& machine);
/// "S-1-5-21-a-b-c".
std::string domain_sid(const smb::Machine& machine);
constexpr std::string_view builtin_sid = "S-1-5-32";

/// An account by its whole SID; `domain` is where it stands.
struct FoundAccount {
    Account account;
    std::string domain;
    std::string domain_sid;
};
std::optional<FoundAccount> find_sid(const smb::Machine& machine, std::string_view sid);
/// By "name" or "DOMAIN\name".
std::optional<FoundAccount> find_account(const smb::Machine& machine, std::string_view name);
/// The last part of "S-1-...-rid" and what stands before it; nothing for another shape.
struct SplitSid {
    std::string_view domain;
    std::uint32_t rid = 0;
};
std::optional<SplitSid> split_sid(std::string_view sid);

}  // namespace hitme::dialogue::rpc
