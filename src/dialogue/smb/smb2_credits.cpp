// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb2_credits.h"

#include <algorithm>

namespace hitme::dialogue::smb {

namespace {

constexpr std::uint64_t bits = 64;  // of a word

}  // namespace

bool Smb2Credits::is_used(std::uint64_t id) const {
    const std::uint64_t word = id / bits - first_word_;
    return word < used_.size() && ((used_[word] >> (id % bits)) & 1) != 0;
}

bool Smb2Credits::take(std::uint64_t id, std::uint16_t charge) {
    if (id < lowest_ || id >= beyond_ || charge > beyond_ - id) return false;
    if (used_.empty() && id == lowest_) {
        lowest_ += charge;
        return true;
    }
    for (std::uint64_t each = id; each < id + charge; ++each)
        if (is_used(each)) return false;
    if (used_.empty()) first_word_ = lowest_ / bits;
    const std::uint64_t words = (id + charge - 1) / bits - first_word_ + 1;
    if (used_.size() < words) used_.resize(words, 0);
    for (std::uint64_t each = id; each < id + charge; ++each)
        used_[each / bits - first_word_] |= std::uint64_t{1} << (each % bits);
    advance();
    return true;
}

void Smb2Credits::advance() {
    while (is_used(lowest_)) ++lowest_;
    const std::uint64_t behind =
        std::min<std::uint64_t>(lowest_ / bits - first_word_, used_.size());
    used_.erase(used_.begin(), used_.begin() + static_cast<std::ptrdiff_t>(behind));
    first_word_ += behind;
    if (!used_.empty()) used_[0] &= ~std::uint64_t{0} << (lowest_ % bits);
    if (std::ranges::all_of(used_, [](std::uint64_t word) { return word == 0; }))
        std::vector<std::uint64_t>{}.swap(used_);
}

std::uint16_t Smb2Credits::grant(std::uint16_t asked, std::uint16_t charge) {
    const std::uint64_t wanted = std::uint64_t{charge} + std::max<std::uint16_t>(asked, 1) - 1;
    // The window is counted from the lowest id that is still out: who leaves one unused gets fewer.
    const std::uint64_t held = beyond_ - lowest_;
    const std::uint64_t granted = std::min(wanted, most_ - held);
    beyond_ += granted;
    return static_cast<std::uint16_t>(granted);
}

}  // namespace hitme::dialogue::smb
