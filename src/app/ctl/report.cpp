// SPDX-License-Identifier: Apache-2.0
// hitme report: what the store says about a window, from the events themselves.
#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/report_output.h"
#include "app/ctl/shared_words.h"
#include "console/report/report.h"
#include "store/sqlite/store.h"

namespace hitme::app {

int run_report(const ReportOptions& options) {
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    auto store = store::open_sqlite_store({store_folder(options.store), 0, 0}, store::Access::read);
    if (!store) return say_failure(store.error());

    // The whole log before the window too: who is not new, and whether the signal was warm, depend on it.
    analytics::Summariser summariser({options.from, options.to, 0});
    auto visited = (*store)->visit(core::Time::min(), options.to.value_or(core::Time::max()),
                                   [&](const event::Event& event) {
                                       summariser.add(event);
                                       return true;
                                   });
    if (!visited) return say_failure(visited.error());
    console::Report report;
    report.from = options.from;
    report.to = options.to;
    report.signal = options.signal;
    report.summary = summariser.summary();
    console::measure(report);
    auto skipped = (*store)->skipped();
    if (!skipped) return say_failure(skipped.error());
    report.skipped = std::move(*skipped);
    print_report(report, options.form, *zone);
    return 0;
}

}  // namespace hitme::app
