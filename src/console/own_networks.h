// SPDX-License-Identifier: Apache-2.0
// Our own networks, and whether an address or a feed's row speaks of them (C-42).
//
// For      desks that see sources, importers of feeds (matches(), then note_sighting()), exports that must never name an own
//          address.
// Nested   a customer's prefix inside a larger own block: the most specific one is named. Neighbours never match.
// Rows     a feed may name a whole network, as a /24: where an own network lies inside it, the match is not certain.
// Threads  a copy per thread; refresh() reads the book only when one changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "console/left_notices.h"
#include "console/notice.h"
#include "console/prefix_table.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view own_network_kind = "own_network";
constexpr std::string_view own_sighting_kind = "own_sighting";
constexpr std::size_t max_own_networks = 1000;
constexpr std::size_t max_inside = 64;

enum class OwnKind : std::uint8_t {
    block,       ///< ours
    customer,    ///< handed on to a customer
    nat_egress,  ///< many hosts of `inside` leave by it
};
std::string_view name_of(OwnKind kind);

struct OwnNetwork {
    std::string id;
    std::uint64_t version = 0;
    core::Prefix network;
    OwnKind kind = OwnKind::block;
    std::string owner;
    std::string contact;
    std::string note;
    std::vector<core::Prefix> inside;
};

/// "n-" and eight digits: the same prefix has the same id.
std::string own_network_id(const core::Prefix& network);
/// Errors   bad_input: which member is wrong.
core::Result<OwnNetwork> own_network_of(const store::Entry& entry);
std::string body_of(const OwnNetwork& network);

struct OwnMatch {
    const OwnNetwork* network = nullptr;
    /// False: the row names a network that holds ours, and does not say which address it means.
    bool certain = true;
};

class OwnNetworks {
 public:
    void set(std::vector<OwnNetwork> networks);
    /// Errors   those of the book; what was known stays.
    core::Result<void> refresh(store::Book& book);

    /// The most specific own network that holds the address; null for none.
    const OwnNetwork* owner_of(const core::Address& address) const;
    /// The next larger own network around this one; null for none.
    const OwnNetwork* around(const OwnNetwork& network) const;
    /// The network behind a NAT that leaves by an own egress: those egresses whose `inside` holds the address.
    std::vector<const OwnNetwork*> egresses_of(const core::Address& inside) const;
    /// What a feed's row about an address or a network says of ours: the most specific own network that holds all of it
    /// (certain), or every own network inside it (not certain).
    std::vector<OwnMatch> matches(const core::Prefix& row) const;
    const std::vector<OwnNetwork>& all() const { return networks_; }

 private:
    std::vector<OwnNetwork> networks_;
    PrefixTable<std::size_t> table_;
    std::optional<std::uint64_t> seen_changes_;
};

/// An own address was a source, here or in a feed.
struct OwnSighting {
    core::Prefix address;  ///< a whole network where a feed names no single address
    std::string feed;      ///< name of the feed and its day; empty: our own events
    core::Time at;         ///< event time, or the feed's time
    std::string record;    ///< the other side's record, a JSON object
    bool simulated = false;
};

constexpr core::Duration own_sighting_again = std::chrono::hours{24};

/// Writes the sighting to the book, and gives the notice to tell where it is the first of this address, or the first for a
/// day; nothing otherwise. Both records stand in it: our registration and the other side's. `teller` running_console: the notice is
/// left in the book, too, and whoever gets it here does not tell it.
core::Result<std::optional<Notice>> note_sighting(store::Book& book, const OwnMatch& match,
                                                  const OwnSighting& sighting, core::Time now,
                                                  Teller teller = Teller::caller);

}  // namespace hitme::console
