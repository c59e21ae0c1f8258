// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/smb1_watch.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace hitme::recognition::smb
