// SPDX-License-Identifier: Apache-2.0
// Where bytes that were put together of pieces lie in what the pieces were taken from.
//
// Pieces    are added in order. Pieces of one length at even distances are one run, as when a program cuts a call into equal
//           fragments or writes: thousands of them cost no more than one.
// Limits    max_piece_runs; of more the last are known.
#pragma once

#include <cstdint>
#include <vector>

namespace hitme::core {

constexpr std::size_t max_piece_runs = 64;  // ours: 2 KiB

class PiecePlaces {
 public:
    struct Found {
        std::uint64_t place = 0;
        std::uint64_t together =
            0;  ///< bytes from there on that lie behind each other; 0: the place is a guess
    };

    /// The next `length` bytes, which begin at `at`, lie at `place`.
    void add(std::uint64_t at, std::uint64_t length, std::uint64_t place);
    Found find(std::uint64_t at) const;

    bool empty() const { return runs_.empty(); }
    void clear() { runs_.clear(); }
    std::size_t memory() const { return runs_.capacity() * sizeof(Run); }

 private:
    struct Run {
        std::uint64_t at = 0;
        std::uint64_t place = 0;
        std::uint64_t length = 0;  ///< of each piece
        std::uint32_t count = 0;
        std::uint32_t distance = 0;  ///< from one piece to the next; of a single one 0
        std::uint64_t end() const { return at + length * count; }
    };
    std::vector<Run> runs_;
};

}  // namespace hitme::core
