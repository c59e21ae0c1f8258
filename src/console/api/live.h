// SPDX-License-Identifier: Apache-2.0
// /api/v1/live: new contacts and the state of things, to every dashboard that is open.
//
// Policy   each reader has its own bounded queue; a slow one misses contacts and is told how many. Nothing here waits,
//          so that ingest never does.
// Threads  any.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "event/kinds.h"
#include "runtime/event_stream.h"
#include "store/geo_db.h"

namespace hitme::console::api {

constexpr std::size_t max_live_readers = 32;  // ours: tabs of one person, several times over
constexpr std::size_t max_live_events = 500;  // ours: what a page of the feed can show
constexpr std::size_t max_live_bytes = std::size_t{1} << 20;  // per reader
constexpr std::size_t live_first_bytes = 64;                  // api.yaml: a feed needs no more

class Live {
 public:
    /// A new reader's stream; null when max_live_readers are there.
    std::shared_ptr<runtime::EventStream> subscribe();
    /// Tells all readers of a contact.
    void publish(const event::Contact& contact, const store::GeoDb& geo);
    /// Tells all readers the state, a Now object.
    void publish_now(const std::string& now);
    /// Tells all readers of a notice, a Notice object.
    void publish_notice(const std::string& notice);
    /// Ends all streams.
    void close();
    std::size_t readers() const;
    /// Contacts that readers missed, all together.
    std::uint64_t dropped() const;

 private:
    enum class Kind { contact, notice, state };
    void push(Kind kind, const std::string& data);

    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<runtime::EventStream>> streams_;
    std::uint64_t dropped_ = 0;
};

}  // namespace hitme::console::api
