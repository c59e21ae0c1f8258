// SPDX-License-Identifier: Apache-2.0
#include "console/alert/message.h"

#include <gtest/gtest.h>

namespace hitme::console::alert {
namespace {

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
    EXPECT_EQ(message_text(message), "line\\x07\n");
}

TEST(Message, ADigestHasALineAGroup) {
    Message message;
    message.kind = MessageKind::digest;
    message.all = 7;
    message.all_groups = 3;
    message.groups = {{"a", 6, hostile().at, hostile().at, Severity::high, "first\n", ""},
                      {"b", 1, hostile().at, hostile().at, Severity::low, "second", ""}};
    EXPECT_EQ(message_title(message), "7 notices on 3 matters, first of all: first\\n");
    EXPECT_EQ(message_text(message),
              "[high] 6 notices, 2026-03-01T12:00:00Z to 2026-03-01T12:00:00Z  first\\n\n"
              "[low] 1 notice, 2026-03-01T12:00:00Z to 2026-03-01T12:00:00Z  second\n"
              "and 1 more matters\n");
}

TEST(Message, SeveralUrgentOnesAreListed) {
    Message message;
    message.kind = MessageKind::urgent;
    message.notices = {hostile(), hostile()};
    message.all = 5;
    EXPECT_EQ(message_title(message).substr(0, 24), "5 urgent notices, first:");
    EXPECT_NE(message_text(message).find("and 3 more\n"), std::string::npos);
}

}  // namespace
}  // namespace hitme::console::alert
