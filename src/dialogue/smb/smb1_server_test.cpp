// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb1_server.h"

#include <gtest/gtest.h>

#include "core/reader.h"
#include "support/smb1_client.h"
#include "wire/smb1_session_setup.h"
#include "wire/smb1_tree_connect.h"

namespace hitme::dialogue::smb {
namespace {

using tests::Smb1Client;
using wire::Smb1Command;

wire::Smb1NegotiateReply negotiated(const tests::Smb1Answer& answer) {
    const wire::Smb1Message message = answer.message();
    const auto reply = wire::decode_smb1_negotiate_reply(message, message.blocks()[0]);
    EXPECT_TRUE(reply);
    return *reply;
}

TEST(Smb1Server, NegotiatesWithTheNamesThatNmapNeeds) {
    Smb1Client client{"windows-7"};
    client.header.flags2 = 0x4001;  // no Unicode: the names come in UTF-16 all the same
    const auto answer = client.negotiate({"PC NETWORK PROGRAM 1.0", "LANMAN1.0", "NT LM 0.12"});
    const auto reply = negotiated(answer);
    EXPECT_EQ(reply.dialect_index, 2);
    EXPECT_EQ(reply.security_mode, 3);
    EXPECT_EQ(reply.max_mpx_count, 50);
    EXPECT_EQ(reply.max_buffer_size, 4356u);
    EXPECT_EQ(reply.capabilities, 0x0001E3FCu);  // as Windows 7 in the captures
    EXPECT_EQ(reply.challenge.size(), 8u);
    EXPECT_FALSE(reply.domain.empty());
    EXPECT_TRUE(reply.server.starts_with("WIN-")) << reply.server;
    // 2026-11-22T06:00:00Z is 1795327200 s after 1970, and 1970 is 11644473600 s after 1601.
    EXPECT_EQ(reply.system_time, (1795327200ull + 11644473600ull) * 10'000'000);
    EXPECT_EQ(answer.message().header.flags, 0x98);
}

TEST(Smb1Server, ChallengesDifferByConnection) {
    std::set<std::string> challenges;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        Surroundings surroundings;
        surroundings.random_seed = seed;
        SmbSession session{*system_named("windows-7", 1), Choices{}, surroundings};
        wire::Smb1Header header;
        header.flags2 = 0xC001;
        header.command = 0x72;
        const std::string_view names[] = {"NT LM 0.12"};
        core::ByteVector frame;
        wire::encode_netbios_frame(frame, wire::NetbiosType::message,
                                   wire::encode_smb1_negotiate(header, names));
        Output out;
        session.receive(frame, tests::some_time(), out);
        const auto message = wire::decode_smb1(core::Bytes(out.bytes).subspan(4));
        const auto reply = wire::decode_smb1_negotiate_reply(*message, message->blocks()[0]);
        challenges.insert(std::string(core::as_text(reply->challenge)));
    }
    EXPECT_EQ(challenges.size(), 8u);
}

TEST(Smb1Server, NegotiatesExtendedSecurityWhereTheClientAsksForIt) {
    Smb1Client client{"windows-7"};
    client.header.flags2 = 0xC801;
    const auto reply = negotiated(client.negotiate());
    EXPECT_EQ(reply.capabilities, 0x8001E3FCu);
    EXPECT_TRUE(reply.challenge.empty());
    EXPECT_GT(reply.security_blob.size(), 0u);

    Smb1Client old{"windows-xp-sp3"};
    old.header.flags2 = 0xC801;
    const auto of_xp = negotiated(old.negotiate());
    EXPECT_EQ(of_xp.capabilities, 0x8000E3FDu);
    EXPECT_EQ(of_xp.max_mpx_count, 10);
    EXPECT_EQ(of_xp.security_blob.size(), 0u);  // ByteCount 16 in the capture of Windows XP
}

TEST(Smb1Server, RefusesAListWithoutItsDialect) {
    Smb1Client client{"windows-7"};
    const auto reply = negotiated(client.negotiate({"LANMAN1.0", "LM1.2X002"}));
    EXPECT_EQ(reply.word_count, 1);
    EXPECT_EQ(reply.dialect_index, 0xFFFF);
    EXPECT_FALSE(client.closed);
}

TEST(Smb1Server, ChoosesTheDialectAsSambaDoes) {
    // smbd 4.17 took entry 0 of this list in the loopback captures, Windows takes the other.
    Smb1Client samba{"samba-4"};
    EXPECT_EQ(negotiated(samba.negotiate({"NT LANMAN 1.0", "NT LM 0.12"})).dialect_index, 0);
    Smb1Client windows{"windows-7"};
    EXPECT_EQ(negotiated(windows.negotiate({"NT LANMAN 1.0", "NT LM 0.12"})).dialect_index, 1);
}

TEST(Smb1Server, LetsANullSessionIn) {
    Smb1Client client{"windows-7"};
    client.negotiate();
    const auto answer = client.log_on();
    EXPECT_EQ(answer.status(), 0u);
    EXPECT_EQ(answer.uid(), 0x0800);
    const wire::Smb1Message message = answer.message();
    const auto reply = wire::decode_smb1_session_setup_reply(message, message.blocks()[0]);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->native_os, "Windows 7 Professional 7601 Service Pack 1");
    EXPECT_EQ(reply->native_lan_manager, "Windows 7 Professional 6.1");
    EXPECT_FALSE(reply->domain.empty());
    EXPECT_EQ(reply->action, 0);
    EXPECT_EQ(client.session().logons(), 0u);
}

TEST(Smb1Server, CountsRefusedLogons) {
    Policy policy;
    policy.logon = LogonPolicy::refuse;
    Smb1Client client{"windows-7", policy};
    client.negotiate();
    for (std::uint32_t i = 1; i <= 3; ++i) {
        client.header.uid = 0;
        EXPECT_EQ(client.log_on("administrator", 24).status(), 0xC000006Du);
        EXPECT_EQ(client.session().logons(), i);
    }
    EXPECT_FALSE(client.closed);
}

TEST(Smb1Server, ReadsTwelveWordsWithoutExtendedSecurityAsAnAnonymousLogon) {
    // The session setup that large-buffer exploits begin with ([MS-SMB] 2.2.4.6.1 without Flags2 0x0800).
    Smb1Client client{"windows-7"};
    client.negotiate();
    core::ByteVector words;
    core::Writer out{words};
    out.u16le(0x1104);
    out.u16le(10);
    out.u16le(0);
    out.u32le(0);
    out.u16le(0);
    out.u32le(0);
    out.u32le(0x80000000);
    const auto answer =
        client.command(Smb1Command::session_setup_andx, words, core::ByteVector(22, 0));
    EXPECT_EQ(answer.status(), 0u);
    EXPECT_NE(answer.uid(), 0);
}

TEST(Smb1Server, ConnectsTreesByName) {
    Smb1Client client{"windows-7"};
    client.negotiate();
    client.log_on();
    const auto answer = client.connect("\\\\10.0.0.1\\ipc$");
    EXPECT_EQ(answer.status(), 0u);
    EXPECT_EQ(answer.tid(), 0x0800);
    const wire::Smb1Message message = answer.message();
    const auto reply = wire::decode_smb1_tree_connect_reply(message, message.blocks()[0]);
    EXPECT_EQ(reply->service, "IPC");
    EXPECT_EQ(message.blocks()[0].word_count, 7);
    EXPECT_EQ(message.blocks()[0].byte_count, 7);  // "IPC", NUL, padding, an empty name: as Windows

    EXPECT_EQ(client.connect("nmap-share-test").status(), 0xC00000CCu);
    EXPECT_EQ(client.connect("\\\\10.0.0.1\\ADMIN$").status(), 0xC0000022u);
    EXPECT_EQ(client.connect("\\\\10.0.0.1\\Users").status(), 0xC0000022u);  // a null session
    EXPECT_EQ(client.connect("\\\\10.0.0.1\\IPC$", "A:").status(), 0xC00000CBu);
    const auto old = client.connect("\\\\10.0.0.1\\IPC$", "IPC", 0);
    EXPECT_EQ(old.message().blocks()[0].word_count, 3);
}

TEST(Smb1Server, RefusesUnknownUsersAndTrees) {
    Smb1Client client{"windows-7"};
    client.negotiate();
    EXPECT_EQ(client.connect("\\\\h\\IPC$").status(), 0x005B0002u);
    client.log_on();
    client.header.tid = 0x4242;
    EXPECT_EQ(client.create("\\srvsvc").status(), 0x00050002u);
}

TEST(Smb1Server, EndsLogonsAndTrees) {
    Smb1Client client{"windows-7"};
    client.negotiate();
    client.log_on();
    client.connect("\\\\h\\IPC$");
    EXPECT_EQ(client.command(Smb1Command::tree_disconnect).status(), 0u);
    EXPECT_EQ(client.command(Smb1Command::tree_disconnect).status(), 0x00050002u);
    EXPECT_EQ(client.command(Smb1Command::logoff_andx).status(), 0u);
    EXPECT_EQ(client.command(Smb1Command::logoff_andx).status(), 0x005B0002u);
}

TEST(Smb1Server, EchoesAFewTimes) {
    Smb1Client client{"windows-7"};
    client.negotiate();
    core::ByteVector words;
    core::Writer{words}.u16le(1000);
    const auto answer = client.command(Smb1Command::echo, words, core::as_bytes("ping"));
    ASSERT_TRUE(answer.is_there);
    EXPECT_EQ(client.more.size(), max_echoes - 1);
    const wire::Smb1Message message = client.more.back().message();
    EXPECT_EQ(message.blocks()[0].words[0], max_echoes);
    EXPECT_EQ(core::as_text(message.blocks()[0].bytes), "ping");
}

TEST(Smb1Server, AnswersEveryCommandThatItDoesNotKnow) {
    Smb1Client client{"windows-7"};
    client.negotiate();
    client.log_on();
    client.connect("\\\\h\\IPC$");
    for (int code = 0; code < 256; ++code) {
        const auto kind = static_cast<Smb1Command>(code);
        if (kind == Smb1Command::nt_cancel || kind == Smb1Command::echo ||
            kind == Smb1Command::tree_disconnect || kind == Smb1Command::logoff_andx)
            continue;
        EXPECT_TRUE(client.command(kind).is_there) << code;
        EXPECT_FALSE(client.closed) << code;
    }
    EXPECT_EQ(client.command(static_cast<Smb1Command>(0xE7)).status(), 0x00160002u);
}

TEST(Smb1Server, AnswersAChainAndEndsItAtTheFirstFailure) {
    Smb1Client client{"windows-7"};
    client.negotiate();
    core::ByteVector message;
    wire::Smb1Header sent = client.header;
    sent.command = 0x73;
    wire::Smb1Writer out{message, sent};
    out.begin(Smb1Command::session_setup_andx);
    out.words().u16le(4356);
    out.words().u16le(2);
    out.words().u16le(0);
    out.words().u32le(0);
    out.words().u32le(0);
    out.words().u32le(0);
    out.words().u32le(0xD4);
    out.begin_bytes();
    out.align(2);
    out.bytes().zeros(8);
    out.end();
    out.begin(Smb1Command::tree_connect_andx);
    out.words().u16le(8);
    out.words().u16le(0);
    out.begin_bytes();
    out.text("\\\\h\\IPC$", wire::SmbText::utf16);
    out.text("?????", wire::SmbText::oem);
    out.end();
    const auto answer = client.send(message);
    ASSERT_EQ(answer.status(), 0u);
    EXPECT_FALSE(answer.message().fault);
    ASSERT_EQ(answer.message().blocks().size(), 2u);
    EXPECT_NE(answer.uid(), 0);
    EXPECT_NE(answer.tid(), 0);

    message[message.size() - 16] =
        'X';  // XPC$: four letters, NUL, and six bytes of service behind them
    const auto failed = client.send(message);
    EXPECT_EQ(failed.status(), 0xC00000CCu);
    ASSERT_EQ(failed.message().blocks().size(), 2u);
    EXPECT_EQ(failed.message().blocks()[1].word_count, 0);
}

TEST(Smb1Server, ClosesOnWhatIsNoRequest) {
    for (const bool is_reply : {true, false}) {
        Smb1Client client{"windows-7"};
        core::ByteVector message = client.command_bytes(Smb1Command::close, {}, {});
        if (is_reply) {
            message[9] |= 0x80;
        } else {
            message.resize(32);
        }
        EXPECT_FALSE(client.send(message).is_there);
        EXPECT_TRUE(client.closed);
    }
}

// As smbd 4.17.12 and the specification answer a command without words; smb_against_samba.py asks all of them.
TEST(Smb1Server, CommandsWithoutWordsGetWhatTheirSystemSaysOfThem) {
    Smb1Client samba{"samba-4"};
    samba.negotiate();
    EXPECT_EQ(samba.command(Smb1Command::ioctl).status(), 0x00570001u);  // before a logon: DOS
    samba.log_on();
    EXPECT_EQ(samba.command(Smb1Command::locking_andx).status(), 0xC00000C9u);
    samba.connect("\\\\h\\IPC$");
    EXPECT_EQ(samba.command(Smb1Command::locking_andx).status(), 0xC0000022u);
    EXPECT_EQ(samba.command(Smb1Command::set_information).status(), 0xC00000A2u);
    EXPECT_EQ(samba.command(Smb1Command::ioctl).status(), 0xC000000Du);
    const auto piece = samba.command(Smb1Command::transaction_secondary);
    EXPECT_EQ(piece.status(), 0xC000000Du);
    EXPECT_EQ(piece.message().header.command, 0x26);

    Smb1Client windows{"windows-7"};
    windows.negotiate();
    windows.log_on();
    windows.connect("\\\\h\\IPC$");
    // [MS-CIFS] 2.2.4.32.2, 2.2.4.19.2, 2.2.4.10.2: too few parameters are STATUS_INVALID_SMB.
    for (const auto command :
         {Smb1Command::locking_andx, Smb1Command::seek, Smb1Command::set_information})
        EXPECT_EQ(windows.command(command).status(), 0x00010002u);
}

TEST(Smb1Server, SambaHasNoBytesToReadRaw) {
    Smb1Client client{"samba-4"};
    client.negotiate();
    client.log_on();
    ASSERT_EQ(client.connect("\\\\h\\public").status(), 0u);
    const auto answer = client.command(static_cast<Smb1Command>(0x1A));
    EXPECT_TRUE(answer.is_there);
    EXPECT_TRUE(answer.bytes.empty());
    EXPECT_FALSE(client.closed);
}

TEST(Smb1Server, SambaSaysTheSizeOfItsVolumeInUnitsThatFit) {
    Smb1Client client{"samba-4"};
    client.negotiate();
    client.log_on();
    ASSERT_EQ(client.connect("\\\\h\\public").status(), 0u);
    const auto answer = client.command(Smb1Command::query_information_disk);
    const wire::Smb1Message message = answer.message();
    core::Reader words{message.blocks()[0].words};
    // 31457023 clusters of 8 blocks, halved nine times until they fit into 16 bits; 20712381 of them are free.
    EXPECT_EQ(words.u16le("TotalUnits"), 61439);
    EXPECT_EQ(words.u16le("BlocksPerUnit"), 4096);
    EXPECT_EQ(words.u16le("BlockSize"), 512);
    EXPECT_EQ(words.u16le("FreeUnits"), 40453);
}

TEST(Smb1Server, BoundsLogonsAndTrees) {
    Smb1Client client{"windows-7"};
    client.negotiate();
    std::size_t users = 0;
    for (std::size_t i = 0; i < max_users + 4; ++i) {
        const std::uint16_t before = client.header.uid;
        client.header.uid = 0;
        if (client.log_on().status() == 0) {
            ++users;
        } else {
            client.header.uid = before;
        }
    }
    EXPECT_EQ(users, max_users);
    std::size_t trees = 0;
    for (std::size_t i = 0; i < max_trees + 4; ++i)
        if (client.connect("\\\\h\\IPC$").status() == 0) ++trees;
    EXPECT_EQ(trees, max_trees);
}

}  // namespace
}  // namespace hitme::dialogue::smb
