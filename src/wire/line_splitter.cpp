// SPDX-License-Identifier: Apache-2.0
#include "wire/line_splitter.h"

#include <algorithm>

namespace hitme::wire {

bool LineSplitter::take(core::Bytes& bytes) {
    if (bytes.empty()) return false;
    if (complete_) {
        text_.clear();
        line_offset_ = offset_;
        complete_ = false;
        cut_ = false;
    }
    const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{'\n'});
    const bool ended = end != bytes.end();
    const auto length = static_cast<std::size_t>(end - bytes.begin());
    // One byte more than the limit, so that the CR of a line of exactly max_bytes does not count as cut.
    const std::size_t room = max_bytes_ + 1 - std::min(text_.size(), max_bytes_ + 1);
    text_.append(core::as_text(bytes.first(std::min(length, room))));
    if (length > room) cut_ = true;
    const std::size_t taken = length + (ended ? 1 : 0);
    offset_ += taken;
    bytes = bytes.subspan(taken);
    if (!ended) return false;
    complete_ = true;
    if (!cut_ && text_.ends_with('\r')) text_.pop_back();
    if (text_.size() > max_bytes_) {
        text_.resize(max_bytes_);
        cut_ = true;
    }
    return true;
}

void LineSplitter::pass(std::uint64_t count) {
    offset_ += count;
    line_offset_ = offset_;
    text_.clear();
    complete_ = true;
    cut_ = false;
}

}  // namespace hitme::wire
