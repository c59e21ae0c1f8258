// SPDX-License-Identifier: Apache-2.0
// Machines whose every fact a test knows: a Windows that lets users look closer, and a Samba.
#pragma once

#include "dialogue/smb_machine.h"

namespace hitme::tests {

inline const dialogue::smb::System& made_up_windows() {
    static const dialogue::smb::System system = [] {
        dialogue::smb::System made;
        made.name = "windows-test";
        made.major = 6;
        made.minor = 1;
        made.build = 7601;
        made.server_type = 0x1003;
        return made;
    }();
    return system;
}

inline const dialogue::smb::System& made_up_samba() {
    static const dialogue::smb::System system = [] {
        dialogue::smb::System made = made_up_windows();
        made.name = "samba-test";
        made.is_samba = true;
        return made;
    }();
    return system;
}

inline dialogue::smb::Machine made_up_machine(
    const dialogue::smb::System& system = made_up_windows()) {
    using dialogue::smb::ShareKind;
    dialogue::smb::Machine machine;
    machine.system = &system;
    machine.computer = "FILES01";
    machine.domain = "WORKGROUP";
    machine.dns_computer = "files01";
    machine.domain_sid[0] = 1111;
    machine.domain_sid[1] = 2222;
    machine.domain_sid[2] = 3333;
    machine.booted = core::from_nanoseconds(1'700'000'000'000'000'000);
    machine.time_zone_minutes = -60;
    machine.shares = {{"ADMIN$", ShareKind::disk, "Remote Admin", "C:\\Windows", true, false},
                      {"IPC$", ShareKind::pipe, "Remote IPC", "", false, false},
                      {"Public", ShareKind::disk, "Files for all", "C:\\Public", false, true}};
    machine.users = {"Administrator", "Guest", "ann", "bob"};
    return machine;
}

}  // namespace hitme::tests
