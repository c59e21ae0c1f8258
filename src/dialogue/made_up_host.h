// SPDX-License-Identifier: Apache-2.0
// A made-up host: its name and domain for greetings, and when it started.
//
// Pure. The same for ever for one identity seed.
#pragma once

#include <cstdint>
#include <string>

#include "core/time.h"

namespace hitme::dialogue {

struct MadeUpHost {
    std::string host;    ///< RFC 1123 section 2.1: letters, digits and hyphens
    std::string domain;  ///< a name for inside networks that nobody can register
    std::string full() const { return host + "." + domain; }
};

MadeUpHost made_up_host(std::uint64_t identity_seed);

/// When the machine says that it started: every four to six weeks, at an hour and second of its own. A restart of ours between
/// two of these times moves nothing, for a reboot with each of them would tell.
core::Time made_up_boot(std::uint64_t identity_seed, core::Time now);

}  // namespace hitme::dialogue
