// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/packed_day.h"

#include <gtest/gtest.h>

namespace hitme::store::sqlite {
namespace {

TEST(PackedDay, IsTheBytesOfItsFormat) {
    std::string points;
    std::int64_t before = -1;
    append_day_point(points, {0, 3, 200, 2, -1}, before);
    append_day_point(points, {287, 1, 0, 1, 1}, before);
    // Steps 1 and 287 (0x11F: 9F 02); zigzag 3 -> 6, 200 -> 400 (90 03), 2 -> 4, -1 -> 1; 1 -> 2, 0, 2, 2.
    EXPECT_EQ(points, std::string("\x01\x06\x90\x03\x04\x01\x9F\x02\x02\x00\x02\x02", 12));
    std::string totals;
    before = -1;
    append_day_total(totals, {445, 3, 1}, before);
    append_day_total(totals, {1u << 16 | 53, 1, 0}, before);
    // Steps 446 (BE 03) and 65589 - 445 = 65144 (F8 FC 03).
    EXPECT_EQ(totals, std::string("\xBE\x03\x06\x02\xF8\xFC\x03\x02\x00", 9));
}

TEST(PackedDay, ReadsWhatItWrote) {
    std::string body;
    std::int64_t before = -1;
    for (std::uint32_t bin = 0; bin < bins_of_a_day; bin += 7)
        append_day_point(body, {bin, bin * 1000, -std::int64_t{bin}, 5, -5}, before);
    std::vector<DayPoint> points(3);
    ASSERT_TRUE(decode_day_points(core::as_bytes(body), points));
    ASSERT_EQ(points.size(), 42u);
    EXPECT_EQ(points[41].bin, 287u);
    EXPECT_EQ(points[41].events, 287'000);
    EXPECT_EQ(points[41].bytes_in, -287);
    EXPECT_EQ(points[41].new_hosts, -5);
}

TEST(PackedDay, RefusesWhatIsNone) {
    std::vector<DayPoint> points;
    std::vector<DayTotal> totals;
    const auto fault = [](const std::string& body, const auto& decode, auto& into) -> std::string {
        const auto read = decode(core::as_bytes(body), into);
        return read ? "none" : name_of(read.error().fault);
    };
    EXPECT_EQ(fault(std::string("\0\1\1\1\1", 5), decode_day_points, points), "bad_value");
    EXPECT_EQ(fault("\xA1\x02\1\1\1\1", decode_day_points, points), "bad_value");  // bin 288
    EXPECT_EQ(fault("\1\1\1", decode_day_points, points), "truncated");
    EXPECT_TRUE(points.empty());
    EXPECT_EQ(fault("\x81\x80\x10\1\1", decode_day_totals, totals), "bad_value");  // signal 4 << 16
    EXPECT_EQ(fault("\1", decode_day_totals, totals), "truncated");
    EXPECT_EQ(fault("", decode_day_totals, totals), "none");
}

}  // namespace
}  // namespace hitme::store::sqlite
