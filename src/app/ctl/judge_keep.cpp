// SPDX-License-Identifier: Apache-2.0
// hitme judge keep: walks a stored log in event time and keeps the findings that a running console would have kept, by the same
// code: what was imported has its story, too.
#include <cstdio>

#include "app/ctl/local_ip_data.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/findings/judging_job.h"
#include "console/judge/logs.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "runtime/secret_number.h"
#include "store/sqlite/book.h"
#include "store/sqlite/store.h"

namespace hitme::app {
namespace {

/// More steps than this are refused: ten years of a step an hour.
constexpr std::int64_t most_steps = 90'000;

struct Span {
    core::Time from;
    core::Time to;
};

/// The first kept day's start, and just after the last contact.
core::Result<Span> span_of(store::EventStore& store) {
    const auto state = store.state();
    if (!state) return state.error();
    store::ContactQuery latest;
    latest.limit = 1;
    const auto page = store.contacts(latest);
    if (!page) return page.error();
    if (!state->oldest_day || page->rows.empty())
        return core::Error{core::ErrorCode::not_found, "the store holds no contact"};
    return Span{core::Time{*state->oldest_day},
                page->rows.front().contact.seen_at + core::Duration{1}};
}

core::Time up_to(core::Time at, core::Duration every) {
    const core::Time below = core::bin_of(at, every);
    return below == at ? at : below + every;
}

void print(const JudgeOptions& options, const console::JudgingStep& step,
           const runtime::Zone& zone) {
    if (options.form == Form::json) {
        for (const auto& finding : step.kept)
            std::printf("%s\n", console::finding_body(finding).c_str());
        for (const auto& changed : step.alarms) {
            console::JsonWriter json;
            json.begin_object();
            console::put_alarm(json, changed.alarm);
            json.end_object();
            std::printf("%s\n", json.take().c_str());
        }
        for (const auto& score : step.scores) {
            console::JsonWriter json;
            json.begin_object();
            console::put_score(json, score);
            json.end_object();
            std::printf("%s\n", json.take().c_str());
        }
        return;
    }
    for (const auto& finding : step.kept)
        std::printf("%s  %s  %s  %s\n", zone.format(finding.judged_at).c_str(),
                    finding.subject.c_str(), finding.question.c_str(),
                    core::printable(finding.sentence, 1000).c_str());
    for (const auto& changed : step.alarms)
        std::printf("%s  %s  alarm  %s\n",
                    zone.format(changed.alarm.closed.value_or(changed.alarm.opened)).c_str(),
                    changed.alarm.subject.c_str(),
                    core::printable(changed.alarm.sentence, 1000).c_str());
    for (const auto& score : step.scores)
        std::printf("%s  %s  forecast  %s\n", zone.format(score.forecast.to()).c_str(),
                    score.forecast.subject.c_str(), core::printable(score.sentence, 1000).c_str());
}

}  // namespace

int run_judge_keep(const JudgeOptions& options) {
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    const std::string folder = store_folder(options.store);
    auto store = store::open_sqlite_store({folder, 0, 0}, store::Access::read);
    if (!store) return say_failure(store.error());
    auto book = store::open_sqlite_book(folder, store::Access::write);
    if (!book) return say_failure(book.error());
    const auto span = span_of(**store);
    if (!span) return say_failure(span.error());

    const core::Duration every = options.every.value_or(std::chrono::hours{6});
    const core::Time from = up_to(options.from.value_or(span->from + every), every);
    const core::Time to = options.to.value_or(span->to);
    if (to - from > every * most_steps)
        return say_failure({core::ErrorCode::bad_input, "more steps than can be walked"});

    auto networks = local_ip_data(options.config);
    if (!networks) return say_failure(networks.error());
    console::SignalLogs logs{runtime::secret_number(), *zone, std::move(*networks)};
    console::JudgingSettings settings;
    settings.every = every;
    std::optional<std::string> only;
    if (options.signal) only = options.signal->to_string();
    console::JudgingJob job{**store, **book, logs, nullptr, settings, *zone, only};
    const runtime::SystemClock clock;
    std::uint64_t kept = 0;
    std::uint64_t steps = 0;
    for (core::Time at = from; at <= to; at += every) {
        const auto step = job.step(at, clock.now());
        if (!step) return say_failure(step.error());
        ++steps;
        kept += step->kept.size();
        print(options, *step, *zone);
    }
    std::fprintf(stderr, "hitme: %llu steps, %llu findings kept\n",
                 static_cast<unsigned long long>(steps), static_cast<unsigned long long>(kept));
    return 0;
}

}  // namespace hitme::app
