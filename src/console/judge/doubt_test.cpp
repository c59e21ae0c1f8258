// SPDX-License-Identifier: Apache-2.0
#include "console/judge/doubt.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "console/judge/questions.h"

namespace hitme::console {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const core::Time start = *core::parse_time("2009-01-05T00:00:00Z");

analytics::OpenEvent rise(std::optional<core::Time> confirmed, std::optional<core::Time> closed) {
    analytics::OpenEvent event;
    event.opened = start;
    event.confirmed = confirmed;
    event.closed = closed;
    return event;
}

TEST(Doubt, IsLiftedByAConfirmedRiseThatGoesOnAtThatTime) {
    const core::Time from = start + days{2};
    EXPECT_FALSE(is_confirmed({}, from));
    EXPECT_FALSE(is_confirmed({rise(std::nullopt, std::nullopt)}, from));
    EXPECT_TRUE(is_confirmed({rise(start + hours{3}, std::nullopt)}, from));
    EXPECT_TRUE(is_confirmed({rise(start + hours{3}, from)}, from));
    EXPECT_FALSE(is_confirmed({rise(start + hours{3}, from - minutes{1})}, from));
    auto loud = rise(start + hours{3}, std::nullopt);
    loud.kind = analytics::AlarmKind::loud_source;
    EXPECT_FALSE(is_confirmed({loud}, from));
}

/// 4 new hosts an hour for 14 days, then 7 within seven minutes; or 60 an hour for a day and more.
Stream rising(bool goes_on) {
    StreamBuilder builder{std::nullopt, 1};
    std::uint32_t next = 0;
    const auto add = [&](core::Time at) {
        builder.add({at, "a", core::Address::v4(0xC6120000 + next++), {}, ""});
    };
    for (int hour = 0; hour < 14 * 24 + 30; ++hour) {
        const int count = goes_on && hour >= 14 * 24 ? 60 : 4;
        for (int i = 0; i < count; ++i) add(start + hours{hour} + minutes{60} * i / count);
    }
    for (int i = 0; i < 7; ++i) add(start + days{14} + minutes{22 + i});
    builder.uptime("a", {{start, start + days{16}}});
    return builder.take("x", {});
}

std::string report_of(const Stream& stream, core::Time to) {
    JudgeWindow window;
    window.to = to;
    std::string said;
    for (const auto& finding : judge_all(stream, window))
        for (const auto& sentence : sentences_of(finding)) said += sentence + "\n";
    return said;
}

TEST(Doubt, AReportMarksWhatChanceMayHaveOpened) {
    const auto burst = report_of(rising(false), start + days{14} + hours{2});
    EXPECT_NE(burst.find("Alarm at"), std::string::npos) << burst;
    EXPECT_NE(burst.find("Suspected only: chance alone opens about 1.0 such rises in 30 days"),
              std::string::npos)
        << burst;
    const auto sure = report_of(rising(true), start + days{14} + hours{30});
    EXPECT_NE(sure.find("Visible onset"), std::string::npos) << sure;
    EXPECT_EQ(sure.find("Suspected only"), std::string::npos) << sure;
}

}  // namespace
}  // namespace hitme::console
