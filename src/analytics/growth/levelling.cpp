// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/levelling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>

#include "analytics/growth/solve.h"

namespace hitme::analytics {
namespace {

constexpr double z95 = 1.959964;
constexpr double least_hour_exposure = 0.2;

struct Rate {
    double per_hour = 0;
    double error = 0;
};

// ln mean = a + r t + ln exposure by Fisher scoring: two parameters, so the normal equations are written out.
std::optional<Rate> rate_of(std::span<const LevellingHour> hours) {
    double hosts = 0, exposure = 0;
    for (const auto& hour : hours) {
        hosts += hour.hosts;
        exposure += hour.exposure;
    }
    if (hours.size() < level_stretch_hours / 2 || !(exposure > 0) || hosts < 10)
        return std::nullopt;
    const double middle = static_cast<double>(hours.size() - 1) / 2;
    double a = std::log(hosts / exposure);
    double r = 0;
    double information = 0, cross = 0, level = 0;
    constexpr int most_steps = 20;
    for (int step = 0; step < most_steps; ++step) {
        double score_a = 0, score_r = 0;
        level = cross = information = 0;
        for (std::size_t i = 0; i < hours.size(); ++i) {
            const double t = static_cast<double>(i) - middle;
            const double mean = hours[i].exposure * std::exp(std::clamp(a + r * t, -30.0, 30.0));
            score_a += hours[i].hosts - mean;
            score_r += t * (hours[i].hosts - mean);
            level += mean;
            cross += t * mean;
            information += t * t * mean;
        }
        const double determinant = level * information - cross * cross;
        if (!(determinant > 1e-12)) return std::nullopt;
        const double step_a = (information * score_a - cross * score_r) / determinant;
        const double step_r = (level * score_r - cross * score_a) / determinant;
        a += std::clamp(step_a, -1.0, 1.0);
        r += std::clamp(step_r, -0.5, 0.5);
        if (std::abs(step_a) < 1e-9 && std::abs(step_r) < 1e-9) break;
    }
    double squares = 0;
    for (std::size_t i = 0; i < hours.size(); ++i) {
        const double t = static_cast<double>(i) - middle;
        const double mean = hours[i].exposure * std::exp(std::clamp(a + r * t, -30.0, 30.0));
        squares += (hours[i].hosts - mean) * (hours[i].hosts - mean) / mean;
    }
    const double dispersion = std::max(1.0, squares / (static_cast<double>(hours.size()) - 2));
    const double variance = dispersion * level / (level * information - cross * cross);
    if (!(variance >= 0) || !std::isfinite(variance)) return std::nullopt;
    return Rate{r, std::sqrt(variance)};
}

constexpr std::size_t shortest_line_hours = level_stretch_hours / 2;
/// Bends are looked for every so many hours, and at so many places at most.
constexpr std::size_t bend_step_hours = 3;
constexpr std::size_t most_bend_places = 40;
constexpr std::size_t most_lines = 3;

// Hosts an hour at exposure 1 along one to three lines, end to end.
struct Lines {
    std::size_t count = 1;
    std::array<std::size_t, most_lines> from{};  ///< hour of the window at which each begins
    std::array<double, most_lines> slope{};      ///< hosts an hour, each hour
    std::array<std::array<double, most_lines>, most_lines> covariance{};  ///< of the slopes
    double log_likelihood = 0;
    /// What variances must be multiplied by: Pearson's, and more where hours resemble their neighbours.
    double dispersion = 1;

    std::size_t last() const { return count - 1; }
    double error(std::size_t line) const { return std::sqrt(dispersion * covariance[line][line]); }
};

class LineFit {
 public:
    LineFit(std::span<const LevellingHour> hours, std::span<const std::size_t> bends)
        : hours_(hours), size_(bends.size() + 2) {
        lines_.count = bends.size() + 1;
        std::ranges::copy(bends, lines_.from.begin() + 1);
    }

    std::optional<Lines> fit() {
        double hosts = 0, exposure = 0;
        for (const auto& hour : hours_) {
            hosts += hour.hosts;
            exposure += hour.exposure;
        }
        if (!(exposure > 0) || !(hosts > 0)) return std::nullopt;
        floor_ = hosts / exposure / 20;
        fitted_[0] = hosts / exposure;
        std::optional<Matrix> factor;
        // Iterated weighted least squares; the mean itself is linear, so each step solves it anew.
        constexpr int most_steps = 8;
        for (int step = 0; step < most_steps; ++step) {
            Matrix information{};
            Vector right{};
            for (std::size_t i = 0; i < hours_.size(); ++i) {
                const Vector x = terms(i);
                const double weight = hours_[i].exposure / level(x);
                for (std::size_t row = 0; row < size_; ++row) {
                    right[row] += weight * x[row] * hours_[i].hosts / hours_[i].exposure;
                    for (std::size_t column = 0; column <= row; ++column)
                        information[row][column] += weight * x[row] * x[column];
                }
            }
            factor = cholesky(information, size_);
            if (!factor) return std::nullopt;
            const Vector next = solve(*factor, right, size_);
            double moved = 0;
            for (std::size_t i = 0; i < size_; ++i) moved += std::abs(next[i] - fitted_[i]);
            fitted_ = next;
            if (moved < 1e-3 * floor_) break;
        }
        return told(inverse(*factor, size_));
    }

 private:
    // A level at the first hour, and the hours spent on each line.
    Vector terms(std::size_t hour) const {
        Vector x{1};
        for (std::size_t line = 0; line < lines_.count; ++line) {
            const std::size_t end =
                line + 1 < lines_.count ? std::min(hour, lines_.from[line + 1]) : hour;
            x[line + 1] =
                end > lines_.from[line] ? static_cast<double>(end - lines_.from[line]) : 0;
        }
        return x;
    }
    double level(const Vector& x) const {
        double sum = 0;
        for (std::size_t i = 0; i < size_; ++i) sum += fitted_[i] * x[i];
        return std::max(sum, floor_);
    }
    Lines told(const Matrix& covariance) {
        for (std::size_t line = 0; line < lines_.count; ++line) {
            lines_.slope[line] = fitted_[line + 1];
            for (std::size_t other = 0; other < lines_.count; ++other)
                lines_.covariance[line][other] =
                    covariance[std::max(line, other) + 1][std::min(line, other) + 1];
        }
        double squares = 0, neighbours = 0, previous = 0;
        for (std::size_t i = 0; i < hours_.size(); ++i) {
            const double mean = hours_[i].exposure * level(terms(i));
            lines_.log_likelihood += hours_[i].hosts * std::log(mean) - mean;
            const double residual = (hours_[i].hosts - mean) / std::sqrt(mean);
            squares += residual * residual;
            neighbours += residual * previous;
            previous = residual;
        }
        const double rho = std::clamp(neighbours / std::max(squares, 1e-9), 0.0, 0.6);
        const double pearson = std::max(1.0, squares / static_cast<double>(hours_.size() - size_));
        lines_.dispersion = pearson * (1 + rho) / (1 - rho);
        return lines_;
    }

    std::span<const LevellingHour> hours_;
    std::size_t size_;
    double floor_ = 0;
    Vector fitted_{};
    Lines lines_;
};

// Whether further bends explain more than their two parameters each do by chance.
bool explains_more(const Lines& more, const Lines& fewer, std::size_t hours) {
    const double gain = 2 * (more.log_likelihood - fewer.log_likelihood) / more.dispersion;
    const double parameters = 2 * static_cast<double>(more.count - fewer.count);
    return gain > parameters * std::log(static_cast<double>(hours));
}

std::optional<Lines> lines_of(std::span<const LevellingHour> hours) {
    const auto straight = LineFit{hours, {}}.fit();
    if (!straight) return std::nullopt;
    const std::size_t step = std::max(bend_step_hours, hours.size() / most_bend_places);
    const std::size_t latest = hours.size() - level_stretch_hours;
    std::optional<Lines> two, three;
    const auto keep = [](std::optional<Lines>& best, const std::optional<Lines>& lines) {
        if (lines && (!best || lines->log_likelihood > best->log_likelihood)) best = lines;
    };
    for (std::size_t last = shortest_line_hours; last <= latest; last += step) {
        keep(two, LineFit{hours, std::array{last}}.fit());
        for (std::size_t first = shortest_line_hours; first + shortest_line_hours <= last;
             first += step)
            keep(three, LineFit{hours, std::array{first, last}}.fit());
    }
    Lines best = *straight;
    if (two && explains_more(*two, best, hours.size())) best = *two;
    if (three && explains_more(*three, best, hours.size())) best = *three;
    return best;
}

// Whether the last slope is surely less than that share of the steepest before it.
bool surely_under(const Lines& lines, double share) {
    std::size_t steepest = 0;
    for (std::size_t line = 1; line < lines.last(); ++line)
        if (lines.slope[line] > lines.slope[steepest]) steepest = line;
    const double less = share * lines.slope[steepest] - lines.slope[lines.last()];
    const double variance = share * share * lines.covariance[steepest][steepest] +
                            lines.covariance[lines.last()][lines.last()] -
                            2 * share * lines.covariance[steepest][lines.last()];
    return less > sure_after_bend * std::sqrt(lines.dispersion * std::max(0.0, variance));
}

LevellingState state_of(const Lines& lines, const GrowthRate& rate) {
    const double slope = lines.slope[lines.last()];
    const double error = lines.error(lines.last());
    const bool is_growing = slope - z95 * error > 0;
    if (lines.count == 1) {
        if (is_growing) return LevellingState::growing;
        if (slope + z95 * error < 0) return LevellingState::tapering;
        return rate.high && *rate.high < level_change_per_day ? LevellingState::plateau
                                                              : LevellingState::undetermined;
    }
    if (slope + sure_after_bend * error < 0) return LevellingState::tapering;
    if (surely_under(lines, is_growing ? 0.25 : 0.5)) return LevellingState::plateau;
    return is_growing ? LevellingState::growing : LevellingState::undetermined;
}

bool surely_rose(const Lines& lines) {
    for (std::size_t line = 0; line < lines.count; ++line)
        if (lines.slope[line] - sure_after_bend * lines.error(line) > 0) return true;
    return false;
}

GrowthRate per_day(const Rate& rate) {
    const auto day = [](double per_hour) {
        return std::expm1(std::clamp(24 * per_hour, -30.0, 30.0));
    };
    return {day(rate.per_hour), day(rate.per_hour - z95 * rate.error),
            day(rate.per_hour + z95 * rate.error)};
}

std::string percent(double share) {
    char text[32];
    std::snprintf(text, sizeof text, "%+.0f %%", 100 * share);
    return text;
}

std::string_view opening_of(LevellingState state) {
    switch (state) {
        case LevellingState::growing:
            return "Still growing";
        case LevellingState::plateau:
            return "Levelled off";
        case LevellingState::tapering:
            return "Tapering";
        default:
            return "Undetermined, neither growth nor a level is sure";
    }
}

std::string said(const GrowthRate& rate) {
    return percent(*rate.value) + " a day (95 %: " + percent(*rate.low) + " to " +
           percent(*rate.high) + ")";
}

}  // namespace

std::string_view name_of(LevellingState state) {
    switch (state) {
        case LevellingState::growing:
            return "growing";
        case LevellingState::plateau:
            return "plateau";
        case LevellingState::tapering:
            return "tapering";
        case LevellingState::undetermined:
            return "undetermined";
        case LevellingState::not_grown:
            return "not_grown";
        case LevellingState::insufficient_data:
            break;
    }
    return "insufficient_data";
}

LevellingFinding judge_levelling(const LevellingInput& input) {
    LevellingFinding finding;
    std::vector<LevellingHour> hours;
    double hosts = 0;
    for (const auto& hour : input.hours) {
        if (!(hour.exposure > least_hour_exposure)) continue;
        hours.push_back(hour);
        hosts += hour.hosts;
    }
    if (hours.size() < least_levelling_hours || hosts < least_levelling_hosts) {
        finding.sentence = "Not enough data: fewer than 36 hours, or under 60 hosts.";
        return finding;
    }
    const std::span<const LevellingHour> all{hours};
    const auto lines = lines_of(all);
    if (!lines) {
        finding.sentence = "Not enough data: the hours cannot be fitted.";
        return finding;
    }
    const std::size_t since = lines->from[lines->last()];
    if (const auto rate = rate_of(all.subspan(since))) finding.change_per_day = per_day(*rate);
    // Grown: it surely rose in the window, or the window stands above the background from its first hours on.
    bool has_grown = surely_rose(*lines);
    double first = 0, exposed = 0;
    for (std::size_t i = 0; i < level_stretch_hours; ++i) {
        first += hours[i].hosts;
        exposed += hours[i].exposure;
    }
    const double usual = input.background * exposed;
    if (input.background > 0 && first > 1.35 * usual && first - usual > 3 * std::sqrt(first))
        has_grown = true;
    if (!has_grown) {
        finding.state = LevellingState::not_grown;
        finding.sentence = "It did not grow, so there is nothing that could level off.";
        return finding;
    }
    finding.state = state_of(*lines, finding.change_per_day);
    if (finding.state == LevellingState::tapering || finding.state == LevellingState::plateau)
        finding.since = hours[since].from;
    finding.sentence = std::string(opening_of(finding.state)) + ": hosts per hour change by " +
                       (finding.change_per_day.value ? said(finding.change_per_day) : "?") + ".";
    return finding;
}

}  // namespace hitme::analytics
