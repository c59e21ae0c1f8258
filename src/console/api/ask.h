// SPDX-License-Identifier: Apache-2.0
// /api/v1/ask: one answer to "what do we know of this": an address, a network, an AS, a payload's hash, a port (C-60); any
// other text finds campaigns, advisories and cases by their id and by words of their title (word_search.h).
//
// Window   everything that is stored: sources and roll-ups over their whole life, contacts of the days that are kept.
// Others   for an address or a network: claims that name it, and imported lists that hold it, with their dates.
// Cases    by the address that a host has now, and by those it had, among the max_looked_through_cases changed last.
// Cost     indexed look-ups only: sources by their address, contacts by the blocks that may hold them
//          (store/sqlite/block_filter.h), records by their subject.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "console/api/context.h"
#include "console/query.h"
#include "core/ip.h"
#include "core/result.h"
#include "store/payload_hash.h"

namespace hitme::console::api {

constexpr std::size_t asked_sources = 50;
constexpr std::size_t asked_contacts = 20;
constexpr std::size_t asked_records_per_kind = 10;
constexpr std::size_t max_looked_through_cases = store::max_entries_per_page;
constexpr std::size_t max_ask_bytes = 128;

struct AutonomousSystem {
    std::uint32_t number = 0;
};

/// What is asked for.
using Subject = std::variant<core::Prefix, AutonomousSystem, store::PayloadHash, event::Signal>;

/// "192.0.2.1", "192.0.2.0/24", "2001:db8::/32", "AS64500", 16 to 64 digits of a SHA-256, and a port as "tcp/445", "445/tcp",
/// "tcp 445", "port 445" or "445" (the last two mean TCP); spaces around it are passed over. Nothing for anything else.
std::optional<Subject> subject_of(std::string_view text);

/// The Asked object of api.yaml.
/// Errors   bad_input: the text is empty, a single letter, or longer than max_ask_bytes. And the store's.
core::Result<std::string> answer_ask(const Context& context, std::string_view text);

}  // namespace hitme::console::api
