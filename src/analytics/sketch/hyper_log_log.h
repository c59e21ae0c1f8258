// SPDX-License-Identifier: Apache-2.0
// How many different sources there were, from 16 KiB whatever their number (docs/methods/sketches.md).
//
// Error    standard error 1.04 / sqrt(m), m = 2^14 registers: 0.81 %; 95 % of estimates lie within 1.6 % from 10^3 on.
// Merge    of the union: the larger register of each pair; any order and grouping gives the same state.
// Source   Flajolet, Fusy, Gandouet, Meunier 2007; the estimate is the improved raw estimator of Ertl, "New cardinality
//          estimation algorithms for HyperLogLog sketches" (arXiv 1702.01284), which needs neither tables nor a switch
//          between ranges. Hashes have 64 bits, so no large-range correction.
// Hash     by a secret seed (flat_table.h): whoever chooses addresses must not choose registers. Sketches of different
//          secrets cannot be merged; the caller keeps them apart.
// Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "core/reader.h"
#include "core/result.h"
#include "core/writer.h"

namespace hitme::analytics {

class HyperLogLog {
 public:
    static constexpr int precision = 14;
    static constexpr std::size_t registers = std::size_t{1} << precision;

    HyperLogLog() : registers_(registers, 0) {}

    void add(std::uint64_t hash);
    void merge(const HyperLogLog& other);
    double estimate() const;

    /// 16 KiB, as they are.
    void save(core::Writer& out) const;
    /// Faults   truncated; bad_value: a register above 51.
    static HyperLogLog load(core::Reader& in);

    friend bool operator==(const HyperLogLog&, const HyperLogLog&) = default;

 private:
    /// Leading zeros that 50 bits can have, and one: what a register can hold.
    static constexpr std::uint8_t most = 64 - precision + 1;
    std::vector<std::uint8_t> registers_;
};

}  // namespace hitme::analytics
