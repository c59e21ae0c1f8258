// SPDX-License-Identifier: Apache-2.0
#include "console/campaigns/campaign_desk.h"

#include <chrono>

#include "console/campaigns/follow.h"

namespace hitme::console {
namespace {

constexpr core::Duration look_every = std::chrono::minutes{1};
constexpr core::Duration follow_every = std::chrono::hours{1};  // spans end without a record

}  // namespace

void CampaignDesk::idle(core::Time now) {
    if (looked_ && now - *looked_ < look_every) return;
    if (waits_ && waits_()) return;
    looked_ = now;
    std::uint64_t changes = 0;
    for (const auto* kind : {"alarm", "finding", "claim"})
        if (const auto count = book_.changes(kind)) changes += *count;
    if (followed_ && changes == changes_ && now - *followed_ < follow_every) return;
    if (!follow_campaigns(book_, now, now, notices_)) return;
    changes_ = changes;
    followed_ = now;
}

}  // namespace hitme::console
