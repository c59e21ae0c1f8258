// SPDX-License-Identifier: Apache-2.0
// What is shown: allow rules and classes of benign scanners. The seam between whoever keeps them (console/allow) and all who show
// or alert (peers M9, M10).
//
// For a contact it says: shown; hidden, by which rule; or benign, of which class. Hidden contacts are stored and counted like
// all others, they only do not alarm and do not open cases. Benign ones are shown with their class.
// A rule holds for contacts seen in [from, expires), and only until it was ended: nothing has to run for it to stop.
//
// Use      a Visibility of your own per thread; refresh() before a batch (it reads the book only when a rule changed), then
//          of(contact). Whoever judges with and without benign scanners asks is_benign(address).
// Limits   max_allow_rules are in force, the newest ones; each names at most max_rule_words of a kind.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "console/benign_list.h"
#include "console/prefix_table.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "event/signal.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view allow_rule_kind = "allow_rule";
constexpr std::size_t max_allow_rules = 1000;
constexpr std::size_t max_rule_words = 64;
constexpr std::size_t max_allow_reason_bytes = 500;
constexpr std::size_t max_name_bytes = 64;

/// What it names narrows it; what it leaves empty matches all.
struct AllowRule {
    std::string id;
    std::uint64_t version = 0;
    std::optional<core::Prefix> network;
    std::vector<event::Signal> signals;
    std::vector<event::Stage> stages;
    std::vector<std::string> sensors;
    std::string reason;
    std::string owner;
    std::string author;  ///< who wrote the version that stands
    core::Time from;
    core::Time expires;
    std::optional<core::Time> ended;

    /// Until when it holds: expires, or when it was ended.
    core::Time until() const { return ended && *ended < expires ? *ended : expires; }
};

/// Reads a record of the book.
/// Errors   bad_input: which member is wrong.
core::Result<AllowRule> allow_rule_of(const store::Entry& entry);
/// The body of its record.
std::string body_of(const AllowRule& rule);

/// planned, active, expired or ended, at `now`.
std::string_view state_of(const AllowRule& rule, core::Time now);
/// Whether the rule, as it stands now, hides this contact by all that it names, its time included.
bool hides(const AllowRule& rule, const event::Contact& contact);

struct Shown {
    enum class How : std::uint8_t { shown, hidden, benign };
    How how = How::shown;
    std::string by;    ///< hidden: id of the rule; benign: the class
    std::string name;  ///< benign: who it is, from the list
};

/// The autonomous system of an address; 0 for unknown.
using AsOf = std::function<std::uint32_t(const core::Address&)>;

class Visibility {
 public:
    explicit Visibility(AsOf as_of = {}) : as_of_(std::move(as_of)) {}

    void set_rules(std::vector<AllowRule> rules);
    void set_benign(std::vector<BenignEntry> entries);
    /// Takes the rules anew where one changed since the last call. A record that makes no sense is left out and counted.
    /// Errors   those of the book; the rules before stay.
    core::Result<void> refresh(store::Book& book);

    /// Of several rules that hide it, the one with the longest prefix. A rule goes before a class.
    Shown of(const event::Contact& contact) const;
    /// The entry of the list that names this source; null for none.
    const BenignEntry* benign(const core::Address& source) const;
    bool is_benign(const core::Address& source) const { return benign(source) != nullptr; }

    const std::vector<AllowRule>& rules() const { return rules_; }
    const std::vector<BenignEntry>& benign_entries() const { return benign_; }
    std::uint64_t refused_records() const { return refused_; }

 private:
    AsOf as_of_;
    std::vector<AllowRule> rules_;
    PrefixTable<std::size_t> by_network_;  // index into rules_
    std::vector<std::size_t> anywhere_;    // rules without a network
    std::vector<BenignEntry> benign_;
    PrefixTable<std::size_t> benign_networks_;
    std::unordered_map<std::uint32_t, std::size_t> benign_as_;
    std::optional<std::uint64_t> seen_changes_;
    std::uint64_t refused_ = 0;
};

}  // namespace hitme::console
