// SPDX-License-Identifier: Apache-2.0
#include "simulation/quiet_stream.h"

#include <algorithm>

namespace hitme::simulation {

QuietStream quiet_stream(double days, std::uint64_t seed) {
    Random random{seed * 8 + 7};
    const DailyLife life = DailyLife::draw(random, days * 24);
    auto hours = arrivals(random, life, 0, days * 24, 1, [](double) { return 1.0; });
    std::sort(hours.begin(), hours.end());
    QuietStream stream;
    for (const double hour : hours) stream.new_hosts.push_back(at_hour(hour));
    stream.from = stream_start();
    stream.now = at_hour(days * 24);
    stream.background_per_h = life.level_per_h;
    return stream;
}

}  // namespace hitme::simulation
