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
    void call(std::string_view interface, std::uint16_t opnum, core::ByteVector stub) {
        const wire::RpcInterface* known = wire::find_rpc_interface(interface);
        ASSERT_NE(known, nullptr) << interface;
        wire::RpcMessage message;
        message.opnum = opnum;
        message.interface = wire::SyntaxId{known->uuid, known->major, known->minor};
        message.stub = std::move(stub);
        notes.begin_message(1000, {});
        judge_call(message, {80, "pipe"}, memory, notes);
    }
    static core::ByteVector canonicalize(std::u16string_view path) {
        return Stub{}.u32(0).string(path).u32(500).string(u"\\").u32(1).u32(0).bytes();
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
