// SPDX-License-Identifier: Apache-2.0
// A growth judgement as a picture: SVG without script, style or link, for advisories and for whoever asks for a file (C-58).
//
// Shows     hosts per bin at the exposure they had, as dots; no dot where fewer than half of the sensors listened; a strip of
//           when they did; the baseline's band; the best curves, the first with the 95 % limits of its mean; forecasts with
//           theirs; the onset with its interval.
// Reads     the record finding_chart (docs/formats/book.md). Words in the picture are ours: nothing of the record but numbers,
//           times and known names gets into it.
// Eyes      colours that stay apart for the colour-blind (Okabe and Ito 2008), and a dash of its own for each curve; <desc> holds
//           the numbers.
// Limits    max_picture_points of each kind.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "runtime/zone.h"

namespace hitme::console {

constexpr std::size_t max_picture_points = 4000;
constexpr std::size_t max_picture_curves = 3;

enum class PictureScale : unsigned char { linear, log };

/// The same record, scale and zone give the same bytes. Errors   bad_input: no such record, or one without bins.
core::Result<std::string> growth_picture(std::string_view chart, PictureScale scale,
                                         const runtime::Zone& zone);

}  // namespace hitme::console
