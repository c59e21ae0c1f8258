// SPDX-License-Identifier: Apache-2.0
// Who an SMB decoy pretends to be: a system (the same for all its installations) and a machine (names, GUID, start,
// made from the sensor's seed). Every field that a client can read comes from here, so that they agree with each other.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "core/time.h"

namespace hitme::dialogue::smb {

/// A system as its negotiate, session and RPC answers show it.
struct System {
    std::string_view name;  ///< the persona's name: "windows-7"
    std::string_view
        native_os;  ///< SMB1 session setup: "Windows 7 Professional 7601 Service Pack 1"
    std::string_view native_lan_manager;  ///< "Windows 7 Professional 6.1"
    bool is_samba = false;
    std::uint8_t major = 0;  ///< NTLMSSP VERSION, srvsvc and wkssvc answers
    std::uint8_t minor = 0;
    std::uint16_t build = 0;
    bool smb1 = true;
    std::span<const std::uint16_t>
        dialects;  ///< SMB2/3 dialects in ascending order; empty for SMB1 alone
    std::uint32_t smb1_capabilities =
        0;  ///< without CAP_EXTENDED_SECURITY, which is added where the client asks
    std::uint32_t smb2_capabilities_2002 = 0;
    std::uint32_t smb2_capabilities = 0;  ///< for 2.1 and later
    std::span<const std::uint16_t>
        ciphers;  ///< of SMB 3.1.1, most wanted first; empty: no encryption in any dialect
    std::uint32_t max_transact = 0;  ///< SMB2 MaxTransactSize, MaxReadSize, MaxWriteSize
    std::uint16_t smb1_max_buffer = 0;
    std::uint16_t smb1_max_mpx = 0;
    std::uint32_t server_type = 0;  ///< SV_TYPE_* of srvsvc (MS-SRVS 2.2.2.7)
    /// What SRVSVC 31 and 32 answer to a path that climbs above its root: 0x7B patched, 0 unpatched.
    std::uint32_t path_check_answer = 0x7B;
    /// What PeekNmPipe on FID 0 answers: 0xC0000205 unpatched, 0xC0000022 or 0xC0000008 patched.
    std::uint32_t peek_answer = 0xC0000022;
};

enum class ShareKind : std::uint8_t { disk, pipe, printer };

struct Share {
    std::string name;
    ShareKind kind = ShareKind::disk;
    std::string comment;
    std::string path;     ///< what NetrShareGetInfo level 2 says; never a path of this machine
    bool hidden = false;  ///< ADMIN$, C$: refused for guests
    bool guest_may_write = false;
};

/// One made-up machine.
struct Machine {
    const System* system = nullptr;
    std::string computer;  ///< NetBIOS name, upper case, at most 15
    std::string domain;    ///< workgroup or NetBIOS domain
    std::string dns_computer;
    std::string dns_domain;
    std::array<std::uint8_t, 16> server_guid{};
    std::uint32_t domain_sid[4] = {};  ///< S-1-5-21-a-b-c; [3] unused
    core::Time booted;
    std::int16_t time_zone_minutes = 0;  ///< SMB1 ServerTimeZone: UTC minus local
    core::Address address;               ///< the decoy's own, as the client used it
    std::vector<Share> shares;           ///< IPC$ included
    std::vector<std::string>
        users;  ///< accounts that listings show; RIDs from 500, 501, then 1000 on
};

/// What becomes of a name whose password the decoy does not know.
enum class LogonPolicy : std::uint8_t {
    refuse,
    guest,  ///< a name that the machine does not have comes in as guest, as in Windows and Samba
    accept_after,  ///< after some tries anything is right; the source then has an account's rights
};

struct Policy {
    LogonPolicy logon =
        LogonPolicy::guest;  ///< for names; anonymous null sessions are always let in to IPC$
    std::uint32_t accept_after = 0;  ///< tries of a source before accept_after lets it in
    /// Passwords that are accepted for any listed user because the decoy can check and sign for them.
    std::vector<std::string> weak_passwords;
    friend bool operator==(const Policy&, const Policy&) = default;
};

/// What an operator chose for a HoneyPoint; without one, what the persona has.
struct Choices {
    Policy policy;
    std::vector<std::string> shares;  ///< names of shared folders, instead of the persona's own
    friend bool operator==(const Choices&, const Choices&) = default;
};

constexpr std::size_t max_chosen_shares = 16;  // ours: a listing stays one answer
/// What stands against a share of that name; empty where it is good ([MS-FSCC] 2.1.6: at most 80 characters, none of
/// " \ / [ ] : | < > + = ; , * ? and no control characters; and not a name that every system has by itself).
std::string_view fault_of_share_name(std::string_view name);

std::span<const System> systems();
/// The system of that name; null when there is none. An empty name: one chosen by `seed`.
const System* system_named(std::string_view name, std::uint64_t seed);
/// Names, GUID, SID, users and shares from the seed; the same seed gives the same machine for ever.
Machine make_machine(const System& system, std::uint64_t seed, core::Time booted,
                     const core::Address& address);
/// What it says as its GUID: its own, or with Samba its name in small letters.
std::array<std::uint8_t, 16> guid_told(const Machine& machine);
/// Shares these folders instead of the persona's own; its administrative shares stay. An empty list changes nothing.
void share_instead(Machine& machine, std::span<const std::string> names);

}  // namespace hitme::dialogue::smb
