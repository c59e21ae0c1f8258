// SPDX-License-Identifier: Apache-2.0
#include "console/growth_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hitme::console {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Four bins of an hour of which one was hardly covered, a curve, a forecast, an onset.
std::string chart(const std::string& subject = "tcp/445") {
    return R"({"subject":")" + subject +
           R"(","bin_seconds":3600,"bins":[)"
           R"({"at":"2009-01-24T10:00:00Z","hosts":2,"loud":0,"exposure":1,"judged":false},)"
           R"({"at":"2009-01-24T11:00:00Z","hosts":1,"loud":0,"exposure":0.25,"judged":true},)"
           R"({"at":"2009-01-24T12:00:00Z","hosts":9,"loud":1,"exposure":0.8,"judged":true},)"
           R"({"at":"2009-01-24T13:00:00Z","hosts":20,"loud":0,"exposure":1,"judged":true}],)"
           R"("curves":[{"family":"linear","weight":0.75,"reads_as":"linear","points":[)"
           R"({"at":"2009-01-24T11:30:00Z","mean":5,"low":3,"high":8},)"
           R"({"at":"2009-01-24T13:30:00Z","mean":20,"low":15,"high":26}]},)"
           R"({"family":"<b>","weight":0.2,"reads_as":"x","points":[]}],)"
           R"("baseline":{"level":2,"dispersion":1,"amplitude":0,"peak_hour":null,"points":[)"
           R"({"at":"2009-01-24T10:30:00Z","mean":2,"low":0,"high":5},)"
           R"({"at":"2009-01-24T13:30:00Z","mean":2,"low":0,"high":5}]},)"
           R"("forecasts":[{"at":"2009-01-24T16:00:00Z","refused":null,"q025":15,"q10":18,"q50":30,"q90":50,"q975":60},)"
           R"({"at":"2009-01-26T08:00:00Z","refused":"too_far","q025":null,"q10":null,"q50":null,"q90":null,"q975":null}],)"
           R"("onset":{"at":"2009-01-24T11:05:00Z","low":"2009-01-24T11:00:00Z","high":"2009-01-24T11:20:00Z"},)"
           R"("coverage":[]})";
}

std::string drawn(PictureScale scale) {
    const auto svg = growth_picture(chart(), scale, *runtime::Zone::find("America/New_York"));
    EXPECT_TRUE(svg) << svg.error().context;
    return svg ? *svg : std::string();
}

std::size_t count_of(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

TEST(GrowthPicture, DrawsWhatWasSeenAndLeavesBlankWhatWasNot) {
    const auto svg = drawn(PictureScale::linear);
    EXPECT_EQ(count_of(svg, "<circle"), 3u) << "the bin of a quarter of the sensors has no dot";
    EXPECT_THAT(svg, HasSubstr("Hosts per 60 min"));
    EXPECT_THAT(svg, HasSubstr(">linear (75.0 %)<"));
    // 15 to 60 hosts are forecast, so the axis goes to 60 in steps of 20: 0 at y 308, 60 at 30. 20 hosts lie at
    // 308 - 20 / 60 * 278 = 215.3; (9 - 1) / 0.8 = 10 hosts at 261.7.
    EXPECT_THAT(svg, HasSubstr("cy=\"215.3\""));
    EXPECT_THAT(svg, HasSubstr("cy=\"261.7\""));
}

TEST(GrowthPicture, TellsItsNumbersInWords) {
    EXPECT_THAT(drawn(PictureScale::linear),
                HasSubstr("In 1 of 4 bins fewer than half of the sensors listened: they are blank. "
                          "Onset Sat 2009-01-24 6:05 AM EST, 95 % between Sat 2009-01-24 6:00 AM "
                          "EST and Sat 2009-01-24 6:20 AM EST. Last bin: 20 hosts. Curve linear: "
                          "weight 75.0 %. Forecast for Sat 2009-01-24 11:00 AM EST: 30, 95 % "
                          "between 15 and 60.</desc>"));
}

TEST(GrowthPicture, OnALogarithmicAxisATenthIsAlwaysAsFar) {
    const auto svg = drawn(PictureScale::log);
    EXPECT_THAT(svg, HasSubstr("logarithmic"));
    // Marks at 1 and 10 on an axis from 0.5 to 1.2 * 60 = 72: 308 - log(2) / log(144) * 278 = 269.2, and
    // 308 - log(20) / log(144) * 278 = 140.4.
    EXPECT_THAT(svg, HasSubstr("y1=\"269.2\""));
    EXPECT_THAT(svg, HasSubstr("y1=\"140.4\""));
}

TEST(GrowthPicture, NothingOfTheRecordButNumbersAndKnownNamesGetsIn) {
    const auto svg = growth_picture(chart("<script>alert(1)</script>"), PictureScale::linear,
                                    runtime::Zone::utc());
    ASSERT_TRUE(svg);
    EXPECT_THAT(*svg, Not(HasSubstr("script")));
    EXPECT_THAT(*svg, Not(HasSubstr("<b>")));
    EXPECT_THAT(*svg, Not(HasSubstr("href")));
    EXPECT_THAT(*svg, Not(HasSubstr("style=")));
}

TEST(GrowthPicture, ARecordThatIsNoneIsRefused) {
    const auto utc = runtime::Zone::utc();
    EXPECT_FALSE(growth_picture("", PictureScale::linear, utc));
    EXPECT_FALSE(growth_picture(R"({"bin_seconds":3600,"bins":[],"curves":[],"forecasts":[]})",
                                PictureScale::linear, utc));
    auto wrong = chart();
    wrong.replace(wrong.find("\"hosts\":20"), 10, "\"hosts\":1e30");
    const auto refused = growth_picture(wrong, PictureScale::linear, utc);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().context, HasSubstr("hosts"));
}

}  // namespace
}  // namespace hitme::console
