// SPDX-License-Identifier: Apache-2.0
// Raises reminders of a running console when they are due: looks once a minute.
// Threads  the ingesting one (console/desk.h).
#pragma once

#include <optional>

#include "console/advisory/reminders.h"
#include "console/desk.h"

namespace hitme::console {

class ReminderDesk : public Desk {
 public:
    ReminderDesk(store::Book& book, Notices* notices) : book_(book), notices_(notices) {}

    void stored(const event::Batch&, const store::Appended&) override {}
    void idle(core::Time now) override {
        if (looked_ && now - *looked_ < std::chrono::minutes{1}) return;
        looked_ = now;
        (void)raise_due(book_, now, notices_);  // a failing book is asked again a minute later
    }

 private:
    store::Book& book_;
    Notices* notices_;
    std::optional<core::Time> looked_;
};

}  // namespace hitme::console
