// SPDX-License-Identifier: Apache-2.0
#include "console/alert/alerts.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "core/text.h"
#include "store/sqlite/book.h"
#include "support/receiver.h"
#include "support/scratch_folder.h"

namespace hitme::console::alert {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

Notice notice(NoticeKind kind, Severity severity, const std::string& group) {
    Notice made;
    made.kind = kind;
    made.severity = severity;
    made.group = group;
    made.title = "about " + group;
    return made;
}

struct Lab {
    tests::ScratchFolder folder;
    runtime::SystemClock clock;
    AlertsSettings settings;
    std::unique_ptr<Alerts> alerts;
    std::mutex mutex;
    std::vector<std::string> dashboard;

    Lab() {
        settings.spool_folder = folder.path() + "/alerts";
        settings.backoff = {10ms, 40ms};
    }
    void add_webhook(const std::string& name, std::uint16_t port, const std::string& path = "/") {
        Channel channel;
        channel.name = name;
        channel.type = ChannelType::webhook;
        channel.from_settings = true;
        channel.audience = Audience::machines;
        channel.target.url = "http://127.0.0.1:" + std::to_string(port) + path;
        settings.channels.push_back(channel);
    }
    void open() {
        alerts.reset();
        alerts = std::make_unique<Alerts>(
            settings, *store::open_sqlite_book(folder.path(), store::Access::write),
            [this](const std::string& text) {
                const std::lock_guard lock(mutex);
                dashboard.push_back(text);
            },
            clock);
        alerts->start();
    }
};

std::string title_of(const std::optional<std::string>& request) {
    if (!request) return "nothing";
    const auto bytes = core::from_base64(std::string(json::parse(*request).at("body").as_string()));
    return std::string(
        json::parse(core::as_text(*bytes)).at("notices").at(0).at("title").as_string());
}

TEST(Alerts, ADeadChannelDelaysNeitherTheTellerNorAnotherChannel) {
    tests::Receiver good{tests::receiver_words("http_receiver.py")};
    tests::Receiver dead{tests::receiver_words("http_receiver.py")};
    Lab lab;
    lab.add_webhook("dead", dead.port(), "/silent");  // takes the request and never answers
    lab.add_webhook("good", good.port());
    ASSERT_NE(good.port(), 0);
    lab.open();
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i)
        lab.alerts->tell(notice(NoticeKind::incident_opened, Severity::low, std::to_string(i)));
    const auto told = std::chrono::steady_clock::now() - before;
    EXPECT_LT(told, 100ms);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(title_of(good.line()), "about " + std::to_string(i));
    EXPECT_LT(std::chrono::steady_clock::now() - before, 8s)
        << "the dead one waits for ten seconds";
    EXPECT_EQ(lab.alerts->channel("dead")->state.queued, 100u);
    lab.alerts->stop();
    EXPECT_EQ(lab.dashboard.size(), 100u);
}

TEST(Alerts, TwoSecondsFromTheNoticeToTheMailServer) {
    tests::Receiver server{tests::receiver_words("smtp_receiver.py")};
    Lab lab;
    Channel mail;
    mail.name = "mail";
    mail.type = ChannelType::email;
    mail.from_settings = true;
    mail.to = {"soc@example.org"};
    mail.target.mail_from = "hitme@example.org";
    mail.target.mail.host = "127.0.0.1";
    mail.target.mail.port = server.port();
    mail.target.mail.tls = runtime::MailTls::none;
    lab.settings.channels.push_back(mail);
    lab.open();
    const auto before = std::chrono::steady_clock::now();
    lab.alerts->tell(notice(NoticeKind::internal_host, Severity::high, "host/10.0.0.9"));
    ASSERT_TRUE(server.line());
    EXPECT_LT(std::chrono::steady_clock::now() - before, 2s);
}

TEST(Alerts, WhatWaitsAndTheCountersOutliveARestart) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    Lab lab;
    lab.add_webhook("hook", tests::free_port(SOCK_STREAM));  // nobody listens there
    lab.open();
    lab.alerts->tell(notice(NoticeKind::alarm, Severity::high, "a"));
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (lab.alerts->channel("hook")->state.failed_attempts == 0 &&
           std::chrono::steady_clock::now() < end)
        std::this_thread::yield();
    lab.alerts->stop();
    EXPECT_EQ(lab.alerts->channel("hook")->state.queued, 1u);
    lab.settings.channels.clear();
    lab.add_webhook("hook", server.port());
    lab.open();
    EXPECT_EQ(title_of(server.line()), "about a");
    lab.alerts->stop();
    const auto log = lab.alerts->log(10, {}, {});
    ASSERT_EQ(log.rows.size(), 1u) << "the notice of the run before is still shown";
    EXPECT_EQ(log.rows[0].notice.title, "about a");
    const auto state = lab.alerts->channel("hook")->state;
    EXPECT_GE(state.failed_attempts, 1u);
    EXPECT_TRUE(state.last_failure);
    auto book = *store::open_sqlite_book(lab.folder.path(), store::Access::read);
    EXPECT_NE((*book->noted(state_note))->find("\"name\":\"hook\""), std::string::npos);
}

TEST(Alerts, ACaseStillSaysWhoWasToldAfterAThousandOtherNoticesAndARestart) {
    Lab lab;
    lab.open();
    Notice of_case = notice(NoticeKind::internal_host, Severity::high, "host/10.0.0.9");
    of_case.page = "/cases/c-1";
    lab.alerts->tell(of_case);
    for (std::size_t i = 0; i < max_log; ++i)
        lab.alerts->tell(notice(NoticeKind::incident_opened, Severity::low, std::to_string(i)));
    lab.alerts->stop();
    EXPECT_EQ(lab.alerts->log(max_log, {}, NoticeKind::internal_host).rows.size(), 0u)
        << "pushed out of the log of all";
    EXPECT_EQ(lab.alerts->log(10, {}, {}, "/cases/c-1").rows.size(), 1u);
    lab.open();
    lab.alerts->stop();
    const auto again = lab.alerts->log(10, {}, {}, "/cases/c-1");
    ASSERT_EQ(again.rows.size(), 1u);
    ASSERT_EQ(again.rows[0].outcomes.size(), 1u);
    EXPECT_EQ(again.rows[0].outcomes[0].channel, "dashboard");
    EXPECT_EQ(again.rows[0].outcomes[0].outcome, Outcome::sent_on);
    auto book = *store::open_sqlite_book(lab.folder.path(), store::Access::read);
    EXPECT_EQ(kept_notices(*book, "/cases/c-1")->size(), 1u);
}

TEST(Alerts, ChannelsOfTheBookComeAndGoAndABadOneLeavesTheOldInForce) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    Lab lab;
    lab.add_webhook("hook", server.port());
    lab.settings.channels[0].enabled = false;
    lab.open();
    auto book = *store::open_sqlite_book(lab.folder.path(), store::Access::write);
    const auto put = [&](const char* body, const char* state) {
        ASSERT_TRUE(
            book->put({channel_kind, "own", 0, lab.clock.now(), "mara", "webhook", state, body},
                      std::nullopt));
        lab.alerts->reload();
    };
    put(R"({"name":"own","type":"webhook","through":"hook","signals":["tcp/445"]})", "on");
    Notice one = notice(NoticeKind::alarm, Severity::high, "a");
    one.signal = "tcp/445";
    lab.alerts->tell(one);
    EXPECT_EQ(title_of(server.line()), "about a");
    put(R"({"name":"own","type":"webhook","through":"hook","template":"{{nope}}"})", "on");
    one.group = "b";
    one.title = "about b";
    lab.alerts->tell(one);
    EXPECT_EQ(title_of(server.line()), "about b") << "the old one stays in force";
    put("{}", "removed");
    one.title = "about c";
    lab.alerts->tell(one);
    lab.alerts->stop();
    EXPECT_FALSE(lab.alerts->channel("own"));
    const auto log = lab.alerts->log(1, {}, {});
    ASSERT_EQ(log.rows.size(), 1u);
    for (const auto& reached : log.rows[0].outcomes) EXPECT_NE(reached.channel, "own");
}

TEST(Alerts, ATestGoesThroughOneChannelAndEvenThroughItsQuietHours) {
    tests::Receiver server{tests::receiver_words("http_receiver.py")};
    Lab lab;
    lab.add_webhook("hook", server.port());
    lab.settings.channels[0].filter.least = Severity::critical;
    lab.settings.channels[0].audience = Audience::people;
    lab.settings.channels[0].quiet = {0, 1439, "UTC"};
    lab.open();
    EXPECT_FALSE(lab.alerts->test("none"));
    EXPECT_TRUE(lab.alerts->test("hook"));
    EXPECT_EQ(title_of(server.line()), "Test of the channel hook");
    lab.alerts->stop();
    EXPECT_TRUE(lab.dashboard.empty());
}

TEST(Alerts, SaysWhatWasHeldBackAndWhy) {
    Lab lab;
    lab.add_webhook("hook", 9);
    lab.settings.channels[0].filter.least = Severity::high;
    lab.open();
    lab.alerts->tell(notice(NoticeKind::alarm, Severity::low, "a"));
    lab.alerts->stop();
    const auto log = lab.alerts->log(10, "hook", NoticeKind::alarm);
    ASSERT_EQ(log.rows.size(), 1u);
    const auto text = json::parse(logged_notice_json(log.rows[0]));
    const auto& outcomes = text.at("outcomes").as_array();
    ASSERT_EQ(outcomes.size(), 2u);  // dashboard, hook
    EXPECT_EQ(outcomes[1].at("outcome").as_string(), "filtered");
    EXPECT_EQ(lab.alerts->channel("hook")->held_back, 1u);
    EXPECT_EQ(lab.alerts->log(10, {}, NoticeKind::finding).rows.size(), 0u);
}

}  // namespace
}  // namespace hitme::console::alert
