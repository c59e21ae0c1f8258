// SPDX-License-Identifier: Apache-2.0
#include "console/judge/all_signals.h"

#include <algorithm>
#include <utility>

#include "analytics/onset/intensity.h"
#include "analytics/proof.h"
#include "console/json_writer.h"
#include "console/judge/sentences.h"
#include "core/text.h"
#include "event/drill.h"
#include "event/signal.h"

namespace hitme::console {
namespace {

constexpr std::size_t most_named = 3;

void add_up(analytics::LiveCounts& sum, const analytics::LiveCounts& more) {
    sum.events += more.events;
    sum.hosts += more.hosts;
    sum.hourly_hosts += more.hourly_hosts;
    sum.new_hosts += more.new_hosts;
    sum.first_ever += more.first_ever;
}

std::string name_of(std::uint32_t key) {
    return event::Signal::from_key(key).to_string();
}

}  // namespace

AllSignals::AllSignals(std::optional<core::Time> from, std::optional<core::Time> to,
                       std::uint64_t secret, Order order)
    : from_(from), to_(to), secret_(secret), order_(order) {}

void AllSignals::begin(core::Time at) {
    first_ = core::bin_of(at, analytics::live_bin);
    received_ = at;
    analytics::LiveSettings settings;
    settings.from = first_;
    settings.secret = secret_;
    live_.emplace(settings,
                  analytics::Live::Sink{[this](const analytics::LiveBin& bin) { close(bin); },
                                        [this](const analytics::LiveAlarm& one) { alarm(one); }});
}

void AllSignals::add(const event::Event& event) {
    const auto* contact = std::get_if<event::Contact>(&event);
    if (contact == nullptr || event::of_drill(*contact)) return;
    if (to_ && contact->seen_at >= *to_) return;
    if (contact->seen_at > now_) {
        ++future_;
        return;
    }
    simulated_ |= contact->simulated;
    analytics::LiveSighting sighting;
    sighting.at = contact->seen_at;
    sighting.key.signal = event::Signal::of(*contact).key();
    sighting.key.proof = analytics::proves_its_source(*contact) ? analytics::Proof::proved
                                                                : analytics::Proof::unproved;
    sighting.source = contact->source;
    if (order_ == Order::by_time)
        observe(sighting);
    else if (gathered_.size() < most_gathered)
        gathered_.push_back(sighting);
    else
        ++left_out_;
}

void AllSignals::observe(const analytics::LiveSighting& sighting) {
    if (!live_) begin(sighting.at);
    // A clock that jumps so far is taken for wrong (analytics/live.h); here it is the log that pauses.
    while (received_ + analytics::longest_gap < sighting.at) {
        received_ += analytics::longest_gap;
        live_->advance(received_);
    }
    received_ = std::max(received_, sighting.at);
    analytics::LiveSighting taken = sighting;
    taken.received = received_;
    live_->observe(taken);
}

void AllSignals::close(const analytics::LiveBin& bin) {
    if (from_ && bin.from < *from_) return;
    add_up(told_[{bin.key.signal, bin.key.proof}].counts, bin.counts);
}

void AllSignals::alarm(const analytics::LiveAlarm& alarm) {
    if (from_ && analytics::time_of_seconds(alarm.alarm.at) < *from_) return;
    auto& told = told_[{alarm.key.signal, alarm.key.proof}];
    ++told.alarms_in_all;
    if (told.alarms.size() < most_alarms_told) told.alarms.push_back(alarm);
}

std::string AllSignals::answer(const std::string& name, const runtime::Zone& zone) {
    std::ranges::stable_sort(gathered_, {}, &analytics::LiveSighting::at);
    for (const auto& sighting : gathered_) observe(sighting);
    gathered_.clear();
    if (live_)
        live_->advance(received_ + analytics::LiveSettings{}.lateness + 2 * analytics::live_bin);
    std::vector<std::pair<Key, const Told*>> order;
    for (const auto& [key, told] : told_)
        if (told.counts.events > 0 || told.alarms_in_all > 0) order.emplace_back(key, &told);
    std::ranges::stable_sort(order, [](const auto& a, const auto& b) {
        return a.second->counts.new_hosts > b.second->counts.new_hosts;
    });
    JsonWriter json;
    json.begin_object().key("name").text(name).key("method").text("signals/1");
    if (simulated_) json.key("simulated").truth(true);
    json.key("window").begin_object();
    json.key("from").time(std::max(from_.value_or(first_), first_));
    json.key("to").time(to_.value_or(received_)).end_object();
    const auto totals = live_ ? live_->totals() : analytics::LiveTotals{};
    json.key("taken").number(totals.taken).key("late").number(totals.late);
    json.key("future_contacts").number(future_).key("left_out").number(left_out_);
    json.key("over_signals").number(totals.over_signals);
    json.key("pairs_refused").number(totals.pairs_refused);
    json.key("signals_in_all").number(order.size()).key("signals").begin_array();
    std::string rose;
    std::size_t risen = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto& [key, told] = order[i];
        const std::string signal = name_of(key.first);
        const bool is_proved = key.second == analytics::Proof::proved;
        const analytics::LiveKey live_key{key.first, 0, key.second};
        const auto state = live_->state(live_key).value_or(analytics::LiveState{});
        if (told->alarms_in_all > 0 && !state.withheld && risen++ < most_named) {
            const auto at = analytics::time_of_seconds(told->alarms.front().alarm.at);
            rose += (rose.empty() ? "" : "; ") + signal + (is_proved ? "" : " (unverified)") +
                    " at " + zone.format(at);
        }
        if (i >= most_signals_told) continue;
        const auto& counts = told->counts;
        json.begin_object().key("signal").text(signal);
        json.key("proof").text(is_proved ? "verified" : "unverified");
        json.key("events").number(counts.events).key("hourly_hosts").number(counts.hourly_hosts);
        json.key("new_hosts").number(counts.new_hosts).key("first_ever").number(counts.first_ever);
        json.key("active").number(state.active).key("cumulative").real(state.cumulative);
        json.key("sketched").truth(state.sketched);
        json.key("repeat_share");
        if (counts.hourly_hosts > 0)
            json.real(1 - static_cast<double>(counts.new_hosts) /
                              static_cast<double>(counts.hourly_hosts));
        else
            json.null();
        if (!is_proved) json.key("withheld").truth(state.withheld);
        json.key("top").begin_array();
        for (const auto& one : live_->top(live_key, most_talkers_told))
            json.begin_object()
                .key("source")
                .text(one.source.to_string())
                .key("events")
                .number(one.count)
                .end_object();
        json.end_array().key("alarms_in_all").number(told->alarms_in_all);
        json.key("alarms").begin_array();
        for (const auto& one : told->alarms) {
            json.begin_object().key("at").time(analytics::time_of_seconds(one.alarm.at));
            json.key("since").time(analytics::time_of_seconds(one.alarm.since));
            json.key("score").real(one.alarm.score).key("threshold").real(one.threshold);
            json.key("observed").real(one.alarm.observed);
            json.key("expected").real(one.alarm.expected);
            json.key("withheld").truth(one.withheld).end_object();
        }
        json.end_array().end_object();
    }
    std::string sentence =
        std::to_string(order.size()) + (order.size() == 1 ? " signal. " : " signals. ") +
        (risen == 0 ? "No rise of new hosts stands out."
                    : "New hosts rose on " + std::to_string(risen) + ": " + rose);
    if (risen > most_named) sentence += " and others";
    if (risen > 0) sentence += ".";
    sentence += future_left_out(future_);
    if (left_out_ > 0)
        sentence += " " + std::to_string(left_out_) + " contacts are more than can be sorted.";
    if (totals.late > 0)
        sentence += " " + std::to_string(totals.late) + " contacts came too late to be counted.";
    json.end_array().key("sentence").text(sentence).end_object();
    return json.take();
}

}  // namespace hitme::console
