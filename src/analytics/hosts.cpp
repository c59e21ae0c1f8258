// SPDX-License-Identifier: Apache-2.0
#include "analytics/hosts.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <map>
#include <numeric>

#include "analytics/silence.h"

namespace hitme::analytics {
namespace {

using Sensors = std::vector<std::uint16_t>;

// One host in one bin, and the judged sensors that saw it, one bit each.
struct Seen {
    std::uint32_t bin;
    std::uint64_t mask;
};

bool contains(std::span<const std::uint16_t> sensors, std::size_t sensor) {
    return std::find(sensors.begin(), sensors.end(), sensor) != sensors.end();
}

std::uint64_t bit(std::size_t index) {
    return std::uint64_t{1} << index;
}

// Puts empty bins in place; says nothing where the window cannot be cut.
void cut(HostSeries& series, const JudgedWindow& window) {
    if (series.width.count() <= 0 || window.now <= window.window_from) return;
    const auto before = std::max(window.window_from - window.baseline_from, core::Duration{0});
    const auto past = static_cast<std::size_t>(before / series.width);
    const auto judged = static_cast<std::size_t>((window.now - window.window_from) / series.width);
    if (past > max_bins || judged > max_bins - past) return;
    series.baseline_bins = past;
    series.bins.resize(past + judged);
    for (std::size_t i = 0; i < series.bins.size(); ++i)
        series.bins[i].from =
            window.window_from +
            (static_cast<std::int64_t>(i) - static_cast<std::int64_t>(past)) * series.width;
}

void sort_sensors(HostSeries& series, const Uptimes& uptimes, const JudgedWindow& window,
                  std::span<const std::uint16_t> only) {
    const core::Time end = series.bins.back().from + series.width;
    const double whole = std::chrono::duration<double>(end - window.window_from).count();
    for (std::size_t i = 0; i < uptimes.size(); ++i) {
        if (!only.empty() && !contains(only, i)) continue;
        const auto sensor = static_cast<std::uint16_t>(i);
        const auto& spans = uptimes[i];
        double past = 0;
        for (const Span& span : spans)
            past +=
                std::chrono::duration<double>(
                    std::max(std::min(span.to, window.window_from) - span.from, core::Duration{0}))
                    .count();
        const double present = covered_seconds(spans, window.window_from, end);
        if (past == 0 && present > 0) series.added_sensors.push_back(sensor);
        if (past < std::chrono::duration<double>(calibration).count() ||
            series.judged_sensors.size() == max_judged_sensors) {
            series.excluded_sensors.push_back(sensor);
            continue;
        }
        series.judged_sensors.push_back(sensor);
        (present >= whole_bin * whole ? series.steady_sensors : series.lost_sensors)
            .push_back(sensor);
    }
}

// Bin and source of a key, and the source alone.
std::uint64_t host_of(std::uint64_t key) {
    return key >> 6;
}
std::uint64_t bin_of_key(std::uint64_t key) {
    return key >> 38;
}
std::uint32_t source_of(std::uint64_t key) {
    return static_cast<std::uint32_t>(key >> 6);
}

// Who makes most of a bin's contacts, and many: `keys` in ascending order.
std::vector<std::uint32_t> loud_sources_of(const std::vector<std::uint64_t>& keys,
                                           core::Duration width) {
    const double least =
        loud_contacts_per_hour * std::chrono::duration<double, std::ratio<3600>>(width).count();
    std::vector<std::uint32_t> loud;
    for (std::size_t i = 0; i < keys.size();) {
        const std::size_t first = i;
        std::size_t most = 0;
        std::uint32_t loudest = 0;
        while (i < keys.size() && bin_of_key(keys[i]) == bin_of_key(keys[first])) {
            const std::size_t from = i;
            while (i < keys.size() && host_of(keys[i]) == host_of(keys[from])) ++i;
            if (i - from > most) {
                most = i - from;
                loudest = source_of(keys[from]);
            }
        }
        if (2 * most > i - first && static_cast<double>(most) >= least) loud.push_back(loudest);
    }
    std::sort(loud.begin(), loud.end());
    loud.erase(std::unique(loud.begin(), loud.end()), loud.end());
    return loud;
}

// The distinct hosts of each bin; counts them into the series. Loud sources are counted, and not returned.
std::vector<Seen> count_bins(HostSeries& series, std::span<const Sighting> sightings,
                             core::Time now, std::size_t sensors) {
    std::vector<int> index(sensors, -1);
    for (std::size_t i = 0; i < series.judged_sensors.size(); ++i)
        index[series.judged_sensors[i]] = static_cast<int>(i);
    const core::Time begin = series.bins.front().from;
    const core::Time end = series.bins.back().from + series.width;
    // bin, source and sensor in one number: sorting numbers is what this costs. max_bins < 2^26, sensors < 2^6.
    std::vector<std::uint64_t> keys;
    keys.reserve(sightings.size());
    for (const Sighting& sighting : sightings) {
        if (sighting.at >= now) {
            ++series.future;
            continue;
        }
        if (sighting.at < begin || sighting.at >= end || sighting.sensor >= sensors) {
            ++series.out_of_range;
            continue;
        }
        const int sensor = index[sighting.sensor];
        if (sensor < 0) continue;
        const auto bin = static_cast<std::uint64_t>((sighting.at - begin) / series.width);
        keys.push_back(bin << 38 | std::uint64_t{sighting.source} << 6 |
                       static_cast<std::uint64_t>(sensor));
    }
    std::sort(keys.begin(), keys.end());
    series.loud_sources = loud_sources_of(keys, series.width);
    std::vector<Seen> seen;
    for (std::size_t i = 0; i < keys.size();) {
        const std::uint64_t key = keys[i];
        std::uint64_t mask = 0;
        for (; i < keys.size() && host_of(keys[i]) == host_of(key); ++i) mask |= bit(keys[i] & 63);
        const auto bin = static_cast<std::uint32_t>(bin_of_key(key));
        series.bins[bin].hosts += 1;
        if (std::binary_search(series.loud_sources.begin(), series.loud_sources.end(),
                               source_of(key)))
            series.bins[bin].loud += 1;
        else
            seen.push_back({bin, mask});
    }
    return seen;
}

// How much of each bin each judged sensor listened: shares[sensor][bin].
std::vector<std::vector<double>> shares_up(const HostSeries& series, const Uptimes& uptimes) {
    const double width = std::chrono::duration<double>(series.width).count();
    std::vector<std::vector<double>> shares;
    for (const auto sensor : series.judged_sensors) {
        std::vector<double> up(series.bins.size(), 0.0);
        const core::Time begin = series.bins.front().from;
        const core::Time end = series.bins.back().from + series.width;
        for (const Span& span : uptimes[sensor]) {
            const core::Time from = std::max(span.from, begin);
            const core::Time to = std::min(span.to, end);
            if (to <= from) continue;
            auto i = static_cast<std::size_t>((from - begin) / series.width);
            for (; i < up.size() && series.bins[i].from < to; ++i) {
                const core::Time a = std::max(from, series.bins[i].from);
                const core::Time b = std::min(to, series.bins[i].from + series.width);
                up[i] += std::chrono::duration<double>(b - a).count() / width;
            }
        }
        shares.push_back(std::move(up));
    }
    return shares;
}

// The share of the signal's hosts that a set of sensors would have seen.
class Reach {
 public:
    Reach(HostSeries& series, const std::vector<Seen>& seen,
          const std::vector<std::vector<double>>& up) {
        std::vector<bool> full(series.bins.size(), true);
        for (std::size_t i = 0; i < full.size(); ++i)
            full[i] = std::all_of(up.begin(), up.end(),
                                  [i](const auto& shares) { return shares[i] > whole_bin; });
        std::map<std::uint64_t, double> masks;
        std::vector<double> weight(up.size(), 0.0);
        for (const Seen& one : seen) {
            if (full[one.bin]) masks[one.mask] += 1;
            for (std::size_t s = 0; s < up.size(); ++s)
                if (one.mask & bit(s)) weight[s] += 1;
        }
        masks_.assign(masks.begin(), masks.end());
        for (const auto& [mask, hosts] : masks_) total_ += hosts;
        if (total_ > 0 || std::count(full.begin(), full.end(), false) == 0) return;
        // Never all of them at once: hosts per hour of each sensor's own uptime, as if no two saw the same host.
        series.source = ExposureSource::additive;
        for (std::size_t s = 0; s < up.size(); ++s) {
            const double bins = std::accumulate(up[s].begin(), up[s].end(), 0.0);
            additive_.push_back(bins > 0 ? (weight[s] + 0.5) / bins : 0.0);
            total_ += additive_.back();
        }
    }

    double of(std::uint64_t sensors) {
        if (total_ <= 0) return 1;
        const auto known = known_.find(sensors);
        if (known != known_.end()) return known->second;
        double sum = 0;
        if (additive_.empty()) {
            for (const auto& [mask, hosts] : masks_)
                if (mask & sensors) sum += hosts;
        } else {
            for (std::size_t s = 0; s < additive_.size(); ++s)
                if (sensors & bit(s)) sum += additive_[s];
        }
        return known_[sensors] = sum / total_;
    }

 private:
    std::vector<std::pair<std::uint64_t, double>> masks_;
    std::vector<double> additive_;
    std::map<std::uint64_t, double> known_;
    double total_ = 0;
};

void expose(HostSeries& series, Reach& reach, const std::vector<std::vector<double>>& up) {
    for (std::size_t i = 0; i < series.bins.size(); ++i) {
        std::uint64_t whole = 0;
        for (std::size_t s = 0; s < up.size(); ++s)
            if (up[s][i] > whole_bin) whole |= bit(s);
        double exposure = 1;
        if (whole == 0 || static_cast<std::size_t>(std::popcount(whole)) < up.size()) {
            exposure = reach.of(whole);
            // A partly covered bin: to first order in each sensor that listened for a part of it.
            for (std::size_t s = 0; s < up.size(); ++s)
                if (up[s][i] > 0 && up[s][i] <= whole_bin)
                    exposure += up[s][i] * (reach.of(whole | bit(s)) - reach.of(whole));
        }
        if (series.judged_sensors.empty()) exposure = 0;
        series.bins[i].exposure = exposure;
        if (i >= series.baseline_bins)
            series.exposure_min = std::min(series.exposure_min, exposure);
    }
}

// A worm that cannot reach a sensor shows there far less than other traffic does.
void find_blind(HostSeries& series, const std::vector<Seen>& seen,
                std::span<const double> all_traffic) {
    std::vector<double> hosts(series.judged_sensors.size(), 0.0);
    double own = 0;
    double all = 0;
    for (const Seen& one : seen)
        for (std::size_t s = 0; s < hosts.size(); ++s)
            if (one.mask & bit(s)) {
                hosts[s] += 1;
                own += 1;
            }
    const auto traffic = [&](std::size_t s) {
        const std::size_t sensor = series.judged_sensors[s];
        return sensor < all_traffic.size() ? all_traffic[sensor] : 0.0;
    };
    for (std::size_t s = 0; s < hosts.size(); ++s) all += traffic(s);
    if (own <= 0 || all <= 0) return;
    for (std::size_t s = 0; s < hosts.size(); ++s)
        if (const double expected = own * traffic(s) / all;
            expected >= least_expected_of_blind && hosts[s] < 0.1 * expected)
            series.blind_sensors.push_back(series.judged_sensors[s]);
}

std::size_t sensors_seen(std::span<const Sighting> sightings) {
    std::size_t sensors = 0;
    for (const Sighting& sighting : sightings)
        sensors = std::max(sensors, std::size_t{sighting.sensor} + 1);
    return sensors;
}

}  // namespace

std::string_view name_of(ExposureSource source) {
    switch (source) {
        case ExposureSource::reference:
            return "reference";
        case ExposureSource::additive:
            return "additive";
        case ExposureSource::assumed:
            return "assumed";
    }
    return "";
}

double covered_seconds(std::span<const Span> spans, core::Time from, core::Time to) {
    double covered = 0;
    for (const Span& span : spans) {
        const core::Time a = std::max(span.from, from);
        const core::Time b = std::min(span.to, to);
        if (b > a) covered += std::chrono::duration<double>(b - a).count();
    }
    return covered;
}

HostSeries count_hosts(std::span<const Sighting> sightings, const Uptimes& uptimes,
                       const JudgedWindow& window, core::Duration width,
                       std::span<const double> all_traffic, std::span<const std::uint16_t> only) {
    HostSeries series;
    series.width = width;
    cut(series, window);
    if (series.bins.empty()) return series;

    const bool heard = std::any_of(uptimes.begin(), uptimes.end(),
                                   [](const auto& spans) { return !spans.empty(); });
    Uptimes assumed;
    if (!heard) {
        assumed = assumed_uptimes(sightings, sensors_seen(sightings), series.bins.front().from,
                                  window.now);
        series.source = ExposureSource::assumed;
        for (const auto& spans : assumed) {
            std::vector<Span> silent;
            core::Time from = series.bins.front().from;
            for (const Span& span : spans) {
                if (span.from > from) silent.push_back({from, span.from});
                from = span.to;
            }
            if (!spans.empty() && from < window.now) silent.push_back({from, window.now});
            series.suspected_outages.push_back(std::move(silent));
        }
    }
    const Uptimes& known = heard ? uptimes : assumed;
    sort_sensors(series, known, window, only);
    const auto seen = count_bins(series, sightings, window.now, known.size());
    const auto up = shares_up(series, known);
    Reach reach(series, seen, up);
    if (!heard) series.source = ExposureSource::assumed;
    expose(series, reach, up);
    find_blind(series, seen, all_traffic);
    // A sensor that traffic names and no heartbeat does was never calibrated.
    if (only.empty())
        for (std::size_t s = known.size(); s < sensors_seen(sightings); ++s)
            series.excluded_sensors.push_back(static_cast<std::uint16_t>(s));
    return series;
}

}  // namespace hitme::analytics
