// SPDX-License-Identifier: Apache-2.0
// How often passwords may be tried.
//
// Rule     after `free_failures` failures in a row a name waits `first_wait`, doubled with each further one up to `most_wait`;
//          a right password, or `forget_after` without a try, ends it. Over all names at most `tries_per_window` in
//          `window`, because each costs a tenth of a second of a core.
// Names    that do not exist are throttled like those that do: the answer must not tell which is which.
// Limits   max_names; the one tried longest ago gives way.
// Pure     steady time is passed in.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "core/time.h"

namespace hitme::console {

class SignInThrottle {
 public:
    static constexpr std::uint32_t free_failures = 5;
    static constexpr core::Duration first_wait = std::chrono::seconds{5};
    static constexpr core::Duration most_wait = std::chrono::minutes{15};
    static constexpr core::Duration forget_after = std::chrono::hours{1};
    static constexpr core::Duration window = std::chrono::seconds{10};
    static constexpr std::size_t tries_per_window = 20;
    static constexpr std::size_t max_names = 1024;

    /// How long to wait before this name may be tried; zero: now, and the try is thereby counted.
    core::Duration ask(const std::string& name, core::Duration now);
    void failed(const std::string& name, core::Duration now);
    void succeeded(const std::string& name);

 private:
    struct Name {
        std::uint32_t failures = 0;
        core::Duration last{};
        core::Duration wait_until{};
    };
    std::map<std::string, Name> names_;
    std::deque<core::Duration> tries_;
};

}  // namespace hitme::console
