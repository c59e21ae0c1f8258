// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/story_output.h"

#include <gtest/gtest.h>

namespace hitme::app {
namespace {

sensor::WatchedConversation sample() {
    sensor::WatchedConversation sample;
    sample.source = *core::Address::parse("2001:db8::1");
    sample.source_port = 50000;
    sample.destination = *core::Address::parse("192.0.2.7");
    sample.destination_port = 445;
    sample.started_at = sample.ended_at = *core::parse_time("2026-03-01T12:00:00Z");
    sample.bytes_in = 10;
    auto& story = sample.story;
    story.protocol = "smb1";
    story.stage = event::Stage::probe;
    story.stages.push_back({event::Stage::probe, "message 1"});
    story.labels.push_back(
        {"nmap", event::Grade::certain, "smb.tool@1", {"T1046"}, {{4, 2, "a \"b\""}}});
    story.operations.push_back({"smb1", "NEGOTIATE", "NT LM 0.12", "STATUS_SUCCESS", 0});
    story.facts.push_back({"smb.dialects", "NT LM 0.12"});
    story.malformed.push_back({core::Fault::truncated, 9, "ByteCount"});
    story.counts = {{"smb1_negotiate", 1}, {"open", 2}};
    story.sentence = "asked for dialects";
    return sample;
}

TEST(StoryOutput, WritesOneObjectWithTheMembersThatAreAgreed) {
    std::string line;
    append_json(line, sample());
    EXPECT_EQ(
        line,
        R"({"source":"[2001:db8::1]:50000","destination":"192.0.2.7:445","transport":"tcp",)"
        R"("started_at":"2026-03-01T12:00:00Z","ended_at":"2026-03-01T12:00:00Z",)"
        R"("protocol":"smb1","stage":"probe","stages":[{"stage":"probe","why":"message 1"}],)"
        R"("labels":[{"name":"nmap","grade":"certain","rule":"smb.tool@1","attack_ids":["T1046"],)"
        R"("evidence":[{"offset":4,"length":2,"value":"a \"b\""}]}],)"
        R"("operations":[{"protocol":"smb1","name":"NEGOTIATE","arguments":"NT LM 0.12",)"
        R"("outcome":"STATUS_SUCCESS","offset":0}],)"
        R"("facts":[{"name":"smb.dialects","value":"NT LM 0.12"}],)"
        R"("malformed":[{"fault":"truncated","offset":9,"field":"ByteCount"}],)"
        R"("counts":{"smb1_negotiate":1,"open":2},)"
        R"("sentence":"asked for dialects","logons_failed":0,"bytes_in":10,"bytes_out":0,)"
        R"("missing_in":0,"missing_out":0,"midstream":false,"operations_not_kept":0,)"
        R"("malformed_not_kept":0})");
}

TEST(StoryOutput, TellsAPersonTheSentenceFirst) {
    std::string text;
    append_text(text, sample());
    EXPECT_EQ(text,
              "2026-03-01T12:00:00Z  [2001:db8::1]:50000 -> 192.0.2.7:445  smb1  probe\n"
              "  asked for dialects\n"
              "    label      nmap, certain (smb.tool@1, T1046)\n"
              "      bytes 4 to 5: a \"b\"\n"
              "    smb1       NEGOTIATE  NT LM 0.12  -> STATUS_SUCCESS\n"
              "    malformed  truncated at byte 9, ByteCount\n");
}

TEST(StoryOutput, SaysWhichConversationsAreOfDatagrams) {
    auto datagrams = sample();
    datagrams.transport = event::Transport::udp;
    datagrams.story = {};
    datagrams.story.protocol = "sip";
    datagrams.story.stage = event::Stage::probe;
    std::string text;
    append_text(text, datagrams);
    EXPECT_EQ(text, "2026-03-01T12:00:00Z  [2001:db8::1]:50000 -> 192.0.2.7:445  sip/udp  probe\n");
    std::string line;
    append_json(line, datagrams);
    EXPECT_NE(line.find(R"("transport":"udp")"), line.npos) << line;
}

TEST(StoryOutput, SummarisesEachSourceHighestStageFirst) {
    SourceSummary summary;
    auto one = sample();
    summary.add(one);
    summary.add(one);
    auto other = sample();
    other.source = *core::Address::parse("192.0.2.9");
    other.story = {};
    other.story.stage = event::Stage::exploit_attempt;
    other.story.logons_failed = 3;
    summary.add(other);
    EXPECT_EQ(summary.text(10),
              "192.0.2.9  exploit_attempt, 1 conversation, 3 credentials refused\n"
              "2001:db8::1  probe, 2 conversations; nmap (2)\n");
    EXPECT_EQ(summary.text(1),
              "192.0.2.9  exploit_attempt, 1 conversation, 3 credentials refused\nand 1 more\n");
}

}  // namespace
}  // namespace hitme::app
