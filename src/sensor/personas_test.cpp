// SPDX-License-Identifier: Apache-2.0
#include "sensor/personas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>
#include <string>

#include "core/reader.h"

namespace hitme::sensor {
namespace {

constexpr std::uint64_t seeds_tried = 200;

std::string text_of(std::string_view persona, std::uint64_t seed) {
    const core::ByteVector bytes = banner_for(persona, seed);
    return {bytes.begin(), bytes.end()};
}

/// Calls `look` with what a service says under many seeds, and each of its templates.
template <class Look>
void for_each_banner(std::string_view service, Look look) {
    for (const std::string_view persona : known_personas()) {
        if (persona != service && !persona.starts_with(std::string(service) + "-")) continue;
        for (std::uint64_t seed = 0; seed < seeds_tried; ++seed) look(text_of(persona, seed));
    }
}

TEST(Personas, EveryOneSaysSomethingWithinTheLimit) {
    EXPECT_GE(known_personas().size(), 20u);
    for (const std::string_view persona : known_personas()) {
        for (std::uint64_t seed = 0; seed < seeds_tried; ++seed) {
            const auto banner = banner_for(persona, seed);
            EXPECT_FALSE(banner.empty()) << persona;
            EXPECT_LE(banner.size(), max_banner_bytes) << persona;
        }
    }
    EXPECT_TRUE(banner_for("gopher", 1).empty());
    EXPECT_TRUE(banner_for("", 1).empty());
}

TEST(Personas, NoFieldStaysUnfilled) {
    for (const std::string_view persona : known_personas())
        for (std::uint64_t seed = 0; seed < seeds_tried; ++seed)
            for (const char* field :
                 {"{host}", "{domain}", "{octet}", "{process}", "{serial}", "{mysql}"})
                EXPECT_EQ(text_of(persona, seed).find(field), std::string::npos) << persona;
}

TEST(Personas, NoneNamesUsOrADecoyOrAKnownDecoysOwnGreeting) {
    // The second row are fixed greetings and names by which scanners know decoy programs: kippo and
    // early cowrie (OpenSSH_5.1p1 Debian-5, OpenSSH_6.0p1 Debian-4+deb7u2), dionaea ("220 Welcome
    // to the ftp service" and its smtp and mysql defaults), conpot, glastopf, amun ("220 Welcome to
    // my FTP Server"), kojoney, honeytrap.
    const char* forbidden[] = {"hitme",
                               "honey",
                               "decoy",
                               "trap",
                               "sensor",
                               "kippo",
                               "cowrie",
                               "dionaea",
                               "conpot",
                               "glastopf",
                               "kojoney",
                               "amun",
                               "openssh_5.1p1 debian-5",
                               "openssh_6.0p1 debian-4+deb7u2",
                               "welcome to the ftp service",
                               "welcome to my ftp server",
                               "nepenthes",
                               "svr04"};
    for (const std::string_view persona : known_personas()) {
        for (std::uint64_t seed = 0; seed < seeds_tried; ++seed) {
            std::string banner = text_of(persona, seed);
            std::transform(banner.begin(), banner.end(), banner.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            for (const char* word : forbidden)
                EXPECT_EQ(banner.find(word), std::string::npos) << persona << ": " << word;
        }
    }
}

TEST(Personas, OneSensorIsStableAndAFleetDiffers) {
    const std::uint64_t here = persona_seed("berlin-1");
    EXPECT_EQ(here, persona_seed("berlin-1"));
    EXPECT_EQ(text_of("smtp", here), text_of("smtp", here));
    std::set<std::string> said;
    for (int i = 0; i < 40; ++i)
        said.insert(text_of("smtp", persona_seed("sensor-" + std::to_string(i))));
    // 3 templates, 12 words, 2 separators, 40 numbers, 5 domains: 14,400 greetings; 40 draws hardly
    // ever meet.
    EXPECT_GE(said.size(), 38u);
    EXPECT_EQ(text_of("smtp", here).find("berlin"), std::string::npos);
}

TEST(Personas, SeedIsTheHeadOfTheSha256) {
    // FIPS 180-4 example: SHA-256("abc") = ba7816bf 8f01cfea ...
    EXPECT_EQ(persona_seed("abc"), 0xba7816bf8f01cfeau);
}

TEST(Personas, SshFollowsRfc4253Section42) {
    // "SSH-protoversion-softwareversion SP comments CR LF"; printable US-ASCII, no space and no
    // minus sign in the versions, at most 255 bytes with CR LF.
    const std::regex rule("SSH-2\\.0-[!-,.-~]+( [ -~]+)?\r\n");
    for_each_banner("ssh", [&](const std::string& banner) {
        EXPECT_TRUE(std::regex_match(banner, rule)) << banner;
        EXPECT_LE(banner.size(), 255u);
    });
}

TEST(Personas, FtpFollowsRfc959Section42) {
    // One line "220 text", or lines where the first begins "220-" and the last "220 ".
    const std::regex rule("(220-[ -~]*\r\n([ -~]*\r\n)*)?220 [ -~]*\r\n");
    for_each_banner("ftp", [&](const std::string& banner) {
        EXPECT_TRUE(std::regex_match(banner, rule)) << banner;
    });
}

TEST(Personas, SmtpFollowsRfc5321Section42) {
    // Greeting = "220 " Domain [ SP textstring ] CRLF; a domain of letters, digits, hyphens and
    // dots.
    const std::regex rule("220 [A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?( [\t -~]+)?\r\n");
    for_each_banner("smtp", [&](const std::string& banner) {
        EXPECT_TRUE(std::regex_match(banner, rule)) << banner;
        EXPECT_LE(banner.size(), 512u);
    });
}

TEST(Personas, TelnetFollowsRfc854) {
    // Commands are IAC (255), a verb 251..254 and an option; then printable text with CR LF.
    for_each_banner("telnet", [](const std::string& banner) {
        std::size_t at = 0;
        while (at + 2 < banner.size() && static_cast<unsigned char>(banner[at]) == 255) {
            EXPECT_GE(static_cast<unsigned char>(banner[at + 1]), 251);
            EXPECT_LE(static_cast<unsigned char>(banner[at + 1]), 254);
            at += 3;
        }
        EXPECT_GT(at, 0u);
        for (; at < banner.size(); ++at) {
            const char c = banner[at];
            EXPECT_TRUE(c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7f)) << banner;
        }
        EXPECT_THAT(banner, testing::EndsWith("ogin: "));
    });
}

TEST(Personas, Pop3FollowsRfc1939Section4) {
    // "+OK" and text; an APOP timestamp (section 7) is an RFC 822 msg-id.
    const std::regex rule("\\+OK [ -;=?-~]*(<[0-9]+\\.[0-9]+@[A-Za-z0-9.-]+>)?\r\n");
    for_each_banner("pop3", [&](const std::string& banner) {
        EXPECT_TRUE(std::regex_match(banner, rule)) << banner;
    });
}

TEST(Personas, ImapFollowsRfc3501Section71) {
    const std::regex rule("\\* OK \\[CAPABILITY IMAP4rev1( [!-\\\\^-~]+)*\\] [ -~]+\r\n");
    for_each_banner("imap", [&](const std::string& banner) {
        EXPECT_TRUE(std::regex_match(banner, rule)) << banner;
    });
}

TEST(Personas, VncFollowsRfc6143Section711) {
    const std::regex rule("RFB 003\\.00[378]\n");
    for_each_banner("vnc", [&](const std::string& banner) {
        EXPECT_TRUE(std::regex_match(banner, rule)) << banner;
    });
}

TEST(Personas, MysqlIsAHandshakeV10) {
    for_each_banner("mysql", [](const std::string& banner) {
        core::Reader in{core::as_bytes(banner)};
        std::uint32_t length = in.u16le("payload_length");
        length |= std::uint32_t{in.u8("payload_length")} << 16;
        EXPECT_EQ(in.u8("sequence_id"), 0);
        EXPECT_EQ(in.left(), length);
        EXPECT_EQ(in.u8("protocol version"), 10);
        std::string version;
        while (in.ok() && in.peek() != 0) version += static_cast<char>(in.u8("server version"));
        EXPECT_TRUE(std::regex_match(version, std::regex("[58]\\.[0-9]+\\.[0-9]+[ -~]*")));
        in.skip(1, "NUL");
        EXPECT_GT(in.u32le("thread id"), 0u);
        const auto salt = in.take(8, "auth-plugin-data-part-1");
        EXPECT_EQ(std::count(salt.begin(), salt.end(), 0), 0);
        EXPECT_EQ(in.u8("filler"), 0);
        const std::uint32_t low = in.u16le("capability_flags_1");
        in.skip(1, "character_set");
        in.skip(2, "status_flags");
        const std::uint32_t flags = low | std::uint32_t{in.u16le("capability_flags_2")} << 16;
        EXPECT_TRUE(flags & 0x0000'0200u) << "CLIENT_PROTOCOL_41";
        EXPECT_FALSE(flags & 0x0000'0800u) << "CLIENT_SSL: we could not go on";
        EXPECT_TRUE(flags & 0x0000'8000u) << "CLIENT_SECURE_CONNECTION";
        EXPECT_TRUE(flags & 0x0008'0000u) << "CLIENT_PLUGIN_AUTH";
        EXPECT_EQ(in.u8("auth_plugin_data_len"), 21);
        in.skip(10, "reserved");
        in.skip(13, "auth-plugin-data-part-2");
        EXPECT_EQ(core::as_text(in.rest()), std::string_view("mysql_native_password\0", 22));
        EXPECT_TRUE(in.ok());
    });
}

}  // namespace
}  // namespace hitme::sensor
