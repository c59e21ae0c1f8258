// SPDX-License-Identifier: Apache-2.0
#include "analytics/new_hosts.h"

#include <algorithm>

#include "core/check.h"

namespace hitme::analytics {
namespace {

constexpr std::uint64_t forever = std::numeric_limits<std::uint64_t>::max();

template <class Tables, class Entry>
void collect_any(Tables& tables, const Entry& latest, std::vector<Episode>& into) {
    into.clear();
    const auto add = [&into](const Entry& entry) {
        into.push_back({core::from_nanoseconds(entry.first), core::from_nanoseconds(entry.last)});
    };
    tables.earlier.each_same(latest, add);
    add(latest);
    std::sort(into.begin(), into.end(),
              [](const Episode& left, const Episode& right) { return left.first < right.first; });
}

}  // namespace

NewHosts::NewHosts(const Settings& settings)
    : memory_(static_cast<std::uint64_t>(settings.memory.count())),
      horizon_(settings.horizon == keep_all ? forever
                                            : static_cast<std::uint64_t>(settings.horizon.count())),
      kept_for_(horizon_ == forever ? forever : horizon_ + memory_),
      v4_(settings.secret),
      v6_(settings.secret) {
    core::check(settings.memory.count() > 0 && settings.horizon.count() >= 0,
                "memory is positive, horizon is not negative");
}

core::Address NewHosts::prefix_address(std::uint64_t prefix) {
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<std::uint8_t>(prefix >> (56 - 8 * i));
    return core::Address::v6(bytes.data());
}

std::size_t NewHosts::memory_bytes() const {
    return v4_.latest.memory_bytes() + v4_.earlier.memory_bytes() + v6_.latest.memory_bytes() +
           v6_.earlier.memory_bytes();
}

template <class Entry>
void NewHosts::keep_earlier(Tables<Entry>& tables, const Entry& episode) {
    tables.earlier.insert(episode, [this](const Entry& entry) { return is_dead(entry.last); });
}
template void NewHosts::keep_earlier(Tables<Entry4>&, const Entry4&);
template void NewHosts::keep_earlier(Tables<Entry6>&, const Entry6&);

// A sighting before the pair's latest episode.
template <class Entry>
NewHosts::Corrections NewHosts::insert_before(Tables<Entry>& tables, Entry* latest,
                                              const Entry& sighting) {
    const std::int64_t at = sighting.first;
    Corrections corrections;
    // The neighbours in time among all episodes of the pair. `after` always exists: it is at most
    // the latest.
    Entry* before = nullptr;
    Entry* after = latest;
    tables.earlier.each_same(sighting, [&](Entry& entry) {
        if (entry.first <= at) {
            if (before == nullptr || entry.first > before->first) before = &entry;
        } else if (entry.first < after->first) {
            after = &entry;
        }
    });
    if (before != nullptr && at <= before->last) return corrections;
    const bool joins_before = before != nullptr && gap(before->last, at) <= memory_;
    const bool joins_after = gap(at, after->first) <= memory_;
    if (joins_after) {
        corrections.add(after->first, -1);
        if (joins_before) {
            // One episode from here on. The later entry is kept: it may be the latest.
            after->first = before->first;
            tables.earlier.erase(before);
        } else {
            after->first = at;
            corrections.add(at, +1);
        }
    } else if (joins_before) {
        before->last = at;
    } else {
        keep_earlier(tables, sighting);
        corrections.add(at, +1);
    }
    return corrections;
}

template NewHosts::Corrections NewHosts::insert_before(Tables<Entry4>&, Entry4*, const Entry4&);
template NewHosts::Corrections NewHosts::insert_before(Tables<Entry6>&, Entry6*, const Entry6&);

void NewHosts::collect(Tables<Entry4>& tables, const Entry4& latest, std::vector<Episode>& into) {
    collect_any(tables, latest, into);
}
void NewHosts::collect(Tables<Entry6>& tables, const Entry6& latest, std::vector<Episode>& into) {
    collect_any(tables, latest, into);
}

}  // namespace hitme::analytics
