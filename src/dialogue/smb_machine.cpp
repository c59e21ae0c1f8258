// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb_machine.h"

#include <algorithm>

#include "core/random.h"
#include "dialogue/persona_choice.h"

namespace hitme::dialogue::smb {
namespace {

constexpr std::uint16_t dialects_of_windows_7[] = {0x0202, 0x0210};
constexpr std::uint16_t dialects_of_windows_10[] = {0x0202, 0x0210, 0x0300, 0x0302, 0x0311};

// [MS-SMB2] 2.2.3.1.2. Windows 10 and Server 2016 have AES-128-GCM and AES-128-CCM (Open Specifications blog, 2015-09-09);
// those of 256 bits came with Windows 11 and Server 2022. smbd 4.17.12 takes what it wants most, whatever the client's order
// (asked: tests/end_to_end/smb_probe.py).
constexpr std::uint16_t ciphers_of_windows_10[] = {2, 1};
constexpr std::uint16_t ciphers_of_samba[] = {2, 1, 4, 3};

// [MS-SMB2] 2.2.4: DFS; with leasing and large MTU from 2.1 on.
constexpr std::uint32_t smb2_dfs = 0x00000001;
constexpr std::uint32_t smb2_dfs_leasing_mtu = 0x00000007;
constexpr std::uint32_t one_mebibyte = 1 << 20;

// [MS-SRVS] 2.2.2.7: workstation, server, NT, potential browser; server NT for servers.
constexpr std::uint32_t type_of_workstation = 0x00011003;
constexpr std::uint32_t type_of_server = 0x00009003;
constexpr std::uint32_t type_of_samba = 0x00809A03;  // as smbd 4.17 says it of itself

// What PeekNmPipe on FID 0 answers: unpatched against MS17-010, patched, and Samba.
constexpr std::uint32_t insuff_server_resources = 0xC0000205;
constexpr std::uint32_t access_denied = 0xC0000022;
constexpr std::uint32_t invalid_handle = 0xC0000008;
// What SRVSVC 31 and 32 answer: unpatched against MS08-067, and ERROR_INVALID_NAME.
constexpr std::uint32_t path_accepted = 0;
constexpr std::uint32_t path_refused = 0x7B;

// Native strings, SMB1 capabilities, MaxMpxCount and MaxBufferSize were read in captures of such systems
// (../shared/captures). No persona is told apart by a weakness that its real system could not have had.
constexpr System all_systems[] = {
    {.name = "samba-4",
     .native_os = "Windows 6.1",
     .native_lan_manager = "Samba 4.17.12-Debian",
     .is_samba = true,
     .major = 6,
     .minor = 1,
     .build = 0,
     .smb1 = true,
     .dialects = dialects_of_windows_10,
     .smb1_capabilities = 0x0080F3FD,
     .smb2_capabilities_2002 = smb2_dfs,
     .smb2_capabilities = smb2_dfs_leasing_mtu,
     .ciphers = ciphers_of_samba,
     .max_transact = one_mebibyte,
     .smb1_max_buffer = 16644,
     .smb1_max_mpx = 50,
     .server_type = type_of_samba,
     .path_check_answer = path_refused,
     .peek_answer = invalid_handle},
    // As Debian installs it: without SMB1 (smb.conf(5), server min protocol = SMB2_02 since 4.11).
    {.name = "samba-4-smb2",
     .native_os = "Windows 6.1",
     .native_lan_manager = "Samba 4.17.12-Debian",
     .is_samba = true,
     .major = 6,
     .minor = 1,
     .build = 0,
     .smb1 = false,
     .dialects = dialects_of_windows_10,
     .smb1_capabilities = 0x0080F3FD,
     .smb2_capabilities_2002 = smb2_dfs,
     .smb2_capabilities = smb2_dfs_leasing_mtu,
     .ciphers = ciphers_of_samba,
     .max_transact = one_mebibyte,
     .smb1_max_buffer = 16644,
     .smb1_max_mpx = 50,
     .server_type = type_of_samba,
     .path_check_answer = path_refused,
     .peek_answer = invalid_handle},
    {.name = "windows-10",
     .native_os = "Windows 10 Pro 15063",
     .native_lan_manager = "Windows 10 Pro 6.3",
     .major = 10,
     .minor = 0,
     .build = 15063,
     .smb1 = true,
     .dialects = dialects_of_windows_10,
     .smb1_capabilities = 0x0001E3FC,
     .smb2_capabilities_2002 = smb2_dfs,
     .smb2_capabilities = smb2_dfs_leasing_mtu,
     .ciphers = ciphers_of_windows_10,
     .max_transact = one_mebibyte,
     .smb1_max_buffer = 4356,
     .smb1_max_mpx = 10,
     .server_type = type_of_workstation,
     .path_check_answer = path_refused,
     .peek_answer = access_denied},
    {.name = "windows-7",
     .native_os = "Windows 7 Professional 7601 Service Pack 1",
     .native_lan_manager = "Windows 7 Professional 6.1",
     .major = 6,
     .minor = 1,
     .build = 7601,
     .smb1 = true,
     .dialects = dialects_of_windows_7,
     .smb1_capabilities = 0x0001E3FC,
     .smb2_capabilities_2002 = smb2_dfs,
     .smb2_capabilities = smb2_dfs_leasing_mtu,
     .ciphers = {},
     .max_transact = one_mebibyte,
     .smb1_max_buffer = 4356,
     .smb1_max_mpx = 50,
     .server_type = type_of_workstation,
     .path_check_answer = path_refused,
     .peek_answer = insuff_server_resources},
    {.name = "windows-server-2008-r2",
     .native_os = "Windows Server 2008 R2 Standard 7601 Service Pack 1",
     .native_lan_manager = "Windows Server 2008 R2 Standard 6.1",
     .major = 6,
     .minor = 1,
     .build = 7601,
     .smb1 = true,
     .dialects = dialects_of_windows_7,
     .smb1_capabilities = 0x0001E3FC,
     .smb2_capabilities_2002 = smb2_dfs,
     .smb2_capabilities = smb2_dfs_leasing_mtu,
     .ciphers = {},
     .max_transact = one_mebibyte,
     .smb1_max_buffer = 16644,
     .smb1_max_mpx = 50,
     .server_type = type_of_server,
     .path_check_answer = path_refused,
     .peek_answer = insuff_server_resources},
    {.name = "windows-server-2016",
     .native_os = "Windows Server 2016 Standard 14393",
     .native_lan_manager = "Windows Server 2016 Standard 6.3",
     .major = 10,
     .minor = 0,
     .build = 14393,
     .smb1 = false,
     .dialects = dialects_of_windows_10,
     .smb1_capabilities = 0x0001E3FC,
     .smb2_capabilities_2002 = smb2_dfs,
     .smb2_capabilities = smb2_dfs_leasing_mtu,
     .ciphers = ciphers_of_windows_10,
     .max_transact = one_mebibyte,
     .smb1_max_buffer = 16644,
     .smb1_max_mpx = 50,
     .server_type = type_of_server,
     .path_check_answer = path_refused,
     .peek_answer = access_denied},
    {.name = "windows-xp-sp3",
     .native_os = "Windows 5.1",
     .native_lan_manager = "Windows 2000 LAN Manager",
     .major = 5,
     .minor = 1,
     .build = 2600,
     .smb1 = true,
     .dialects = {},
     .smb1_capabilities = 0x0000E3FD,
     .smb2_capabilities_2002 = 0,
     .smb2_capabilities = 0,
     .ciphers = {},
     .max_transact = 0,
     .smb1_max_buffer = 4356,
     .smb1_max_mpx = 10,
     .server_type = type_of_workstation,
     .path_check_answer = path_accepted,
     .peek_answer = insuff_server_resources},
};

constexpr std::string_view first_names[] = {"Anna",  "Bob",    "Carol", "Dieter", "Elena", "Frank",
                                            "Grace", "Hiroki", "Ivan",  "Julia",  "Karl",  "Laura",
                                            "Marco", "Nina",   "Oscar", "Petra",  "Sam",   "Tina"};
constexpr std::string_view server_roles[] = {"FILES", "SRV", "APP", "DATA", "BACKUP", "PRINT"};
constexpr std::string_view work_groups[] = {"WORKGROUP", "WORKGROUP", "WORKGROUP", "OFFICE"};
// Minutes that UTC is ahead of places with many machines; 0 more often than the others.
constexpr std::int16_t zones[] = {0, 0, -60, -60, 300, 360, 480, -120, -480, -540};
constexpr std::string_view upper_and_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::size_t desktop_letters = 7;  // "DESKTOP-" and these fill fifteen
constexpr std::size_t xp_letters = 6;

template <class List>
auto pick(core::Random& random, const List& list) {
    return list[random.below(std::size(list))];
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& letter : out)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return out;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& letter : out)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return out;
}

bool is_server(const System& system) {
    return system.server_type != type_of_workstation;
}

std::string letters(core::Random& random, std::size_t count) {
    std::string out;
    while (out.size() < count) out += upper_and_digits[random.below(upper_and_digits.size())];
    return out;
}

std::string computer_name(const System& system, core::Random& random, std::uint64_t seed,
                          std::string_view person) {
    if (is_server(system)) {
        std::string name(pick(random, server_roles));
        return name + '0' + static_cast<char>('1' + random.below(9));
    }
    if (system.major >= 10) return "DESKTOP-" + letters(random, desktop_letters);
    if (system.major == 5) return upper(person) + '-' + letters(random, xp_letters);
    return windows_computer_name(seed);
}

Share share_of(std::string name, ShareKind kind, std::string comment, std::string path) {
    Share share;
    share.name = std::move(name);
    share.kind = kind;
    share.comment = std::move(comment);
    share.path = std::move(path);
    return share;
}

// What is shared, in the order that listings show it.
std::vector<Share> shares_of(const System& system) {
    std::vector<Share> shares;
    if (system.is_samba) {
        shares.push_back(share_of("print$", ShareKind::disk, "Printer Drivers",
                                  "C:\\var\\lib\\samba\\printers"));
        shares.back().hidden = true;
        shares.push_back(share_of("public", ShareKind::disk, "Public files", "C:\\srv\\public"));
        shares.back().guest_may_write = true;
        shares.push_back(
            share_of("IPC$", ShareKind::pipe, "IPC Service (Samba 4.17.12-Debian)", "C:\\tmp"));
        return shares;
    }
    shares.push_back(share_of("ADMIN$", ShareKind::disk, "Remote Admin",
                              system.major == 5 ? "C:\\WINDOWS" : "C:\\Windows"));
    shares.back().hidden = true;
    shares.push_back(share_of("C$", ShareKind::disk, "Default share", "C:\\"));
    shares.back().hidden = true;
    shares.push_back(share_of("IPC$", ShareKind::pipe, "Remote IPC", ""));
    if (is_server(system)) {
        shares.push_back(share_of("Public", ShareKind::disk, "", "C:\\Shares\\Public"));
    } else if (system.major == 5) {
        shares.push_back(share_of("SharedDocs", ShareKind::disk, "",
                                  "C:\\DOCUMENTS AND SETTINGS\\ALL USERS\\DOCUMENTS"));
    } else {
        shares.push_back(share_of("Users", ShareKind::disk, "", "C:\\Users"));
    }
    shares.back().guest_may_write = true;
    return shares;
}

std::vector<std::string> users_of(const System& system, std::string_view person) {
    if (system.is_samba) return {"root", "nobody", lower(person)};
    std::vector<std::string> users{"Administrator", "Guest"};
    if (system.major == 5) {
        users.emplace_back("HelpAssistant");
        users.emplace_back("SUPPORT_388945a0");
    }
    users.emplace_back(person);
    return users;
}

}  // namespace

std::string_view fault_of_share_name(std::string_view name) {
    constexpr std::size_t longest = 80;
    constexpr std::string_view refused = "\"\\/[]:|<>+=;,*?";
    if (name.empty()) return "is empty";
    if (name.size() > longest) return "is longer than 80 bytes";
    for (const char letter : name)
        if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F ||
            refused.find(letter) != std::string_view::npos)
            return "has a character that no share name may have";
    const std::string small = lower(name);
    if (small == "ipc$" || small == "admin$" || small == "c$" || small == "print$")
        return "is a share that the persona has or has not by itself";
    return {};
}

std::array<std::uint8_t, 16> guid_told(const Machine& machine) {
    if (!machine.system->is_samba) return machine.server_guid;
    std::array<std::uint8_t, 16> guid{};
    const std::string name = lower(machine.computer);
    std::copy_n(name.begin(), std::min(name.size(), guid.size()), guid.begin());
    return guid;
}

void share_instead(Machine& machine, std::span<const std::string> names) {
    if (names.empty()) return;
    const System& system = *machine.system;
    std::erase_if(machine.shares, [](const Share& share) {
        return share.kind == ShareKind::disk && !share.hidden;
    });
    // smbd lists what its file names before its own IPC$, Windows behind.
    auto at = machine.shares.end();
    if (system.is_samba) at = std::prev(at);
    for (const std::string& name : names) {
        const std::string path = system.is_samba     ? "C:\\srv\\" + lower(name)
                                 : is_server(system) ? "C:\\Shares\\" + name
                                                     : "C:\\" + name;
        at = machine.shares.insert(at, share_of(name, ShareKind::disk, "", path));
        at->guest_may_write = true;
        ++at;
    }
}

std::span<const System> systems() {
    return all_systems;
}

const System* system_named(std::string_view name, std::uint64_t seed) {
    if (name.empty()) {
        // Windows that speaks SMB1 and SMB2 hears most; which of the two is the seed's choice.
        core::Random choice{seed ^ 0x73797374656D73u};
        name = choice.below(2) == 0 ? "windows-7" : "windows-server-2008-r2";
    }
    return choose_persona(systems(), name, seed);
}

Machine make_machine(const System& system, std::uint64_t seed, core::Time booted,
                     const core::Address& address) {
    core::Random random{seed ^ 0x6D616368696E65u};
    Machine machine;
    machine.system = &system;
    const std::string_view person = pick(random, first_names);
    machine.computer = computer_name(system, random, seed, person);
    machine.domain = system.major == 5 ? "WORKGROUP" : std::string(pick(random, work_groups));
    // A Windows outside of a domain says its own name for both ([MS-NLMP] 2.2.2.1), older ones in small letters; smbd
    // says the name of its host, and no domain where the host has no suffix.
    const bool in_small_letters = system.major == 5 || system.is_samba;
    machine.dns_computer = in_small_letters ? lower(machine.computer) : machine.computer;
    if (!system.is_samba) machine.dns_domain = machine.dns_computer;
    for (std::uint8_t& byte : machine.server_guid)
        byte = static_cast<std::uint8_t>(random.next() >> 56);
    for (std::size_t i = 0; i < 3; ++i)
        machine.domain_sid[i] = static_cast<std::uint32_t>(random.next() >> 32);
    machine.booted = booted;
    machine.time_zone_minutes = pick(random, zones);
    machine.address = address;
    machine.shares = shares_of(system);
    machine.users = users_of(system, person);
    return machine;
}

}  // namespace hitme::dialogue::smb
