// SPDX-License-Identifier: Apache-2.0
// A window of a store for another program: what `hitme export` prints and /api/v1/exports answers.
//
// Memory    contacts pass through one by one; STIX, MISP and Zeek keep a record a source (gathering.h).
// Simulated contacts of drills are left out always; others stay and are marked, because a whole store may be a demonstration.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "console/export/sink.h"
#include "console/export/untouchable.h"
#include "core/result.h"
#include "core/time.h"
#include "event/signal.h"
#include "store/book.h"
#include "store/event_store.h"
#include "store/geo_db.h"

namespace hitme::console {

enum class ExportFormat : std::uint8_t { stix, misp, zeek, ecs, csv };
std::optional<ExportFormat> export_format_named(std::string_view name);
/// "application/stix+json;version=2.1", ...
std::string_view media_type_of(ExportFormat format);

struct ExportQuestion {
    ExportFormat format = ExportFormat::csv;
    core::Time from;
    core::Time to;
    std::optional<event::Signal> signal;
    std::uint64_t most_contacts = 0;  ///< 0: no bound
    std::string producer;
};

struct Exported {
    std::uint64_t contacts = 0;
    std::map<std::string, std::uint64_t> left_out;  ///< by reason, contacts
};

/// `book`: findings for ECS; null where there is none. `untouchable`: whom STIX, MISP and Zeek may not name; ECS and CSV tell
/// contacts, not indicators, and name all.
/// Errors   over_limit: more than most_contacts. Those of the store, the book and the sink.
core::Result<Exported> export_events(store::EventStore& store, store::Book* book,
                                     const store::GeoDb& geo, const Untouchable& untouchable,
                                     const ExportQuestion& question, const Sink& sink);

}  // namespace hitme::console
