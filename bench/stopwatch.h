// SPDX-License-Identifier: Apache-2.0
// Wall time and processor time of what runs between two looks. Both are printed: on a machine that does something else
// too, wall time says how long it took and processor time what it cost.
#pragma once

#include <sys/resource.h>

#include <chrono>
#include <cstdint>

namespace hitme::bench {

class Stopwatch {
 public:
    /// Millions a second of wall time since the start.
    double millions_per_second(std::uint64_t count) const {
        const auto spent = std::chrono::steady_clock::now() - start_;
        return static_cast<double>(count) / std::chrono::duration<double>(spent).count() / 1e6;
    }
    /// Millions a second of this process's user and system time since the start.
    double millions_per_cpu_second(std::uint64_t count) const {
        return static_cast<double>(count) / (cpu_seconds() - cpu_start_) / 1e6;
    }

 private:
    static double cpu_seconds() {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        return seconds(usage.ru_utime) + seconds(usage.ru_stime);
    }

    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    double cpu_start_ = cpu_seconds();
};

}  // namespace hitme::bench
