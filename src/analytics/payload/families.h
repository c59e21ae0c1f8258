// SPDX-License-Identifier: Apache-2.0
// Which payloads are copies of one another, and which family is new? (docs/methods/payload-families.md; C-34)
//
// The same bytes are one family. Else the structure decides: payloads of one length that differ in few places, or texts of
// one sequence of tokens where numbers and identifiers stand for any other. A place that differs inside a word of a text is
// another family: that is how a new dialect list looks.
// Pure and deterministic: the same payloads in the same order give the same families. Memory is bounded by the limits below.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/bytes.h"
#include "core/time.h"

namespace hitme::analytics {

/// Bytes of a payload that are compared, from its start.
constexpr std::size_t payload_window = 512;
/// Places of a family that may differ from copy to copy, as a share of its window, and how many must stay.
constexpr double most_varying_share = 0.25;
constexpr std::size_t least_fixed_bytes = 16;
/// Printable bytes in a row that are text.
constexpr std::size_t least_text_run = 6;
/// Letters that a text must have in common to be one family whatever its length.
constexpr std::size_t least_common_letters = 16;
constexpr std::size_t most_families = 1000;
constexpr std::size_t most_exact_copies = 20000;
constexpr std::size_t most_networks_held = 64;
constexpr std::size_t most_days_held = 400;
/// A new family: not seen for so long, from so many networks, above this share of a day's payloads.
constexpr core::Duration forgotten_after = std::chrono::days{14};
constexpr std::size_t least_networks_of_new = 5;
constexpr double least_share_of_new = 0.01;

struct PayloadFamily {
    std::string label;    ///< given by the caller: a tool, a proof of concept, a worm; may be empty
    core::Time appeared;  ///< begin of the present spell: a silence of 14 d ends one
    core::Time last;
    std::uint64_t copies = 0;
    std::uint64_t distinct = 0;               ///< different bytes among them, as far as held
    std::set<std::uint32_t> networks;         ///< of the present spell; at most most_networks_held
    std::map<core::Day, std::uint64_t> days;  ///< copies per UTC day; the latest most_days_held
};

class PayloadFamilies {
 public:
    /// The payload's family, by its number; nothing for an empty payload, or a new one when all places are taken.
    std::optional<std::size_t> observe(core::Bytes payload, std::uint32_t network, core::Time at);

    void label(std::size_t family, std::string label) {
        families_.at(family).label = std::move(label);
    }
    const std::vector<PayloadFamily>& families() const { return families_; }
    /// Payloads that found no family because all places were taken.
    std::uint64_t unplaced() const { return unplaced_; }

    /// Families that are new on that day: their spell began in the 14 days up to it, with five networks and over 1 % of
    /// the day's payloads.
    std::vector<std::size_t> new_on(core::Day day) const;

 private:
    /// What each byte is: part of a word or a sign of a text, of a field that any copy may fill, or no text.
    enum class Role : std::uint8_t { binary, literal, number, identifier };
    static std::vector<Role> roles_of(core::Bytes bytes);
    /// Empty: no text to go by.
    static std::string tokens_of(core::Bytes bytes, const std::vector<Role>& roles);

    struct Shape {
        std::vector<std::uint8_t> bytes;   ///< of the first copy, at most payload_window
        std::vector<std::uint8_t> varies;  ///< 1 where copies differed
        std::vector<Role> roles;           ///< of `bytes`
        std::size_t size = 0;              ///< of the whole payload
    };
    /// Families of one payload size, ascending, and where their bytes stand. A copy differs in at most a quarter of its
    /// window, so of one more than that many blocks of three bytes at least one is the family's own: families that share no
    /// block need not be compared.
    struct OfSize {
        std::vector<std::uint16_t> families;
        /// Of each block place: bytes of the block and place in `families`, ascending. Empty below least_indexed families.
        std::vector<std::vector<std::uint64_t>> blocks;
    };
    void add_to_size(std::size_t size, std::size_t family);
    void index(OfSize& of_size, std::size_t place);
    /// A bit for each place in OfSize::families.
    using Places = std::array<std::uint64_t, (most_families + 63) / 64>;
    static void set(Places& places, std::size_t place) {
        places[place / 64] |= std::uint64_t{1} << (place % 64);
    }
    /// Places whose family may take the window.
    static Places candidates(const OfSize& of_size, core::Bytes window);
    std::optional<std::size_t> place(core::Bytes payload);
    /// Whether a payload of the shape's size is a copy of it.
    static bool is_copy(const Shape& shape, core::Bytes window, const std::vector<Role>& roles);
    /// The first family that takes the payload, or the number of families.
    std::size_t first_that_takes(core::Bytes payload, const std::vector<Role>& roles,
                                 const std::string& tokens) const;

    std::vector<PayloadFamily> families_;
    std::vector<Shape> shapes_;
    /// Which of them may take a payload: those of its size, and those of its tokens; ascending.
    std::unordered_map<std::size_t, OfSize> by_size_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_tokens_;
    std::map<std::array<std::uint8_t, 32>, std::size_t> exact_;
    std::map<core::Day, std::uint64_t> all_days_;
    std::uint64_t unplaced_ = 0;
};

}  // namespace hitme::analytics
