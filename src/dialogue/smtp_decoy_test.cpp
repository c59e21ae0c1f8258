// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smtp_decoy.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::dialogue {
namespace {

Output talk(std::string_view persona, std::string_view client, std::size_t piece = 65536) {
    const auto session = make_smtp(persona, {});
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

std::string codes(const Output& out) {
    wire::LineSplitter lines{512};
    core::Bytes bytes(out.bytes);
    std::string all;
    while (lines.take(bytes)) {
        const auto reply = wire::decode_reply_line(lines.line());
        if (!reply) return "not a reply: " + std::string(lines.line());
        if (!reply->more) all += std::to_string(reply->code) + " ";
    }
    return all;
}

TEST(SmtpDecoy,
     RefusesLogonsAndRelaying) {  // RFC 5321 section 4.3.2, RFC 4954 section 6, RFC 3463 X.7.1
    const std::string_view client =
        "EHLO a\r\nAUTH PLAIN AGEAYg==\r\nAUTH LOGIN\r\nYQ==\r\nYg==\r\nMAIL FROM:<a@b.example>\r\n"
        "RCPT TO:<c@d.example>\r\nDATA\r\nRSET\r\nQUIT\r\n";
    const Output out = talk("postfix-debian", client);
    EXPECT_EQ(codes(out), "220 250 535 334 334 535 250 454 554 250 221 ");
    EXPECT_NE(text(out).find("454 4.7.1 <c@d.example>: Relay access denied\r\n"),
              std::string::npos);
    EXPECT_NE(text(out).find(" ESMTP Postfix (Debian/GNU)\r\n"), std::string::npos);
    EXPECT_TRUE(out.close);
}

TEST(SmtpDecoy, NoKindOfServerSpeaksAnothersWords) {
    // Postfix alone says "Error:", and Exim has no enhanced status codes (RFC 3463) in these answers.
    const std::string_view client =
        "EHLO a\r\nDATA\r\nMAIL FROM:<a@b.example>\r\nDATA\r\nRCPT x\r\nVRFY root\r\nHELP\r\nEXPN "
        "a\r\n"
        "STARTTLS\r\n\x16\x03\x01\r\nFOO\r\nNOOP\r\nRSET\r\nQUIT\r\n";
    const std::string exchange = text(talk("exchange", client));
    EXPECT_EQ(exchange.find("Error:"), std::string::npos) << exchange;
    EXPECT_NE(exchange.find("503 5.5.2 Need rcpt command\r\n"), std::string::npos) << exchange;
    const std::string exim = text(talk("exim", client));
    EXPECT_EQ(exim.find("Error:"), std::string::npos) << exim;
    EXPECT_EQ(exim.find("5.5."), std::string::npos) << exim;
    EXPECT_NE(exim.find("503 valid RCPT command must precede DATA\r\n"), std::string::npos) << exim;
}

TEST(SmtpDecoy, TakesNoMessageBeyondTheSizeItNames) {  // RFC 1870 section 6.1
    const auto asked = [](std::string_view persona, const std::string& size) {
        return codes(talk(persona, "EHLO a\r\nMAIL FROM:<a@b.example> SIZE=" + size + "\r\n"));
    };
    EXPECT_EQ(asked("postfix-debian", "10240000"), "220 250 250 ");
    EXPECT_EQ(asked("postfix-debian", "10240001"), "220 250 552 ");
    EXPECT_EQ(asked("exim", "52428801"), "220 250 552 ");
    EXPECT_EQ(asked("exchange", "99999999999999999999999"), "220 250 552 ");
}

TEST(SmtpDecoy, TakesALongLineAsItsKindDoes) {
    const std::string line = "EHLO " + std::string(3000, 'a') + "\r\n";
    EXPECT_EQ(codes(talk("postfix-debian", line)), "220 250 ");
    EXPECT_EQ(codes(talk("exim", line)), "220 250 ");
    EXPECT_TRUE(text(talk("exchange", line)).ends_with("500 5.3.3 Unrecognized command\r\n"));
}

TEST(SmtpDecoy, EndsAfterItsNumberOfRefusals) {
    const Output out = talk("exchange",
                            "EHLO a\r\nAUTH LOGIN\r\nYQ==\r\nYg==\r\nAUTH LOGIN YQ==\r\nYg==\r\n"
                            "AUTH LOGIN YQ==\r\nYg==\r\nNOOP\r\n");
    EXPECT_TRUE(out.close);
    EXPECT_EQ(codes(out), "220 250 334 334 535 334 535 334 535 421 ");
}

TEST(SmtpDecoy, AnswersEveryLineWithAReplyTheSameInAnyPieces) {
    const std::string_view client =
        "\x16\x03\r\n\r\nHELO\r\nHELP\r\nVRFY root\r\nSTARTTLS x\r\nMAIL x\r\nMAIL FROM:<>\r\nRCPT "
        "TO:<nosuch>\r\nRCPT x\r\nFOO\r\nAUTH X\r\nDATA\r\nQUIT\r\n";
    for (const SmtpPersona& each : smtp_personas_table()) {
        if (each.kind == SmtpServer::exim) continue;  // ends at the fourth error
        const Output whole = talk(each.name, client);
        // A greeting and a reply to each line but one that is taken for a logon's; Exchange helps in two lines.
        const int help = each.kind == SmtpServer::postfix ? 0 : 1;
        EXPECT_EQ(std::count(whole.bytes.begin(), whole.bytes.end(), '\n'), 15 + help)
            << each.name << text(whole);
        EXPECT_EQ(codes(whole).find("not"), std::string::npos);
        for (const std::size_t piece : {1u, 2u, 5u})
            EXPECT_EQ(text(talk(each.name, client, piece)), text(whole));
        for (const char* giveaway : {"hitme", "oneypot", "HoneyPoint", "decoy"})
            EXPECT_EQ(text(whole).find(giveaway), std::string::npos);
    }
}

TEST(SmtpDecoy, SaysABoundedAmountAndSurvivesEveryCutAndFlip) {
    std::string many;
    for (int i = 0; i < 20'000; ++i) many += "EHLO a\r\n";
    EXPECT_LE(talk("postfix-ubuntu", many).bytes.size(), max_smtp_output);
    tests::for_each_cut_and_flip(
        core::as_bytes("EHLO a\r\nAUTH LOGIN\r\nYQ==\r\nYg==\r\nMAIL FROM:<a@b>\r\n"),
        [](core::Bytes bytes) {
            const auto session = make_smtp("exchange", {});
            Output out;
            session->open({}, out);
            session->receive(bytes, {}, out);
        });
}

}  // namespace
}  // namespace hitme::dialogue
