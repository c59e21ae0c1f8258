// SPDX-License-Identifier: Apache-2.0
// hitme export: block lists for firewalls, a window of the store for other programs, and packages for other analysts.
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "app/package_maker.h"
#include "console/address_network.h"
#include "console/benign_file.h"
#include "console/export/block_lists.h"
#include "console/export/event_export.h"
#include "console/export/network_classes.h"
#include "console/settings.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

core::Result<void> print_piece(std::string_view piece) {
    if (std::fwrite(piece.data(), 1, piece.size(), stdout) != piece.size())
        return core::error(core::ErrorCode::io, "standard output: cannot be written");
    return {};
}

/// The book of the store's folder; null where there is none.
core::Result<std::unique_ptr<store::Book>> book_of(const std::string& folder) {
    auto book = store::open_sqlite_book(folder, store::Access::read);
    if (!book && book.error().code == core::ErrorCode::not_found)
        return std::unique_ptr<store::Book>{};
    return book;
}

/// Whom block lists and indicators may not name: this machine, and what the book and the list of benign scanners say.
core::Result<console::Untouchable> untouchable_now(const console::ConsoleSettings& settings,
                                                   store::Book* book, core::Time now,
                                                   const runtime::Clock& clock) {
    auto known = book != nullptr ? console::untouchable_of(*book, now)
                                 : core::Result<console::Untouchable>{console::untouchable_here()};
    if (!known) return known;
    console::BenignFile benign{settings.cases.benign_list};
    const auto entries = benign.changed(now);
    if (!benign.refused().empty())
        std::fprintf(stderr, "hitme: the benign list is not in force: %s\n",
                     core::printable(benign.refused(), 400).c_str());
    if (entries)
        console::add_benign(*known, *entries,
                            console::systems_of(std::make_shared<const store::IpData>(
                                                    store::IpData::open(settings.ip_data())),
                                                clock));
    return known;
}

int print_block_list(const ExportOptions& options, const console::ConsoleSettings& settings,
                     store::EventStore& store, store::Book* book, core::Time now) {
    auto rules = book != nullptr
                     ? console::rules_in_force(settings.block_lists, *book)
                     : core::Result<std::vector<console::BlockListRule>>{settings.block_lists};
    if (!rules) return say_failure(rules.error());
    const console::BlockListRule* rule = nullptr;
    for (const auto& one : *rules)
        if (options.rule.empty() ? rule == nullptr : one.name == options.rule) rule = &one;
    if (rule == nullptr)
        return say_failure(core::error(core::ErrorCode::not_found,
                                       "no rule is called " + core::printable(options.rule, 80)));
    const runtime::SystemClock clock;
    const auto untouchable = untouchable_now(settings, book, now, clock);
    if (!untouchable) return say_failure(untouchable.error());
    console::SourceEvidence evidence{console::SourceEvidence::Takes::seen};
    std::uint64_t simulated = 0;
    const auto visited =
        store.visit(std::chrono::floor<std::chrono::days>(now - rule->within), now,
                    [&](const event::Event& event) {
                        if (const auto* contact = std::get_if<event::Contact>(&event)) {
                            evidence.add(*contact);
                            if (contact->simulated) ++simulated;
                        }
                        return true;
                    });
    if (!visited) return say_failure(visited.error());
    const auto classes = console::network_classes(store::IpData::open(settings.ip_data()), clock);
    const auto list = console::make_block_list(*rule, evidence, *untouchable, classes, now);
    const auto printed =
        print_piece(console::list_text(list, *console::list_form_named(options.form), now));
    if (!printed) return say_failure(printed.error());
    std::fprintf(stderr, "hitme: rule %s: %zu entries of %llu sources", list.rule.name.c_str(),
                 list.entries.size(), static_cast<unsigned long long>(list.sources_known));
    for (const auto& [reason, count] : list.left_out)
        std::fprintf(stderr, "; %llu left out (%s)", static_cast<unsigned long long>(count),
                     reason.c_str());
    if (list.sources_not_known > 0)
        std::fprintf(stderr, "; %llu contacts of sources beyond the table",
                     static_cast<unsigned long long>(list.sources_not_known));
    if (simulated > 0)
        std::fprintf(stderr, "; %llu simulated contacts passed over",
                     static_cast<unsigned long long>(simulated));
    std::fprintf(stderr, "\n");
    return 0;
}

/// 64 hexadecimal digits, with or without an end of line.
core::Result<core::PrefixPreservingMap::Key> key_in(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    constexpr std::size_t digits = 2 * core::PrefixPreservingMap::key_bytes;
    std::string text(digits + 2, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    const auto bytes = text.size() == digits ? core::from_hex(text) : std::nullopt;
    if (!bytes)
        return core::error(core::ErrorCode::bad_input,
                           path + ": a key is 64 hexadecimal digits and nothing else");
    core::PrefixPreservingMap::Key key{};
    std::copy(bytes->begin(), bytes->end(), key.begin());
    return key;
}

int print_package(const ExportOptions& options, store::EventStore& store, store::Book* book,
                  core::Time now) {
    if (!options.signal)
        return say_failure(
            core::error(core::ErrorCode::bad_input, "a package is of one signal: --port 445"));
    if (::isatty(STDOUT_FILENO) == 1)
        return say_failure(core::error(core::ErrorCode::bad_input,
                                       "a package is a tar archive: send it to a file"));
    console::PackageQuestion question;
    question.signal = *options.signal;
    question.from = options.from;
    question.to = options.to.value_or(now);
    for (std::size_t i = 0; i < console::shared_sources_names.size(); ++i)
        if (console::shared_sources_names[i] == options.sources)
            question.sources = static_cast<console::SharedSources>(i);
    if (!options.key.empty()) {
        const auto key = key_in(options.key);
        if (!key) return say_failure(key.error());
        question.key = *key;
    }
    question.producer = options.producer;
    question.licence = options.licence;
    question.credits = options.credits;
    if (question.from && *question.from >= question.to)
        return say_failure(core::error(core::ErrorCode::bad_input, "--from is not before --to"));
    const auto package = make_package(store, book, question, runtime::SystemClock{}.now());
    if (!package) return say_failure(package.error());
    const auto printed = print_piece(*package);
    if (!printed) return say_failure(printed.error());
    if (std::fflush(stdout) != 0)
        return say_failure(core::error(core::ErrorCode::io, "standard output: cannot be written"));
    std::fprintf(stderr, "hitme: %zu bytes; sources: %s\n", package->size(),
                 options.sources.c_str());
    return 0;
}

}  // namespace

int run_export(const ExportOptions& options) {
    const auto text = settings_text(options.config);
    if (!text) return say_failure(text.error());
    const auto settings = console::parse_console_settings(*text, options.config);
    if (!settings) return say_failure(settings.error());
    const std::string folder =
        store_folder(options.store.empty() ? settings->store_folder : options.store);
    auto store = store::open_sqlite_store({folder, 0, 0}, store::Access::read);
    if (!store) return say_failure(store.error());
    const auto book = book_of(folder);
    if (!book) return say_failure(book.error());
    const core::Time now = options.to.value_or(runtime::SystemClock{}.now());

    if (options.what == "blocklist")
        return print_block_list(options, *settings, **store, book->get(), now);
    if (options.what == "package") return print_package(options, **store, book->get(), now);

    console::ExportQuestion question;
    question.format = *console::export_format_named(options.what);
    question.to = now;
    question.from = options.from.value_or(now - std::chrono::hours{24});
    question.signal = options.signal;
    question.producer = options.producer;
    if (question.from >= question.to)
        return say_failure(core::error(core::ErrorCode::bad_input, "--from is not before --to"));
    // Without tables of countries an export has none; that is no failure.
    const auto geo = store::GeoDb::open(settings->country_v4_file, settings->country_v6_file);
    const store::GeoDb none;
    const runtime::SystemClock clock;
    const auto untouchable = untouchable_now(*settings, book->get(), now, clock);
    if (!untouchable) return say_failure(untouchable.error());
    const auto done = console::export_events(**store, book->get(), geo ? *geo : none, *untouchable,
                                             question, print_piece);
    if (!done) return say_failure(done.error());
    if (std::fflush(stdout) != 0)
        return say_failure(core::error(core::ErrorCode::io, "standard output: cannot be written"));
    std::fprintf(stderr, "hitme: %llu contacts", static_cast<unsigned long long>(done->contacts));
    for (const auto& [reason, count] : done->left_out)
        std::fprintf(stderr, "; %llu left out (%s)", static_cast<unsigned long long>(count),
                     reason.c_str());
    std::fprintf(stderr, "\n");
    return 0;
}

}  // namespace hitme::app
