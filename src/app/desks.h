// SPDX-License-Identifier: Apache-2.0
// The one place where the console's parts are joined for `hitme up`: desks that work as events come in, jobs, and the areas
// of the API. Adding a part is adding it here.
//
// Threads  open(), start() and stop() on the main thread; stored() and idle() on the ingesting one; the areas on the reading
//          one (console/area.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "console/alert/alerts.h"
#include "console/alert/settings.h"
#include "console/api/api.h"
#include "console/area.h"
#include "console/corroboration/feed_fetcher.h"
#include "console/desk.h"
#include "console/export/block_lists.h"
#include "console/findings/judging_thread.h"
#include "console/log_import/log_imports.h"
#include "console/notice.h"
#include "console/response/response_desk.h"
#include "console/session.h"
#include "console/settings.h"
#include "core/result.h"
#include "runtime/clock.h"

namespace hitme::app {

struct DesksSettings {
    std::string store_folder;
    bool simulated = false;
    console::ConsoleSettings console;
    console::alert::AlertSettings alerts{};
    /// Each notice for open dashboards, as JSON; on the alerts' thread, from start() to stop().
    std::function<void(const std::string&)> on_notice{};
};

class Desks {
 public:
    /// Makes the book in the store's folder where it is missing.
    /// Errors   those of store::open_sqlite_book().
    static core::Result<std::unique_ptr<Desks>> open(const DesksSettings& settings,
                                                     const runtime::Clock& clock);

    /// Lends the areas, the sessions and the tokens to the dashboard's server.
    void lend(console::api::ApiHooks& hooks) const;

    /// Where desks and jobs tell what somebody may want to hear of.
    console::Notices& notices() { return *alerts_; }

    void start();
    void stop();

    /// Before a batch is stored.
    void mark(event::Batch& batch) const { response_->mark(batch); }
    void stored(const event::Batch& batch, const store::Appended& appended);
    void idle(core::Time now);
    /// On the ingesting thread: stores what is imported in the dashboard. Nobody is told of it; `stored` is called all the same.
    /// Returns true when a whole log was read.
    bool import_step(store::EventStore& store,
                     const console::log_import::LogImports::OnStored& stored);
    /// How long events are kept as of now; what the settings say where the book cannot be read.
    store::Retention retention() const;

 private:
    Desks() = default;

    std::unique_ptr<store::Book> book_;  ///< the ingesting thread's
    store::Retention settings_retention_;
    std::shared_ptr<console::alert::Alerts> alerts_;
    std::shared_ptr<console::Sessions> sessions_;
    std::vector<std::unique_ptr<console::Desk>> desks_;
    std::vector<std::shared_ptr<console::Area>> areas_;
    console::ResponseDesk* response_ = nullptr;  ///< one of desks_
    std::shared_ptr<console::BlockLists> block_lists_;
    std::unique_ptr<console::JudgingThread> judging_;
    std::unique_ptr<console::FeedFetcher> feeds_;
    std::shared_ptr<console::log_import::LogImports> log_imports_;
};

}  // namespace hitme::app
