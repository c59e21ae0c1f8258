// SPDX-License-Identifier: Apache-2.0
// A thread that speaks to strangers, without the means to do anything else.
//
// Calls    seccomp(2): what an epoll loop over sockets that are already open needs, and nothing else. Opening a file,
//          running a program, making a socket or a process, connecting: refused with EPERM. So is a send that names an address,
//          but for the sockets on which datagrams are answered: an answer has to say whom it goes to, and no filter of the
//          kernel's can tell an address that asked from one that did not.
// Files    landlock(7), where the kernel has it: no path may be opened, made, removed or run, and no TCP port bound or
//          connected to, even by a call that the filter let through.
// Order    after drop_privileges() (no_new_privs is set there), by the thread itself, when its sockets are open and its
//          libraries have read their settings. Threads that it made before stay as they were. There is no way back.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "core/result.h"

namespace hitme::runtime {

/// Ours: a rule for each; where there are more, a datagram can be sent from any socket that takes one.
constexpr std::size_t max_answering_sockets = 256;

struct Confinement {
    bool calls = false;
    bool files = false;
    /// "calls filtered, no file within reach (landlock 4)" and the like.
    std::string description;
};

/// Confines the calling thread. `answering`: the descriptors of the sockets on which datagrams are answered, often none.
/// Errors   io: the kernel refused the call filter, which every kernel of Debian 12 has: the caller must not go on.
core::Result<Confinement> confine_decoys(std::span<const int> answering);

}  // namespace hitme::runtime
