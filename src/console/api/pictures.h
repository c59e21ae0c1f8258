// SPDX-License-Identifier: Apache-2.0
// /api/v1/pictures: one signal in pictures, over all that the store knows of it: how many sources accumulated and how many were
// active (C-15), of which classes of networks they were, who came when (dormancy), how far they got, and with what.
//
// From     roll-ups, so that a month of a hundred million contacts is drawn as quickly as a day of a thousand: the series,
//          the hosts of each day, the sources and the most frequent payloads. Nothing is a sample. Only the raster reads
//          contacts, where the store has few enough of them in its window.
// Times    a source's first contact on the signal is known to its hour, its days to the UTC day.
// Raster   cells of 1 h, 3 h or 6 h, the narrowest of which most_raster_cells cover its window, so that scan and sleep inside a
//          day show; of a UTC day where the window is longer, holds more than most_raster_contacts contacts (of all signals), or
//          where contacts of a day are no longer kept.
#pragma once

#include <string>

#include "console/api/context.h"
#include "console/query.h"
#include "core/result.h"
#include "event/signal.h"

namespace hitme::console::api {

constexpr std::size_t most_picture_bins = 96;            // ours: as a picture is wide
constexpr std::size_t most_raster_rows = 40;             // ours: as one looks through
constexpr std::size_t most_raster_cells = 168;           // ours: a week of hours
constexpr std::uint64_t most_raster_contacts = 100'000;  // ours: 0.2 s of reading
constexpr std::size_t most_picture_families = 10;        // ours

struct PicturesQuestion {
    event::Signal signal;
};

/// Faults   `signal`, where it is missing.
PicturesQuestion read_pictures(Parameters& parameters);

/// The Pictures object of api.yaml.
core::Result<std::string> answer_pictures(const Context& context, const PicturesQuestion& question);

}  // namespace hitme::console::api
