// SPDX-License-Identifier: Apache-2.0
#include "console/allow/allow_desk.h"

#include <algorithm>

namespace hitme::console::allow {

AllowDesk::AllowDesk(store::Book& book, std::string benign_list, AsOf as_of)
    : book_(book), benign_(std::move(benign_list)), visibility_(std::move(as_of)) {}

AllowDesk::Counted& AllowDesk::counted(const std::string& note) {
    const auto found = counts_.find(note);
    if (found != counts_.end()) return found->second;
    auto& fresh = counts_[note];
    if (const auto before = read_hits(book_, note))
        fresh.count = *before;
    else
        problem_ = before.error().context;
    return fresh;
}

void AllowDesk::stored(const event::Batch& batch, const store::Appended& appended) {
    if (const auto done = visibility_.refresh(book_); !done) problem_ = done.error().context;
    if (auto entries = benign_.changed(now_)) visibility_.set_benign(std::move(*entries));
    if (visibility_.rules().empty() && visibility_.benign_entries().empty()) return;
    for (std::size_t i = 0; i < batch.events.size() && i < appended.fates.size(); ++i) {
        const auto* contact = std::get_if<event::Contact>(&batch.events[i]);
        if (contact == nullptr || appended.fates[i] != store::Fate::stored) continue;
        const auto shown = visibility_.of(*contact);
        if (shown.how == Shown::How::shown) continue;
        auto& kept =
            counted(shown.how == Shown::How::hidden ? rule_note(shown.by) : class_note(shown.by));
        kept.count.hits += contact->count;
        if (kept.sources.size() < counted_sources &&
            kept.sources.insert(contact->source.source_key()).second)
            ++kept.count.sources;
        kept.count.last = std::max(kept.count.last.value_or(contact->seen_at), contact->seen_at);
        kept.waits = true;
    }
}

void AllowDesk::idle(core::Time now) {
    now_ = now;
    if (now >= noted_at_ && now - noted_at_ < note_hits_every) return;
    noted_at_ = now;
    finish();
}

void AllowDesk::finish() {
    for (auto& [note, kept] : counts_) {
        if (!kept.waits) continue;
        if (const auto noted = book_.note(note, hits_json(kept.count)); !noted) {
            problem_ = noted.error().context;
            return;
        }
        kept.waits = false;
    }
}

}  // namespace hitme::console::allow
