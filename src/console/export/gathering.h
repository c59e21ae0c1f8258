// SPDX-License-Identifier: Apache-2.0
// One pass over contacts, gathered by source: what STIX, MISP and Zeek are told.
//
// Takes     sources with a completed handshake (peers M4: a spoofed flood produces no indicator) that may be named to somebody
//           who acts upon it, by the judgement of the block lists (untouchable.h); the rest is counted by reason.
// Memory    a record of some 300 bytes a source and at most max_gathered_sources; later sources are counted as not gathered.
//           Contacts themselves are never kept, so a store of any size passes through.
// Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "console/export/decoy_addresses.h"
#include "console/export/untouchable.h"
#include "core/ip.h"
#include "core/time.h"
#include "event/kinds.h"
#include "event/signal.h"

namespace hitme::console {

constexpr std::size_t max_gathered_sources = 200'000;  // ours: some 60 MB
constexpr std::size_t max_gathered_signals = 16;       // ours: of one source; the first ones
constexpr std::size_t max_gathered_labels = 32;        // ours: of one source; the first ones
constexpr std::size_t max_gathered_names = 4'096;  // ours: sensors, and labels, of the whole window

struct GatheredLabel {
    std::string name;
    event::Grade grade = event::Grade::none;  ///< the strongest
    std::vector<std::string> attack_ids;
};

struct GatheredSource {
    core::Time first;
    core::Time last;
    std::uint64_t contacts = 0;
    event::Stage stage = event::Stage::none;
    bool simulated = false;
    std::vector<std::pair<event::Signal, std::uint64_t>> signals;  ///< with contacts
    std::vector<std::uint16_t> labels;                             ///< into Gathering::labels()
    std::vector<std::uint16_t> sensors;
};

class Gathering {
 public:
    /// `untouchable` must outlive this.
    explicit Gathering(const Untouchable& untouchable) : untouchable_(untouchable) {}

    void add(const event::Contact& contact);

    /// By address: the order of every output. Without those that turned out to be decoys of ours.
    std::vector<std::pair<core::Address, const GatheredSource*>> by_address() const;
    const std::vector<GatheredLabel>& labels() const { return labels_; }
    bool simulated() const { return simulated_; }
    /// Contacts that made no indicator: unproven, beyond_limit, or a reason of untouchable.h.
    std::map<std::string, std::uint64_t> left_out() const;
    /// "contacts left out: allowed 3, own 12"; empty where there are none.
    std::string left_out_in_words() const;

 private:
    const Untouchable& untouchable_;
    std::unordered_map<core::Address, GatheredSource, core::AddressHash> sources_;
    std::vector<GatheredLabel> labels_;
    std::map<std::string, std::uint16_t, std::less<>> label_numbers_;
    std::map<std::string, std::uint16_t, std::less<>> sensor_numbers_;
    std::map<std::string, std::uint64_t> left_out_;
    DecoyAddresses decoys_;
    bool simulated_ = false;
};

}  // namespace hitme::console
