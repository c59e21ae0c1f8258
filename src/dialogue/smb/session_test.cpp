// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/session.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/decoy_server.h"
#include "support/piecewise.h"
#include "support/real_client.h"
#include "support/smb1_client.h"
#include "support/smb1_samples.h"
#include "wire/dcerpc.h"

namespace hitme::dialogue::smb {
namespace {

using tests::Smb1Client;

Surroundings somewhere() {
    Surroundings surroundings;
    surroundings.random_seed = 5;
    surroundings.identity_seed = 6;
    return surroundings;
}

core::ByteVector framed(const core::ByteVector& message) {
    core::ByteVector frame;
    wire::encode_netbios_frame(frame, wire::NetbiosType::message, message);
    return frame;
}

core::ByteVector negotiate_frame(std::initializer_list<std::string_view> dialects) {
    wire::Smb1Header header;
    header.command = 0x72;
    header.flags = 0x18;
    header.flags2 = 0xC853;
    const std::vector<std::string_view> names(dialects);
    return framed(wire::encode_smb1_negotiate(header, names));
}

Output feed(SmbSession& session, core::Bytes bytes) {
    Output out;
    session.receive(bytes, tests::some_time(), out);
    return out;
}

TEST(SmbSession, AnswersTheSameWhateverThePieces) {
    core::ByteVector stream = negotiate_frame({"NT LM 0.12"});
    for (const auto& [name, message] : tests::smb1_samples()) {
        if (name.ends_with("reply")) continue;
        const core::ByteVector frame = framed(message);
        stream.insert(stream.end(), frame.begin(), frame.end());
    }
    SmbSession whole{*system_named("windows-7", 1), Choices{}, somewhere()};
    const Output expected = feed(whole, stream);
    EXPECT_GT(expected.bytes.size(), 500u);
    for (const std::size_t size : {1u, 2u, 7u, 100u}) {
        SmbSession session{*system_named("windows-7", 1), Choices{}, somewhere()};
        Output all;
        for (const core::Bytes piece : tests::pieces_of(stream, size)) {
            const Output out = feed(session, piece);
            all.bytes.insert(all.bytes.end(), out.bytes.begin(), out.bytes.end());
            all.close = all.close || out.close;
        }
        EXPECT_EQ(all.bytes, expected.bytes) << size;
        EXPECT_EQ(all.close, expected.close) << size;
    }
}

TEST(SmbSession, AnswersASessionRequestAndPassesOverKeepalives) {
    SmbSession session{*system_named("windows-7", 1), Choices{}, somewhere()};
    core::ByteVector frame;
    wire::encode_netbios_frame(frame, wire::NetbiosType::request, core::ByteVector(68, 'A'));
    EXPECT_EQ(feed(session, frame).bytes, (core::ByteVector{0x82, 0, 0, 0}));
    EXPECT_TRUE(feed(session, core::ByteVector{0x85, 0, 0, 0}).bytes.empty());
    EXPECT_FALSE(feed(session, negotiate_frame({"NT LM 0.12"})).bytes.empty());
}

TEST(SmbSession, AnswersInSmb2WhereBothSidesSpeakIt) {
    // [MS-SMB2] 3.3.5.3.1: DialectRevision at 4 of the answer behind its 64 bytes of header.
    struct Case {
        const char* persona;
        std::vector<std::string_view> names;
        std::uint16_t dialect;
    };
    const std::vector<Case> cases = {
        {"windows-7", {"NT LM 0.12", "SMB 2.002", "SMB 2.???"}, 0x02FF},
        {"windows-7", {"NT LM 0.12", "SMB 2.002"}, 0x0202},
        {"windows-server-2016", {"NT LM 0.12", "SMB 2.???"}, 0x02FF},
    };
    for (const Case& one : cases) {
        SmbSession session{*system_named(one.persona, 1), Choices{}, somewhere()};
        wire::Smb1Header header;
        header.command = 0x72;
        const Output out = feed(session, framed(wire::encode_smb1_negotiate(header, one.names)));
        ASSERT_GT(out.bytes.size(), 4u + 64 + 6) << one.persona;
        EXPECT_EQ(out.bytes[4], 0xFE);
        EXPECT_EQ(out.bytes[4 + 64 + 4] | (out.bytes[4 + 64 + 5] << 8), one.dialect);
    }
    SmbSession xp{*system_named("windows-xp-sp3", 1), Choices{}, somewhere()};
    EXPECT_EQ(feed(xp, negotiate_frame({"NT LM 0.12", "SMB 2.???"})).bytes[4], 0xFF);
}

TEST(SmbSession, ClosesWhereItsSystemWouldNotSpeak) {
    SmbSession no_smb1{*system_named("windows-server-2016", 1), Choices{}, somewhere()};
    EXPECT_TRUE(feed(no_smb1, negotiate_frame({"NT LM 0.12"})).close);
    SmbSession http{*system_named("windows-7", 1), Choices{}, somewhere()};
    const Output refused = feed(http, core::as_bytes("GET / HTTP/1.1\r\n\r\n"));
    EXPECT_TRUE(refused.close);
    EXPECT_TRUE(refused.bytes.empty());
    SmbSession large{*system_named("windows-7", 1), Choices{}, somewhere()};
    EXPECT_TRUE(feed(large, core::ByteVector{0, 0xFF, 0xFF, 0xFF}).close);
    // After that it says nothing more.
    EXPECT_TRUE(feed(large, negotiate_frame({"NT LM 0.12"})).bytes.empty());
}

// What smbd 4.17.12 of Debian does with its default (server min protocol = SMB2_02): tests/end_to_end/smb_against_samba.py.
// [MS-CIFS] 3.1.4.1.1: STATUS_INVALID_SMB; smbd 4.17 ends the connection. [MS-SMB2] 3.3.5.2.2: no way back from SMB2.
TEST(SmbSession, NegotiatesOnce) {
    const auto once_more = [](const char* persona, std::initializer_list<std::string_view> first) {
        SmbSession session{*system_named(persona, 1), Choices{}, somewhere()};
        EXPECT_FALSE(feed(session, negotiate_frame(first)).close) << persona;
        return feed(session, negotiate_frame({"NT LM 0.12"}));
    };
    for (const char* windows : {"windows-7", "windows-10", "windows-xp-sp3"}) {
        const Output refused = once_more(windows, {"NT LM 0.12"});
        EXPECT_FALSE(refused.close) << windows;
        const auto said = wire::decode_smb1(core::Bytes(refused.bytes).subspan(4));
        ASSERT_TRUE(said) << windows;
        EXPECT_EQ(said->header.status, 0x00010002u) << windows;
    }
    EXPECT_TRUE(once_more("samba-4", {"NT LM 0.12"}).close);
    for (const char* both : {"samba-4", "windows-7", "windows-10"}) {
        const Output ended = once_more(both, {"NT LM 0.12", "SMB 2.002"});
        EXPECT_TRUE(ended.close) << both;
        EXPECT_TRUE(ended.bytes.empty()) << both;
    }
}

// smb.md 1.16: never silence. smbd 4.17 answers an ECHO without its word so.
TEST(SmbSession, AnswersAnEchoThatCannotBeRead) {
    // smbd 4.17 before a logon: ERRDOS, invalid parameter. [MS-CIFS] 2.2.4.39.2: STATUS_INVALID_SMB.
    for (const auto& [persona, status] :
         {std::pair{"samba-4", 0x00570001u}, std::pair{"windows-7", 0x00010002u}}) {
        SmbSession session{*system_named(persona, 1), Choices{}, somewhere()};
        (void)feed(session, negotiate_frame({"NT LM 0.12"}));
        wire::Smb1Header header;
        header.command = 0x2B;
        core::ByteVector message;
        wire::encode_smb1_header(message, header);
        message.insert(message.end(), {0, 0, 0});  // no words, no bytes
        const Output out = feed(session, framed(message));
        const auto said = wire::decode_smb1(core::Bytes(out.bytes).subspan(4));
        ASSERT_TRUE(said) << persona;
        EXPECT_EQ(said->header.status, status) << persona;
    }
}

// smbd 4.17.12: no SMB2 behind a session of SMB1 (tests/end_to_end/smb_odd_questions.py).
TEST(SmbSession, TakesNoSmb2BehindASessionOfSmb1) {
    for (const char* persona : {"samba-4", "windows-7"}) {
        Smb1Client client{persona};
        client.negotiate();
        client.log_on();
        core::ByteVector message = {0xFE, 'S', 'M', 'B', 64, 0};
        message.resize(64 + 40, 0);
        const Output out = feed(client.session(), framed(message));
        EXPECT_TRUE(out.close) << persona;
        EXPECT_TRUE(out.bytes.empty()) << persona;
    }
}

TEST(SmbSession, ASambaWithoutSmb1SaysThatItKnowsNoSuchDialectAndEnds) {
    SmbSession samba{*system_named("samba-4-smb2", 1), Choices{}, somewhere()};
    const Output refused = feed(samba, negotiate_frame({"NT LANMAN 1.0", "NT LM 0.12"}));
    EXPECT_TRUE(refused.close);
    // [MS-CIFS] 2.2.4.52.2: behind 4 bytes of NetBIOS and 32 of header one word, 0xFFFF, and no bytes.
    ASSERT_EQ(refused.bytes.size(), 4u + 32 + 1 + 2 + 2);
    EXPECT_EQ(core::ByteVector(refused.bytes.begin() + 36, refused.bytes.end()),
              (core::ByteVector{1, 0xFF, 0xFF, 0, 0}));
    SmbSession at_once{*system_named("samba-4-smb2", 1), Choices{}, somewhere()};
    const auto samples = tests::smb1_samples();
    for (const auto& [name, message] : samples)
        if (name == "echo") {
            EXPECT_TRUE(feed(at_once, framed(message)).close);
        }
}

TEST(SmbSession, WaitsForTheRestOfAFrameAndGivesItsMemoryBack) {
    SmbSession session{*system_named("windows-7", 1), Choices{}, somewhere()};
    const std::size_t empty = session.memory();
    // The shape of pool preparation: 0xFFF7 announced, FE 'SMB' and zeros, and then nothing.
    core::ByteVector bytes{0, 0, 0xFF, 0xF7, 0xFE, 'S', 'M', 'B'};
    bytes.resize(4204);
    EXPECT_TRUE(feed(session, bytes).bytes.empty());
    EXPECT_GE(session.memory(), empty + 4200);
    EXPECT_LE(session.memory(), empty + 4300);
}

TEST(SmbSession, HoldsLittleInAnOrdinaryConversation) {
    Smb1Client client{"windows-7"};
    std::size_t most = 0;
    const auto look = [&] { most = std::max(most, client.session().memory()); };
    client.negotiate();
    look();
    client.log_on();
    look();
    client.connect("\\\\h\\IPC$");
    client.create("\\srvsvc");
    look();
    client.write(tests::srvsvc_bind());
    look();
    client.read(4280);
    look();
    client.close_file();
    look();
    EXPECT_LE(most, 8u << 10);
}

// As many pieces as the longest series that was seen (a request over WRITE_ANDX in the captures, and worms that copy in blocks).
constexpr std::size_t many_pieces = 304;

/// NetrShareEnum of level 1 ([MS-SRVS] 3.1.4.8) for a server whose name has 199 letters.
core::ByteVector long_share_enum() {
    core::ByteVector stub;
    core::Writer out{stub};
    out.u32le(0x20000);  // ServerName
    out.u32le(200);
    out.u32le(0);
    out.u32le(200);
    out.utf16le(std::string(199, 's'));
    out.u16le(0);
    out.u32le(1);  // Level, and the union's
    out.u32le(1);
    out.u32le(0x20004);
    out.u32le(0);  // EntriesRead, Buffer
    out.u32le(0);
    out.u32le(0xFFFFFFFF);  // PreferedMaximumLength
    out.u32le(0);           // ResumeHandle
    core::ByteVector pdu;
    wire::encode_rpc_request(pdu, 2, 0, 15, stub);
    return pdu;
}

core::ByteVector answer_to_pieces(std::size_t pieces) {
    Smb1Client client{"windows-7"};
    client.negotiate();
    client.log_on();
    client.connect("\\\\h\\IPC$");
    EXPECT_EQ(client.create("\\srvsvc").status(), 0u);
    client.write(tests::srvsvc_bind());
    client.read(4280);
    const core::ByteVector request = long_share_enum();
    EXPECT_GE(request.size(), pieces);
    std::size_t at = 0;
    for (std::size_t i = 1; i <= pieces; ++i) {
        const std::size_t end = request.size() * i / pieces;
        EXPECT_EQ(client.write(core::Bytes(request).subspan(at, end - at)).status(), 0u) << i;
        EXPECT_LE(client.session().memory(), 12u << 10) << i;
        at = end;
    }
    const auto read = client.read(4280);
    EXPECT_EQ(read.status(), 0u);
    const auto message = read.message();
    const core::Bytes bytes = message.blocks()[0].bytes;
    return {bytes.begin(), bytes.end()};
}

TEST(SmbSession, AnswersARequestThatCameInThreeHundredAndFourPieces) {
    const core::ByteVector whole = answer_to_pieces(1);
    core::ByteVector share;
    wire::append_utf16(share, "IPC$");
    EXPECT_NE(std::search(whole.begin(), whole.end(), share.begin(), share.end()), whole.end());
    EXPECT_EQ(answer_to_pieces(many_pieces), whole);
}

TEST(SmbSession, CountsAFileThatCameInThreeHundredAndFourPieces) {
    Smb1Client client{"samba-4"};
    client.negotiate();
    client.log_on();
    ASSERT_EQ(client.connect("\\\\h\\public").status(), 0u);
    ASSERT_EQ(client.create("\\worm.dll", wire::disposition_overwrite_if).status(), 0u);
    constexpr std::uint32_t block_bytes = 517;
    const core::ByteVector block(block_bytes, 'M');
    for (std::uint32_t i = 0; i < many_pieces; ++i) {
        ASSERT_EQ(client.write(block, i * block_bytes).status(), 0u) << i;
        ASSERT_LE(client.session().memory(), 8u << 10) << i;
    }
    EXPECT_EQ(client.close_file().status(), 0u);
    const auto again = client.create("\\worm.dll");
    ASSERT_EQ(again.status(), 0u);
    const auto message = again.message();
    const auto reply = wire::decode_smb1_create_reply(message, message.blocks()[0]);
    EXPECT_EQ(reply->end_of_file, 157'168u);  // 304 * 517
}

TEST(SmbSession, SurvivesEveryCutAndFlipOfEverySample) {
    const core::ByteVector hello = negotiate_frame({"NT LM 0.12"});
    for (const auto& [name, message] : tests::smb1_samples())
        tests::for_each_cut_and_flip(framed(message), [&](core::Bytes damaged) {
            SmbSession session{*system_named("windows-7", 1), Choices{}, somewhere()};
            (void)feed(session, hello);
            (void)feed(session, damaged);
        });
}

TEST(SmbSession, NamesItsPersonas) {
    EXPECT_EQ(smb_personas().size(), systems().size());
    EXPECT_EQ(make_smb_session("beos", somewhere()), nullptr);
    EXPECT_NE(make_smb_session("", somewhere()), nullptr);
}

// --- real clients on loopback: what they print was seen with real servers (../shared/captures/loopback, Windows by smb.md)

tests::DecoyServer::Make decoy(std::string_view persona) {
    const System* system = system_named(persona, 1);
    return [system](std::uint64_t connection) -> std::unique_ptr<Session> {
        Surroundings surroundings = somewhere();
        surroundings.random_seed = connection;
        surroundings.local = *core::Address::parse("127.0.0.1");
        surroundings.booted = tests::some_time() - std::chrono::hours{50};
        Choices choices;
        choices.policy.weak_passwords = {"letmein"};
        return std::make_unique<SmbSession>(*system, choices, surroundings);
    };
}

std::string smbclient(const tests::DecoyServer& server, const std::string& arguments) {
    return tests::output_of(
        "smbclient --configfile=/dev/null --option='client min protocol=NT1' "
        "-m NT1 -p " +
        std::to_string(server.port()) + " " + arguments);
}

TEST(SmbSessionWithRealClients, SmbclientListsSharesOverSmb1) {
    if (!tests::is_installed("smbclient")) GTEST_SKIP() << "no smbclient";
    tests::DecoyServer server{decoy("windows-7")};
    const std::string text = smbclient(server, "-L 127.0.0.1 -N");
    for (const char* share : {"ADMIN$", "C$", "IPC$", "Users"})
        EXPECT_NE(text.find(share), std::string::npos) << text;
    EXPECT_LE(server.largest_memory(), 8u << 10);
}

TEST(SmbSessionWithRealClients, SmbclientIsRefusedAsARealServerRefuses) {
    if (!tests::is_installed("smbclient")) GTEST_SKIP() << "no smbclient";
    tests::DecoyServer server{decoy("windows-7")};
    EXPECT_NE(smbclient(server, "-L 127.0.0.1 -U Administrator%wrong")
                  .find("session setup failed: NT_STATUS_LOGON_FAILURE"),
              std::string::npos);
    EXPECT_NE(smbclient(server, "'//127.0.0.1/ADMIN$' -N")
                  .find("tree connect failed: NT_STATUS_ACCESS_DENIED"),
              std::string::npos);
    EXPECT_NE(smbclient(server, "//127.0.0.1/nosuch -N").find("NT_STATUS_BAD_NETWORK_NAME"),
              std::string::npos);
}

TEST(SmbSessionWithRealClients, SmbclientPutsListsAndDeletesAFile) {
    if (!tests::is_installed("smbclient")) GTEST_SKIP() << "no smbclient";
    tests::DecoyServer server{decoy("windows-7")};
    const std::string text =
        smbclient(server,
                  "'//127.0.0.1/ADMIN$' -U Administrator%letmein -c 'put /etc/passwd x.exe; ls; "
                  "del x.exe; allinfo x.exe'");
    EXPECT_NE(text.find("putting file /etc/passwd as \\x.exe"), std::string::npos) << text;
    EXPECT_NE(text.find("  x.exe "), std::string::npos) << text;
    EXPECT_NE(text.find("NT_STATUS_OBJECT_NAME_NOT_FOUND"), std::string::npos) << text;
}

std::string nmap(std::string_view persona, const std::string& arguments) {
    return tests::in_own_network([&]() -> std::string {
        tests::DecoyServer server{decoy(persona), 445};
        if (server.port() != 445) return "no port";
        return tests::output_of("nmap -n -Pn -p445 " + arguments + " 127.0.0.1");
    });
}

TEST(SmbSessionWithRealClients, NmapSeesTheSystemThatThePersonaIs) {
    if (!tests::is_installed("nmap")) GTEST_SKIP() << "no nmap";
    const std::string text = nmap("windows-7", "--script smb-os-discovery,smb-protocols");
    if (text == "no namespace") GTEST_SKIP() << text;
    for (const char* expected :
         {"OS: Windows 7 Professional 7601 Service Pack 1 (Windows 7 Professional 6.1)",
          "Workgroup: ", "NT LM 0.12 (SMBv1)", "    202", "    210"})
        EXPECT_NE(text.find(expected), std::string::npos) << expected << '\n' << text;
    EXPECT_EQ(text.find("ERROR"), std::string::npos) << text;
    EXPECT_EQ(text.find("    300"), std::string::npos) << text;
}

TEST(SmbSessionWithRealClients, NmapJudgesWeaknessesAsThePersonaHasThem) {
    if (!tests::is_installed("nmap")) GTEST_SKIP() << "no nmap";
    const std::string scripts =
        "--script smb-vuln-ms17-010,smb-vuln-ms08-067,smb-vuln-conficker,"
        "smb-double-pulsar-backdoor --script-args vulns.showall";
    const std::string seven = nmap("windows-7", scripts);
    if (seven == "no namespace") GTEST_SKIP() << seven;
    const auto state_of = [](const std::string& text, const std::string& script) {
        const std::size_t at = text.find("smb-" + script + ":");
        const std::size_t state = text.find("State: ", at);
        if (at == std::string::npos || state == std::string::npos) return std::string{};
        return text.substr(state + 7, text.find('\n', state) - state - 7);
    };
    EXPECT_EQ(state_of(seven, "vuln-ms17-010"), "VULNERABLE") << seven;
    EXPECT_EQ(state_of(seven, "vuln-ms08-067"), "NOT VULNERABLE") << seven;
    EXPECT_EQ(state_of(seven, "vuln-conficker"), "NOT VULNERABLE") << seven;
    EXPECT_EQ(state_of(seven, "double-pulsar-backdoor"), "NOT VULNERABLE") << seven;
    const std::string xp = nmap("windows-xp-sp3", scripts);
    EXPECT_EQ(state_of(xp, "vuln-ms08-067"), "VULNERABLE") << xp;
    const std::string samba = nmap("samba-4", scripts);
    EXPECT_EQ(state_of(samba, "vuln-ms17-010"), "NOT VULNERABLE") << samba;
}

TEST(SmbSessionWithRealClients, NmapNamesNoDecoy) {
    if (!tests::is_installed("nmap")) GTEST_SKIP() << "no nmap";
    const std::string text = nmap("windows-xp-sp3", "-sV");
    if (text == "no namespace") GTEST_SKIP() << text;
    EXPECT_NE(text.find("Microsoft Windows XP microsoft-ds"), std::string::npos) << text;
    EXPECT_EQ(text.find("honeypot"), std::string::npos) << text;
}

}  // namespace
}  // namespace hitme::dialogue::smb
