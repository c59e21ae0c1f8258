// SPDX-License-Identifier: Apache-2.0
// hitme report: what the store says about a window, from the events themselves.
#include "app/ctl/options.h"
#include "app/ctl/report_output.h"
#include "app/ctl/shared_words.h"
#include "console/report/store_report.h"
#include "runtime/secret_number.h"
#include "store/sqlite/store.h"

namespace hitme::app {

int run_report(const ReportOptions& options) {
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    auto store = store::open_sqlite_store({store_folder(options.store), 0, 0}, store::Access::read);
    if (!store) return say_failure(store.error());

    const auto report = console::report_of(
        **store, {options.signal, options.from, options.to, runtime::secret_number()});
    if (!report) return say_failure(report.error());
    print_report(*report, options.form, *zone);
    return 0;
}

}  // namespace hitme::app
