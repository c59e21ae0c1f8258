// SPDX-License-Identifier: Apache-2.0
// Whom nothing that others act upon may name: block lists, and the indicators of STIX, MISP and Zeek. One judgement for all.
//
// Own        registered networks, the decoys, this machine. Allowed  networks of allow rules in force, whatever else a rule is
//            narrowed to. Benign  the operator's list of scanners that probe everybody and say so, by network or by AS.
// Besides    resolvers and reserved addresses (reserved.h), which need not be told. Pure.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "console/benign_list.h"
#include "console/prefix_set.h"

namespace hitme::console {

/// What the operator calls own, allowed or benign. Reserved addresses and public resolvers need not be told.
struct Untouchable {
    PrefixSet own;
    PrefixSet allowed;
    PrefixSet resolvers;  ///< this machine's own
    PrefixSet benign;
    std::function<bool(const core::Address&)> of_benign_system;  ///< empty: no AS is on the list
};

/// Puts the list in. `as_of`: the AS of an address, 0 for unknown; without it lines that name an AS match nobody.
void add_benign(Untouchable& untouchable, const std::vector<BenignEntry>& entries,
                std::function<std::uint32_t(const core::Address&)> as_of);

/// What stands for a source where others act: the address, or the /64 of an IPv6 one.
core::Prefix named_network(const core::Address& source);

/// Why `network` (as named_network gives it) may not be named: own, allowed, resolver, reserved or benign; empty: it may. A /64
/// may not where one address of it may not. `decoys`: our own addresses that were contacted.
std::string_view reason_against(const core::Prefix& network, const Untouchable& untouchable,
                                const PrefixSet& decoys);

}  // namespace hitme::console
