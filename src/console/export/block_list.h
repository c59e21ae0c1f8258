// SPDX-License-Identifier: Apache-2.0
// A block list: the sources that a rule names, each with the time at which it leaves, without the addresses that must never
// be on one. capabilities C-66.
//
// What counts   contacts of the UTC days that lie in the rule's span before `now`.
// Expiry        the last counted contact (at most `now`) and the rule's `expire`; an entry that is over is not listed.
// Never         reserved addresses, resolvers, own networks, our decoys' addresses, allow-listed ones, benign scanners (all by
//               untouchable.h), the rule's `never`. An IPv6 entry is a /64, which is left out where any address of it is one
//               of those. Counted by reason.
// Pure.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "console/export/block_list_rule.h"
#include "console/export/source_evidence.h"
#include "console/export/untouchable.h"
#include "console/prefix_set.h"

namespace hitme::console {

constexpr std::size_t max_list_entries =
    100'000;  // ours: what small firewalls still load; the latest stay

/// The class of a source, such as "research_scanner" (analytics/attribution/network_class.h); empty: unknown.
using ClassOf = std::function<std::string(const core::Address&)>;

struct ListEntry {
    core::Prefix network;  ///< /32 or /64
    core::Time first_seen;
    core::Time last_seen;
    core::Time expires;
    std::uint64_t contacts = 0;
    std::uint64_t sensors = 0;
    event::Stage stage = event::Stage::none;
};

struct BlockList {
    BlockListRule rule;
    core::Time at;
    std::vector<ListEntry> entries;  ///< by address
    std::map<std::string, std::uint64_t>
        left_out;  ///< own, allowed, resolver, reserved, benign, never, class, limit
    /// Sources that the rule itself does not name, by the first of its conditions that fails: within, stage, sensors, contacts, expire.
    std::map<std::string, std::uint64_t> not_named;
    std::uint64_t unproven = 0;  ///< contacts without a completed handshake, which count for nobody
    std::uint64_t sources_known = 0;
    std::uint64_t sources_not_known = 0;
};

BlockList make_block_list(const BlockListRule& rule, const SourceEvidence& evidence,
                          const Untouchable& untouchable, const ClassOf& class_of, core::Time now);

/// The networks of the list put together, as few as cover exactly the same addresses: never one more.
std::vector<core::Prefix> aggregated(const BlockList& list);

enum class ListForm : std::uint8_t { plain, cidr, nft, ipset };
std::optional<ListForm> list_form_named(std::string_view name);

/// The list as text. `now`: what timeouts count from; entries over by then are left out.
///   plain   an address (IPv4) or network (IPv6) a line
///   cidr    networks, put together
///   nft     commands for `nft -f`: table inet hitme, sets hitme_NAME_v4 and _v6 with a timeout an element; flushed and
///           filled in one transaction
///   ipset   lines for `ipset restore -exist`: sets hitme_NAME_v4 (hash:ip) and _v6 (hash:net) with timeouts
/// Lines that begin with # say what it is: how many entries, what was left out by reason, and of an empty list why it is empty.
std::string list_text(const BlockList& list, ListForm form, core::Time now);

}  // namespace hitme::console
