// SPDX-License-Identifier: Apache-2.0
// hitme advisory: drafts, checks, publishes and updates reports for others, by the same code as the API.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "app/advisory_sources.h"
#include "app/ctl/shared_words.h"
#include "app/ctl/story_options.h"
#include "console/advisory/pictures.h"
#include "console/advisory/publishing.h"
#include "console/advisory/reminders.h"
#include "console/advisory/render.h"
#include "console/alert/settings.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

using Action = AdvisoryOptions::Action;
constexpr std::size_t line_bytes = 1000;
constexpr const char* author = "local";

core::Result<std::string> text_of(const std::string& path) {
    if (path.empty()) return std::string();
    if (path == "-") return std::string{std::istreambuf_iterator<char>{std::cin}, {}};
    std::ifstream in{path, std::ios::binary};
    if (!in) return core::error(core::ErrorCode::not_found, path + ": cannot be read");
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (text.size() > console::max_guarded_bytes)
        return core::error(core::ErrorCode::over_limit, path + ": longer than an advisory may be");
    return text;
}

/// Returns 1 where there are any: nothing was published then.
int say_problems(const std::vector<console::GuardProblem>& problems, const std::string& where) {
    for (const auto& problem : problems)
        std::fprintf(
            stderr, "%s:%zu:%zu: \"%s\" is not carried: %s. It needs %s.\n",
            core::printable(problem.statement.empty() ? where : problem.statement, 200).c_str(),
            problem.line, problem.column, core::printable(problem.phrase, 200).c_str(),
            core::printable(problem.why, line_bytes).c_str(),
            core::printable(problem.would_carry, line_bytes).c_str());
    return problems.empty() ? 0 : 1;
}

/// How the dashboard is reached, as the settings file says; nothing where it says nothing, or no file is named.
core::Result<std::optional<std::string>> dashboard_link(const std::string& settings_file) {
    if (settings_file.empty()) return std::optional<std::string>{};
    const auto text = settings_text(settings_file);
    if (!text) return text.error();
    auto link = console::alert::parse_dashboard_link(*text, settings_file);
    if (!link) return link.error();
    return link->empty() ? std::optional<std::string>{} : std::optional{std::move(*link)};
}

void print(store::Book& book, const console::AdvisoryAnswer& answer, AdvisoryOptions::Form form,
           const std::optional<std::string>& dashboard) {
    const auto found = runtime::Zone::find(answer.advisory.zone);
    const auto zone = found ? *found : runtime::Zone::utc();
    std::string text;
    switch (form) {
        case AdvisoryOptions::Form::text:
            text = console::as_text(answer.advisory, zone);
            break;
        case AdvisoryOptions::Form::markdown:
            text = console::as_markdown(answer.advisory, zone);
            break;
        case AdvisoryOptions::Form::html: {
            const auto figures = console::pictures_of(book, answer.advisory, zone);
            text = console::as_html(answer.advisory, zone, figures ? *figures : console::Figures{},
                                    dashboard);
            break;
        }
        case AdvisoryOptions::Form::json: {
            console::JsonWriter json;
            json.begin_object();
            console::put_advisory(json, answer.advisory);
            json.key("guard");
            console::put_guard_answer(json, answer.problems);
            json.end_object();
            text = json.take() + "\n";
            break;
        }
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
}

int list(store::Book& book) {
    store::EntryQuery query;
    query.kind = console::advisory_kind;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return say_failure(page.error());
    for (const auto& entry : page->entries)
        if (const auto advisory = console::advisory_of(entry))
            std::printf(
                "%s  %s  %s  %s, %zu updates\n", advisory->id.c_str(), advisory->state.c_str(),
                std::string(console::name_of(advisory->level)).c_str(),
                core::printable(advisory->title, line_bytes).c_str(), advisory->updates.size());
    return 0;
}

int reminders(store::Book& book, const AdvisoryOptions& options, core::Time now) {
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    if (options.action == Action::remind) {
        const auto due = console::due_time(options.when, *zone, now);
        if (!due)
            return say_failure(
                {core::ErrorCode::bad_input, options.when + " is neither a time nor a weekday"});
        const auto made = console::promise(book, options.id, options.text, *due, author, now);
        if (!made) return say_failure(made.error());
        std::printf("%s  due %s (%s)\n", made->id.c_str(), zone->format(made->due).c_str(),
                    core::format_rfc3339(made->due).c_str());
        return 0;
    }
    const auto raised = console::raise_due(book, now, nullptr);
    if (!raised) return say_failure(raised.error());
    for (const auto& one : *raised)
        std::printf("%s  due since %s: %s\n", one.id.c_str(), zone->format(one.due).c_str(),
                    core::printable(one.text, line_bytes).c_str());
    return 0;
}

}  // namespace

int run_advisory(const AdvisoryOptions& options) {
    const std::string folder = store_folder(options.store);
    const auto dashboard = dashboard_link(options.config);
    if (!dashboard) return say_failure(dashboard.error());
    auto opened = store::open_sqlite_book(folder, store::Access::write);
    if (!opened) return say_failure(opened.error());
    auto& book = **opened;
    const core::Time now = options.at.value_or(runtime::SystemClock{}.now());
    if (options.action == Action::list) return list(book);
    if (options.action == Action::remind || options.action == Action::due)
        return reminders(book, options, now);

    auto store = store::open_sqlite_store({folder, 0, 0}, store::Access::read);
    if (!store) return say_failure(store.error());
    const auto sources = advisory_sources();
    console::Publishing publishing(**store, book, sources);
    const console::Writer writer{author, now, std::nullopt, nullptr};
    auto text = text_of(options.file);
    if (!text) return say_failure(text.error());
    core::Result<console::AdvisoryAnswer> answer =
        core::error(core::ErrorCode::bad_input, "no such action");
    switch (options.action) {
        case Action::check: {
            const auto problems = publishing.check(*text, options.id, options.as_of);
            if (!problems) return say_failure(problems.error());
            if (problems->empty()) std::printf("every word is carried\n");
            return say_problems(*problems, options.file);
        }
        case Action::feed: {
            const auto advisories = publishing.published();
            if (!advisories) return say_failure(advisories.error());
            std::fputs(console::as_atom(*advisories, dashboard->value_or("")).c_str(), stdout);
            return 0;
        }
        case Action::draft: {
            const auto zone = zone_named(options.zone);
            if (!zone) return say_failure(zone.error());
            answer = publishing.draft(options.id, *zone, options.as_of, writer);
            break;
        }
        case Action::edit: {
            console::Publishing::Edit edit;
            if (!options.title.empty()) edit.title = options.title;
            if (!options.statement.empty()) edit.texts.emplace_back(options.statement, *text);
            answer = publishing.edit(options.id, edit, writer);
            break;
        }
        case Action::publish:
            answer = publishing.publish(options.id, writer);
            break;
        case Action::withdraw:
            answer = publishing.withdraw(options.id, options.reason, writer);
            break;
        case Action::update: {
            while (!text->empty() && text->back() == '\n') text->pop_back();
            console::UpdateAsked asked{*text, options.replaces, options.reason, author, now};
            answer = publishing.update(options.id, std::move(asked), options.as_of, writer);
            break;
        }
        default:
            answer = publishing.show(options.id);
    }
    if (!answer) return say_failure(answer.error());
    const bool guarded = options.action == Action::publish || options.action == Action::update;
    if (guarded && !answer->problems.empty()) return say_problems(answer->problems, options.id);
    print(book, *answer, options.form, *dashboard);
    (void)say_problems(answer->problems, options.id);
    return 0;
}

}  // namespace hitme::app
