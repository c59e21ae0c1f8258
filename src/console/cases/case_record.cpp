// SPDX-License-Identifier: Apache-2.0
#include "console/cases/case_record.h"

#include <algorithm>
#include <array>

#include "console/csv_cell.h"
#include "console/json_body.h"
#include "core/digest.h"
#include "core/text.h"
#include "event/signal.h"

namespace hitme::console::cases {
namespace {

constexpr std::array<std::string_view, 3> known_by_names{"none", "neighbours", "lease"};
constexpr std::uint64_t most = 1ULL << 53;

event::Stage stage_of(JsonBody& body) {
    return event::from_name<event::Stage>(body.text("stage", 32, Needed::no))
        .value_or(event::Stage::none);
}

Touches read_touches(JsonBody& body) {
    Touches touches;
    touches.count = body.number("count", 0, most, 0);
    touches.first = body.time("first");
    touches.last = body.time("last");
    touches.signals = body.texts("signals", max_case_words, 32);
    touches.sensors = body.texts("sensors", max_case_words, 256);
    touches.stage = stage_of(body);
    return touches;
}

void write_texts(JsonWriter& json, const std::vector<std::string>& texts) {
    json.begin_array();
    for (const auto& text : texts) json.text(text);
    json.end_array();
}

void write_touches(JsonWriter& json, const Touches& touches) {
    json.begin_object().key("count").number(touches.count);
    json.key("first").time(touches.first).key("last").time(touches.last);
    json.key("signals");
    write_texts(json, touches.signals);
    json.key("sensors");
    write_texts(json, touches.sensors);
    json.key("stage").text(event::name_of(touches.stage)).end_object();
}

void write_addresses(JsonWriter& json, const Case& record) {
    json.begin_array();
    for (const auto& each : record.addresses) {
        json.begin_object().key("address").text(each.address.to_string());
        json.key("first").time(each.first).key("last").time(each.last);
        json.key("known_by").text(name_of(each.known_by));
        if (each.from) json.key("from").time(*each.from);
        if (each.until) json.key("until").time(*each.until);
        json.end_object();
    }
    json.end_array();
}

void write_notes(JsonWriter& json, const Case& record) {
    json.begin_array();
    for (const auto& note : record.notes) {
        json.begin_object().key("at").time(note.at).key("author").text(note.author);
        json.key("text").text(note.text).end_object();
    }
    json.end_array();
}

void write_evidence(JsonWriter& json, const Case& record) {
    json.begin_array();
    for (const auto& each : record.evidence) {
        json.begin_object().key("seen_at").time(each.seen_at).key("sensor").text(each.sensor);
        json.key("signal").text(each.signal).key("source").text(each.source);
        json.key("stage").text(event::name_of(each.stage)).key("labels");
        write_texts(json, each.labels);
        json.key("first_bytes_sha256").text(each.first_bytes_sha256);
        json.key("bytes").text(each.bytes).key("contact").text(each.contact).end_object();
    }
    json.end_array();
}

void add_word(std::vector<std::string>& words, const std::string& word) {
    if (words.size() < max_case_words && std::find(words.begin(), words.end(), word) == words.end())
        words.push_back(word);
}

}  // namespace

std::string case_id(std::string_view key) {
    return "c-" + core::sha256_hex(core::as_bytes(key)).substr(0, 10);
}

std::string touches_note(std::string_view id) {
    return "case_touches/" + std::string(id);
}

core::Result<Case> case_of(const store::Entry& entry) {
    JsonBody body{entry.body, Unasked::is_passed_by};
    Case record;
    record.id = entry.id;
    record.version = entry.version;
    record.changed_at = entry.at;
    record.changed_by = entry.author;
    const auto state = case_state_named(entry.state);
    if (!state) body.fail("state", "is no state of a case");
    record.state = state.value_or(CaseState::fresh);
    record.state_since = body.time("state_since").value_or(entry.at);
    record.count_at_state = body.number("count_at_state", 0, most, 0);
    record.key = body.text("key", 128);
    record.mac = body.text("mac", 17, Needed::no);
    record.name = body.text("name", 256, Needed::no);
    for (auto& each : body.objects("addresses", max_case_addresses)) {
        CaseAddress address;
        const auto parsed = core::Address::parse(each.text("address", 64));
        if (!parsed) continue;
        address.address = *parsed;
        address.first = each.time("first").value_or(core::Time{});
        address.last = each.time("last").value_or(core::Time{});
        address.known_by = static_cast<KnownBy>(each.choice("known_by", known_by_names, 0));
        address.from = each.time("from");
        address.until = each.time("until");
        record.addresses.push_back(std::move(address));
    }
    record.network = body.text("network", 64, Needed::no);
    record.opened_at = body.time("opened_at").value_or(entry.at);
    record.opened_by = body.text("opened_by", 256, Needed::no);
    record.what = body.text("what", 1000, Needed::no);
    record.owner = body.text("owner", 256, Needed::no);
    record.patched = body.text("patched", 16, Needed::no);
    record.benign_reason = body.text("benign_reason", 1000, Needed::no);
    record.benign_until = body.time("benign_until");
    record.reopened = body.number("reopened", 0, most, 0);
    record.reopened_because = body.text("reopened_because", 200, Needed::no);
    for (auto& each : body.objects("notes", max_case_notes))
        record.notes.push_back({each.time("at").value_or(core::Time{}),
                                each.text("author", 256, Needed::no),
                                each.text("text", max_note_bytes, Needed::no)});
    for (auto& each : body.objects("evidence", max_case_evidence)) {
        CaseEvidence evidence;
        evidence.seen_at = each.time("seen_at").value_or(core::Time{});
        evidence.sensor = each.text("sensor", 256, Needed::no);
        evidence.signal = each.text("signal", 32, Needed::no);
        evidence.source = each.text("source", 64, Needed::no);
        evidence.stage = stage_of(each);
        evidence.labels = each.texts("labels", max_case_words, 256);
        evidence.first_bytes_sha256 = each.text("first_bytes_sha256", 64, Needed::no);
        evidence.bytes = each.text("bytes", 1024, Needed::no);
        evidence.contact = each.text("contact", 512, Needed::no);
        record.evidence.push_back(std::move(evidence));
    }
    if (const auto raw = body.raw("touches"); !raw.empty()) {
        JsonBody touches{raw, Unasked::is_passed_by};
        record.touches = read_touches(touches);
    }
    record.simulated = body.truth("simulated", false);
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input,
                           "case " + entry.id + ": " + fault->parameter + ": " + fault->reason);
    return record;
}

store::Entry entry_of(const Case& record, core::Time at, const std::string& author) {
    JsonWriter json;
    json.begin_object().key("key").text(record.key).key("mac").text(record.mac);
    json.key("name").text(record.name).key("addresses");
    write_addresses(json, record);
    json.key("network").text(record.network);
    json.key("opened_at").time(record.opened_at).key("opened_by").text(record.opened_by);
    json.key("state_since").time(record.state_since);
    json.key("count_at_state").number(record.count_at_state);
    json.key("what").text(record.what).key("owner").text(record.owner);
    json.key("patched").text(record.patched).key("benign_reason").text(record.benign_reason);
    json.key("benign_until").time(record.benign_until);
    json.key("reopened").number(record.reopened);
    json.key("reopened_because").text(record.reopened_because).key("notes");
    write_notes(json, record);
    json.key("evidence");
    write_evidence(json, record);
    json.key("touches");
    write_touches(json, record.touches);
    json.key("simulated").truth(record.simulated).end_object();
    store::Entry entry;
    entry.kind = case_kind;
    entry.id = record.id;
    entry.at = at;
    entry.author = author;
    entry.subject = record.address();
    entry.state = name_of(record.state);
    entry.body = json.take();
    return entry;
}

std::string touches_json(const Touches& touches) {
    JsonWriter json;
    write_touches(json, touches);
    return json.take();
}

std::optional<Touches> touches_of(std::string_view json) {
    JsonBody body{json, Unasked::is_passed_by};
    auto touches = read_touches(body);
    if (body.fault()) return {};
    return touches;
}

core::Result<Case> read_case(store::Book& book, const store::Entry& entry) {
    auto record = case_of(entry);
    if (!record) return record;
    const auto noted = book.noted(touches_note(entry.id));
    if (!noted) return noted.error();
    if (*noted)
        if (const auto touches = touches_of(**noted);
            touches && touches->count >= record->touches.count)
            record->touches = *touches;
    return record;
}

core::Result<void> visit_cases(store::Book& book, const std::optional<std::string>& in_state,
                               std::uint64_t latest, const std::function<void(Case&)>& visit) {
    store::EntryQuery query;
    query.kind = case_kind;
    query.state = in_state;
    query.limit = store::max_entries_per_page;
    for (query.offset = 0; query.offset < latest; query.offset += query.limit) {
        const auto page = book.list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries)
            if (auto record = read_case(book, entry)) visit(*record);
        if (page->entries.size() < query.limit) break;
    }
    return {};
}

void write_case(JsonWriter& json, const Case& record) {
    json.begin_object().key("id").text(record.id).key("version").number(record.version);
    json.key("state").text(name_of(record.state));
    json.key("host").begin_object();
    json.key("identity").text(record.mac.empty() ? "address" : "mac");
    if (!record.mac.empty()) json.key("mac").text(record.mac);
    if (!record.name.empty()) json.key("name").text(record.name);
    json.key("address").text(record.address()).key("addresses");
    write_addresses(json, record);
    json.end_object();
    json.key("network").text(record.network);
    json.key("opened_at").time(record.opened_at).key("opened_by").text(record.opened_by);
    json.key("changed_at").time(record.changed_at);
    json.key("first_touch").time(record.touches.first).key("last_touch").time(record.touches.last);
    json.key("touches").number(record.touches.count);
    json.key("touches_since")
        .number(record.touches.count - std::min(record.touches.count, record.count_at_state));
    json.key("signals");
    write_texts(json, record.touches.signals);
    json.key("sensors");
    write_texts(json, record.touches.sensors);
    json.key("stage").text(event::name_of(record.touches.stage));
    json.key("owner").text(record.owner).key("patched").text(record.patched);
    json.key("benign_reason").text(record.benign_reason);
    json.key("benign_until").time(record.benign_until);
    json.key("reopened").number(record.reopened);
    json.key("reopened_because").text(record.reopened_because);
    json.key("next_states").begin_array();
    for (std::size_t i = 0; i < case_states; ++i)
        if (may_set(record.state, static_cast<CaseState>(i)))
            json.text(name_of(static_cast<CaseState>(i)));
    json.end_array().key("simulated").truth(record.simulated).end_object();
}

std::string whole_case(const Case& record, const std::vector<store::Entry>& history) {
    JsonWriter json;
    json.begin_object().key("case");
    write_case(json, record);
    json.key("notes");
    write_notes(json, record);
    json.key("evidence");
    write_evidence(json, record);
    json.key("history").begin_array();
    for (const auto& entry : history) {
        JsonBody body{entry.body, Unasked::is_passed_by};
        json.begin_object().key("version").number(entry.version).key("at").time(entry.at);
        json.key("author").text(entry.author).key("state").text(entry.state);
        json.key("what").text(body.text("what", 1000, Needed::no)).end_object();
    }
    json.end_array().end_object();
    return json.take();
}

std::string cases_csv(const std::vector<Case>& records) {
    std::string out =
        "id,state,owner,address,mac,name,network,opened_at,opened_by,first_touch,last_touch,"
        "touches,"
        "signals,sensors,stage,patched,reopened,reopened_because,benign_reason,benign_until,"
        "last_note,simulated\r\n";
    const auto time = [](const std::optional<core::Time>& at) {
        return at ? core::format_rfc3339(*at) : std::string();
    };
    const auto joined = [](const std::vector<std::string>& words) {
        std::string text;
        for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
        return text;
    };
    for (const auto& record : records) {
        const std::array<std::string, 22> cells{
            record.id,
            std::string(name_of(record.state)),
            record.owner,
            record.address(),
            record.mac,
            record.name,
            record.network,
            core::format_rfc3339(record.opened_at),
            record.opened_by,
            time(record.touches.first),
            time(record.touches.last),
            std::to_string(record.touches.count),
            joined(record.touches.signals),
            joined(record.touches.sensors),
            std::string(event::name_of(record.touches.stage)),
            record.patched,
            std::to_string(record.reopened),
            record.reopened_because,
            record.benign_reason,
            time(record.benign_until),
            record.notes.empty() ? std::string() : record.notes.back().text,
            record.simulated ? "yes" : "no"};
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) out += ',';
            append_csv_cell(out, cells[i]);
        }
        out += "\r\n";
    }
    return out;
}

CaseEvidence evidence_of(const event::Contact& contact) {
    CaseEvidence evidence;
    evidence.seen_at = contact.seen_at;
    evidence.sensor = core::printable(contact.sensor, 128);
    evidence.signal = event::Signal::of(contact).to_string();
    evidence.source = contact.source.to_string();
    evidence.stage = contact.stage;
    for (const auto& label : contact.labels)
        if (evidence.labels.size() < 16)
            evidence.labels.push_back(core::printable(label.name, 100));
    evidence.first_bytes_sha256 = contact.first_bytes_sha256;
    if (evidence.first_bytes_sha256.empty() && !contact.first_bytes.empty())
        evidence.first_bytes_sha256 = core::sha256_hex(contact.first_bytes);
    evidence.bytes = core::printable(core::Bytes(contact.first_bytes), max_shown_bytes);
    // The form that console/api/contact_json.h reads as a live id.
    evidence.contact = "live." + std::to_string(core::nanoseconds_of(contact.seen_at)) + "." +
                       std::to_string(contact.epoch) + "." + std::to_string(contact.sequence) +
                       "." + evidence.sensor;
    return evidence;
}

bool same_kind(const CaseEvidence& a, const CaseEvidence& b) {
    return a.sensor == b.sensor && a.signal == b.signal && a.stage == b.stage &&
           a.labels == b.labels;
}

void count_touch(Touches& touches, const event::Contact& contact) {
    touches.count += contact.count;
    if (!touches.first || contact.seen_at < *touches.first) touches.first = contact.seen_at;
    if (!touches.last || contact.seen_at > *touches.last) touches.last = contact.seen_at;
    add_word(touches.signals, event::Signal::of(contact).to_string());
    add_word(touches.sensors, core::printable(contact.sensor, 128));
    touches.stage = std::max(touches.stage, contact.stage);
}

}  // namespace hitme::console::cases
