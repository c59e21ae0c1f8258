// SPDX-License-Identifier: Apache-2.0
#include "app/desks.h"

#include <utility>

#include "app/advisory_sources.h"
#include "console/access/access_area.h"
#include "console/access/tokens.h"
#include "console/advisory/advisory_area.h"
#include "console/advisory/reminder_desk.h"
#include "console/campaigns/campaign_desk.h"
#include "console/campaigns/campaigns_area.h"
#include "console/corroboration/outside_area.h"
#include "store/sqlite/book.h"

namespace hitme::app {
namespace {

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
    desks->sessions_ = std::make_shared<console::Sessions>(clock);
    desks->areas_.push_back(std::make_shared<console::AccessArea>(desks->sessions_, clock));
    // Alerts, where they are joined, hear of both.
    console::Notices* notices = nullptr;
    desks->desks_.push_back(std::make_unique<console::CampaignDesk>(*desks->book_, notices));
    desks->desks_.push_back(std::make_unique<console::ReminderDesk>(*desks->book_, notices));
    desks->areas_.push_back(std::make_shared<console::CampaignsArea>());
    desks->areas_.push_back(std::make_shared<console::OutsideArea>());
    desks->areas_.push_back(std::make_shared<console::AdvisoryArea>(advisory_sources(), notices));
    return desks;
}

void Desks::lend(console::api::ApiHooks& hooks) const {
    hooks.sessions = sessions_;
    hooks.token_caller = token_caller;
    hooks.areas = areas_;
}

void Desks::start() {}
void Desks::stop() {}

void Desks::stored(const event::Batch& batch, const store::Appended& appended) {
    for (const auto& desk : desks_) desk->stored(batch, appended);
}

void Desks::idle(core::Time now) {
    for (const auto& desk : desks_) desk->idle(now);
}

}  // namespace hitme::app
