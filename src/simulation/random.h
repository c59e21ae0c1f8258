// SPDX-License-Identifier: Apache-2.0
// Random numbers of a seed: the same seed gives the same outbreak on every machine, with every compiler.
//
// The distributions are Boost's, because the standard library's may differ between implementations.
// Pure: nothing here asks the system for entropy.
#pragma once

#include <cstdint>
#include <memory>

namespace hitme::simulation {

class Random {
 public:
    explicit Random(std::uint64_t seed);
    Random(Random&&) noexcept;
    Random& operator=(Random&&) noexcept;
    ~Random();

    /// In [0, 1).
    double uniform();
    /// In [low, high); low <= high.
    double uniform(double low, double high);
    /// In [low, high], whole; low <= high.
    std::int64_t whole(std::int64_t low, std::int64_t high);
    bool chance(double probability) { return uniform() < probability; }
    double normal(double mean, double deviation);
    double lognormal(double log_mean, double log_deviation);
    /// Mean `mean`; 0 for a mean of 0.
    double exponential(double mean);
    /// Mean shape x scale, both positive.
    double gamma(double shape, double scale);
    /// 0 for a mean of 0 or less.
    std::int64_t poisson(double mean);
    /// Successes in `trials` of `probability`; the probability is held to [0, 1].
    std::int64_t binomial(std::int64_t trials, double probability);

 private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace hitme::simulation
