// SPDX-License-Identifier: Apache-2.0
#include "console/cases/lease_table.h"

#include <algorithm>
#include <set>
#include <string>

namespace hitme::console::cases {
namespace {

constexpr core::Duration away_for =
    std::chrono::hours{24};  // ours: gone overnight is not an arrival by itself

}  // namespace

void LeaseTable::add(const Lease& lease) {
    auto& stays = stays_[lease.address];
    for (auto stay = stays.rbegin(); stay != stays.rend(); ++stay) {
        if (stay->mac == lease.mac && stay->from <= lease.from && lease.from <= stay->until) {
            stay->until = lease.until;
            if (!lease.name.empty()) stay->name = lease.name;
            return;
        }
        if (stay->from < lease.from) {
            stay->until = std::min(stay->until, lease.from);
            break;
        }
    }
    const auto at =
        std::upper_bound(stays.begin(), stays.end(), lease,
                         [](const Lease& a, const Lease& b) { return a.from < b.from; });
    Lease added = lease;
    if (at != stays.end()) added.until = std::min(added.until, at->from);
    if (added.from >= added.until) return;
    stays.insert(at, std::move(added));
    ++count_;
}

void LeaseTable::merge(const Leases& read, core::Time written) {
    for (const auto& lease : read.leases) add(lease);
    if (read.form == LeaseForm::dnsmasq) {
        std::set<std::pair<core::Address, std::string>> listed;
        for (const auto& lease : read.leases) listed.emplace(lease.address, lease.mac);
        for (auto& [address, stays] : stays_)
            for (auto& stay : stays)
                if (stay.from < written && stay.until > written &&
                    !listed.contains({address, stay.mac}))
                    stay.until = written;
    }
    trim();
}

void LeaseTable::trim() {
    if (count_ <= max_leases) return;
    std::vector<core::Time> ends;
    ends.reserve(count_);
    for (const auto& [address, stays] : stays_)
        for (const auto& stay : stays) ends.push_back(stay.until);
    const auto middle = ends.begin() + static_cast<std::ptrdiff_t>(ends.size() / 4);
    std::nth_element(ends.begin(), middle, ends.end());
    count_ = 0;
    for (auto each = stays_.begin(); each != stays_.end();) {
        std::erase_if(each->second, [&](const Lease& stay) { return stay.until <= *middle; });
        count_ += each->second.size();
        each = each->second.empty() ? stays_.erase(each) : std::next(each);
    }
}

const Lease* LeaseTable::at(const core::Address& address, core::Time at) const {
    const auto found = stays_.find(address);
    if (found == stays_.end()) return nullptr;
    for (auto stay = found->second.rbegin(); stay != found->second.rend(); ++stay)
        if (stay->from <= at) return at < stay->until ? &*stay : nullptr;
    return nullptr;
}

std::vector<Lease> LeaseTable::between(const core::Address& address, core::Time from,
                                       core::Time to) const {
    std::vector<Lease> met;
    const auto found = stays_.find(address);
    if (found == stays_.end()) return met;
    for (const auto& stay : found->second)
        if (stay.from < to && stay.until > from) met.push_back(stay);
    return met;
}

std::vector<Lease> LeaseTable::arrivals(core::Time from, core::Time to) const {
    std::map<std::string, std::vector<const Lease*>> by_device;
    for (const auto& [address, stays] : stays_)
        for (const auto& stay : stays) by_device[stay.mac].push_back(&stay);
    std::vector<Lease> arrived;
    for (auto& [mac, stays] : by_device) {
        std::sort(stays.begin(), stays.end(),
                  [](const Lease* a, const Lease* b) { return a->from < b->from; });
        core::Time gone = core::from_nanoseconds(0);
        for (const auto* stay : stays) {
            if (stay->from >= to) break;
            if (stay->from >= from && (gone == core::Time{} || stay->from - gone >= away_for)) {
                arrived.push_back(*stay);
                break;
            }
            gone = std::max(gone, stay->until);
        }
    }
    return arrived;
}

}  // namespace hitme::console::cases
