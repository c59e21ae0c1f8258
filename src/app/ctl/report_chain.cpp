// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/report_chain.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "app/ctl/local_ip_data.h"
#include "console/findings/forecast_score.h"
#include "console/findings/judging_job.h"
#include "console/judge/logs.h"
#include "console/retold_times.h"
#include "runtime/clock.h"
#include "runtime/secret_number.h"
#include "store/sqlite/book.h"

namespace hitme::app {
namespace {

/// A folder for the book of one report, gone with it.
class FolderForAWhile {
 public:
    static core::Result<FolderForAWhile> make() {
        std::error_code failed;
        auto pattern =
            (std::filesystem::temp_directory_path(failed) / "hitme-report-XXXXXX").string();
        if (failed || ::mkdtemp(pattern.data()) == nullptr)
            return core::error(core::ErrorCode::io,
                               "no folder for the report's findings can be made");
        return FolderForAWhile{std::move(pattern)};
    }
    FolderForAWhile(FolderForAWhile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    FolderForAWhile& operator=(FolderForAWhile&&) = delete;
    ~FolderForAWhile() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    const std::string& path() const { return path_; }

 private:
    explicit FolderForAWhile(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

}  // namespace

core::Result<console::KeptStory> kept_chain(store::Book& book, event::Signal signal,
                                            const std::optional<core::Time>& to,
                                            const runtime::Zone& zone) {
    console::KeptStory story;
    store::EntryQuery query;
    query.kind = console::finding_kind;
    query.subject = signal.to_string();
    query.limit = store::max_entries_per_page;
    while (true) {
        const auto page = book.list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries) {
            auto finding = console::finding_of(entry);
            if (!finding) return finding.error();
            finding->sentence = console::told_for(finding->sentence, zone);
            for (auto& more : finding->more) more = console::told_for(more, zone);
            story.findings.push_back(std::move(*finding));
        }
        query.offset += page->entries.size();
        if (page->entries.empty() || query.offset >= page->total) break;
    }
    std::ranges::sort(story.findings, {}, [](const console::Finding& one) {
        return std::tuple{one.question, one.judged_at, console::finding_number(one.id)};
    });
    story = console::known_at(std::move(story), to);
    query.kind = console::forecast_score_kind;
    query.offset = 0;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<console::ForecastScore> scores;
    for (const auto& entry : page->entries) {
        auto score = console::score_of(entry);
        if (!score) return score.error();
        if (!to || score->forecast.to() <= *to) scores.push_back(std::move(*score));
    }
    std::ranges::sort(scores, {}, [](const auto& score) {
        return std::pair{score.forecast.at, score.forecast.made_at};
    });
    for (const auto& score : scores) {
        story.scores.push_back(console::told_for(score.sentence, zone));
        console::JsonWriter json;
        json.begin_object();
        console::put_score(json, score);
        json.key("state").text(name_of(score.state)).end_object();
        story.score_records.push_back(json.take());
    }
    return story;
}

core::Result<console::KeptStory> judge_chain(store::EventStore& store, event::Signal signal,
                                             core::Time onset, core::Time to,
                                             const runtime::Zone& zone) {
    const auto folder = FolderForAWhile::make();
    if (!folder) return folder.error();
    auto book = store::open_sqlite_book(folder->path(), store::Access::write);
    if (!book) return book.error();
    auto networks = local_ip_data({});
    if (!networks) return networks.error();
    console::SignalLogs logs{runtime::secret_number(), zone, std::move(*networks)};
    console::JudgingSettings settings;
    settings.every = chain_step;
    console::JudgingJob job{store, **book, logs, nullptr, settings, zone, signal.to_string()};
    const runtime::SystemClock clock;
    core::Time at = core::bin_of(std::max(onset, to - longest_chain), chain_step) + chain_step;
    for (; at < to; at += chain_step)
        if (const auto step = job.step(at, clock.now()); !step) return step.error();
    if (const auto step = job.step(to, clock.now()); !step) return step.error();
    auto story = kept_chain(**book, signal, to, zone);
    if (story) story->judged_every = chain_step;
    return story;
}

}  // namespace hitme::app
