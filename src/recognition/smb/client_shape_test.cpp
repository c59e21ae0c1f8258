// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/client_shape.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/text.h"

namespace hitme::recognition::smb {
namespace {

using Names = std::vector<std::string_view>;

const Names six{"PC NETWORK PROGRAM 1.0",
                "LANMAN1.0",
                "Windows for Workgroups 3.1a",
                "LM1.2X002",
                "LANMAN2.1",
                "NT LM 0.12"};
const Names four{"LANMAN1.0", "LM1.2X002", "NT LANMAN 1.0", "NT LM 0.12"};

std::string_view rule_of(const Names& names, std::uint16_t flags2, std::uint16_t pid,
                         std::uint16_t mid) {
    const ClientVerdict verdict = recognise_client({names, flags2, pid, mid});
    return verdict.rule == nullptr ? "" : verdict.rule->name;
}

TEST(ClientShape, KnowsGuidsThatAreNone) {
    const auto of = [](std::string_view guid) {
        return recognise_client_guid(core::as_bytes(guid));
    };
    // loopback/nse-smb2-time.pcap, loopback/impacket-samrdump.pcap of ../shared/captures.
    EXPECT_EQ(of("1234567890123456").rule, &rules::nmap);
    EXPECT_EQ(of("1234567890123456").grade, event::Grade::certain);
    EXPECT_EQ(of("UHCbRoLLsQNhegvC").rule, &rules::impacket);
    EXPECT_EQ(of("UHCbRoLLsQNhegvC").grade, event::Grade::likely);
    EXPECT_EQ(of("UHCbRoLLsQNhegv1").rule, nullptr);
    EXPECT_EQ(of("UHCbRoLLsQNhegv").rule, nullptr);
    EXPECT_EQ(recognise_client_guid(core::ByteVector(16, 0)).rule, nullptr);
    // smbclient 4.17.12 (loopback/smbclient-L-SMB2_10.pcap).
    EXPECT_EQ(recognise_client_guid(*core::from_hex("c56257e782857344b6639c36dfd01671")).rule,
              nullptr);
}

TEST(ClientShape, KnowsTheRowsOfItsTable) {
    // smb.md 1.4, row by row.
    Names vista = six;
    vista.push_back("SMB 2.002");
    vista.push_back("SMB 2.???");
    EXPECT_EQ(rule_of(vista, 0xC853, 0xFEFF, 0), "Windows client");
    EXPECT_EQ(rule_of(six, 0xC853, 0xFEFF, 0), "Windows client");
    EXPECT_EQ(rule_of(six, 0xC053, 0xFEFF, 64), "Shadow Brokers tool");
    EXPECT_EQ(rule_of(four, 0x2801, 3422, 22906), "Metasploit");
    EXPECT_EQ(rule_of({"NT LM 0.12"}, 0x6801, 0, 0), "Metasploit EternalBlue module");
    EXPECT_EQ(rule_of({"NT LM 0.12"}, 0x4801, 2236, 0), "Python MS17-010 family");
    EXPECT_EQ(rule_of(six, 0xC007, 0xFEFF, 41182), "");  // a sign, no name
    EXPECT_EQ(rule_of({"NT LM 0.12", ""}, 0x6845, 5000, 1), "nmap");
    EXPECT_EQ(
        rule_of({"PC NETWORK PROGRAM 1.0", "MICROSOFT NETWORKS 1.03", "MICROSOFT NETWORKS 3.0",
                 "LANMAN1.0", "LM1.2X002", "Samba", "NT LANMAN 1.0", "NT LM 0.12"},
                0x4001, 0, 0),
        "nmap version probe");
    EXPECT_EQ(rule_of({"NT LM 0.12", "SMB 2.002", "SMB 2.???"}, 0xC801, 0, 0), "impacket");
    EXPECT_EQ(rule_of({"NT LANMAN 1.0", "NT LM 0.12", "SMB 2.002", "SMB 2.???"}, 0xC843, 0xFFFE, 0),
              "Samba client");
    EXPECT_EQ(rule_of({"NT LM 0.12"}, 0xC001, 1, 0), "macOS client");
    EXPECT_EQ(rule_of({"something else"}, 0xC001, 1, 0), "");
}

TEST(ClientShape, DoesNotTakeALaterMacForImpacket) {
    // benign-zeek-raw-ntlm-xp-client.pcap: the same list and flags, PID 1.
    EXPECT_EQ(rule_of({"NT LM 0.12", "SMB 2.002", "SMB 2.???"}, 0xC801, 1, 0), "macOS client");
}

TEST(ClientShape, KnowsTheWormsCopiedNumbersAndHosts) {
    EXPECT_TRUE(is_wannacry_checker({four, 0x2801, 19247, 24261}));
    EXPECT_FALSE(is_wannacry_checker({four, 0x2801, 19247, 1}));
    EXPECT_TRUE(is_notpetya_shape({six, 0xC007, 0xFEFF, 41182}));
    EXPECT_FALSE(is_notpetya_shape({six, 0xC007, 0xFEFF, 0}));
    EXPECT_FALSE(is_notpetya_shape({four, 0xC007, 0xFEFF, 41182}));
    EXPECT_EQ(family_of_unc_host("192.168.56.20"), &rules::wannacry);
    EXPECT_EQ(family_of_unc_host("123.12.31.2"), &rules::notpetya);
    EXPECT_EQ(family_of_unc_host("127.0.0.1"), nullptr);  // what port forwarding gives
}

TEST(ClientShape, KnowsNmapByItsStrings) {
    EXPECT_EQ(recognise_native_strings("Nmap", "Native Lanman").rule, &rules::nmap);
    EXPECT_EQ(recognise_native_strings("Windows 2000 2195", "Windows 2000 5.0").rule, nullptr);
    EXPECT_EQ(recognise_workstation("nmap").rule, &rules::nmap);
    EXPECT_EQ(recognise_workstation("VICTIM-PC").rule, nullptr);
}

TEST(ClientShape, WorkstationsOfToolsAndFilesOfWorms) {
    // smb.md 1.4: a random 16-letter string is Metasploit's scanner; a NetBIOS name has 15 at most.
    EXPECT_EQ(recognise_workstation("kQWeRtyUiOpAsDfG").rule, &rules::metasploit);
    EXPECT_EQ(recognise_workstation("kQWeRtyUiOpAsDfG").grade, event::Grade::consistent);
    EXPECT_EQ(recognise_workstation("ACCOUNTINGSERVER").rule, nullptr);
    EXPECT_EQ(recognise_workstation("KathysMacBookPro").rule, nullptr);
    EXPECT_EQ(recognise_workstation("kQWErTyUiOpAsDf").rule, nullptr);
    EXPECT_EQ(recognise_workstation("kQWErTyUiOpAsDf1").rule, nullptr);
    EXPECT_EQ(family_of_workstation("HOD"), &rules::lsass_bots);
    EXPECT_EQ(family_of_workstation("HODGES"), nullptr);
    EXPECT_EQ(family_of_dropped_file("\\CSCC.dat"), &rules::bad_rabbit);
    EXPECT_EQ(family_of_dropped_file("\\xcscc.dat"), nullptr);
    EXPECT_EQ(family_of_printed_file("C:\\Windows\\System32\\wbem\\mof\\sysnullevnt.mof"),
              &rules::stuxnet);
    EXPECT_EQ(family_of_printed_file(""), nullptr);
}

}  // namespace
}  // namespace hitme::recognition::smb
