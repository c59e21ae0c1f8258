// SPDX-License-Identifier: Apache-2.0
#include "console/judge/logs.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "console/judge/attribution_area.h"
#include "console/judge/grouping.h"
#include "console/judge/moment.h"

namespace hitme::console {
namespace {

constexpr std::uint64_t nothing_of_it = std::numeric_limits<std::int64_t>::max();

std::optional<event::Signal> signal_of(const std::string& subject) {
    if (subject == fleet_subject) return std::nullopt;
    return event::Signal::parse(subject);
}

void take(const store::Arrival& arrival, std::map<std::string, StreamBuilder>& builders) {
    const auto* contact = std::get_if<event::Contact>(&arrival.event);
    for (auto& [subject, builder] : builders) {
        if (arrival.fate == store::Fate::stored)
            builder.add(arrival.event);
        else if (arrival.fate == store::Fate::completed && contact != nullptr)
            builder.complete(*contact);  // it is counted already
    }
}

core::Error stopped_reading() {
    return core::error(core::ErrorCode::cancelled, "stopped while reading the store");
}

}  // namespace

SignalLogs::SignalLogs(std::uint64_t secret, runtime::Zone zone, store::IpData networks)
    : secret_(secret), zone_(std::move(zone)), networks_(std::move(networks)) {}

core::Result<void> SignalLogs::follow(store::EventStore& store,
                                      const std::vector<std::string>& subjects, core::Time from) {
    std::erase_if(followed_, [&](const auto& one) {
        return std::ranges::find(subjects, one.first) == subjects.end();
    });
    const core::Day first_day = core::day_of(from);
    auto arrivals = store.arrivals();
    if (!arrivals) return arrivals.error();
    if (marks_.empty() && followed_.empty()) {
        // At the start nothing is followed yet: all is read once, below, up to here.
        for (const auto& [day, ordinal] : *arrivals)
            if (day >= first_day) marks_[day] = ordinal;
    } else {
        // What is followed already reads on from the marks.
        store::Marks passed_over = marks_;
        for (const auto& [day, ordinal] : *arrivals)
            if (day < first_day) passed_over[day] = nothing_of_it;
        store::Marks reached = marks_;
        auto visited = store.visit_arrivals(passed_over, [&](const store::Arrival& arrival) {
            auto& mark = reached[arrival.day];
            mark = std::max(mark, arrival.ordinal);
            announce(arrival);
            take(arrival, followed_);
            return !stop_.stop_requested();
        });
        if (!visited) return visited;
        if (stop_.stop_requested()) return stopped_reading();
        marks_ = std::move(reached);
    }

    std::vector<std::string> fresh;
    for (const auto& subject : subjects)
        if (!followed_.contains(subject)) fresh.push_back(subject);
    if (!fresh.empty())
        if (auto read = read_newcomers(store, fresh, first_day); !read) return read;
    make_room();
    subject_.clear();
    fleet_at_.reset();
    return {};
}

void SignalLogs::announce(const store::Arrival& arrival) {
    if (const auto* change = std::get_if<event::SensorChange>(&arrival.event))
        places_.announce(*change);
}

// Up to the marks and no further, so that what comes meanwhile is read once, by the next call.
core::Result<void> SignalLogs::read_newcomers(store::EventStore& store,
                                              const std::vector<std::string>& subjects,
                                              core::Day from) {
    std::map<std::string, StreamBuilder> fresh;
    for (const auto& subject : subjects) {
        const auto signal = signal_of(subject);
        // Each contact is of one signal, so its payload is placed once; the fleet is asked for no ladder.
        fresh.try_emplace(subject, signal, secret_, Taken::proved,
                          signal ? Payloads::in_families : Payloads::passed_over);
    }
    store::Marks passed_over;
    auto arrivals = store.arrivals();
    if (!arrivals) return arrivals.error();
    for (const auto& [day, ordinal] : *arrivals)
        if (day < from || !marks_.contains(day)) passed_over[day] = nothing_of_it;
    auto visited = store.visit_arrivals(passed_over, [&](const store::Arrival& arrival) {
        const auto mark = marks_.find(arrival.day);
        if (mark == marks_.end() || arrival.ordinal > mark->second) return true;
        announce(arrival);  // again, where it was read before: that changes nothing
        take(arrival, fresh);
        return !stop_.stop_requested();
    });
    if (!visited) return visited;
    if (stop_.stop_requested()) return stopped_reading();
    followed_.merge(fresh);
    return {};
}

void SignalLogs::make_room() {
    for (auto& [subject, builder] : followed_) {
        if (builder.size() <= max_followed_sightings) continue;
        std::vector<core::Time> times = builder.times();
        const auto quarter = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 4);
        std::ranges::nth_element(times, quarter);
        builder.forget_before(*quarter);
    }
}

void SignalLogs::look_at(const std::string& subject, core::Time at) {
    if (subject == subject_ && at == at_) return;
    subject_ = subject;
    at_ = at;
    const auto found = followed_.find(subject);
    if (found == followed_.end()) {
        current_ = {};
        return;
    }
    auto& builder = found->second;
    // Some days of slack, because forgetting renames every source.
    constexpr core::Duration slack = std::chrono::days{5};
    if (const auto earliest = builder.earliest();
        earliest && *earliest < at - followed_history - slack)
        builder.forget_before(at - followed_history);
    current_ = builder.snapshot(subject, at - followed_history, at);
    if (subject != fleet_subject) tell_all_traffic();
}

void SignalLogs::tell_all_traffic() {
    const auto fleet = followed_.find(std::string(fleet_subject));
    if (fleet == followed_.end()) return;
    if (fleet_at_ != at_) {
        fleet_hosts_ = fleet->second.hosts_by_sensor(at_ - followed_history, at_);
        fleet_at_ = at_;
    }
    for (const auto& sensor : current_.sensors) {
        const auto found = fleet_hosts_.find(sensor);
        current_.all_hosts.push_back(found == fleet_hosts_.end() ? 0 : found->second);
    }
}

SignalJudge::Judged SignalLogs::judged() {
    // Not with each look: the watch between the steps asks for events alone, and a look-up of each source takes its time.
    if (current_.classes.empty()) group_sources(current_, Grouping::class_region, networks_);
    const auto class_at = [this](std::string_view sensor, core::Time at) {
        return std::string(name_of(places_.class_at(sensor, at)));
    };
    auto moment = judge_moment(current_, subject_, at_, zone_, class_at);
    return {std::move(moment.findings), std::move(moment.growth_chart), std::move(moment.events)};
}

std::vector<analytics::OpenEvent> SignalLogs::events() {
    JudgeWindow window;
    window.to = at_;
    return ask_events(current_, times_of(current_, window));
}

std::string SignalLogs::source(std::uint32_t number) {
    return number < current_.sources.size() ? current_.sources[number].to_string() : "";
}

std::string SignalLogs::attribution(const std::string& grouping) {
    AttributionQuestion question;
    question.by = grouping_named(grouping).value_or(Grouping::class_region);
    question.to = at_;
    question.limit = most_groups;
    // The next look begins afresh: its groups are the judgement's own.
    subject_.clear();
    return attribution_answer(current_, question, networks_, at_);
}

FindingData SignalLogs::data(core::Time from, core::Time to) {
    return data_of(current_, from, to);
}

SignalJudge::Seen SignalLogs::seen(core::Time from, core::Time to,
                                   const std::vector<std::string>& excluded) {
    const auto seen = hosts_seen(current_, from, to, excluded);
    return {seen.hosts, seen.exposure};
}

}  // namespace hitme::console
