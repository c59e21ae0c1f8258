// SPDX-License-Identifier: Apache-2.0
// A case as it stands in the book, in answers, and in exports. docs/formats/book.md names the fields.
//
// Texts from hosts (names, bytes, labels) are kept as core::printable shows them, so nothing that shows them can be hurt.
// Limits   max_case_*: what is over them drops the oldest (notes, addresses) or the newest (evidence kinds), never the case.
// Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/cases/hosts.h"
#include "console/cases/transitions.h"
#include "console/json_writer.h"
#include "core/ip.h"
#include "core/result.h"
#include "event/kinds.h"
#include "store/book.h"

namespace hitme::console::cases {

constexpr std::string_view case_kind = "case";
constexpr std::size_t max_case_notes = 200;
constexpr std::size_t max_case_evidence = 32;
constexpr std::size_t max_case_addresses = 64;
constexpr std::size_t max_case_words = 64;  ///< signals and sensors
constexpr std::size_t max_note_bytes = 2000;
constexpr std::size_t max_shown_bytes = 200;  ///< of captured bytes, as text

struct CaseAddress {
    core::Address address;
    core::Time first;
    core::Time last;
    KnownBy known_by = KnownBy::none;
    std::optional<core::Time> from;  ///< of the lease
    std::optional<core::Time> until;
};

struct CaseNote {
    core::Time at;
    std::string author;
    std::string text;
};

/// One of each kind of touch: sensor, signal, stage and labels.
struct CaseEvidence {
    core::Time seen_at;
    std::string sensor;
    std::string signal;
    std::string source;
    event::Stage stage = event::Stage::none;
    std::vector<std::string> labels;
    std::string first_bytes_sha256;
    std::string bytes;
    std::string contact;  ///< id for /api/v1/contacts/{id}
};

/// The counters, which change too often for the history: kept in a note of the book.
struct Touches {
    std::uint64_t count = 0;
    std::optional<core::Time> first;
    std::optional<core::Time> last;
    std::vector<std::string> signals;
    std::vector<std::string> sensors;
    event::Stage stage = event::Stage::none;  ///< the furthest
};

struct Case {
    std::string id;
    std::uint64_t version = 0;
    core::Time changed_at;
    std::string changed_by;
    CaseState state = CaseState::fresh;
    core::Time state_since;
    std::uint64_t count_at_state = 0;  ///< touches when the state was set
    std::string key;
    std::string mac;
    std::string name;
    std::vector<CaseAddress> addresses;  ///< latest last
    std::string network;
    core::Time opened_at;
    std::string opened_by = "hitme";
    std::string what;  ///< what this version changed
    std::string owner;
    std::string patched = "unknown";
    std::string benign_reason;
    std::optional<core::Time> benign_until;
    std::uint64_t reopened = 0;
    std::string reopened_because;
    std::vector<CaseNote> notes;
    std::vector<CaseEvidence> evidence;
    Touches touches;
    bool simulated = false;

    std::string address() const {
        return addresses.empty() ? std::string() : addresses.back().address.to_string();
    }
    Standing standing() const { return {state, state_since, benign_until, !owner.empty()}; }
};

/// "c-" and ten digits.
std::string case_id(std::string_view key);
std::string touches_note(std::string_view id);

/// Errors   bad_input: which member is wrong.
core::Result<Case> case_of(const store::Entry& entry);
/// The next version of its record; `at` is now.
store::Entry entry_of(const Case& record, core::Time at, const std::string& author);
std::string touches_json(const Touches& touches);
/// Nothing where the text is none of ours.
std::optional<Touches> touches_of(std::string_view json);

/// The case with its counters from the note, where one is there.
core::Result<Case> read_case(store::Book& book, const store::Entry& entry);

/// Calls visit(case) for each case of that state (of any, where none is named), last changed first, among the `latest`; a record that
/// is none of ours is passed by. Errors   the book's.
core::Result<void> visit_cases(store::Book& book, const std::optional<std::string>& in_state,
                               std::uint64_t latest, const std::function<void(Case&)>& visit);

/// A case as lists show it (schema Case of the API).
void write_case(JsonWriter& json, const Case& record);
/// The case whole with notes and evidence, and its history (schema CaseWhole).
std::string whole_case(const Case& record, const std::vector<store::Entry>& history);

/// All as CSV with a header line.
std::string cases_csv(const std::vector<Case>& records);

/// What a contact adds as evidence.
CaseEvidence evidence_of(const event::Contact& contact);
bool same_kind(const CaseEvidence& a, const CaseEvidence& b);
void count_touch(Touches& touches, const event::Contact& contact);

}  // namespace hitme::console::cases
