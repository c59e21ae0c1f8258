// SPDX-License-Identifier: Apache-2.0
#include "console/sensor_registry.h"

#include <algorithm>
#include <array>

#include "console/json_body.h"
#include "console/json_writer.h"

namespace hitme::console {
namespace {

constexpr std::array<std::string_view, 7> classes{
    "unknown", "internal_lan", "consumer", "commercial", "hosting", "corporate", "education"};

}  // namespace

std::string_view name_of(SensorClass value) {
    return classes[static_cast<std::size_t>(value)];
}

std::optional<SensorClass> sensor_class_named(std::string_view name) {
    if (name == "internal") return SensorClass::internal_lan;
    for (std::size_t i = 1; i < classes.size(); ++i)
        if (classes[i] == name) return static_cast<SensorClass>(i);
    return {};
}

core::Result<SensorRegistration> sensor_registration_of(const store::Entry& entry) {
    JsonBody body{entry.body, Unasked::is_passed_by};
    SensorRegistration registration;
    registration.sensor = entry.id;
    registration.version = entry.version;
    std::string wrong;
    for (auto& each : body.objects("periods", max_sensor_periods, Needed::yes)) {
        SensorPeriod period;
        const auto known = sensor_class_named(each.text("class", 32));
        if (!known) each.fail("class", "is no class of networks");
        period.sensor_class = known.value_or(SensorClass::unknown);
        period.from = each.time("from", Needed::yes).value_or(core::Time{});
        period.until = each.time("until");
        period.provider = each.text("provider", 64, Needed::no);
        period.region = each.text("region", 64, Needed::no);
        for (const auto& word : each.texts("addresses", 64, 64)) {
            const auto prefix = core::Prefix::parse(word);
            if (!prefix) {
                each.fail("addresses", "holds a word that is no address");
                break;
            }
            period.addresses.push_back(*prefix);
        }
        if (period.until && *period.until <= period.from) each.fail("until", "must lie after from");
        if (!registration.periods.empty()) {
            const auto& last = registration.periods.back();
            if (!last.until || *last.until > period.from) each.fail("from", "overlaps another");
        }
        if (const auto fault = each.fault(); fault && wrong.empty())
            wrong = fault->parameter + ": " + fault->reason;
        registration.periods.push_back(std::move(period));
    }
    if (const auto fault = body.fault(); fault && wrong.empty())
        wrong = fault->parameter + ": " + fault->reason;
    if (!wrong.empty())
        return core::error(core::ErrorCode::bad_input,
                           "sensor registration " + entry.id + ": " + wrong);
    return registration;
}

std::string body_of(const SensorRegistration& registration) {
    JsonWriter json;
    json.begin_object().key("periods").begin_array();
    for (const auto& period : registration.periods) {
        json.begin_object().key("class").text(name_of(period.sensor_class));
        json.key("from").time(period.from).key("until").time(period.until);
        json.key("provider").text(period.provider).key("region").text(period.region);
        json.key("addresses").begin_array();
        for (const auto& prefix : period.addresses) json.text(prefix.to_string());
        json.end_array().end_object();
    }
    json.end_array().end_object();
    return json.take();
}

std::vector<SensorPeriod> with_period(const std::vector<SensorPeriod>& periods,
                                      const SensorPeriod& added) {
    SensorPeriod fresh = added;
    // Without an end it holds until the next one that is there already.
    if (!fresh.until)
        for (const auto& period : periods)
            if (period.from > fresh.from && (!fresh.until || period.from < *fresh.until))
                fresh.until = period.from;
    std::vector<SensorPeriod> result;
    for (const auto& period : periods) {
        if (period.from < fresh.from) {
            SensorPeriod before = period;
            if (!before.until || *before.until > fresh.from) before.until = fresh.from;
            result.push_back(std::move(before));
        }
        if (fresh.until && (!period.until || *period.until > *fresh.until)) {
            SensorPeriod after = period;
            after.from = std::max(after.from, *fresh.until);
            result.push_back(std::move(after));
        }
    }
    result.push_back(std::move(fresh));
    std::sort(result.begin(), result.end(),
              [](const SensorPeriod& a, const SensorPeriod& b) { return a.from < b.from; });
    return result;
}

core::Result<void> SensorRegistry::refresh(store::Book& book) {
    const auto changes = book.changes(std::string(sensor_registration_kind));
    if (!changes) return changes.error();
    if (seen_changes_ == *changes) return {};
    store::EntryQuery query;
    query.kind = sensor_registration_kind;
    query.limit = max_registered_sensors;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<SensorRegistration> registrations;
    for (const auto& entry : page->entries)
        if (auto registration = sensor_registration_of(entry))
            registrations.push_back(std::move(*registration));
    set(std::move(registrations));
    seen_changes_ = *changes;
    return {};
}

void SensorRegistry::set(std::vector<SensorRegistration> registrations) {
    registrations_.clear();
    for (auto& registration : registrations)
        registrations_.insert_or_assign(registration.sensor, std::move(registration));
}

void SensorRegistry::announce(const event::SensorChange& change) {
    auto& said = announced_[change.sensor];
    const auto known = sensor_class_named(change.network_class);
    // The oldest goes first: what speaks of the present is never lost.
    if (said.size() >= max_announcements && !said.contains(change.seen_at))
        said.erase(said.begin());
    said.insert_or_assign(change.seen_at, known.value_or(SensorClass::unknown));
}

const SensorPeriod* SensorRegistry::period_at(std::string_view sensor, core::Time at) const {
    const auto found = registrations_.find(sensor);
    if (found == registrations_.end()) return nullptr;
    for (const auto& period : found->second.periods)
        if (period.from <= at && (!period.until || at < *period.until)) return &period;
    return nullptr;
}

SensorClass SensorRegistry::class_at(std::string_view sensor, core::Time at) const {
    if (const auto* period = period_at(sensor, at)) return period->sensor_class;
    const auto said = announced_.find(sensor);
    if (said == announced_.end()) return SensorClass::unknown;
    const auto after = said->second.upper_bound(at);
    return after == said->second.begin() ? SensorClass::unknown : std::prev(after)->second;
}

std::vector<std::string> SensorRegistry::internal_between(core::Time from, core::Time to) const {
    std::vector<std::string> found;
    for (const auto& [sensor, registration] : registrations_)
        for (const auto& period : registration.periods)
            if (period.sensor_class == SensorClass::internal_lan && period.from < to &&
                (!period.until || *period.until > from)) {
                found.push_back(sensor);
                break;
            }
    for (const auto& [sensor, said] : announced_) {
        if (std::find(found.begin(), found.end(), sensor) != found.end()) continue;
        const bool internal =
            class_at(sensor, from) == SensorClass::internal_lan ||
            std::any_of(said.lower_bound(from), said.lower_bound(to),
                        [](const auto& each) { return each.second == SensorClass::internal_lan; });
        if (internal) found.push_back(sensor);
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace hitme::console
