// SPDX-License-Identifier: Apache-2.0
#include "event/json.h"

#include <gtest/gtest.h>

#include "event/fields.h"
#include "support/sample_events.h"

namespace hitme::event {
namespace {

std::string written(const Event& event) {
    std::string out;
    append_json(out, event);
    return out;
}

TEST(Json, WritesAContactAsDocumented) {
    Contact c;
    c.sensor = "a\x1b";
    c.seen_at = *core::parse_time("2026-03-01T12:00:00Z");
    c.transport = Transport::tcp;
    c.source = *core::Address::parse("192.0.2.1");
    c.destination_port = 445;
    c.first_bytes = {'f', 'o', 'o'};
    c.similarity = {0xABCDEF};
    EXPECT_EQ(written(c),
              "{\"kind\":\"contact\",\"sensor\":\"a\\u001b\",\"seen_at\":\"2026-03-01T12:00:00Z\","
              "\"transport\":\"tcp\",\"source\":\"192.0.2.1\",\"destination_port\":445,"
              "\"first_bytes\":\"Zm9v\",\"similarity\":\"0000000000abcdef\"}");
}

TEST(Json, ReadsBackEveryFieldOfEveryKind) {
    for (const Event& event : {Event{tests::full_contact()}, Event{tests::full_heartbeat()},
                               Event{tests::full_sensor_change()}}) {
        const std::string line = written(event);
        std::visit(
            [&](const auto& kind) {
                using Kind = std::decay_t<decltype(kind)>;
                Fields<Kind>::walk(kind, [&](const Field& field, const auto&) {
                    EXPECT_NE(line.find("\"" + std::string(field.name) + "\":"), std::string::npos)
                        << field.name << " is not set in the sample";
                });
            },
            event);
        const auto back = decode_json(line);
        ASSERT_TRUE(back) << back.error().field;
        EXPECT_EQ(written(*back), line);
    }
}

TEST(Json, WorksOutDerivedFieldsInsteadOfBelievingThem) {
    const auto event = decode_json(
        R"({"kind":"contact","seen_at":"2026-03-01T12:00:00Z","first_bytes":"YWJj","first_bytes_sha256":"00","similarity":"1"})");
    ASSERT_TRUE(event);
    EXPECT_EQ(std::get<Contact>(*event).first_bytes_sha256,
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Json, SkipsKeysOfLaterVersions) {
    EXPECT_TRUE(decode_json(
        R"({"kind":"contact","seen_at":"2026-03-01T12:00:00Z","novelty":{"deep":[1,2]}})"));
}

TEST(Json, NamesTheMemberThatIsWrong) {
    const std::pair<const char*, const char*> cases[] = {
        {R"({"kind":"contact","seen_at":"2026-03-01T12:00:00Z","source":"1.2.3"})", "source"},
        {R"({"kind":"contact","seen_at":"2026-03-01T12:00:00Z","source_port":65536})",
         "source_port"},
        {R"({"kind":"contact","seen_at":"2026-03-01T12:00:00Z","source_port":-1})", "source_port"},
        {R"({"kind":"contact","seen_at":"noon"})", "seen_at"},
        {R"({"kind":"contact"})", "seen_at"},
        {R"({"kind":"contact","seen_at":"2026-03-01T12:00:00Z","labels":[{"grade":"sure"}]})",
         "grade"},
        {R"({"kind":"rumour","seen_at":"2026-03-01T12:00:00Z"})", "kind"},
        {R"({"seen_at":"2026-03-01T12:00:00Z"})", "kind"},
        {"[]", "object"},
        {"{", "json"},
        {"", "json"}};
    for (const auto& [line, field] : cases) {
        const auto event = decode_json(line);
        ASSERT_FALSE(event) << line;
        EXPECT_STREQ(event.error().field, field) << line;
    }
}

TEST(Json, RefusesALineOverItsLimit) {
    const auto event = decode_json(std::string(max_line_bytes + 1, ' '));
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().fault, core::Fault::over_limit);
}

}  // namespace
}  // namespace hitme::event
