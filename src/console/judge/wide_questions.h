// SPDX-License-Identifier: Apache-2.0
// The judgements that look beyond one signal's sightings, each as one line of JSON (docs/formats/judge.md): how many hosts the
// sightings stand for, past outbreaks, the worm ladder, target bias, oddities of the curve, payload families, did it go on, in
// every class of sensors, on this port alone, are sources forged, are two signals one event, slow accumulation, exposure, levelling.
//
// Window   as of the other judgements (questions.h): `from`, where nobody says, is the onset, else 48 h before `to`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analytics/population/population.h"
#include "console/judge/asked.h"
#include "console/judge/wide_log.h"

namespace hitme::console {

enum class WideJudgement : std::uint8_t {
    population,
    reference,
    ladder,
    bias,
    oddities,
    families,
    persistence,
    agreement,
    control,
    spoofed,
    same_event,
    accumulation,
    exposure,
    levelling,
};
std::optional<WideJudgement> wide_judgement_named(std::string_view name);
/// "population, reference, ... or levelling"
std::string wide_judgement_names();

struct WideOptions {
    JudgeWindow window;
    double addresses =
        0;  ///< population: how many of our addresses were watched; 0: those that were hit
    std::optional<analytics::PopulationInput::ScanRate> probes_per_second;
    double share_scanned = 1;
    std::optional<event::Signal>
        with;  ///< same_event: the other signal; absent: the busiest others
};

std::string judge_wide(const WideLog& log, WideJudgement question, const WideOptions& options);

}  // namespace hitme::console
