// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/packed_day.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    using namespace hitme::store::sqlite;
    std::vector<DayPoint> points;
    std::vector<DayTotal> totals;
    const bool read = bool(decode_day_points({data, size}, points));
    core::check(points.size() <= bins_of_a_day, "a day has so many bins");
    if (read) {
        std::string again;
        std::int64_t before = -1;
        for (const auto& point : points) append_day_point(again, point, before);
        std::vector<DayPoint> same;
        core::check(
            bool(decode_day_points(core::as_bytes(again), same)) && same.size() == points.size(),
            "what is written is read");
    }
    if (decode_day_totals({data, size}, totals))
        for (std::size_t i = 1; i < totals.size(); ++i)
            core::check(totals[i - 1].signal < totals[i].signal, "signals rise");
    return 0;
}
