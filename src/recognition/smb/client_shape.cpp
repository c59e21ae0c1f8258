// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/client_shape.h"

#include <algorithm>
#include <array>
#include <vector>

#include "wire/smb_text.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using Names = std::vector<std::string_view>;

bool is_list(std::span<const std::string_view> dialects, const Names& names) {
    return std::equal(dialects.begin(), dialects.end(), names.begin(), names.end());
}

bool begins_with(std::span<const std::string_view> dialects, const Names& names) {
    return dialects.size() >= names.size() && is_list(dialects.first(names.size()), names);
}

bool is_any(std::uint16_t value, std::initializer_list<std::uint16_t> values) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

// Whether a path ends in one of these names, whatever their case.
bool is_any_name(std::string_view path, std::initializer_list<std::string_view> names) {
    const std::size_t slash = path.find_last_of("\\/");
    const std::string base = wire::lower_ascii(slash == path.npos ? path : path.substr(slash + 1));
    return std::find(names.begin(), names.end(), base) != names.end();
}

// The lists of smb.md 1.4.
const Names& windows_six() {
    static const Names names{"PC NETWORK PROGRAM 1.0",
                             "LANMAN1.0",
                             "Windows for Workgroups 3.1a",
                             "LM1.2X002",
                             "LANMAN2.1",
                             "NT LM 0.12"};
    return names;
}
const Names& metasploit_four() {
    static const Names names{"LANMAN1.0", "LM1.2X002", "NT LANMAN 1.0", "NT LM 0.12"};
    return names;
}
const Names& version_probe_eight() {
    static const Names names{"PC NETWORK PROGRAM 1.0",
                             "MICROSOFT NETWORKS 1.03",
                             "MICROSOFT NETWORKS 3.0",
                             "LANMAN1.0",
                             "LM1.2X002",
                             "Samba",
                             "NT LANMAN 1.0",
                             "NT LM 0.12"};
    return names;
}

// smb.md 1.4, out of captures.
constexpr std::uint16_t trickbot_pid = 2236;
constexpr std::uint16_t wannamine_pid = 19247;

ClientVerdict of_nt_lm_alone(const NegotiateShape& shape) {
    if (shape.flags2 == 0x6801 && shape.pid == 0 && shape.mid == 0)
        return {&rules::rapid_eternalblue, Grade::consistent};
    if (shape.flags2 == 0x4801 && shape.mid == 0) {
        // impacket kept to SMB1 sends its process id, which may be any; the PIDs of the Python MS17-010 family are fixed per run.
        const bool is_fixed = shape.pid == trickbot_pid || shape.pid == wannamine_pid;
        return is_fixed ? ClientVerdict{&rules::python_client, Grade::consistent}
                        : ClientVerdict{&rules::impacket, Grade::consistent};
    }
    if (shape.flags2 == 0xC001 && shape.pid == 1 && shape.mid == 0)
        return {&rules::macos, Grade::consistent};
    return {};
}

}  // namespace

ClientVerdict recognise_client(const NegotiateShape& shape) {
    const auto& list = shape.dialects;
    if (list.size() == 2 && list[0] == "NT LM 0.12" && list[1].empty())
        return {&rules::nmap,
                is_any(shape.flags2, {0x6845, 0x6045}) ? Grade::certain : Grade::likely};
    if (is_list(list, version_probe_eight()))
        return {&rules::nmap_version, shape.flags2 == 0x4001 ? Grade::certain : Grade::likely};
    if (is_list(list, metasploit_four()))
        return {&rules::metasploit, shape.flags2 == 0x2801 ? Grade::likely : Grade::consistent};
    if (is_list(list, windows_six())) {
        if (shape.mid == 64 && is_any(shape.flags2, {0xC053, 0xC853}))
            return {&rules::shadow_brokers, Grade::likely};
    }
    if (begins_with(list, windows_six()) && shape.pid == 0xFEFF && shape.mid == 0 &&
        is_any(shape.flags2, {0xC853, 0xC843}))
        return {&rules::windows, Grade::likely};
    if (is_list(list, {"NT LM 0.12", "SMB 2.002", "SMB 2.???"}))
        // macOS offers the same list with PID 1.
        return shape.pid == 1
                   ? ClientVerdict{&rules::macos, Grade::consistent}
                   : ClientVerdict{&rules::impacket, shape.flags2 == 0xC801 && shape.mid == 0
                                                         ? Grade::likely
                                                         : Grade::consistent};
    if (begins_with(list, {"NT LANMAN 1.0", "NT LM 0.12"}))
        return {&rules::samba,
                shape.flags2 == 0xC843 && shape.pid == 0xFFFE ? Grade::likely : Grade::consistent};
    if (list.size() == 10 && shape.flags2 == 0xC001 && shape.mid == 1 &&
        std::find(list.begin(), list.end(), "DOS LANMAN2.1") != list.end() &&
        std::find(list.begin(), list.end(), "Samba") != list.end())
        return {&rules::hydra, Grade::likely};
    if (is_list(list, {"NT LM 0.12"})) return of_nt_lm_alone(shape);
    return {};
}

// In captures: nmap 7.93's scripts (seven files), impacket 0.10 and a PrintNightmare tool built on it. A GUID by chance has letters
// alone once in 10^11.
ClientVerdict recognise_client_guid(std::span<const std::uint8_t> guid) {
    static constexpr std::string_view of_nmap = "1234567890123456";
    const auto is_letter = [](std::uint8_t byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    };
    if (guid.size() != of_nmap.size()) return {};
    if (std::equal(guid.begin(), guid.end(), of_nmap.begin()))
        return {&rules::nmap, Grade::certain};
    if (std::all_of(guid.begin(), guid.end(), is_letter)) return {&rules::impacket, Grade::likely};
    return {};
}

ClientVerdict recognise_native_strings(std::string_view native_os, std::string_view lan_manager) {
    if (native_os == "Nmap" || lan_manager == "Native Lanman")
        return {&rules::nmap, Grade::certain};
    return {};
}

ClientVerdict recognise_workstation(std::string_view workstation) {
    if (workstation == "nmap" || workstation == "NMAP") return {&rules::nmap, Grade::likely};
    constexpr std::size_t made_up = 16;
    const auto is_lower = [](char letter) { return letter >= 'a' && letter <= 'z'; };
    const auto is_upper = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
    // Hosts of one case, or named like KathysMacBookPro, may have that many; of letters by chance 96 in 100 have two capitals
    // side by side.
    const auto both_upper = [&](char one, char next) { return is_upper(one) && is_upper(next); };
    if (workstation.size() == made_up &&
        std::all_of(workstation.begin(), workstation.end(),
                    [&](char letter) { return is_lower(letter) || is_upper(letter); }) &&
        std::any_of(workstation.begin(), workstation.end(), is_lower) &&
        std::adjacent_find(workstation.begin(), workstation.end(), both_upper) != workstation.end())
        return {&rules::metasploit, Grade::consistent};
    return {};
}

const Rule* family_of_workstation(std::string_view workstation) {
    return workstation == "HOD" ? &rules::lsass_bots : nullptr;
}

const Rule* family_of_dropped_file(std::string_view path) {
    return is_any_name(path, {"infpub.dat", "cscc.dat"}) ? &rules::bad_rabbit : nullptr;
}

const Rule* family_of_printed_file(std::string_view path) {
    return is_any_name(path, {"winsta.exe", "sysnullevnt.mof"}) ? &rules::stuxnet : nullptr;
}

bool is_wannacry_checker(const NegotiateShape& shape) {
    return shape.pid == 19247 && shape.mid == 24261 && is_list(shape.dialects, metasploit_four());
}

bool is_notpetya_shape(const NegotiateShape& shape) {
    return shape.flags2 == 0xC007 && shape.mid != 0 && shape.pid == 0xFEFF &&
           is_list(shape.dialects, windows_six());
}

const Rule* family_of_unc_host(std::string_view host) {
    if (host == "192.168.56.20" || host == "172.16.99.5") return &rules::wannacry;
    if (host == "123.12.31.2") return &rules::notpetya;
    return nullptr;
}

}  // namespace hitme::recognition::smb
