// SPDX-License-Identifier: Apache-2.0
// Which contacts are of a drill that is running: marked before they are stored, so that none is ever counted.
//
// By      source and the contact's own time, so an early report and its completion are marked alike, also when a batch is tried
//         again after a failed write.
// Threads set() on one, the rest on any.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "core/ip.h"
#include "core/time.h"
#include "event/kinds.h"

namespace hitme::console {

struct DrillMark {
    std::string drill;
    core::Address source;
    core::Time from;
    core::Time until;
};

class DrillMarks {
 public:
    void set(std::vector<DrillMark> marks);
    /// Id of the drill that the contact is of; empty: none.
    std::string drill_of(const event::Contact& contact) const;
    /// Marks the contacts of drills in a batch.
    void mark(event::Batch& batch) const;

 private:
    mutable std::mutex mutex_;
    std::vector<DrillMark> marks_;
};

}  // namespace hitme::console
