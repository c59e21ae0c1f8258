// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smtp_postfix.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smtp_talk.h"
#include "support/tls_client.h"

namespace hitme::dialogue {
namespace {

std::unique_ptr<Session> postfix() {
    return make_smtp("postfix-debian", {});
}

std::string answers(std::string_view client, std::size_t piece = 65536) {
    return tests::smtp_answers("postfix-debian", client, piece);
}

std::string own_name() {
    return tests::smtp_own_name();
}

/// The session as something with receive(bytes, clear, send), for the client's handshake.
struct Handshake {
    Session& session;
    void receive(core::Bytes bytes, core::ByteVector&, core::ByteVector& send) {
        Output out;
        session.receive(bytes, {}, out);
        send.insert(send.end(), out.bytes.begin(), out.bytes.end());
    }
};

// All answers as Postfix 3.7.11 of Debian 12 gave them (tests/end_to_end/smtp_against_postfix.py asks it anew).
TEST(PostfixDecoy, AnswersCommandsAsALiveOne) {
    EXPECT_EQ(answers("HELO a\r\nNOOP x\r\nRSET x\r\nHELP\r\nEXPN root\r\nETRN x\r\n"),
              "250 " + own_name() +
                  "\r\n250 2.0.0 Ok\r\n501 5.5.4 Syntax: RSET\r\n"
                  "500 5.5.2 Error: command not recognized\r\n"
                  "500 5.5.2 Error: command not recognized\r\n459 <x>: service unavailable\r\n");
    EXPECT_EQ(answers("\r\n \r\n NOOP\r\n\xff\xfe\r\nXFORWARD NAME=x\r\nLHLO x\r\n"),
              "500 5.5.2 Error: bad syntax\r\n500 5.5.2 Error: bad syntax\r\n250 2.0.0 Ok\r\n"
              "500 5.5.2 Error: bad UTF-8 syntax\r\n"
              "550 5.7.0 Error: insufficient authorization\r\n"
              "500 5.5.2 Error: command not recognized\r\n");
}

TEST(PostfixDecoy, JudgesSendersAndRecipientsAsALiveOne) {
    EXPECT_EQ(
        answers("MAIL FROM:<a@b.example>\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<>\r\nRCPT\r\n"
                "RCPT TO:<@x.example:c@d.example>\r\nRCPT TO:<postmaster>\r\nRCPT TO:<x>\r\n"),
        "250 2.1.0 Ok\r\n503 5.5.1 Error: nested MAIL command\r\n"
        "501 5.1.3 Bad recipient address syntax\r\n501 5.5.4 Syntax: RCPT TO:<address>\r\n"
        "454 4.7.1 <c@d.example>: Relay access denied\r\n250 2.1.5 Ok\r\n"
        "550 5.1.1 <x>: Recipient address rejected: User unknown in local recipient table\r\n");
    EXPECT_EQ(answers("MAIL FROM:<a@b.example> FOO=1\r\nMAIL FROM:<\"a b\"@c.example>\r\n"),
              "555 5.5.4 Unsupported option: FOO=1\r\n250 2.1.0 Ok\r\n");
    EXPECT_EQ(answers("MAIL FROM:<a@b.example>\r\nRCPT TO:<c%d@" + own_name() + ">\r\n"),
              "250 2.1.0 Ok\r\n454 4.7.1 <c%d@" + own_name() + ">: Relay access denied\r\n");
}

TEST(PostfixDecoy, TakesAMessageForRootAndKeepsNothingOfIt) {
    const auto session = postfix();
    Output out;
    session->receive(core::as_bytes("MAIL FROM:<>\r\nRCPT TO:<root>\r\nDATA\r\n"), {}, out);
    EXPECT_TRUE(core::as_text(out.bytes).ends_with("354 End data with <CR><LF>.<CR><LF>\r\n"));
    const std::size_t before = session->memory();
    std::string message;
    for (int i = 0; i < 10'000; ++i) message += "a line of the message\r\n";
    session->receive(core::as_bytes(message), {}, out);
    EXPECT_LE(session->memory(), before + 64);
    out.bytes.clear();
    session->receive(core::as_bytes(".\r\nRCPT TO:<root>\r\n"), {}, out);
    const std::string said(core::as_text(out.bytes));
    EXPECT_TRUE(said.starts_with("250 2.0.0 Ok: queued as ")) << said;
    EXPECT_TRUE(said.ends_with("503 5.5.1 Error: need MAIL command\r\n")) << said;
}

TEST(PostfixDecoy, PassesOverAChunkBeforeItAnswers) {  // RFC 3030 section 2
    EXPECT_EQ(answers("BDAT 6\r\nQUIT\r\nNOOP\r\nDATA\r\n"),
              "503 5.5.1 Error: need RCPT command\r\n250 2.0.0 Ok\r\n"
              "503 5.5.1 Error: DATA after BDAT\r\n");
    const std::string taken =
        answers("MAIL FROM:<>\r\nRCPT TO:<root>\r\nBDAT 4\r\nabcdBDAT 2 LAST\r\nab");
    // A live one answers four and two bytes so: it ends the last line itself.
    EXPECT_NE(taken.find("250 2.0.0 Ok: 4 bytes\r\n250 2.0.0 Ok: 8 bytes queued as "),
              std::string::npos);
    EXPECT_EQ(answers("BDAT\r\nNOOP\r\n"), "521 5.5.4 Syntax: BDAT count [LAST]\r\n<closed>");
}

TEST(PostfixDecoy, EndsAtTwentyErrors) {  // postconf(5), smtpd_hard_error_limit
    std::string client;
    for (int i = 0; i < 30; ++i) client += "FOO\r\n";
    const std::string said = answers(client);
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 21);
    EXPECT_TRUE(said.ends_with("421 4.7.0 " + own_name() + " Error: too many errors\r\n<closed>"));
}

TEST(PostfixDecoy, BreaksOffWithWebClients) {  // postconf(5), smtpd_forbidden_commands
    for (const std::string line :
         {"GET / HTTP/1.1\r\n", "CONNECT a:25 HTTP/1.0\r\n", "Host: a\r\n"})
        EXPECT_EQ(answers(line + "NOOP\r\n"),
                  "221 2.7.0 Error: I can break rules, too. Goodbye.\r\n<closed>");
}

TEST(PostfixDecoy, SaysTheSameInAnyPieces) {
    const std::string client =
        "EHLO a\r\nVRFY root\r\nVRFY x\r\nAUTH LOGIN\r\nYQ==\r\nYg==\r\nAUTH X\r\nMAIL FROM:<>\r\n"
        "RCPT TO:<root>\r\nBDAT 3\r\nabcRSET\r\n\x16\x03\x01\r\nSTARTTLS x\r\nQUIT\r\n";
    for (const std::size_t piece : {1u, 2u, 5u}) EXPECT_EQ(answers(client, piece), answers(client));
    tests::for_each_cut_and_flip(core::as_bytes(client), [](core::Bytes bytes) {
        Output out;
        postfix()->receive(bytes, {}, out);
    });
}

TEST(PostfixDecoy, GoesOnInsideTls) {  // RFC 3207 section 4.2: whoever starts TLS greets anew
    const auto session = postfix();
    Output out;
    session->receive(core::as_bytes("EHLO a\r\nSTARTTLS\r\n"), {}, out);
    EXPECT_TRUE(core::as_text(out.bytes).ends_with("220 2.0.0 Ready to start TLS\r\n"));
    out.bytes.clear();
    tests::TlsClient client{TLS1_2_VERSION};
    Handshake handshake{*session};
    ASSERT_TRUE(client.shake_hands(handshake));
    session->receive(
        client.encrypt("AUTH PLAIN AGEAYg==\r\nEHLO a\r\nAUTH PLAIN AGEAYg==\r\nQUIT\r\n"), {},
        out);
    const std::string said = client.decrypt(out.bytes);
    EXPECT_TRUE(said.starts_with("503 5.5.1 Error: send HELO/EHLO first\r\n250-")) << said;
    EXPECT_EQ(said.find("STARTTLS"), std::string::npos);
    EXPECT_NE(said.find("535 5.7.8 Error: authentication failed"), std::string::npos);
    EXPECT_EQ(session->logons(), 1u);
    EXPECT_EQ(session->inner_protocol(), "smtp");
    EXPECT_NE(core::as_text(session->take_inner().client).find("AUTH PLAIN"), std::string::npos);
}

}  // namespace
}  // namespace hitme::dialogue
