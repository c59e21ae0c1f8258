// SPDX-License-Identifier: Apache-2.0
#include "sensor/story_fields.h"

#include <gtest/gtest.h>

#include "core/text.h"

namespace hitme::sensor {
namespace {

std::vector<std::string> named(const event::Contact& contact, const std::string& name) {
    std::vector<std::string> values;
    for (const event::Decoded& fact : contact.decoded)
        if (fact.name == name) values.push_back(fact.value);
    return values;
}

TEST(StoryFields, CarryStageLabelsFactsOperationsAndFaults) {
    recognition::Story story;
    story.protocol = "smb1";
    story.stage = event::Stage::exploit_attempt;
    story.stages = {{event::Stage::probe, "message 1"},
                    {event::Stage::exploit_attempt, "message 9"}};
    story.labels.push_back(
        {"ms08_067", event::Grade::certain, "smb.ms08_067.path/1", {"T1210"}, {}});
    story.facts = {{"smb.dialects", "NT LM 0.12"}};
    story.operations.push_back(
        {"srvsvc", "NetprPathCanonicalize", "path of 305 characters", "WERR_INVALID_NAME", 900});
    story.malformed.push_back({core::Fault::truncated, 12, "ByteCount"});
    story.sentence = "asked for SRVSVC";
    event::Contact contact;
    contact.stage = event::Stage::probe;
    tell(story, contact);
    EXPECT_EQ(contact.stage, event::Stage::exploit_attempt);
    EXPECT_EQ(contact.protocol, "smb1");
    ASSERT_EQ(contact.labels.size(), 1u);
    EXPECT_EQ(named(contact, "story"), std::vector<std::string>{"asked for SRVSVC"});
    EXPECT_EQ(named(contact, "stage.exploit_attempt"), std::vector<std::string>{"message 9"});
    EXPECT_EQ(named(contact, "operation"),
              std::vector<std::string>{
                  "srvsvc NetprPathCanonicalize path of 305 characters -> WERR_INVALID_NAME"});
    EXPECT_EQ(named(contact, "malformed"),
              std::vector<std::string>{"truncated ByteCount at byte 12"});
}

TEST(StoryFields, CountOperationsBeyondAPage) {
    recognition::Story story;
    for (int i = 0; i < 100; ++i) story.operations.push_back({"http", "GET", "/", "", 0});
    story.operations_not_kept = 5;
    event::Contact contact;
    tell(story, contact);
    EXPECT_EQ(named(contact, "operation").size(), max_operations_told);
    EXPECT_EQ(named(contact, "operations.more"), std::vector<std::string>{"41"});
}

TEST(StoryFields, LeaveBytesWithoutAProtocolAlone) {
    event::Contact contact;
    contact.first_bytes = {1, 2, 3};
    contact.bytes_in = 3;
    tell_first_bytes(contact);
    EXPECT_TRUE(contact.decoded.empty());
    EXPECT_EQ(contact.stage, event::Stage::none);
}

TEST(StoryFields, TellDatagramsByTheFirstThatHasBytes) {
    event::Contact contact;
    contact.first_bytes =
        *core::from_hex("0006010000010000000000000776657273696f6e0462696e640000100003");
    contact.bytes_in = contact.first_bytes.size();
    const std::vector<std::uint16_t> sizes{0, static_cast<std::uint16_t>(contact.bytes_in)};
    tell_datagrams(sizes, contact);
    EXPECT_EQ(named(contact, "operation"),
              (std::vector<std::string>{"dns QUERY TXT version.bind"}));
    EXPECT_EQ(contact.stage, event::Stage::enumeration);
}

TEST(StoryFields, TellNoDatagramOfWhichNothingWasKept) {
    event::Contact contact;
    contact.bytes_in = 4;
    tell_datagrams({}, contact);
    EXPECT_TRUE(contact.decoded.empty());
    contact.bytes_in = 0;
    tell_datagrams({}, contact);
    EXPECT_EQ(named(contact, "story"), (std::vector<std::string>{"sent datagrams without bytes"}));
}

}  // namespace
}  // namespace hitme::sensor
