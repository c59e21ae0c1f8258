// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/stream_file.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "console/judge/questions.h"

namespace hitme::app {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class StreamFileTest : public ::testing::Test {
 protected:
    void TearDown() override { std::filesystem::remove(path_); }
    std::string write(const std::string& text) {
        std::ofstream{path_} << text;
        return path_;
    }

 private:
    std::string path_ = ::testing::TempDir() + "stream_" +
                        ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv";
};

// Monday 1970-01-05 is four days after the epoch; 1,232,712,000 s after it is 2009-01-23 12:00.
TEST(MomentOf, TakesATimeOrTheMillisecondsOfAStreamFile) {
    EXPECT_EQ(moment_of("2009-01-23T12:00:00Z"), core::parse_time("2009-01-23T12:00:00Z"));
    EXPECT_EQ(moment_of("0"), core::parse_time("1970-01-05T00:00:00Z"));
    EXPECT_EQ(moment_of("90000000"), core::parse_time("1970-01-06T01:00:00Z"));
    EXPECT_EQ(moment_of("1232712000000"), core::parse_time("2009-01-23T12:00:00Z"));
    for (const char* text : {"", "-5", "12h", "12.5", "99999999999999999999", "yesterday"})
        EXPECT_FALSE(moment_of(text)) << text;
}

TEST_F(StreamFileTest, ReadsAGrowthStreamByItsHeader) {
    const auto file = read_stream(write("t_ms,sensor,src\n"
                                        "1000,3,198.51.100.7\n"
                                        "2000,0,198.51.100.8\n"
                                        "2000,0\n"
                                        "x,0,198.51.100.8\n"
                                        "3000,0,nobody\n"),
                                  {}, std::nullopt);
    ASSERT_TRUE(file);
    const auto& stream = file->stream;
    ASSERT_EQ(stream.sightings.size(), 2u);
    EXPECT_EQ(stream.sightings[0].at, monday_epoch() + milliseconds{1000});
    EXPECT_EQ(stream.sensors, (std::vector<std::string>{"3", "0"}));
    EXPECT_EQ(file->skipped, (std::map<std::string, std::uint64_t>{
                                 {"bad_row", 1}, {"bad_time", 1}, {"bad_address", 1}}));
    EXPECT_TRUE(stream.uptimes.empty());
}

TEST_F(StreamFileTest, TakesUptimeFromItsEntryOnTheStreamsOwnScale) {
    auto entry = parse_uptime(R"({"0": [[0, 5000], [5000, 9000]], "7": []})");
    ASSERT_TRUE(entry);
    const auto file = read_stream(write("t_ms,sensor,src\n1000,0,198.51.100.7\n"), {}, *entry);
    ASSERT_TRUE(file);
    ASSERT_EQ(file->stream.uptimes.size(), 2u);
    EXPECT_EQ(
        file->stream.uptimes[0],
        (std::vector<analytics::Span>{{monday_epoch(), monday_epoch() + milliseconds{9000}}}));
    EXPECT_TRUE(file->stream.uptimes[1].empty());
}

TEST_F(StreamFileTest, ReadsTimesAloneAndZonesAndClasses) {
    auto file = read_stream(write("t_ms\n5\n6\n"), {}, std::nullopt);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->stream.without_source.size(), 2u);

    file = read_stream(write("t_ms,src,tz_h\n5,198.51.100.7,-5\n6,198.51.100.8,15\n"), {},
                       std::nullopt);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->stream.zones[0], core::Duration{hours{-5}});
    EXPECT_EQ(file->skipped.at("bad_zone"), 1u);

    StreamQuestion question;
    question.signal = event::Signal::parse("tcp/445");
    file = read_stream(write("time_ms,sensor,src,dport,class\n"
                             "1232760000000,a,198.51.100.7,445,hosting\n"
                             "1232760000000,a,198.51.100.7,80,hosting\n"),
                       question, std::nullopt);
    ASSERT_TRUE(file);
    ASSERT_EQ(file->stream.sightings.size(), 1u);
    // date -u -d 2009-01-24 +%s: 1232755200
    EXPECT_EQ(file->stream.sightings[0].at,
              *core::parse_time("2009-01-24T00:00:00Z") + std::chrono::seconds{4800});
    EXPECT_EQ(file->stream.classes, std::vector<std::string>{"hosting"});
    EXPECT_EQ(file->skipped.at("other_signal"), 1u);
}

TEST_F(StreamFileTest, TakesColumnsFromTheCallWhereThereIsNoHeader) {
    StreamQuestion question;
    question.columns = "t_ms,sensor,src";
    const auto file =
        read_stream(write("1000,a,198.51.100.7\n2000,a,198.51.100.8\n"), question, std::nullopt);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->stream.sightings.size(), 2u);
}

// Ninety hosts in three days, and one row nine months later: later than now it is left out, and before now it stands alone.
TEST_F(StreamFileTest, LeavesOutWhatIsDatedLaterThanNowAndSaysSo) {
    const auto start = *core::parse_time("2026-03-01T00:00:00Z");
    const auto ms = [](core::Time at) {
        return std::to_string(core::nanoseconds_of(at) / 1'000'000);
    };
    std::string text = "time_ms,sensor,src\n";
    for (int i = 0; i < 90; ++i)
        text += ms(start + hours{72} * i / 90) + ",a,61.0.0." + std::to_string(i) + "\n";
    text += ms(start + hours{24 * 273}) + ",a,61.0.1.1\n";
    const auto sentence = [&](core::Time now, const char* question) {
        auto file = read_stream(write(text), {"", {}, 1, console::Taken::proved, now}, {});
        EXPECT_TRUE(file);
        const auto answer = boost::json::parse(
            console::judge(file->stream, *console::judgement_named(question), {}));
        return std::string(answer.at("sentence").as_string());
    };
    const std::string left_out = "1 contact dated later than now left out.";
    for (const char* question : {"growth", "onset", "counts", "dormancy", "attribution"}) {
        const auto before = sentence(start + hours{24 * 10}, question);
        EXPECT_NE(before.find(left_out), std::string::npos) << before;
        EXPECT_EQ(before.find("stands alone"), std::string::npos) << before;
    }
    // 273 days less the last of the others, 71.2 h after the start: 270.03 days.
    const auto after = sentence(start + hours{24 * 300}, "growth");
    EXPECT_NE(after.find("The last contact stands alone, 270.0 days after all others"),
              std::string::npos)
        << after;
    EXPECT_EQ(after.find(left_out), std::string::npos) << after;
}

TEST_F(StreamFileTest, ReadsEveryOtherFormAsReplayDoes) {
    const auto file = read_stream(write("datetime,host,src,proto,type,spt,dpt\n2013-03-03 "
                                        "21:53:59,a,1032051418,TCP,,6000,445\n"),
                                  {}, std::nullopt);
    ASSERT_TRUE(file) << file.error().context;
    ASSERT_EQ(file->stream.sightings.size(), 1u);
    EXPECT_EQ(file->stream.epoch, core::Time{});
    EXPECT_EQ(file->stream.sources[0].to_string(), "61.131.218.218");
}

// The operator's weekend of January 2009 with its truth (../shared/datasets, story.json): the order in which a report says
// things, and what it must not say.
class WeekendStory : public ::testing::Test {
 protected:
    void SetUp() override {
        const std::string folder = std::string(HITME_SHARED_DIR) + "/datasets/synthetic/";
        if (!std::filesystem::exists(folder + "story.csv.gz"))
            GTEST_SKIP() << "no ../shared/datasets here";
        std::ifstream in{folder + "story.json"};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        auto entry = parse_uptime(text);
        ASSERT_TRUE(entry) << entry.error().context;
        StreamQuestion question;
        question.signal = event::Signal::parse("tcp/445");
        auto file = read_stream(folder + "story.csv.gz", question, *entry);
        ASSERT_TRUE(file);
        stream_ = std::move(file->stream);
    }
    boost::json::object asked(console::Judgement question, const char* to,
                              const char* from = "2009-01-23T14:25:00Z") {
        console::JudgeWindow window;
        window.from = core::parse_time(from);
        window.to = core::parse_time(to);
        return boost::json::parse(console::judge(stream_, question, window)).as_object();
    }
    console::Stream stream_;
};

TEST_F(WeekendStory, IsToldInItsOrder) {
    const char* saturday = "2009-01-24T17:00:00Z";  // noon Eastern
    const char* sunday = "2009-01-25T16:00:00Z";    // 11:00 Eastern
    console::JudgeWindow window;
    window.to = core::parse_time(saturday);
    const auto onset =
        boost::json::parse(console::judge(stream_, console::Judgement::onset, window)).as_object();
    const auto truth = *core::parse_time("2009-01-23T14:25:00Z");
    ASSERT_TRUE(onset.at("refusal").is_null());
    EXPECT_LE(*core::parse_time(onset.at("ci95").as_array()[0].as_string()), truth);
    EXPECT_GE(*core::parse_time(onset.at("ci95").as_array()[1].as_string()), truth);

    // The truth is 12 new hosts an hour above a background: the interval must hold what the log counts.
    const auto counts = asked(console::Judgement::counts, saturday, "2009-01-24T11:00:00Z");
    EXPECT_GT(counts.at("new_hosts").to_number<int>(), 12 * 6);

    EXPECT_EQ(asked(console::Judgement::growth, saturday).at("verdict").as_string(),
              "growing_shape_unresolved");
    const auto growth = asked(console::Judgement::growth, sunday);
    EXPECT_EQ(growth.at("verdict").as_string(), "linear");
    EXPECT_EQ(growth.at("excluded_sensors").as_array(), (boost::json::array{"10"}));
    EXPECT_NE(growth.at("sentence").as_string().find("Not exponential"), std::string::npos);

    EXPECT_EQ(asked(console::Judgement::dormancy, sunday).at("verdict").as_string(),
              "scan_then_sleep");

    const auto shares = asked(console::Judgement::attribution, sunday);
    EXPECT_EQ(shares.at("largest").as_string(), "consumer/asia");
    for (const auto& one : shares.at("classes").as_array()) {
        if (one.at("name").as_string() != "consumer/asia") continue;
        EXPECT_LT(one.at("ci95").as_array()[0].to_number<double>(), 0.42);
        EXPECT_GT(one.at("ci95").as_array()[1].to_number<double>(), 0.42);
    }
}

TEST_F(WeekendStory, HoldsItsForecastForMondayMorning) {
    // A third of the window ahead of Sunday 16:00 UTC is Monday 08:30 UTC; story.json counts 113 hosts at 13:00.
    const auto growth = asked(console::Judgement::growth, "2009-01-25T20:00:00Z");
    const auto& far = growth.at("forecast").as_array()[1].as_object();
    ASSERT_TRUE(far.at("refused").is_null());
    EXPECT_LT(far.at("hosts").at("q025").to_number<double>(), 113);
    EXPECT_GT(far.at("hosts").at("q975").to_number<double>(), 113);
}

// The counts of ../shared/datasets/expected.json (marx_until_2013_06_15).
TEST(RealLog, IsCountedExactly) {
    const std::string path =
        std::string(HITME_SHARED_DIR) + "/datasets/marx/marx-until-2013-06-15.csv.gz";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no ../shared/datasets here";
    struct Case {
        std::optional<event::Signal> signal;
        int events, hosts, new_hosts;
    };
    for (const auto& one : {Case{std::nullopt, 216306, 38227, 56832},
                            Case{event::Signal::parse("tcp/445"), 21281, 9312, 10336}}) {
        const auto file = read_stream(path, {"", one.signal, 1, console::Taken::all}, std::nullopt);
        ASSERT_TRUE(file);
        const auto counts =
            boost::json::parse(console::judge(file->stream, console::Judgement::counts, {}));
        EXPECT_EQ(counts.at("events").to_number<int>(), one.events);
        EXPECT_EQ(counts.at("hosts").to_number<int>(), one.hosts);
        EXPECT_EQ(counts.at("new_hosts").to_number<int>(), one.new_hosts);
    }
}

// The same of the dionaea log, with its one growth case, as expected.json has them.
TEST(RealLog, OfDionaeaIsCountedAndJudgedAsExpected) {
    const std::string folder = std::string(HITME_SHARED_DIR) + "/datasets/";
    if (!std::filesystem::exists(folder + "expected.json"))
        GTEST_SKIP() << "no ../shared/datasets here";
    std::ifstream in{folder + "expected.json"};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto expected = boost::json::parse(text).at("dionaea").as_object();
    const auto number = [](const boost::json::object& of, const char* name) {
        return of.at(name).to_number<double>();
    };
    for (const char* name : {"all", "tcp_445"}) {
        SCOPED_TRACE(name);
        const auto& one = expected.at(name).as_object();
        const auto signal =
            name == std::string("all") ? std::nullopt : event::Signal::parse("tcp/445");
        const auto file = read_stream(folder + "tpot-2025/dionaea_20k.json.tar.gz",
                                      {"", signal, 1, console::Taken::all}, std::nullopt);
        ASSERT_TRUE(file);
        const auto counts =
            boost::json::parse(console::judge(file->stream, console::Judgement::counts, {}))
                .as_object();
        EXPECT_EQ(number(counts, "events"), number(one, "events"));
        EXPECT_EQ(number(counts, "hosts"), number(one, "sources"));
        EXPECT_EQ(number(counts, "new_hosts"), number(one, "new_hosts_24h_rule"));
        if (!signal) continue;
        const auto& judged = expected.at("growth_445_17_to_24_feb").as_object();
        console::JudgeWindow window;
        window.from = core::parse_time("2025-02-17T00:00:00Z");
        window.to = core::parse_time("2025-02-24T00:00:00Z");
        window.bin = std::chrono::minutes{std::llround(60 * number(judged, "bin_hours"))};
        const auto growth =
            boost::json::parse(console::judge(file->stream, console::Judgement::growth, window))
                .as_object();
        EXPECT_EQ(growth.at("verdict").as_string(), judged.at("verdict").as_string());
        EXPECT_EQ(growth.at("best").as_string(), judged.at("best").as_string());
        EXPECT_EQ(number(growth, "bins"), number(judged, "bins"));
        EXPECT_EQ(number(growth, "hosts"), number(judged, "hosts"));
    }
}

TEST(Streams, ReadsEntriesAndSaysWhatIsWrong) {
    const auto entries = parse_streams(
        R"({"a": {"t0_ms": 5, "now_ms": 9, "uptime_ms": {"0": [[0, 9]]}}, "b": {"watch_from_ms": 7}})");
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 2u);
    EXPECT_EQ((*entries)[0].t0_ms, 5);
    EXPECT_EQ((*entries)[0].uptime[0].second[0], (std::pair<std::int64_t, std::int64_t>{0, 9}));
    EXPECT_EQ((*entries)[1].watch_from_ms, 7);
    EXPECT_EQ((*entries)[1].now_ms, std::nullopt);
    EXPECT_EQ(parse_streams(R"({"a": {"now_ms": 1.6}})")->front().now_ms, 2);
    for (const char* text : {"", "[]", R"({"a": 1})", R"({"a": {"t0_ms": "x"}})",
                             R"({"a": {"uptime_ms": {"0": [[1]]}}})", R"({"a": {"uptime_ms": []}})",
                             R"({"a": {"now_ms": 1e300}})"}) {
        const auto broken = parse_streams(text);
        ASSERT_FALSE(broken) << text;
        EXPECT_EQ(broken.error().code, core::ErrorCode::bad_input);
        EXPECT_FALSE(broken.error().context.empty());
    }
}

TEST(Streams, ReadsAnUptimeFileWithAndWithoutItsEntry) {
    EXPECT_EQ(parse_uptime(R"({"uptime_ms": {"0": [[0, 9]]}})")->uptime.size(), 1u);
    EXPECT_EQ(parse_uptime(R"({"0": [[0, 9]], "1": []})")->uptime.size(), 2u);
    EXPECT_EQ(parse_uptime(R"({"watch_from_ms": 7, "truth": {}})")->watch_from_ms, 7);
    EXPECT_FALSE(parse_uptime("[1"));
}

TEST(Streams, TakesTheStreamsOwnEntryOfMany) {
    const char* many = R"({"a": {"now_ms": 9, "uptime_ms": {"0": [[0, 9]]}},
                           "b": {"now_ms": 7, "uptime_ms": {"0": [[0, 3]], "1": [[3, 7]]}}})";
    const auto entry = parse_uptime(many, "b");
    ASSERT_TRUE(entry) << entry.error().context;
    EXPECT_EQ(entry->now_ms, 7);
    EXPECT_EQ(entry->uptime.size(), 2u);
    EXPECT_FALSE(parse_uptime(many, "c")) << "of none of them";
    EXPECT_EQ(parse_uptime(R"({"b": [[0, 9]]})", "b")->uptime.size(), 1u)
        << "a sensor of that name";
}

TEST(Streams, RefusesASpanThatEndsBeforeItBegins) {
    const auto entry = parse_uptime(R"({"0": [[0, 9], [9, 8]]})");
    ASSERT_FALSE(entry);
    EXPECT_EQ(entry.error().context, "uptime of 0 has a span that ends before it begins");
    EXPECT_TRUE(parse_uptime(R"({"0": [[9, 9]]})"));
}

}  // namespace
}  // namespace hitme::app
