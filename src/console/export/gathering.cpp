// SPDX-License-Identifier: Apache-2.0
#include "console/export/gathering.h"

#include <algorithm>

namespace hitme::console {
namespace {

template <class Value>
void add_once(std::vector<Value>& to, const Value& value, std::size_t most) {
    if (to.size() < most && std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
}

}  // namespace

void Gathering::add(const event::Contact& contact) {
    decoys_.add(contact);
    const std::uint64_t count = std::max<std::uint64_t>(contact.count, 1);
    if (contact.transport != event::Transport::tcp || !event::verified(contact)) {
        left_out_["unproven"] += count;
        return;
    }
    const core::Address key = contact.source.source_key();
    auto found = sources_.find(key);
    if (found == sources_.end()) {
        // Who is a decoy is known at the end only.
        std::string_view against = reason_against(named_network(key), untouchable_, {});
        if (against.empty() && sources_.size() >= max_gathered_sources) against = "beyond_limit";
        if (!against.empty()) {
            left_out_[std::string(against)] += count;
            return;
        }
        found = sources_.try_emplace(key).first;
        found->second.first = found->second.last = contact.seen_at;
    }
    GatheredSource& source = found->second;
    simulated_ = simulated_ || contact.simulated;
    source.simulated = source.simulated || contact.simulated;
    source.first = std::min(source.first, contact.seen_at);
    source.last = std::max(source.last, contact.seen_at);
    source.contacts += count;
    source.stage = std::max(source.stage, contact.stage);

    const auto signal = event::Signal::of(contact);
    const auto on = std::find_if(source.signals.begin(), source.signals.end(),
                                 [&](const auto& one) { return one.first == signal; });
    if (on != source.signals.end()) {
        on->second += count;
    } else if (source.signals.size() < max_gathered_signals) {
        source.signals.emplace_back(signal, count);
    }

    for (const auto& label : contact.labels) {
        auto number = label_numbers_.find(label.name);
        if (number == label_numbers_.end()) {
            if (labels_.size() >= max_gathered_names) continue;
            number = label_numbers_.emplace(label.name, static_cast<std::uint16_t>(labels_.size()))
                         .first;
            labels_.push_back({label.name, label.grade, {}});
        }
        GatheredLabel& known = labels_[number->second];
        known.grade = std::max(known.grade, label.grade);
        for (const auto& id : label.attack_ids) add_once(known.attack_ids, id, max_gathered_labels);
        add_once(source.labels, number->second, max_gathered_labels);
    }
    auto sensor = sensor_numbers_.find(contact.sensor);
    if (sensor == sensor_numbers_.end()) {
        if (sensor_numbers_.size() >= max_gathered_names) return;
        sensor = sensor_numbers_
                     .emplace(contact.sensor, static_cast<std::uint16_t>(sensor_numbers_.size()))
                     .first;
    }
    add_once(source.sensors, sensor->second, max_gathered_names);
}

std::vector<std::pair<core::Address, const GatheredSource*>> Gathering::by_address() const {
    std::vector<std::pair<core::Address, const GatheredSource*>> all;
    all.reserve(sources_.size());
    for (const auto& [address, source] : sources_)
        if (!decoys_.set().overlaps(named_network(address))) all.emplace_back(address, &source);
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return all;
}

std::map<std::string, std::uint64_t> Gathering::left_out() const {
    auto left_out = left_out_;
    for (const auto& [address, source] : sources_)
        if (decoys_.set().overlaps(named_network(address))) left_out["own"] += source.contacts;
    return left_out;
}

std::string Gathering::left_out_in_words() const {
    std::string text;
    for (const auto& [reason, count] : left_out())
        text +=
            (text.empty() ? "contacts left out: " : ", ") + reason + ' ' + std::to_string(count);
    return text;
}

}  // namespace hitme::console
