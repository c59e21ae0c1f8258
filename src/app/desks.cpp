// SPDX-License-Identifier: Apache-2.0
#include "app/desks.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "app/advisory_sources.h"
#include "app/case_parts.h"
#include "app/judging.h"
#include "app/log_import_work.h"
#include "app/package_maker.h"
#include "console/access/access_area.h"
#include "console/access/tokens.h"
#include "console/address_network.h"
#include "console/advisory/advisory_area.h"
#include "console/advisory/reminder_desk.h"
#include "console/alert/alerts_area.h"
#include "console/campaigns/campaign_desk.h"
#include "console/campaigns/campaigns_area.h"
#include "console/corroboration/outside_area.h"
#include "console/export/export_area.h"
#include "console/export/network_classes.h"
#include "console/findings/findings_area.h"
#include "console/incidents/incident_desk.h"
#include "console/incidents/incidents_area.h"
#include "console/judge/attribution_area.h"
#include "console/log_import/log_import_area.h"
#include "console/response/response_area.h"
#include "console/retention/retention_area.h"
#include "runtime/log.h"
#include "runtime/secret_number.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

console::api::TokenHolder holder_of(const console::ApiToken& token, console::Role role) {
    return {{"token " + token.label, role}, token.scopes, ""};
}

/// Whose a token is, and the scope that it lacks for that path.
std::optional<console::api::TokenHolder> token_caller(store::Book& book, std::string_view token,
                                                      std::string_view method,
                                                      std::string_view path, core::Time now) {
    const auto found = console::find_token(book, token, now);
    if (!found || !*found) return {};
    auto holder = holder_of(**found, (*found)->role);
    if (!console::scopes_allow(holder.scopes, method, path))
        holder.missing_scope = console::scope_for(method, path);
    return holder;
}

/// Whose a token is that stands in the feed's address: only one that opens the feed and nothing else, because addresses end up in
/// histories and logs.
std::optional<console::api::TokenHolder> feed_caller(store::Book& book, std::string_view token,
                                                     std::string_view method, std::string_view path,
                                                     core::Time now) {
    const auto found = console::find_token(book, token, now);
    if (!found || !*found || (*found)->scopes != std::vector{std::string(console::feed_scope)} ||
        !console::scopes_allow((*found)->scopes, method, path))
        return {};
    return holder_of(**found, console::Role::viewer);
}

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return {};
    return name.data();
}

}  // namespace

core::Result<std::unique_ptr<Desks>> Desks::open(const DesksSettings& settings,
                                                 const runtime::Clock& clock) {
    auto book = store::open_sqlite_book(settings.store_folder, store::Access::write);
    if (!book) return book.error();
    std::unique_ptr<Desks> desks{new Desks};
    desks->book_ = std::move(*book);
    desks->settings_retention_ = {settings.console.keep_days, settings.console.quota_bytes};
    desks->areas_.push_back(std::make_shared<console::RetentionArea>(desks->settings_retention_));
    desks->sessions_ = std::make_shared<console::Sessions>(clock);
    desks->areas_.push_back(std::make_shared<console::AccessArea>(desks->sessions_, clock));

    auto alert_book = store::open_sqlite_book(settings.store_folder, store::Access::write);
    if (!alert_book) return alert_book.error();
    console::alert::AlertsSettings alerts;
    alerts.channels = settings.alerts.channels;
    alerts.speaker = {settings.alerts.link, host_name()};
    alerts.spool_folder = settings.store_folder + "/alerts";
    alerts.seed = runtime::secret_number();
    desks->alerts_ = std::make_shared<console::alert::Alerts>(
        std::move(alerts), std::move(*alert_book), settings.on_notice, clock);
    desks->areas_.push_back(std::make_shared<console::alert::AlertsArea>(desks->alerts_));

    desks->areas_.push_back(std::make_shared<console::AttributionArea>(runtime::secret_number()));

    const auto open_book = [folder = settings.store_folder] {
        return store::open_sqlite_book(folder, store::Access::write);
    };
    const auto& console = settings.console;
    const auto open_store = [folder = settings.store_folder] {
        return store::open_sqlite_store({folder, 0, 0}, store::Access::read);
    };
    desks->block_lists_ = std::make_shared<console::BlockLists>(
        console.block_lists,
        settings.simulated ? console::SourceEvidence::Takes::simulated
                           : console::SourceEvidence::Takes::seen,
        open_store, console::network_classes(store::IpData::open(console.ip_data()), clock), clock);
    // A demonstration's addresses are of the benchmark's range, which no database knows.
    const auto systems = console::systems_of(
        std::make_shared<const store::IpData>(store::IpData::open(
            settings.simulated ? store::IpDataSettings{} : settings.console.ip_data())),
        clock);
    desks->areas_.push_back(std::make_shared<console::ExportArea>(
        desks->block_lists_,
        [](store::EventStore& store, store::Book& book, const console::PackageQuestion& question,
           core::Time now) { return make_package(store, &book, question, now); },
        console.cases.benign_list, systems));
    auto case_desks =
        make_case_desks(*desks->book_, *desks->alerts_, settings.console.cases, systems);
    std::move(case_desks.desks.begin(), case_desks.desks.end(), std::back_inserter(desks->desks_));
    // After the desk of cases, which says whose case is benign.
    auto response =
        console::ResponseDesk::make(console.response, console.drill, *desks->book_, open_book,
                                    desks->alerts_.get(), clock, std::move(case_desks.benign_case));
    if (!response) return response.error();
    desks->response_ = response->get();
    desks->desks_.push_back(std::move(*response));
    desks->areas_.push_back(
        std::make_shared<console::ResponseArea>(console.response, console.drill));
    for (auto& area : make_case_areas(settings.console.cases, systems))
        desks->areas_.push_back(std::move(area));

    auto incident_book = store::open_sqlite_book(settings.store_folder, store::Access::write);
    if (!incident_book) return incident_book.error();
    console::incidents::IncidentSettings incidents;
    // The case desk tells of internal hosts: it knows which of them were cleaned.
    incidents.internal_hosts = console::incidents::InternalHosts::told_by_cases;
    incidents.benign_list = settings.console.cases.benign_list;
    auto desk = std::make_unique<console::incidents::IncidentDesk>(
        std::move(*incident_book), *desks->alerts_, console::Visibility{systems},
        std::move(incidents));
    if (auto started = desk->start(); !started) return started.error();
    desks->desks_.push_back(std::move(desk));
    desks->areas_.push_back(std::make_shared<console::incidents::IncidentsArea>());
    desks->areas_.push_back(std::make_shared<console::FindingsArea>());
    const auto networks =
        settings.simulated ? store::IpDataSettings{} : settings.console.ip_data_and_countries();
    desks->judging_ = make_judging(settings.store_folder, settings.console.judging, networks,
                                   desks->alerts_.get(), clock);
    auto* notices = desks->alerts_.get();
    desks->log_imports_ = std::make_shared<console::log_import::LogImports>(
        settings.store_folder + "/uploads",
        log_import_work(settings.store_folder, networks, clock));
    desks->areas_.push_back(std::make_shared<console::LogImportArea>(desks->log_imports_));
    desks->desks_.push_back(std::make_unique<console::CampaignDesk>(
        *desks->book_, notices, [imports = desks->log_imports_] { return imports->judges(); }));
    desks->desks_.push_back(std::make_unique<console::ReminderDesk>(*desks->book_, notices));
    desks->areas_.push_back(std::make_shared<console::CampaignsArea>());
    desks->areas_.push_back(
        std::make_shared<console::OutsideArea>(settings.console.feeds, notices));
    desks->feeds_ = std::make_unique<console::FeedFetcher>(settings.store_folder,
                                                           settings.console.feeds, notices, clock);
    desks->areas_.push_back(
        std::make_shared<console::AdvisoryArea>(advisory_sources(), notices, settings.alerts.link));
    return desks;
}

void Desks::lend(console::api::ApiHooks& hooks) const {
    hooks.sessions = sessions_;
    hooks.token_caller = token_caller;
    hooks.feed_caller = feed_caller;
    hooks.areas = areas_;
}

void Desks::start() {
    alerts_->start();
    response_->start();
    block_lists_->start();
    judging_->start();
    feeds_->start();
    log_imports_->start();
}

void Desks::stop() {
    log_imports_->stop();
    feeds_->stop();
    judging_->stop();
    response_->stop();
    block_lists_->stop();
    // Last, so that what the others still tell is told.
    alerts_->stop();
}

void Desks::stored(const event::Batch& batch, const store::Appended& appended) {
    for (const auto& desk : desks_) desk->stored(batch, appended);
    block_lists_->stored(batch, appended);
}

store::Retention Desks::retention() const {
    const auto in_force = console::retention_in_force(*book_, settings_retention_);
    if (in_force) return in_force->retention;
    runtime::log(runtime::Level::error, "retention", in_force.error().context);
    return settings_retention_;
}

bool Desks::import_step(store::EventStore& store,
                        const console::log_import::LogImports::OnStored& stored) {
    return log_imports_->step(store,
                              [&](const event::Batch& batch, const store::Appended& appended) {
                                  stored(batch, appended);
                                  block_lists_->stored(batch, appended);
                              });
}

void Desks::idle(core::Time now) {
    for (const auto& desk : desks_) desk->idle(now);
}

}  // namespace hitme::app
