// SPDX-License-Identifier: Apache-2.0
// What waits to be sent through one channel, kept in a file so that it outlives the program.
//
// Form      one file a channel, appended to: "Q ID CREATED_NS SIZE\n" BYTES "\n" for what was added, "D ID\n" for what is done with.
//           It is read up to the first place that is none of these (a torn end after a power failure), and made anew when nothing
//           waits or when it has grown past max_spool_file.
// Durable   against the end of the program, kill -9 as well; not against the end of the machine: nothing is synced.
// Limits    max_waiting deliveries and max_waiting_bytes; what is added beyond pushes the oldest out, which is counted.
// Threads   one at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "runtime/descriptor.h"

namespace hitme::console::alert {

constexpr std::size_t max_waiting = 1'000;           // ours
constexpr std::size_t max_waiting_bytes = 16 << 20;  // ours
constexpr std::size_t max_payload_bytes = 1 << 20;   // ours: a message has some KiB
constexpr std::uint64_t max_spool_file = 64 << 20;   // ours

struct Delivery {
    std::uint64_t id = 0;
    core::Time created;
    std::string payload;
};

class Spool {
 public:
    /// Reads what waits. An empty path: nothing is kept. Errors   io, disk_full.
    static core::Result<Spool> open(const std::string& path);

    /// Returns how many old ones were pushed out for it. What cannot be written to the file still waits in memory.
    std::uint64_t add(std::string payload, core::Time now);
    const std::deque<Delivery>& waiting() const { return waiting_; }
    /// The first one is done with.
    void done();
    bool keeps() const { return static_cast<bool>(file_); }

    /// The waiting deliveries of a spool's text, for open() and for its test.
    static std::deque<Delivery> read(std::string_view text);

 private:
    void append(const std::string& text);
    void rewrite();

    std::string path_;
    runtime::Descriptor file_;
    std::uint64_t file_bytes_ = 0;
    std::deque<Delivery> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::uint64_t next_id_ = 1;
};

}  // namespace hitme::console::alert
