// SPDX-License-Identifier: Apache-2.0
// Follows the campaigns of a running console: once a minute, where the book has changed or an hour has passed.
//
// Threads  the ingesting one (console/desk.h); the book is its own. A failure of the book is tried again a minute later.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "console/desk.h"
#include "console/notice.h"
#include "store/book.h"

namespace hitme::console {

class CampaignDesk : public Desk {
 public:
    /// While `waits` says so nothing is followed: an old log is being judged, and what comes after its present step is not known.
    CampaignDesk(store::Book& book, Notices* notices, std::function<bool()> waits = {})
        : book_(book), notices_(notices), waits_(std::move(waits)) {}

    void stored(const event::Batch&, const store::Appended&) override {}
    void idle(core::Time now) override;

 private:
    store::Book& book_;
    Notices* notices_;
    std::function<bool()> waits_;
    std::optional<core::Time> looked_;
    std::optional<core::Time> followed_;
    std::uint64_t changes_ = 0;
};

}  // namespace hitme::console
