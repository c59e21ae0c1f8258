// SPDX-License-Identifier: Apache-2.0
#include "console/alert/message.h"

#include <gtest/gtest.h>

namespace hitme::console::alert {
namespace {

Reader berlin() {
    return {*runtime::Zone::find("Europe/Berlin"), "http://127.0.0.1:7445"};
}

Notice hostile() {
    Notice notice;
    notice.severity = Severity::high;
    notice.at = *core::parse_time("2026-03-01T12:00:00Z");
    notice.title = "t\r\nBcc: x\x1b[31m";
    notice.text = "line\x07";
    return notice;
}

TEST(Message, OneNoticeSpeaksForItself) {
    Message message;
    message.notices = {hostile()};
    message.simulated = true;
    EXPECT_EQ(message_title(message), "[simulated] t\\r\\nBcc: x\\x1b[31m");
    EXPECT_EQ(message_text(message, {}), "line\\x07\nNothing to do: it was a test.\n");
}

TEST(Message, ADigestHasALineAGroup) {
    Message message;
    message.kind = MessageKind::digest;
    message.all = 7;
    message.all_groups = 3;
    message.groups = {
        {"a", 6, hostile().at, hostile().at, Severity::high, "first\n", "", NoticeKind::alarm},
        {"b", 1, hostile().at, hostile().at, Severity::low, "second", "", NoticeKind::alarm}};
    EXPECT_EQ(message_title(message), "7 notices on 3 matters, first of all: first\\n");
    EXPECT_EQ(
        message_text(message, {}),
        "[high] 6 notices, 2026-03-01 12:00:00 UTC to 2026-03-01 12:00:00 UTC  first\\n\n"
        "[low] 1 notice, 2026-03-01 12:00:00 UTC to 2026-03-01 12:00:00 UTC  second\n"
        "and 1 more matters\n"
        "First: check that this port is closed at the border, and patch the servers that need "
        "it open.\n");
}

TEST(Message, SeveralUrgentOnesAreListed) {
    Message message;
    message.kind = MessageKind::urgent;
    message.notices = {hostile(), hostile()};
    message.all = 5;
    EXPECT_EQ(message_title(message).substr(0, 24), "5 urgent notices, first:");
    EXPECT_NE(message_text(message, {}).find("and 3 more\n"), std::string::npos);
}

// Berlin is one hour before UTC in winter, two in summer (from 2026-03-29 01:00Z).
TEST(Message, TimesAreThoseOfTheReaderToTheSecondAndNameTheirZone) {
    Notice notice = hostile();
    notice.text =
        "Touched at 2026-03-01T12:00:05Z and 2026-03-29T01:00:00.5Z; found by Sun "
        "2026-03-01 12:00 PM UTC.";
    Message message;
    message.notices = {notice};
    EXPECT_TRUE(message_text(message, berlin())
                    .starts_with("Touched at 2026-03-01 13:00:05 CET and 2026-03-29 03:00:00 CEST; "
                                 "found by Sun 2026-03-01 1:00 PM CET.\n"));
}

TEST(Message, EachOfFiveHostsHasItsLinkAndTheirAdviceStandsOnce) {
    Message message;
    message.kind = MessageKind::urgent;
    message.all = 5;
    for (int host = 1; host <= 5; ++host) {
        Notice notice;
        notice.kind = NoticeKind::internal_host;
        notice.at = hostile().at;
        notice.title = "host " + std::to_string(host);
        notice.page = "/cases/c-" + std::to_string(host);
        message.notices.push_back(notice);
    }
    std::string expected;
    for (const char* host : {"1", "2", "3", "4", "5"})
        expected += std::string("[info] 2026-03-01 13:00:00 CET  host ") + host +
                    "\n  http://127.0.0.1:7445/#/cases/c-" + host + "\n";
    EXPECT_EQ(message_text(message, berlin()),
              expected +
                  "First: find this machine and its user, and take it off the network "
                  "without switching it off.\n");
}

}  // namespace
}  // namespace hitme::console::alert
