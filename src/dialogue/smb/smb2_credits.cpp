// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb2_credits.h"

#include <algorithm>

namespace hitme::dialogue::smb {

bool Smb2Credits::take(std::uint64_t id, std::uint16_t charge) {
    if (id < lowest_ || id >= beyond_ || charge > beyond_ - id) return false;
    for (std::uint64_t each = id; each < id + charge; ++each)
        if (used_.test(each % used_.size())) return false;
    for (std::uint64_t each = id; each < id + charge; ++each) used_.set(each % used_.size());
    while (lowest_ < beyond_ && used_.test(lowest_ % used_.size())) {
        used_.reset(lowest_ % used_.size());
        ++lowest_;
    }
    return true;
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
