// SPDX-License-Identifier: Apache-2.0
#include "console/alert/syslog_text.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "runtime/syslog_client.h"
#include "support/receiver.h"
#include "support/scratch_folder.h"

namespace hitme::console::alert {
namespace {

Notice hostile() {
    Notice notice;
    notice.kind = NoticeKind::internal_host;
    notice.severity = Severity::high;
    notice.at = *core::parse_time("2026-03-01T12:00:00.123456789Z");
    notice.group = "a\"] x=\"\\\n<0>1 forged";
    notice.title = "t|\\=\r\n<0>1 - - - forged";
    notice.source = "10.0.0.9";
    notice.signal = "tcp/445";
    notice.sensor = "s\x1b[31m";
    return notice;
}

TEST(SyslogText, IsAsRfc5424Says) {
    EXPECT_EQ(syslog_text(hostile(), SyslogForm::rfc5424, "host name"),
              // 10 * 8 + 2
              "<82>1 2026-03-01T12:00:00.123456Z hostname hitme - internal_host "
              "[hitme@32473 severity=\"high\" group=\"a\\\"\\] x=\\\"\\\\\\n<0>1 forged\" "
              "source=\"10.0.0.9\" signal=\"tcp/445\" sensor=\"s\\x1b[31m\"] "
              "t|\\\\=\\r\\n<0>1 - - - forged");
}

TEST(SyslogText, CefEscapesItsOwnSigns) {
    EXPECT_EQ(syslog_text(hostile(), SyslogForm::cef, ""),
              "<82>1 2026-03-01T12:00:00.123456Z - hitme - internal_host - "
              "CEF:0|hitme|hitme|1|internal_host|t\\|\\\\=\\r\\n<0>1 - - - forged|8|"
              // date -u -d 2026-03-01T12:00:00 +%s gives 1772366400
              "rt=1772366400123 src=10.0.0.9 dpt=445 proto=tcp dvchost=s\\x1b[31m cs1Label=group "
              "cs1=a\"] x\\=\"\\\\\\n<0>1 forged");
    Notice six = hostile();
    six.source = "2001:db8::1";
    EXPECT_NE(syslog_text(six, SyslogForm::cef, "").find("c6a2=2001:db8::1 c6a2Label"),
              std::string::npos);
}

TEST(SyslogText, RsyslogReadsOneMessageWithTheDataAsOneElement) {
    const tests::ScratchFolder folder;
    const tests::Certificate certificate{folder.path()};
    tests::Rsyslog server{folder.path(), "tcp", &certificate};
    ASSERT_TRUE(server.listens());
    runtime::SyslogClient client{{"127.0.0.1", server.port(), runtime::SyslogOver::tcp}};
    ASSERT_TRUE(client.send(syslog_text(hostile(), SyslogForm::rfc5424, "host")));
    Notice last;
    last.title = "the end";
    ASSERT_TRUE(client.send(syslog_text(last, SyslogForm::rfc5424, "host")));
    const auto one = server.line();
    ASSERT_TRUE(one);
    const auto json = boost::json::parse(*one);
    EXPECT_EQ(json.at("severity").as_string(), "crit");  // RFC 5424 table 2: 2
    EXPECT_EQ(json.at("id").as_string(), "internal_host");
    EXPECT_TRUE(json.at("data").as_string().ends_with("sensor=\"s\\x1b[31m\"]"));
    EXPECT_EQ(json.at("text").as_string(), "t|\\\\=\\r\\n<0>1 - - - forged");
    const auto two = server.line();
    ASSERT_TRUE(two);
    EXPECT_NE(two->find("the end"), std::string::npos) << "nothing forged came between";
}

TEST(SyslogText, FitsADatagramWhateverItHolds) {
    Notice notice = hostile();
    for (std::string* text : {&notice.group, &notice.title, &notice.text, &notice.sensor,
                              &notice.page, &notice.source, &notice.signal})
        text->assign(5000, ']');
    for (const SyslogForm form : {SyslogForm::rfc5424, SyslogForm::cef})
        EXPECT_LE(syslog_text(notice, form, "h").size(), runtime::max_syslog_datagram);
}

}  // namespace
}  // namespace hitme::console::alert
