// SPDX-License-Identifier: Apache-2.0
#include "console/incidents/merging.h"

#include <algorithm>

namespace hitme::console::incidents {
namespace {

constexpr std::size_t max_name_bytes = 120;  // ours: labels are rule names

void add_name(std::vector<std::string>& names, std::string_view name) {
    if (name.empty() || names.size() >= max_names) return;
    name = name.substr(0, max_name_bytes);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
}

}  // namespace

Incident Merging::begin(const Touch& touch) const {
    Incident incident;
    incident.source = touch.source;
    incident.first = incident.last = touch.at;
    incident.simulated = touch.simulated;
    incident.gap = gap_;
    incident.id = incident_id(touch.source, touch.at);
    return incident;
}

void Merging::count_port(Incident& incident, std::uint32_t key) {
    auto& keys = incident.port_keys;
    const auto at = std::lower_bound(keys.begin(), keys.end(), key);
    if (at != keys.end() && *at == key) return;
    if (keys.size() >= max_exact_ports || port_keys_ >= limits_.port_keys) return;
    keys.insert(at, key);
    ++port_keys_;
    incident.ports = std::max<std::uint64_t>(incident.ports, keys.size());
}

void Merging::forget_ports(Incident& incident) {
    port_keys_ -= std::min(port_keys_, incident.port_keys.size());
    std::vector<std::uint32_t>{}.swap(incident.port_keys);
}

/// Whether the stage rose, or it became internal.
bool Merging::add(Incident& incident, const Touch& touch) {
    incident.first = std::min(incident.first, touch.at);
    incident.last = std::max(incident.last, touch.at);
    incident.contacts += touch.contacts;
    incident.simulated = incident.simulated && touch.simulated;
    if (!touch.hidden_by.empty()) {
        incident.hidden += touch.contacts;
        incident.hidden_by = touch.hidden_by;
    }
    if (!touch.benign_class.empty()) incident.benign_class = touch.benign_class;
    add_name(incident.sensors, touch.sensor);
    for (const std::string_view label : touch.labels) add_name(incident.labels, label);
    count_port(incident, touch.signal.key());
    const auto service =
        std::find_if(incident.services.begin(), incident.services.end(),
                     [&](const Service& one) { return one.signal == touch.signal; });
    if (service != incident.services.end()) {
        service->contacts += touch.contacts;
        service->first = std::min(service->first, touch.at);
        service->last = std::max(service->last, touch.at);
    } else if (incident.services.size() < max_services) {
        incident.services.push_back({touch.signal, touch.contacts, touch.at, touch.at});
    } else {
        incident.services_not_listed += touch.contacts;
    }
    const bool rose = touch.stage > incident.stage || (touch.internal && !incident.internal);
    incident.stage = std::max(incident.stage, touch.stage);
    if (touch.internal && !incident.internal) {
        incident.internal = true;
        if (!incident.is_many_sources()) ++internal_open_;
    }
    return rose;
}

Merging::Noted Merging::note(const Touch& touch) {
    std::optional<Incident> ended;
    if (const auto found = open_.find(touch.source); found != open_.end()) {
        Incident& incident = found->second;
        if (touch.at - incident.last <= gap_) {
            const bool rose = add(incident, touch);
            return {rose ? Step::risen : Step::joined, &incident, {}};
        }
        if (incident.internal) --internal_open_;
        forget_ports(incident);
        incident.ended = incident.last + gap_;
        ended = std::move(incident);
        open_.erase(found);
    }
    const std::size_t external_open = open_.size() - internal_open_;
    const bool room =
        touch.internal ? internal_open_ < limits_.open_internal : external_open < limits_.open;
    if (room) {
        Incident& incident = open_.emplace(touch.source, begin(touch)).first->second;
        add(incident, touch);
        return {Step::opened, &incident, std::move(ended)};
    }
    const bool opens = !many_;
    if (opens) {
        Touch nobody = touch;
        nobody.source = {};
        many_ = begin(nobody);
        many_->sources = 0;
    }
    many_->sources += touch.contacts;
    const bool rose = add(*many_, touch);
    return {opens ? Step::opened : rose ? Step::risen : Step::joined, &*many_, std::move(ended)};
}

std::vector<Incident> Merging::end_silent(core::Time now) {
    std::vector<Incident> ended;
    const auto over = [&](Incident& incident) {
        if (now - incident.last <= gap_) return false;
        if (incident.internal && !incident.is_many_sources()) --internal_open_;
        forget_ports(incident);
        incident.ended = incident.last + gap_;
        ended.push_back(std::move(incident));
        return true;
    };
    for (auto at = open_.begin(); at != open_.end();)
        at = over(at->second) ? open_.erase(at) : std::next(at);
    if (many_ && over(*many_)) many_.reset();
    std::sort(ended.begin(), ended.end(),
              [](const Incident& a, const Incident& b) { return a.last < b.last; });
    return ended;
}

void Merging::restore(Incident incident) {
    incident.gap = gap_;
    port_keys_ += incident.port_keys.size();
    if (incident.is_many_sources()) {
        many_ = std::move(incident);
        return;
    }
    const core::Address source = incident.source;
    const bool internal = incident.internal;
    if (open_.emplace(source, std::move(incident)).second && internal) ++internal_open_;
}

Incident* Merging::find(const core::Address& source) {
    const auto found = open_.find(source);
    return found == open_.end() ? nullptr : &found->second;
}

}  // namespace hitme::console::incidents
