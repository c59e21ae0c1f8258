// SPDX-License-Identifier: Apache-2.0
// bench_judge_wide [--json] [--signals N]: what the look at all signals costs a running console (console/findings/wide_watch.h), which
// takes one every five minutes. A store of eight days of N signals with a heartbeat an hour: the busiest has 60 new hosts an hour, the
// k-th 60 / k but one an hour at least; what each bin holds is drawn by a fixed seed. One port begins to rise three hours before the look.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/figures.h"
#include "console/findings/wide_watch.h"
#include "store/sqlite/store.h"

namespace {

using namespace hitme;
using std::chrono::hours;

const core::Time start = *core::parse_time("2026-03-02T00:00:00Z");
const core::Time now = start + hours{24 * 8};
constexpr double busiest_per_hour = 60;
constexpr double risen_per_hour = 20;
constexpr int looks = 5;
/// A look every five minutes may take this share of one core.
constexpr double most_of_a_core_percent = 5;
constexpr double looks_every_seconds = 300;

/// A store's folder for this run alone.
class Folder {
 public:
    Folder() : path_(std::filesystem::temp_directory_path() / "hitme-wide-XXXXXX") {
        if (::mkdtemp(path_.data()) == nullptr) path_.clear();
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    const std::string& path() const { return path_; }

 private:
    std::string path_;
};

double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

event::Signal signal_of(std::size_t number) {
    return {event::Transport::tcp, static_cast<std::uint16_t>(number + 1)};
}

core::Result<void> fill(store::EventStore& store, std::size_t signals) {
    event::Batch beats{"bench", 1, 1, {}};
    for (core::Time at = start + hours{1}; at <= now; at += hours{1}) {
        event::Heartbeat beat;
        beat.sensor = "bench";
        beat.epoch = 1;
        beat.sequence = beats.events.size() + 1;
        beat.seen_at = at;
        beat.covers_seconds = 3600;
        beats.events.emplace_back(beat);
    }
    if (auto done = store.append(beats); !done) return done.error();
    std::mt19937_64 random{20260302};
    store::RollUp counted;
    std::size_t points = 0;
    for (std::size_t i = 0; i < signals; ++i) {
        const double usual = std::max(1.0, busiest_per_hour / static_cast<double>(i + 1));
        for (core::Time bin = start; bin < now; bin += store::series_bin) {
            const bool has_risen = i + 1 == signals && bin >= now - hours{3};
            std::poisson_distribution<std::int64_t> hosts{(has_risen ? risen_per_hour : usual) /
                                                          12};
            const auto drawn = hosts(random);
            if (drawn > 0)
                counted.series.push_back({signal_of(i).key(), bin, 3 * drawn, 0, drawn, drawn});
        }
        points += counted.series.size();
        if (auto done = store.apply(std::exchange(counted, {})); !done) return done.error();
    }
    std::fprintf(stderr, "wide: %zu signals, %zu bins that hold a host\n", signals, points);
    return {};
}

std::uint64_t option(int argc, char** argv, std::string_view name, std::uint64_t otherwise) {
    for (int i = 1; i + 1 < argc; ++i)
        if (argv[i] == name) return std::strtoull(argv[i + 1], nullptr, 10);
    return otherwise;
}

int fail(const core::Error& failed) {
    std::fprintf(stderr, "bench_judge_wide: %s\n", failed.context.c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    bench::Figures figures{bench::wants_json(argc, argv)};
    const auto signals = std::clamp<std::size_t>(option(argc, argv, "--signals", 1'000), 1,
                                                 console::most_watched_signals);
    const Folder folder;
    auto store = store::open_sqlite_store({folder.path(), 0, 0}, store::Access::write);
    if (!store) return fail(store.error());
    if (auto filled = fill(**store, signals); !filled) return fail(filled.error());
    // As a console follows them: the ten busiest.
    std::vector<event::Signal> followed;
    for (std::size_t i = 0; i < std::min<std::size_t>(10, signals); ++i)
        followed.push_back(signal_of(i));

    std::vector<double> spent;
    bool found = true;
    for (int i = 0; i < looks; ++i) {
        const double began = cpu_seconds();
        const auto look = console::look_wide(**store, now, followed);
        spent.push_back(cpu_seconds() - began);
        if (!look) return fail(look.error());
        found = found && std::ranges::any_of(look->rose, [&](const auto& risen) {
                    return risen.signal == signal_of(signals - 1);
                });
        std::fprintf(stderr, "wide: %zu signals looked at, %zu rose, threshold %.2f, %.2f s\n",
                     look->signals, look->rose.size(), look->threshold, spent.back());
    }
    const double median = bench::quantile(spent, 0.5);
    figures.at_most("wide_look_ms", 1000 * median, "ms", {},
                    10 * most_of_a_core_percent * looks_every_seconds);
    figures.at_most("wide_look_of_a_core_percent", 100 * median / looks_every_seconds, "%", {},
                    most_of_a_core_percent);
    figures.at_least("wide_look_finds_the_risen", found ? 1 : 0, "", {}, 1);
    return 0;
}
