// SPDX-License-Identifier: Apache-2.0
#include "console/judge/questions.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace hitme::console {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr const char* names[] = {"growth", "onset",        "dormancy",   "attribution",
                                 "counts", "coordination", "daily-cycle"};
const core::Time start = *core::parse_time("2009-01-19T00:00:00Z");

boost::json::object asked(const Stream& stream, const char* name, const JudgeWindow& window = {}) {
    return boost::json::parse(judge(stream, *judgement_named(name), window)).as_object();
}

core::Address address(std::uint32_t number) {
    return core::Address::v4(0xC6120000 + number);  // 198.18.0.0/15, for measuring (RFC 2544)
}

TEST(Judge, KnowsItsQuestions) {
    for (const char* name : names) EXPECT_TRUE(judgement_named(name)) << name;
    EXPECT_FALSE(judgement_named("grow"));
    EXPECT_FALSE(judgement_named(""));
}

TEST(Judge, SaysOfNothingThatItIsTooLittle) {
    StreamBuilder builder{std::nullopt, 1};
    const Stream stream = builder.take("nothing", {});
    EXPECT_EQ(asked(stream, "growth").at("verdict").as_string(), "insufficient_data");
    EXPECT_EQ(asked(stream, "onset").at("refusal").as_string(), "no_alarm");
    EXPECT_EQ(asked(stream, "dormancy").at("verdict").as_string(), "insufficient_data");
    EXPECT_EQ(asked(stream, "dormancy").at("testable").as_bool(), false);
    EXPECT_FALSE(asked(stream, "attribution").at("refusal").is_null());
    EXPECT_EQ(asked(stream, "counts").at("hosts").to_number<int>(), 0);
    EXPECT_TRUE(asked(stream, "coordination").at("groups").as_array().empty());
    EXPECT_TRUE(asked(stream, "daily-cycle").at("classes").as_array().empty());
}

TEST(Judge, TakesASingleSightingAndAReversedWindow) {
    StreamBuilder builder{std::nullopt, 1};
    builder.add({start, "a", address(1), {}, {}});
    const Stream stream = builder.take("one", {});
    JudgeWindow reversed;
    reversed.from = start + hours{5};
    reversed.to = start;
    for (const char* name : names) {
        EXPECT_FALSE(asked(stream, name).empty()) << name;
        EXPECT_FALSE(asked(stream, name, reversed).empty()) << name;
    }
}

// 10 new hosts an hour for ten days, then 60: arithmetic tells when and how much.
Stream stepping() {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t number = 0;
    const auto add = [&](core::Time at, const char* name) {
        builder.add({at, "a", address(number++), {}, name});
    };
    for (int hour = 0; hour < 264; ++hour) {
        const int count = hour < 240 ? 10 : 60;
        for (int i = 0; i < count; ++i)
            add(start + hours{hour} + minutes{60} * i / count,
                hour < 240 || i < 10 ? "old" : "fresh");
    }
    builder.uptime("a", {{start, start + hours{264}}});
    return builder.take("step", {});
}

TEST(Judge, FindsAPlainStepAndWhoCarriesIt) {
    const Stream stream = stepping();
    JudgeWindow window;
    window.to = start + hours{264};
    const auto onset = asked(stream, "onset", window);
    ASSERT_TRUE(onset.at("refusal").is_null()) << boost::json::serialize(onset);
    const auto found = core::parse_time(onset.at("onset").as_string());
    ASSERT_TRUE(found);
    EXPECT_LE(std::chrono::abs(*found - (start + hours{240})), minutes{10});
    EXPECT_NEAR(onset.at("baseline_per_h").to_number<double>(), 10, 1);

    window.from = start + hours{240};
    const auto counts = asked(stream, "counts", window);
    EXPECT_EQ(counts.at("new_hosts").to_number<int>(), 24 * 60);
    const auto shares = asked(stream, "attribution", window);
    EXPECT_TRUE(shares.at("refusal").is_null());
    EXPECT_EQ(shares.at("largest").as_string(), "fresh");
    EXPECT_NEAR(shares.at("excess").to_number<double>(), 24 * 50, 30);
}

TEST(Judge, DatesThePresentEventAndNotAnOldOneThatEnded) {
    // 10 an hour for 20 days; 80 for five hours on the tenth day; 60 from the twentieth on.
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t number = 0;
    for (int hour = 0; hour < 500; ++hour) {
        const int count = hour >= 480 ? 60 : hour >= 240 && hour < 245 ? 80 : 10;
        for (int i = 0; i < count; ++i)
            builder.add(
                {start + hours{hour} + minutes{60} * i / count, "a", address(number++), {}, {}});
    }
    builder.uptime("a", {{start, start + hours{500}}});
    const Stream stream = builder.take("twice", {});
    JudgeWindow window;
    window.to = start + hours{500};
    const auto findings = judge_all(stream, window);
    const auto onset = boost::json::parse(findings[1]);
    EXPECT_LE(
        std::chrono::abs(*core::parse_time(onset.at("onset").as_string()) - (start + hours{480})),
        hours{2});  // the burst in its baseline blurs it
    const auto first = asked(stream, "onset", window);
    EXPECT_LE(
        std::chrono::abs(*core::parse_time(first.at("onset").as_string()) - (start + hours{240})),
        minutes{15});
    EXPECT_GE(first.at("alarms_at").as_array().size(), 2u);
}

TEST(Judge, AClockErrorWidensTheOnsetsInterval) {
    const Stream stream = stepping();
    JudgeWindow window;
    window.to = start + hours{264};
    const auto width = [&](std::chrono::seconds error) {
        window.clock_error = error;
        const auto onset = asked(stream, "onset", window);
        const auto& ends = onset.at("ci95").as_array();
        return *core::parse_time(ends[1].as_string()) - *core::parse_time(ends[0].as_string());
    };
    const auto right = width(std::chrono::seconds{0});
    EXPECT_EQ(width(std::chrono::seconds{60}), right);  // analytics 2.2: above 60 s
    EXPECT_EQ(width(minutes{5}), right + 2 * minutes{5});
}

TEST(Judge, KnowsWhereAWindowBegins) {
    const Stream stream = stepping();
    JudgeWindow window;
    window.to = start + hours{200};  // before the step
    EXPECT_EQ(times_of(stream, window).start, analytics::WindowStart::last_hours);
    window.from = start + hours{152};
    EXPECT_EQ(times_of(stream, window).start, analytics::WindowStart::asked);
    // Found by the question itself, and told to the report as well.
    JudgeWindow open;
    open.to = start + hours{264};
    for (const auto& line : {judge(stream, Judgement::growth, open), judge_all(stream, open)[2]}) {
        const auto growth = boost::json::parse(line).as_object();
        const auto from = core::parse_time(growth.at("window").as_object().at("from").as_string());
        ASSERT_TRUE(from) << line;
        EXPECT_LE(std::chrono::abs(*from - (start + hours{240})), minutes{10}) << line;
        for (const auto& reason : growth.at("reasons").as_array())
            EXPECT_NE(reason.as_string(), "no_onset");
    }
}

// A report's --from bounds what is told, and is not where the rise began: over the quiet before a line would look like a bend.
TEST(Judge, AReportJudgesGrowthFromTheOnsetInsideItsWindow) {
    const Stream stream = stepping();
    JudgeWindow window;
    window.from = start + hours{216};
    window.to = start + hours{264};
    const auto growth = boost::json::parse(judge_all(stream, window)[2]).as_object();
    const auto from = core::parse_time(growth.at("window").as_object().at("from").as_string());
    ASSERT_TRUE(from);
    EXPECT_LE(std::chrono::abs(*from - (start + hours{240})), minutes{10});
    // A question about growth itself takes it at its word.
    EXPECT_EQ(asked(stream, "growth", window).at("window").at("from").as_string(),
              core::format_rfc3339(start + hours{216}));
}

TEST(Judge, SaysTheSameTwice) {
    const Stream stream = stepping();
    for (const char* name : names)
        EXPECT_EQ(judge(stream, *judgement_named(name), {}),
                  judge(stream, *judgement_named(name), {}))
            << name;
}

TEST(Judge, TellsAStepInOrderForAReport) {
    const Stream stream = stepping();
    JudgeWindow window;
    window.to = start + hours{264};
    const auto findings = judge_all(stream, window);
    std::vector<std::string> methods;
    for (const auto& finding : findings)
        methods.emplace_back(boost::json::parse(finding).at("method").as_string());
    EXPECT_EQ(methods, (std::vector<std::string>{"counts/1", "onset/1", "growth/1", "dormancy/1",
                                                 "attribution/1"}));
    const auto said = sentences_of(findings[1]);
    ASSERT_EQ(said.size(), 1u);
    EXPECT_TRUE(said[0].starts_with("Visible onset: ")) << said[0];
    // Its own sentence and one a forecast.
    EXPECT_EQ(sentences_of(findings[2]).size(), 3u);
}

TEST(InWords, PutsTheSentenceFirstAndNothingThatDrivesATerminal) {
    EXPECT_EQ(in_words(R"({"name":"a\u001b[2J","sentence":"Growing.","bins":3})"),
              "Growing.\n  name: a\\x1b[2J\n  bins: 3");
    EXPECT_EQ(in_words(R"({"a":0.123456,"b":[1.5,null],"c":{"d":"e"}})"),
              "  a: 0.1235\n  b: [1.5, null]\n  c: {d e}");
}

}  // namespace
}  // namespace hitme::console
