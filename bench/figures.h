// SPDX-License-Identifier: Apache-2.0
// One line a figure, as bench/core.sh prints them; as JSON lines with --json.
#pragma once

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string_view>
#include <vector>

namespace hitme::bench {

class Figures {
 public:
    explicit Figures(bool json) : json_(json) {}

    void at_most(const char* name, double value, const char* unit, std::optional<double> reference,
                 double limit) {
        char target[48];
        std::snprintf(target, sizeof target, "<= %g", limit);
        print(name, value, unit, reference, target, value <= limit);
    }
    void at_least(const char* name, double value, const char* unit, std::optional<double> reference,
                  double limit) {
        char target[48];
        std::snprintf(target, sizeof target, ">= %g", limit);
        print(name, value, unit, reference, target, value >= limit);
    }
    void between(const char* name, double value, const char* unit, std::optional<double> reference,
                 double low, double high) {
        char target[48];
        std::snprintf(target, sizeof target, "%g to %g", low, high);
        print(name, value, unit, reference, target, value >= low && value <= high);
    }

 private:
    void print(const char* name, double value, const char* unit, std::optional<double> reference,
               const char* target, bool met) const {
        char ratio[32] = "null";
        char compared[32] = "null";
        if (reference) {
            std::snprintf(compared, sizeof compared, "%g", *reference);
            if (*reference != 0) std::snprintf(ratio, sizeof ratio, "%.3f", value / *reference);
        }
        if (json_) {
            std::printf(
                "{\"name\":\"%s\",\"value\":%.4g,\"unit\":\"%s\",\"reference\":%s,\"ratio\":%s,"
                "\"target\":\"%s\",\"met\":%s}\n",
                name, value, unit, compared, ratio, target, met ? "true" : "false");
        } else {
            std::printf("%-34s %12.4g %-16s reference %-10s ratio %-7s target %-22s %s\n", name,
                        value, unit, reference ? compared : "-", ratio, target,
                        met ? "met" : "MISSED");
        }
    }
    bool json_;
};

/// Between neighbours by interpolation; 0 of nothing.
inline double quantile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(below);
    return below + 1 < values.size() ? values[below] * (1 - part) + values[below + 1] * part
                                     : values[below];
}

inline bool wants_json(int argc, char** argv) {
    return std::any_of(argv + 1, argv + argc,
                       [](std::string_view word) { return word == "--json"; });
}

}  // namespace hitme::bench
