// SPDX-License-Identifier: Apache-2.0
#include "console/alert/channel.h"

#include <gtest/gtest.h>

namespace hitme::console::alert {
namespace {

std::vector<Channel> settings_channels() {
    Channel mail;
    mail.name = "mail";
    mail.type = ChannelType::email;
    mail.from_settings = true;
    mail.to = {"soc@example.org"};
    mail.target.mail.host = "mail.example.org";
    mail.target.mail.password = "s3cret";
    mail.target.mail_from = "hitme@sensors.example.org";
    Channel hook;
    hook.name = "chat";
    hook.type = ChannelType::webhook;
    hook.target.url = "https://user:pw@hooks.example.org/T0/B0/token";
    hook.target.shape = Shape::slack;
    return {mail, hook};
}

ReadChannel read(const std::string& body) {
    return channel_of_json(body, Unasked::is_fault, settings_channels());
}

TEST(Channel, FromTheApiGoesThroughOneOfTheSettingsFile) {
    const auto got = read(
        R"({"name":"night","type":"email","through":"mail","to":["n@example.org"],
            "least_severity":"high","kinds":["internal_host"],"signals":["tcp/445"],
            "sources":["10.0.0.0/8"],"digest":"15m","quiet_from":"06:00","quiet_to":"22:00",
            "quiet_zone":"Europe/Berlin","throttle_messages":2,"throttle_per":"30m",
            "throttle_by":"signal"})");
    ASSERT_FALSE(got.fault) << got.fault->parameter << " " << got.fault->reason;
    EXPECT_EQ(got.channel.target.mail.host, "mail.example.org");
    EXPECT_EQ(got.channel.quiet.from_minute, 360);
    EXPECT_EQ(got.channel.digest, std::chrono::minutes{15});
    EXPECT_EQ(got.channel.throttle.messages, 2u);
    EXPECT_EQ(got.channel.throttle.per, std::chrono::minutes{30});
    EXPECT_EQ(got.channel.throttle.by, ThrottleBy::signal);
    // What goes into the book reads back, and holds no secret.
    const std::string kept = channel_json(got.channel);
    EXPECT_EQ(kept.find("s3cret"), std::string::npos);
    EXPECT_EQ(kept.find("mail.example.org"), std::string::npos);
    const auto again = channel_of_json(kept, Unasked::is_passed_by, settings_channels());
    ASSERT_FALSE(again.fault);
    EXPECT_EQ(channel_json(again.channel), kept);
}

TEST(Channel, TheApiNamesNoTargetOfItsOwn) {
    const auto fault = [](const char* body) {
        const auto got = read(body);
        return got.fault ? got.fault->parameter : "none";
    };
    EXPECT_EQ(fault(R"({"name":"a","type":"webhook","url":"http://evil/"})"), "through");
    EXPECT_EQ(fault(R"({"name":"a","type":"program","program":"/bin/sh"})"), "through");
    EXPECT_EQ(fault(R"({"name":"a","type":"webhook","through":"mail"})"), "through");
    EXPECT_EQ(fault(R"({"name":"a","type":"program","through":"chat"})"), "through");
    EXPECT_EQ(fault(R"({"name":"a","type":"email","through":"mail","to":["a@evil.test"]})"), "to");
    EXPECT_EQ(
        fault(R"({"name":"a","type":"email","through":"mail","to":["a@example.org\nBcc: b"]})"),
        "to");
    EXPECT_EQ(fault(R"({"name":"../x","type":"dashboard"})"), "name");
    EXPECT_EQ(fault(R"({"name":"a","type":"dashboard","digest":"1s"})"), "digest");
    EXPECT_EQ(fault(R"({"name":"a","type":"dashboard","throttle_messages":0})"),
              "throttle_messages");
    EXPECT_EQ(fault(R"({"name":"a","type":"dashboard","throttle_per":"2d"})"), "throttle_per");
    EXPECT_EQ(fault(R"({"name":"a","type":"dashboard","throttle_by":"port"})"), "throttle_by");
    EXPECT_EQ(fault(R"({"name":"a","type":"dashboard","quiet_from":"25:00","quiet_to":"07:00"})"),
              "quiet_from");
    EXPECT_EQ(fault(R"({"name":"a","type":"dashboard","quiet_from":"22:00","quiet_to":"07:00",
                        "quiet_zone":"Mars/Base"})"),
              "quiet_zone");
    EXPECT_EQ(fault(R"({"name":"a","type":"dashboard","url":"http://evil/"})"), "url");
    EXPECT_EQ(fault(R"({"name":"a","type":"dashboard"})"), "none");
}

TEST(Channel, ABadTemplateIsRefusedWithItsLine) {
    const auto got = read(
        R"({"name":"a","type":"webhook","through":"chat","template":"{\n\"text\": \"{{titel}}\"}"})");
    ASSERT_TRUE(got.fault);
    EXPECT_EQ(got.fault->parameter, "template");
    EXPECT_EQ(got.fault->reason, "line 2: {{titel}} is no name; the nearest is title");
}

TEST(Channel, ATargetIsShownWithoutItsSecrets) {
    EXPECT_EQ(shown_target(settings_channels()[1]), "slack at https://hooks.example.org:443");
    EXPECT_EQ(shown_target(settings_channels()[0]), "mail.example.org:587 to soc@example.org");
}

TEST(Channel, MachinesAndPeopleByType) {
    EXPECT_EQ(default_audience(ChannelType::webhook, Shape::json), Audience::machines);
    EXPECT_EQ(default_audience(ChannelType::webhook, Shape::slack), Audience::people);
    EXPECT_EQ(default_audience(ChannelType::email, Shape::json), Audience::people);
    EXPECT_EQ(default_audience(ChannelType::syslog, Shape::json), Audience::machines);
}

}  // namespace
}  // namespace hitme::console::alert
