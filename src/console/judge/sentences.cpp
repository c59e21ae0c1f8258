// SPDX-License-Identifier: Apache-2.0
#include "console/judge/sentences.h"

#include <cstdio>

#include "analytics/interval.h"
#include "console/judge/source_proof.h"

namespace hitme::console {

std::string rounded(double value) {
    char text[32];
    std::snprintf(text, sizeof text, value < 10 ? "%.1f" : "%.0f", value);
    return text;
}

namespace {

std::string hours(core::Duration span) {
    return rounded(std::chrono::duration<double, std::ratio<3600>>(span).count());
}

const char* why(analytics::OnsetRefusal refusal) {
    switch (refusal) {
        case analytics::OnsetRefusal::short_baseline:
            return "less than 72 h were watched before it";
        case analytics::OnsetRefusal::sensor_change:
            return "sensors were lost or added at the time";
        case analytics::OnsetRefusal::wide_interval:
            return "its interval is longer than a day";
        case analytics::OnsetRefusal::unfit_baseline:
            return "the days before do not follow the expected rate";
        case analytics::OnsetRefusal::forged_sources:
        case analytics::OnsetRefusal::no_alarm:
        case analytics::OnsetRefusal::none:
            break;
    }
    return "";
}

}  // namespace

std::string sentence_of(const analytics::OnsetFinding& finding, const runtime::Zone& zone) {
    if (finding.refusal == analytics::OnsetRefusal::forged_sources)
        return std::string(withheld_reason) + ".";
    if (!finding.alarm_at)
        return "No rise of new hosts stands out (threshold " + rounded(finding.threshold) + ").";
    std::string text;
    if (finding.onset && finding.ci95) {
        text = "Visible onset: " + zone.format(*finding.onset) +
               " (95 %: " + zone.format(finding.ci95->low) + " to " +
               zone.format(finding.ci95->high) + ")";
        // How it grows since is the growth finding's question: its first hours look like any growth, and "exponential" here would
        // be read as the verdict. That it came at once is the onset's to say.
        if (finding.shape == analytics::OnsetShape::step) text += ", shape: step";
        text += ".";
    } else {
        text = "New hosts rose, and when it began cannot be said: " +
               std::string(why(finding.refusal)) + ".";
    }
    text += " Alarm at " + zone.format(finding.dated_alarm_at.value_or(*finding.alarm_at)) + ".";
    if (finding.dated_alarm_at && *finding.dated_alarm_at != *finding.alarm_at)
        text += " A far smaller rise had raised one at " + zone.format(*finding.alarm_at) + ".";
    if (finding.baseline_per_h)
        text += " New hosts an hour before: " + rounded(*finding.baseline_per_h);
    if (finding.baseline_per_h && finding.excess_per_h)
        text += "; above that since: " + rounded(*finding.excess_per_h);
    if (finding.baseline_per_h) text += ".";
    return text;
}

std::string sentence_of(const analytics::Forecast& forecast, const runtime::Zone& zone) {
    const std::string head = "Forecast for " + zone.format(forecast.at) + ": ";
    if (forecast.refused == analytics::ForecastRefusal::forged_sources)
        return head + "refused, " + std::string(withheld_reason) + ".";
    if (forecast.refused) {
        std::string reason{name_of(*forecast.refused)};
        for (char& letter : reason)
            if (letter == '_') letter = ' ';
        return head + "refused, " + reason + ".";
    }
    return head + rounded(forecast.hosts.q500) + " hosts in " + hours(forecast.bin) +
           " h (95 %: " + rounded(forecast.hosts.q025) + " to " + rounded(forecast.hosts.q975) +
           "); " + rounded(forecast.if_linear.q500) + " if it stays linear, " +
           rounded(forecast.if_exponential.q500) + " if exponential. Assumes " +
           std::string(analytics::forecast_assumption) + ".";
}

namespace {

std::string new_hosts_in(std::uint64_t new_hosts, std::uint64_t hosts, core::Duration window) {
    const auto interval = analytics::mean_interval(new_hosts, window);
    const bool has_length = interval.window_seconds >= analytics::least_window_seconds;
    return std::to_string(new_hosts) + (new_hosts == 1 ? " new host, " : " new hosts, ") +
           analytics::sentence(interval) + ", of " + std::to_string(hosts) + " seen" +
           (has_length ? " in " + hours(window) + " h." : " then.") +
           (new_hosts > hosts ? " Who stayed away for 24 h is new again." : "");
}

}  // namespace

std::string sentence_of(const StreamCounts& counts) {
    const auto window = counts.to - counts.from;
    if (!counts.proved) return new_hosts_in(counts.new_hosts, counts.hosts, window);
    const auto& proved = *counts.proved;
    std::string text = "Of verified sources: " +
                       (proved.hosts == 0 ? std::string{"none."}
                                          : new_hosts_in(proved.new_hosts, proved.hosts, window));
    if (counts.hosts > proved.hosts)
        text +=
            " Of unverified sources, whose addresses may be forged: " +
            new_hosts_in(counts.new_hosts - proved.new_hosts, counts.hosts - proved.hosts, window);
    return text;
}

std::string future_left_out(std::uint64_t contacts) {
    if (contacts == 0) return {};
    return " " + std::to_string(contacts) + (contacts == 1 ? " contact" : " contacts") +
           " dated later than now left out.";
}

std::string sentence_of(std::span<const analytics::Group> groups, const runtime::Zone& zone) {
    if (groups.empty()) return "No group of sources began together beyond chance.";
    const auto& first = groups.front();
    return std::to_string(groups.size()) + (groups.size() == 1 ? " group" : " groups") +
           " of sources began together beyond chance; the surest: " +
           std::to_string(first.members.size()) + " of " + first.fingerprint + " from " +
           zone.format(first.started) + " on.";
}

}  // namespace hitme::console
