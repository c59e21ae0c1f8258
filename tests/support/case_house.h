// SPDX-License-Identifier: Apache-2.0
// A book in a folder of its own, notices that are kept, and contacts of a sensor on the LAN, for tests of desks and areas.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "console/area.h"
#include "console/desk.h"
#include "console/notice.h"
#include "console/sensor_registry.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"
#include "support/scratch_folder.h"

namespace hitme::tests {

class HouseNotices : public console::Notices {
 public:
    void tell(console::Notice notice) override { told.push_back(std::move(notice)); }
    std::vector<console::Notice> told;
};

class CaseHouse {
 public:
    CaseHouse() {
        book = std::move(*store::open_sqlite_book(folder.path(), store::Access::write));
        store::StoreSettings settings;
        settings.folder = folder.path();
        settings.keep_days = 0;
        store = std::move(*store::open_sqlite_store(settings, store::Access::write));
    }

    void lan_sensor(const std::string& name, const std::string& from = "2009-01-01T00:00:00Z") {
        console::SensorRegistration registration;
        registration.sensor = name;
        console::SensorPeriod period;
        period.sensor_class = console::SensorClass::internal_lan;
        period.from = *core::parse_time(from);
        registration.periods = {period};
        store::Entry entry;
        entry.kind = console::sensor_registration_kind;
        entry.id = name;
        entry.author = "test";
        entry.state = "internal_lan";
        entry.body = body_of(registration);
        EXPECT_TRUE(book->put(entry, {}).has_value());
    }

    event::Contact contact(const std::string& source, core::Time at,
                           const std::string& sensor = "lan-1") {
        event::Contact c;
        c.sensor = sensor;
        c.epoch = 1;
        c.sequence = ++sequence_;
        c.seen_at = at;
        c.transport = event::Transport::tcp;
        c.source = *core::Address::parse(source);
        c.destination = *core::Address::parse("10.1.0.250");
        c.destination_port = 445;
        c.handshake = event::Handshake::sent_data;
        c.ending = event::Ending::peer_closed;
        c.stage = event::Stage::probe;
        c.first_bytes = {'S', 'M', 'B'};
        event::derive(c);
        return c;
    }

    /// Stores the events and gives them to the desks, as ingest does.
    void deliver(const std::vector<event::Event>& events, const std::vector<console::Desk*>& desks,
                 core::Time now) {
        event::Batch batch;
        batch.sensor = event::sensor_of(events.front());
        batch.epoch = 1;
        batch.first_delivery = delivery_;
        delivery_ += events.size();
        batch.events = events;
        const auto appended = store->append(batch);
        ASSERT_TRUE(appended.has_value()) << appended.error().context;
        for (auto* desk : desks) {
            desk->idle(now);
            desk->stored(batch, *appended);
        }
    }

    /// One answer of an area; the status in `status`.
    std::string ask(console::Area& area, std::string_view method, std::string_view path,
                    core::Time now, std::string_view query = "", std::string_view body = "",
                    console::Role role = console::Role::admin) {
        const store::GeoDb geo;
        console::AreaContext context{*store, *book, geo, now, false};
        console::AreaRequest request{method, path, query, body, {"mia", role}};
        const auto response = area.answer(context, request);
        status = response ? response->status : 0;
        return response ? response->body : std::string();
    }

    ScratchFolder folder;
    std::unique_ptr<store::Book> book;
    std::unique_ptr<store::EventStore> store;
    HouseNotices notices;
    unsigned status = 0;

 private:
    std::uint64_t sequence_ = 0;
    std::uint64_t delivery_ = 1;
};

}  // namespace hitme::tests
