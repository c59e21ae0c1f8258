// SPDX-License-Identifier: Apache-2.0
#include "analytics/reference/outbreaks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace hitme::analytics {
namespace {

// Conficker's is computed from the two published points: 15 h / log2(115,000 / 3,000) = 171 min.
constexpr double conficker_minutes = 171.06;

constexpr std::array<ReferenceOutbreak, 6> table{{
    {"Conficker A", 2008,
     "3,000 sources an hour on 445 all day, 115,000 an hour fifteen hours after the rise began",
     conficker_minutes,
     "E. Aben (CAIDA), Conficker as seen from the UCSD Network Telescope, 2009, as retold",
     SourceGrade::read},
    {"Code Red v2", 2001,
     "359,000 hosts in under 14 h, over 2,000 a minute at the peak, then saturation; by time of "
     "day",
     std::nullopt, "Moore, Shannon, Brown, Code-Red, 2002", SourceGrade::read},
    {"Code Red v2", 2001, "exponential at first, saturating", 37.0,
     "for comparison in Antonakakis et al., Understanding the Mirai botnet, 2017",
     SourceGrade::from_memory},
    {"Blaster", 2003, "exponential at first, saturating", 9.0,
     "for comparison in Antonakakis et al., Understanding the Mirai botnet, 2017",
     SourceGrade::from_memory},
    {"Mirai", 2016, "about 65,000 hosts in the first 20 h, 600,000 at the peak", 76.0,
     "Antonakakis et al., Understanding the Mirai botnet, 2017, as retold by the press",
     SourceGrade::read},
    {"Slammer", 2003, "exponential until the links were full, minutes after it began", 8.5 / 60,
     "Moore et al., The spread of the Sapphire/Slammer worm, 2003, as retold", SourceGrade::read},
}};

std::string number(const char* form, double value) {
    char text[64];
    const int size = std::snprintf(text, sizeof text, form, value);
    return {text, static_cast<std::size_t>(std::clamp(size, 0, 63))};
}

std::string times(double ratio) {
    return ratio >= 9.95 ? number("%.0f", ratio) : number("%.1f", ratio);
}

std::string pace(double minutes) {
    return minutes < 1 ? number("%.1f s", minutes * 60) : number("%.0f min", minutes);
}

std::string sentence_of(const OutbreakComparison& one) {
    std::string text;
    if (one.ratio > 0.95 && one.ratio < 1.05)
        text = "As fast as ";
    else if (one.ratio > 1)
        text = times(one.ratio) + " times slower than ";
    else
        text = times(1 / one.ratio) + " times faster than ";
    return text + std::string{one.reference->name} + " (doubling in " +
           pace(*one.reference->doubling_minutes) + "; " + std::string{one.reference->source} +
           ", " + std::string{name_of(one.reference->grade)} + ").";
}

}  // namespace

std::string_view name_of(SourceGrade grade) {
    return grade == SourceGrade::read ? "read" : "from memory";
}

std::span<const ReferenceOutbreak> reference_outbreaks() {
    return table;
}

std::optional<double> doubling_minutes(double before, double after, double minutes) {
    if (!(before > 0) || !(after > before) || !(minutes > 0)) return std::nullopt;
    return minutes / std::log2(after / before);
}

std::vector<OutbreakComparison> compare_with_outbreaks(const JudgedDoubling& ours) {
    std::vector<OutbreakComparison> comparisons;
    if (!(ours.hours > 0) || !std::isfinite(ours.hours)) return comparisons;
    for (const auto& reference : table) {
        if (!reference.doubling_minutes) continue;
        const double hours = *reference.doubling_minutes / 60;
        auto& one = comparisons.emplace_back();
        one.reference = &reference;
        one.ratio = ours.hours / hours;
        if (ours.low) one.low = *ours.low / hours;
        if (ours.high) one.high = *ours.high / hours;
        one.sentence = sentence_of(one);
    }
    std::ranges::stable_sort(comparisons, {}, [](const OutbreakComparison& one) {
        return std::abs(std::log(one.ratio));
    });
    return comparisons;
}

std::optional<double> hosts_per_address_hour(double hosts_per_hour, double addresses) {
    if (!(addresses > 0) || !(hosts_per_hour >= 0)) return std::nullopt;
    return hosts_per_hour / addresses;
}

}  // namespace hitme::analytics
