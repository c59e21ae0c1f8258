// SPDX-License-Identifier: Apache-2.0
#include "console/judge/source_proof.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "analytics/attribution/spoofed.h"
#include "console/signal_judge.h"

namespace hitme::console {
namespace {

using Contact = std::pair<core::Day, std::uint32_t>;  ///< the UTC day, and the address

/// Reserved, and yet the source of honest contacts where a decoy stands inside, or in a test network: all but 0/8, 127/8 and
/// 224/3, which no host has. An even draw over IPv4 loses 0.5 % of its sources by that.
bool is_inside(std::uint32_t address) {
    const std::uint32_t first = address >> 24;
    return analytics::reserved_v4(address) && first != 0 && first != 127 && first < 224;
}

bool look_forged(std::span<const std::uint32_t> addresses) {
    const auto counts = analytics::count_sources(addresses);
    return analytics::judge_spoofing(counts.input()).looks_forged();
}

}  // namespace

bool is_withheld(const Stream& stream, core::Time from, core::Time to) {
    if (!stream.judges_unverified || to <= from) return false;
    std::vector<Contact> contacts;
    for (const auto& sighting : stream.sightings) {
        if (sighting.at < from || sighting.at >= to) continue;
        const auto& source = stream.sources[sighting.source];
        if (!source.is_v4() || is_inside(source.v4_value())) continue;
        contacts.emplace_back(core::day_of(sighting.at), source.v4_value());
    }
    std::ranges::sort(contacts);
    std::vector<std::uint32_t> addresses;
    addresses.reserve(contacts.size());
    for (const auto& contact : contacts) addresses.push_back(contact.second);
    // A flood of hours must not hide in the honest weeks around it.
    for (std::size_t i = 0, next = 0; i < contacts.size(); i = next) {
        while (next < contacts.size() && contacts[next].first == contacts[i].first) ++next;
        if (look_forged(std::span{addresses}.subspan(i, next - i))) return true;
    }
    std::ranges::sort(addresses);
    return look_forged(addresses);
}

std::string labelled(const Stream& stream, std::string sentence) {
    return stream.judges_unverified ? std::string(unverified_label) + sentence : sentence;
}

std::string withheld_sentence(const Stream& stream) {
    return labelled(stream, std::string(withheld_reason) + ".");
}

}  // namespace hitme::console
