// SPDX-License-Identifier: Apache-2.0
#include "console/networks/network_desk.h"

#include <algorithm>

#include "console/networks/look_back.h"

namespace hitme::console::networks {

void NetworkDesk::stored(const event::Batch& batch, const store::Appended& appended) {
    if (const auto done = networks_.refresh(book_); !done) problem_ = done.error().context;
    if (networks_.all().empty()) return;
    for (std::size_t i = 0; i < batch.events.size() && i < appended.fates.size(); ++i) {
        const auto* contact = std::get_if<event::Contact>(&batch.events[i]);
        if (contact == nullptr || appended.fates[i] != store::Fate::stored) continue;
        if (const auto* own = networks_.owner_of(contact->source)) seen(*contact, *own);
    }
}

void NetworkDesk::idle(core::Time now) {
    now_ = now;
    // A clock that was set back does not end the looks.
    if (now >= looked_at_ && now < looked_at_ + left_notices_every) return;
    looked_at_ = now;
    if (const auto done = left_.tell(book_, notices_, now); !done) problem_ = done.error().context;
}

void NetworkDesk::seen(const event::Contact& contact, const OwnNetwork& own) {
    const auto told = told_.find(contact.source);
    if (told != told_.end() && contact.seen_at < told->second + own_sighting_again) return;
    auto notice =
        note_sighting(book_, {&own, true}, sighting_of(contact), std::max(now_, contact.seen_at));
    if (!notice) {
        problem_ = notice.error().context;
        return;  // not remembered: the next contact tries again
    }
    // What an earlier run told is not told again, but its day is not begun anew by this contact either.
    if (!*notice) return;
    if (told_.size() >= remembered_addresses) told_.clear();
    told_[contact.source] = contact.seen_at;
    notices_.tell(std::move(**notice));
}

}  // namespace hitme::console::networks
