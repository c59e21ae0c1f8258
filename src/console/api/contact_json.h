// SPDX-License-Identifier: Apache-2.0
// A contact as the API shows it: the event's own JSON, with its id before and the source's country after.
//
// Ids      a stored contact has its store's id. A live one is shown before the store may have it, so its id is made of
//          what it is known by (sensor, epoch, sequence, seen_at), and is looked up by that.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "store/event_store.h"
#include "store/geo_db.h"

namespace hitme::console::api {

std::string contact_json(std::string_view id, const event::Contact& contact,
                         const store::GeoDb& geo);

/// "live.1772366400123456789.1700000000000000.7.alpha".
std::string live_id(const event::Contact& contact);
struct LiveId {
    core::Time seen_at;
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0;
    std::string sensor;
};
/// Nothing where the text is no such id.
std::optional<LiveId> parse_live_id(std::string_view text);

/// The contact with either kind of id.
/// Errors   not_found; those of the store.
core::Result<store::StoredContact> find_contact(store::EventStore& store, const std::string& id);

}  // namespace hitme::console::api
