// SPDX-License-Identifier: Apache-2.0
#include "wire/rpc_arguments.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/pipe_streams.h"
#include "support/rpc_samples.h"
#include "wire/dcerpc_calls.h"

namespace hitme::wire {
namespace {

using tests::Stub;

RpcArguments read(const char* interface, std::uint16_t opnum, const core::ByteVector& stub) {
    return read_rpc_arguments(*find_rpc_interface(std::string_view(interface)), opnum, stub,
                              ByteOrder::little);
}

// [MS-SCMR] 3.1.4.12, up to the path of the program
core::ByteVector create_service() {
    return Stub{}
        .handle()
        .string(u"UpdSvc")
        .unique_string(u"Update Service")
        .u32(0xF01FF)
        .u32(0x10)
        .u32(3)
        .u32(0)
        .string(u"%SystemRoot%\\upd.exe")
        .u32(0)
        .bytes();
}

TEST(RpcArguments, ReadsWhatAnEndpointMapperIsAskedFor) {
    // C706 appendices L and O: no object; a tower of five floors: samr 1.0, NDR 2.0, connections, TCP, IP.
    const auto tower = core::from_hex(
                           "0500"
                           "13000d785734123412cdabef000123456789ac01000200"
                           "0000"
                           "13000d045d888aeb1cc9119fe808002b10486002000200"
                           "0000"
                           "01000b0200"
                           "0000"
                           "0100070200"
                           "0000"
                           "0100090400"
                           "00000000")
                           .value();
    Stub stub;
    stub.u32(0).u32(1).u32(static_cast<std::uint32_t>(tower.size()));
    stub.u32(static_cast<std::uint32_t>(tower.size())).raw(tower);
    const auto arguments = read("epmapper", 3, stub.bytes());
    EXPECT_FALSE(arguments.fault);
    EXPECT_EQ(arguments.find("interface"), "samr");
    EXPECT_EQ(arguments.find("protocol"), "ncacn_ip_tcp");
}

TEST(RpcArguments, ReadsAServiceThatIsCreated) {
    const auto arguments = read("svcctl", 12, create_service());
    EXPECT_FALSE(arguments.fault);
    EXPECT_EQ(arguments.find("lpServiceName"), "UpdSvc");
    EXPECT_EQ(arguments.find("lpDisplayName"), "Update Service");
    EXPECT_EQ(arguments.find("lpBinaryPathName"), "%SystemRoot%\\upd.exe");
    for (const auto& one : arguments.list)
        if (one.name == "lpBinaryPathName") {
            EXPECT_EQ(one.length, 2u * 20);  // UTF-16
        }
    EXPECT_EQ(arguments.find("dwStartType"), "3");
    EXPECT_FALSE(arguments.find("lpPassword"));
}

TEST(RpcArguments, ReadsTheArgumentsOfAServiceThatIsStarted) {
    // [MS-SCMR] 3.1.4.19: argc, pointer, conformance, two pointers, two strings
    const auto stub = Stub{}
                          .handle()
                          .u32(2)
                          .u32(0x20000)
                          .u32(2)
                          .u32(0x20004)
                          .u32(0x20008)
                          .string(u"run")
                          .string(u"now")
                          .bytes();
    EXPECT_EQ(read("svcctl", 19, stub).find("argv"), "run now");
    EXPECT_EQ(read("svcctl", 19, Stub{}.handle().u32(0).u32(0).bytes()).find("argc"), "0");
}

TEST(RpcArguments, ReadsJobsAndTasks) {
    // [MS-TSCH] 3.2.5.2.1: AT_INFO of JobTime, DaysOfMonth, DaysOfWeek, Flags, Command
    const auto job = Stub{}
                         .unique_string(u"\\\\host")
                         .u32(3'600'000)
                         .u32(0)
                         .u8(1)
                         .u8(0)
                         .u32(0x20004)
                         .string(u"rundll32.exe x,y")
                         .bytes();
    EXPECT_EQ(read("atsvc", 0, job).find("Command"), "rundll32.exe x,y");
    EXPECT_EQ(read("atsvc", 0, job).find("JobTime"), "3600000");
    const auto task = Stub{}.unique_string(u"\\Upd").string(u"<Task/>").u32(6).bytes();
    EXPECT_EQ(read("itaskschedulerservice", 1, task).find("path"), "\\Upd");
    EXPECT_EQ(read("itaskschedulerservice", 1, task).find("xml"), "<Task/>");
    EXPECT_EQ(read("itaskschedulerservice", 12, Stub{}.string(u"\\Upd").bytes()).find("path"),
              "\\Upd");
}

TEST(RpcArguments, ReadsTheSpoolersNames) {
    EXPECT_EQ(read("spoolss", 1, Stub{}.unique_string(u"\\\\h\\p").bytes()).find("pPrinterName"),
              "\\\\h\\p");
    // [MS-RPRN] 3.1.4.9.1: container of level 1, three pointers, three strings
    const auto document = Stub{}
                              .handle()
                              .u32(1)
                              .u32(1)
                              .u32(0x20000)
                              .u32(0x20004)
                              .u32(0x20008)
                              .u32(0)
                              .string(u"job")
                              .string(u"C:\\x.dll")
                              .bytes();
    EXPECT_EQ(read("spoolss", 17, document).find("pOutputFile"), "C:\\x.dll");
    // 3.1.4.10.4
    const auto notification =
        Stub{}.handle().u32(0x100).u32(0).unique_string(u"\\\\198.51.100.7").u32(0).u32(0).bytes();
    EXPECT_EQ(read("spoolss", 65, notification).find("pszLocalMachine"), "\\\\198.51.100.7");
}

TEST(RpcArguments, ReadsAPrinterDriverOfEachLevel) {
    // [MS-RPRN] 2.2.1.5: bytes behind the first six members, as the structures are declared
    const std::pair<std::uint32_t, std::size_t> levels[] = {
        {2, 0}, {3, 20}, {4, 28}, {6, 64}, {8, 112}};
    for (const auto& [level, rest] : levels) {
        Stub stub;
        stub.unique_string(u"\\\\h").u32(level).u32(level).u32(0x20004);
        if (level >= 6) stub.align(8);
        stub.u32(3);
        for (std::uint32_t i = 0; i < 5; ++i) stub.u32(0x20008 + 4 * i);
        stub.raw(core::ByteVector(rest, 0));
        for (const auto* text :
             {u"Driver", u"Windows x64", u"C:\\a.dll", u"\\\\198.51.100.7\\s\\b.dll", u"C:\\c.dll"})
            stub.string(text);
        const auto arguments = read("spoolss", 89, stub.bytes());
        EXPECT_FALSE(arguments.fault) << level;
        EXPECT_EQ(arguments.find("pDriverPath"), "C:\\a.dll") << level;
        EXPECT_EQ(arguments.find("pDataFile"), "\\\\198.51.100.7\\s\\b.dll") << level;
        EXPECT_EQ(read("iremotewinspool", 39, stub.bytes()).find("pConfigFile"), "C:\\c.dll")
            << level;
        EXPECT_EQ(read("spoolss", 9, stub.bytes()).find("pDriverName"), "Driver") << level;
    }
}

TEST(RpcArguments, ShowsTheClientsChallengeAndCredential) {
    // [MS-NRPC] 3.5.4.4.1 and 3.5.4.4.2
    const auto challenge =
        Stub{}.unique_string(u"\\\\DC").string(u"WS").raw(core::ByteVector(8, 0)).bytes();
    EXPECT_EQ(read("netlogon", 4, challenge).find("ClientChallenge"), "0000000000000000");
    const auto authenticate = Stub{}
                                  .unique_string(u"\\\\DC")
                                  .string(u"DC$")
                                  .u16(6)
                                  .string(u"DC")
                                  .raw(core::ByteVector{1, 2, 3, 4, 5, 6, 7, 0xAB})
                                  .u32(0x212FFFFF)
                                  .bytes();
    const auto arguments = read("netlogon", 26, authenticate);
    EXPECT_EQ(arguments.find("AccountName"), "DC$");
    EXPECT_EQ(arguments.find("SecureChannelType"), "6");
    EXPECT_EQ(arguments.find("ClientCredential"), "01020304050607ab");
}

TEST(RpcArguments, ReadsFileNamesThatCoerce) {
    const auto stub = Stub{}.string(u"\\\\198.51.100.7\\s\\f").u32(0).bytes();
    for (const int opnum : {0, 4, 5, 6, 7, 12, 13})
        EXPECT_EQ(read("efsrpc", static_cast<std::uint16_t>(opnum), stub).find("FileName"),
                  "\\\\198.51.100.7\\s\\f");
}

TEST(RpcArguments, TellsTheSizeOfCallsThatAreKnownByIt) {
    const core::ByteVector stub(3000, 0x41);
    EXPECT_EQ(read("dssetup", 9, stub).find("stub_length"), "3000");
    EXPECT_EQ(read("pnp", 0x36, stub).find("stub_length"), "3000");
    EXPECT_EQ(read("nddeapi", 12, stub).find("stub_length"), "3000");
    const auto join = Stub{}.u32(0).string(std::u16string(2000, u'A')).bytes();
    EXPECT_EQ(read("wkssvc", 22, join).find("DomainNameParam_length"), "2000");
    EXPECT_FALSE(read("dssetup", 0, stub).find("stub_length"));
}

TEST(RpcArguments, MeasuresTheNamesOfAJoin) {
    // [MS-WKST] NetrJoinDomain2: ServerName, DomainNameParam, MachineAccountOU, AccountName, Password, Options.
    const auto join = Stub{}
                          .u32(0)
                          .string(u"EXAMPLE")
                          .unique_string(u"OU=Desktops")
                          .align(4)
                          .unique_string(std::u16string(700, u'A'))
                          .align(4)
                          .u32(0)
                          .u32(1)
                          .bytes();
    const auto arguments = read("wkssvc", 22, join);
    EXPECT_EQ(arguments.find("DomainNameParam_length"), "7");
    EXPECT_EQ(arguments.find("MachineAccountOU"), "OU=Desktops");
    EXPECT_EQ(arguments.find("MachineAccountOU_length"), "11");
    EXPECT_EQ(arguments.find("AccountName_length"), "700");  // its value is cut
    EXPECT_EQ(arguments.find("AccountName")->size(), max_argument_bytes);
}

TEST(RpcArguments, ReadsTheProgramOfAChangedService) {
    // [MS-SCMR] 3.1.4.11 and 3.1.4.23: hService, dwServiceType, dwStartType, dwErrorControl, lpBinaryPathName.
    const auto none = Stub{}.handle().u32(1).u32(2).u32(3);
    const auto wide = Stub{none}.unique_string(u"C:\\x.exe").bytes();
    EXPECT_EQ(read("svcctl", 11, wide).find("lpBinaryPathName"), "C:\\x.exe");
    const auto narrow = Stub{none}.u32(0x20000).narrow("C:\\x.exe").bytes();
    EXPECT_EQ(read("svcctl", 23, narrow).find("lpBinaryPathName"), "C:\\x.exe");
    EXPECT_FALSE(read("svcctl", 11, Stub{none}.u32(0).bytes()).find("lpBinaryPathName"));
}

TEST(RpcArguments, ReadsNamesSidsAndRids) {
    // [MS-SAMR] 3.1.5.11.2: an array of 1000, of which two are sent
    const auto names = Stub{}
                           .handle()
                           .u32(2)
                           .u32(1000)
                           .u32(0)
                           .u32(2)
                           .u16(6)
                           .u16(6)
                           .u32(0x20000)
                           .u16(4)
                           .u16(4)
                           .u32(0x20004)
                           .u32(3)
                           .u32(0)
                           .u32(3)
                           .u16('a')
                           .u16('n')
                           .u16('n')
                           .u32(2)
                           .u32(0)
                           .u32(2)
                           .u16('b')
                           .u16('o')
                           .bytes();
    EXPECT_EQ(read("samr", 17, names).find("Names"), "ann, bo");
    const auto rids = Stub{}.handle().u32(2).u32(1000).u32(0).u32(2).u32(500).u32(501).bytes();
    EXPECT_EQ(read("samr", 18, rids).find("Rids"), "500, 501");
    EXPECT_EQ(read("samr", 34, Stub{}.handle().u32(0x11B).u32(1000).bytes()).find("Rid"), "1000");
    // [MS-LSAT] 3.1.4.11: one SID, S-1-5-32-544
    const auto sids = Stub{}
                          .handle()
                          .u32(1)
                          .u32(0x20000)
                          .u32(1)
                          .u32(0x20004)
                          .u32(2)
                          .u8(1)
                          .u8(2)
                          .raw(core::ByteVector{0, 0, 0, 0, 0, 5})
                          .u32(32)
                          .u32(544)
                          .bytes();
    EXPECT_EQ(read("lsarpc", 15, sids).find("Sids"), "S-1-5-32-544");
}

TEST(RpcArguments, ReadsKeysAndWhatIsWrittenToThem) {
    const auto key = Stub{}.handle().unicode(u"SOFTWARE\\Run").u32(0).u32(0x20019).bytes();
    EXPECT_EQ(read("winreg", 15, key).find("lpSubKey"), "SOFTWARE\\Run");
    Stub value;
    value.handle().unicode(u"Upd").u32(1).u32(12);
    for (const char16_t unit : std::u16string_view(u"a.exe")) value.u16(unit);
    const auto arguments = read("winreg", 22, value.u16(0).u32(12).bytes());
    EXPECT_EQ(arguments.find("lpValueName"), "Upd");
    EXPECT_EQ(arguments.find("lpData"), "a.exe");
}

TEST(RpcArguments, ReadsAccountsThatAreMadeAndChanged) {
    // [MS-SAMR] 3.1.5.4.4: DomainHandle, Name, AccountType, DesiredAccess; 3.1.5.4.5 without the type.
    const auto made = Stub{}.handle().unicode(u"bob").align(4).u32(0x10).u32(1).bytes();
    EXPECT_EQ(read("samr", 50, made).find("Name"), "bob");
    EXPECT_EQ(read("samr", 50, made).find("AccountType"), "16");
    EXPECT_FALSE(read("samr", 50, made).fault);
    EXPECT_EQ(read("samr", 12, made).find("Name"), "bob");
    EXPECT_FALSE(read("samr", 12, made).find("AccountType"));
    EXPECT_EQ(read("samr", 58, Stub{}.handle().u16(26).bytes()).find("InformationClass"), "26");
    EXPECT_EQ(read("samr", 22, Stub{}.handle().u32(1001).u32(7).bytes()).find("Rid"), "1001");
    // 3.1.5.10.3: ServerName, unique, and UserName; then passwords, which are nobody's to read.
    const auto change = Stub{}.u32(0x20000).unicode(u"DC1").align(4).unicode(u"ann").u32(0).bytes();
    EXPECT_EQ(read("samr", 55, change).find("UserName"), "ann");
    EXPECT_EQ(read("samr", 55, change).list.size(), 1u);
    EXPECT_EQ(read("samr", 55, Stub{}.u32(0).unicode(u"ann").bytes()).find("UserName"), "ann");
}

TEST(RpcArguments, ReadsSharesThatAreMadeAndRemoved) {
    // [MS-SRVS] 2.2.4.24 to 2.2.4.27: bytes between the password's pointer and the texts.
    const std::pair<std::uint32_t, std::size_t> levels[] = {{2, 0}, {502, 8}, {503, 12}};
    for (const auto& [level, rest] : levels) {
        Stub stub;
        stub.unique_string(u"\\\\h").align(4).u32(level).u32(level).u32(0x20004);
        stub.u32(0x20008).u32(0).u32(0x2000C).u32(0).u32(5).u32(0).u32(0x20010).u32(0);
        stub.raw(core::ByteVector(rest, 0));
        stub.string(u"drop").string(u"a remark").string(u"C:\\drop");
        const auto arguments = read("srvsvc", 14, stub.bytes());
        EXPECT_FALSE(arguments.fault) << level;
        EXPECT_EQ(arguments.find("NetName"), "drop") << level;
        EXPECT_EQ(arguments.find("Path"), "C:\\drop") << level;
    }
    EXPECT_TRUE(read("srvsvc", 14, Stub{}.u32(0).u32(1).u32(1).u32(4).bytes()).fault);
    EXPECT_EQ(read("srvsvc", 18, Stub{}.u32(0).string(u"drop").bytes()).find("NetName"), "drop");
}

TEST(RpcArguments, ReadsTheFileThatAKeyIsSavedTo) {
    const auto stub = Stub{}.handle().unicode(u"C:\\a.tmp").u32(0).bytes();
    for (const int opnum : {20, 31})
        EXPECT_EQ(read("winreg", static_cast<std::uint16_t>(opnum), stub).find("lpFile"),
                  "C:\\a.tmp");
}

TEST(RpcArguments, KeepsWhatWasReadBeforeAFault) {
    auto stub = create_service();
    stub.resize(64);  // inside lpDisplayName
    const auto arguments = read("svcctl", 12, stub);
    EXPECT_EQ(arguments.find("lpServiceName"), "UpdSvc");
    ASSERT_TRUE(arguments.fault);
    EXPECT_EQ(arguments.fault->fault, core::Fault::truncated);
    EXPECT_STREQ(arguments.fault->field, "lpDisplayName");
}

TEST(RpcArguments, SaysThemInOnePrintableLine) {
    const auto stub = Stub{}.handle().string(u"a\nb").u32(5).bytes();
    EXPECT_EQ(read("svcctl", 16, stub).words(), "lpServiceName a\\nb, dwDesiredAccess 5");
    EXPECT_EQ(read("svcctl", 0, Stub{}.handle().bytes()).words(), "");
    const auto path = Stub{}.u32(0).string(u"\\").u32(2).string(u"\\").u32(1).u32(0).bytes();
    EXPECT_EQ(read("srvsvc", 31, path).words(),
              "path of 2 characters, depth 0, separators at 0, PathName \\\\");
}

TEST(RpcArguments, BoundsWhatItKeeps) {
    const auto stub = Stub{}.handle().string(std::u16string(20'000, u'A')).u32(5).bytes();
    const auto arguments = read("svcctl", 16, stub);
    EXPECT_EQ(arguments.find("lpServiceName")->size(), max_argument_bytes);
    EXPECT_EQ(read("svcctl", 16, Stub{}.handle().string(std::u16string(40'000, u'A')).bytes())
                  .fault->fault,
              core::Fault::over_limit);
}

// NDR64: the values that tshark shows for these captures.
TEST(RpcArguments, ReadsCapturedJobsAndDrivers) {
    const std::string folder = std::string(HITME_SHARED_DIR) + "/captures/public/";
    std::string command;
    std::string driver;
    for (const char* name : {"delivery-suricata-at-job.pcap", "rpc-suricata-spoolss-89-smb2.pcap"})
        for (const auto& stream : tests::pipe_streams(folder + name)) {
            RpcCalls calls;
            for (const auto& message : calls.push(stream.joined())) {
                if (message.type != RpcType::request || !message.interface) continue;
                const auto* interface = find_rpc_interface(message.interface->uuid);
                if (!interface) continue;
                const auto arguments = read_rpc_arguments(*interface, message.opnum, message.stub,
                                                          message.order, message.form);
                EXPECT_FALSE(arguments.fault) << interface->name << ' ' << message.opnum;
                if (const auto found = arguments.find("Command")) command = *found;
                if (const auto found = arguments.find("pEnvironment")) driver = *found;
            }
        }
    if (command.empty()) GTEST_SKIP() << "the shared captures are not here";
    EXPECT_EQ(command, "c:\\mimikatz.exe");
    EXPECT_EQ(driver, "Windows x64");
}

TEST(RpcArguments, SurvivesEveryCutAndEveryFlip) {
    const auto samples = {create_service(),
                          Stub{}.handle().u32(2).u32(9).u32(0).u32(2).unicode(u"x").bytes()};
    for (const auto& sample : samples)
        tests::cut_and_flip(sample, [](core::Bytes bytes) {
            for (const auto& interface : rpc_interfaces())
                for (const auto& operation : interface.operations)
                    for (const auto form : {NdrForm::ndr, NdrForm::ndr64}) {
                        const auto arguments = read_rpc_arguments(interface, operation.opnum, bytes,
                                                                  ByteOrder::little, form);
                        EXPECT_LE(arguments.list.size(), max_arguments);
                    }
        });
}

}  // namespace
}  // namespace hitme::wire
