// SPDX-License-Identifier: Apache-2.0
// Counts what allow rules hide and what benign classes send: each contact once, in memory, noted in the book every
// note_hits_every. What is hidden is stored like all else; here it is only counted (peers M9).
//
// Limits   counted_sources distinct sources a rule; beyond, the number of sources stands still.
#pragma once

#include <map>
#include <string>
#include <unordered_set>

#include "console/allow/hit_counts.h"
#include "console/benign_file.h"
#include "console/desk.h"
#include "console/visibility.h"

namespace hitme::console::allow {

constexpr core::Duration note_hits_every = std::chrono::minutes{1};
constexpr std::size_t counted_sources = 10'000;

class AllowDesk : public Desk {
 public:
    AllowDesk(store::Book& book, std::string benign_list, AsOf as_of = {});
    ~AllowDesk() override { finish(); }
    AllowDesk(const AllowDesk&) = delete;
    AllowDesk& operator=(const AllowDesk&) = delete;
    void stored(const event::Batch& batch, const store::Appended& appended) override;
    void idle(core::Time now) override;
    /// Notes what waits: before the program ends.
    void finish();
    const std::string& problem() const { return problem_; }

 private:
    struct Counted {
        HitCount count;
        std::unordered_set<core::Address, core::AddressHash> sources;
        bool waits = false;
    };
    Counted& counted(const std::string& note);

    store::Book& book_;
    BenignFile benign_;
    Visibility visibility_;
    std::map<std::string, Counted> counts_;  // by note: as many as there are rules and classes
    core::Time noted_at_;
    core::Time now_;
    std::string problem_;
};

}  // namespace hitme::console::allow
