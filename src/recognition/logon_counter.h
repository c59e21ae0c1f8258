// SPDX-License-Identifier: Apache-2.0
// Password guessing: refused logons of one source counted over all its conversations, on all decoys.
//
// What     smb.md 1.10. `distinct` different credentials refused within `window` are brute_force.
// Compared a password that is refused twice is one credential where it was readable. Answers to a challenge (NTLM, VNC, MySQL,
//          SCRAM) differ each time: so many refusals may be one stale password of a job that goes on trying. Of them it is
//          known only that accounts differ: where the credentials that are known to differ do not suffice, the label says so
//          and is graded consistent.
// Spraying T1110.003 where the decoys of one protocol refused `spray_accounts` accounts or more, and no more credentials of each
//          than there are accounts, on average, or where so many accounts were tried with one and the same
//          response, fewer credentials though they be; else T1110.001. The same account on two protocols is two services tried.
// Repeats  a Windows client repeats one credential by itself, over several connections (4 times in 52 ms in one capture,
//          8 times in 0.3 s in another). Of such a client at most one in `repeats` refusals of an account within
//          `repeats_within` counts, so that one user's mistake is none and a list of passwords still is.
// Burst    `burst` refusals of such a client or more, each in a conversation of its own: Conficker B and C try a list of
//          passwords on ADMIN$ so, a connection each (some 511 a host, 1.4 ms apart, smb.md 1.10 and 1.12). Others may, too:
//          the label is graded consistent, and its rule names no malware.
// Limits   max_sources remembered (the longest silent one is forgotten), max_per_source refusals each.
// Pure     times are given; they may go back, as files do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/ip.h"
#include "core/time.h"
#include "recognition/story.h"

namespace hitme::recognition {

/// The sensor's are settings ([guessing], docs/config.md); 1.10 suggests the first three and leaves them to the operator.
struct GuessingLimits {
    std::uint32_t distinct = 5;
    core::Duration window = std::chrono::seconds{60};
    std::uint32_t spray_accounts = 3;
    std::uint32_t repeats = 8;
    core::Duration repeats_within = std::chrono::seconds{1};
    std::uint32_t burst = 40;  ///< ours: five credentials of a client that repeats each eight times
    std::size_t max_sources = 1 << 14;
    std::size_t max_per_source = 256;
};

/// The fullest window that ends at one of the refusals that were just added.
struct Guessing {
    std::uint32_t credentials = 0;
    std::uint32_t known_to_differ = 0;  ///< of them
    std::uint32_t accounts = 0;
    bool sprays = false;
    core::Time from;
    core::Time to;
    std::uint32_t lone_windows =
        0;  ///< conversations of a client that repeats, with one refusal each
    std::uint32_t same_response = 0;  ///< the most accounts that one response was tried for
};

class LogonCounter {
 public:
    /// `seed` is secret, so that nobody who chooses his addresses can aim at one slot of the table.
    explicit LogonCounter(std::uint64_t seed, const GuessingLimits& limits = {})
        : limits_(limits), by_source_(0, Hash{seed}) {}

    /// Adds a conversation's refusals; what was reached with them, when that is enough.
    std::optional<Guessing> add(const core::Address& source, std::string_view protocol,
                                std::span<const FailedLogon> failed);
    std::size_t sources() const { return by_source_.size(); }

 private:
    struct Refusal : FailedLogon {
        std::uint64_t conversation = 0;
        std::uint64_t service = 0;  ///< its protocol
    };
    struct Source {
        std::deque<Refusal> recent;  // by time
        std::list<core::Address>::iterator place;
    };
    struct Hash {
        std::uint64_t seed;
        std::size_t operator()(const core::Address& address) const;
    };
    Guessing count(const std::deque<Refusal>& recent, core::Time to) const;

    GuessingLimits limits_;
    std::unordered_map<core::Address, Source, Hash> by_source_;
    std::list<core::Address> silent_first_;
    std::uint64_t conversations_ = 0;
};

/// Makes brute_force a stage of the story, with its label; the highest stage follows.
void add_guessing(Story& story, const Guessing& guessing, const GuessingLimits& limits = {});

}  // namespace hitme::recognition
