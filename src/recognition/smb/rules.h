// SPDX-License-Identifier: Apache-2.0
// The rules by which SMB conversations are labelled: id with version, the label's name, ATT&CK ids and the stage that a
// conversation reaches with it. Conditions stand where the messages are read; the sections are those of smb.md.
//
// A rule's version is raised whenever its condition changes, so that old events can be told from new ones.
#pragma once

#include <string_view>

#include "event/kinds.h"

namespace hitme::recognition::smb {

struct Rule {
    std::string_view id;
    std::string_view name;
    std::string_view attack_ids;  ///< with spaces between
    event::Stage stage = event::Stage::probe;
};

namespace rules {
using enum event::Stage;

// 1.11, 1.12: path calls of the Server service.
inline constexpr Rule ms08_067{"smb.ms08_067.path@2", "MS08-067 exploit attempt", "T1210",
                               exploit_attempt};
inline constexpr Rule ms06_040{"smb.ms06_040.path@2", "MS06-040 exploit attempt", "T1210",
                               exploit_attempt};
inline constexpr Rule ms08_067_check{"smb.ms08_067.check@2", "MS08-067 check", "T1046 T1595.002",
                                     probe};
inline constexpr Rule path_call{"smb.srvsvc.path_call@2", "srvsvc path call", "T1595.002", probe};
// What scanners ask to tell an infected host; nothing that the worm does.
inline constexpr Rule conficker_check{"smb.check.conficker@1", "Conficker check", "T1595.002",
                                      probe};
inline constexpr Rule conficker_code{"smb.conficker.code@1", "Conficker", "T1210", exploit_attempt};
inline constexpr Rule conficker_letters{"smb.conficker.letters@1", "Conficker", "T1210",
                                        exploit_attempt};
inline constexpr Rule conficker_copy{"smb.conficker.copy@1", "Conficker", "T1570 T1053.002",
                                     payload_delivery};

// 1.13: MS17-010.
inline constexpr Rule ms17_010_check{"smb.ms17_010.peek@1", "MS17-010 check", "T1595.002", probe};
inline constexpr Rule pool_preparation{"smb.ms17_010.pool@1", "EternalBlue pool preparation",
                                       "T1210", exploit_attempt};
inline constexpr Rule session_anomaly{"smb.ms17_010.session@1", "EternalBlue session setup",
                                      "T1210", exploit_attempt};
inline constexpr Rule eternalblue{"smb.ms17_010.eternalblue@1", "EternalBlue exploit attempt",
                                  "T1210", exploit_attempt};
inline constexpr Rule eternalchampion{"smb.ms17_010.eternalchampion@1",
                                      "EternalChampion exploit attempt", "T1210", exploit_attempt};
inline constexpr Rule eternalromance{"smb.ms17_010.eternalromance@1",
                                     "EternalRomance or EternalSynergy exploit attempt", "T1210",
                                     exploit_attempt};
inline constexpr Rule transaction_mix{"smb.ms17_010.mix@1", "SMB1 transaction type confusion",
                                      "T1210", exploit_attempt};
inline constexpr Rule python_ms17_010{"smb.ms17_010.python@1", "Python MS17-010 family", "T1210",
                                      exploit_attempt};
inline constexpr Rule doublepulsar_ping{"smb.doublepulsar.ping@1", "DoublePulsar ping", "T1595.002",
                                        probe};
inline constexpr Rule doublepulsar_execute{"smb.doublepulsar.execute@1", "DoublePulsar execute",
                                           "T1210 T1570", payload_delivery};
inline constexpr Rule doublepulsar_kill{"smb.doublepulsar.kill@1", "DoublePulsar kill", "T1210",
                                        payload_delivery};
inline constexpr Rule trans2_session_setup{"smb.trans2.session_setup@1",
                                           "unused TRANSACTION2 subcommand", "T1595.002", probe};
inline constexpr Rule unknown_nt_transact{"smb.nt_transact.function@1",
                                          "unused NT_TRANSACT function", "T1595.002", probe};

inline constexpr Rule unsigned_signature{"smb.smb1.signature@1", "SMB1 signature without signing",
                                         "", probe};

// 1.14: other attempts.
inline constexpr Rule cve_2009_3103{"smb.cve_2009_3103.negotiate@1",
                                    "CVE-2009-3103 exploit attempt", "T1210", exploit_attempt};
inline constexpr Rule smbghost{"smb.cve_2020_0796.header@2", "SMBGhost exploit attempt", "T1210",
                               exploit_attempt};
inline constexpr Rule smbghost_check{"smb.cve_2020_0796.check@1", "SMBGhost check", "T1595.002",
                                     probe};
inline constexpr Rule ms04_011{"smb.ms04_011.dssetup@2", "MS04-011 exploit attempt", "T1210",
                               exploit_attempt};
inline constexpr Rule ms05_039{"smb.ms05_039.pnp@2", "MS05-039 exploit attempt", "T1210",
                               exploit_attempt};
inline constexpr Rule ms04_031{"smb.ms04_031.nddeapi@2", "MS04-031 exploit attempt", "T1210",
                               exploit_attempt};
inline constexpr Rule ms06_070{"smb.ms06_070.wkssvc@2", "MS06-070 exploit attempt", "T1210",
                               exploit_attempt};
inline constexpr Rule ms10_061{"smb.ms10_061.spoolss@1", "MS10-061 exploit attempt", "T1210",
                               exploit_attempt};
inline constexpr Rule sambacry{"smb.cve_2017_7494.pipe@1", "SambaCry exploit attempt", "T1210",
                               exploit_attempt};
inline constexpr Rule petitpotam{"smb.petitpotam.efsrpc@2", "PetitPotam coercion", "T1187",
                                 exploit_attempt};
inline constexpr Rule printerbug{"smb.printerbug.spoolss@3", "PrinterBug coercion", "T1187",
                                 exploit_attempt};
inline constexpr Rule printer_notification{"smb.printer_notification.spoolss@1",
                                           "printer notification to a named machine", "T1187",
                                           probe};
inline constexpr Rule printnightmare{
    "smb.printnightmare.spoolss@2", "PrintNightmare exploit attempt", "T1547.012", exploit_attempt};
inline constexpr Rule driver_added{"smb.spoolss.driver@3", "printer driver installed remotely",
                                   "T1547.012", exploit_attempt};
inline constexpr Rule zerologon_check{"smb.zerologon.challenge@1", "Zerologon check", "T1595.002",
                                      probe};
inline constexpr Rule zerologon{"smb.zerologon.netlogon@3", "Zerologon exploit attempt", "T1210",
                                exploit_attempt};
inline constexpr Rule admin_share{"smb.delivery.admin_share@2", "admin share delivery",
                                  "T1021.002 T1570", payload_delivery};
inline constexpr Rule psexec{"smb.delivery.psexec@3", "PsExec-like delivery",
                             "T1021.002 T1569.002 T1570", payload_delivery};
inline constexpr Rule smbexec{"smb.delivery.smbexec@2", "smbexec-like execution",
                              "T1569.002 T1543.003", payload_delivery};
inline constexpr Rule service{"smb.delivery.service@2", "service made or started remotely",
                              "T1569.002 T1543.003", payload_delivery};
inline constexpr Rule service_changed{"smb.delivery.service_change@1", "service changed remotely",
                                      "T1569.002 T1543.003", payload_delivery};
inline constexpr Rule at_job{"smb.delivery.at_job@2", "at job", "T1053.002", payload_delivery};
inline constexpr Rule scheduled_task{"smb.delivery.task@2", "scheduled task", "T1053.005",
                                     payload_delivery};
inline constexpr Rule run_key{"smb.delivery.run_key@1", "registry run key", "T1547.001",
                              payload_delivery};

// What is done with rights that a logon gave, and delivers nothing by itself.
inline constexpr Rule hives_saved{"smb.winreg.hives@1", "saving of credential hives", "T1003.002",
                                  exploit_attempt};
inline constexpr Rule account_made{"smb.samr.account@1", "remote account creation", "T1136",
                                   exploit_attempt};
inline constexpr Rule machine_account{"smb.samr.machine_account@1",
                                      "remote machine account creation", "T1136.002", probe};
inline constexpr Rule account_changed{"smb.samr.change@1", "remote account change", "T1098", probe};
inline constexpr Rule service_stopped{"smb.svcctl.stop@1", "remote service stop or deletion",
                                      "T1489", enumeration};

// 1.9: listing.
inline constexpr Rule write_test{"smb.listing.write_test@1", "share write test", "T1135",
                                 enumeration};
inline constexpr Rule rid_cycling{"smb.listing.rid_cycling@2", "RID cycling", "T1087.001 T1087.002",
                                  enumeration};
inline constexpr Rule broad_listing{"smb.listing.broad@2", "broad listing", "T1135 T1087 T1069",
                                    enumeration};

// 1.1, 1.9: what was listed or written, where no other rule says more. They raise no stage; ATT&CK's ids are what they add.
inline constexpr Rule share_listing{"smb.listing.shares@1", "share listing", "T1135", enumeration};
inline constexpr Rule session_listing{"smb.listing.sessions@1", "session listing", "T1033",
                                      enumeration};
inline constexpr Rule system_listing{"smb.listing.system@1", "system listing", "T1082",
                                     enumeration};
inline constexpr Rule account_listing{"smb.listing.accounts@1", "account listing",
                                      "T1087.001 T1087.002", enumeration};
inline constexpr Rule group_listing{"smb.listing.groups@1", "group listing", "T1069.001 T1069.002",
                                    enumeration};
inline constexpr Rule policy_listing{"smb.listing.policy@1", "password policy listing", "T1201",
                                     enumeration};
inline constexpr Rule host_listing{"smb.listing.hosts@1", "host listing", "T1018", enumeration};
inline constexpr Rule trust_listing{"smb.listing.trusts@1", "trust listing", "T1482", enumeration};
inline constexpr Rule registry_listing{"smb.listing.registry@1", "registry listing", "T1012",
                                       enumeration};
inline constexpr Rule service_listing{"smb.listing.services@1", "service listing", "T1007",
                                      enumeration};
inline constexpr Rule endpoint_listing{"smb.listing.endpoints@1", "endpoint listing", "T1046",
                                       enumeration};
inline constexpr Rule directory_listing{"smb.listing.directory@1", "directory listing", "T1083",
                                        enumeration};
inline constexpr Rule file_delivery{"smb.delivery.file@1", "file delivery", "T1570 T1105",
                                    payload_delivery};

// 1.6, 1.15: names of families.
inline constexpr Rule wannacry{"smb.family.wannacry@2", "WannaCry", "T1210", probe};
inline constexpr Rule notpetya{"smb.family.notpetya@2", "NotPetya", "T1210", probe};

inline constexpr Rule stuxnet{"smb.family.stuxnet@1", "Stuxnet", "T1210", probe};
inline constexpr Rule bad_rabbit{"smb.family.bad_rabbit@1", "Bad Rabbit", "T1210 T1021.002", probe};
inline constexpr Rule lsass_bots{"smb.family.lsass_bots@1", "bot of the Sasser and Korgo era",
                                 "T1210", probe};

// 1.4: clients. A tool's name says nothing about who holds it.
inline constexpr Rule windows{"smb.client.windows@1", "Windows client", "", probe};
inline constexpr Rule shadow_brokers{"smb.client.shadow_brokers@1", "Shadow Brokers tool",
                                     "T1588.005", probe};
inline constexpr Rule metasploit{"smb.client.metasploit@2", "Metasploit", "", probe};
inline constexpr Rule rapid_eternalblue{"smb.client.metasploit_ruby@1",
                                        "Metasploit EternalBlue module", "", probe};
inline constexpr Rule python_client{"smb.client.python_ms17_010@1", "Python MS17-010 family", "",
                                    probe};
inline constexpr Rule nmap{"smb.client.nmap@1", "nmap", "T1046", probe};
inline constexpr Rule nmap_version{"smb.client.nmap_version@1", "nmap version probe", "T1046",
                                   probe};
inline constexpr Rule impacket{"smb.client.impacket@1", "impacket", "", probe};
inline constexpr Rule samba{"smb.client.samba@1", "Samba client", "", probe};
inline constexpr Rule hydra{"smb.client.hydra@1", "hydra", "T1110", probe};
inline constexpr Rule macos{"smb.client.macos@1", "macOS client", "", probe};
}  // namespace rules

/// Whether a rule names a client program rather than what it did.
constexpr bool is_client_rule(std::string_view id) {
    return id.starts_with("smb.client.");
}

/// Whether a rule says no more than the stage and the operations do, except by its ATT&CK ids.
constexpr bool only_says_stage(std::string_view id) {
    if (id == rules::file_delivery.id) return true;
    return id.starts_with("smb.listing.") && id != rules::write_test.id &&
           id != rules::rid_cycling.id && id != rules::broad_listing.id;
}

/// Whether a rule names the worm that a contact comes from, and not what it did or by which tool.
constexpr bool is_worm_rule(std::string_view id) {
    return id.starts_with("smb.family.") || id.starts_with("smb.conficker.");
}

}  // namespace hitme::recognition::smb
