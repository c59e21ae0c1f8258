// SPDX-License-Identifier: Apache-2.0
#include "console/report/report.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "analytics/interval.h"
#include "core/text.h"

namespace hitme::console {
namespace {

namespace json = boost::json;
using Numbers = analytics::Summary::Numbers;

constexpr std::size_t max_shown = 120;  // characters of a foreign text

json::value optional_time(const std::optional<core::Time>& at) {
    if (!at) return nullptr;
    return json::string{core::format_rfc3339(*at)};
}

json::value optional_number(const std::optional<double>& number) {
    if (!number) return nullptr;
    return *number;
}

json::string safe(const std::string& text) {
    return json::string{core::printable(text, 1024)};
}

constexpr std::string_view no_rate = "a window without length has no rate";

json::object interval_object(std::uint64_t count, core::Duration window) {
    const auto interval = analytics::interval_to_say(count, window);
    return {{"count", count},
            {"window_seconds", interval.window_seconds},
            {"mean_seconds", optional_number(interval.mean_seconds)},
            {"low_seconds", optional_number(interval.low_seconds)},
            {"high_seconds", optional_number(interval.high_seconds)},
            {"sentence", json::string{window > core::Duration{0} ? analytics::sentence(interval)
                                                                 : std::string{no_rate}}}};
}

json::object interval_object(const Report& report, std::uint64_t count) {
    return interval_object(count, report.window_to() - report.window_from());
}

json::value last_day_object(const std::optional<analytics::Summary::LastDay>& day) {
    if (!day) return nullptr;
    return json::object{
        {"from", json::string{core::format_rfc3339(day->from)}},
        {"to", json::string{core::format_rfc3339(day->to)}},
        {"new_hosts", day->new_hosts},
        {"proved_new_hosts", day->proved_new_hosts},
        {"new_host_interval", interval_object(day->new_hosts, day->to - day->from)}};
}

json::object numbers_object(const Report& report, const Numbers& numbers) {
    json::object out{{"events", numbers.events},
                     {"sources", numbers.sources},
                     {"verified_sources", numbers.verified_sources},
                     {"new_hosts", numbers.new_hosts},
                     {"proved_new_hosts", numbers.proved_new_hosts},
                     {"new_hosts_after_warm_up", numbers.new_hosts_after_warm_up},
                     {"warm_at", optional_time(numbers.warm_at)},
                     {"new_host_interval", interval_object(report, numbers.new_hosts)},
                     {"last_day", last_day_object(numbers.last_day)},
                     {"bytes_in", numbers.bytes_in},
                     {"first", optional_time(numbers.first)},
                     {"last", optional_time(numbers.last)}};
    if (numbers.top) {
        out["top_source"] = json::object{{"source", json::string{numbers.top->source.to_string()}},
                                         {"events", numbers.top->events}};
    }
    return out;
}

json::object coverage_object(const analytics::Coverage& coverage) {
    json::object out{{"known", coverage.known}};
    out["share"] = coverage.known ? json::value(coverage.share) : json::value(nullptr);
    out["sensors"] = coverage.heard;
    out["exposure_hours"] =
        coverage.known ? json::value(coverage.exposure_hours) : json::value(nullptr);
    out["may_say_nothing_seen"] = coverage.may_say_nothing_seen();
    json::array gaps;
    for (const auto& gap : coverage.gaps) {
        gaps.push_back(json::object{{"sensor", safe(gap.sensor)},
                                    {"from", json::string{core::format_rfc3339(gap.from)}},
                                    {"to", json::string{core::format_rfc3339(gap.to)}}});
    }
    out["gaps"] = std::move(gaps);
    return out;
}

json::object counts_object(const std::map<std::string, std::uint64_t>& counts) {
    json::object out;
    for (const auto& [name, count] : counts) out[safe(name)] = count;
    return out;
}

std::string thousands(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

std::string percent(double share) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %%", share * 100);
    return text;
}

std::string coverage_sentence(const Report& report) {
    const auto& coverage = report.coverage;
    if (!coverage.known)
        return "Coverage: not known, because no heartbeats speak of this window. \"Nothing seen\" "
               "cannot be told from \"did not look\".";
    std::string out = "Coverage: " + percent(coverage.share) + " of the window, " +
                      std::to_string(coverage.heard) +
                      (coverage.heard == 1 ? " sensor" : " sensors");
    if (!coverage.gaps.empty()) {
        out += ", " + std::to_string(coverage.gaps.size()) +
               (coverage.gaps.size() == 1 ? " gap" : " gaps");
    }
    return out + ".";
}

/// The rate of the last day, where the window has a day that is not warming up: over a month, or over a log's first day, a
/// mean says nothing of now.
std::string new_hosts_sentence(const Report& report, const runtime::Zone& zone) {
    const Numbers& total = report.summary.total;
    const auto window = report.window_to() - report.window_from();
    // The proved ones first: of the others a flood makes as many as it likes.
    const bool is_mixed = total.proved_new_hosts < total.new_hosts;
    std::string out = "New hosts (not seen in the 24 h before, any port): ";
    if (is_mixed) out += "of verified sources ";
    out += thousands(total.proved_new_hosts);
    if (window == core::Duration{0})
        out += "; " + std::string{no_rate};
    else if (!total.last_day)
        out += ", " + analytics::sentence(analytics::mean_interval(total.proved_new_hosts, window));
    if (is_mixed)
        out +=
            "; with those that proved no address and may be forged " + thousands(total.new_hosts);
    if (total.new_hosts_after_warm_up < total.new_hosts)
        out += "; " + thousands(total.new_hosts_after_warm_up) +
               " of them after the first 24 h, in which every host is new";
    out += ".";
    if (const auto& day = total.last_day) {
        out += " In the 24 h to " + zone.format(day->to) + ": ";
        if (is_mixed) out += "of verified sources ";
        out += thousands(day->proved_new_hosts) + ", " +
               analytics::sentence(
                   analytics::mean_interval(day->proved_new_hosts, day->to - day->from));
        if (is_mixed) out += "; with the others " + thousands(day->new_hosts);
        out += ".";
    }
    return out;
}

/// The sentences that all text forms share, one a line.
std::vector<std::string> sentences(const Report& report, const runtime::Zone& zone) {
    std::vector<std::string> out;
    const Numbers& total = report.summary.total;
    if (report.summary.simulated)
        out.push_back("SIMULATED: this is a drill or a demonstration; nobody did this.");
    if (total.events == 0) {
        out.push_back("No contact was recorded.");
    } else {
        out.push_back("Window: " + zone.format(report.window_from()) + " to " +
                      zone.format(report.window_to()) + ".");
        out.push_back(thousands(total.events) + " contacts from " + thousands(total.sources) +
                      " sources (" + thousands(total.verified_sources) +
                      " with a completed handshake). A source is an address, not a machine.");
        out.push_back(new_hosts_sentence(report, zone));
        if (total.one_source_made_most())
            out.push_back("One source, " + total.top->source.to_string() + ", made " +
                          thousands(total.top->events) + " of the contacts.");
    }
    out.push_back(coverage_sentence(report));
    if (report.summary.without_source > 0)
        out.push_back(thousands(report.summary.without_source) +
                      " contacts without a known source are in no other number.");
    if (!report.skipped.empty()) {
        std::string line = "Skipped:";
        for (const auto& [reason, count] : report.skipped)
            line += " " + core::printable(reason, max_shown) + " " + thousands(count) + ",";
        line.back() = '.';
        out.push_back(line);
    }
    if (report.judged) {
        out.push_back("What the contacts of " + report.judged->signal.to_string() + " mean:");
        const auto& judged = *report.judged;
        const auto story = story_lines(judged.kept, zone);
        for (std::size_t i = 0; i < judged.sentences.size(); ++i) {
            // What is counted now, and then what was said when.
            if (!story.empty() && i > 0) break;
            out.push_back("- " + judged.sentences[i]);
        }
        if (!story.empty() && judged.kept.judged_every)
            out.push_back(
                "- Nothing was kept at the time. As it would have been said, judged now every " +
                std::to_string(
                    std::chrono::duration_cast<std::chrono::hours>(*judged.kept.judged_every)
                        .count()) +
                " h from what had come by then:");
        for (const auto& line : story) out.push_back((line.starts_with("  ") ? "" : "- ") + line);
    }
    for (const auto& file : report.files) {
        if (!file.truncated.empty())
            out.push_back(core::printable(file.file, max_shown) +
                          " ends early: " + core::printable(file.truncated, max_shown) + ".");
    }
    return out;
}

struct Row {
    std::string cells[6];
};

std::vector<Row> signal_rows(const Report& report, const runtime::Zone& zone) {
    std::vector<Row> rows;
    for (const auto& on : report.summary.signals) {
        if (report.signal && on.signal != *report.signal) continue;
        if (rows.size() == max_text_signals) break;
        const auto& n = on.numbers;
        rows.push_back({{on.signal.to_string(), thousands(n.events), thousands(n.sources),
                         thousands(n.new_hosts), n.first ? zone.format_iso(*n.first) : "",
                         n.last ? zone.format_iso(*n.last) : ""}});
    }
    return rows;
}

constexpr const char* headings[6] = {"signal", "events", "sources", "new hosts", "first", "last"};

}  // namespace

core::Time Report::window_from() const {
    if (from) return *from;
    std::optional<core::Time> first = summary.total.first;
    for (const auto& span : summary.uptime) first = std::min(first.value_or(span.from), span.from);
    return first.value_or(core::Time{});
}

core::Time Report::window_to() const {
    if (to) return *to;
    std::optional<core::Time> last = summary.total.last;
    for (const auto& span : summary.uptime) last = std::max(last.value_or(span.to), span.to);
    return std::max(last.value_or(window_from()), window_from());
}

void measure(Report& report) {
    if (report.window_to() <= report.window_from()) return;
    report.coverage = analytics::measure_coverage(
        report.summary.uptime, {report.window_from(), report.window_to(), {}, {}});
}

std::string to_json(const Report& report) {
    json::object out{{"version", 1},
                     {"from", optional_time(report.from)},
                     {"to", optional_time(report.to)},
                     {"simulated", report.summary.simulated}};
    out["total"] = numbers_object(report, report.summary.total);
    json::array signals;
    for (const auto& on : report.summary.signals) {
        if (report.signal && on.signal != *report.signal) continue;
        json::object entry{{"signal", json::string{on.signal.to_string()}}};
        for (auto& member : numbers_object(report, on.numbers))
            entry[member.key()] = std::move(member.value());
        signals.push_back(std::move(entry));
    }
    out["signals"] = std::move(signals);
    json::array sensors;
    for (const auto& on : report.summary.sensors)
        sensors.push_back(json::object{{"sensor", safe(on.sensor)}, {"events", on.events}});
    out["sensors"] = std::move(sensors);
    out["skipped"] = counts_object(report.skipped);
    out["without_source"] = report.summary.without_source;
    out["repeated"] = report.summary.repeated;
    out["simulated_events"] = report.summary.simulated_events;
    out["coverage"] = coverage_object(report.coverage);
    if (!report.files.empty()) {
        json::array files;
        for (const auto& file : report.files) {
            json::object entry{{"file", safe(file.file)},
                               {"format", safe(file.format)},
                               {"records", file.records},
                               {"events", file.events},
                               {"counters", counts_object(file.counters)}};
            if (!file.truncated.empty()) entry["truncated"] = safe(file.truncated);
            files.push_back(std::move(entry));
        }
        out["files"] = std::move(files);
    }
    if (report.judged) {
        json::array findings;
        for (const auto& finding : report.judged->findings)
            findings.push_back(json::parse(finding));
        json::array kept;
        for (const auto& finding : report.judged->kept.findings)
            kept.push_back(json::parse(finding_body(finding)));
        json::array scores;
        for (const auto& score : report.judged->kept.score_records)
            scores.push_back(json::parse(score));
        out["judged"] = json::object{{"signal", json::string{report.judged->signal.to_string()}},
                                     {"findings", std::move(findings)},
                                     {"kept", std::move(kept)},
                                     {"judged_again", report.judged->kept.judged_every.has_value()},
                                     {"scores", std::move(scores)}};
    }
    return json::serialize(out) + '\n';
}

std::string to_text(const Report& report, const runtime::Zone& zone) {
    std::string out;
    for (const auto& line : sentences(report, zone)) out += line + '\n';
    const auto rows = signal_rows(report, zone);
    if (rows.empty()) return out;
    std::size_t widths[6];
    for (std::size_t i = 0; i < 6; ++i) {
        widths[i] = std::string_view(headings[i]).size();
        for (const auto& row : rows) widths[i] = std::max(widths[i], row.cells[i].size());
    }
    const auto line = [&](auto&& cell) {
        std::string text;
        for (std::size_t i = 0; i < 6; ++i) {
            const std::string value = cell(i);
            const std::string pad(widths[i] - std::min(widths[i], value.size()), ' ');
            const bool number = i >= 1 && i <= 3;
            text += (i == 0 ? "" : "  ") + (number ? pad + value : value + pad);
        }
        while (text.ends_with(' ')) text.pop_back();
        return text + '\n';
    };
    out += '\n' + line([](std::size_t i) { return std::string(headings[i]); });
    for (const auto& row : rows) out += line([&](std::size_t i) { return row.cells[i]; });
    if (!report.signal && report.summary.signals.size() > rows.size())
        out += "and " + std::to_string(report.summary.signals.size() - rows.size()) +
               " more signals (all are in --json)\n";
    return out;
}

std::string to_markdown(const Report& report, const runtime::Zone& zone) {
    std::string out = "# What knocked\n\n";
    for (const auto& line : sentences(report, zone)) out += line + "\n\n";
    const auto rows = signal_rows(report, zone);
    if (rows.empty()) return out;
    out += '|';
    for (const char* heading : headings) out += ' ' + std::string(heading) + " |";
    out += "\n|---|---:|---:|---:|---|---|\n";
    for (const auto& row : rows) {
        out += '|';
        for (const auto& cell : row.cells) out += ' ' + cell + " |";
        out += '\n';
    }
    return out;
}

}  // namespace hitme::console
