// SPDX-License-Identifier: Apache-2.0
// Which program speaks, by what its first messages look like (smb.md 1.4). A program's name, never an actor's: anybody
// can copy a packet.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "event/kinds.h"
#include "recognition/smb/rules.h"

namespace hitme::recognition::smb {

/// What a SMB1 NEGOTIATE shows besides its meaning.
struct NegotiateShape {
    std::span<const std::string_view> dialects;
    std::uint16_t flags2 = 0;
    std::uint16_t pid = 0;
    std::uint16_t mid = 0;
};

struct ClientVerdict {
    const Rule* rule = nullptr;  ///< nothing where the shape is in no table
    event::Grade grade = event::Grade::none;
};

ClientVerdict recognise_client(const NegotiateShape& shape);

/// The ClientGuid of an SMB2 NEGOTIATE, where it is none: nmap's library sends ten digits and six, impacket 16 letters by chance.
ClientVerdict recognise_client_guid(std::span<const std::uint8_t> guid);

/// NativeOS and NativeLanMan of a session setup: a weaker sign.
ClientVerdict recognise_native_strings(std::string_view native_os, std::string_view lan_manager);

/// The workstation name of NTLMSSP: nmap's own, or 16 letters by chance, one more than a NetBIOS name can have (RFC 1001 section
/// 14.1), as Metasploit's scanner makes them up.
ClientVerdict recognise_workstation(std::string_view workstation);

/// The fixed PID and MID of the worm's copied packet (smb.md 1.4, 1.15).
bool is_wannacry_checker(const NegotiateShape& shape);

/// NotPetya's negotiate (smb.md 1.4): the six names of Windows, Flags2 0xC007, a MID that is not 0. A sign that others may share.
bool is_notpetya_shape(const NegotiateShape& shape);

/// Families by names of theirs (smb.md 1.15), each a sign that needs another beside it: NTLMSSP's workstation, a file that is
/// put on an admin share, a file that the spooler prints to; nothing for any other name.
const Rule* family_of_workstation(std::string_view workstation);
const Rule* family_of_dropped_file(std::string_view path);
const Rule* family_of_printed_file(std::string_view path);

/// Hosts that stand in the worms' prepared packets (smb.md 1.6): the family, or nothing.
const Rule* family_of_unc_host(std::string_view host);

}  // namespace hitme::recognition::smb
