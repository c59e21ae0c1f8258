// SPDX-License-Identifier: Apache-2.0
// One side's bytes that are not read yet, with their place in the stream. The watcher names the limit.
#pragma once

#include <cstdint>

#include "core/bytes.h"

namespace hitme::recognition {

class Unread {
 public:
    void append(core::Bytes bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
    core::Bytes bytes() const { return core::Bytes(bytes_).subspan(read_); }
    std::size_t size() const { return bytes_.size() - read_; }
    bool empty() const { return size() == 0; }
    /// Where bytes() begins, counted from the first byte of the stream.
    std::uint64_t offset() const { return offset_; }
    void consume(std::size_t count) {
        read_ += count;
        offset_ += count;
        // Moving the rest is put off until it pays: a piece with many messages is moved once.
        if (read_ == bytes_.size()) {
            bytes_.clear();
            read_ = 0;
        } else if (read_ > bytes_.size() / 2) {
            bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(read_));
            read_ = 0;
        }
    }
    /// Forgets all, memory included.
    void drop() {
        offset_ += size();
        core::ByteVector().swap(bytes_);
        read_ = 0;
    }
    /// `count` bytes of the stream went by unseen.
    void pass(std::uint64_t count) {
        drop();
        offset_ += count;
    }
    std::size_t memory() const { return bytes_.capacity(); }

 private:
    core::ByteVector bytes_;
    std::size_t read_ = 0;
    std::uint64_t offset_ = 0;
};

}  // namespace hitme::recognition
