// SPDX-License-Identifier: Apache-2.0
// The simulated outbreak of `hitme up --demo`: nine days of background, a worm on 445/tcp that began thirty hours ago,
// a second sensor that was down for two hours. Every event says `simulated`; sources are from 198.18.0.0/15 (RFC 2544, never
// routed), so that no real address is ever shown as having done this.
//
// The first sensor, demo-1, is the program itself: its past is simulated, its present is real.
//
// The same start and seed give the same events.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/random.h"
#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"

namespace hitme::app {

class DemoStory {
 public:
    /// The story whose present is `now`.
    DemoStory(core::Time now, std::uint64_t seed);

    /// The events after the last ones given, up to `until`, in order of time.
    std::vector<event::Event> advance(core::Time until);

    /// Contacts an hour at that time: background, and the outbreak's part of it.
    double background_per_hour(core::Time at) const;
    double outbreak_per_hour(core::Time at) const;

    static constexpr core::Duration background_before = std::chrono::hours{9 * 24};
    static constexpr core::Duration outbreak_before = std::chrono::hours{30};

 private:
    event::Contact background_contact(core::Time at);
    event::Contact outbreak_contact(core::Time at);
    event::Contact contact(core::Time at, std::uint16_t port, std::uint32_t host);
    /// The two hours in which demo-2 was down.
    bool down(core::Time at) const;
    void heartbeats(core::Time until, std::vector<event::Event>& out);

    core::Time start_;
    core::Time onset_;
    core::Time contacts_until_;
    core::Time beats_until_;
    core::Time next_;
    core::Random random_;
    std::uint64_t sequence_ = 0;
};

/// Writes a range file that places the story's sources by the country shares that F-Secure published for Conficker on
/// 2009-01-22 (capabilities section 5.3), so that the map of a demonstration shows something. Says what it is.
core::Result<void> write_demo_geography(const std::string& path);

}  // namespace hitme::app
