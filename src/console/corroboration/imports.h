// SPDX-License-Identifier: Apache-2.0
// Imports of outside data into the book, and the questions asked of all of them together (C-37, C-38).
//
// Twice    a payload whose kind and bytes are here already is not imported again.
// Levels   a level (Infocon) is imported when it differs from what its publisher said last before; its date is since when.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "console/corroboration/verdict.h"
#include "console/json_writer.h"
#include "console/left_notices.h"
#include "console/notice.h"
#include "core/result.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::console {

constexpr std::string_view outside_series_kind = "outside_series";
constexpr std::string_view outside_set_kind = "outside_set";
constexpr std::string_view own_submission_kind = "own_submission";
constexpr std::size_t max_source_name_bytes = 100;
constexpr std::size_t max_licence_bytes = 200;

struct Payload {
    OutsideKind kind = OutsideKind::csv_series;
    std::string source;   ///< "SANS ISC"
    std::string licence;  ///< as its publisher words it
    std::string subject;  ///< signal of a series
    core::Time fetched_at;
    std::string text;
};

struct Import {
    std::string id;
    OutsideKind kind = OutsideKind::csv_series;
    std::string source;
    std::string licence;
    std::string subject;
    core::Time fetched_at;
    std::string sha256;
    OutsideData data;
    bool stored = true;           ///< false: it was here already
    std::vector<Notice> notices;  ///< addresses of ours that it names; for `teller` to tell
};

/// Errors   bad_input: no source, licence or subject, or a payload that is none of its kind. over_limit: too much for a record.
core::Result<Import> import_payload(store::Book& book, const Payload& payload,
                                    std::string_view author, core::Time now,
                                    Teller teller = Teller::caller);
core::Result<Import> import_of(const store::Entry& entry);
/// The fields of OutsideImport in docs/formats/api.yaml.
void put_import(JsonWriter& json, const Import& import);

/// Records what we sent to a source ourselves. Errors   those of the book.
core::Result<void> record_submission(store::Book& book, const std::string& subject,
                                     const OwnSubmission& own, std::string_view author,
                                     core::Time now);

/// Series of a subject by source: of one day in several imports the one fetched last holds. Up to `as_of`.
core::Result<std::vector<NamedSeries>> series_on(store::Book& book, const std::string& subject,
                                                 core::Time as_of);
core::Result<std::vector<NamedSet>> sets_until(store::Book& book, core::Time as_of);
core::Result<std::vector<OwnSubmission>> submissions_on(store::Book& book,
                                                        const std::string& subject);

struct Corroboration {
    std::string subject;
    core::Time from;
    core::Time to;
    std::vector<OutsideStatement> statements;
    bool ours_complete =
        true;  ///< else more of ours came than max_own_sources: the first are compared
    Overlap overlap;
    std::vector<CurveAgreement> curves;
    std::vector<ListCompared> lists;  ///< held last first, at most max_listed
    std::uint64_t lists_total = 0;
    std::uint64_t submissions = 0;  ///< our own, on this subject, of any day
};
/// Ours: distinct sources of a signal, ascending; IPv6 by /64.
struct OwnSources {
    std::vector<core::Address> addresses;
    bool complete = true;  ///< false: more came; these are the first that were stored
};
constexpr std::size_t max_own_sources = 20'000;  // ours: 0.3 s of reading on a busy port
core::Result<OwnSources> own_sources(store::EventStore& store, event::Signal signal,
                                     core::Time from, core::Time to,
                                     std::size_t most = max_own_sources);

/// All that is imported, and the addresses that claims of the ledger name, held against our sources of [from, to).
core::Result<Corroboration> corroborate(store::EventStore& store, store::Book& book,
                                        const std::string& subject, core::Time from, core::Time to,
                                        std::optional<core::Time> rose_at);
/// The same against sources that were read before.
core::Result<Corroboration> corroborate(store::EventStore& store, store::Book& book,
                                        const std::string& subject, core::Time from, core::Time to,
                                        std::optional<core::Time> rose_at, const OwnSources& ours);
void put_corroboration(JsonWriter& json, const Corroboration& corroboration);

/// What an advisory tells: the day of the latest rise, and the overlap of sources where any list is imported.
core::Result<std::vector<OutsideStatement>> told_in_advisory(store::EventStore& store,
                                                             store::Book& book,
                                                             const std::string& subject,
                                                             core::Time as_of);

}  // namespace hitme::console
