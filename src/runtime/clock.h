// SPDX-License-Identifier: Apache-2.0
// The clock, passed in wherever time is asked for, so that a test can hold it still.
#pragma once

#include <mutex>

#include "core/time.h"

namespace hitme::runtime {

class Clock {
 public:
    virtual ~Clock() = default;
    /// What time it is, UTC. May jump when the machine's clock is set.
    virtual core::Time now() const = 0;
    /// Time since some fixed instant; never goes back. For spans and deadlines.
    virtual core::Duration steady() const = 0;
};

/// The machine's clocks. Thread-safe.
class SystemClock : public Clock {
 public:
    core::Time now() const override;
    core::Duration steady() const override;
};

/// Stands still until told to move. Thread-safe.
class ManualClock : public Clock {
 public:
    explicit ManualClock(core::Time start) : now_(start) {}
    core::Time now() const override;
    core::Duration steady() const override;
    /// Both clocks go on by `by`.
    void advance(core::Duration by);
    /// The wall clock is set; the steady one is not touched.
    void set(core::Time now);

 private:
    mutable std::mutex mutex_;
    core::Time now_;
    core::Duration steady_{0};
};

}  // namespace hitme::runtime
