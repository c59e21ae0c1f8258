// SPDX-License-Identifier: Apache-2.0
#include "dialogue/telnet_decoy.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

Output talk(std::string_view persona, std::string_view client, std::uint32_t earlier = 0,
            std::size_t piece = 65536) {
    Surroundings surroundings;
    surroundings.earlier_logons = earlier;
    const auto session = make_telnet(persona, surroundings);
    Output out;
    session->open({}, out);
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(client), piece))
        session->receive(bytes, {}, out);
    EXPECT_LE(session->memory(), 8u << 10);
    return out;
}
std::string text(const Output& out) {
    return std::string(core::as_text(out.bytes));
}

TEST(TelnetDecoy, RefusesLogonsAndEndsAfterThree) {
    const Output out = talk("router", "admin\r\nadmin\r\na\r\nb\r\nc\r\nd\r\n");
    EXPECT_TRUE(out.close);
    EXPECT_EQ(text(out).substr(12),  // behind four options
              "\r\nLogin: admin\r\nPassword: \r\nLogin incorrect. Try again.\r\n"
              "Login: a\r\nPassword: \r\nLogin incorrect. Try again.\r\n"
              "Login: c\r\nPassword: \r\nLogin incorrect. Try again.\r\n");
}

TEST(TelnetDecoy, LetsAFactoryPasswordInAndAnswersALoader) {
    const Output out = talk(
        "camera", "root\r\nxc3511\r\nenable\r\nsystem\r\nshell\r\nsh\r\n/bin/busybox ECCHI\r\n");
    EXPECT_FALSE(out.close);
    EXPECT_TRUE(text(out).ends_with("/bin/busybox ECCHI\r\nECCHI: applet not found\r\n# "))
        << text(out);
    EXPECT_EQ(text(out).find("xc3511"), std::string::npos);
}

TEST(TelnetDecoy, LetsASourceInThatTriedOftenEnough) {
    EXPECT_NE(text(talk("camera", "a\r\nb\r\n", 3)).find("BusyBox"), std::string::npos);
    EXPECT_EQ(text(talk("camera", "a\r\nb\r\n", 2)).find("BusyBox"), std::string::npos);
    EXPECT_EQ(text(talk("switch", "a\r\nb\r\n", 100)).find("BusyBox"), std::string::npos);
}

TEST(TelnetDecoy, AnswersEachOptionOnceAndNoAnswer) {  // RFC 1143
    const std::string opening = text(talk("router", ""));
    // DO ECHO agrees to what was offered; DO 39 and WILL 39 are refused once; WONT and DONT need no answer.
    EXPECT_EQ(
        text(talk("router",
                  "\xff\xfd\x01\xff\xfd\x27\xff\xfd\x27\xff\xfb\x27\xff\xfc\x18\xff\xfe\x01")),
        opening + "\xff\xfc\x27\xff\xfe\x27");
}

TEST(TelnetDecoy, SaysTheSameInAnyPieces) {
    const std::string_view client =
        "\xff\xfb\x1fro\x08ot\r\0xc3511\r\nls\nps;echo a > b; cat b\r\nexit\r\nmore"sv;
    for (const TelnetPersona& each : telnet_personas_table()) {
        const Output whole = talk(each.name, client);
        for (const std::size_t piece : {1u, 2u, 3u}) {
            const Output cut = talk(each.name, client, 0, piece);
            EXPECT_EQ(text(cut), text(whole)) << each.name;
            EXPECT_EQ(cut.close, whole.close);
        }
        for (const char* giveaway : {"hitme", "oneypot", "HoneyPoint", "decoy"})
            EXPECT_EQ(text(whole).find(giveaway), std::string::npos);
    }
}

TEST(TelnetDecoy, SaysABoundedAmount) {
    std::string client = "root\r\nxc3511\r\n";
    for (int i = 0; i < 5000; ++i) client += "ps;ps;ps;ps\r\n";
    const Output out = talk("camera", client);
    EXPECT_LE(out.bytes.size(), max_telnet_output);
    EXPECT_TRUE(out.close);
}

TEST(TelnetDecoy, SurvivesEveryCutAndFlip) {
    const std::string_view client =
        "\xff\xfa\x18\0xterm\xff\xf0root\r\nxc3511\r\n/bin/busybox cat /proc/mounts\r\n"sv;
    tests::for_each_cut_and_flip(core::as_bytes(client), [](core::Bytes bytes) {
        const auto session = make_telnet("camera", {});
        Output out;
        session->open({}, out);
        session->receive(bytes, {}, out);
    });
}

}  // namespace
}  // namespace hitme::dialogue
