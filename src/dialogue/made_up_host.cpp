// SPDX-License-Identifier: Apache-2.0
#include "dialogue/made_up_host.h"

#include <chrono>

#include "core/random.h"

namespace hitme::dialogue {

MadeUpHost made_up_host(std::uint64_t identity_seed) {
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

core::Time made_up_boot(std::uint64_t identity_seed, core::Time now) {
    constexpr std::uint64_t day = 86400;
    core::Random random{identity_seed ^ 0x626f6f74u};
    const core::Duration every = std::chrono::seconds{day * (28 + random.below(15))};
    const core::Time first = core::Time{} + std::chrono::seconds{random.below(28 * day)};
    return now - (now - first) % every;
}

}  // namespace hitme::dialogue
