// SPDX-License-Identifier: Apache-2.0
#include "console/alert/mail_text.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/real_client.h"
#include "support/scratch_folder.h"

namespace hitme::console::alert {
namespace {

Channel channel() {
    Channel channel;
    channel.name = "mail";
    channel.to = {"soc@example.org", "night@example.org"};
    channel.target.mail_from = "hitme@sensor.example.org";
    return channel;
}

Message message(const std::string& title, const std::string& group) {
    Notice notice;
    notice.severity = Severity::high;
    notice.title = title;
    notice.text = "Text with a dot line\n.\n= and \xC3\xA4\xff " + std::string(200, 'x');
    notice.group = group;
    notice.page = "/incidents/i-1";
    Message made;
    made.at = *core::parse_time("2026-03-01T12:00:05Z");
    made.notices = {notice};
    made.worst = notice.severity;
    return made;
}

TEST(MailText, DatesAreThoseOfRfc5322) {
    // date -u -R -d 2026-03-01T12:00:05Z
    EXPECT_EQ(mail_date(*core::parse_time("2026-03-01T12:00:05Z")),
              "Sun, 01 Mar 2026 12:00:05 +0000");
}

/// Python's standard library reads it, which is another hand's reading of the RFCs.
TEST(MailText, AnotherProgramReadsTheHeadersAndFindsNoneOfAStranger) {
    const tests::ScratchFolder folder;
    const std::string hostile = "x\r\nBcc: victim@example.org\r\n\r\nbody =?UTF-8?Q?a?= \x1b[31m";
    std::ofstream(folder.path() + "/mail", std::ios::binary)
        << mail_text(channel(), message(hostile, hostile),
                     {runtime::Zone::utc(), "http://127.0.0.1:7445"}, "u1");
    std::ofstream(folder.path() + "/read.py") << R"(
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(sorted(m.keys()))
print(m["subject"])
print(m["to"])
print(m.defects, m.get_content_type())
print(repr(m.get_content()[:40]))
print("link" if "http://127.0.0.1:7445/#/incidents/i-1\n" in m.get_content() else "no link")
print(max(len(line) for line in open(sys.argv[1], "rb").read().split(b"\r\n")))
print(b"\n" in open(sys.argv[1], "rb").read().replace(b"\r\n", b""))
)";
    EXPECT_EQ(
        tests::output_of("/usr/bin/python3 " + folder.path() + "/read.py " + folder.path() +
                         "/mail"),
        "['Auto-Submitted', 'Content-Transfer-Encoding', 'Content-Type', 'Date', 'From', "
        "'In-Reply-To', 'MIME-Version', 'Message-ID', 'References', 'Subject', 'To']\n"
        "[hitme high] x\\r\\nBcc: victim@example.org\\r\\n\\r\\nbody =?UTF-8?Q?a?= \\x1b[31m\n"
        "soc@example.org, night@example.org\n"
        "[] text/plain\n"
        "'x\\\\r\\\\nBcc: victim@example.org\\\\r\\\\n\\\\r\\\\nbody'\n"
        "link\n"
        "77\n"
        "False\n");
}

TEST(MailText, OneThreadAGroup) {
    const auto thread = [](const std::string& group, const std::string& unique) {
        const std::string text = mail_text(channel(), message("t", group), {}, unique);
        const std::size_t at = text.find("References: ");
        return text.substr(at, text.find("\r\n", at) - at);
    };
    EXPECT_EQ(thread("a", "1"), thread("a", "2"));
    EXPECT_NE(thread("a", "1"), thread("b", "1"));
}

TEST(MailText, EncodedWordsCutNoCharacter) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "\xE2\x82\xAC";  // the euro sign, three bytes
    for (const std::string& word : {mail_header_text(text)}) {
        std::size_t at = 0;
        while (at < word.size()) {
            const std::size_t end = std::min(word.find("\r\n ", at), word.size());
            EXPECT_LE(end - at, 75u);
            at = end + 3;
        }
    }
    // RFC 2047 section 8 has "=?ISO-8859-1?Q?a?=" and its like: plain text of that form must not stand as it is.
    EXPECT_EQ(mail_header_text("=?"), "=?UTF-8?B?PT8=?=");
    EXPECT_EQ(mail_header_text("plain"), "plain");
}

TEST(MailText, QuotedPrintableAsInRfc2045) {
    EXPECT_EQ(quoted_printable("a=b \n\xC3\xA4"), "a=3Db=20\r\n=C3=A4");
    const std::string longest = quoted_printable(std::string(100, 'x'));
    EXPECT_EQ(longest, std::string(75, 'x') + "=\r\n" + std::string(25, 'x'));
}

}  // namespace
}  // namespace hitme::console::alert
