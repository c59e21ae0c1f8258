// SPDX-License-Identifier: Apache-2.0
// The quarantine hook at work: takes what decoys saw, decides (policy.h), writes every step into the book, and has the adapter
// carry it out. capabilities C-45.
//
// Once      a source is asked for once; again after `again_after` where it still touches decoys.
// Spared    what an allow rule hides, and a host whose case is benign, makes no request: one record in state not_made a host,
//           reason and not_made_again, each touch counted in the note quarantine_not_made. Drills are asked for all the same:
//           their test host was named for it.
// Dry run   is told as what can wait (severity low), and uses up nothing of the limit of requests that are sent: a count of its
//           own says once a window that the hook would have stopped itself.
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
#include "console/response/spared.h"
#include "runtime/clock.h"
#include "store/book.h"

namespace hitme::console {

constexpr core::Duration again_after = std::chrono::minutes{10};   // ours: a switch needs seconds
constexpr core::Duration not_made_again = std::chrono::hours{24};  // ours: a scanner comes daily
constexpr core::Duration note_not_made_every = std::chrono::seconds{2};
constexpr std::size_t max_remembered_sources = 100'000;
constexpr std::string_view not_made_note = "quarantine_not_made";

/// Touches that made no request, and when the latest came: the note quarantine_not_made.
struct NotMade {
    std::uint64_t allowed = 0;
    std::uint64_t case_benign = 0;
    std::optional<core::Time> last;
};
std::string not_made_json(const NotMade& counts);
/// All nought where it was never noted. Errors   those of the book.
core::Result<NotMade> read_not_made(store::Book& book);

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
        Spared spared = {};
        bool completes = false;  ///< tells more of a touch that came before
    };
    /// Returns  the request that was made; nothing where there was none to make.
    /// Errors   those of the book.
    core::Result<std::optional<Order>> consider(const Candidate& candidate);
    /// Carries out what people, and drills, have written into the book.
    core::Result<void> attend();
    /// Notes what is counted and not yet noted: before the program ends.
    core::Result<void> finish();

    /// Own networks, from the book: which public addresses may be isolated.
    void set_own(PrefixSet own) { policy_.own = std::move(own); }
    const ResponsePolicy& policy() const { return policy_; }
    bool stopped() const { return stopped_; }

 private:
    core::Result<void> put(Order& order, OrderState state, const std::string& author);
    core::Result<void> carry_out(Order& order, OrderAction action);
    core::Result<void> stop_it();
    void tell_limit_of_dry_run();
    core::Result<std::optional<Order>> spare(const Candidate& candidate);
    Order order_for(const Candidate& candidate);
    void tell(const Order& order);

    ResponseSettings settings_;
    Adapter* adapter_;
    store::Book& book_;
    Notices* notices_;
    const runtime::Clock& clock_;
    const std::atomic<bool>* stop_;
    ResponsePolicy policy_;
    StopRule rule_;
    StopRule dry_rule_;
    std::optional<core::Time> dry_limit_told_;
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
    struct NotAsked {
        core::Time at;
        std::string result;
    };
    std::map<core::Address, NotAsked> not_asked_;
    NotMade not_made_;
    bool not_made_waits_ = false;
    core::Duration noted_at_{};
};

}  // namespace hitme::console
