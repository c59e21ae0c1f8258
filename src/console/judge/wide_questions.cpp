// SPDX-License-Identifier: Apache-2.0
#include "console/judge/wide_questions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <set>
#include <utility>

#include "analytics/attribution/spoofed.h"
#include "analytics/bias/target_bias.h"
#include "analytics/change/accumulation.h"
#include "analytics/change/agreement.h"
#include "analytics/coordination/same_event.h"
#include "analytics/growth/levelling.h"
#include "analytics/growth/measure.h"
#include "analytics/new_hosts.h"
#include "analytics/reference/outbreaks.h"
#include "analytics/shape/oddities.h"
#include "console/json_writer.h"
#include "console/judge/answer_json.h"
#include "console/judge/learned_exposure.h"
#include "console/judge/rise_questions.h"
#include "console/judge/source_proof.h"
#include "core/text.h"

namespace hitme::console {
namespace {

using std::chrono::hours;

constexpr std::array<std::pair<std::string_view, WideJudgement>, 14> judgements{{
    {"population", WideJudgement::population},
    {"reference", WideJudgement::reference},
    {"ladder", WideJudgement::ladder},
    {"bias", WideJudgement::bias},
    {"oddities", WideJudgement::oddities},
    {"families", WideJudgement::families},
    {"persistence", WideJudgement::persistence},
    {"agreement", WideJudgement::agreement},
    {"control", WideJudgement::control},
    {"spoofed", WideJudgement::spoofed},
    {"same-event", WideJudgement::same_event},
    {"accumulation", WideJudgement::accumulation},
    {"exposure", WideJudgement::exposure},
    {"levelling", WideJudgement::levelling},
}};

constexpr std::size_t most_controls = 10;
constexpr std::size_t most_listed = 50;

using analytics::hours_of;

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, std::abs(value) < 10 ? "%.2g" : "%.0f", value);
    return text;
}

/// One question with its window worked out.
class Asked {
 public:
    Asked(const WideLog& log, const WideOptions& options)
        : log_(log), options_(options), times_(times_of(log.stream, options.window)) {
        onset_ = ask_last_onset(log.stream, options.window, times_);
        if (!options.window.from && onset_.onset) times_.begin_at_onset(*onset_.onset);
        judged_ = judged_window(times_);
    }

    const WideLog& log() const { return log_; }
    const Stream& stream() const { return log_.stream; }
    const WideOptions& options() const { return options_; }
    const AskedTimes& times() const { return times_; }
    const analytics::JudgedWindow& judged() const { return judged_; }
    const analytics::OnsetFinding& onset() const { return onset_; }
    bool in_window(core::Time at) const { return at >= times_.from && at < times_.to; }
    bool in_baseline(core::Time at) const {
        return at >= judged_.baseline_from && at < judged_.window_from;
    }
    /// Hours of full exposure of [from, to).
    double exposed(core::Time from, core::Time to) const {
        return exposed_hours(stream(), from, to);
    }
    double baseline_hours() const { return exposed(judged_.baseline_from, judged_.window_from); }
    double window_hours() const { return exposed(judged_.window_from, judged_.now); }

    const HourlyHosts& hours_and_cycle() {
        if (!hourly_) hourly_ = hourly_hosts(stream(), judged_);
        return *hourly_;
    }
    const analytics::HostSeries& hourly() { return hours_and_cycle().series; }
    const analytics::DailyCycle& cycle() { return hours_and_cycle().cycle; }

    JsonWriter begin(std::string_view method) const {
        return begin_answer(stream(), method, judged_);
    }
    std::string end(JsonWriter& json, std::string sentence) const {
        return end_answer(json, labelled(stream(), std::move(sentence)));
    }

 private:
    const WideLog& log_;
    const WideOptions& options_;
    AskedTimes times_;
    analytics::JudgedWindow judged_;
    analytics::OnsetFinding onset_;
    std::optional<HourlyHosts> hourly_;
};

void put_ranged(JsonWriter& json, std::string_view key,
                const std::optional<analytics::RangedCount>& count) {
    json.key(key);
    if (!count) {
        json.null();
        return;
    }
    json.begin_object().key("value").real(count->value);
    put_ci95(json, count->low, count->high);
    json.end_object();
}

std::string population(Asked& asked) {
    const auto& options = asked.options();
    analytics::PopulationInput input;
    std::uint64_t new_hosts = 0;
    for (const auto& sighting : asked.stream().sightings)
        if (asked.in_window(sighting.at)) ++input.sightings;
    for (const auto& newcomer : asked.stream().newcomers)
        if (asked.in_window(newcomer.at)) ++new_hosts;
    double hourly_hosts = 0;
    for (const auto& bin : asked.hourly().window()) hourly_hosts += bin.hosts;
    input.exposure = std::chrono::duration_cast<core::Duration>(
        std::chrono::duration<double, std::ratio<3600>>(asked.window_hours()));
    input.addresses = options.addresses > 0 ? options.addresses
                                            : static_cast<double>(asked.log().destinations.size());
    input.probes_per_second = options.probes_per_second;
    input.share_scanned = options.share_scanned;
    const auto finding = analytics::estimate_population(input);
    auto json = asked.begin("population/1");
    json.key("refusal");
    if (finding.refusal == analytics::PopulationRefusal::none)
        json.null();
    else
        json.text(name_of(finding.refusal));
    json.key("sightings").number(input.sightings).key("addresses").real(input.addresses);
    json.key("addresses_are").text(options.addresses > 0 ? "told" : "those that were hit");
    json.key("exposure_h").real(asked.window_hours());
    put_ranged(json, "probes_per_second_worldwide", finding.probes_per_second_worldwide);
    put_ranged(json, "hosts", finding.hosts);
    const auto repeated = analytics::repeat_share(static_cast<double>(new_hosts), hourly_hosts);
    json.key("repeat_share").real(repeated);
    json.key("newcomers_show");
    if (repeated)
        json.text(name_of(analytics::newcomers_show(*repeated)));
    else
        json.null();
    json.key("sensitivity").begin_array();
    for (const auto& row : finding.sensitivity) {
        json.begin_object().key("share_scanned").real(row.share_scanned);
        json.key("probes_per_second").real(row.probes_per_second);
        json.key("hosts").real(row.hosts).end_object();
    }
    json.end_array().key("assumptions").begin_array();
    for (const auto& one : finding.assumptions) json.text(one);
    // What others counted, to hold it against.
    json.end_array().key("published").begin_array();
    for (const auto& size : analytics::published_sizes()) {
        json.begin_object().key("botnet").text(size.name);
        json.key("range").begin_array().real(size.low).real(size.high).end_array();
        json.key("source").text(size.source);
        json.key("source_was").text(size.from_memory ? "from memory" : "read").end_object();
    }
    json.end_array();
    return asked.end(json, finding.sentence);
}

std::string reference(Asked& asked) {
    const auto growth = ask_growth(asked.stream(), asked.options().window, asked.times());
    // A pace is compared only where there is one: elsewhere a doubling time would say what the verdict does not.
    const auto& doubling = growth.doubling_h;
    std::vector<analytics::OutbreakComparison> compared;
    if (doubling.value)
        compared =
            analytics::compare_with_outbreaks({*doubling.value, doubling.low, doubling.high});
    auto json = asked.begin("reference/1");
    json.key("verdict").text(name_of(growth.verdict));
    json.key("doubling_h").real(doubling.value);
    put_ci95(json, doubling.low, doubling.high);
    json.key("comparisons").begin_array();
    for (const auto& one : compared) {
        json.begin_object().key("outbreak").text(one.reference->name);
        json.key("year").number(static_cast<std::uint64_t>(one.reference->year));
        json.key("doubling_minutes").real(one.reference->doubling_minutes);
        json.key("ratio").real(one.ratio);
        put_ci95(json, one.low, one.high);
        json.key("source").text(one.reference->source);
        json.key("source_was").text(name_of(one.reference->grade));
        json.key("sentence").text(one.sentence).end_object();
    }
    json.end_array();
    if (compared.empty())
        return asked.end(json, "Nothing to compare: the verdict is " +
                                   std::string(name_of(growth.verdict)) +
                                   ", for which no doubling time is given.");
    return end_answer(
        json, "Doubling in " + number(*doubling.value) + " h: " + compared[0].sentence + ".");
}

std::string ladder(Asked& asked) {
    const auto& signal = asked.log().signal;
    const auto finding = ask_ladder(asked.stream(), asked.times(), asked.hours_and_cycle(),
                                    signal ? std::to_string(signal->port) : "port");
    auto json = asked.begin("ladder/1");
    put_ladder(json, finding);
    return asked.end(json, finding.sentence);
}

void put_local(JsonWriter& json, std::string_view key,
               const std::optional<analytics::LocalBias>& bias) {
    json.key(key);
    if (!bias) {
        json.null();
        return;
    }
    json.begin_object().key("observed").real(bias->observed).key("expected").real(bias->expected);
    json.key("ratio").real(bias->ratio).key("p").real(bias->p).end_object();
}

std::string bias(Asked& asked) {
    const auto& log = asked.log();
    analytics::TargetBiasInput input;
    for (const auto& address : log.destinations)
        input.addresses.push_back({address.v4_value(), 0, 1, 0, 0});
    double in_8 = 0;
    double in_16 = 0;
    std::map<std::uint32_t, std::uint64_t> by_8;
    std::map<std::uint32_t, std::uint64_t> by_16;
    std::uint64_t v4_sources = 0;
    for (const auto& source : log.stream.sources) {
        if (!source.is_v4()) continue;
        ++v4_sources;
        ++by_8[source.v4_value() >> 24];
        ++by_16[source.v4_value() >> 16];
    }
    for (const auto& [destination, source] : log.hits) {
        auto& target = input.addresses[destination];
        ++target.hits;
        if (!log.sources[source].is_v4()) continue;
        const std::uint32_t from = log.sources[source].v4_value();
        if (from >> 24 == target.address >> 24) ++target.hits_from_own_8;
        if (from >> 16 == target.address >> 16) ++target.hits_from_own_16;
        if (v4_sources > 0) {
            const auto share = [&](const auto& counts, std::uint32_t network) {
                const auto found = counts.find(network);
                return found == counts.end()
                           ? 0.0
                           : static_cast<double>(found->second) / static_cast<double>(v4_sources);
            };
            in_8 += share(by_8, target.address >> 24);
            in_16 += share(by_16, target.address >> 16);
        }
    }
    if (!log.hits.empty() && v4_sources > 0) {
        input.source_share_8 = in_8 / static_cast<double>(log.hits.size());
        input.source_share_16 = in_16 / static_cast<double>(log.hits.size());
    }
    const auto finding = analytics::judge_target_bias(input);
    auto json = asked.begin("bias/1");
    json.key("addresses").number(log.destinations.size());
    json.key("reachable").number(finding.reachable);
    json.key("bits").begin_array();
    for (const auto& bit : finding.bits) {
        json.begin_object().key("bit").number(static_cast<std::uint64_t>(bit.bit));
        json.key("ratio").real(bit.ratio).key("p").real(bit.p);
        json.key("set_is_blind").truth(bit.set_is_blind);
        json.key("clear_is_blind").truth(bit.clear_is_blind);
        json.key("alike").begin_array();
        for (const int alike : bit.alike) json.number(static_cast<std::uint64_t>(alike));
        json.end_array().end_object();
    }
    json.end_array().key("untestable_bits").begin_array();
    for (const int bit : finding.untestable_bits) json.number(static_cast<std::uint64_t>(bit));
    json.end_array().key("blind").begin_array();
    for (const std::size_t place : finding.blind) json.text(log.destinations[place].to_string());
    json.end_array().key("uneven_p").real(finding.uneven_p);
    json.key("unexplained_dispersion").real(finding.unexplained_dispersion);
    put_local(json, "own_8", finding.own_8);
    put_local(json, "own_16", finding.own_16);
    return asked.end(json, finding.sentence);
}

std::string oddities(Asked& asked) {
    const auto& stream = asked.stream();
    // In a log's first day every host is new.
    const core::Time warm = asked.times().first + analytics::new_host_memory;
    const core::Time from = core::bin_of(std::max(asked.judged().baseline_from, warm), hours{1});
    const auto reduced = learned_exposure(stream, asked.times().first, asked.judged().now);
    std::vector<double> expected;
    for (core::Time at = from; at < asked.judged().now && expected.size() < analytics::max_bins;
         at += hours{1})
        expected.push_back(watched_share(reduced, at, at + hours{1}));
    std::vector<analytics::NewSource> sources;
    std::vector<double> base(expected.size());
    for (const auto& newcomer : stream.newcomers) {
        if (newcomer.at < from || newcomer.at >= asked.judged().now) continue;
        if (is_unwatched(reduced, newcomer.at)) continue;
        const auto hour = static_cast<std::size_t>((newcomer.at - from) / hours{1});
        if (hour >= expected.size()) continue;
        sources.push_back({hour, network_of(stream.sources[newcomer.source])});
        ++base[hour];
    }
    // Level and cycle of the new hosts themselves, from the baseline; without one from all of it.
    std::vector<analytics::HostBin> bins;
    const auto window_hour = static_cast<std::size_t>(
        std::max(core::Duration{}, asked.judged().window_from - from) / hours{1});
    const std::size_t count = window_hour >= 72 ? std::min(window_hour, base.size()) : base.size();
    for (std::size_t i = 0; i < count; ++i)
        bins.push_back({from + hours{1} * static_cast<std::int64_t>(i), base[i], expected[i], 0});
    const auto cycle = analytics::fit_cycle(bins, hours{1});
    for (std::size_t i = 0; i < expected.size(); ++i)
        expected[i] *= cycle.level * cycle.factor(from + hours{1} * static_cast<std::int64_t>(i) +
                                                  std::chrono::minutes{30});
    const auto found = analytics::shape_oddities(from, sources, expected, cycle.dispersion);
    auto json = asked.begin("oddities/1");
    json.key("expected_per_h").real(cycle.level).key("dispersion").real(cycle.dispersion);
    json.key("oddities").begin_array();
    for (const auto& oddity : found) {
        json.begin_object().key("kind").text(name_of(oddity.kind)).key("at").time(oddity.at);
        json.key("hours").real(oddity.hours).key("size").real(oddity.size);
        json.key("score").real(oddity.score);
        std::string network;
        for (const auto& source : stream.sources)
            if (oddity.kind == analytics::OddityKind::batch && source.is_v4() &&
                network_of(source) == oddity.network) {
                network = core::Address::v4(source.v4_value() & 0xFFFF0000).to_string() + "/16";
                break;
            }
        json.key("network");
        if (network.empty())
            json.null();
        else
            json.text(network);
        json.end_object();
    }
    json.end_array();
    if (base.empty())
        return asked.end(json, "Nothing can be odd yet: in a log's first day every host is new.");
    if (found.empty()) return asked.end(json, "The curve of new hosts shows nothing odd.");
    return end_answer(
        json,
        std::to_string(found.size()) + (found.size() == 1 ? " oddity" : " oddities") +
            " in the curve of new hosts; the first: a " + std::string(name_of(found[0].kind)) +
            " at " + asked.options().window.zone.format(found[0].at) + ", " +
            number(found[0].size) +
            (found[0].kind == analytics::OddityKind::step ? " times as many as before."
                                                          : " hosts above what was expected."));
}

std::string families(Asked& asked) {
    const auto& families = asked.log().families;
    std::map<std::size_t, std::uint64_t> in_window;
    std::map<std::size_t, std::set<std::uint32_t>> sources;
    // A family is a signal of its own: who was seen with another payload an hour ago is new in this one.
    std::map<std::pair<std::size_t, std::uint32_t>, core::Time> seen;
    std::map<std::size_t, std::uint64_t> new_hosts;
    std::map<std::size_t, std::uint64_t> first_ever;
    std::uint64_t sent = 0;
    for (const auto& one : asked.stream().sightings) {
        const auto family = one.payload.family();
        if (!family) continue;
        const auto [last, is_first] = seen.try_emplace({*family, one.source}, one.at);
        const bool is_new = is_first || one.at - last->second > analytics::new_host_memory;
        last->second = one.at;
        if (!asked.in_window(one.at)) continue;
        new_hosts[*family] += is_new ? 1 : 0;
        first_ever[*family] += is_first ? 1 : 0;
        ++sent;
        ++in_window[*family];
        sources[*family].insert(one.source);
    }
    std::set<std::size_t> fresh;
    for (core::Day day = core::day_of(asked.judged().window_from);
         core::Time{day} < asked.judged().now; day += std::chrono::days{1})
        for (const std::size_t family : families.new_on(day)) fresh.insert(family);
    std::vector<std::size_t> order;
    for (const auto& [family, count] : in_window) order.push_back(family);
    std::ranges::stable_sort(order, [&](auto a, auto b) { return in_window[a] > in_window[b]; });
    auto json = asked.begin("families/1");
    json.key("payloads").number(sent).key("families_in_all").number(order.size());
    json.key("unplaced").number(families.unplaced());
    json.key("networks_are").text("/16 of the source");
    json.key("families").begin_array();
    for (std::size_t i = 0; i < std::min(order.size(), most_listed); ++i) {
        const auto& family = families.families()[order[i]];
        json.begin_object().key("family").number(order[i]).key("label").text(family.label);
        json.key("copies").number(in_window[order[i]]);
        json.key("hosts").number(sources[order[i]].size());
        json.key("new_hosts").number(new_hosts[order[i]]);
        json.key("first_ever").number(first_ever[order[i]]);
        json.key("share").real(static_cast<double>(in_window[order[i]]) /
                               static_cast<double>(sent));
        json.key("distinct").number(family.distinct).key("networks").number(family.networks.size());
        json.key("appeared").time(family.appeared).key("last").time(family.last);
        json.key("new").truth(fresh.contains(order[i])).end_object();
    }
    json.end_array();
    if (sent == 0) return asked.end(json, "Nobody sent anything on this signal.");
    return asked.end(json, number(static_cast<double>(order.size())) +
                               (order.size() == 1 ? " payload family" : " payload families") +
                               " in " + std::to_string(sent) + " payloads; " +
                               std::to_string(fresh.size()) + " of them new.");
}

std::string persistence(Asked& asked) {
    const auto finding = ask_persistence(asked.hours_and_cycle());
    auto json = asked.begin("persistence/1");
    put_persistence(json, finding, asked.onset().onset);
    return asked.end(json, finding.sentence);
}

/// Distinct hosts of one signal before and after, at some sensors.
analytics::BeforeAfter before_after(const Asked& asked,
                                    const std::function<bool(const WideLog::Contact&)>& counts,
                                    double dispersion) {
    std::set<std::pair<std::int64_t, std::uint32_t>> before;
    std::set<std::pair<std::int64_t, std::uint32_t>> after;
    for (const auto& contact : asked.log().contacts) {
        if (!counts(contact)) continue;
        const std::pair hour{core::nanoseconds_of(core::bin_of(contact.at, hours{1})),
                             contact.source};
        if (asked.in_baseline(contact.at)) before.insert(hour);
        if (asked.in_window(contact.at)) after.insert(hour);
    }
    return {static_cast<double>(before.size()), asked.baseline_hours(),
            static_cast<double>(after.size()), asked.window_hours(), dispersion};
}

std::optional<std::uint32_t> index_of(const WideLog& log,
                                      const std::optional<event::Signal>& signal) {
    if (!signal) return std::nullopt;
    const auto found = std::ranges::find(log.signals, *signal);
    if (found == log.signals.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - log.signals.begin());
}

std::string agreement(Asked& asked) {
    const auto& known = asked.log().sensor_class;
    const auto class_at = [&](std::string_view sensor, core::Time) {
        const auto found = known.find(sensor);
        return found == known.end() ? std::string("unknown") : found->second;
    };
    const auto agreement = ask_agreement(asked.stream(), asked.options().window, asked.times(),
                                         asked.hours_and_cycle(), class_at);
    auto json = asked.begin("agreement/1");
    put_agreement(json, agreement);
    return asked.end(json, agreement.finding.sentence);
}

std::string control(Asked& asked) {
    const auto& log = asked.log();
    const auto mine = index_of(log, log.signal);
    auto json = asked.begin("control/1");
    if (!mine) {
        json.key("verdict").text("not_enough_data").key("controls").begin_array().end_array();
        return asked.end(json, "Name the signal that is compared with the others (--port).");
    }
    std::map<std::uint32_t, std::uint64_t> baseline;
    for (const auto& contact : log.contacts)
        if (contact.signal != *mine && asked.in_baseline(contact.at)) ++baseline[contact.signal];
    std::vector<std::uint32_t> order;
    for (const auto& [signal, count] : baseline) order.push_back(signal);
    std::ranges::stable_sort(order, [&](auto a, auto b) { return baseline[a] > baseline[b]; });
    if (order.size() > most_controls) order.resize(most_controls);
    const double dispersion = asked.cycle().dispersion;
    const auto change = [&](std::uint32_t signal) {
        return analytics::ClassChange{
            log.signals[signal].to_string(),
            before_after(
                asked, [&](const auto& contact) { return contact.signal == signal; }, dispersion),
            std::nullopt};
    };
    std::vector<analytics::ClassChange> controls;
    for (const std::uint32_t signal : order) controls.push_back(change(signal));
    const auto finding = analytics::judge_controls(change(*mine), controls);
    json.key("verdict").text(name_of(finding.verdict));
    put_ratio(json, "ratio", finding.signal);
    put_ratio(json, "relative", finding.relative);
    json.key("controls").begin_array();
    for (const auto& one : controls) {
        json.begin_object().key("signal").text(one.name);
        json.key("hosts_before").real(one.counts.hosts_before);
        json.key("hosts_after").real(one.counts.hosts_after);
        put_ratio(json, "ratio", analytics::rate_ratio(one.counts));
        json.end_object();
    }
    json.end_array();
    return asked.end(json, finding.sentence);
}

std::string spoofed(Asked& asked) {
    const auto counts = analytics::count_sources(asked.log().unverified);
    const auto finding = analytics::judge_spoofing(counts.input());
    auto json = asked.begin("spoofed/1");
    json.key("unverified_sources").number(counts.sources).key("reserved").number(counts.reserved);
    json.key("spoofed_share").real(finding.spoofed_share);
    put_ci95(json, finding.low, finding.high);
    json.key("withhold_unverified").truth(finding.withhold_unverified);
    json.key("seen_once_share").real(finding.seen_once_share);
    json.key("flat_p").real(finding.flat_p).key("flood_shape").truth(finding.flood_shape);
    if (counts.sources == 0) return end_answer(json, "No source came without proving its address.");
    return end_answer(
        json, "Of " + std::to_string(counts.sources) + " sources that proved no address, " +
                  number(100 * finding.spoofed_share.value_or(0)) +
                  " % (95 %: " + number(100 * finding.low) + " to " + number(100 * finding.high) +
                  ") are forged evenly over IPv4." +
                  (finding.looks_forged() ? " What is said of unproved sources is withheld." : ""));
}

std::string same_event(Asked& asked) {
    const auto& log = asked.log();
    const auto mine = index_of(log, log.signal);
    auto json = asked.begin("same_event/1");
    if (!mine) {
        json.key("others").begin_array().end_array();
        return asked.end(json, "Name the signal that is compared with the others (--port).");
    }
    // By signal: who was new in the window, and all contacts for an onset of its own.
    std::map<std::uint32_t, std::set<std::uint32_t>> new_in;
    std::set<std::uint32_t> all;
    std::map<std::uint64_t, core::Time> last;
    for (const auto& contact : log.contacts) {
        const std::uint64_t pair = (std::uint64_t{contact.signal} << 32) | contact.source;
        const auto [seen, is_first] = last.try_emplace(pair, contact.at);
        const bool is_new = is_first || contact.at - seen->second > hours{24};
        seen->second = contact.at;
        if (!is_new || !asked.in_window(contact.at)) continue;
        new_in[contact.signal].insert(contact.source);
        all.insert(contact.source);
    }
    std::vector<std::uint32_t> others;
    if (asked.options().with) {
        if (const auto other = index_of(log, asked.options().with)) others.push_back(*other);
    } else {
        for (const auto& [signal, sources] : new_in)
            if (signal != *mine) others.push_back(signal);
        std::ranges::stable_sort(
            others, [&](auto a, auto b) { return new_in[a].size() > new_in[b].size(); });
        if (others.size() > most_controls) others.resize(most_controls);
    }
    const auto onset_of = [&](std::uint32_t signal) -> std::optional<analytics::Span> {
        StreamBuilder builder{std::nullopt, 0};
        for (const auto& contact : log.contacts)
            if (contact.signal == signal)
                builder.add({contact.at,
                             log.sensors[contact.sensor],
                             log.sources[contact.source],
                             std::nullopt,
                             {}});
        for (std::size_t i = 0; i < asked.stream().uptimes.size(); ++i)
            builder.uptime(asked.stream().sensors[i], asked.stream().uptimes[i]);
        const Stream stream = builder.take("", {});
        const auto onset = ask_last_onset(stream, asked.options().window, asked.times());
        if (!onset.ci95) return std::nullopt;
        return analytics::Span{onset.ci95->low, onset.ci95->high};
    };
    std::optional<analytics::Span> own;
    if (asked.onset().ci95)
        own = analytics::Span{asked.onset().ci95->low, asked.onset().ci95->high};
    std::size_t same = 0;
    std::string names;
    json.key("others").begin_array();
    for (const std::uint32_t other : others) {
        analytics::SameEventInput input;
        input.first_onset = own;
        input.second_onset = onset_of(other);
        input.sources = all.size();
        input.first = new_in[*mine].size();
        input.second = new_in[other].size();
        for (const std::uint32_t source : new_in[other])
            if (new_in[*mine].contains(source)) ++input.shared;
        const auto finding = analytics::judge_same_event(input);
        json.begin_object().key("signal").text(log.signals[other].to_string());
        json.key("same_event").truth(finding.same_event);
        json.key("reason").text(name_of(finding.reason));
        json.key("first").number(input.first).key("second").number(input.second);
        json.key("shared").number(input.shared);
        json.key("expected_shared").real(finding.expected_shared);
        json.key("log10_p").real(finding.log10_p).key("onset_ci95");
        if (input.second_onset)
            json.begin_array()
                .time(input.second_onset->from)
                .time(input.second_onset->to)
                .end_array();
        else
            json.null();
        json.end_object();
        if (!finding.same_event) continue;
        ++same;
        names += (names.empty() ? "" : ", ") + log.signals[other].to_string();
    }
    json.end_array();
    return end_answer(
        json, same == 0 ? "No other signal shares this one's onset and newcomers beyond chance."
                        : "One event with " + names +
                              ": onsets overlap, and newcomers are shared beyond chance.");
}

std::string accumulation(Asked& asked) {
    const auto& stream = asked.stream();
    analytics::AccumulationInput input;
    const core::Duration day = hours{24};
    // Whole days that end now.
    core::Time from = asked.times().to;
    while (from - day >= asked.times().first && input.days.size() < 400) {
        from -= day;
        input.days.push_back({});
    }
    for (std::size_t i = 0; i < input.days.size(); ++i) {
        const core::Time at = from + day * static_cast<std::int64_t>(i);
        input.days[i].exposed_hours = asked.exposed(at, at + day);
        input.days[i].is_baseline = at + day <= asked.times().from;
    }
    std::vector<std::uint32_t> seen_on(stream.sources.size(), 0xFFFFFFFF);
    std::vector<bool> ever(stream.sources.size());
    for (const auto& sighting : stream.sightings) {
        const bool is_first = !ever[sighting.source];
        ever[sighting.source] = true;
        if (sighting.at < from || sighting.at >= asked.times().to) continue;
        const auto index = static_cast<std::uint32_t>((sighting.at - from) / day);
        if (seen_on[sighting.source] != index) ++input.days[index].active;
        seen_on[sighting.source] = index;
        if (is_first) ++input.days[index].first_ever;
    }
    for (const auto& newcomer : stream.newcomers)
        if (newcomer.at >= from && newcomer.at < asked.times().to)
            ++input.days[static_cast<std::size_t>((newcomer.at - from) / day)].new_hosts;
    const auto finding = analytics::judge_accumulation(input);
    auto json = asked.begin("accumulation/1");
    json.key("verdict").text(name_of(finding.verdict));
    json.key("days").number(input.days.size());
    const auto put = [&](const char* key, const analytics::Trend& trend) {
        json.key(key).begin_object().key("value").real(trend.value);
        put_ci95(json, trend.low, trend.high);
        json.end_object();
    };
    put("cumulative_per_day", finding.cumulative_per_day);
    put("net_of_turnover_per_day", finding.net_per_day);
    put("active_change_per_day", finding.active_per_day);
    put("new_host_change_per_day", finding.new_hosts_per_day);
    return asked.end(json, finding.sentence);
}

std::string exposure(Asked& asked) {
    const auto& stream = asked.stream();
    const auto& log = asked.log();
    // What each sensor sees of all signals, so that one which is blind to this one stands out.
    std::vector<std::set<std::uint32_t>> all(stream.sensors.size());
    for (const auto& contact : log.contacts) {
        if (contact.at < asked.judged().baseline_from || contact.at >= asked.judged().now) continue;
        const auto found = std::ranges::find(stream.sensors, log.sensors[contact.sensor]);
        if (found != stream.sensors.end())
            all[static_cast<std::size_t>(found - stream.sensors.begin())].insert(contact.source);
    }
    std::vector<double> traffic;
    for (const auto& sources : all) traffic.push_back(static_cast<double>(sources.size()));
    const auto series =
        analytics::count_hosts(stream.sightings, stream.uptimes, asked.judged(), hours{1},
                               log.signal ? traffic : std::vector<double>{});
    std::vector<std::set<std::uint32_t>> mine(stream.sensors.size());
    std::set<std::uint32_t> everybody;
    for (const auto& sighting : stream.sightings) {
        if (sighting.at < asked.judged().baseline_from || sighting.at >= asked.judged().now)
            continue;
        mine[sighting.sensor].insert(sighting.source);
        everybody.insert(sighting.source);
    }
    const auto has = [](const std::vector<std::uint16_t>& list, std::size_t sensor) {
        return std::ranges::find(list, static_cast<std::uint16_t>(sensor)) != list.end();
    };
    auto json = asked.begin("exposure/1");
    json.key("exposure_source").text(name_of(series.source));
    json.key("exposure_min").real(series.exposure_min);
    json.key("hosts").number(everybody.size());
    json.key("sensors").begin_array();
    for (std::size_t i = 0; i < stream.sensors.size(); ++i) {
        json.begin_object().key("sensor").text(stream.sensors[i]);
        json.key("listened_share");
        if (i < stream.uptimes.size())
            json.real(analytics::covered_seconds(stream.uptimes[i], asked.judged().window_from,
                                                 asked.judged().now) /
                      std::max(1.0, std::chrono::duration<double>(asked.judged().now -
                                                                  asked.judged().window_from)
                                        .count()));
        else
            json.null();
        json.key("hosts").number(mine[i].size());
        json.key("weight").real(everybody.empty()
                                    ? std::nullopt
                                    : std::optional{static_cast<double>(mine[i].size()) /
                                                    static_cast<double>(everybody.size())});
        json.key("state").text(has(series.excluded_sensors, i) ? "excluded"
                               : has(series.lost_sensors, i)   ? "lost"
                               : has(series.added_sensors, i)  ? "added"
                               : has(series.blind_sensors, i)  ? "blind"
                                                               : "steady");
        json.end_object();
    }
    json.end_array().key("bins").begin_array();
    for (const auto& bin : series.window()) {
        json.begin_object().key("from").time(bin.from).key("hosts").real(bin.hosts);
        json.key("exposure").real(bin.exposure).end_object();
    }
    json.end_array();
    return end_answer(
        json,
        "At the least, " + number(100 * series.exposure_min) +
            " % of this signal's hosts could have been seen; learned " +
            (series.source == analytics::ExposureSource::reference
                 ? "from hours in which every sensor listened."
             : series.source == analytics::ExposureSource::additive
                 ? "by adding up sensors, overlap ignored."
                 : "from nothing: no heartbeat is known, and silence alone told of outages."));
}

std::string levelling(Asked& asked) {
    analytics::LevellingInput input;
    const auto& cycle = asked.cycle();
    for (const auto& bin : asked.hourly().window())
        input.hours.push_back({bin.from, bin.judged_hosts(),
                               bin.exposure * cycle.factor(bin.from + std::chrono::minutes{30})});
    input.background = cycle.level;
    const auto finding = analytics::judge_levelling(input);
    auto json = asked.begin("levelling/1");
    json.key("state").text(name_of(finding.state)).key("since").time(finding.since);
    json.key("change_per_day").begin_object().key("value").real(finding.change_per_day.value);
    put_ci95(json, finding.change_per_day.low, finding.change_per_day.high);
    json.end_object();
    json.key("weekend_known")
        .truth(hours_of(asked.judged().window_from - asked.judged().baseline_from) >=
               analytics::weekend_baseline_hours);
    std::string sentence = finding.sentence;
    if (finding.since)
        sentence += " Since " + asked.options().window.zone.format(*finding.since) + ".";
    return asked.end(json, sentence);
}

/// What describes the flood itself, or the sensors.
bool is_told_of_a_flood(WideJudgement question) {
    return question == WideJudgement::spoofed || question == WideJudgement::exposure ||
           question == WideJudgement::families;
}

/// The refusal of a question about sources that look forged.
std::string withheld(const Asked& asked, WideJudgement question) {
    const auto* named =
        std::ranges::find(judgements, question, &decltype(judgements)::value_type::second);
    std::string method{named->first};
    std::ranges::replace(method, '-', '_');
    auto json = asked.begin(method + "/1");
    json.key("verdict").text(withheld_verdict).key("refusal").text("forged_sources");
    return end_answer(json, withheld_sentence(asked.stream()));
}

}  // namespace

std::optional<WideJudgement> wide_judgement_named(std::string_view name) {
    const auto* found =
        std::ranges::find(judgements, name, &decltype(judgements)::value_type::first);
    if (found == judgements.end()) return std::nullopt;
    return found->second;
}

std::string wide_judgement_names() {
    std::string names;
    for (std::size_t i = 0; i < judgements.size(); ++i) {
        if (i > 0) names += i + 1 == judgements.size() ? " or " : ", ";
        names += judgements[i].first;
    }
    return names;
}

std::string judge_wide(const WideLog& log, WideJudgement question, const WideOptions& options) {
    Asked asked{log, options};
    if (!is_told_of_a_flood(question) &&
        is_withheld(log.stream, asked.judged().baseline_from, asked.judged().now))
        return withheld(asked, question);
    switch (question) {
        case WideJudgement::population:
            return population(asked);
        case WideJudgement::reference:
            return reference(asked);
        case WideJudgement::ladder:
            return ladder(asked);
        case WideJudgement::bias:
            return bias(asked);
        case WideJudgement::oddities:
            return oddities(asked);
        case WideJudgement::families:
            return families(asked);
        case WideJudgement::persistence:
            return persistence(asked);
        case WideJudgement::agreement:
            return agreement(asked);
        case WideJudgement::control:
            return control(asked);
        case WideJudgement::spoofed:
            return spoofed(asked);
        case WideJudgement::same_event:
            return same_event(asked);
        case WideJudgement::accumulation:
            return accumulation(asked);
        case WideJudgement::exposure:
            return exposure(asked);
        case WideJudgement::levelling:
            return levelling(asked);
    }
    return "{}";
}

}  // namespace hitme::console
