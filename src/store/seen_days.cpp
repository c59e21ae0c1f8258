// SPDX-License-Identifier: Apache-2.0
#include "store/seen_days.h"

namespace hitme::store {
namespace {

std::uint64_t shifted(std::uint64_t bits, std::int64_t days) {
    return days >= most_seen_days ? 0 : bits << days;
}

}  // namespace

void SeenDays::add(const SeenDays& other) {
    if (other.bits == 0) return;
    if (bits == 0) {
        *this = other;
        return;
    }
    const std::int64_t later = (other.last - last).count();
    if (later > 0) {
        bits = shifted(bits, later) | other.bits;
        last = other.last;
    } else {
        bits |= shifted(other.bits, -later);
    }
}

std::vector<core::Day> SeenDays::days() const {
    std::vector<core::Day> seen;
    for (int before = most_seen_days - 1; before >= 0; --before)
        if ((bits >> before & 1) != 0) seen.push_back(last - std::chrono::days{before});
    return seen;
}

}  // namespace hitme::store
