// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/smb1_watch.h"

#include <gtest/gtest.h>

#include "support/rpc_samples.h"
#include "support/smb_samples.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;
using tests::Smb1Sample;
using tests::Writer;

class Watched : public ::testing::Test {
 protected:
    void send(const core::ByteVector& frame) {
        notes.begin_message(offset + 4, {});
        const auto message = core::Bytes(frame).subspan(4);
        watch.client(message, message.size(), false, logons, shares, notes, tail);
        offset += frame.size();
    }
    void answer(const core::ByteVector& frame) {
        watch.server(core::Bytes(frame).subspan(4), {}, logons, shares, notes);
    }
    std::string fact(std::string_view name) const {
        for (const auto& fact : notes.so_far().facts)
            if (fact.name == name) return fact.value;
        return {};
    }
    Notes notes{"smb1"};
    Logons logons;
    Shares shares;
    Smb1Watch watch;
    Tail tail;
    std::uint64_t offset = 0;
};

TEST_F(Watched, TellsTheDialectsAndTheClient) {
    send(tests::smb1_negotiate({.flags2 = 0x6845, .pid = 5, .mid = 1}, {"NT LM 0.12", ""}));
    EXPECT_EQ(fact("smb.dialects"), "NT LM 0.12, (empty)");
    EXPECT_EQ(notes.grade_of(rules::nmap), Grade::certain);
    EXPECT_EQ(notes.so_far().stages[0].why, "message 1, NEGOTIATE, NT LM 0.12, (empty)");
}

TEST_F(Watched, AHighPidWithSmb2002IsCve20093103) {
    send(tests::smb1_negotiate({.pid_high = 0x2600}, {"NT LM 0.12", "SMB 2.002"}));
    EXPECT_EQ(notes.grade_of(rules::cve_2009_3103), Grade::certain);
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].offset, 4u + 12);
    Notes fresh("smb1");
    notes = fresh;
    send(tests::smb1_negotiate({.pid_high = 0x2600}, {"NT LM 0.12"}));
    EXPECT_FALSE(notes.has(rules::cve_2009_3103));
}

// [MS-CIFS] 2.2.4.7 (SearchAttributes; 0x04, name) and 2.2.4.8 (two of them), as OEM text.
TEST_F(Watched, RenamingAndDeletingByPathAreToldByName) {
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\public"));
    const auto attributes = Writer().le16(6).bytes();
    send(tests::smb1_frame({.command = 0x07, .flags2 = 0x4001, .mid = 2}, attributes,
                           Writer().u8(4).text("\\a").u8(0).u8(4).text("\\b").u8(0).bytes()));
    answer(tests::smb1_frame({.command = 0x07, .flags2 = 0x4001, .mid = 2, .flags = 0x98}, {}, {}));
    send(tests::smb1_frame({.command = 0x06, .flags2 = 0x4001, .mid = 3}, attributes,
                           Writer().u8(4).text("\\b").u8(0).bytes()));
    EXPECT_EQ(notes.told().sentence,
              "asked for PUBLIC, renamed \\a on PUBLIC to \\b, asked to delete \\b on PUBLIC");
    EXPECT_EQ(notes.so_far().operations[1].outcome, "STATUS_SUCCESS");
}

/// [MS-CIFS] 2.2.4.46.1 of one setup word; parameters stand at 68 of the message, data behind them at 76.
core::ByteVector transaction2(unsigned mid, unsigned subcommand, const core::ByteVector& parameters,
                              const core::ByteVector& data) {
    const auto size = [](const core::ByteVector& bytes) {
        return static_cast<unsigned>(bytes.size());
    };
    Writer words;
    words.le16(size(parameters)).le16(size(data)).le16(2).le16(0).u8(0).u8(0).le16(0).le32(0);
    words.le16(0).le16(size(parameters)).le16(68).le16(size(data)).le16(76).u8(1).u8(0);
    words.le16(subcommand);
    return tests::smb1_frame(
        {.command = 0x32, .mid = mid}, words.bytes(),
        Writer().zeros(3).raw(parameters).zeros(8 - size(parameters)).raw(data).bytes());
}

TEST_F(Watched, FilesThatAreSetToGoAreToldByName) {
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\public"));
    send(tests::smb1_create({.mid = 2}, "\\a.txt"));
    // 2.2.6.9.1: FID, InformationLevel SMB_SET_FILE_DISPOSITION_INFO, Reserved; 2.2.8.4.3: DeletePending.
    send(transaction2(3, 8, Writer().le16(0x4000).le16(0x0102).le16(0).bytes(), {1}));
    // [MS-SMB] 2.2.2.3.5: level 1,000 + 10 is FileRenameInformation, [MS-FSCC] 2.4.42.1.
    const auto name = tests::utf16("b.txt");
    send(transaction2(4, 8, Writer().le16(0x4000).le16(1010).le16(0).bytes(),
                      Writer().zeros(8).le32(10).raw(name).bytes()));
    EXPECT_EQ(notes.told().sentence,
              "asked for PUBLIC, asked to delete \\a.txt on PUBLIC, asked to rename \\a.txt on "
              "PUBLIC to b.txt");
    EXPECT_TRUE(notes.so_far().malformed.empty());
}

/// [MS-CIFS] 2.2.4.25.1 and 2.2.4.26.1: 12 words; the data stand behind one byte of padding.
core::ByteVector other_write(unsigned command, unsigned mid, std::uint32_t offset, unsigned total,
                             const core::ByteVector& data) {
    Writer words;
    words.le16(0x4000).le16(total).le16(0).le32(offset).le32(0).le16(0).le32(0);
    words.le16(static_cast<unsigned>(data.size())).le16(32 + 1 + 24 + 2 + 1);
    return tests::smb1_frame({.command = command, .mid = mid}, words.bytes(),
                             Writer().u8(0).raw(data).bytes());
}

TEST_F(Watched, BytesOfWriteMpxAreADelivery) {
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\public"));
    send(tests::smb1_create({.mid = 2}, "\\a.bin", 2));
    send(other_write(0x1E, 3, 0, 6, {1, 2, 3}));
    send(other_write(0x1E, 3, 3, 6, {4, 5, 6}));
    EXPECT_EQ(notes.so_far().stage, Stage::payload_delivery);
    shares.close_all(notes);
    EXPECT_EQ(fact("smb.written").substr(0, 27), "\\a.bin on PUBLIC, 6 bytes, ");
    ASSERT_EQ(notes.told().counts.back().name, "write");
    EXPECT_EQ(notes.told().counts.back().messages, 2u);
}

TEST_F(Watched, TheDataOfAWriteRawMayFollowWithoutAMessage) {
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\public"));
    send(tests::smb1_create({.mid = 2}, "\\a.bin", 2));
    send(other_write(0x1D, 3, 0, 5, {1, 2}));
    ASSERT_TRUE(watch.awaits_raw());
    notes.begin_message(offset + 4, {});
    watch.raw(core::ByteVector{3, 4, 5}, shares, notes);
    EXPECT_FALSE(watch.awaits_raw());
    shares.close_all(notes);
    EXPECT_EQ(fact("smb.written").substr(0, 27), "\\a.bin on PUBLIC, 5 bytes, ");
    send(other_write(0x1D, 4, 0, 5, {}));
    ASSERT_TRUE(watch.awaits_raw());
    answer(tests::smb1_frame({.command = 0x20, .mid = 4, .status = 0xC00000BB, .flags = 0x98}, {},
                             {}));
    EXPECT_FALSE(watch.awaits_raw()) << "refused";
}

// [MS-CIFS] 2.2.4.62.1 with function 1 (2.2.7.1.1): 53 bytes and the name; the answer has the FID at 2 of its parameters.
TEST_F(Watched, NtTransactCreateOpensLikeAnyOther) {
    const auto parameters = Writer()
                                .le32(0)
                                .le32(0)
                                .le32(0x2019F)
                                .zeros(8)
                                .le32(0)
                                .le32(7)
                                .le32(2)
                                .le32(0)
                                .le32(0)
                                .le32(0)
                                .le32(6)
                                .le32(2)
                                .u8(0)
                                .text("\\x.exe")
                                .bytes();
    const auto size = static_cast<std::uint32_t>(parameters.size());
    const auto words = Writer()
                           .u8(0)
                           .le16(0)
                           .le32(size)
                           .le32(0)
                           .le32(64)
                           .le32(0)
                           .le32(size)
                           .le32(32 + 1 + 38 + 2 + 1)
                           .le32(0)
                           .le32(0)
                           .u8(0)
                           .le16(1)
                           .bytes();
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\ADMIN$"));
    send(tests::smb1_frame({.command = 0xA0, .flags2 = 0x4001, .mid = 2}, words,
                           Writer().u8(0).raw(parameters).bytes()));
    EXPECT_EQ(notes.so_far().operations.back().name, "NT_TRANSACT_CREATE");
    EXPECT_EQ(notes.so_far().operations.back().arguments, "\\x.exe");
    EXPECT_EQ(notes.grade_of(rules::admin_share), Grade::likely);
    answer(tests::smb1_frame({.command = 0xA0, .mid = 2, .flags = 0x98}, {}, {}));  // interim
    // 2.2.4.62.2: 18 words; parameters of 4 bytes at 72.
    const auto reply = Writer()
                           .zeros(3)
                           .le32(4)
                           .le32(0)
                           .le32(4)
                           .le32(72)
                           .le32(0)
                           .le32(0)
                           .le32(0)
                           .le32(0)
                           .u8(0)
                           .bytes();
    answer(tests::smb1_frame({.command = 0xA0, .mid = 2, .flags = 0x98}, reply,
                             Writer().u8(0).le16(0).le16(0x4001).bytes()));
    EXPECT_EQ(shares.file(0x4001).name, "\\x.exe");
    EXPECT_EQ(notes.so_far().operations.back().outcome, "STATUS_SUCCESS");
}

TEST_F(Watched, TwelveWordsWithoutExtendedSecurityAreEternalBluesSession) {
    // smb.md 1.13: WordCount 12, Flags2 0x4007, Capabilities with 0x80000000, ByteCount 22.
    const auto words = Writer()
                           .u8(0xFF)
                           .u8(0)
                           .le16(0)
                           .le16(4356)
                           .le16(10)
                           .le16(0)
                           .le32(0)
                           .le16(0)
                           .le32(0)
                           .le32(0x80000000)
                           .bytes();
    send(tests::smb1_frame({.command = 0x73, .flags2 = 0x4007}, words, core::ByteVector(22, 0)));
    EXPECT_EQ(notes.grade_of(rules::session_anomaly), Grade::certain);
    EXPECT_EQ(watch.transactions().counts().session_setups, 1u);
    EXPECT_EQ(notes.so_far().stage, Stage::exploit_attempt);
}

TEST_F(Watched, APlainLogonIsRefusedOnce) {
    // [MS-CIFS] 2.2.4.53.1: 13 words; two responses of 24 bytes; account, domain, OS, LAN manager as OEM text.
    const auto words = Writer()
                           .u8(0xFF)
                           .u8(0)
                           .le16(0)
                           .le16(4356)
                           .le16(10)
                           .le16(0)
                           .le32(0)
                           .le16(24)
                           .le16(24)
                           .le32(0)
                           .le32(0xD4)
                           .bytes();
    const auto bytes = Writer()
                           .raw(core::ByteVector(24, 1))
                           .raw(core::ByteVector(24, 2))
                           .text("root")
                           .u8(0)
                           .text("WORK")
                           .u8(0)
                           .text("Unix")
                           .u8(0)
                           .text("Samba")
                           .u8(0)
                           .bytes();
    const Smb1Sample head{.command = 0x73, .flags2 = 0x4001, .mid = 3};
    send(tests::smb1_frame(head, words, bytes));
    Smb1Sample reply = head;
    reply.flags = 0x98;
    reply.status = 0xC000006D;
    answer(tests::smb1_frame(reply, {}, {}));
    EXPECT_EQ(fact("smb.user"), "root");
    EXPECT_EQ(fact("smb.native_os"), "Unix");
    EXPECT_EQ(notes.so_far().logons_failed, 1u);
}

TEST_F(Watched, AWriteBehindAnOpenIsToThatFile) {
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\ADMIN$"));
    answer(tests::smb1_frame({.command = 0x75, .mid = 1, .tid = 9, .flags = 0x98}, {}, {}));
    send(tests::smb1_create({.mid = 2, .tid = 9}, "\\x.exe", 2));
    send(tests::smb1_write({.mid = 3, .tid = 9}, 0x4000, 0, {'M', 'Z'}));
    EXPECT_EQ(notes.so_far().stage, Stage::payload_delivery);
    EXPECT_EQ(notes.grade_of(rules::admin_share), Grade::certain);
}

TEST_F(Watched, TheOldWayToWriteAFileIsADeliveryToo) {
    // [MS-CIFS] 2.2.4.4 CREATE and 2.2.4.40 WRITE_AND_CLOSE.
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\ADMIN$"));
    answer(tests::smb1_frame({.command = 0x75, .mid = 1, .tid = 9, .flags = 0x98}, {}, {}));
    send(tests::smb1_frame({.command = 0x03, .flags2 = 0x4001, .mid = 2, .tid = 9},
                           Writer().le16(0x20).le32(0).bytes(),
                           Writer().u8(4).text("\\x.exe").u8(0).bytes()));
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].length, 6u);
    answer(tests::smb1_frame({.command = 0x03, .mid = 2, .tid = 9, .flags = 0x98},
                             Writer().le16(0x4001).bytes(), {}));
    send(tests::smb1_frame({.command = 0x2C, .mid = 3, .tid = 9},
                           Writer().le16(0x4001).le16(2).le32(0).le32(0).bytes(),
                           Writer().u8(0).text("MZ").bytes()));
    EXPECT_EQ(notes.grade_of(rules::admin_share), Grade::certain);
    EXPECT_TRUE(fact("smb.written").starts_with("\\x.exe on ADMIN$, 2 bytes, SHA-256 "));
}

TEST_F(Watched, AFileOpenedByATransactionIsFollowed) {
    // [MS-CIFS] 2.2.6.1: the parameters of TRANS2_OPEN2 hold 28 bytes and the name.
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\C$"));
    const auto parameters =
        Writer().le16(0).le16(1).le32(0).le32(0).le16(0x12).zeros(14).text("\\x.exe").u8(0).bytes();
    const auto count = static_cast<unsigned>(parameters.size());
    constexpr unsigned at = 32 + 1 + 30 + 2;
    Writer words;
    words.le16(count).le16(0).le16(30).le16(0).u8(0).u8(0).le16(0).le32(0).le16(0);
    words.le16(count).le16(at).le16(0).le16(0).u8(1).u8(0).le16(0);
    send(tests::smb1_frame({.command = 0x32, .flags2 = 0x4001, .mid = 2}, words.bytes(),
                           parameters));
    ASSERT_TRUE(notes.has(rules::admin_share));
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].offset, notes.offset() + at + 28);
    send(tests::smb1_write({.mid = 3}, 0x4000, 0, {'M', 'Z'}));
    EXPECT_EQ(notes.grade_of(rules::admin_share), Grade::certain);
}

TEST_F(Watched, AListOfServersAndADirectoryHaveTheirIds) {
    // [MS-RAP] 2.5.5.1: NetServerEnum2 is 0x0068; FIND_FIRST2 is subcommand 1.
    const auto parameters = Writer().le16(0x68).text("WrLehDz").u8(0).bytes();
    const std::string_view name = "\\PIPE\\LANMAN";
    const auto at = static_cast<unsigned>(32 + 1 + 28 + 2 + name.size() + 1);
    const auto count = static_cast<unsigned>(parameters.size());
    Writer words;
    words.le16(count).le16(0).le16(8).le16(4096).u8(0).u8(0).le16(0).le32(0).le16(0);
    words.le16(count).le16(at).le16(0).le16(0).u8(0).u8(0);
    send(tests::smb1_frame({.command = 0x25, .flags2 = 0x4001, .mid = 1}, words.bytes(),
                           Writer().text(name).u8(0).raw(parameters).bytes()));
    ASSERT_TRUE(notes.has(rules::host_listing));
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].offset, notes.offset() + at);
    words = Writer();
    words.zeros(26).u8(1).u8(0).le16(1);
    send(tests::smb1_frame({.command = 0x32, .flags2 = 0x4001, .mid = 2}, words.bytes(), {}));
    ASSERT_TRUE(notes.has(rules::directory_listing));
    EXPECT_EQ(notes.so_far().labels[1].evidence[0].offset, notes.offset() + 32 + 1 + 28);
    EXPECT_EQ(notes.so_far().stage, Stage::enumeration);
}

TEST_F(Watched, ServersMessagesFromTheClientAreNotRequests) {
    Smb1Sample reply{.command = 0x72};
    reply.flags = 0x98;
    send(tests::smb1_frame(reply, {}, {}));
    EXPECT_TRUE(notes.so_far().operations.empty());
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
}

TEST_F(Watched, TellsWhereAMessageBreaksItsForm) {
    auto frame = tests::smb1_negotiate({}, {"NT LM 0.12"});
    frame[4 + 32 + 3] = 7;  // BufferFormat of the first dialect
    send(frame);
    ASSERT_EQ(notes.so_far().malformed.size(), 1u);
    EXPECT_EQ(notes.so_far().malformed[0].field, "BufferFormat");
}

TEST_F(Watched, WaitsForOnlySoManyAnswers) {
    for (unsigned i = 0; i < 1000; ++i)
        send(tests::smb1_tree_connect({.mid = i}, "\\\\192.0.2.1\\IPC$"));
    EXPECT_LT(watch.memory(), 4096u);
}

// [MS-CIFS] 2.2.4.33.1 with two setup words and the name \PIPE\ in OEM text; the data stand behind it.
core::ByteVector transaction(unsigned mid, unsigned setup, unsigned fid,
                             const core::ByteVector& data, std::size_t total,
                             std::string_view name = "\\PIPE\\") {
    const auto at = static_cast<unsigned>(32 + 1 + 32 + 2 + name.size() + 1);
    Writer words;
    words.le16(0).le16(static_cast<unsigned>(total)).le16(0).le16(4280).u8(0).u8(0).le16(0).le32(0);
    words.le16(0).le16(0).le16(at).le16(static_cast<unsigned>(data.size())).le16(at).u8(2).u8(0);
    words.le16(setup).le16(fid);
    return tests::smb1_frame({.command = 0x25, .flags2 = 0x4001, .mid = mid}, words.bytes(),
                             Writer().text(name).u8(0).raw(data).bytes());
}

// [MS-CIFS] 2.2.4.34.1.
core::ByteVector secondary(unsigned mid, const core::ByteVector& data, std::size_t at,
                           std::size_t total) {
    constexpr unsigned data_offset = 32 + 1 + 16 + 2;
    Writer words;
    words.le16(0).le16(static_cast<unsigned>(total)).le16(0).le16(0).le16(0);
    words.le16(static_cast<unsigned>(data.size()))
        .le16(data_offset)
        .le16(static_cast<unsigned>(at));
    return tests::smb1_frame({.command = 0x26, .flags2 = 0x4001, .mid = mid}, words.bytes(), data);
}

core::ByteVector part_of(const core::ByteVector& whole, std::size_t from, std::size_t to) {
    return {whole.begin() + static_cast<std::ptrdiff_t>(from),
            whole.begin() + static_cast<std::ptrdiff_t>(to)};
}

// A short path that climbs, as nmap sends it (smb.md 1.11).
core::ByteVector path_call() {
    tests::Stub stub;
    stub.unique_string(u"x").string(u"\\..\\").u32(2).string(u"").u32(0).u32(0);
    return tests::request_bytes(31, stub.bytes());
}

TEST_F(Watched, ACallInSecondariesIsOneCall) {
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\IPC$"));
    send(tests::smb1_create({.mid = 2}, "\\browser"));
    send(transaction(3, 0x26, 0x4000, tests::bind_bytes(), 72));
    const core::ByteVector call = path_call();
    send(transaction(4, 0x26, 0x4000, part_of(call, 0, 10), call.size()));
    EXPECT_FALSE(notes.has(rules::ms08_067_check));
    send(secondary(4, part_of(call, 40, call.size()), 40, call.size()));
    send(secondary(4, part_of(call, 10, 40), 10, call.size()));
    EXPECT_TRUE(notes.has(rules::ms08_067_check));
    EXPECT_FALSE(watch.transactions().unfinished());
    EXPECT_TRUE(notes.so_far().malformed.empty());
}

TEST_F(Watched, WhatOpenTransactionsKeepIsBounded) {
    const core::ByteVector piece(30'000, 0);
    for (unsigned mid = 1; mid < 50; ++mid) send(transaction(mid, 0x26, 0x4000, piece, 60'000));
    EXPECT_LT(watch.memory(), max_kept_transaction_bytes + 16 * 1024);
    // The newest is followed still.
    send(secondary(49, piece, 30'000, 60'000));
    EXPECT_TRUE(notes.so_far().labels.empty());
}

TEST_F(Watched, EveryTransactionThatWritesToAPipeCarriesCalls) {
    // [MS-CIFS] 2.2.5.7 RAW_WRITE, 2.2.5.6 TRANSACT, 2.2.5.10 WRITE.
    for (const unsigned setup : {0x31u, 0x26u, 0x37u}) {
        notes = Notes("smb1");
        shares = Shares();
        send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\IPC$"));
        send(tests::smb1_create({.mid = 2}, "\\browser"));
        send(transaction(3, setup, 0x4000, tests::bind_bytes(), 72));
        send(transaction(4, setup, 0x4000, path_call(), path_call().size()));
        EXPECT_TRUE(notes.has(rules::ms08_067_check)) << setup;
    }
}

TEST_F(Watched, ACallOfANamedPipeOpensAndWritesIt) {
    // [MS-CIFS] 2.2.5.11: the setup words are 0x0054 and a priority.
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\IPC$"));
    core::ByteVector both = tests::bind_bytes();
    const core::ByteVector call = path_call();
    both.insert(both.end(), call.begin(), call.end());
    send(transaction(3, 0x54, 1, both, both.size(), "\\PIPE\\browser"));
    EXPECT_TRUE(notes.has(rules::ms08_067_check));
    EXPECT_EQ(fact("smb.pipe"), "browser");
    // Another call is another opening: the bind of the first holds no longer.
    notes = Notes("smb1");
    send(transaction(4, 0x54, 1, call, call.size(), "\\PIPE\\browser"));
    EXPECT_FALSE(notes.has(rules::ms08_067_check));
}

TEST_F(Watched, AnIoctlOfNtTransactCarriesCalls) {
    // [MS-CIFS] 2.2.4.62.1 and 2.2.7.2.1 with FSCTL_PIPE_TRANSCEIVE ([MS-FSCC] 2.3.47).
    const auto ioctl = [](unsigned mid, const core::ByteVector& data) {
        constexpr unsigned at = 32 + 1 + 46 + 2;
        const auto length = static_cast<std::uint32_t>(data.size());
        Writer words;
        words.u8(0).le16(0).le32(0).le32(length).le32(0).le32(4280).le32(0).le32(at);
        words.le32(length).le32(at).u8(4).le16(2).le32(0x0011C017).le16(0x4000).u8(1).u8(0);
        return tests::smb1_frame({.command = 0xA0, .mid = mid}, words.bytes(), data);
    };
    send(tests::smb1_tree_connect({.mid = 1}, "\\\\192.0.2.1\\IPC$"));
    send(tests::smb1_create({.mid = 2}, "\\browser"));
    send(ioctl(3, tests::bind_bytes()));
    send(ioctl(4, path_call()));
    EXPECT_TRUE(notes.has(rules::ms08_067_check));
}

// smb.md 1.13: a signature where nobody signs ([MS-CIFS] 2.2.3.1, SecurityFeatures at 14).
TEST_F(Watched, ASignatureWithoutSigningIsTold) {
    auto frame = tests::smb1_negotiate({.flags2 = 0xC857}, {"NT LM 0.12"});
    frame[4 + 14] = 1;
    send(frame);
    EXPECT_FALSE(notes.has(rules::unsigned_signature)) << "Flags2 says that it signs";
    const std::uint64_t at = offset;
    frame = tests::smb1_negotiate({.flags2 = 0xC853}, {"NT LM 0.12"});
    frame[4 + 14] = 1;
    send(frame);
    ASSERT_EQ(notes.grade_of(rules::unsigned_signature), Grade::consistent);
    for (const auto& label : notes.so_far().labels)
        if (label.rule == rules::unsigned_signature.id) {
            EXPECT_EQ(label.evidence[0].offset, at + 4 + 14);
            EXPECT_EQ(label.evidence[0].length, 8u);
        }
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
}

}  // namespace
}  // namespace hitme::recognition::smb
