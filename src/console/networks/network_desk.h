// SPDX-License-Identifier: Apache-2.0
// Own networks in our own events: an address of ours that is a source is told once, and again after a day (C-42).
//
// Limits   remembered_addresses told lately, in memory; the book remembers the rest.
#pragma once

#include <string>
#include <unordered_map>

#include "console/desk.h"
#include "console/notice.h"
#include "console/own_networks.h"

namespace hitme::console::networks {

constexpr std::size_t remembered_addresses = 50'000;

class NetworkDesk : public Desk {
 public:
    NetworkDesk(store::Book& book, Notices& notices) : book_(book), notices_(notices) {}
    void stored(const event::Batch& batch, const store::Appended& appended) override;
    void idle(core::Time now) override { now_ = now; }
    const std::string& problem() const { return problem_; }

 private:
    void seen(const event::Contact& contact, const OwnNetwork& own);

    store::Book& book_;
    Notices& notices_;
    OwnNetworks networks_;
    std::unordered_map<core::Address, core::Time, core::AddressHash> told_;
    core::Time now_;
    std::string problem_;
};

}  // namespace hitme::console::networks
