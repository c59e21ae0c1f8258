// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/transactions.h"

#include <gtest/gtest.h>

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;

wire::Smb1Header header(std::uint16_t mid, std::uint16_t pid = 65279) {
    wire::Smb1Header made;
    made.pid_low = pid;
    made.mid = mid;
    made.tid = 2048;
    made.uid = 2048;
    return made;
}

wire::Smb1Transaction of(std::uint8_t command, std::uint16_t function) {
    wire::Smb1Transaction made;
    made.command = command;
    made.function = function;
    made.has_function = true;
    made.setup_count = 1;
    return made;
}

class Watch : public ::testing::Test {
 protected:
    void send(const wire::Smb1Header& head, const wire::Smb1Transaction& transaction) {
        notes.begin_message(100 * notes.number(), {});
        transactions.request(head, transaction, 32, notes);
    }
    Notes notes{"smb1"};
    Transactions transactions;
};

TEST_F(Watch, APeekAtPipeZeroIsACheck) {
    auto peek = of(0x25, 0x0023);
    peek.setup_count = 2;
    send(header(24261), peek);
    EXPECT_EQ(notes.grade_of(rules::ms17_010_check), Grade::certain);
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    EXPECT_EQ(transactions.counts().peeks, 1u);
    peek.fid = 0x4000;  // of an open pipe: what RPC clients do
    send(header(1), peek);
    EXPECT_EQ(transactions.counts().peeks, 1u);
}

TEST_F(Watch, WhoseDataNeverComesWholeIsUnfinishedFromItsFirstMessageOn) {
    auto first = of(0xA0, 1);
    first.total_data_count = 100;
    first.data_count = 40;
    send(header(1), of(0x25, 0x0023));
    EXPECT_FALSE(transactions.unfinished());
    send(header(2), first);
    EXPECT_EQ(transactions.unfinished(), 100u);  // the second message, by send()
    auto rest = of(0xA1, 0);
    rest.is_secondary = true;
    rest.data_count = 60;
    send(header(2), rest);
    EXPECT_FALSE(transactions.unfinished());
}

TEST_F(Watch, TheTimeoutTellsWhatTheImplantIsAsked) {
    // The two values of probe-ndpi and probe-id2t in ../shared/captures/README.md.
    EXPECT_EQ(timeout_sum(15428812), 0x23);
    EXPECT_EQ(timeout_sum(10803622), 0x23);
    auto ping = of(0x32, 0x000E);
    ping.timeout = 15428812;
    send(header(65), ping);
    EXPECT_EQ(notes.grade_of(rules::doublepulsar_ping), Grade::certain);
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
    // [MS-CIFS] 2.2.4.46.1: Timeout stands 12 bytes into the words, 4 bytes long.
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].offset, notes.offset() + 32 + 1 + 12);
    EXPECT_EQ(notes.so_far().labels[0].evidence[0].length, 4u);
    ping.timeout = 0xC8;
    send(header(66), ping);
    EXPECT_EQ(notes.so_far().stage, Stage::payload_delivery);
    EXPECT_TRUE(notes.has(rules::doublepulsar_execute));
    ping.timeout = 0x77;
    send(header(66), ping);
    EXPECT_TRUE(notes.has(rules::doublepulsar_kill));
    EXPECT_EQ(transactions.counts().trans2_session_setups, 3u);
}

TEST_F(Watch, AnNtTransactOfNoFunctionIsAProbe) {
    send(header(64), of(0xA0, 4));  // [MS-CIFS] 2.2.7.4: NOTIFY_CHANGE
    EXPECT_TRUE(notes.so_far().labels.empty());
    send(header(65), of(0xA0, 0x1234));
    EXPECT_EQ(notes.grade_of(rules::unknown_nt_transact), Grade::consistent);
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
}

TEST_F(Watch, NotPetyaPingsWithATimeoutOf240) {
    auto ping = of(0x32, 0x000E);
    ping.timeout = 240;
    send(header(41183), ping);
    EXPECT_EQ(notes.grade_of(rules::doublepulsar_ping), Grade::likely);
    EXPECT_FALSE(notes.has(rules::notpetya)) << "one sign names nobody";
    EXPECT_EQ(notes.so_far().stage, Stage::probe);
}

TEST_F(Watch, EternalBlueGoesOnWithTheWrongSecondary) {
    auto first = of(0xA0, 0);
    first.total_data_count = 66512;
    first.data_count = 976;
    send(header(64), first);
    EXPECT_EQ(notes.grade_of(rules::eternalblue), Grade::likely);
    auto secondary = of(0x33, 0);
    secondary.is_secondary = true;
    secondary.data_count = 4096;
    send(header(64), secondary);
    send(header(64), secondary);
    send(header(65), secondary);  // belongs to nothing
    EXPECT_EQ(notes.grade_of(rules::eternalblue), Grade::certain);
    EXPECT_EQ(notes.so_far().stage, Stage::exploit_attempt);
    EXPECT_EQ(transactions.counts().large_nt_transacts, 1u);
    EXPECT_EQ(transactions.counts().secondaries_after, 2u);
    EXPECT_FALSE(notes.has(rules::transaction_mix));
}

TEST_F(Watch, TheRightSecondaryIsNoAttack) {
    auto first = of(0x32, 1);
    first.total_data_count = 5000;
    first.data_count = 3000;
    send(header(7), first);
    auto secondary = of(0x33, 0);
    secondary.is_secondary = true;
    secondary.data_count = 2000;
    send(header(7), secondary);
    EXPECT_TRUE(notes.so_far().labels.empty());
}

TEST_F(Watch, MixedKindsAreAConfusion) {
    auto first = of(0xA0, 1);
    first.total_data_count = 5000;
    send(header(7), first);
    auto secondary = of(0x26, 0);
    secondary.is_secondary = true;
    send(header(7), secondary);
    EXPECT_EQ(notes.grade_of(rules::transaction_mix), Grade::likely);
    EXPECT_EQ(notes.so_far().stage, Stage::exploit_attempt);
}

TEST_F(Watch, EternalChampionSendsTheUnusedRename) {
    auto first = of(0xA0, 5);
    first.total_data_count = 16144;
    send(header(7), first);
    EXPECT_EQ(notes.grade_of(rules::eternalchampion), Grade::likely);
    auto secondary = of(0xA1, 0);
    secondary.is_secondary = true;
    send(header(7), secondary);
    EXPECT_EQ(notes.grade_of(rules::eternalchampion), Grade::certain);
}

TEST_F(Watch, EternalRomanceNamesATransactionLikeAPipe) {
    // The numbers of exploit-zeek-eternalsafety-eternalromance-2008r2.pcap, packet 47.
    transactions.opened(16384);
    auto left_open = of(0x25, 0);
    left_open.total_data_count = 21504;
    send(header(75, 10252), left_open);
    EXPECT_FALSE(notes.has(rules::eternalromance));
    send(header(16384, 10251), left_open);
    EXPECT_EQ(notes.grade_of(rules::eternalromance), Grade::certain);
}

TEST_F(Watch, AWriteInsideAnOpenTransactionIsOne) {
    auto left_open = of(0x25, 0);
    left_open.total_data_count = 21504;
    send(header(75, 10252), left_open);
    transactions.file_access(header(76, 10252), 16384, 37, "WRITE_ANDX", notes);
    EXPECT_FALSE(notes.has(rules::eternalromance));  // another MID: what pipelining clients do
    transactions.file_access(header(75, 10252), 16384, 37, "WRITE_ANDX", notes);
    EXPECT_TRUE(notes.has(rules::eternalromance));
}

TEST_F(Watch, RemembersOnlySoManyOpenTransactions) {
    auto left_open = of(0x25, 0);
    left_open.total_data_count = 100;
    for (int i = 0; i < 10'000; ++i) send(header(static_cast<std::uint16_t>(i)), left_open);
    EXPECT_LT(transactions.memory(), 2048u);
}

TEST_F(Watch, NoticesTheAnswerOfAnInfectedServer) {
    transactions.answered(header(81), 65, notes);
    ASSERT_EQ(notes.so_far().facts.size(), 1u);
    EXPECT_EQ(notes.so_far().facts[0].name, "smb.implant_answer");
    Notes clean("smb1");
    transactions.answered(header(65), 65, clean);
    EXPECT_TRUE(clean.so_far().facts.empty());
}

}  // namespace
}  // namespace hitme::recognition::smb
