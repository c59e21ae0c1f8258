// SPDX-License-Identifier: Apache-2.0
// What block lists are made from: for each source its contacts with a completed handshake, by UTC day.
//
// Counts     only contacts that prove the source's address (event::verified over TCP); a datagram or a bare SYN adds nothing,
//            so a forged flood lists nobody. Contacts that are simulated add nothing either, unless the table is a
//            demonstration's own.
// Memory     some 120 bytes a source and 24 a day of it; at most max_evidence_sources, later ones are counted and not known.
// Threads    one. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "console/export/decoy_addresses.h"
#include "console/prefix_set.h"
#include "core/ip.h"
#include "core/time.h"
#include "event/kinds.h"

namespace hitme::console {

constexpr std::size_t max_evidence_sources = 500'000;  // ours: some 100 MB
constexpr std::size_t max_evidence_sensors =
    1'000;  // ours: as max_judged_sensors; later ones are one

class SourceEvidence {
 public:
    enum class Takes : std::uint8_t { seen, simulated };
    explicit SourceEvidence(Takes takes) : takes_(takes) {}

    /// Whether it is a contact of its own, or the end of one that was added early: that only raises the stage.
    enum class Arrives : std::uint8_t { anew, completed };
    void add(const event::Contact& contact, Arrives arrives = Arrives::anew);
    /// Forgets whole days before `day`, and sources without a later one.
    void forget_before(core::Day day);

    /// One source's contacts of the days from `since` on.
    struct Sum {
        core::Address source;
        core::Time first;
        core::Time last;
        std::uint64_t contacts = 0;
        std::uint64_t sensors = 0;
        event::Stage stage = event::Stage::none;
    };
    /// Calls visit(Sum) for each source with a contact since then, in no order.
    template <class Visit>
    void visit(core::Day since, Visit&& visit) const {
        for (const auto& [source, record] : sources_)
            if (const Sum sum = sum_of(source, record, since); sum.contacts > 0) visit(sum);
    }
    std::size_t known() const { return sources_.size(); }
    std::uint64_t not_known() const { return not_known_; }
    /// Contacts that proved no address and so counted for nobody, since this table began.
    std::uint64_t unproven() const { return unproven_; }
    /// Our own addresses that were contacted: never to be listed.
    const PrefixSet& decoys() const { return decoys_.set(); }

 private:
    struct OnDay {
        core::Day day;
        std::uint32_t contacts = 0;
        event::Stage stage = event::Stage::none;
        core::Time first;
        core::Time last;
    };
    struct Record {
        std::vector<OnDay> days;                                   ///< few; in order of arrival
        std::vector<std::pair<std::uint16_t, core::Day>> sensors;  ///< and the last day of each
    };
    static Sum sum_of(const core::Address& source, const Record& record, core::Day since);

    Takes takes_;
    std::unordered_map<core::Address, Record, core::AddressHash> sources_;
    std::map<std::string, std::uint16_t, std::less<>> sensors_;
    DecoyAddresses decoys_;
    std::uint64_t not_known_ = 0;
    std::uint64_t unproven_ = 0;
};

}  // namespace hitme::console
