// SPDX-License-Identifier: Apache-2.0
// Which addresses of ours answer on ports that should be closed (C-47): from outside, whether 445 comes in; from inside, against
// an address of ours elsewhere, whether it gets out.
//
// Only ours  what is asked about must lie wholly within a registered own network. Customers' networks are theirs: one that is
//            asked about is refused, and inside a larger block they are left out and counted.
// Does       plan what is connected to, and keep the result; the connections are runtime/tcp_reach.h's.
// Kept       a record `exposure` in the book, one version a check of a network, so that its history shows when a port opened.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "console/own_networks.h"
#include "core/result.h"
#include "runtime/tcp_reach.h"
#include "store/book.h"

namespace hitme::console::networks {

constexpr std::string_view exposure_kind = "exposure";
constexpr std::size_t max_exposure_targets = 65'536;  // ours: at 20 a second an hour
constexpr std::size_t max_exposure_rows = 2'000;      // ours: of one record
constexpr std::size_t max_exposure_ports = 16;

struct ExposurePlan {
    core::Prefix network;  ///< asked about
    std::string owner;     ///< of the own network that holds it
    std::vector<runtime::ReachTarget> targets;
    std::uint64_t of_customers = 0;  ///< addresses left out
};
/// Errors   refused: not within a registered own network, or a customer's. bad_input: no port, or too many.
///          over_limit: more than max_exposure_targets.
core::Result<ExposurePlan> plan_exposure(const OwnNetworks& own, const core::Prefix& network,
                                         const std::vector<std::uint16_t>& ports);

struct ExposureRow {
    core::Address address;
    std::uint16_t port = 0;
    std::string owner;
    std::string patched;  ///< as the address's latest case says: unpatched, unknown, patched
};
struct Exposure {
    std::vector<ExposureRow>
        open;  ///< unpatched hosts first, patched last, then by address and port
    std::uint64_t refused = 0;
    std::uint64_t silent = 0;
    std::uint64_t unreachable = 0;
    std::uint64_t not_asked = 0;
};
/// `patched`: what cases say of addresses; an address that has none is "unknown".
Exposure exposure_of(const OwnNetworks& own, const ExposurePlan& plan,
                     const std::vector<runtime::Reach>& answers,
                     const std::map<core::Address, std::string>& patched);

/// The record of a check: `seen_from` is the operator's word for where it was made.
store::Entry exposure_entry(const ExposurePlan& plan, const Exposure& exposure,
                            std::string_view seen_from, std::string_view author, core::Time at);

}  // namespace hitme::console::networks
