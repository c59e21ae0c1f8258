// SPDX-License-Identifier: Apache-2.0
// One reader's queue of server-sent events: filled from any thread, emptied by the HTTP server.
//
// Policy   bounded. When the reader is slow and the queue full, what comes is dropped and counted,
// and the reader is
//          told how many it missed before it gets anything newer.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace hitme::runtime {

class EventStream {
 public:
    /// Holds at most `max_events` events and `max_bytes` bytes of them.
    EventStream(std::size_t max_events, std::size_t max_bytes)
        : max_events_(max_events), max_bytes_(max_bytes) {}

    /// What became of a push.
    enum class Push { queued, dropped, closed };
    /// Adds one event. `name` is its type, `data` one line or several. The reader is told of a
    /// dropped one.
    Push push(std::string_view name, std::string_view data);
    /// The same for an event that a later one makes void anyway, such as a state: dropped without
    /// telling.
    Push push_state(std::string_view name, std::string_view data);
    /// Ends the stream; the server closes the connection when it has written what is queued.
    void close();
    bool closed() const;
    /// Events dropped so far.
    std::uint64_t dropped() const;

    // For the server.
    /// `wake` is called, on the pushing thread, when there is something to take.
    void attach(std::function<void()> wake);
    /// The wire text of all that is queued, oldest first, and of what was dropped; empty when
    /// nothing is.
    std::string take();

 private:
    enum class Loss { told, silent };
    Push add(std::string_view name, std::string_view data, Loss loss);

    const std::size_t max_events_;
    const std::size_t max_bytes_;
    mutable std::mutex mutex_;
    std::deque<std::string> queue_;
    std::size_t bytes_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t untold_ = 0;  // dropped, and the reader does not know yet
    bool closed_ = false;
    std::function<void()> wake_;
};

/// One event in the text/event-stream form; line breaks in `data` become several data lines.
std::string format_event(std::string_view name, std::string_view data);

}  // namespace hitme::runtime
