// SPDX-License-Identifier: Apache-2.0
// bench_judge_live [--json] [--events N] [--signals N]: all counts and monitors of 1,000 signals over 10^8 events in one pass,
// the checkpoint and what a restart changes, the sketches' errors up to 10^7, and a flood of 10^7 forged sources. Seeds are
// fixed. Rates are per processor second of the engine alone: making the events is not counted.
#include <sys/resource.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/live.h"
#include "bench/figures.h"

namespace {

using namespace hitme;
using analytics::Live;
using analytics::LiveKey;
using analytics::LiveSighting;
using analytics::Proof;

const core::Time start = *core::parse_time("2026-03-01T00:00:00Z");
constexpr double days = 8;

double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double most_resident_gib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / (1 << 20);
}

// Events of `signals` ports, the busiest with a hundred times the events of the median; a third of them of sources never seen
// on that port, the rest of earlier ones; up to 20 minutes late.
class Log {
 public:
    Log(std::uint64_t seed, std::uint64_t events, std::size_t signals)
        : random_(seed), step_(days * 86'400e9 / static_cast<double>(events)), seen_(signals) {
        std::vector<double> weights;
        for (std::size_t i = 0; i < signals; ++i)
            weights.push_back(1 / (static_cast<double>(i) + 5));
        pick_ = std::discrete_distribution<std::uint32_t>(weights.begin(), weights.end());
    }
    LiveSighting next() {
        LiveSighting one;
        const auto received = static_cast<std::int64_t>(step_ * static_cast<double>(made_++));
        one.received = start + core::Duration{received};
        one.at = one.received - std::chrono::seconds{random_() % 1'200};
        if (one.at < start) one.at = start;
        const std::uint32_t signal = pick_(random_);
        one.key = {1u << 16 | signal, 0, Proof::proved};
        auto& seen = seen_[signal];
        // Sources are numbered by signal and scattered by an odd factor: the same are met again without a table.
        const bool is_new = seen == 0 || random_() % 3 == 0;
        const std::uint32_t number = is_new ? seen++ : static_cast<std::uint32_t>(random_() % seen);
        one.source = core::Address::v4((number * 2'654'435'761u) ^ (signal << 7));
        return one;
    }

 private:
    std::mt19937_64 random_;
    double step_;
    std::vector<std::uint32_t> seen_;
    std::discrete_distribution<std::uint32_t> pick_;
    std::uint64_t made_ = 0;
};

analytics::LiveSettings settings() {
    analytics::LiveSettings made;
    made.from = start;
    made.secret = 20'261'128;
    return made;
}

void rate(bench::Figures& figures, std::uint64_t events, std::size_t signals) {
    std::uint64_t bins = 0;
    std::uint64_t alarms = 0;
    Live live{settings(),
              {[&](const analytics::LiveBin&) { ++bins; },
               [&](const analytics::LiveAlarm&) { ++alarms; }}};
    Log log{1, events, signals};
    std::vector<LiveSighting> chunk;
    constexpr std::uint64_t chunk_size = 1'000'000;
    double spent = 0;
    for (std::uint64_t done = 0; done < events; done += chunk.size()) {
        chunk.clear();
        while (chunk.size() < std::min(chunk_size, events - done)) chunk.push_back(log.next());
        const double began = cpu_seconds();
        for (const auto& one : chunk) live.observe(one);
        spent += cpu_seconds() - began;
    }
    const double began = cpu_seconds();
    live.advance(start + std::chrono::hours{24 * 8 + 1});
    spent += cpu_seconds() - began;
    std::fprintf(stderr,
                 "live: %zu signals, %llu events, %zu pairs, %llu bins, %llu alarms, %llu late; "
                 "%.1f s; engine %.2f GiB\n",
                 live.signals(), static_cast<unsigned long long>(events), live.pairs(),
                 static_cast<unsigned long long>(bins), static_cast<unsigned long long>(alarms),
                 static_cast<unsigned long long>(live.totals().late), spent,
                 static_cast<double>(live.memory_bytes()) / (1 << 30));
    figures.at_least("live_million_events_per_s", static_cast<double>(events) / spent / 1e6, "M/s",
                     {}, 2);
    figures.at_most("live_resident_gib", most_resident_gib(), "GiB", {}, 4);
    figures.at_most("live_lost_events",
                    static_cast<double>(events - live.totals().taken - live.totals().late), "", {},
                    0);
}

void restart(bench::Figures& figures, std::size_t signals) {
    constexpr std::uint64_t events = 4'000'000;
    std::vector<std::string> heard[2];
    double bytes = 0;
    for (int with_restart = 0; with_restart < 2; ++with_restart) {
        auto& lines = heard[with_restart];
        const Live::Sink sink{[&](const analytics::LiveBin& bin) {
                                  lines.push_back(std::to_string(bin.key.signal) + " " +
                                                  std::to_string(bin.counts.events) + " " +
                                                  std::to_string(bin.counts.hosts) + " " +
                                                  std::to_string(bin.counts.new_hosts));
                              },
                              [&](const analytics::LiveAlarm& alarm) {
                                  char text[96];
                                  std::snprintf(text, sizeof text, "alarm %u %a", alarm.key.signal,
                                                alarm.alarm.score);
                                  lines.push_back(text);
                              }};
        Log log{2, events, signals};
        std::optional<Live> live{Live{settings(), sink}};
        for (std::uint64_t i = 0; i < events; ++i) {
            if (with_restart == 1 && i == events * 6 / 10) {
                core::ByteVector state;
                core::Writer out{state};
                live->save(out, i);
                bytes = static_cast<double>(state.size());
                live.reset();
                auto loaded = Live::load(state, sink);
                if (!loaded) break;
                live.emplace(std::move(loaded->live));
            }
            live->observe(log.next());
        }
        live->advance(start + std::chrono::hours{24 * 8 + 1});
        for (std::uint32_t signal = 0; signal < signals; signal += 97)
            for (const auto& one : live->top({1u << 16 | signal, 0, Proof::proved}, 10))
                lines.push_back(one.source.to_string() + " " + std::to_string(one.count));
    }
    figures.at_least("live_restart_equal", heard[0] == heard[1] ? 1 : 0, "", {}, 1);
    figures.at_most("live_checkpoint_mb", bytes / 1e6, "MB", {}, 500);
}

void sketches(bench::Figures& figures) {
    int within = 0;
    int trials = 0;
    for (const std::uint64_t size : {1'000u, 30'000u, 1'000'000u, 10'000'000u}) {
        const int each = size > 1'000'000 ? 20 : size > 100'000 ? 60 : 400;
        int good = 0;
        for (int trial = 0; trial < each; ++trial) {
            const analytics::Seed seed{static_cast<std::uint64_t>(900 + trial)};
            analytics::HyperLogLog sketch;
            for (std::uint64_t key = 0; key < size; ++key)
                sketch.add(analytics::hash_of(key, seed));
            good += std::abs(sketch.estimate() / static_cast<double>(size) - 1) <= 0.02 ? 1 : 0;
        }
        std::fprintf(stderr, "hyperloglog: %llu sources: %d of %d within 2 %%\n",
                     static_cast<unsigned long long>(size), good, each);
        within += good;
        trials += each;
    }
    figures.at_least("distinct_within_2_percent", 100.0 * within / trials, "%", {}, 95);
}

void flood(bench::Figures& figures) {
    constexpr std::uint64_t forged = 10'000'000;
    analytics::LiveCounts counts[2];
    double active[2]{};
    bool withheld = false;
    for (int with_flood = 0; with_flood < 2; ++with_flood) {
        std::uint64_t alarms = 0;
        Live live{settings(), {{}, [&](const analytics::LiveAlarm&) { ++alarms; }}};
        std::mt19937_64 random{9};
        Log log{3, 1'000'000, 1};
        const LiveKey unproved{1u << 16, 0, Proof::unproved};
        for (std::uint64_t i = 0; i < 1'000'000; ++i) {
            const auto one = log.next();
            live.observe(one);
            for (std::uint64_t k = 0; with_flood == 1 && k < forged / 1'000'000; ++k)
                live.observe({one.received, one.received, unproved,
                              core::Address::v4(static_cast<std::uint32_t>(random()))});
        }
        live.advance(start + std::chrono::hours{24 * 8 + 1});
        const LiveKey proved{1u << 16, 0, Proof::proved};
        counts[with_flood] = *live.counts(proved, start, start + std::chrono::hours{24 * 9});
        active[with_flood] = static_cast<double>(live.state(proved)->active);
        if (with_flood == 1) {
            withheld = live.state(unproved)->withheld && !live.state(proved)->withheld;
            std::fprintf(stderr, "flood: %.1f %% of the unproved sources forged\n",
                         100 * live.state(unproved)->spoofed_share);
        }
    }
    figures.at_least("flood_unproved_withheld", withheld ? 1 : 0, "", {}, 1);
    figures.at_least("flood_proved_unchanged",
                     counts[0] == counts[1] && active[0] == active[1] ? 1 : 0, "", {}, 1);
}

std::uint64_t option(int argc, char** argv, std::string_view name, std::uint64_t otherwise) {
    for (int i = 1; i + 1 < argc; ++i)
        if (argv[i] == name) return std::strtoull(argv[i + 1], nullptr, 10);
    return otherwise;
}

}  // namespace

int main(int argc, char** argv) {
    bench::Figures figures{bench::wants_json(argc, argv)};
    const auto signals = option(argc, argv, "--signals", 1'000);
    rate(figures, option(argc, argv, "--events", 100'000'000), signals);
    restart(figures, signals);
    sketches(figures);
    flood(figures);
    return 0;
}
