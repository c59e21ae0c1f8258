// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ftp_decoy.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::dialogue {
namespace {

Output talk(std::string_view persona, std::string_view client, std::size_t piece = 65536) {
    Surroundings surroundings;
    surroundings.local = *core::Address::parse("192.0.2.1");
    const auto session = make_ftp(persona, surroundings);
    Output out;
    session->open({}, out);
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(client), piece))
        session->receive(bytes, {}, out);
    EXPECT_LE(session->memory(), 4u << 10);
    return out;
}
std::string text(const Output& out) {
    return std::string(core::as_text(out.bytes));
}

TEST(FtpDecoy, RefusesALogonAndSaysGoodbye) {
    const Output out = talk("proftpd", "USER bob\r\nPASS x\r\nSYST\r\nFOO\r\nQUIT\r\nNOOP\r\n");
    EXPECT_EQ(
        text(out),
        "220 ProFTPD 1.3.6 Server (Debian) [192.0.2.1]\r\n331 Password required for bob\r\n530 "
        "Login incorrect.\r\n"
        "215 UNIX Type: L8\r\n500 FOO not understood\r\n221 Goodbye.\r\n");
    EXPECT_TRUE(out.close);
}

TEST(FtpDecoy, LetsAnonymousInToAnEmptyFolderAndOpensNoPort) {
    const std::string all = text(talk(
        "vsftpd-anonymous", "USER anonymous\r\nPASS a@b\r\nPWD\r\nPASV\r\nEPSV\r\nSTOR x\r\n"));
    EXPECT_NE(all.find("230 Login successful.\r\n257 \"/\"\r\n425 "), all.npos) << all;
    EXPECT_NE(all.find("550 Permission denied.\r\n"), all.npos);
    EXPECT_EQ(all.find("227 "), all.npos);  // RFC 959 section 4.2: entering passive mode
    EXPECT_EQ(all.find("229 "), all.npos);  // RFC 2428 section 3
}

TEST(FtpDecoy, EndsAfterSomeRefusals) {
    const Output out =
        talk("vsftpd", "USER a\r\nPASS a\r\nUSER a\r\nPASS b\r\nUSER a\r\nPASS c\r\nUSER a\r\n");
    EXPECT_TRUE(out.close);
    EXPECT_TRUE(text(out).ends_with("530 Login incorrect.\r\n"));
}

TEST(FtpDecoy, AnswersEveryLineWithAReplyAndTheSameInAnyPieces) {
    const std::string_view client =
        "\x16\x03\x01\r\nUSER anonymous\r\nPASS x\r\nFEAT\r\nAUTH TLS\r\nLIST\r\nPORT "
        "1,2,3,4,5,6\r\nXYZ\r\nHELP\r\nCWD /a\r\nQUIT\r\n";
    for (const FtpPersona& each : ftp_personas_table()) {
        const Output whole = talk(each.name, client);
        for (const std::size_t piece : {1u, 2u, 5u})
            EXPECT_EQ(text(talk(each.name, client, piece)), text(whole));
        EXPECT_TRUE(whole.close);
        wire::LineSplitter lines{512};
        core::Bytes bytes(whole.bytes);
        std::size_t replies = 0;
        bool in_reply = false;
        while (lines.take(bytes)) {
            const auto reply = wire::decode_reply_line(lines.line());
            if (in_reply && !reply) continue;
            ASSERT_TRUE(reply) << each.name << lines.line();
            in_reply = reply->more;
            if (!reply->more) ++replies;
        }
        EXPECT_EQ(replies, 12u) << each.name << text(whole);  // the greeting and eleven lines
        for (const char* giveaway : {"hitme", "oneypot", "HoneyPoint", "decoy"})
            EXPECT_EQ(text(whole).find(giveaway), std::string::npos);
    }
}

TEST(FtpDecoy, SaysABoundedAmountAndSurvivesEveryCutAndFlip) {
    std::string client;
    for (int i = 0; i < 20'000; ++i) client += "FEAT\r\n";
    EXPECT_LE(talk("proftpd", client).bytes.size(), max_ftp_output);
    tests::for_each_cut_and_flip(core::as_bytes("USER anonymous\r\nPASS x\r\nPASV\r\nQUIT\r\n"),
                                 [](core::Bytes bytes) {
                                     for (const FtpPersona& each : ftp_personas_table()) {
                                         const auto session = make_ftp(each.name, {});
                                         Output out;
                                         session->open({}, out);
                                         session->receive(bytes, {}, out);
                                     }
                                 });
}

}  // namespace
}  // namespace hitme::dialogue
