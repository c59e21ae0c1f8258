// SPDX-License-Identifier: Apache-2.0
#include "runtime/event_stream.h"

#include <utility>

namespace hitme::runtime {

EventStream::Push EventStream::push(std::string_view name, std::string_view data) {
    return add(name, data, Loss::told);
}

EventStream::Push EventStream::push_state(std::string_view name, std::string_view data) {
    return add(name, data, Loss::silent);
}

EventStream::Push EventStream::add(std::string_view name, std::string_view data, Loss loss) {
    std::string text = format_event(name, data);
    std::function<void()> wake;
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return Push::closed;
        // While the reader has not been told of a loss, nothing newer is queued behind it: the news
        // comes in order.
        if (untold_ > 0 || queue_.size() >= max_events_ || text.size() > max_bytes_ - bytes_) {
            if (loss == Loss::told) {
                ++dropped_;
                ++untold_;
            }
            return Push::dropped;
        }
        bytes_ += text.size();
        queue_.push_back(std::move(text));
        wake = wake_;
    }
    if (wake) wake();
    return Push::queued;
}

void EventStream::close() {
    std::function<void()> wake;
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return;
        closed_ = true;
        wake = std::exchange(wake_, nullptr);
    }
    if (wake) wake();
}

bool EventStream::closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

std::uint64_t EventStream::dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
}

void EventStream::attach(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    if (!closed_) wake_ = std::move(wake);
}

std::string EventStream::take() {
    const std::lock_guard lock(mutex_);
    std::string text;
    text.reserve(bytes_);
    for (const auto& event : queue_) text += event;
    queue_.clear();
    bytes_ = 0;
    if (untold_ > 0) {
        text += format_event("dropped", "{\"contacts\":" + std::to_string(untold_) + "}");
        untold_ = 0;
    }
    return text;
}

std::string format_event(std::string_view name, std::string_view data) {
    std::string text = "event: ";
    text += name;
    text += "\ndata: ";
    for (const char c : data) {
        if (c == '\r') continue;  // a bare CR would end a line, too
        text += c;
        if (c == '\n') text += "data: ";
    }
    text += "\n\n";
    return text;
}

}  // namespace hitme::runtime
