// SPDX-License-Identifier: Apache-2.0
// What is said of a dossier: sentence, limits, text, draft of the answer, JSON, evidence pack. Pure.
#pragma once

#include <string>
#include <vector>

#include "console/cases/dossier.h"
#include "runtime/zone.h"

namespace hitme::console::cases {

/// Times in the zone, with their offset.
std::string sentence_of(const Dossier& dossier, const runtime::Zone& zone);
std::vector<std::string> limits_of(const Dossier& dossier);
std::string dossier_text(const Dossier& dossier, const runtime::Zone& zone);
/// For the caller: every time in the zone alone, which is named once.
std::string answer_draft(const Dossier& dossier, const runtime::Zone& zone);
/// Schema Dossier of the API.
std::string dossier_json(const Dossier& dossier, const runtime::Zone& zone);
struct PackFile {
    std::string text;
    std::string head;
    std::uint64_t lines = 0;
};
PackFile dossier_pack(const Dossier& dossier, const runtime::Zone& zone, core::Time now);

}  // namespace hitme::console::cases
