// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/rpc_rules.h"

#include <gtest/gtest.h>

#include <string>

#include "support/rpc_samples.h"
#include "wire/rpc_interfaces.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;
using tests::Stub;

class Calls : public ::testing::Test {
 protected:
    void call(std::string_view interface, std::uint16_t opnum, core::ByteVector stub,
              std::uint8_t auth_level = 0, bool is_cut = false) {
        const wire::RpcInterface* known = wire::find_rpc_interface(interface);
        ASSERT_NE(known, nullptr) << interface;
        wire::RpcMessage message;
        message.opnum = opnum;
        message.interface = wire::SyntaxId{known->uuid, known->major, known->minor};
        message.stub = std::move(stub);
        message.auth_level = auth_level;
        message.is_cut = is_cut;
        notes.begin_message(1000, {});
        judge_call(message, {80, "pipe"}, memory, notes);
    }
    void sealed(std::string_view interface, std::uint16_t opnum) {
        // [MS-RPCE] 2.2.1.1.8: packet privacy; the stub is no plain text.
        call(interface, opnum, core::ByteVector(64, 0xA7), 6);
    }
    static core::ByteVector canonicalize(std::u16string_view path,
                                         std::u16string_view prefix = u"\\") {
        return Stub{}.u32(0).string(path).u32(500).string(prefix).u32(1).u32(0).bytes();
    }
    // [MS-WKST] NetrJoinDomain2: the password, a salt of 8 bytes, 512 and a length, makes every stub long.
    static core::ByteVector join(std::u16string_view domain, std::u16string_view unit,
                                 std::u16string_view account) {
        return Stub{}
            .u32(0)
            .string(domain)
            .unique_string(unit)
            .align(4)
            .unique_string(account)
            .align(4)
            .u32(0x20004)
            .raw(core::ByteVector(524, 0x5C))
            .u32(1)
            .bytes();
    }
    // [MS-RPRN] RpcRemoteFindFirstPrinterChangeNotificationEx: hPrinter, fdwFlags, fdwOptions, pszLocalMachine.
    static core::ByteVector notify(std::u16string_view machine) {
        return Stub{}.handle().u32(0x100).u32(0).unique_string(machine).bytes();
    }
    static core::ByteVector create_service(std::u16string_view name, std::u16string_view program) {
        return Stub{}
            .handle()
            .string(name)
            .unique_string(name)
            .u32(0xF01FF)
            .u32(0x10)
            .u32(3)
            .u32(0)
            .string(program)
            .u32(0)
            .bytes();
    }
    Notes notes{"smb1"};
    RpcMemory memory;
};

TEST_F(Calls, APathThatClimbsAndIsLongIsMs08067) {
    // The shape of smb.md 1.11: 250 characters, then up twice.
    call("srvsvc", 31,
         canonicalize(u"\\" + std::u16string(250, u'\x9090') + u"\\..\\..\\" +
                      std::u16string(47, u'A')));
    EXPECT_EQ(notes.grade_of(rules::ms08_067), Grade::certain);
    EXPECT_EQ(notes.so_far().stage, Stage::exploit_attempt);
    const auto& evidence = notes.so_far().labels[0].evidence;
    ASSERT_GE(evidence.size(), 3u);
    // Stub at 1080: ServerName 4, then max_count, offset, actual_count before the characters.
    EXPECT_EQ(evidence[0].offset, 1080u + 16);
    EXPECT_EQ(evidence[1].offset, 1080u + 16 + 2 * 251);
    EXPECT_EQ(evidence[2].offset, 1080u + 16 + 2 * 254);
    EXPECT_NE(
        notes.told().sentence.find("that climbs above its root: MS08-067 exploit attempt, certain"),
        std::string::npos)
        << notes.told().sentence;
}

TEST_F(Calls, NmapsCheckStaysAProbe) {
    // smb.md 1.11: opnum 32, "\" + 39 x A + "\..\n" against "\n", PathType 1.
    call("srvsvc", 32,
         Stub{}
             .u32(0)
             .string(u"\\" + std::u16string(39, u'A') + u"\\..\\n")
             .string(u"\\n")
             .u32(1)
             .u32(0)
             .bytes());
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    EXPECT_TRUE(notes.has(rules::ms08_067_check));
    EXPECT_FALSE(notes.has(rules::ms08_067));
}

TEST_F(Calls, APlainPathCallIsNoMoreThanThat) {
    call("srvsvc", 31, canonicalize(u"\\share\\file"));
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    EXPECT_TRUE(notes.has(rules::path_call));
}

TEST_F(Calls, EclipsedWingsWalkIsMs08067) {
    std::u16string path;
    for (int i = 0; i < 40; ++i) path += u"./A/../";  // smb.md 1.13: same class as 1.11
    call("srvsvc", 31, canonicalize(path));
    EXPECT_EQ(notes.grade_of(rules::ms08_067), Grade::likely);
    EXPECT_FALSE(notes.has(rules::ms06_040));
}

TEST_F(Calls, AnUnusualPrefixIsJudgedToo) {
    const std::u16string unusual = u"\\" + std::u16string(300, u'\x4141');
    call("srvsvc", 31, canonicalize(u"\\a", unusual));
    EXPECT_EQ(notes.grade_of(rules::ms06_040), Grade::likely);
    const auto& evidence = notes.so_far().labels[0].evidence;
    ASSERT_EQ(evidence.size(), 1u);
    // ServerName 4, the path's counts 12 and 6 bytes, 2 to align, OutbufLen 4, the Prefix's counts 12.
    EXPECT_EQ(evidence[0].offset, 1080u + 40);
    EXPECT_EQ(evidence[0].length, 2u * 302);
    call("srvsvc", 31, canonicalize(u"\\..\\..\\AAAA", unusual));
    EXPECT_EQ(notes.grade_of(rules::ms08_067), Grade::likely);
    EXPECT_NE(notes.told().sentence.find("which together climb above their root"),
              std::string::npos);
}

TEST_F(Calls, ALongUnusualPathIsConsistentWithMs06040) {
    call("srvsvc", 31, canonicalize(std::u16string(300, u'\x4141')));
    EXPECT_EQ(notes.grade_of(rules::ms06_040), Grade::consistent);
}

TEST_F(Calls, OfACallThatWasCutNothingIsCertain) {
    auto stub = canonicalize(u"\\" + std::u16string(250, u'\x9090') + u"\\..\\..\\x");
    stub.resize(60'000);
    call("srvsvc", 31, stub, 0, true);
    EXPECT_EQ(notes.grade_of(rules::ms08_067), Grade::likely);
    EXPECT_NE(notes.told().sentence.find("of which only the beginning was kept"),
              std::string::npos);
}

// smb.md 1.9, 1.14: what the number alone says, where the arguments are sealed.
TEST_F(Calls, ASealedCallIsJudgedByItsNumberAndNeverCertain) {
    sealed("samr", 13);
    EXPECT_EQ(notes.so_far().stage, Stage::enumeration);
    EXPECT_NE(notes.told().sentence.find("called SamrEnumerateUsersInDomain (sealed)"),
              std::string::npos);
    sealed("svcctl", 12);
    EXPECT_EQ(notes.grade_of(rules::service), Grade::likely);
    sealed("itaskschedulerservice", 1);
    EXPECT_EQ(notes.grade_of(rules::scheduled_task), Grade::likely);
    EXPECT_NE(notes.told().sentence.find("registered a task (sealed)"), std::string::npos)
        << notes.told().sentence;
    sealed("atsvc", 0);
    EXPECT_EQ(notes.grade_of(rules::at_job), Grade::likely);
}

TEST_F(Calls, SealedCallsOfManyUsesStayProbes) {
    // Print clients, EFS, a service's own start: nothing tells what the arguments are.
    sealed("spoolss", 65);
    sealed("efsrpc", 4);
    sealed("wkssvc", 22);
    sealed("netlogon", 26);
    sealed("srvsvc", 31);
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    EXPECT_NE(notes.told().sentence.find("(sealed)"), std::string::npos);
    sealed("svcctl", 19);
    EXPECT_EQ(notes.grade_of(rules::service), Grade::consistent);
}

TEST_F(Calls, ChangingAServicesProgramIsDelivery) {
    // [MS-SCMR] 3.1.4.11: hService, dwServiceType, dwStartType, dwErrorControl, lpBinaryPathName.
    const auto change = [](std::u16string_view program) {
        return Stub{}
            .handle()
            .u32(0xFFFFFFFF)
            .u32(0xFFFFFFFF)
            .u32(0xFFFFFFFF)
            .unique_string(program)
            .bytes();
    };
    call("svcctl", 11, Stub{}.handle().u32(0xFFFFFFFF).u32(2).u32(0xFFFFFFFF).u32(0).bytes());
    EXPECT_EQ(notes.so_far().stage, Stage::enumeration) << "the start type alone";
    call("svcctl", 11, change(u"C:\\Program Files\\Agent\\agent.exe"));
    EXPECT_EQ(notes.so_far().stage, Stage::payload_delivery);
    EXPECT_EQ(notes.grade_of(rules::service_changed), Grade::likely);
    call("svcctl", 11, change(u"cmd /c \\\\192.0.2.1\\x\\y.exe"));
    EXPECT_EQ(notes.grade_of(rules::service_changed), Grade::certain);
    EXPECT_EQ(notes.grade_of(rules::smbexec), Grade::likely);
}

TEST_F(Calls, RunningATaskIsNotRegisteringOne) {
    // [MS-TSCH] 3.2.5.4.13: path, then arguments.
    call("itaskschedulerservice", 12, Stub{}.string(u"\\Updater").u32(0).u32(0).bytes());
    EXPECT_EQ(notes.grade_of(rules::scheduled_task), Grade::likely);
    EXPECT_NE(notes.told().sentence.find("ran the task \\Updater"), std::string::npos);
    call("itaskschedulerservice", 1,
         Stub{}.unique_string(u"\\Updater").align(4).string(u"<Task/>").bytes());
    EXPECT_EQ(notes.grade_of(rules::scheduled_task), Grade::certain);
}

TEST_F(Calls, OnlyANameThatIsTooLongMakesAJoinAnExploit) {
    call("wkssvc", 22, join(u"EXAMPLE", u"OU=Desktops,DC=example,DC=net", u"EXAMPLE\\joiner"));
    EXPECT_TRUE(notes.so_far().labels.empty());
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    call("wkssvc", 22, join(u"EXAMPLE", u"OU=x", std::u16string(600, u'A')));
    EXPECT_EQ(notes.grade_of(rules::ms06_070), Grade::likely);
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].length, 1200u);
    EXPECT_NE(notes.told().sentence.find(", AccountName of 600 characters"), std::string::npos);
    Notes fresh("smb1");
    notes = fresh;
    call("wkssvc", 22, join(std::u16string(3000, u'A'), u"", u""));
    EXPECT_EQ(notes.grade_of(rules::ms06_070), Grade::likely);
}

// [MS-RPRN] 3.1.4.10.4: pszLocalMachine is the client's name.
TEST_F(Calls, AReportToTheClientItselfIsWhatPrintClientsAskFor) {
    call("spoolss", 65, notify(u"\\\\WS17"));
    EXPECT_EQ(notes.grade_of(rules::printer_notification), Grade::consistent)
        << "who asks is not known";
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    notes = Notes("smb1");
    notes.story().fact("smb.workstation", std::string_view("WS17"));
    call("spoolss", 65, notify(u"\\\\WS17"));
    EXPECT_TRUE(notes.so_far().labels.empty());
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    call("spoolss", 65, notify(u"\\\\RELAY"));
    EXPECT_EQ(notes.grade_of(rules::printerbug), Grade::certain);
}

TEST_F(Calls, AReportToAThirdAddressIsCoercion) {
    memory.peers = {core::Address::parse("192.0.2.9"), core::Address::parse("198.51.100.7")};
    call("spoolss", 65, notify(u"\\\\192.0.2.9"));
    EXPECT_TRUE(notes.so_far().labels.empty());
    call("spoolss", 65, notify(u"\\\\192.0.2.66"));
    EXPECT_EQ(notes.grade_of(rules::printerbug), Grade::certain);
}

TEST_F(Calls, AListingCallIsEnumerationAndThreeInterfacesAreABroadOne) {
    call("srvsvc", 15, {});
    EXPECT_EQ(notes.so_far().stage, Stage::enumeration);
    ASSERT_EQ(notes.so_far().labels.size(), 1u);
    EXPECT_EQ(notes.so_far().labels[0].rule, rules::share_listing.id);
    call("srvsvc", 15, {});
    EXPECT_EQ(notes.so_far().labels[0].evidence.size(), 1u);
    call("samr", 13, {});
    call("lsarpc", 44, {});
    EXPECT_EQ(notes.grade_of(rules::broad_listing), Grade::consistent);
}

TEST_F(Calls, ManyLookupsOfSidsAreRidCycling) {
    for (std::uint32_t i = 0; i + 1 < rid_cycling_calls; ++i) call("lsarpc", 57, {});
    EXPECT_FALSE(notes.has(rules::rid_cycling));
    call("lsarpc", 57, {});
    EXPECT_EQ(notes.grade_of(rules::rid_cycling), Grade::likely);
}

TEST_F(Calls, DsSetupZeroIsBenignAndNineWithALongStubIsNot) {
    call("dssetup", 0, {});
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    call("dssetup", 9, core::ByteVector(500, 'x'));
    EXPECT_FALSE(notes.has(rules::ms04_011));
    call("dssetup", 9, core::ByteVector(3208, 'x'));
    EXPECT_EQ(notes.grade_of(rules::ms04_011), Grade::certain);
}

TEST_F(Calls, AServiceOfAnUploadedProgramIsPsExecsWay) {
    memory.uploaded_program = true;
    call("svcctl", 12, create_service(u"abcd", u"%SystemRoot%\\x.exe"));
    EXPECT_EQ(notes.so_far().stage, Stage::payload_delivery);
    EXPECT_TRUE(notes.has(rules::psexec));
    EXPECT_FALSE(notes.has(rules::smbexec));
}

TEST_F(Calls, AServiceOfAnInterpreterIsSmbexecsWay) {
    call("svcctl", 12,
         create_service(u"BTOBTO", u"%COMSPEC% /Q /c echo cd ^> \\\\127.0.0.1\\C$\\__output"));
    EXPECT_TRUE(notes.has(rules::smbexec));
    EXPECT_TRUE(notes.has(rules::impacket));
    EXPECT_FALSE(notes.has(rules::psexec));
}

// smb.md 1.15: the family is named by the copy and the job of that copy together; by neither alone, and by no other job.
TEST_F(Calls, AnAtJobOfTheLibraryThatWasCopiedIsConfickersWay) {
    // [MS-TSCH] 3.2.5.2.1: ServerName, then AT_INFO: JobTime, DaysOfMonth, DaysOfWeek, Flags, Command.
    const auto job = [](std::u16string_view command) {
        return Stub{}.u32(0).u32(0).u32(0).u8(0).u8(0).align(4).unique_string(command).bytes();
    };
    call("atsvc", 0, job(u"rundll32.exe shell32.dll,Control_RunDLL"));
    EXPECT_TRUE(notes.has(rules::at_job));
    EXPECT_FALSE(notes.has(rules::conficker_copy));
    memory.system_libraries = {"pkcmbrwy.dll"};
    call("atsvc", 0, job(u"rundll32.exe shell32.dll,Control_RunDLL"));
    EXPECT_FALSE(notes.has(rules::conficker_copy));
    call("atsvc", 0, job(u"rundll32.exe PKCMBRWY.dll,vvcxez"));
    EXPECT_EQ(notes.grade_of(rules::conficker_copy), Grade::likely);
    ASSERT_FALSE(notes.so_far().labels.empty());
    for (const event::Label& label : notes.so_far().labels) {
        if (label.name != rules::conficker_copy.name) continue;
        ASSERT_EQ(label.evidence.size(), 2u);
        EXPECT_NE(label.evidence[0].value.find("pkcmbrwy.dll written"), std::string::npos);
        EXPECT_NE(label.evidence[1].value.find("PKCMBRWY.dll,vvcxez"), std::string::npos);
    }
}

TEST_F(Calls, OpeningTheServiceManagerListsAndStartingAServiceExecutes) {
    call("svcctl", 15, {});
    EXPECT_EQ(notes.so_far().stage, Stage::enumeration);
    call("svcctl", 19, Stub{}.handle().u32(0).u32(0).bytes());
    EXPECT_EQ(notes.so_far().stage, Stage::payload_delivery);
}

TEST_F(Calls, ZerosForChallengeAndCredentialAreZerologon) {
    // [MS-NRPC] 3.5.4.4.1: PrimaryName, ComputerName, ClientChallenge.
    call("netlogon", 4, Stub{}.u32(0).string(u"DC1").raw(core::ByteVector(8, 0)).bytes());
    EXPECT_FALSE(notes.has(rules::zerologon)) << "a challenge alone attempts nothing";
    EXPECT_EQ(notes.grade_of(rules::zerologon_check), Grade::consistent);
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    Notes fresh("smb1");
    notes = fresh;
    call("netlogon", 4, Stub{}.u32(0).string(u"DC1").u32(0x11223344).u32(1).bytes());
    EXPECT_FALSE(notes.has(rules::zerologon));
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
}

TEST_F(Calls, ACredentialOfZerosCountsInEveryAuthenticate) {
    // [MS-NRPC] 3.5.4.4.2 and what came before it: PrimaryName, AccountName, SecureChannelType, ComputerName, ClientCredential.
    for (const std::uint16_t opnum : {std::uint16_t{5}, std::uint16_t{15}, std::uint16_t{26}}) {
        Notes fresh("smb1");
        notes = fresh;
        call("netlogon", opnum,
             Stub{}
                 .u32(0)
                 .string(u"DC1$")
                 .u16(6)
                 .string(u"DC1")
                 .raw(core::ByteVector(8, 0))
                 .bytes());
        EXPECT_EQ(notes.grade_of(rules::zerologon), Grade::likely) << opnum;
    }
}

TEST_F(Calls, AFileOfAnotherHostIsCoercion) {
    // [MS-EFSR] 3.1.4.2.1: FileName, Flags.
    call("efsrpc", 0, Stub{}.string(u"\\\\192.0.2.66\\share\\x").u32(0).bytes());
    EXPECT_EQ(notes.grade_of(rules::petitpotam), Grade::likely) << "the server is not known";
    notes.story().fact("smb.tree", std::string_view("\\\\198.51.100.7\\IPC$"));
    call("efsrpc", 0, Stub{}.string(u"\\\\192.0.2.66\\share\\x").u32(0).bytes());
    EXPECT_EQ(notes.grade_of(rules::petitpotam), Grade::certain);
    EXPECT_EQ(notes.so_far().labels[0].attack_ids, std::vector<std::string>{"T1187"});
}

TEST_F(Calls, AFileOfTheServerIsNone) {
    call("efsrpc", 0, Stub{}.string(u"C:\\Users\\x").u32(0).bytes());
    notes.story().fact("smb.tree", std::string_view("\\\\198.51.100.7\\IPC$"));
    call("efsrpc", 4, Stub{}.string(u"\\\\198.51.100.7\\docs\\x.txt").u32(0).bytes());
    EXPECT_TRUE(notes.so_far().labels.empty());
}

// [MS-RRP] 3.1.5, BaseRegCreateKey: hKey, lpSubKey, lpClass, dwOptions, samDesired; BaseRegSaveKey: hKey, lpFile.
core::ByteVector key_of(std::u16string_view name) {
    return Stub{}.handle().unicode(name).align(4).u32(0).u32(4).u32(0x02000000).bytes();
}
core::ByteVector save_to(std::u16string_view file) {
    return Stub{}.handle().unicode(file).align(4).u32(0).bytes();
}

TEST_F(Calls, SavingTheHivesOfAccountsIsCredentialDumping) {
    call("winreg", 6, key_of(u"SYSTEM\\CurrentControlSet\\Services\\Schedule"));
    call("winreg", 20, save_to(u"C:\\a.tmp"));
    EXPECT_TRUE(notes.so_far().labels.empty()) << "any other key";
    call("winreg", 6, key_of(u"SAM"));
    call("winreg", 20, save_to(u"..\\Temp\\kjdRTqwe.tmp"));
    EXPECT_EQ(notes.grade_of(rules::hives_saved), Grade::likely);
    EXPECT_EQ(notes.so_far().labels[0].attack_ids, std::vector<std::string>{"T1003.002"});
    // Stub at 1080: handle 20, RPC_UNICODE_STRING 8, three counts 12; 20 characters.
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].offset, 1080u + 40);
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].length, 40u);
    EXPECT_NE(
        notes.told().sentence.find(
            "asked to save the hive SAM to ..\\Temp\\kjdRTqwe.tmp: saving of credential hives"),
        std::string::npos)
        << notes.told().sentence;
    call("winreg", 15, key_of(u"\\security"));
    call("winreg", 31, save_to(u"x"));
    EXPECT_EQ(notes.grade_of(rules::hives_saved), Grade::certain) << "two of the three";
}

TEST_F(Calls, TheSystemHiveAloneMayBeABackup) {
    call("winreg", 15, key_of(u"SYSTEM"));
    call("winreg", 20, save_to(u"C:\\system.bak"));
    EXPECT_EQ(notes.grade_of(rules::hives_saved), Grade::consistent);
}

TEST_F(Calls, MakingAnAccountIsToldByItsName) {
    // [MS-SAMR] 3.1.5.4.4: DomainHandle, Name, AccountType, DesiredAccess.
    const auto make = [](std::u16string_view name, std::uint32_t type) {
        return Stub{}.handle().unicode(name).align(4).u32(type).u32(0xF07FF).bytes();
    };
    call("samr", 50, make(u"WS17$", 0x80));
    EXPECT_EQ(notes.grade_of(rules::machine_account), Grade::consistent) << "a join does it";
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    call("samr", 50, make(u"support", 0x10));
    EXPECT_EQ(notes.grade_of(rules::account_made), Grade::likely);
    EXPECT_NE(notes.told().sentence.find("asked to make the account support"), std::string::npos);
    // 3.1.5.6.4: UserHandle, UserInformationClass; what it says of an account that was made just now is no change.
    call("samr", 58, Stub{}.handle().u16(26).bytes());
    EXPECT_FALSE(notes.has(rules::account_changed));
    // 3.1.5.8.3 and 2.2.3.1: AliasHandle, MemberId S-1-5-21-1-2-3-1001; the alias 544 is Administrators.
    call("samr", 27, Stub{}.handle().u32(1).u32(544).bytes());
    call("samr", 31,
         Stub{}
             .handle()
             .u32(5)
             .u8(1)
             .u8(5)
             .raw(core::ByteVector{0, 0, 0, 0, 0, 5})
             .u32(21)
             .u32(1)
             .u32(2)
             .u32(3)
             .u32(1001)
             .bytes());
    EXPECT_EQ(notes.grade_of(rules::account_changed), Grade::likely);
    EXPECT_NE(notes.told().sentence.find("add S-1-5-21-1-2-3-1001 to the administrators"),
              std::string::npos)
        << notes.told().sentence;
}

TEST_F(Calls, SettingAPasswordIsConsistentWithAChangeOfAccounts) {
    call("samr", 34, Stub{}.handle().u32(0x11B).u32(500).bytes());
    call("samr", 37, Stub{}.handle().u16(16).bytes());
    EXPECT_FALSE(notes.has(rules::account_changed)) << "flags alone";
    call("samr", 37, Stub{}.handle().u16(24).bytes());
    EXPECT_EQ(notes.grade_of(rules::account_changed), Grade::consistent);
    EXPECT_NE(notes.told().sentence.find("asked to set the password of the account RID 500"),
              std::string::npos)
        << notes.told().sentence;
    sealed("samr", 55);
    EXPECT_NE(notes.told().sentence.find("called SamrUnicodeChangePasswordUser2 (sealed)"),
              std::string::npos);
}

TEST_F(Calls, SharesThatAreMadeOrRemovedAreTold) {
    // [MS-SRVS] 3.1.4.7 and 2.2.4.24: ServerName, Level, union of SHARE_INFO_2.
    call("srvsvc", 14,
         Stub{}
             .u32(0)
             .u32(2)
             .u32(2)
             .u32(0x20000)
             .u32(0x20004)
             .u32(0)
             .u32(0)
             .u32(0)
             .u32(0xFFFFFFFF)
             .u32(0)
             .u32(0x20008)
             .u32(0)
             .string(u"drop")
             .string(u"C:\\drop")
             .u32(0)
             .bytes());
    call("srvsvc", 18, Stub{}.u32(0).string(u"drop").u32(0).bytes());
    EXPECT_TRUE(notes.so_far().labels.empty());
    EXPECT_EQ(notes.told().sentence,
              "asked to make the share drop of C:\\drop, asked to remove the share drop");
}

TEST_F(Calls, StoppingOrDeletingAServiceIsTold) {
    // [MS-SCMR] 3.1.4.16, 3.1.4.2 (SERVICE_CONTROL_STOP 1, INTERROGATE 4), 3.1.4.3.
    call("svcctl", 16, Stub{}.handle().string(u"WinDefend").u32(0x20).bytes());
    call("svcctl", 1, Stub{}.handle().u32(4).bytes());
    EXPECT_FALSE(notes.has(rules::service_stopped));
    call("svcctl", 1, Stub{}.handle().u32(1).bytes());
    EXPECT_EQ(notes.grade_of(rules::service_stopped), Grade::consistent);
    EXPECT_EQ(notes.so_far().stage, Stage::enumeration);
    EXPECT_NE(notes.told().sentence.find("asked to stop the service WinDefend"), std::string::npos);
    Notes fresh("smb1");
    notes = fresh;
    call("svcctl", 12, create_service(u"abcd", u"%SystemRoot%\\x.exe"));
    call("svcctl", 2, Stub{}.handle().bytes());
    EXPECT_FALSE(notes.has(rules::service_stopped)) << "his own";
    EXPECT_NE(notes.told().sentence.find("asked to delete the service abcd"), std::string::npos);
}

// smb.md 1.12, medium: letters by chance in a path that climbs, in one TransactNmPipe.
TEST_F(Calls, ALetteredPathInOneTransactionIsConsistentWithConficker) {
    std::u16string letters;
    for (int i = 0; i < 200; ++i) letters += static_cast<char16_t>(u'A' + (i * 7) % 26);
    const auto path = [&](std::string_view command, bool in_one_piece, std::u16string_view name) {
        const wire::RpcInterface* srvsvc = wire::find_rpc_interface("srvsvc");
        wire::RpcMessage message;
        message.opnum = 31;
        message.interface = wire::SyntaxId{srvsvc->uuid, 3, 0};
        message.stub = canonicalize(u"\\" + std::u16string(name) + u"\\..\\..\\x");
        notes.begin_message(1000, {});
        notes.command(command);
        judge_call(message, {80, "browser", in_one_piece}, memory, notes);
        return notes.grade_of(rules::conficker_letters);
    };
    EXPECT_EQ(path("WRITE_ANDX", true, letters), Grade::none);
    EXPECT_EQ(path("TRANSACTION", false, letters), Grade::none);
    EXPECT_EQ(path("TRANSACTION", true, std::u16string(200, u'A')), Grade::none) << "one letter";
    const Notes before = notes;
    notes.found(rules::metasploit, Grade::likely, {{0, 1, "x"}});
    EXPECT_EQ(path("TRANSACTION", true, letters), Grade::none) << "a tool by its name";
    notes = before;
    EXPECT_EQ(path("TRANSACTION", true, letters), Grade::consistent);
    EXPECT_EQ(notes.grade_of(rules::ms08_067), Grade::certain);
}

// smb.md 1.15: print-to-file alone is a technique; with a file of the worm's own it is its way.
TEST_F(Calls, StuxnetIsNamedByItsFilesAndTheirWay) {
    const auto print = [](std::u16string_view file) {
        return Stub{}
            .handle()
            .u32(1)
            .u32(1)
            .u32(0x20000)
            .u32(0)
            .u32(0x20008)
            .u32(0)
            .string(file)
            .bytes();
    };
    call("spoolss", 17, print(u"wbem\\mof\\good.mof"));
    EXPECT_TRUE(notes.has(rules::ms10_061));
    EXPECT_FALSE(notes.has(rules::stuxnet));
    call("spoolss", 17, print(u"wbem\\mof\\sysnullevnt.mof"));
    EXPECT_EQ(notes.grade_of(rules::stuxnet), Grade::likely);
    call("spoolss", 17, print(u"winsta.exe"));
    EXPECT_EQ(notes.grade_of(rules::stuxnet), Grade::likely) << "two files are one kind of sign";
}

TEST_F(Calls, AnInterfaceOfNoTableIsStillTold) {
    wire::RpcMessage message;
    message.opnum = 7;
    notes.begin_message(0, {});
    judge_call(message, {}, memory, notes);
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    EXPECT_EQ(notes.so_far().operations[0].name, "opnum 7");
}

TEST(RpcRules, NamesAnInterfaceForASentence) {
    EXPECT_EQ(asked_for("srvsvc", "browser"), "asked for SRVSVC over \\browser");
    EXPECT_EQ(asked_for("samr", ""), "asked for SAMR");
}

}  // namespace
}  // namespace hitme::recognition::smb
