// SPDX-License-Identifier: Apache-2.0
// An advisory: what we tell others (C-54, C-55). Statements with their links, and dated updates that supersede statements
// and never change them. Kept in the book as kind "advisory" (docs/formats/book.md).
// Pure     no I/O.
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

constexpr std::string_view advisory_kind = "advisory";
constexpr std::size_t max_statements = 500;
constexpr std::size_t max_updates = 100;
constexpr std::size_t max_statement_bytes = 4000;
constexpr std::size_t max_advisory_title_bytes = 200;

enum class AdvisoryLevel : std::uint8_t { information, watch, alert, critical };
std::string_view name_of(AdvisoryLevel level);
std::optional<AdvisoryLevel> advisory_level_named(std::string_view name);

enum class Section : std::uint8_t {
    seen,
    means_it,
    means_security,
    to_do,
    limits,
    change_our_mind,
    questions,
    update,
};
std::string_view name_of(Section section);
/// "What we see"
std::string_view heading_of(Section section);

enum class Nature : std::uint8_t { data, judgement, advice, limit };
std::string_view name_of(Nature nature);

/// Where a statement comes from. A data statement has at least one.
struct AdvisoryLink {
    std::string what;  ///< finding, measure, claim, corroboration, score
    std::string id;
    std::string query;  ///< path of the API that gives it again
    std::optional<core::Time> from;
    std::optional<core::Time> to;
};

struct AdvisoryStatement {
    std::string id;  ///< "s1", "s2", ...
    Section section = Section::seen;
    Nature nature = Nature::data;
    std::string text;
    std::vector<AdvisoryLink> links;
    std::string edited_by;
    std::optional<std::string> superseded_by;
};

struct AdvisoryUpdate {
    core::Time at;
    std::string label;  ///< "** Sun 2009-01-25 11:00 AM EST Update:"
    std::string author;
    std::vector<std::string> statements;
    std::vector<std::string> replaces;
    std::string reason;
};

struct Advisory {
    std::string id;  ///< "tcp-445.campaign.1.advisory.1"
    std::string state = "draft";
    std::string campaign;
    std::string subject;
    std::string title;
    AdvisoryLevel level = AdvisoryLevel::information;
    std::string zone;
    core::Time as_of;
    std::optional<core::Time> published_at;
    std::vector<AdvisoryStatement> statements;
    std::vector<AdvisoryUpdate> updates;
    std::vector<std::string> credits;
    bool simulated = false;
    std::uint64_t version = 0;

    bool published() const { return state == "published"; }
    bool withdrawn() const { return state == "withdrawn"; }
    /// Others have read it: nothing in it changes any more, dated statements are added.
    bool out() const { return published() || withdrawn(); }
    /// For a reader: "Withdrawn: " before it where it is.
    std::string shown_title() const { return (withdrawn() ? "Withdrawn: " : "") + title; }
    const AdvisoryStatement* statement(std::string_view id) const;
};

/// The members of the record, for a writer that stands in an object.
void put_advisory(JsonWriter& json, const Advisory& advisory);
store::Entry advisory_entry(const Advisory& advisory, core::Time written_at,
                            std::string_view author);
/// Errors   bad_input: the body is no advisory; the member is named.
core::Result<Advisory> advisory_of(const store::Entry& entry);

}  // namespace hitme::console
