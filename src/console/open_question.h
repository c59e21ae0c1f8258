// SPDX-License-Identifier: Apache-2.0
// An open question of a campaign with its rival explanations (C-25): kind "hypothesis" of the book (docs/formats/book.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/json_writer.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view hypothesis_kind = "hypothesis";
constexpr std::size_t least_hypotheses = 2;
constexpr std::size_t max_hypotheses = 12;

enum class Standing : std::uint8_t {
    open,       ///< nothing speaks either way, or both do
    supported,  ///< something speaks for it and nothing against
    weakened,   ///< something speaks against it and nothing for
};
std::string_view name_of(Standing standing);

struct Hypothesis {
    std::string name;
    std::string text;
    std::string by;                   ///< hitme, or who put it forward
    std::vector<std::string> pro;     ///< evidence for, each a sentence with its id
    std::vector<std::string> contra;  ///< evidence against
    std::string test;                 ///< what would decide
    Standing standing() const {
        if (!pro.empty() && contra.empty()) return Standing::supported;
        if (pro.empty() && !contra.empty()) return Standing::weakened;
        return Standing::open;
    }
};

struct OpenQuestion {
    std::string id;
    std::string campaign;
    std::string question;
    core::Time asked_at;
    std::vector<Hypothesis> hypotheses;
};

void put_question(JsonWriter& json, const OpenQuestion& question);
store::Entry question_entry(const OpenQuestion& question, core::Time written_at,
                            std::string_view author);
/// A question that was sent to us. Errors   bad_input: fewer than two hypotheses, or the member that is wrong.
core::Result<OpenQuestion> question_sent(std::string_view body, std::string_view author);
core::Result<OpenQuestion> question_of(const store::Entry& entry);
/// What people asked about a campaign, oldest first. Errors   those of the book.
core::Result<std::vector<OpenQuestion>> questions_on(store::Book& book,
                                                     const std::string& campaign);

}  // namespace hitme::console
