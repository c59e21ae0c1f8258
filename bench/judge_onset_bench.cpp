// SPDX-License-Identifier: Apache-2.0
// bench_judge_onset [--json] [--streams N] [--seed S]: how soon a rise is seen and how well its beginning is known, on N
// simulated streams of each shape (default 200), and how often the watch is wrong on 1,200 quiet days. References are the
// reference estimator's published figures on its own streams. Details go to stderr.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analytics/onset/onset.h"
#include "bench/figures.h"
#include "simulation/onset_stream.h"
#include "simulation/quiet_stream.h"

namespace {

using namespace hitme;
using analytics::seconds_of;

struct Result {
    std::vector<double> delay;
    std::vector<double> error;
    std::vector<double> clear_error;  ///< from 30 excess hosts an hour
    std::vector<double> milliseconds;
    double covered = 0;
    int judged = 0;
    int missed = 0;
    int refused = 0;
};

Result judge(simulation::RiseShape shape, std::uint64_t first, std::uint64_t count) {
    Result result;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const auto stream = simulation::onset_stream(shape, seed);
        analytics::OnsetInput input;
        input.new_hosts = stream.new_hosts;
        input.from = stream.from;
        input.now = stream.now;
        // A false alarm before the rise is counted among the quiet days, not here: the watch begins an hour before it.
        input.watch_from = stream.onset - std::chrono::hours{1};
        const std::clock_t began =
            std::clock();  // processor time: the machine may do something else
        const auto finding = analytics::judge_onset(input);
        const double spent = 1000.0 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
        if (!finding.alarm_at || *finding.alarm_at < stream.onset) {
            ++result.missed;
            continue;
        }
        const double truth = seconds_of(stream.onset);
        result.delay.push_back((seconds_of(*finding.alarm_at) - truth) / 60);
        result.milliseconds.push_back(spent);
        if (!finding.onset) {
            ++result.refused;
            continue;
        }
        ++result.judged;
        result.error.push_back(std::abs(seconds_of(*finding.onset) - truth) / 60);
        if (stream.excess_per_h >= 30) result.clear_error.push_back(result.error.back());
        result.covered +=
            finding.ci95->low <= stream.onset && stream.onset <= finding.ci95->high ? 1 : 0;
    }
    return result;
}

template <typename Stream>
analytics::BinnedCounts cells_of(const Stream& stream) {
    std::vector<double> times;
    for (const auto at : stream.new_hosts) times.push_back(seconds_of(at));
    return analytics::count_in_bins(times, seconds_of(stream.from), seconds_of(stream.now),
                                    analytics::MonitorSettings{}.cell_seconds);
}

/// Minutes from the rise's beginning to the first alarm at that threshold; nothing where it raises none in the stream.
std::optional<double> delay_at(const analytics::BinnedCounts& cells, double onset,
                               double threshold) {
    analytics::MonitorSettings settings;
    settings.threshold = threshold;
    for (const auto& alarm : analytics::watch(cells, onset - 3600, settings))
        if (alarm.at >= onset) return (alarm.at - onset) / 60;
    return std::nullopt;
}

/// What a threshold buys: how soon against how often wrong. 12 is the one that confirms (docs/methods/onset.md).
void delay_curve(const char* name, simulation::RiseShape shape, std::uint64_t first,
                 std::uint64_t count) {
    std::vector<std::pair<analytics::BinnedCounts, double>> streams;  // cells, and the onset
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const auto stream = simulation::onset_stream(shape, seed);
        streams.emplace_back(cells_of(stream), seconds_of(stream.onset));
    }
    for (const double threshold :
         {7.0, analytics::MonitorSettings{}.threshold, 10.0, analytics::confirming_threshold}) {
        std::vector<double> delays;
        for (const auto& [cells, onset] : streams)
            if (const auto delay = delay_at(cells, onset, threshold)) delays.push_back(*delay);
        std::fprintf(stderr,
                     "%-12s threshold %4.1f: %.2f false alarms in 30 days, seen %zu of %llu, delay "
                     "%.1f / %.1f min (median / 90 %%)\n",
                     name, threshold, analytics::false_alarms_per_30_days(threshold), delays.size(),
                     static_cast<unsigned long long>(count), bench::quantile(delays, 0.5),
                     bench::quantile(delays, 0.9));
    }
}

double false_alarms(std::uint64_t first) {
    double alarms = 0;
    constexpr int streams = 40;
    for (std::uint64_t seed = first; seed < first + streams; ++seed) {
        const auto stream = simulation::quiet_stream(37, seed);
        alarms += static_cast<double>(analytics::watch(cells_of(stream),
                                                       seconds_of(stream.from) + 7 * 86400.0,
                                                       analytics::MonitorSettings{})
                                          .size());
    }
    return alarms / streams;
}

std::uint64_t number(int argc, char** argv, const std::string& name, std::uint64_t otherwise) {
    for (int i = 1; i + 1 < argc; ++i) {
        if (name == argv[i]) return std::strtoull(argv[i + 1], nullptr, 10);
    }
    return otherwise;
}

}  // namespace

int main(int argc, char** argv) {
    const auto count = number(argc, argv, "--streams", 200);
    const auto first = number(argc, argv, "--seed", 700000);
    bench::Figures figures{bench::wants_json(argc, argv)};
    struct Case {
        const char* name;
        simulation::RiseShape shape;
        double oracle_delay;
        double delay_limit;
        double oracle_coverage;
    };
    constexpr Case cases[] = {{"step", simulation::RiseShape::step, 21, 19, 0.93},
                              {"ramp", simulation::RiseShape::ramp, 74, 68, 0.90},
                              {"exponential", simulation::RiseShape::exponential, 43, 40, 0.93}};
    std::vector<double> spent;
    for (const auto& one : cases) {
        const Result result = judge(one.shape, first, count);
        std::fprintf(stderr,
                     "%-12s judged %d refused %d missed %d  delay %.1f / %.1f  error %.2f / %.1f "
                     "min (median / 90 %%)\n",
                     one.name, result.judged, result.refused, result.missed,
                     bench::quantile(result.delay, 0.5), bench::quantile(result.delay, 0.9),
                     bench::quantile(result.error, 0.5), bench::quantile(result.error, 0.9));
        delay_curve(one.name, one.shape, first, count);
        const std::string name = one.name;
        figures.at_most(("onset_delay_" + name).c_str(), bench::quantile(result.delay, 0.5), "min",
                        one.oracle_delay, one.delay_limit);
        figures.between(("onset_coverage_" + name).c_str(),
                        result.covered / std::max(1, result.judged), "of intervals",
                        one.oracle_coverage, 0.93, 0.98);
        if (one.shape == simulation::RiseShape::step) {
            figures.at_most("onset_error_step", bench::quantile(result.error, 0.5), "min", 3.9,
                            3.5);
            figures.at_most("onset_error_step_from_30_per_h",
                            bench::quantile(result.clear_error, 0.5), "min", 1.8, 1.6);
        }
        spent.insert(spent.end(), result.milliseconds.begin(), result.milliseconds.end());
    }
    figures.at_most("onset_false_alarms_30_days", false_alarms(first), "alarms", 1.0, 1.0);
    figures.at_most("onset_judgement", bench::quantile(spent, 0.5), "ms", std::nullopt, 50);
    figures.at_most("onset_judgement_slowest", bench::quantile(spent, 1), "ms", std::nullopt, 50);
}
