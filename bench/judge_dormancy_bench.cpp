// SPDX-License-Identifier: Apache-2.0
// bench_judge_dormancy [--json] [--streams N]: whether the dormancy verdict is right on N simulated streams of each truth
// (default 100), with and without passers-by; whether attribution's intervals hold; what 100,000 sightings cost. References
// are the reference estimator's published figures on its own streams. The confusion matrix goes to stderr.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>

#include "analytics/attribution/attribution.h"
#include "analytics/dormancy/dormancy.h"
#include "bench/figures.h"
#include "simulation/attribution_stream.h"
#include "simulation/dormancy_stream.h"

namespace {

using namespace hitme;
using analytics::DormancyVerdict;
using simulation::HostHabit;

analytics::DormancyInput input_of(const simulation::DormancyStream& stream) {
    analytics::DormancyInput input;
    input.now = stream.now;
    for (const auto& [at, source] : stream.sightings) input.sightings.push_back({at, source, 0});
    input.zones.assign(stream.zones.begin(), stream.zones.end());
    return input;
}

struct Tally {
    double right = 0;
    double wrong = 0;
    double all = 0;
    std::vector<double> sleep_error;
};

Tally judge(std::uint64_t first, std::uint64_t count, double passers_by) {
    constexpr std::pair<HostHabit, DormancyVerdict> truths[] = {
        {HostHabit::persistent, DormancyVerdict::persistent},
        {HostHabit::gone, DormancyVerdict::scan_then_gone},
        {HostHabit::sleep, DormancyVerdict::scan_then_sleep},
        {HostHabit::daily, DormancyVerdict::daily_off}};
    Tally tally;
    for (const auto& [habit, wanted] : truths) {
        std::map<std::string_view, int> row;
        for (std::uint64_t seed = first; seed < first + count; ++seed) {
            const auto stream = simulation::dormancy_stream(habit, seed, passers_by);
            const auto finding = analytics::judge_dormancy(input_of(stream));
            ++row[analytics::name_of(finding.verdict)];
            tally.all += 1;
            if (finding.verdict == wanted) {
                tally.right += 1;
                if (habit == HostHabit::sleep && finding.sleep_h) {
                    tally.sleep_error.push_back(std::abs(*finding.sleep_h / stream.sleep_h - 1));
                }
            } else if (finding.verdict != DormancyVerdict::undetermined &&
                       finding.verdict != DormancyVerdict::insufficient_data) {
                tally.wrong += 1;
            }
        }
        std::fprintf(stderr, "passers-by %.1f, truth %-16s", passers_by,
                     std::string{analytics::name_of(wanted)}.c_str());
        for (const auto& [name, seen] : row)
            std::fprintf(stderr, " %s %d", std::string{name}.c_str(), seen);
        std::fprintf(stderr, "\n");
    }
    return tally;
}

double attribution_coverage(std::uint64_t first) {
    double held = 0;
    double all = 0;
    for (std::uint64_t seed = first; seed < first + 500; ++seed) {
        const auto counts = simulation::attribution_counts(seed);
        analytics::AttributionInput input;
        input.ratio = counts.ratio;
        for (std::size_t i = 0; i < counts.window.size(); ++i) {
            input.classes.push_back(
                {std::to_string(i), counts.window[i], counts.baseline[i], false});
        }
        const auto finding = analytics::judge_attribution(input);
        for (const auto& row : finding.classes) {
            if (!row.share) continue;
            const double truth =
                counts.share[static_cast<std::size_t>(std::atoi(row.name.c_str()))];
            held += row.share->low <= truth && truth <= row.share->high ? 1 : 0;
            all += 1;
        }
    }
    return held / all;
}

double milliseconds_of_100000(std::uint64_t first) {
    analytics::DormancyInput input;
    for (std::uint64_t seed = first; input.sightings.size() < 100000; ++seed) {
        const auto more = input_of(simulation::dormancy_stream(HostHabit::sleep, seed));
        const auto offset = static_cast<std::uint32_t>(input.zones.size());
        for (auto one : more.sightings) {
            one.source += offset;
            if (input.sightings.size() < 100000) input.sightings.push_back(one);
        }
        input.zones.insert(input.zones.end(), more.zones.begin(), more.zones.end());
        input.now = more.now;
    }
    std::vector<double> spent;
    for (int round = 0; round < 5; ++round) {
        const std::clock_t began =
            std::clock();  // processor time: the machine may do something else
        const auto finding = analytics::judge_dormancy(input);
        spent.push_back(1000.0 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC);
        if (finding.hosts == 0) return -1;
    }
    return bench::quantile(spent, 0.5);
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t count = 100;
    for (int i = 1; i + 1 < argc; ++i) {
        if (std::string{argv[i]} == "--streams") count = std::strtoull(argv[i + 1], nullptr, 10);
    }
    constexpr std::uint64_t first = 800000;
    bench::Figures figures{bench::wants_json(argc, argv)};
    const Tally plain = judge(first, count, 0);
    const Tally mixed = judge(first, count, 0.3);
    figures.at_least("dormancy_right", plain.right / plain.all, "of verdicts", 0.94, 0.95);
    figures.at_most("dormancy_wrong", plain.wrong / plain.all, "of verdicts", 0.0, 0.005);
    figures.at_most("dormancy_sleep_length_error", bench::quantile(plain.sleep_error, 0.5),
                    "relative", 0.11, 0.10);
    figures.at_least("dormancy_right_passers_by", mixed.right / mixed.all, "of verdicts", 0.97,
                     0.95);
    figures.at_most("dormancy_wrong_passers_by", mixed.wrong / mixed.all, "of verdicts", 0.0,
                    0.005);
    figures.at_most("dormancy_sleep_error_passers_by", bench::quantile(mixed.sleep_error, 0.5),
                    "relative", 0.11, 0.10);
    figures.between("attribution_coverage", attribution_coverage(first), "of intervals", 0.94, 0.93,
                    0.97);
    figures.at_most("dormancy_100000_sightings", milliseconds_of_100000(first), "ms", std::nullopt,
                    200);
}
