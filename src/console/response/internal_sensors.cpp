// SPDX-License-Identifier: Apache-2.0
#include "console/response/internal_sensors.h"

#include "console/json_body.h"

namespace hitme::console {
namespace {

constexpr std::string_view registration_kind = "sensor_registration";
constexpr std::size_t max_sensors = 10'000;
constexpr std::size_t max_periods = 200;

bool is_internal(std::string_view network_class) {
    return network_class == "internal" || network_class == "internal_lan";
}

}  // namespace

void InternalSensors::announce(const event::SensorChange& change) {
    if (change.simulated || change.network_class.empty()) return;
    if (announced_.size() >= max_sensors && !announced_.contains(change.sensor)) return;
    announced_[change.sensor] = is_internal(change.network_class);
}

core::Result<void> InternalSensors::refresh(store::Book& book) {
    const auto changes = book.changes(std::string(registration_kind));
    if (!changes) return changes.error();
    if (seen_ == *changes) return {};
    std::map<std::string, std::vector<Period>, std::less<>> read;
    store::EntryQuery query;
    query.kind = registration_kind;
    query.limit = store::max_entries_per_page;
    while (read.size() < max_sensors) {
        const auto page = book.list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries) {
            JsonBody body{entry.body, Unasked::is_passed_by};
            for (auto& one : body.objects("periods", max_periods)) {
                Period period;
                period.internal = is_internal(one.text("class", 64, Needed::no));
                period.from = one.time("from").value_or(core::Time::min());
                period.until = one.time("until");
                read[entry.id].push_back(period);
            }
        }
        query.offset += page->entries.size();
        if (page->entries.size() < query.limit) break;
    }
    registered_ = std::move(read);
    seen_ = *changes;
    return {};
}

bool InternalSensors::internal_at(std::string_view sensor, core::Time at) const {
    if (const auto found = registered_.find(sensor); found != registered_.end())
        for (const auto& period : found->second)
            if (period.from <= at && (!period.until || at < *period.until)) return period.internal;
    const auto found = announced_.find(sensor);
    return found != announced_.end() && found->second;
}

}  // namespace hitme::console
