// SPDX-License-Identifier: Apache-2.0
// Each type of channel against its real receiver, with bytes that a stranger would choose.
#include "console/alert/senders.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "core/text.h"
#include "support/receiver.h"
#include "support/scratch_folder.h"

namespace hitme::console::alert {
namespace {

namespace json = boost::json;
const std::atomic<bool> go{false};

Message hostile() {
    Notice notice;
    notice.kind = NoticeKind::internal_host;
    notice.severity = Severity::critical;
    notice.at = *core::parse_time("2026-03-01T12:00:00Z");
    notice.group = "host/10.0.0.9";
    notice.title = "10.0.0.9: $(touch /tmp/hitme-owned) `id`;\r\nBcc: x@example.org\x1b[31m \"}]";
    notice.text = std::string("\0\xff\n.\r\n<b>", 9);
    notice.source = "10.0.0.9";
    Message message;
    message.notices = {notice};
    message.worst = notice.severity;
    return message;
}

Channel channel(ChannelType type) {
    Channel made;
    made.name = "c";
    made.type = type;
    made.to = {"soc@example.org"};
    made.target.mail_from = "hitme@example.org";
    made.target.mail.host = "127.0.0.1";
    made.target.syslog.host = "127.0.0.1";
    return made;
}

/// Sends the hostile message; what became of it.
Sent send(const Channel& to) {
    const Speaker speaker{"http://127.0.0.1:7445", "sensor"};
    Sent last;
    const auto sender = make_sender(to, speaker);
    for (const std::string& payload : payloads_of(to, hostile(), speaker, "u1"))
        last = sender->send(payload, go);
    return last;
}

std::string decoded(const json::value& base64) {
    const auto bytes = core::from_base64(std::string(base64.as_string()));
    return std::string(core::as_text(*bytes));
}

TEST(Senders, MailArrivesWithNoHeaderOfAStranger) {
    tests::Receiver server{tests::receiver_words("smtp_receiver.py")};
    Channel to = channel(ChannelType::email);
    to.target.mail.port = server.port();
    to.target.mail.tls = runtime::MailTls::none;
    const Sent sent = send(to);
    EXPECT_EQ(sent.as, SentAs::done) << sent.why;
    const auto seen = server.line();
    ASSERT_TRUE(seen);
    const std::string text = decoded(json::parse(*seen).at("data"));
    const std::string headers = text.substr(0, text.find("\r\n\r\n"));
    EXPECT_EQ(headers.find("\r\nBcc:"), std::string::npos);
    EXPECT_NE(headers.find("\r\nReferences: <thread-"), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Senders, AWebhookGetsJsonWhateverTheBytes) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    for (const Shape shape :
         {Shape::json, Shape::slack, Shape::teams, Shape::discord, Shape::telegram, Shape::ntfy}) {
        Channel to = channel(ChannelType::webhook);
        to.target.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/hook";
        to.target.headers = {"Authorization: Bearer abc"};
        to.target.shape = shape;
        to.target.room = "room";
        EXPECT_EQ(send(to).as, SentAs::done);
        const auto seen = server.line();
        ASSERT_TRUE(seen);
        const auto request = json::parse(*seen);
        EXPECT_EQ(request.at("headers").at("authorization").as_string(), "Bearer abc");
        EXPECT_TRUE(json::parse(decoded(request.at("body"))).is_object()) << name_of(shape);
    }
}

TEST(Senders, AWebhooksAnswerSaysWhetherToTryAgain) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    const auto answered = [&](int status) {
        Channel to = channel(ChannelType::webhook);
        to.target.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/status/" +
                        std::to_string(status);
        return send(to).as;
    };
    EXPECT_EQ(answered(204), SentAs::done);
    for (const int status : {302, 401, 404, 429, 500, 503})
        EXPECT_EQ(answered(status), SentAs::again);
    for (const int status : {400, 413, 422}) EXPECT_EQ(answered(status), SentAs::never);
}

TEST(Senders, SyslogArrives) {
    const tests::ScratchFolder folder;
    const tests::Certificate certificate{folder.path()};
    tests::Rsyslog server{folder.path(), "tls", &certificate};
    ASSERT_TRUE(server.listens());
    Channel to = channel(ChannelType::syslog);
    to.target.syslog.port = server.port();
    to.target.syslog.over = runtime::SyslogOver::tls;
    to.target.syslog.ca_file = certificate.file;
    to.target.form = SyslogForm::cef;
    const Sent sent = send(to);
    EXPECT_EQ(sent.as, SentAs::done) << sent.why;
    const auto seen = server.line();
    ASSERT_TRUE(seen);
    EXPECT_TRUE(json::parse(*seen).at("text").as_string().starts_with(
        "CEF:0|hitme|hitme|1|internal_host|10.0.0.9: $(touch"));
}

TEST(Senders, AProgramGetsExactlyTheJsonAndNoShellSeesIt) {
    const tests::ScratchFolder folder;
    Channel to = channel(ChannelType::program);
    to.target.program = "/usr/bin/tee";
    to.target.arguments = {folder.path() + "/got; touch x"};
    EXPECT_EQ(send(to).as, SentAs::done);
    std::ifstream in(folder.path() + "/got; touch x", std::ios::binary);
    const std::string got{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(json::parse(got).at("notices").at(0).at("title").as_string(),
              hostile().notices[0].title);
    EXPECT_FALSE(std::ifstream("/tmp/hitme-owned").good());
    to.target.program = "/bin/false";
    to.target.arguments.clear();
    const Sent failed = send(to);
    EXPECT_EQ(failed.as, SentAs::again);
    EXPECT_EQ(failed.why, "/bin/false: exit status 1");
}

TEST(Senders, ADesktopGetsText) {
    const tests::ScratchFolder folder;
    const std::string address = "unix:path=" + folder.path() + "/bus";
    tests::Receiver bus{{"/usr/bin/dbus-daemon", "--session", "--nofork", "--print-address=1",
                         "--address=" + address}};
    ASSERT_TRUE(bus.line());
    ::setenv("DBUS_SESSION_BUS_ADDRESS", address.c_str(), 1);
    {
        tests::Receiver service{tests::receiver_words("notification_service.py")};
        ASSERT_TRUE(service.started());
        const Sent sent = send(channel(ChannelType::desktop));
        EXPECT_EQ(sent.as, SentAs::done) << sent.why;
        const auto seen = service.line();
        ASSERT_TRUE(seen);
        const auto note = json::parse(*seen);
        EXPECT_EQ(note.at("urgency").to_number<int>(), 2);
        EXPECT_EQ(note.at("summary").as_string().find('\n'), std::string::npos);
    }
    ::unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

}  // namespace
}  // namespace hitme::console::alert
