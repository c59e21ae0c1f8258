// SPDX-License-Identifier: Apache-2.0
#include "app/desks.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "app/case_parts.h"
#include "console/access/access_area.h"
#include "console/access/tokens.h"
#include "runtime/log.h"
#include "store/sqlite/book.h"

namespace hitme::app {
namespace {

/// Notices as lines of the log, until something delivers them.
class LoggedNotices : public console::Notices {
 public:
    void tell(console::Notice notice) override {
        runtime::log(runtime::Level::info, console::name_of(notice.kind), notice.title);
    }
};

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
    desks->notices_ = std::make_unique<LoggedNotices>();
    auto case_desks = make_case_desks(*desks->book_, *desks->notices_, settings.cases);
    std::move(case_desks.begin(), case_desks.end(), std::back_inserter(desks->desks_));
    for (auto& area : make_case_areas(settings.cases)) desks->areas_.push_back(std::move(area));
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
