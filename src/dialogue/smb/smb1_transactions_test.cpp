// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb1_transactions.h"

#include <gtest/gtest.h>

#include "support/smb1_client.h"
#include "support/smb1_samples.h"

namespace hitme::dialogue::smb {
namespace {

using tests::Smb1Client;
using wire::Smb1Command;

Smb1Client on_ipc(std::string_view persona) {
    Smb1Client client{persona};
    client.negotiate();
    client.log_on();
    EXPECT_EQ(client.connect("\\\\h\\IPC$").status(), 0u);
    return client;
}

wire::Smb1TransactionReply reply_of(const wire::Smb1Message& message) {
    const auto reply = wire::decode_smb1_transaction_reply(message, message.blocks()[0]);
    EXPECT_TRUE(reply);
    EXPECT_FALSE(reply->fault);
    return *reply;
}

// The sample's identifiers in the place of the client's.
core::ByteVector as_client(const Smb1Client& client, core::ByteVector message) {
    const auto put = [&](std::size_t at, std::uint16_t value) {
        message[at] = static_cast<std::uint8_t>(value);
        message[at + 1] = static_cast<std::uint8_t>(value >> 8);
    };
    put(24, client.header.tid);
    put(28, client.header.uid);
    return message;
}

TEST(Smb1Transactions, AnswersPeekOnNoPipeAsItsPersonaDoes) {
    // smb.md 1.13: 0xC0000205 unpatched, 0xC0000022 patched, 0xC0000008 Samba.
    for (const auto& [persona, status] :
         {std::pair{"windows-7", 0xC0000205u}, std::pair{"windows-10", 0xC0000022u},
          std::pair{"samba-4", 0xC0000008u}}) {
        Smb1Client client = on_ipc(persona);
        EXPECT_EQ(client.transact(Smb1Command::transaction, {0x23, 0}, "\\PIPE\\", {}, {}).status(),
                  status)
            << persona;
    }
}

TEST(Smb1Transactions, CarriesACallOfAPipe) {
    Smb1Client client = on_ipc("windows-7");
    ASSERT_EQ(client.create("\\srvsvc").status(), 0u);
    const auto answer = client.transact(Smb1Command::transaction, {0x26, client.fid}, "\\PIPE\\",
                                        {}, tests::srvsvc_bind());
    ASSERT_EQ(answer.status(), 0u);
    const auto message = answer.message();
    const auto reply = reply_of(message);
    ASSERT_GE(reply.data.size(), 16u);
    EXPECT_EQ(reply.data[2], 12);  // bind_ack
    EXPECT_EQ(reply.total_data_count, reply.data.size());

    const auto cut = client.transact(Smb1Command::transaction, {0x26, client.fid}, "\\PIPE\\", {},
                                     tests::srvsvc_bind(), 24);
    EXPECT_EQ(cut.status(), 0x80000005u);
    const auto cut_message = cut.message();
    EXPECT_EQ(reply_of(cut_message).data.size(), 24u);
}

TEST(Smb1Transactions, KnowsNoImplant) {
    Smb1Client client = on_ipc("windows-7");
    client.header.mid = 65;
    const auto answer = client.send(as_client(client, tests::smb1_transaction2_sample()));
    EXPECT_EQ(answer.status(), 0xC0000002u);
    EXPECT_EQ(answer.message().header.mid, 0x40);  // that of the request
}

TEST(Smb1Transactions, TakesALargeTransactionInPieces) {
    Smb1Client client = on_ipc("windows-7");
    // 66512 bytes announced, 4 of them here; an interim answer of 39 bytes with its frame.
    const auto interim = client.send(as_client(client, tests::smb1_nt_transact_sample()));
    ASSERT_TRUE(interim.is_there);
    EXPECT_EQ(interim.status(), 0u);
    EXPECT_EQ(interim.bytes.size(), 35u);
    const std::size_t before = client.session().memory();
    // 66508 bytes more, six at a time: 11084 pieces and 4 bytes; silence until the last.
    const core::ByteVector piece = as_client(client, tests::smb1_transaction2_secondary_sample());
    for (int i = 0; i < 11084; ++i) ASSERT_FALSE(client.send(piece).is_there) << i;
    EXPECT_LT(client.session().memory(), before + 256);
    const auto last = client.send(piece);
    ASSERT_TRUE(last.is_there);
    EXPECT_EQ(last.status(), 0xC000000Du);
    EXPECT_EQ(last.message().header.command, 0x32);  // as Windows 7 in the capture
    EXPECT_FALSE(client.closed);
    // It is forgotten: one more piece belongs to nothing.
    EXPECT_EQ(client.send(piece).status(), 0xC000000Du);
}

TEST(Smb1Transactions, BoundsWhatIsOpenAtOnce) {
    Smb1Client client = on_ipc("windows-7");
    core::ByteVector message = as_client(client, tests::smb1_nt_transact_sample());
    std::size_t begun = 0;
    for (std::uint8_t mid = 1; mid <= 20; ++mid) {
        message[30] = mid;
        if (client.send(message).status() == 0) ++begun;
    }
    EXPECT_EQ(begun, max_transactions);
}

TEST(Smb1Transactions, ListsSharesByRap) {
    Smb1Client client = on_ipc("windows-7");
    core::ByteVector parameters;
    core::Writer out{parameters};
    out.u16le(0);
    out.text(std::string_view("WrLeh\0B13BWz\0", 13));
    out.u16le(1);
    out.u16le(0xFFE0);
    const auto answer =
        client.transact(Smb1Command::transaction, {}, "\\PIPE\\LANMAN", parameters, {}, 0xFFE0);
    ASSERT_EQ(answer.status(), 0u);
    const auto message = answer.message();
    const auto reply = reply_of(message);
    ASSERT_EQ(reply.parameters.size(), 8u);
    EXPECT_EQ(reply.parameters[4], 4);  // ADMIN$, C$, IPC$, Users
}

TEST(Smb1Transactions, ListsAFileThatTheClientMade) {
    Smb1Client client{"samba-4"};
    client.negotiate();
    client.log_on();
    ASSERT_EQ(client.connect("\\\\h\\public").status(), 0u);
    ASSERT_EQ(client.create("\\x.exe", wire::disposition_overwrite_if).status(), 0u);
    client.write(core::as_bytes("four"));
    client.close_file();
    const auto find = [&](std::string_view pattern) {
        core::ByteVector parameters;
        core::Writer out{parameters};
        out.u16le(6);       // SearchAttributes
        out.u16le(100);     // SearchCount
        out.u16le(6);       // Flags
        out.u16le(0x0104);  // SMB_FIND_FILE_BOTH_DIRECTORY_INFO
        out.u32le(0);
        wire::append_utf16(parameters, pattern);
        parameters.push_back(0);
        parameters.push_back(0);
        return client.transact(Smb1Command::transaction2, {1}, "", parameters, {}, 0xFFFF);
    };
    const auto answer = find("\\x.exe");
    ASSERT_EQ(answer.status(), 0u);
    const auto message = answer.message();
    const auto reply = reply_of(message);
    core::Reader parameters{reply.parameters};
    parameters.skip(2, "SID");
    EXPECT_EQ(parameters.u16le("SearchCount"), 1);
    EXPECT_EQ(parameters.u16le("EndOfSearch"), 1);
    // [MS-FSCC] 2.4.8: EndOfFile at 40, FileNameLength at 60, the name at 94.
    core::Reader data{reply.data};
    data.seek(40, "EndOfFile");
    EXPECT_EQ(data.u64le("EndOfFile"), 4u);
    data.seek(60, "FileNameLength");
    EXPECT_EQ(data.u32le("FileNameLength"), 10u);
    data.seek(94, "FileName");
    EXPECT_EQ(wire::smb_text_from_utf16(data.take(10, "FileName")), "x.exe");

    EXPECT_EQ(find("\\other.txt").status(), 0xC000000Fu);
    const auto all = find("\\*");
    const auto all_message = all.message();
    core::Reader count{reply_of(all_message).parameters};
    count.skip(2, "SID");
    EXPECT_EQ(count.u16le("SearchCount"), 3);  // two dots and the file
}

TEST(Smb1Transactions, SaysSizesOfVolumes) {
    Smb1Client client{"samba-4"};
    client.negotiate();
    client.log_on();
    client.connect("\\\\h\\public");
    for (const int level : {0x0001, 0x0102, 0x0103, 0x0105}) {
        core::ByteVector parameters;
        core::Writer{parameters}.u16le(static_cast<std::uint16_t>(level));
        const auto answer =
            client.transact(Smb1Command::transaction2, {3}, "", parameters, {}, 1000);
        ASSERT_EQ(answer.status(), 0u) << level;
        const auto message = answer.message();
        EXPECT_GT(reply_of(message).data.size(), 10u);
    }
    core::ByteVector parameters;
    core::Writer{parameters}.u16le(0x4242);
    EXPECT_EQ(client.transact(Smb1Command::transaction2, {3}, "", parameters, {}).status(),
              0xC0000148u);  // STATUS_INVALID_LEVEL, as smbd 4.17.12 says
}

// The negotiate says CAP_UNIX: QUERY_CIFS_UNIX_INFO gives version 1.0 and 0x17B, as smbd 4.17.12 does.
TEST(Smb1Transactions, HasTheExtensionsForUnixThatItAnnounced) {
    Smb1Client client{"samba-4"};
    client.negotiate();
    client.log_on();
    client.connect("\\\\h\\public");
    const core::ByteVector parameters = {0x00, 0x02};
    const auto answer = client.transact(Smb1Command::transaction2, {3}, "", parameters, {}, 1000);
    ASSERT_EQ(answer.status(), 0u);
    const auto message = answer.message();
    EXPECT_EQ(core::to_hex(reply_of(message).data), "010000007b01000000000000");
    const core::ByteVector volume = {0x02, 0x00};
    client.connect("\\\\h\\IPC$");
    EXPECT_EQ(client.transact(Smb1Command::transaction2, {3}, "", volume, {}).status(),
              0xC0000022u);
}

// SET_PATH_INFORMATION ([MS-CIFS] 2.2.6.7): level, reserved, name; statuses of smbd 4.17.12.
TEST(Smb1Transactions, SetsNothingOfAFileThatIsNotThere) {
    Smb1Client client{"samba-4"};
    client.negotiate();
    client.log_on();
    client.connect("\\\\h\\public");
    const auto set = [&](std::uint16_t level, std::string_view name, core::Bytes data) {
        core::ByteVector parameters;
        core::Writer to{parameters};
        to.u16le(level);
        to.u32le(0);
        wire::append_utf16(parameters, name);
        to.u16le(0);
        return client.transact(Smb1Command::transaction2, {6}, "", parameters, data).status();
    };
    const core::ByteVector ten = {10, 0, 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(set(0x0104, "\\none", ten), 0xC0000034u);
    EXPECT_EQ(set(0x0107, "\\none", ten), 0xC0000148u);
    EXPECT_EQ(set(0x0104, "\\..\\none", ten), 0xC000003Bu);
    ASSERT_EQ(client.create("\\s.txt", wire::disposition_create).status(), 0u);
    client.close_file();
    EXPECT_EQ(set(0x0104, "\\s.txt", ten), 0u);
    const auto again = client.create("\\s.txt");
    const auto message = again.message();
    EXPECT_EQ(wire::decode_smb1_create_reply(message, message.blocks()[0])->end_of_file, 10u);
    const core::ByteVector yes = {1};
    EXPECT_EQ(set(0x0102, "\\s.txt", yes), 0u);
    EXPECT_EQ(client.create("\\s.txt").status(), 0xC0000034u);
}

}  // namespace
}  // namespace hitme::dialogue::smb
