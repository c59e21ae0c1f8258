// SPDX-License-Identifier: Apache-2.0
// Watches a signal's new hosts for a rise against its daily cycle, as they come (docs/methods/onset.md).
//
// At the end of each cell: over the windows that end there and began up to six hours ago, the largest
//     [N ln(N / M) - (N - M)] / v,   N hosts seen, M expected, only where N >= 5 and N / M >= 1.3
// (a generalised likelihood ratio with unknown start and size). v is the dispersion at the window's own width plus what
// the fitted rate itself is unsure of, so neither noise nor a poor baseline passes for a rise. The expected rate is fitted
// once a day to the past seven days. Cost: 72 sums a cell, from running totals.
// Pure: one thread, no clock; the caller closes the cells.
#pragma once

#include <optional>
#include <vector>

#include "analytics/onset/intensity.h"
#include "core/reader.h"
#include "core/writer.h"

namespace hitme::analytics {

struct MonitorSettings {
    /// Alarm above this; see threshold_for(). 8.5 is about one false alarm in 30 days of one signal.
    double threshold = 8.5;
    double cell_seconds = 60;
    std::size_t cells_per_lag = 5;  ///< windows begin 5, 10, ... 360 minutes before the cell's end
    std::size_t lags = 72;
    double least_ratio = 1.3;
    double least_hosts = 5;
    double fit_days = 7;
    /// Added to a score is this times ln(width / 60 min): there are more short windows in a day to be wrong in.
    double width_weight = 0.5;
    /// False: v is the hourly dispersion alone, which is the plain form in the literature.
    bool refined_variance = true;
};

/// For counts that are kept in bins of five minutes: the same windows, and a rise is seen up to five minutes later. The
/// thresholds were measured with cells of a minute, so false alarms are fewer here.
constexpr MonitorSettings five_minute_cells() {
    MonitorSettings settings;
    settings.cell_seconds = 300;
    settings.cells_per_lag = 1;
    return settings;
}

struct OnsetAlarm {
    double at = 0;     ///< end of the cell, seconds since 1970
    double since = 0;  ///< start of the window with the largest score
    double score = 0;
    double observed = 0;
    double expected = 0;
};

/// Above this a rise is confirmed: 0.05 false alarms in 30 days of one signal, one in a year and a half.
constexpr double confirming_threshold = 12;

/// False alarms in 30 days of one signal at a threshold, as measured (docs/methods/onset.md gives the streams).
/// Between the thresholds measured by interpolation of the logarithm, beyond them by extension.
double false_alarms_per_30_days(double threshold);
/// The threshold at which `signals` together give at most so many false alarms in 30 days; at least 6, at most 40.
/// 0 signals count as one.
double threshold_for(std::size_t signals, double false_alarms_in_30_days = 1);

class Monitor {
 public:
    /// Cells are counted from `from`; alarms come from `watch_from` on (cells before it are baseline).
    Monitor(double from, double watch_from, MonitorSettings settings = {});

    /// Takes the next cell. After an alarm the monitor is silent for its longest window (6 h).
    std::optional<OnsetAlarm> close(double hosts, double exposed_hours);

    /// Alarms above this from now on: the number of signals that are watched may grow.
    void threshold(double threshold) { settings_.threshold = threshold; }

    /// All of it: the same cells after load() give the same alarms, bit for bit. 32 bytes a cell, which are some eight days.
    void save(core::Writer& out) const;
    /// `settings` as when it was saved.
    /// Faults   truncated; over_limit: more than max_saved_cells; bad_value: a number that is none.
    static Monitor load(core::Reader& in, const MonitorSettings& settings);
    static constexpr std::size_t max_saved_cells = 1'000'000;

    /// The fit in force; nothing before `watch_from`.
    const std::optional<Intensity>& intensity() const { return fit_; }

 private:
    void refit();
    void expect(std::size_t cell);
    void forget();
    OnsetAlarm best_window() const;

    MonitorSettings settings_;
    double watch_from_;
    BinnedCounts cells_;
    std::vector<double> hosts_so_far_{0};     ///< one longer than cells_
    std::vector<double> expected_so_far_{0};  ///< valid for the last `look-back` cells
    std::optional<Intensity> fit_;
    double refit_at_;
    double silent_until_ = 0;
};

/// All alarms of one pass over counted cells.
std::vector<OnsetAlarm> watch(const BinnedCounts& cells, double watch_from,
                              const MonitorSettings& settings = {});

}  // namespace hitme::analytics
