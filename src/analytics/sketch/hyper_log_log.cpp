// SPDX-License-Identifier: Apache-2.0
#include "analytics/sketch/hyper_log_log.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace hitme::analytics {
namespace {

// Ertl 2017, algorithm 6: the sum over registers that are 0.
double sigma(double x) {
    if (x == 1) return std::numeric_limits<double>::infinity();
    double y = 1;
    double z = x;
    for (double before = -1; z != before;) {
        x *= x;
        before = z;
        z += x * y;
        y += y;
    }
    return z;
}

// The same for registers that are full.
double tau(double x) {
    if (x == 0 || x == 1) return 0;
    double y = 1;
    double z = 1 - x;
    for (double before = -1; z != before;) {
        x = std::sqrt(x);
        before = z;
        y *= 0.5;
        z -= (1 - x) * (1 - x) * y;
    }
    return z / 3;
}

}  // namespace

void HyperLogLog::add(std::uint64_t hash) {
    const std::uint64_t rest = hash << precision;
    const int zeros = rest == 0 ? 64 - precision : std::countl_zero(rest);
    std::uint8_t& held = registers_[hash >> (64 - precision)];
    held = std::max(held, static_cast<std::uint8_t>(zeros + 1));
}

void HyperLogLog::merge(const HyperLogLog& other) {
    for (std::size_t i = 0; i < registers; ++i)
        registers_[i] = std::max(registers_[i], other.registers_[i]);
}

double HyperLogLog::estimate() const {
    std::array<std::uint32_t, most + 1> count{};
    for (const std::uint8_t value : registers_) ++count[value];
    constexpr double m = registers;
    double z = m * tau(1 - count[most] / m);
    for (std::size_t k = most - 1; k >= 1; --k) z = 0.5 * (z + count[k]);
    z += m * sigma(count[0] / m);
    return m * m / (2 * std::numbers::ln2 * z);
}

void HyperLogLog::save(core::Writer& out) const {
    out.bytes(registers_);
}

HyperLogLog HyperLogLog::load(core::Reader& in) {
    HyperLogLog sketch;
    const auto bytes = in.take(registers, "registers");
    if (std::ranges::any_of(bytes, [](std::uint8_t value) { return value > most; }))
        in.fail(core::Fault::bad_value, "register");
    if (in.ok()) std::ranges::copy(bytes, sketch.registers_.begin());
    return sketch;
}

}  // namespace hitme::analytics
