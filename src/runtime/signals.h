// SPDX-License-Identifier: Apache-2.0
// SIGINT and SIGTERM as something that can be waited for, instead of code that runs in the middle
// of other code.
//
// How      the signals are blocked and read from a descriptor (signalfd), which an epoll loop can
// hold beside its
//          sockets, or which wait() sleeps on. SIGPIPE is ignored: a closed peer is an error value.
// Threads  open() before any thread is started, so that each one inherits the blocked signals; then
// any one thread.
#pragma once

#include <optional>

#include "core/result.h"
#include "core/time.h"

namespace hitme::runtime {

class Signals {
 public:
    /// Errors   io: the kernel gave no descriptor.
    static core::Result<Signals> open();
    Signals(Signals&& other) noexcept;
    Signals& operator=(Signals&& other) noexcept;
    Signals(const Signals&) = delete;
    ~Signals();

    /// Readable when a signal waits; for epoll. Owned by this object.
    int descriptor() const { return descriptor_; }
    /// Takes one waiting signal (SIGINT or SIGTERM); nothing when none waits.
    std::optional<int> take();
    /// Sleeps until a signal comes or `at_most` has passed; then as take().
    std::optional<int> wait(core::Duration at_most);

 private:
    explicit Signals(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace hitme::runtime
