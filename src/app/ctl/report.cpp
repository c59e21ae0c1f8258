// SPDX-License-Identifier: Apache-2.0
// hitme report: what the store says about a window, from the events themselves; and what was judged of its busiest signal, as it
// was said at the time where findings were kept, else as it is judged now.
#include <algorithm>
#include <cstdio>

#include "app/ctl/options.h"
#include "app/ctl/report_chain.h"
#include "app/ctl/report_output.h"
#include "app/ctl/shared_words.h"
#include "console/findings/forecast_score.h"
#include "console/judge/questions.h"
#include "console/report/store_report.h"
#include "runtime/secret_number.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::app {

namespace {

constexpr std::size_t most_signals = 100;

/// The TCP signal with most new hosts: what one would look at first. Datagrams prove no source.
core::Result<std::optional<event::Signal>> busiest(store::EventStore& store,
                                                   const ReportOptions& options) {
    const auto signals = store.top_signals(options.from.value_or(core::Time::min()),
                                           options.to.value_or(core::Time::max()), most_signals);
    if (!signals) return signals.error();
    std::optional<event::Signal> most;
    std::uint64_t hosts = 0;
    for (const auto& one : *signals) {
        if (one.signal.transport != event::Transport::tcp) continue;
        if (most && one.new_hosts <= hosts) continue;
        most = one.signal;
        hosts = one.new_hosts;
    }
    return most;
}

console::Report::Judged judged_signal(const console::Stream& stream, event::Signal signal,
                                      const ReportOptions& options, const runtime::Zone& zone) {
    console::JudgeWindow window;
    window.from = options.from;
    window.to = options.to;
    window.zone = zone;
    console::Report::Judged judged;
    judged.signal = signal;
    judged.findings = console::judge_all(stream, window);
    for (const auto& finding : judged.findings)
        for (auto& sentence : console::sentences_of(finding))
            judged.sentences.push_back(std::move(sentence));
    return judged;
}

/// A forecast whose time is over is told as a score, not as what is to come.
void leave_past_forecasts(std::vector<console::Finding>& findings, core::Time now) {
    for (auto& finding : findings) {
        if (finding.question != "growth") continue;
        const auto forecasts = console::forecasts_of(finding);
        // One sentence for each that was not refused (console/judge/moment.cpp).
        if (forecasts.size() != finding.more.size()) continue;
        std::vector<std::string> ahead;
        for (std::size_t i = 0; i < forecasts.size(); ++i)
            if (forecasts[i].to() > now) ahead.push_back(std::move(finding.more[i]));
        finding.more = std::move(ahead);
    }
}

/// What the book holds of that signal; nothing where there is no book.
core::Result<console::KeptStory> kept_story(const std::string& folder, event::Signal signal,
                                            const std::optional<core::Time>& to,
                                            const runtime::Zone& zone) {
    auto book = store::open_sqlite_book(folder, store::Access::read);
    if (!book) {
        if (book.error().code == core::ErrorCode::not_found) return console::KeptStory{};
        return book.error();
    }
    return kept_chain(**book, signal, to, zone);
}

/// The onset of what goes on at the report's moment, where a chain of findings can be walked from there in a while.
std::optional<core::Time> chain_from(const console::Stream& stream, const ReportOptions& options) {
    if (stream.sightings.size() > most_walked_sightings) {
        std::fprintf(stderr,
                     "hitme: more than %zu contacts of %s: no chain of findings is told; hitme "
                     "judge keep keeps one\n",
                     most_walked_sightings, stream.name.c_str());
        return std::nullopt;
    }
    console::JudgeWindow window;
    window.to = options.to;
    return console::ask_last_onset(stream, window, console::times_of(stream, window)).onset;
}

}  // namespace

int run_report(const ReportOptions& options) {
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    const std::string folder = store_folder(options.store);
    auto store = store::open_sqlite_store({folder, 0, 0}, store::Access::read);
    if (!store) return say_failure(store.error());
    std::optional<event::Signal> signal = options.signal;
    if (!signal) {
        const auto found = busiest(**store, options);
        if (!found) return say_failure(found.error());
        signal = *found;
    }

    std::optional<console::StreamBuilder> builder;
    if (signal) builder.emplace(signal, runtime::secret_number()).count_all_traffic();
    auto report =
        console::report_of(**store, {options.signal, options.from, options.to,
                                     runtime::secret_number(), [&](const event::Event& event) {
                                         if (builder) builder->add(event);
                                     }});
    if (!report) return say_failure(report.error());
    if (signal) {
        const auto stream = builder->take(signal->to_string(), {});
        report->judged = judged_signal(stream, *signal, options, *zone);
        auto kept = kept_story(folder, *signal, options.to, *zone);
        if (!kept) return say_failure(kept.error());
        const bool wants_chain = kept->findings.empty() && !options.from;
        if (const auto onset = wants_chain ? chain_from(stream, options) : std::nullopt) {
            auto chain = judge_chain(**store, *signal, *onset, report->window_to(), *zone);
            if (chain)
                kept = std::move(*chain);
            else
                std::fprintf(stderr, "hitme: the report tells no chain of findings: %s\n",
                             chain.error().context.c_str());
        }
        leave_past_forecasts(kept->findings, report->window_to());
        report->judged->kept = std::move(*kept);
    }
    print_report(*report, options.form, *zone);
    return 0;
}

}  // namespace hitme::app
