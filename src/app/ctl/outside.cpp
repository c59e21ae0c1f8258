// SPDX-License-Identifier: Apache-2.0
// hitme outside: what others published, imported from files, and what it says of ours. Nothing here fetches.
#include <cstdio>
#include <fstream>
#include <iterator>

#include "app/ctl/shared_words.h"
#include "app/ctl/story_options.h"
#include "console/corroboration/imports.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

constexpr const char* author = "local";

core::Result<std::string> payload_text(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return core::error(core::ErrorCode::not_found, path + ": cannot be read");
    std::string text(console::max_payload_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

void print(const console::Import& import) {
    console::JsonWriter json;
    console::put_import(json, import);
    std::printf("%s\n", json.take().c_str());
}

core::Result<void> take(store::Book& book, const OutsideOptions& options, core::Time now) {
    const auto kind = console::outside_kind_named(options.kind);
    if (!kind)
        return core::error(core::ErrorCode::bad_input,
                           options.kind + " is none of " + console::outside_kind_names());
    auto text = payload_text(options.file);
    if (!text) return text.error();
    console::Payload payload{*kind,
                             options.source,
                             options.licence,
                             options.subject,
                             options.fetched_at.value_or(now),
                             std::move(*text)};
    const auto import =
        console::import_payload(book, payload, author, now, console::Teller::running_console);
    if (!import)
        return core::error(import.error().code, options.file + ": " + import.error().context);
    print(*import);
    for (const auto& notice : import->notices)
        std::fprintf(stderr, "hitme: %s\n", core::printable(notice.title, 200).c_str());
    return {};
}

core::Result<void> note_submission(store::Book& book, const OutsideOptions& options,
                                   core::Time now) {
    const auto day = core::parse_day(options.day);
    if (!day || options.source.empty() || options.subject.empty())
        return core::error(core::ErrorCode::bad_input,
                           "submitted: --source, --subject and --day such as 2008-11-06");
    console::OwnSubmission own{options.source, *day, options.count, {}};
    for (const auto& text : options.addresses) {
        const auto address = core::Address::parse(text);
        if (!address)
            return core::error(core::ErrorCode::bad_input,
                               core::printable(text, 64) + " is no address");
        own.addresses.push_back(*address);
    }
    return console::record_submission(book, options.subject, own, author, now);
}

core::Result<void> compare(store::Book& book, const OutsideOptions& options, core::Time now) {
    auto store = store::open_sqlite_store({store_folder(options.store), 0, 0}, store::Access::read);
    if (!store) return store.error();
    const core::Time to = options.to.value_or(now);
    const auto answer =
        console::corroborate(**store, book, options.subject,
                             options.from.value_or(to - std::chrono::hours{24}), to, options.at);
    if (!answer) return answer.error();
    console::JsonWriter json;
    console::put_corroboration(json, *answer);
    std::printf("%s\n", json.take().c_str());
    return {};
}

}  // namespace

int run_outside(const OutsideOptions& options) {
    using Action = OutsideOptions::Action;
    auto opened = store::open_sqlite_book(store_folder(options.store), store::Access::write);
    if (!opened) return say_failure(opened.error());
    auto& book = **opened;
    const core::Time now = runtime::SystemClock{}.now();
    core::Result<void> done;
    switch (options.action) {
        case Action::import:
            done = take(book, options, now);
            break;
        case Action::submitted:
            done = note_submission(book, options, now);
            break;
        case Action::compare:
            done = compare(book, options, now);
            break;
        case Action::list:
            for (const auto kind : {console::outside_series_kind, console::outside_set_kind}) {
                store::EntryQuery query;
                query.kind = kind;
                query.limit = store::max_entries_per_page;
                const auto page = book.list(query);
                if (!page) return say_failure(page.error());
                for (const auto& entry : page->entries)
                    if (const auto import = console::import_of(entry)) print(*import);
            }
            break;
    }
    return done ? 0 : say_failure(done.error());
}

}  // namespace hitme::app
