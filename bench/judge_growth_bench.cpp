// SPDX-License-Identifier: Apache-2.0
// bench_judge_growth [STREAMS] [FIRST_SEED]: the growth judgement and its forecast over simulated outbreaks, STREAMS of
// each truth. One line a figure, "name value", shares in percent; what was said of which truth goes to standard error.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include "analytics/growth/forecast.h"
#include "analytics/growth/verdict.h"
#include "simulation/growth_stream.h"

namespace {

using namespace hitme;
using analytics::GrowthFinding;
using analytics::GrowthVerdict;
using simulation::GrowthKind;
using simulation::GrowthStream;

constexpr std::array<GrowthKind, simulation::growth_kind_count> kinds{
    GrowthKind::none, GrowthKind::linear, GrowthKind::exponential, GrowthKind::logistic,
    GrowthKind::tapering};

GrowthVerdict verdict_of(GrowthKind kind) {
    return static_cast<GrowthVerdict>(kind);
}
static_assert(static_cast<int>(GrowthKind::none) == static_cast<int>(GrowthVerdict::no_growth));
static_assert(static_cast<int>(GrowthKind::linear) == static_cast<int>(GrowthVerdict::linear));
static_assert(static_cast<int>(GrowthKind::exponential) ==
              static_cast<int>(GrowthVerdict::exponential));
static_assert(static_cast<int>(GrowthKind::logistic) == static_cast<int>(GrowthVerdict::logistic));
static_assert(static_cast<int>(GrowthKind::tapering) == static_cast<int>(GrowthVerdict::tapering));

bool decisive(GrowthVerdict verdict) {
    return static_cast<std::size_t>(verdict) < analytics::shape_count;
}

bool says_growth(GrowthVerdict verdict) {
    return verdict == GrowthVerdict::linear || verdict == GrowthVerdict::exponential ||
           verdict == GrowthVerdict::logistic || verdict == GrowthVerdict::growing_shape_unresolved;
}

// The stream as the judgement reads it, up to `now`.
struct Case {
    std::vector<analytics::Sighting> sightings;
    analytics::Uptimes uptimes;
    analytics::JudgedWindow window;

    Case(const GrowthStream& stream, core::Time now)
        : window{stream.baseline_from, stream.window_from, now} {
        for (const auto& contact : stream.contacts)
            if (contact.at < now) sightings.push_back({contact.at, contact.source, contact.sensor});
        for (const auto& spans : stream.listening) {
            auto& own = uptimes.emplace_back();
            for (const auto& span : spans)
                if (span.from < now) own.push_back({span.from, std::min(span.to, now)});
        }
    }
    GrowthFinding judged() const {
        return analytics::judge_growth({sightings, uptimes, window, {}, {}});
    }
};

double percent(double part, double whole) {
    return whole > 0 ? 100 * part / whole : 0;
}

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void print(const char* name, double value) {
    std::printf("%s %.2f\n", name, value);
}

class Verdicts {
 public:
    void add(GrowthKind kind, const GrowthStream& stream) {
        const Case judged{stream, stream.now};
        const auto start = std::chrono::steady_clock::now();
        const GrowthFinding finding = judged.judged();
        milliseconds_.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count());
        const auto truth = static_cast<std::size_t>(kind);
        ++said_[truth][static_cast<std::size_t>(finding.verdict)];
        if (!finding.fits.empty()) {
            ++forced_[truth][static_cast<std::size_t>(finding.best())];
            const double weight = finding.probability(finding.best());
            // What was refused for another reason than its weight stays refused at every threshold.
            if (weight < finding.decisive || decisive(finding.verdict))
                weights_.push_back({weight, finding.decisive > analytics::decisive_weight,
                                    static_cast<std::size_t>(finding.best()) == truth});
        }
        if (kind == GrowthKind::none && stream.truth.change != simulation::FleetChange::nothing) {
            ++changed_;
            changed_growth_ += says_growth(finding.verdict);
        }
        if (kind == GrowthKind::exponential && finding.doubling_if_exponential_h.value) {
            const auto& estimate = finding.doubling_if_exponential_h;
            const double real = *stream.truth.doubling_h;
            errors_.push_back(std::abs(*estimate.value / real - 1));
            // Of a normal error, half are below 0.6745 deviations; its 95 % interval is 3.92 wide.
            doublings_.push_back(
                {finding.hosts, errors_.back(),
                 estimate.high ? 0.6745 * (*estimate.high - *estimate.low) / 3.92 / real : 1.0});
            covered_ += *estimate.low <= real && (!estimate.high || real <= *estimate.high);
        }
        ++streams_;
    }
    // A quiet stream that only tells whether a change of the fleet is taken for growth.
    void add_changed(const GrowthStream& stream) {
        if (stream.truth.change == simulation::FleetChange::nothing) return;
        ++changed_;
        changed_growth_ += says_growth(Case{stream, stream.now}.judged().verdict);
    }

    void print_all() const {
        double forced = 0, right = 0, wrong = 0, exponential = 0;
        for (std::size_t truth = 0; truth < kinds.size(); ++truth) {
            forced += forced_[truth][truth];
            right += said_[truth][truth];
            for (std::size_t verdict = 0; verdict < analytics::shape_count; ++verdict)
                if (verdict != truth) wrong += said_[truth][verdict];
            if (truth != static_cast<std::size_t>(GrowthKind::exponential))
                exponential += said_[truth][static_cast<std::size_t>(GrowthVerdict::exponential)];
        }
        double growth = 0, none = 0;
        for (std::size_t verdict = 0; verdict < analytics::growth_verdict_count; ++verdict) {
            none += said_[0][verdict];
            if (says_growth(static_cast<GrowthVerdict>(verdict))) growth += said_[0][verdict];
        }
        print("growth_right_forced_percent", percent(forced, streams_));
        print("growth_right_decisive_percent", percent(right, streams_));
        print("growth_wrong_decisive_percent", percent(wrong, streams_));
        print("growth_false_exponential_percent",
              percent(exponential, streams_ * (kinds.size() - 1) / kinds.size()));
        print("growth_said_of_none_percent", percent(growth, none));
        print("growth_doubling_error_percent", 100 * quantile(errors_, 0.5));
        print("growth_doubling_error_p90_percent", 100 * quantile(errors_, 0.9));
        print("growth_doubling_coverage_percent",
              percent(covered_, static_cast<double>(errors_.size())));
        print("growth_sensors_changed_percent", percent(changed_growth_, changed_));
        print("growth_verdict_ms", quantile(milliseconds_, 0.5));
        print("growth_verdict_ms_p99", quantile(milliseconds_, 0.99));
        print_curve();
        print_doublings();
        print_matrix("said", said_);
        print_matrix("forced", forced_);
    }

 private:
    using Matrix = std::array<std::array<double, analytics::growth_verdict_count>, kinds.size()>;
    static void print_matrix(const char* what, const Matrix& matrix) {
        std::fprintf(stderr, "%-12s", what);
        for (std::size_t verdict = 0; verdict < analytics::growth_verdict_count; ++verdict)
            std::fprintf(stderr, " %11.11s",
                         analytics::name_of(static_cast<GrowthVerdict>(verdict)).data());
        std::fputc('\n', stderr);
        for (const GrowthKind kind : kinds) {
            std::fprintf(stderr, "%-12s", simulation::name_of(kind).data());
            for (const double count : matrix[static_cast<std::size_t>(kind)])
                std::fprintf(stderr, " %11.0f", count);
            std::fputc('\n', stderr);
        }
    }

    /// Accuracy against the weight from which a verdict is decisive; where the window is unsure, never below what it needs there.
    void print_curve() const {
        std::fprintf(stderr, "decisive from   right   wrong (%% of %.0f)\n", streams_);
        for (const double from : {0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95}) {
            double right = 0, wrong = 0;
            for (const auto& one : weights_) {
                if (one.weight <
                    (one.unsure ? std::max(from, analytics::decisive_weight_unsure) : from))
                    continue;
                ++(one.right ? right : wrong);
            }
            std::fprintf(stderr, "%-13.2f %7.2f %7.2f\n", from, percent(right, streams_),
                         percent(wrong, streams_));
        }
    }
    /// The doubling time's error against the hosts that it was judged on, beside the error that its own intervals allow: where
    /// they hold the truth as often as they say and the two are alike, the counts say no more.
    void print_doublings() const {
        auto sorted = doublings_;
        std::ranges::sort(sorted, {}, &Doubling::hosts);
        constexpr std::size_t parts = 5;
        for (std::size_t part = 0; part < parts && sorted.size() >= parts; ++part) {
            const std::size_t from = sorted.size() * part / parts;
            const std::size_t to = sorted.size() * (part + 1) / parts;
            std::vector<double> errors, allowed;
            for (std::size_t i = from; i < to; ++i) {
                errors.push_back(sorted[i].error);
                allowed.push_back(sorted[i].allowed);
            }
            std::fprintf(stderr,
                         "doubling time of %6.0f to %6.0f hosts: median error %5.2f %%, intervals "
                         "allow %5.2f %%\n",
                         sorted[from].hosts, sorted[to - 1].hosts, 100 * quantile(errors, 0.5),
                         100 * quantile(allowed, 0.5));
        }
    }
    struct Doubling {
        double hosts = 0;
        double error = 0;    ///< of the doubling time, as a share
        double allowed = 0;  ///< median error by the interval's own width
    };
    std::vector<Doubling> doublings_;
    struct Weighed {
        double weight = 0;
        bool unsure = false;
        bool right = false;
    };
    std::vector<Weighed> weights_;
    Matrix said_{};
    Matrix forced_{};
    std::vector<double> errors_;
    std::vector<double> milliseconds_;
    double covered_ = 0;
    double changed_ = 0;
    double changed_growth_ = 0;
    double streams_ = 0;
};

// Judged at 65 % of the window, and compared with the hosts per bin that came.
class Forecasts {
 public:
    void add(const GrowthStream& stream) {
        const core::Duration whole = stream.now - stream.window_from;
        const core::Time now = stream.window_from + whole / 100 * 65;
        const GrowthFinding finding = Case{stream, now}.judged();
        if (finding.fits.empty()) return;
        const Case later{stream, stream.now};
        const auto series =
            analytics::count_hosts(later.sightings, later.uptimes, later.window, finding.bin);
        const auto kind = static_cast<std::size_t>(stream.truth.kind);
        check(finding, series, now + std::chrono::hours{6}, kind, near_);
        // As far as it goes: half of what was judged, 12 to 23 hours.
        check(finding, series, now + (now - stream.window_from) / 2 - finding.bin, kind, far_);
    }
    void print_all() const {
        print("forecast_6h_coverage_percent", near_.coverage());
        print("forecast_6h_coverage80_percent", near_.coverage80());
        print("forecast_6h_error_percent", 100 * quantile(near_.errors, 0.5));
        print("forecast_far_coverage_percent", far_.coverage());
        print("forecast_far_coverage80_percent", far_.coverage80());
        print("forecast_far_error_percent", 100 * quantile(far_.errors, 0.5));
        for (const auto& [what, tally] : {std::pair{"6 h", &near_}, std::pair{"far", &far_}})
            for (const GrowthKind kind : kinds) {
                const auto& by = tally->by_kind[static_cast<std::size_t>(kind)];
                std::fprintf(stderr, "forecast %s of %s: %.1f %% of %.0f covered, %.0f above\n",
                             what, simulation::name_of(kind).data(), percent(by.covered, by.asked),
                             by.asked, by.above);
            }
    }

 private:
    struct Tally {
        struct Part {
            double asked = 0, covered = 0, covered80 = 0, above = 0;
        };
        std::array<Part, kinds.size()> by_kind{};
        std::vector<double> errors;
        double coverage() const { return share(&Part::covered); }
        double coverage80() const { return share(&Part::covered80); }
        double share(double Part::*part) const {
            double sum = 0, asked = 0;
            for (const Part& one : by_kind) {
                sum += one.*part;
                asked += one.asked;
            }
            return percent(sum, asked);
        }
    };

    static void check(const GrowthFinding& finding, const analytics::HostSeries& series,
                      core::Time at, std::size_t kind, Tally& tally) {
        for (const analytics::HostBin& bin : series.window()) {
            if (at < bin.from || at >= bin.from + series.width) continue;
            if (bin.exposure < 0.5) return;
            const auto forecast = analytics::forecast_hosts(finding, bin.from + series.width / 2);
            if (forecast.refused) return;
            const double hosts = bin.hosts / bin.exposure;
            const auto& q = forecast.hosts;
            auto& part = tally.by_kind[kind];
            ++part.asked;
            part.covered += q.q025 <= hosts && hosts <= q.q975;
            part.covered80 += q.q100 <= hosts && hosts <= q.q900;
            part.above += hosts > q.q975;
            tally.errors.push_back(std::abs(q.q500 - hosts) / std::max(hosts, 1.0));
        }
    }

    Tally near_;
    Tally far_;
};

// One outbreak is looked at again and again: every six hours from a day on, by nested windows, as the console does. How often one
// of these looks is wrong, how many outbreaks ever hear a wrong verdict, and how many hear two shapes that contradict each other.
// Of truths that are the same at all times; the others go through several.
class Looks {
 public:
    void add(GrowthKind kind, const GrowthStream& stream) {
        const GrowthVerdict truth = verdict_of(kind);
        bool heard_wrong = false;
        bool told_wrong = false;
        std::optional<GrowthVerdict> standing;  ///< the last decisive one
        std::optional<GrowthVerdict> told;      ///< that two looks in turn agreed on
        std::optional<GrowthVerdict> before;
        bool flipped = false;
        bool told_flipped = false;
        for (core::Time now = stream.window_from + std::chrono::hours{24}; now <= stream.now;
             now += std::chrono::hours{6}) {
            const GrowthVerdict said = Case{stream, now}.judged().verdict;
            ++looks_;
            if (!decisive(said)) continue;
            wrong_looks_ += said != truth;
            heard_wrong = heard_wrong || said != truth;
            flipped = flipped || (standing && *standing != said);
            standing = said;
            if (before == said) {
                told_wrong = told_wrong || said != truth;
                told_flipped = told_flipped || (told && *told != said);
                told = said;
            }
            before = said;
        }
        ++outbreaks_;
        heard_wrong_ += heard_wrong;
        told_wrong_ += told_wrong;
        flipped_ += flipped;
        told_flipped_ += told_flipped;
    }
    void print_all() const {
        print("looks_wrong_percent", percent(wrong_looks_, looks_));
        print("looks_outbreaks_ever_wrong_percent", percent(heard_wrong_, outbreaks_));
        print("looks_outbreaks_contradicted_percent", percent(flipped_, outbreaks_));
        print("looks_agreed_ever_wrong_percent", percent(told_wrong_, outbreaks_));
        print("looks_agreed_contradicted_percent", percent(told_flipped_, outbreaks_));
    }

 private:
    double looks_ = 0, wrong_looks_ = 0, outbreaks_ = 0, heard_wrong_ = 0, told_wrong_ = 0,
           flipped_ = 0, told_flipped_ = 0;
};

double unchanged_by_a_loud_host(std::uint64_t streams, std::uint64_t first) {
    double same = 0;
    for (std::uint64_t seed = first; seed < first + streams; ++seed) {
        GrowthStream stream = simulation::growth_stream(kinds[seed % kinds.size()], seed);
        const auto quiet = Case{stream, stream.now}.judged().verdict;
        simulation::add_loud_host(stream, seed, 20'000);
        same += Case{stream, stream.now}.judged().verdict == quiet;
    }
    return percent(same, static_cast<double>(streams));
}

// Twelve new hosts an hour, and two days of them: both growths, and neither. Nothing decisive is to be said of most.
void print_few_hosts(std::uint64_t streams, std::uint64_t first) {
    double wrong = 0;
    double undecided = 0;
    double all = 0;
    for (const GrowthKind kind : {GrowthKind::none, GrowthKind::linear, GrowthKind::exponential}) {
        std::array<int, analytics::growth_verdict_count> said{};
        for (std::uint64_t seed = first; seed < first + streams; ++seed) {
            const GrowthStream stream = simulation::few_hosts_stream(kind, seed);
            const auto verdict = Case{stream, stream.now}.judged().verdict;
            ++said[static_cast<std::size_t>(verdict)];
            wrong += decisive(verdict) && verdict != verdict_of(kind);
            undecided += !decisive(verdict);
            ++all;
        }
        std::fprintf(stderr, "few %-12s", simulation::name_of(kind).data());
        for (const int count : said) std::fprintf(stderr, " %5d", count);
        std::fputc('\n', stderr);
    }
    print("growth_few_hosts_wrong_percent", percent(wrong, all));
    print("growth_few_hosts_undecided_percent", percent(undecided, all));
}

// A jump inside of the window: one level, a moment, another level. By how many sightings an hour came of it, because a small one looks
// like anything.
void print_steps(std::uint64_t streams, std::uint64_t first) {
    constexpr std::array<double, 3> sizes{80, 160, 301};
    std::array<std::array<double, analytics::growth_verdict_count>, sizes.size()> said{};
    for (std::uint64_t seed = first; seed < first + streams; ++seed) {
        const GrowthStream stream = simulation::growth_stream(GrowthKind::jump, seed);
        std::size_t size = 0;
        while (size + 1 < sizes.size() && stream.truth.peak_sightings_per_h >= sizes[size]) ++size;
        ++said[size][static_cast<std::size_t>(Case{stream, stream.now}.judged().verdict)];
    }
    double right = 0, wrong = 0, exponential = 0, all = 0;
    for (std::size_t size = 0; size < sizes.size(); ++size) {
        std::fprintf(stderr, "jump to %3.0f/h", sizes[size]);
        for (std::size_t verdict = 0; verdict < analytics::growth_verdict_count; ++verdict) {
            const double count = said[size][verdict];
            const auto named = static_cast<GrowthVerdict>(verdict);
            std::fprintf(stderr, " %5.0f", count);
            all += count;
            right += named == GrowthVerdict::step ? count : 0;
            wrong += decisive(named) ? count : 0;
            exponential += named == GrowthVerdict::exponential ? count : 0;
        }
        std::fputc('\n', stderr);
    }
    print("growth_step_right_percent", percent(right, all));
    print("growth_step_wrong_percent", percent(wrong, all));
    print("growth_step_called_exponential_percent", percent(exponential, all));
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t streams = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 400;
    const std::uint64_t first = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 500'000;
    Verdicts verdicts;
    Forecasts forecasts;
    for (const GrowthKind kind : kinds)
        for (std::uint64_t seed = first; seed < first + streams; ++seed) {
            const GrowthStream stream = simulation::growth_stream(kind, seed);
            verdicts.add(kind, stream);
            forecasts.add(stream);
        }
    // Half of the quiet streams have no change of the fleet: more of them, for that figure alone.
    for (std::uint64_t seed = first + streams; seed < first + 3 * streams; ++seed)
        verdicts.add_changed(simulation::growth_stream(GrowthKind::none, seed));
    verdicts.print_all();
    forecasts.print_all();
    Looks looks;
    for (const GrowthKind kind : {GrowthKind::none, GrowthKind::linear, GrowthKind::exponential})
        for (std::uint64_t seed = first; seed < first + streams / 4; ++seed)
            looks.add(kind, simulation::growth_stream(kind, seed));
    looks.print_all();
    print("growth_loud_host_unchanged_percent", unchanged_by_a_loud_host(streams, first));
    print_few_hosts(streams, first);
    print_steps(streams, first);
    return 0;
}
