// SPDX-License-Identifier: Apache-2.0
#include "console/alert/settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/scratch_folder.h"

namespace hitme::console::alert {
namespace {

std::string file(const std::string& path, const std::string& text, mode_t mode = 0600) {
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
}

std::string fault_of(const std::string& text) {
    const auto parsed = parse_alert_settings(text, "a.toml");
    return parsed ? "none" : parsed.error().context;
}

TEST(AlertSettings, ReadsAMailChannelWithItsSecretFromAFile) {
    const tests::ScratchFolder folder;
    const auto parsed = parse_alert_settings(
        "[alerts]\nlink = \"http://127.0.0.1:7445/\"\n"
        "[[channel]]\nname = \"mail\"\ntype = \"email\"\nserver = \"mail.example.org:587\"\n"
        "user = \"hitme\"\npassword_file = \"" +
            file(folder.path() + "/pw", "s3cret\nmore") +
            "\"\nfrom = \"hitme@example.org\"\nto = [\"soc@example.org\"]\n"
            "least_severity = \"medium\"\nkinds = [\"internal_host\", \"alarm\"]\n"
            "sources = [\"10.0.0.0/8\"]\nquiet_from = \"22:00\"\nquiet_to = \"07:00\"\n"
            "quiet_zone = \"Europe/Berlin\"\nthrottle_messages = 6\nthrottle_per = \"2h\"\n"
            "throttle_by = \"kind\"\n",
        "a.toml");
    ASSERT_TRUE(parsed) << parsed.error().context;
    EXPECT_EQ(parsed->link, "http://127.0.0.1:7445");
    ASSERT_EQ(parsed->channels.size(), 1u);
    const Channel& mail = parsed->channels[0];
    EXPECT_EQ(mail.target.mail.password, "s3cret");
    EXPECT_EQ(mail.target.mail.tls, runtime::MailTls::starttls);
    EXPECT_EQ(mail.audience, Audience::people);
    EXPECT_EQ(mail.quiet.from_minute, 1320);
    EXPECT_EQ(mail.filter.kinds.size(), 2u);
    EXPECT_EQ(mail.throttle.messages, 6u);
    EXPECT_EQ(mail.throttle.per, std::chrono::hours{2});
    EXPECT_EQ(mail.throttle.by, ThrottleBy::kind);
}

TEST(AlertSettings, AChannelHasItsOwnZoneElseThatOfAllElseUtc) {
    const std::string two =
        "[[channel]]\nname = \"a\"\ntype = \"dashboard\"\n"
        "[[channel]]\nname = \"b\"\ntype = \"dashboard\"\nzone = \"Asia/Tokyo\"\n";
    EXPECT_EQ(parse_alert_settings(two, "a.toml")->channels[0].zone, "UTC");
    const auto both = parse_alert_settings("[alerts]\nzone = \"Europe/Berlin\"\n" + two, "a.toml");
    EXPECT_EQ(both->channels[0].zone, "Europe/Berlin");
    EXPECT_EQ(both->channels[1].zone, "Asia/Tokyo");
    EXPECT_EQ(fault_of("[alerts]\nzone = \"Mars/Olympus\"\n").substr(0, 22),
              "a.toml:2: alerts.zone:");
    EXPECT_EQ(
        fault_of("[[channel]]\nname = \"a\"\ntype = \"dashboard\"\nzone = \"x y\"\n").substr(0, 23),
        "a.toml:4: channel.zone:");
}

TEST(AlertSettings, FaultsNameFileLineAndKey) {
    const std::string start = "[[channel]]\nname = \"x\"\n";
    EXPECT_EQ(fault_of(start + "type = \"program\"\nprogram = \"ls\"\n"),
              "a.toml:4: channel.program: program is no absolute path");
    EXPECT_EQ(fault_of(start + "type = \"webhook\"\nurl = \"ftp://x/\"\n").substr(0, 22),
              "a.toml:4: channel.url:");
    EXPECT_EQ(fault_of(start + "type = \"email\"\nserver = \"x\"\n").substr(0, 25),
              "a.toml:4: channel.server:");
    EXPECT_EQ(fault_of(start + "type = \"dashboard\"\nkinds = [\"nothing\"]\n").substr(0, 24),
              "a.toml:4: channel.kinds:");
    EXPECT_EQ(
        fault_of(start + "type = \"dashboard\"\n[[channel]]\nname = \"x\"\ntype = \"desktop\"\n"),
        "a.toml:5: channel.name: stands twice");
    EXPECT_EQ(fault_of("[alerts]\nlink = \"nowhere\"\n").substr(0, 22), "a.toml:2: alerts.link:");
}

TEST(AlertSettings, ASecretThatEverybodyReadsAndABadTemplateAreRefused) {
    const tests::ScratchFolder folder;
    const std::string start = "[[channel]]\nname = \"x\"\ntype = \"webhook\"\n";
    EXPECT_NE(fault_of(start + "url_file = \"" +
                       file(folder.path() + "/open", "http://127.0.0.1/", 0644) + "\"\n")
                  .find("everybody can read"),
              std::string::npos);
    EXPECT_NE(fault_of(start + "url_file = \"" + folder.path() + "/none\"\n")
                  .find("a.toml:4: channel.url_file"),
              std::string::npos);
    const std::string bad = file(folder.path() + "/t.json", "{\n \"a\": \"{{nope}}\"\n}", 0644);
    EXPECT_TRUE(fault_of(start + "url = \"http://127.0.0.1/\"\ntemplate_file = \"" + bad + "\"\n")
                    .starts_with(bad + ": line 2: {{nope}} is no name"));
}

TEST(AlertSettings, TheDesktopIsSwitchedOnByOneWord) {
    EXPECT_TRUE(parse_alert_settings("", "a.toml")->channels.empty());
    const auto parsed = parse_alert_settings("[alerts]\ndesktop = true\n", "a.toml");
    ASSERT_EQ(parsed->channels.size(), 1u);
    EXPECT_EQ(parsed->channels[0].type, ChannelType::desktop);
    EXPECT_EQ(parsed->channels[0].filter.least, Severity::medium);
}

}  // namespace
}  // namespace hitme::console::alert
