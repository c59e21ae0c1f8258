// SPDX-License-Identifier: Apache-2.0
// A made-up host and domain name for greetings, the same for ever for one identity seed.
#pragma once

#include <cstdint>
#include <string>

#include "core/random.h"

namespace hitme::dialogue {

struct MadeUpHost {
    std::string host;    ///< RFC 1123 section 2.1: letters, digits and hyphens
    std::string domain;  ///< a name for inside networks that nobody can register
    std::string full() const { return host + "." + domain; }
};

inline MadeUpHost made_up_host(std::uint64_t identity_seed) {
    static constexpr const char* words[] = {"srv",  "mail",   "web",   "mx",   "app",  "files",
                                            "node", "office", "store", "core", "edge", "backup"};
    static constexpr const char* domains[] = {"lan", "local", "internal", "localdomain",
                                              "home.arpa"};
    core::Random random{identity_seed ^ 0x686f7374u};
    MadeUpHost made;
    made.host = words[random.below(12)];
    made.host += (random.below(2) == 0 ? "-" : "") + std::to_string(1 + random.below(40));
    made.domain = domains[random.below(5)];
    return made;
}

}  // namespace hitme::dialogue
