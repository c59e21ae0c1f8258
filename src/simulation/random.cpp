// SPDX-License-Identifier: Apache-2.0
#include "simulation/random.h"

#include <algorithm>
#include <boost/random/binomial_distribution.hpp>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/lognormal_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>

namespace hitme::simulation {

struct Random::Engine {
    boost::random::mt19937_64 bits;
};

Random::Random(std::uint64_t seed)
    : engine_(std::make_unique<Engine>(Engine{boost::random::mt19937_64{seed}})) {}
Random::Random(Random&&) noexcept = default;
Random& Random::operator=(Random&&) noexcept = default;
Random::~Random() = default;

double Random::uniform() {
    return boost::random::uniform_01<double>{}(engine_->bits);
}

double Random::uniform(double low, double high) {
    return low + (high - low) * uniform();
}

std::int64_t Random::whole(std::int64_t low, std::int64_t high) {
    return boost::random::uniform_int_distribution<std::int64_t>{low, high}(engine_->bits);
}

double Random::normal(double mean, double deviation) {
    return boost::random::normal_distribution<double>{mean, deviation}(engine_->bits);
}

double Random::lognormal(double log_mean, double log_deviation) {
    return boost::random::lognormal_distribution<double>{log_mean, log_deviation}(engine_->bits);
}

double Random::exponential(double mean) {
    if (mean <= 0) return 0;
    return boost::random::exponential_distribution<double>{1 / mean}(engine_->bits);
}

double Random::gamma(double shape, double scale) {
    return boost::random::gamma_distribution<double>{shape, scale}(engine_->bits);
}

std::int64_t Random::poisson(double mean) {
    if (mean <= 0) return 0;
    return boost::random::poisson_distribution<std::int64_t, double>{mean}(engine_->bits);
}

std::int64_t Random::binomial(std::int64_t trials, double probability) {
    const double held = std::clamp(probability, 0.0, 1.0);
    if (trials <= 0) return 0;
    return boost::random::binomial_distribution<std::int64_t, double>{trials, held}(engine_->bits);
}

}  // namespace hitme::simulation
