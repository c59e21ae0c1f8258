// SPDX-License-Identifier: Apache-2.0
// /api/v1/sources and /api/v1/sources/{address}: who probes, and what one of them did.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "console/api/context.h"
#include "console/json_writer.h"
#include "console/query.h"
#include "core/result.h"
#include "store/source_snapshot.h"

namespace hitme::console::api {

/// All sources at an instant with their networks, as the context's databases know them; a kept one may be a minute old and may
/// have no networks yet. Errors   the store's.
core::Result<std::shared_ptr<const store::SourceSnapshot>> source_snapshot(const Context& context);

/// What is known of one source; nothing where it was never seen. An IPv6 address stands for its /64. Errors   the store's.
core::Result<std::optional<store::SourceRow>> source_row(const Context& context,
                                                         const core::Address& address);

struct SourcesQuestion {
    store::SourceQuery query;
    std::optional<store::Registry> registry = std::nullopt;  ///< none: what no registry administers
};
/// Faults   `country`, `as`, `class`, `continent`, `registry`, `stage` that are none; `from`, where it is not before `to`.
SourcesQuestion read_sources(Parameters& parameters);
/// The SourcePage object of api.yaml. Errors   refused: by network, while these are still looked up after a start.
core::Result<std::string> answer_sources(const Context& context, const SourcesQuestion& question);

/// The same of what a snapshot found; the rows are read one by one, as of now. Errors   the store's.
core::Result<std::string> sources_json(const Context& context,
                                       const store::SourceSnapshot::Page& found,
                                       std::size_t offset);

/// The Source object of api.yaml; empty where it was never seen. An IPv6 address stands for its /64.
core::Result<std::string> source_json(const Context& context, const core::Address& address);

/// The member `benign`, a BenignScanner of api.yaml; none where the benign list does not name the address.
void write_benign(JsonWriter& json, const Context& context, const core::Address& address);

constexpr std::size_t contacts_of_a_source = 50;  // the latest; the rest through /api/v1/contacts
/// The SourceHistory object of api.yaml. An IPv6 address stands for its /64.
/// Errors   not_found: never seen. bad_input: not an address.
core::Result<std::string> answer_source(const Context& context, const std::string& address);

}  // namespace hitme::console::api
