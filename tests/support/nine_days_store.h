// SPDX-License-Identifier: Apache-2.0
// A store of some thousand contacts of nine days on two ports, rolled up by the job that `hitme up` uses, for tests that count the
// same contacts themselves.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "console/jobs/roll_up.h"
#include "core/random.h"
#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::tests {

inline const core::Time nine_days_from = *core::parse_time("2026-03-01T00:00:00Z");
constexpr int nine_days = 9;

inline std::vector<event::Contact> contacts_of_nine_days() {
    core::Random random{11};
    std::vector<event::Contact> contacts;
    for (std::uint64_t i = 1; i <= 8000; ++i) {
        event::Contact contact;
        contact.sensor = "alpha";
        contact.epoch = 1;
        contact.sequence = i;
        contact.seen_at = nine_days_from + std::chrono::seconds{random.below(nine_days * 86'400)};
        // Half of them come once, the others again and again.
        const auto host = random.below(2) == 0 ? 10'000 + i : random.below(300);
        contact.source = core::Address::v4(0xC6120000u + static_cast<std::uint32_t>(host));
        contact.transport = event::Transport::tcp;
        contact.destination_port = random.below(4) == 0 ? 22 : 445;
        contact.handshake = event::Handshake::sent_data;
        contact.ending = event::Ending::peer_closed;
        contact.stage = random.below(50) == 0 ? event::Stage::exploit_attempt : event::Stage::probe;
        contact.bytes_in = 4;
        contact.first_bytes = {'G', 'E', 'T', static_cast<std::uint8_t>('0' + random.below(3))};
        contacts.push_back(std::move(contact));
    }
    std::ranges::sort(contacts, {}, &event::Contact::seen_at);
    return contacts;
}

class NineDaysStore {
 public:
    NineDaysStore() {
        auto store = *store::open_sqlite_store({folder_.path(), 0, 0}, store::Access::write);
        console::RollUpJob job{*store, 7};
        EXPECT_TRUE(job.catch_up());
        event::Batch batch{"a", 1, 1, {contacts_.begin(), contacts_.end()}};
        const auto appended = store->append(batch);
        EXPECT_TRUE(appended);
        job.note(batch, *appended);
        EXPECT_TRUE(job.apply());
    }
    std::unique_ptr<store::EventStore> reader() const {
        return *store::open_sqlite_store({folder_.path(), 0, 0}, store::Access::read);
    }
    const std::vector<event::Contact>& contacts() const { return contacts_; }

 private:
    const std::vector<event::Contact> contacts_ = contacts_of_nine_days();
    ScratchFolder folder_;
};

}  // namespace hitme::tests
