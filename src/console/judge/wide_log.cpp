// SPDX-License-Identifier: Apache-2.0
#include "console/judge/wide_log.h"

#include <algorithm>
#include <utility>

#include "analytics/proof.h"

namespace hitme::console {

WideBuilder::WideBuilder(std::optional<event::Signal> signal, std::uint64_t secret)
    : stream_(signal, secret, Taken::proved, Payloads::in_families), source_numbers_(secret) {
    log_.signal = signal;
}

std::uint32_t WideBuilder::source_number(const core::Address& source) {
    const auto next = static_cast<std::uint32_t>(log_.sources.size());
    const std::uint32_t number = *source_numbers_.find_or_insert(0, source, next);
    if (number == next) log_.sources.push_back(source);
    return number;
}

void WideBuilder::add(const event::Event& event) {
    stream_.add(event);
    if (const auto* change = std::get_if<event::SensorChange>(&event)) {
        if (!change->network_class.empty())
            log_.sensor_class[change->sensor] = change->network_class;
        return;
    }
    if (const auto* contact = std::get_if<event::Contact>(&event)) add(*contact);
}

void WideBuilder::add(const event::Contact& contact) {
    const event::Signal signal = event::Signal::of(contact);
    const bool is_asked = !log_.signal || *log_.signal == signal;
    if (is_asked) ++log_.events;
    if (contact.source.is_unspecified()) return;
    if (!analytics::proves_its_source(contact)) {
        if (!contact.source.is_v4()) return;
        if (log_.unverified.size() < max_wide_contacts)
            log_.unverified.push_back(contact.source.v4_value());
        else
            ++log_.left_out;
        return;
    }
    if (log_.contacts.size() >= max_wide_contacts) {
        ++log_.left_out;
        return;
    }
    const std::uint32_t source = source_number(contact.source);
    const auto [on, is_new_signal] =
        signal_numbers_.try_emplace(signal.key(), static_cast<std::uint32_t>(log_.signals.size()));
    if (is_new_signal) log_.signals.push_back(signal);
    const auto [at, is_new_sensor] = sensor_numbers_.try_emplace(
        contact.sensor, static_cast<std::uint32_t>(log_.sensors.size()));
    if (is_new_sensor) log_.sensors.push_back(contact.sensor);
    log_.contacts.push_back({contact.seen_at, source, on->second, at->second});
    if (is_asked && contact.destination.is_v4() && !contact.destination.is_unspecified()) {
        const auto [hit, is_new] = destination_numbers_.try_emplace(
            contact.destination, static_cast<std::uint32_t>(log_.destinations.size()));
        if (is_new) log_.destinations.push_back(contact.destination);
        log_.hits.emplace_back(hit->second, source);
    }
}

WideLog WideBuilder::take(std::string name) {
    log_.families = stream_.families();
    log_.stream = stream_.take(std::move(name), {});
    std::ranges::stable_sort(log_.contacts, {}, &WideLog::Contact::at);
    std::ranges::sort(log_.unverified);
    std::ranges::sort(log_.hits);
    // clang 14 cannot instantiate std::ranges::unique of libstdc++ 12.
    log_.hits.erase(std::unique(log_.hits.begin(), log_.hits.end()), log_.hits.end());
    return std::move(log_);
}

}  // namespace hitme::console
