// SPDX-License-Identifier: Apache-2.0
// hitme network check: which ports of our own networks can be reached from where this is run; exposure: what checks found.
#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <map>

#include "app/ctl/area_call.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/cases/case_record.h"
#include "console/networks/exposure_check.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "store/sqlite/book.h"

namespace hitme::app {
namespace {

namespace networks = console::networks;

std::atomic<bool> stopped{false};  // a signal's handler has nothing else to write to

/// What cases say of hosts, the case that changed last first.
core::Result<std::map<core::Address, std::string>> patched_by_address(store::Book& book) {
    std::map<core::Address, std::string> patched;
    const auto visited =
        console::cases::visit_cases(book, {}, UINT64_MAX, [&](const console::cases::Case& record) {
            for (const auto& each : record.addresses) patched.emplace(each.address, record.patched);
        });
    if (!visited) return visited.error();
    return patched;
}

void print(const store::Entry& entry, Form form) {
    if (form == Form::json) {
        std::printf("%s\n", entry.body.c_str());
        return;
    }
    std::printf(
        "%s: %s, seen from %s, %s connections tried: %s refused, %s silent, %s without a "
        "way there, %s not asked\n",
        entry.id.c_str(), entry.state.c_str(),
        core::printable(member_of(entry.body, "seen_from"), 120).c_str(),
        member_of(entry.body, "connections").c_str(), member_of(entry.body, "refused").c_str(),
        member_of(entry.body, "silent").c_str(), member_of(entry.body, "unreachable").c_str(),
        member_of(entry.body, "not_asked").c_str());
    std::fputs(table_of(entry.body, "open",
                        {"OPEN=address", "PORT=signal", "OWNER=owner", "PATCHED=patched"})
                   .c_str(),
               stdout);
}

int check(store::Book& book, const NetworkOptions& options) {
    const auto network = core::Prefix::parse(options.network);
    if (!network)
        return say_failure(core::error(
            core::ErrorCode::bad_input,
            core::printable(options.network, 60) + " is neither an address nor a prefix"));
    console::OwnNetworks own;
    if (const auto read = own.refresh(book); !read) return say_failure(read.error());
    const auto plan = networks::plan_exposure(own, *network, options.ports);
    if (!plan) return say_failure(plan.error());
    const auto patched = patched_by_address(book);
    if (!patched) return say_failure(patched.error());
    std::signal(SIGINT, [](int) { stopped = true; });
    runtime::ReachLimits limits;
    limits.per_second = options.per_second;
    const auto answers = runtime::reach(plan->targets, limits, stopped);
    if (!answers) return say_failure(answers.error());
    const auto exposure = networks::exposure_of(own, *plan, *answers, *patched);
    const auto entry = networks::exposure_entry(
        *plan, exposure, options.seen_from.empty() ? "this machine" : options.seen_from,
        person_here(), runtime::SystemClock{}.now());
    const auto kept = book.put(entry, std::nullopt);
    if (!kept) return say_failure(kept.error());
    print(entry, options.form);
    return 0;
}

}  // namespace

int run_exposure(const NetworkOptions& options) {
    const auto settings = console_settings(options.config);
    if (!settings) return say_failure(settings.error());
    auto call = AreaCall::open(
        store_folder(options.store.empty() ? settings->store_folder : options.store));
    if (!call) return say_failure(call.error());
    if (options.verb == NetworkOptions::Verb::check) return check(call->book(), options);
    store::EntryQuery query;
    query.kind = networks::exposure_kind;
    query.limit = store::max_entries_per_page;
    const auto page = call->book().list(query);
    if (!page) return say_failure(page.error());
    for (const auto& entry : page->entries) {
        if (options.form != Form::json) std::printf("%s  ", core::format_rfc3339(entry.at).c_str());
        print(entry, options.form);
    }
    if (page->entries.empty() && options.form != Form::json)
        std::puts("nothing was checked yet (hitme network check)");
    return 0;
}

}  // namespace hitme::app
