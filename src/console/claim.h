// SPDX-License-Identifier: Apache-2.0
// A claim: what somebody said, when and where, how much it weighs, and what became of it (C-39). Kept in the book as kind
// "claim" (docs/formats/book.md). Dated claims are also the context marks of a chart (C-40).
//
// Text     quotes and names are of strangers: printable text by the time they are kept, escaped wherever they are shown.
// Pure     no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/json_body.h"
#include "console/json_writer.h"
#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view claim_kind = "claim";
constexpr std::size_t max_quote_bytes = 300;  // ours: a sentence or two, as a quotation may be
constexpr std::size_t max_claim_sources = 256;
constexpr std::size_t max_short_text_bytes = 200;
constexpr std::size_t max_link_bytes = 1000;

enum class ClaimEvent : std::uint8_t {
    bulletin,
    patch,
    proof_of_concept,
    exploit_module,
    outbreak,            ///< something spreads: opens a campaign as rumoured
    decline,             ///< it peaked or is over
    growth_exponential,  ///< a reading of the curve
    growth_linear,
    origin,  ///< who does it
    other,
};
std::string_view name_of(ClaimEvent event);

enum class ClaimGrade : std::uint8_t { rumour, report, measured };
std::string_view name_of(ClaimGrade grade);

enum class ClaimFate : std::uint8_t { open, upheld, withdrawn, contradicted };
std::string_view name_of(ClaimFate fate);
std::optional<ClaimFate> claim_fate_named(std::string_view name);

struct Claim {
    std::string id;  ///< "cl-" and eight digits of who, when and what
    std::string who;
    core::Time said_at;
    std::string link;  ///< http or https, or empty
    std::string quote;
    std::string subject;  ///< a signal
    ClaimEvent event = ClaimEvent::other;
    ClaimGrade grade = ClaimGrade::rumour;
    std::vector<core::Address> sources;
    std::string credit;
    ClaimFate fate = ClaimFate::open;
    std::optional<core::Time> fate_at;
    std::string why;
    std::string by;  ///< id of the claim or finding that decided
    std::string entered_by;
    std::uint64_t version = 0;

    bool stands() const { return fate == ClaimFate::open || fate == ClaimFate::upheld; }
};

/// A claim that was sent to us. Errors   bad_input: the member and what is wrong with it.
core::Result<Claim> claim_sent(std::string_view body, std::string_view entered_by);
std::string claim_id(const Claim& claim);

void put_claim(JsonWriter& json, const Claim& claim);
store::Entry claim_entry(const Claim& claim, core::Time written_at, std::string_view author);
/// Errors   bad_input: the body is no claim; the member is named.
core::Result<Claim> claim_of(const store::Entry& entry);

/// All claims of a subject ("": of any), earliest said first. Errors   those of the book.
core::Result<std::vector<Claim>> claims_on(store::Book& book, const std::string& subject);

}  // namespace hitme::console
