// SPDX-License-Identifier: Apache-2.0
// Gathers what an advisory is drafted from, as it was at one moment: book, store, and what other parts of the console answer.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "console/advisory/draft.h"
#include "core/result.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::console {

/// What other subfolders do; app joins them. An absent one is left out.
struct AdvisorySources {
    Measurer measure;
    std::function<core::Result<std::vector<OutsideStatement>>(
        store::EventStore&, store::Book&, const std::string& subject, core::Time as_of)>
        outside;
    /// Open questions of a campaign with what the program knows of them.
    std::function<core::Result<std::vector<OpenQuestion>>(store::Book&, const Campaign&)> questions;
    /// "If it continues until Monday morning" in the reader's zone, where the signal grows.
    std::function<core::Result<std::optional<Measure>>(store::EventStore&, event::Signal,
                                                       core::Time as_of, const runtime::Zone&)>
        projection;
    /// "Our sensors are blind", or empty.
    std::function<core::Result<std::string>(store::Book&, const std::string& subject)> blind;
};

constexpr core::Duration measured_window = std::chrono::hours{24};

/// `as_of` absent: the latest moment that a finding of the subject, a step of the campaign or a sensor speaks of; of the
/// sensors not after `now`, because a clock may run ahead.
/// Errors   not_found: no such campaign, or it opened later. Those of store and book.
core::Result<Material> gather_material(store::EventStore& store, store::Book& book,
                                       const AdvisorySources& sources, const std::string& campaign,
                                       std::optional<core::Time> as_of,
                                       core::Time now = core::Time::max());

}  // namespace hitme::console
