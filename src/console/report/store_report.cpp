// SPDX-License-Identifier: Apache-2.0
#include "console/report/store_report.h"

namespace hitme::console {

core::Result<Report> report_of(store::EventStore& store, const ReportQuestion& question) {
    analytics::Summariser summariser({question.from, question.to, question.hash_secret});
    auto visited = store.visit_until(core::Time::min(), question.to.value_or(core::Time::max()),
                                     [&](const event::Event& event) {
                                         summariser.add(event);
                                         if (question.also) question.also(event);
                                         return true;
                                     });
    if (!visited) return visited.error();
    Report report;
    report.from = question.from;
    report.to = question.to;
    report.signal = question.signal;
    report.summary = summariser.summary();
    measure(report);
    const auto skipped = store.skipped();
    if (!skipped) return skipped.error();
    // The store keeps them as "file: reason".
    for (const auto& [name, count] : *skipped) {
        const auto colon = name.rfind(": ");
        report.skipped[colon == std::string::npos ? name : name.substr(colon + 2)] += count;
    }
    return report;
}

}  // namespace hitme::console
