// SPDX-License-Identifier: Apache-2.0
// The members of an answer on one rise (docs/formats/judge.md), which both `hitme judge` prints and a finding keeps: how it begins,
// intervals, and the answers on persistence, agreement and the worm ladder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analytics/change/ratio.h"
#include "console/json_writer.h"
#include "console/judge/rise_questions.h"

namespace hitme::console {

/// An open object with `name` and `method`, and `simulated` where it is.
JsonWriter begin_answer(const Stream& stream, std::string_view method);
/// The same with `window` and `baseline_from`.
JsonWriter begin_answer(const Stream& stream, std::string_view method,
                        const analytics::JudgedWindow& judged);
/// The whole text, with `sentence` last.
std::string end_answer(JsonWriter& json, std::string_view sentence);

/// `ci95`
void put_ci95(JsonWriter& json, const std::optional<double>& low,
              const std::optional<double>& high);
void put_ratio(JsonWriter& json, std::string_view key,
               const std::optional<analytics::RateRatio>& ratio);

void put_persistence(JsonWriter& json, const analytics::PersistenceFinding& finding,
                     const std::optional<core::Time>& onset);
void put_agreement(JsonWriter& json, const AskedAgreement& asked);
void put_ladder(JsonWriter& json, const analytics::LadderFinding& finding);

}  // namespace hitme::console
