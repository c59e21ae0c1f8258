// SPDX-License-Identifier: Apache-2.0
#include "link/memory_link.h"

#include <algorithm>

namespace hitme::link {
namespace {

std::size_t captured_bytes(const event::Event& event) {
    const auto* contact = std::get_if<event::Contact>(&event);
    return contact == nullptr ? 0 : contact->first_bytes.size();
}

}  // namespace

MemoryLink::MemoryLink(std::string sensor, std::uint64_t epoch, std::size_t capacity)
    : sensor_(std::move(sensor)), epoch_(epoch), capacity_(capacity) {}

bool MemoryLink::offer(event::Event& event) {
    {
        const std::lock_guard lock{mutex_};
        const std::size_t bytes = captured_bytes(event);
        if (closed_ || queue_.size() >= capacity_ || bytes_ + bytes > max_bytes) return false;
        bytes_ += bytes;
        queue_.push_back(std::move(event));
        // One wake per run of offers: the taker empties the queue whole.
        if (queue_.size() > 1) return true;
    }
    ready_.notify_one();
    return true;
}

std::optional<event::Batch> MemoryLink::take(std::size_t most, core::Duration wait) {
    std::unique_lock lock{mutex_};
    if (taken_) return taken_;
    ready_.wait_for(lock, wait, [this] { return !queue_.empty() || closed_; });
    if (queue_.empty()) return std::nullopt;
    event::Batch batch{sensor_, epoch_, next_delivery_, {}};
    const auto count = static_cast<std::ptrdiff_t>(std::min(most, queue_.size()));
    batch.events.assign(std::move_iterator{queue_.begin()},
                        std::move_iterator{queue_.begin() + count});
    queue_.erase(queue_.begin(), queue_.begin() + count);
    next_delivery_ += static_cast<std::uint64_t>(count);
    taken_bytes_ = 0;
    for (const auto& event : batch.events) taken_bytes_ += captured_bytes(event);
    taken_ = std::move(batch);
    return taken_;
}

void MemoryLink::acknowledge() {
    const std::lock_guard lock{mutex_};
    taken_.reset();
    bytes_ -= taken_bytes_;
    taken_bytes_ = 0;
}

void MemoryLink::close() {
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
    }
    ready_.notify_all();
}

bool MemoryLink::closed() const {
    const std::lock_guard lock{mutex_};
    return closed_;
}

std::size_t MemoryLink::waiting() const {
    const std::lock_guard lock{mutex_};
    return queue_.size() + (taken_ ? taken_->events.size() : 0);
}

}  // namespace hitme::link
