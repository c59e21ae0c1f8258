// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/shares.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/digest.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;

class ShareTest : public ::testing::Test {
 protected:
    void SetUp() override { notes.begin_message(0, {}); }
    void connect(std::string_view path, std::uint32_t id) {
        shares.connect(id, path, {}, notes);
        shares.connected(id, 0, id, notes);
    }
    OpenFile& open(std::string_view name, std::uint32_t tree, std::uint64_t key,
                   std::uint32_t disposition = 1) {
        ++request;
        shares.open({request, tree, std::string(name), 0x2019F, disposition, "CREATE"}, notes);
        shares.opened(request, 0, key, notes);
        return shares.file(key);
    }
    std::string fact(std::string_view name) const {
        for (const auto& fact : notes.so_far().facts)
            if (fact.name == name) return fact.value;
        return {};
    }
    Notes notes{"smb1"};
    Shares shares;
    std::uint64_t request = 100;
};

TEST_F(ShareTest, BytesOnADiskShareAreADeliveryWithTheirHash) {
    connect("\\\\192.0.2.1\\public", 5);
    OpenFile& file = open("\\eicar.com", 5, 7, 2);
    shares.write(file, 0, core::as_bytes("first "), 10, notes);
    shares.write(file, 6, core::as_bytes("second"), 20, notes);
    EXPECT_EQ(notes.so_far().stage, Stage::payload_delivery);
    // smb.md 1.1: T1570, T1105. The label says no more than the stage.
    ASSERT_EQ(notes.so_far().labels.size(), 1u);
    EXPECT_EQ(notes.grade_of(rules::file_delivery), Grade::consistent);
    EXPECT_EQ(notes.so_far().labels[0].attack_ids, (std::vector<std::string>{"T1570", "T1105"}));
    EXPECT_EQ(notes.told().sentence.find("file delivery"), std::string::npos);
    shares.close(7, notes);
    EXPECT_EQ(fact("smb.written"), "\\eicar.com on PUBLIC, 12 bytes, SHA-256 " +
                                       core::sha256_hex(core::as_bytes("first second")));
}

// A program under a harmless name, which becomes one (smb.md 1.14, psexec family).
TEST_F(ShareTest, AFileThatIsRenamedToAProgramOnAnAdminShareIsADelivery) {
    connect("\\\\192.0.2.1\\ADMIN$", 5);
    OpenFile& other = open("\\a.txt", 5, 9);
    shares.rename(other, "\\b.exe", {}, notes);
    EXPECT_FALSE(shares.rpc().uploaded_program) << "nothing was written";
    OpenFile& file = open("\\x.tmp", 5, 7, 2);
    shares.write(file, 0, core::as_bytes("bytes"), 10, notes);
    EXPECT_FALSE(shares.rpc().uploaded_program);
    const auto asked = shares.rename(file, "\\x.exe", {80, 12}, notes);
    EXPECT_TRUE(shares.rpc().uploaded_program);
    EXPECT_EQ(asked->words(0), "renamed \\x.tmp on ADMIN$ to \\x.exe");
    const auto& evidence = notes.so_far().labels[0].evidence;
    EXPECT_EQ(evidence.back().offset, 80u);
    EXPECT_EQ(evidence.back().length, 12u);
}

// [MS-SMB2] 2.2.13, CreateOptions: FILE_DELETE_ON_CLOSE is how smbclient deletes.
TEST_F(ShareTest, OpeningToDeleteIsToldAndATemporaryFileIsNot) {
    connect("\\\\192.0.2.1\\public", 5);
    const auto open_to_delete = [&](std::uint64_t id, std::uint32_t disposition) {
        OpenRequest request{id, 5, "a.txt", 0x10000, disposition, "CREATE"};
        request.options = 0x1000;
        shares.open(request, notes);
    };
    open_to_delete(1, 2);
    EXPECT_EQ(notes.told().sentence, "asked for PUBLIC");
    open_to_delete(2, 1);
    EXPECT_EQ(notes.told().sentence, "asked for PUBLIC, asked to delete a.txt on PUBLIC");
    shares.opened(2, 0, 8, notes);
    EXPECT_EQ(notes.told().sentence, "asked for PUBLIC, deleted a.txt on PUBLIC");
    open_to_delete(3, 1);
    shares.opened(3, 0xC0000034, 0, notes);
    EXPECT_NE(notes.told().sentence.find(
                  "asked in vain to delete a.txt on PUBLIC (STATUS_OBJECT_NAME_NOT_FOUND)"),
              std::string::npos);
}

TEST_F(ShareTest, SaysWhichShareWasRefused) {
    shares.connect(1, "\\\\192.0.2.1\\ADMIN$", {}, notes);
    EXPECT_EQ(notes.told().sentence, "asked for ADMIN$");
    shares.connected(1, 0xC0000022, 0, notes);  // STATUS_ACCESS_DENIED
    shares.connect(2, "\\\\192.0.2.1\\nosuch", {}, notes);
    shares.connected(2, 0xC00000CC, 0, notes);  // STATUS_BAD_NETWORK_NAME
    EXPECT_EQ(notes.told().sentence, "was refused ADMIN$, asked in vain for NOSUCH");
}

TEST_F(ShareTest, GivesNoHashWhenPiecesAreMissingOrOutOfOrder) {
    connect("\\\\192.0.2.1\\public", 5);
    OpenFile& file = open("\\a", 5, 7, 2);
    shares.write(file, 0, core::as_bytes("first"), 10, notes);
    shares.write(file, 100, core::as_bytes("later"), 20, notes);
    shares.close(7, notes);
    EXPECT_EQ(fact("smb.written"), "\\a on PUBLIC, 10 bytes");
}

TEST_F(ShareTest, AProgramOnAnAdminShareIsLabelled) {
    connect("\\\\192.0.2.1\\ADMIN$", 5);
    open("\\kXbFgTqw.exe", 5, 7, 2);
    EXPECT_EQ(notes.grade_of(rules::admin_share), Grade::likely);  // nothing written yet
    shares.write(shares.file(7), 0, core::as_bytes("MZ"), 10, notes);
    EXPECT_EQ(notes.grade_of(rules::admin_share), Grade::certain);
    EXPECT_TRUE(shares.rpc().uploaded_program);
    EXPECT_TRUE(is_admin_share("C$"));
    EXPECT_FALSE(is_admin_share("IPC$"));
    EXPECT_TRUE(is_executable_name("dir\\A.EXE"));
    EXPECT_FALSE(is_executable_name("exe"));
}

TEST_F(ShareTest, ALibraryInSystem32IsRememberedByItsName) {
    connect("\\\\192.0.2.1\\ADMIN$", 5);
    shares.write(open("\\System32\\PkCmbrwy.dll", 5, 7, 2), 0, core::as_bytes("MZ"), 10, notes);
    EXPECT_EQ(shares.rpc().system_libraries, std::vector<std::string>{"pkcmbrwy.dll"});
}

TEST_F(ShareTest, ReadingAFileIsNoDelivery) {
    connect("\\\\192.0.2.1\\C$", 5);
    open("\\windows\\notepad.exe", 5, 7);
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
}

TEST_F(ShareTest, ALibraryOpenedAsAPipeIsSambaCry) {
    connect("\\\\192.0.2.1\\IPC$", 5);
    open("/volume1/public/1test.so", 5, 7);
    EXPECT_EQ(notes.grade_of(rules::sambacry), Grade::likely);
    connect("\\\\192.0.2.1\\public", 6);
    shares.write(open("\\2test.so", 6, 8, 2), 0,
                 core::as_bytes("\x7F"
                                "ELF"),
                 0, notes);
    open("\\PIPE\\/volume1/public/2test.so", 5, 9);
    EXPECT_EQ(notes.grade_of(rules::sambacry), Grade::certain);
}

TEST_F(ShareTest, NmapsOwnWriteTestIsAListing) {
    notes.found(rules::nmap, Grade::certain, {});
    connect("\\\\192.0.2.1\\public", 5);
    shares.write(open("nmap-test-file", 5, 7, 2), 0, core::as_bytes("x"), 10, notes);
    EXPECT_EQ(notes.so_far().stage, Stage::enumeration);
    EXPECT_TRUE(notes.has(rules::write_test));
}

TEST_F(ShareTest, FollowsAClientWhoseServerIsNotSeen) {
    shares.connect(1, "\\\\192.0.2.1\\IPC$", {}, notes);
    shares.open({2, 99, "\\srvsvc", 0, 1, "CREATE"}, notes);
    OpenFile& file = shares.file(0x4001);
    EXPECT_EQ(file.name, "srvsvc");
    EXPECT_NE(file.pipe, nullptr);
    EXPECT_EQ(&shares.file(0x4001), &file);
}

TEST_F(ShareTest, ARefusedOpenLeavesNothing) {
    connect("\\\\192.0.2.1\\IPC$", 5);
    shares.open({1, 5, "\\nosuch", 0, 1, "CREATE"}, notes);
    shares.opened(1, 0xC0000034, 0, notes);
    EXPECT_EQ(notes.so_far().operations.back().outcome, "STATUS_OBJECT_NAME_NOT_FOUND");
    EXPECT_TRUE(shares.file(9).unnamed);
}

TEST_F(ShareTest, KnowsTheHostsOfPreparedPackets) {
    shares.connect(1, "\\\\192.168.56.20\\IPC$", {}, notes);
    // Alone it names nobody (smb.md 1.15).
    EXPECT_FALSE(notes.has(rules::wannacry));
    const auto told = [&](const Notes& by) {
        return std::any_of(by.so_far().facts.begin(), by.so_far().facts.end(),
                           [](const auto& fact) {
                               return fact.name == "smb.family_sign" &&
                                      fact.value == "WannaCry: prepared host 192.168.56.20";
                           });
    };
    EXPECT_TRUE(told(notes));
    Notes other("smb1");
    shares.connect(2, "\\\\127.0.0.1\\IPC$", {}, other);
    EXPECT_TRUE(other.so_far().labels.empty());
    EXPECT_FALSE(told(other));
}

TEST_F(ShareTest, StaysBoundedHoweverManyAreOpened) {
    for (std::uint32_t i = 0; i < 5000; ++i) {
        connect("\\\\192.0.2.1\\IPC$", i);
        open("\\srvsvc", i, i);
    }
    EXPECT_LT(shares.memory(), 64u << 10);
}

// smb.md 1.15: EternalRomance's shape, and a drop on ADMIN$ by the worm's own name.
TEST_F(ShareTest, BadRabbitIsNamedByItsDropAndItsExploit) {
    connect("\\\\192.0.2.1\\ADMIN$", 5);
    OpenFile& file = open("\\infpub.dat", 5, 7, 2);
    shares.write(file, 0, core::as_bytes("bytes"), 10, notes);
    EXPECT_FALSE(notes.has(rules::bad_rabbit));
    notes.found(rules::eternalromance, Grade::likely, {{0, 2, "MID 16384 is an open FID"}});
    EXPECT_EQ(notes.grade_of(rules::bad_rabbit), Grade::likely);
}

}  // namespace
}  // namespace hitme::recognition::smb
