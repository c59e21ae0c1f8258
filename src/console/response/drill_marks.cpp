// SPDX-License-Identifier: Apache-2.0
#include "console/response/drill_marks.h"

#include "event/drill.h"

namespace hitme::console {

void DrillMarks::set(std::vector<DrillMark> marks) {
    const std::lock_guard lock{mutex_};
    marks_ = std::move(marks);
}

std::string DrillMarks::drill_of(const event::Contact& contact) const {
    const std::lock_guard lock{mutex_};
    for (const auto& mark : marks_)
        if (mark.source == contact.source && contact.seen_at >= mark.from &&
            contact.seen_at < mark.until)
            return mark.drill;
    return {};
}

void DrillMarks::mark(event::Batch& batch) const {
    {
        const std::lock_guard lock{mutex_};
        if (marks_.empty()) return;
    }
    for (auto& event : batch.events)
        if (auto* contact = std::get_if<event::Contact>(&event);
            contact != nullptr && !drill_of(*contact).empty())
            event::mark_as_drill(*contact);
}

}  // namespace hitme::console
