// SPDX-License-Identifier: Apache-2.0
// The quarantine hook at work: takes what decoys saw, decides (policy.h), writes every step into the book, and has the adapter
// carry it out. capabilities C-45.
//
// Once      a source is asked for once; again after `again_after` where it still touches decoys.
// Stop      when the stop rule says so, requests are held in the book until a person resumes; a notice asks for one.
// People    ask for a held or failed request, undo, or resume by a new version of the record; attend() finds it.
// Crash     a request that was being carried out when the program ended is found at the start and called failed.
// Threads   one. Waits for the adapter.
#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>

#include "console/notice.h"
#include "console/response/adapter.h"
#include "console/response/order.h"
#include "console/response/policy.h"
#include "console/response/settings.h"
#include "runtime/clock.h"
#include "store/book.h"

namespace hitme::console {

constexpr core::Duration again_after = std::chrono::minutes{10};  // ours: a switch needs seconds
constexpr std::size_t max_remembered_sources = 100'000;

class Quarantine {
 public:
    /// `adapter`: null for mode none. `notices`: null tells nobody.
    Quarantine(ResponseSettings settings, Adapter* adapter, store::Book& book, Notices* notices,
               const runtime::Clock& clock, const std::atomic<bool>* stop = nullptr);

    /// Reads from the book what was asked before, and whether it had stopped.
    core::Result<void> begin();

    struct Candidate {
        event::Contact contact;  ///< its bytes may be left out
        core::Time detected_at;
        SeenBy seen_by = SeenBy::other_sensor;
        std::string drill;  ///< id of the drill that it is of
    };
    /// Returns  the request that was made; nothing where there was none to make.
    /// Errors   those of the book.
    core::Result<std::optional<Order>> consider(const Candidate& candidate);
    /// Carries out what people, and drills, have written into the book.
    core::Result<void> attend();

    /// Own networks, from the book: which public addresses may be isolated.
    void set_own(PrefixSet own) { policy_.own = std::move(own); }
    const ResponsePolicy& policy() const { return policy_; }
    bool stopped() const { return stopped_; }

 private:
    core::Result<void> put(Order& order, OrderState state, const std::string& author);
    core::Result<void> carry_out(Order& order, OrderAction action);
    core::Result<void> stop_it();
    void tell(const Order& order);

    ResponseSettings settings_;
    Adapter* adapter_;
    store::Book& book_;
    Notices* notices_;
    const runtime::Clock& clock_;
    const std::atomic<bool>* stop_;
    ResponsePolicy policy_;
    StopRule rule_;
    bool stopped_ = false;
    std::uint64_t stop_changes_ = 0;
    std::optional<std::uint64_t> seen_changes_;
    core::Time last_id_;
    struct Asked {
        core::Time at;
        std::string drill;
        /// When it was let back: what touched us before is no reason to isolate it once more.
        std::optional<core::Time> released_at = {};
    };
    std::map<core::Address, Asked> asked_;
};

}  // namespace hitme::console
