// SPDX-License-Identifier: Apache-2.0
#include "app/personal.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <thread>

#include "app/demo.h"
#include "app/desks.h"
#include "console/api/api.h"
#include "console/ingest/ingest.h"
#include "console/jobs/roll_up.h"
#include "console/report/store_report.h"
#include "link/memory_link.h"
#include "runtime/clock.h"
#include "runtime/confinement.h"
#include "runtime/log.h"
#include "runtime/privileges.h"
#include "runtime/secret_number.h"
#include "runtime/signals.h"
#include "sensor/decoy/decoys.h"
#include "sensor/doors.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

using namespace std::chrono_literals;
using runtime::Level;

constexpr core::Duration retention_every = 10min;
constexpr core::Duration rebuild_every = 10min;
constexpr const char* demo_geography = "demo-geography.csv";

class LinkOutbox : public sensor::Outbox {
 public:
    explicit LinkOutbox(link::MemoryLink& link) : link_(link) {}
    bool offer(event::Event& event) override { return link_.offer(event); }
    void settle() override {}

 private:
    link::MemoryLink& link_;
};

std::uint64_t new_epoch(const runtime::Clock& clock) {
    return static_cast<std::uint64_t>(core::nanoseconds_of(clock.now()) / 1000);
}

/// The report of the API: the same as `hitme report --json`.
core::Result<std::string> report_json(store::EventStore& store,
                                      const console::api::ReportQuestion& question) {
    const auto report = console::report_of(
        store, {question.signal, question.from, question.to, runtime::secret_number(), {}});
    if (!report) return report.error();
    return console::to_json(*report);
}

/// What the ingest thread does besides storing: roll-ups, retention, telling open dashboards.
class Housekeeping {
 public:
    Housekeeping(store::EventStore& store, const runtime::Clock& clock, std::uint64_t secret)
        : store_(store), clock_(clock), roll_up_(store, secret) {}

    void stop_at(std::stop_token stop) { roll_up_.stop_at(std::move(stop)); }
    /// Who knows how long events are kept.
    void keep_by(std::function<store::Retention()> retention) { kept_ = std::move(retention); }
    void start() {
        if (auto done = roll_up_.catch_up(); !done) complain("roll-up", done.error());
        last_roll_up_ = last_retention_ = clock_.steady();
        retention();
    }
    void stored(const event::Batch& batch, const store::Appended& appended) {
        roll_up_.note(batch, appended);
    }
    void failed() { roll_up_.note_failure(); }
    /// A log of long ago came in: what is late is counted at the next roll-up, and not only when it is due.
    void count_again() { last_rebuild_ = core::Duration{}; }
    void idle() {
        const core::Duration now = clock_.steady();
        if (now - last_roll_up_ >= roll_up_.apply_after()) {
            last_roll_up_ = now;
            roll_up();
        }
        if (now - last_retention_ >= retention_every) {
            last_retention_ = now;
            retention();
        }
    }
    void roll_up() {
        // Counting the whole store again is for rare late events; while they go on coming, not more than now and then.
        const bool rebuild =
            roll_up_.needs_rebuild() &&
            (last_rebuild_ == core::Duration{} || clock_.steady() - last_rebuild_ >= rebuild_every);
        if (rebuild) last_rebuild_ = clock_.steady();
        auto done = rebuild ? roll_up_.rebuild() : roll_up_.apply();
        if (done) {
            complained_ = false;
        } else if (!complained_) {
            complained_ = true;
            complain("roll-up", done.error());
        }
    }

 private:
    void retention() {
        if (kept_) store_.set_retention(kept_());
        const auto removed = store_.apply_retention(clock_.now());
        if (!removed) return complain("retention", removed.error());
        if (*removed > 0)
            runtime::log(Level::info, "retention",
                         std::to_string(*removed) + " days removed, oldest first");
    }
    static void complain(const char* what, const core::Error& failed) {
        runtime::log(failed.code == core::ErrorCode::cancelled ? Level::info : Level::error, what,
                     failed.context);
    }

    store::EventStore& store_;
    const runtime::Clock& clock_;
    console::RollUpJob roll_up_;
    std::function<store::Retention()> kept_;
    core::Duration last_roll_up_{};
    core::Duration last_retention_{};
    core::Duration last_rebuild_{};
    bool complained_ = false;
};

/// Feeds the demonstration's story into the store: the days before at the first step, then as time passes.
class Demonstration {
 public:
    Demonstration(store::EventStore& store, core::Time now)
        : store_(store), story_(now, static_cast<std::uint64_t>(core::nanoseconds_of(now))) {
        batch_.sensor = "demo";
        batch_.epoch = static_cast<std::uint64_t>(core::nanoseconds_of(now) / 1000);
        batch_.first_delivery = 1;
    }
    template <class Stored>
    void step(core::Time now, const Stored& stored) {
        // What a full disk refused is tried again before the story goes on.
        if (told_ == waiting_.size()) {
            waiting_ = story_.advance(now);
            told_ = 0;
        }
        while (told_ < waiting_.size()) {
            const std::size_t end =
                std::min(waiting_.size(), told_ + console::Ingest::batch_events);
            batch_.events.assign(waiting_.begin() + static_cast<std::ptrdiff_t>(told_),
                                 waiting_.begin() + static_cast<std::ptrdiff_t>(end));
            const auto appended = store_.append(batch_);
            if (!appended) {
                runtime::log(Level::error, "demo", appended.error().context);
                return;
            }
            stored(batch_, *appended);
            batch_.first_delivery += batch_.events.size();
            told_ = end;
        }
    }

 private:
    store::EventStore& store_;
    DemoStory story_;
    std::vector<event::Event> waiting_;
    std::size_t told_ = 0;  ///< of waiting_, stored
    event::Batch batch_;
};

std::vector<event::Counter> counters_of(const console::IngestCounters& ingest) {
    return {{"ingest_events_received", ingest.received},
            {"ingest_events_stored", ingest.stored},
            {"ingest_events_completed", ingest.completed},
            {"ingest_events_duplicate", ingest.duplicates},
            {"ingest_writes_failed", ingest.failed_writes},
            {"ingest_store_full", ingest.store_full ? std::uint64_t{1} : std::uint64_t{0}}};
}

void print_link(const std::string& link) {
    std::printf("\n  dashboard: %s\n\n", link.c_str());
    std::fflush(stdout);
}

}  // namespace

core::Result<void> run_personal(const PersonalSettings& settings) {
    const runtime::SystemClock clock;
    // Before any thread: the signals are blocked for all, and rights are dropped for all.
    auto signals = runtime::Signals::open();
    if (!signals) return signals.error();
    const auto descriptors = runtime::raise_descriptor_limit(1 << 20);
    if (!descriptors) return descriptors.error();

    // First, so that the same call twice names the first one and not its ports.
    if (std::filesystem::exists(settings.console.store_folder + "/state.db")) {
        const auto store =
            store::open_sqlite_store({settings.console.store_folder, 0, 0}, store::Access::write);
        if (!store) return store.error();
    }
    auto doors = sensor::open_doors(settings.sensor);
    if (!doors) return doors.error();

    const std::string folder = settings.console.store_folder;
    std::error_code made;
    if (settings.demo) {
        // Every demonstration starts afresh. Only a folder that a demonstration made is emptied.
        if (std::filesystem::exists(folder) && !std::filesystem::is_empty(folder, made)) {
            if (!std::filesystem::exists(folder + "/" + demo_geography))
                return core::error(core::ErrorCode::refused,
                                   folder + ": not made by a demonstration, so it is left alone");
            std::filesystem::remove_all(folder, made);
        }
    }
    std::filesystem::create_directories(folder, made);
    if (made) return core::error(core::ErrorCode::io, folder + ": " + made.message());
    if (::geteuid() == 0) {
        const auto user = runtime::find_user(settings.sensor.user);
        if (!user) return user.error();
        if (auto given = runtime::give_folder_to(folder, *user); !given) return given.error();
    }
    const auto dropped = runtime::drop_privileges(settings.sensor.user);
    if (!dropped) return dropped.error();

    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return core::error(core::ErrorCode::refused,
                           folder + ": the user " + settings.sensor.user +
                               " cannot reach it; choose a folder whose parents others may enter, "
                               "such as /var/lib/hitme, or another sensor.user");

    const store::StoreSettings store_settings{folder, settings.console.keep_days,
                                              settings.console.quota_bytes};
    auto store = store::open_sqlite_store(store_settings, store::Access::write);
    if (!store) return store.error();
    std::optional<Demonstration> demonstration;
    if (settings.demo) {
        if (auto placed = write_demo_geography(folder + "/" + demo_geography); !placed)
            return placed;
        demonstration.emplace(**store, clock.now());
    }

    const std::uint64_t epoch = new_epoch(clock);
    link::MemoryLink memory_link{settings.sensor.name, epoch, settings.sensor.limits.queue_events};
    LinkOutbox outbox{memory_link};
    std::stop_source stop;
    Housekeeping housekeeping{**store, clock, runtime::secret_number()};
    housekeeping.stop_at(stop.get_token());

    std::unique_ptr<console::api::Api> api;
    auto desks = Desks::open({folder, settings.demo, settings.console, settings.alerts,
                              [&api](const std::string& notice) { api->publish_notice(notice); }},
                             clock);
    if (!desks) return desks.error();
    housekeeping.keep_by([&] { return (*desks)->retention(); });

    const auto on_stored = [&](const event::Batch& batch, const store::Appended& appended) {
        housekeeping.stored(batch, appended);
        (*desks)->stored(batch, appended);
        for (std::size_t i = 0; i < batch.events.size(); ++i) {
            const auto* contact = std::get_if<event::Contact>(&batch.events[i]);
            if (contact != nullptr && appended.fates[i] == store::Fate::stored)
                api->publish(*contact);
        }
    };
    console::Ingest ingest{
        memory_link,
        **store,
        {on_stored, [&](const core::Error&) { housekeeping.failed(); },
         [&] {
             if (demonstration)
                 demonstration->step(
                     clock.now(), [&](const event::Batch& batch, const store::Appended& appended) {
                         on_stored(batch, appended);
                     });
             const auto counted = [&](const event::Batch& batch, const store::Appended& appended) {
                 housekeeping.stored(batch, appended);
             };
             if ((*desks)->import_step(**store, counted)) housekeeping.count_again();
             housekeeping.idle();
             (*desks)->idle(clock.now());
         },
         [&](event::Batch& batch) { (*desks)->mark(batch); }}};

    console::api::ApiSettings api_settings;
    api_settings.addresses = {settings.console.dashboard_address};
    api_settings.port = settings.console.dashboard_port;
    api_settings.ui_dir = settings.ui_dir;
    api_settings.store_folder = folder;
    api_settings.country_v4_file =
        settings.demo ? folder + "/" + demo_geography : settings.console.country_v4_file;
    api_settings.country_v6_file = settings.demo ? "" : settings.console.country_v6_file;
    // A demonstration's addresses are of the benchmark's range, which no database knows.
    if (!settings.demo) api_settings.ip = settings.console.ip_data();
    api_settings.benign_list = settings.console.cases.benign_list;
    api_settings.simulated = settings.demo;
    console::api::ApiHooks hooks;
    hooks.on_link = print_link;
    hooks.counters = [&] { return counters_of(ingest.counters()); };
    hooks.report = report_json;
    hooks.writer = [&] {
        const auto& counters = ingest.counters();
        return console::api::WriterState{counters.store_full, counters.failed_writes};
    };
    (*desks)->lend(hooks);
    auto opened = console::api::Api::open(api_settings, hooks, clock);
    if (!opened) return opened.error();
    api = std::move(*opened);

    const std::vector<int> answering = doors->listeners.answering_datagrams();
    sensor::Decoys decoys{settings.sensor, std::move(doors->listeners), std::move(doors->syn_watch),
                          epoch, outbox};
    runtime::log(Level::info, "hitme",
                 "listening; store " + folder + "; " + dropped->description + "; " +
                     descriptors->describe());

    core::Result<void> ended;
    std::thread ingesting{[&] {
        housekeeping.start();
        ingest.run();
        housekeeping.roll_up();
    }};
    std::thread serving{[&] { api->run(); }};
    (*desks)->start();
    std::thread listening{[&] {
        const auto confined = runtime::confine_decoys(answering);
        if (confined) {
            runtime::log(Level::info, "sensor", confined->description);
            ended = decoys.run();
        } else {
            ended = confined.error();
        }
        memory_link.close();
    }};
    print_link(api->first_link());

    while (!signals->wait(1s) && !memory_link.closed()) {
    }
    stop.request_stop();
    decoys.stop();
    listening.join();
    ingesting.join();
    (*desks)->stop();
    api->stop();
    serving.join();
    return ended;
}

}  // namespace hitme::app
