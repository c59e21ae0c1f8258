// SPDX-License-Identifier: Apache-2.0
// Seeded numbers for generators, tests and hash seeds: xoshiro256** (Blackman and Vigna 2018), started by SplitMix64.
// The same seed gives the same numbers on every machine. Not for secrets.
#pragma once

#include <cmath>
#include <cstdint>

namespace hitme::core {

class Random {
 public:
    explicit Random(std::uint64_t seed) {
        for (auto& word : state_) {
            seed += 0x9E3779B97F4A7C15u;
            std::uint64_t mixed = seed;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
            word = mixed ^ (mixed >> 31);
        }
    }

    /// 64 uniform bits.
    std::uint64_t next() {
        const std::uint64_t answer = rotate(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotate(state_[3], 45);
        return answer;
    }

    /// Uniform in [0, bound); bound > 0. The bias is below bound / 2^64.
    std::uint64_t below(std::uint64_t bound) {
        return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
    }

    /// Uniform in [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

    /// Exponential with the given mean, > 0.
    double exponential(double mean) { return -mean * std::log1p(-uniform()); }

 private:
    __extension__ using Wide = unsigned __int128;
    static std::uint64_t rotate(std::uint64_t word, int by) {
        return (word << by) | (word >> (64 - by));
    }
    std::uint64_t state_[4];
};

}  // namespace hitme::core
