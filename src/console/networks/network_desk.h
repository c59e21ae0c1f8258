// SPDX-License-Identifier: Apache-2.0
// Own networks in our own events: an address of ours that is a source is told once, and again after a day (C-42). What an import
// by the command line found of ours is told within left_notices_every: that program has no alerts.
//
// Limits   remembered_addresses told lately, in memory; the book remembers the rest.
#pragma once

#include <string>
#include <unordered_map>

#include "console/desk.h"
#include "console/left_notices.h"
#include "console/notice.h"
#include "console/own_networks.h"

namespace hitme::console::networks {

constexpr std::size_t remembered_addresses = 50'000;
constexpr core::Duration left_notices_every = std::chrono::seconds{1};

class NetworkDesk : public Desk {
 public:
    NetworkDesk(store::Book& book, Notices& notices) : book_(book), notices_(notices) {}
    void stored(const event::Batch& batch, const store::Appended& appended) override;
    void idle(core::Time now) override;
    const std::string& problem() const { return problem_; }

 private:
    void seen(const event::Contact& contact, const OwnNetwork& own);

    store::Book& book_;
    Notices& notices_;
    OwnNetworks networks_;
    std::unordered_map<core::Address, core::Time, core::AddressHash> told_;
    LeftNotices left_;
    core::Time now_;
    core::Time looked_at_;
    std::string problem_;
};

}  // namespace hitme::console::networks
