// SPDX-License-Identifier: Apache-2.0
#include "console/report/store_report.h"

namespace hitme::console {

core::Result<Report> report_of(store::EventStore& store, const ReportQuestion& question) {
    analytics::Summariser summariser({question.from, question.to, question.hash_secret});
    // The heartbeat of that very moment belongs to it: it says that its sensor listened up to then.
    const core::Time until = question.to ? *question.to + core::Duration{1} : core::Time::max();
    auto visited = store.visit(core::Time::min(), until, [&](const event::Event& event) {
        const bool is_later = question.to && event::seen_at(event) >= *question.to;
        if (is_later && !std::holds_alternative<event::Heartbeat>(event)) return true;
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
