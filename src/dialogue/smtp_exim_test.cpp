// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smtp_exim.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"
#include "support/smtp_talk.h"

namespace hitme::dialogue {
namespace {

std::unique_ptr<Session> exim() {
    return make_smtp("exim", {});
}

std::string answers(std::string_view client, std::size_t piece = 65536) {
    return tests::smtp_answers("exim", client, piece);
}

std::string own_name() {
    return tests::smtp_own_name();
}

// What the session says to `client` behind EHLO.
std::string behind_hello(const std::string& client) {
    const std::string hello = "EHLO x\r\n";
    return answers(hello + client).substr(answers(hello).size());
}

// All answers as Exim 4.96 of Debian 12 gave them as an internet site.
TEST(EximDecoy, AnswersCommandsAsALiveOne) {
    EXPECT_EQ(answers("HELO x.example\r\nNOOP x\r\nRSET x\r\nVRFY root\r\nETRN x\r\nEXPN root\r\n"),
              "250 " + own_name() +
                  " Hello x.example [::]\r\n250 OK\r\n501 unexpected argument data\r\n"
                  "501 root: recipient address must contain a domain\r\n"
                  "458 Administrative prohibition\r\n550 Administrative prohibition\r\n");
    EXPECT_EQ(answers("MAIL FROM:<a@b.example>\r\n"), "503 HELO or EHLO required\r\n");
}

TEST(EximDecoy, JudgesSendersAndRecipientsAsALiveOne) {
    EXPECT_EQ(behind_hello("MAIL FROM:<a@b.example> FOO=1\r\nMAIL FROM:<a@b.example>\r\n"
                           "MAIL FROM:<a@b.example>\r\nRCPT TO:<>\r\n"),
              "501 <a@b.example> FOO=1: malformed address: FOO=1 may not follow <a@b.example> \r\n"
              "250 OK\r\n503 sender already given\r\n501 <>: missing or malformed local part\r\n");
    EXPECT_EQ(behind_hello("MAIL FROM:<>\r\nRCPT TO:<c@d.example>\r\nRCPT TO:<c%d@" + own_name() +
                           ">\r\nRCPT TO:<x@" + own_name() +
                           ">\r\nRCPT TO:<postmaster>\r\n"
                           "RCPT TO:c\r\n"),
              "250 OK\r\n550 relay not permitted\r\n550 restricted characters in address\r\n"
              "550 Unrouteable address\r\n250 Accepted\r\n"
              "501 c: recipient address must contain a domain\r\n");
}

TEST(EximDecoy, SaysAtDataWhyNobodyIsToGetIt) {
    EXPECT_EQ(behind_hello("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n"),
              "250 OK\r\n550 relay not permitted\r\n"
              "503-All RCPT commands were rejected with this error:\r\n503-relay not permitted\r\n"
              "503 Valid RCPT command must precede DATA\r\n");
}

TEST(EximDecoy, EndsWithTheFourthError) {  // smtp_max_synprot_errors, smtp_max_unknown_commands
    EXPECT_EQ(answers("EHLO\r\nHELO\r\nEHLO a b\r\nFOO\r\n"),
              "501 Syntactically invalid EHLO argument(s)\r\n"
              "501 Syntactically invalid HELO argument(s)\r\n"
              "501 Syntactically invalid EHLO argument(s)\r\n500-unrecognized command\r\n"
              "500 Too many syntax or protocol errors\r\n<closed>");
    EXPECT_EQ(answers("F\r\nF\r\nF\r\nF\r\n"),
              "500 unrecognized command\r\n500 unrecognized command\r\n500 unrecognized command\r\n"
              "500 Too many unrecognized commands\r\n<closed>");
    std::string noops;
    for (int i = 0; i < 12; ++i) noops += "NOOP\r\n";
    EXPECT_TRUE(
        behind_hello(noops).ends_with("250 OK\r\n554 Too many nonmail commands\r\n<closed>"));
    EXPECT_EQ(behind_hello(noops).find("554"), 10 * std::string("250 OK\r\n").size());
}

TEST(EximDecoy, TakesAMessageForRootAndKeepsNothingOfIt) {
    const auto session = exim();
    Output out;
    const std::string begin =
        "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<root@" + own_name() + ">\r\nDATA\r\n";
    session->receive(core::as_bytes(begin), {}, out);
    EXPECT_TRUE(core::as_text(out.bytes).ends_with(
        "354 Enter message, ending with \".\" on a line by itself\r\n"));
    const std::size_t before = session->memory();
    std::string message;
    for (int i = 0; i < 10'000; ++i) message += "a line of the message\r\n";
    session->receive(core::as_bytes(message), {}, out);
    EXPECT_LE(session->memory(), before + 64);
    out.bytes.clear();
    session->receive(core::as_bytes(".\r\nQUIT\r\n"), {}, out);
    EXPECT_TRUE(core::as_text(out.bytes).starts_with("250 OK id="));
}

TEST(EximDecoy, SaysTheSameInAnyPieces) {
    const std::string client =
        "EHLO a\r\nAUTH LOGIN\r\nYQ==\r\nYg==\r\nMAIL FROM:<>\r\nRCPT TO:<root@" + own_name() +
        ">\r\nBDAT 3\r\nabcBDAT 2 LAST\r\nabNOOP\r\n\x16\x03\x01\r\nQUIT\r\n";
    EXPECT_NE(answers(client).find("250 3 byte chunk received\r\n250- 2 byte chunk, total 5\r\n"),
              std::string::npos);
    for (const std::size_t piece : {1u, 2u, 5u}) EXPECT_EQ(answers(client, piece), answers(client));
    tests::for_each_cut_and_flip(core::as_bytes(client), [](core::Bytes bytes) {
        Output out;
        exim()->receive(bytes, {}, out);
    });
}

}  // namespace
}  // namespace hitme::dialogue
