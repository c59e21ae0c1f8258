// SPDX-License-Identifier: Apache-2.0
// hitme report: what the store says about a window, from the events themselves.
#include "app/ctl/options.h"
#include "app/ctl/report_output.h"
#include "app/ctl/shared_words.h"
#include "console/judge/questions.h"
#include "console/report/store_report.h"
#include "runtime/secret_number.h"
#include "store/sqlite/store.h"

namespace hitme::app {

namespace {

/// The TCP signal with most sources: what one would look at first. Datagrams prove no source.
std::optional<event::Signal> busiest(const console::Report& report) {
    const analytics::Summary::OnSignal* most = nullptr;
    for (const auto& on : report.summary.signals)
        if (on.signal.transport == event::Transport::tcp &&
            (most == nullptr || on.numbers.verified_sources > most->numbers.verified_sources))
            most = &on;
    if (most == nullptr) return std::nullopt;
    return most->signal;
}

core::Result<console::Report::Judged> judge_signal(store::EventStore& store, event::Signal signal,
                                                   const ReportOptions& options,
                                                   const runtime::Zone& zone) {
    const auto stream = console::stream_of(store, signal, options.to, runtime::secret_number());
    if (!stream) return stream.error();
    console::JudgeWindow window;
    window.from = options.from;
    window.to = options.to;
    window.zone = zone;
    console::Report::Judged judged;
    judged.signal = signal;
    judged.findings = console::judge_all(*stream, window);
    for (const auto& finding : judged.findings)
        for (auto& sentence : console::sentences_of(finding))
            judged.sentences.push_back(std::move(sentence));
    return judged;
}

}  // namespace

int run_report(const ReportOptions& options) {
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    auto store = store::open_sqlite_store({store_folder(options.store), 0, 0}, store::Access::read);
    if (!store) return say_failure(store.error());

    auto report = console::report_of(
        **store, {options.signal, options.from, options.to, runtime::secret_number()});
    if (!report) return say_failure(report.error());
    if (const auto signal = options.signal ? options.signal : busiest(*report)) {
        if (auto judged = judge_signal(**store, *signal, options, *zone); !judged)
            return say_failure(judged.error());
        else
            report->judged = std::move(*judged);
    }
    print_report(*report, options.form, *zone);
    return 0;
}

}  // namespace hitme::app
