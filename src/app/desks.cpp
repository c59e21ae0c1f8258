// SPDX-License-Identifier: Apache-2.0
#include "app/desks.h"

#include <iterator>
#include <utility>

#include "app/case_parts.h"
#include "console/access/access_area.h"
#include "console/access/tokens.h"
#include "console/address_network.h"
#include "console/export/export_area.h"
#include "console/judge/attribution_area.h"
#include "console/response/response_area.h"
#include "runtime/log.h"
#include "runtime/secret_number.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

/// Notices as lines of the log, until something delivers them.
class LoggedNotices : public console::Notices {
 public:
    void tell(console::Notice notice) override {
        runtime::log(runtime::Level::info, console::name_of(notice.kind), notice.title);
    }
};

/// The network class of a source by the local databases; empty where nobody knows.
console::ClassOf class_of(store::IpData opened, const runtime::Clock& clock) {
    const auto data = std::make_shared<const store::IpData>(std::move(opened));
    return [data, &clock](const core::Address& address) -> std::string {
        const auto network = console::network_of(*data, address, clock.now());
        const auto found = network.network_class.network_class;
        if (found == analytics::NetworkClass::unknown) return {};
        return std::string(analytics::name_of(found));
    };
}

/// Who a token is, where its scopes open that path.
std::optional<console::Caller> token_caller(store::Book& book, std::string_view token,
                                            std::string_view method, std::string_view path,
                                            core::Time now) {
    const auto found = console::find_token(book, token, now);
    if (!found || !*found || !console::scopes_allow((*found)->scopes, method, path)) return {};
    return console::Caller{"token " + (*found)->label, (*found)->role};
}

}  // namespace

core::Result<std::unique_ptr<Desks>> Desks::open(const DesksSettings& settings,
                                                 const runtime::Clock& clock) {
    auto book = store::open_sqlite_book(settings.store_folder, store::Access::write);
    if (!book) return book.error();
    std::unique_ptr<Desks> desks{new Desks};
    desks->book_ = std::move(*book);
    desks->notices_ = std::make_unique<LoggedNotices>();
    desks->sessions_ = std::make_shared<console::Sessions>(clock);
    desks->areas_.push_back(std::make_shared<console::AccessArea>(desks->sessions_, clock));
    desks->areas_.push_back(std::make_shared<console::AttributionArea>(runtime::secret_number()));

    const auto open_book = [folder = settings.store_folder] {
        return store::open_sqlite_book(folder, store::Access::write);
    };
    const auto& console = settings.console;
    auto response = console::ResponseDesk::make(console.response, console.drill, *desks->book_,
                                                open_book, desks->notices_.get(), clock);
    if (!response) return response.error();
    desks->response_ = response->get();
    desks->desks_.push_back(std::move(*response));
    desks->areas_.push_back(
        std::make_shared<console::ResponseArea>(console.response, console.drill));

    const auto open_store = [folder = settings.store_folder] {
        return store::open_sqlite_store({folder, 0, 0}, store::Access::read);
    };
    desks->block_lists_ = std::make_shared<console::BlockLists>(
        console.block_lists,
        settings.simulated ? console::SourceEvidence::Takes::simulated
                           : console::SourceEvidence::Takes::seen,
        open_store, class_of(store::IpData::open(console.ip_data()), clock), clock);
    desks->areas_.push_back(std::make_shared<console::ExportArea>(desks->block_lists_));
    auto case_desks = make_case_desks(*desks->book_, *desks->notices_, settings.console.cases);
    std::move(case_desks.begin(), case_desks.end(), std::back_inserter(desks->desks_));
    for (auto& area : make_case_areas(settings.console.cases))
        desks->areas_.push_back(std::move(area));
    return desks;
}

void Desks::lend(console::api::ApiHooks& hooks) const {
    hooks.sessions = sessions_;
    hooks.token_caller = token_caller;
    hooks.areas = areas_;
}

void Desks::start() {
    response_->start();
    block_lists_->start();
}

void Desks::stop() {
    response_->stop();
    block_lists_->stop();
}

void Desks::stored(const event::Batch& batch, const store::Appended& appended) {
    for (const auto& desk : desks_) desk->stored(batch, appended);
    block_lists_->stored(batch, appended);
}

void Desks::idle(core::Time now) {
    for (const auto& desk : desks_) desk->idle(now);
}

}  // namespace hitme::app
