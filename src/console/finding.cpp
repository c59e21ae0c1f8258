// SPDX-License-Identifier: Apache-2.0
#include "console/finding.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "console/json_members.h"
#include "core/text.h"

namespace hitme::console {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<FindingWhy, std::string_view>, 9> whys{{
    {FindingWhy::first, "first"},
    {FindingWhy::verdict, "verdict"},
    {FindingWhy::interval, "interval"},
    {FindingWhy::method, "method"},
    {FindingWhy::late_events, "late_events"},
    {FindingWhy::reason, "reason"},
    {FindingWhy::window, "window"},
    {FindingWhy::longer, "longer"},
    {FindingWhy::rise_confirmed, "rise_confirmed"},
}};

void put_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
    json.key(key).begin_array();
    for (const auto& one : texts) json.text(one);
    json.end_array();
}

void put_optional(JsonWriter& json, std::string_view key, const std::optional<std::string>& text) {
    json.key(key);
    if (text)
        json.text(*text);
    else
        json.null();
}

void take_coverage(const json::object& object, FindingCoverage& coverage) {
    JsonMembers members{object};
    coverage.known = members.truth("known");
    coverage.share = members.maybe_real("share");
    coverage.exposure_min = members.maybe_real("exposure_min");
    coverage.sensors = members.number("sensors");
    coverage.lost_sensors = members.texts("lost_sensors");
    coverage.excluded_sensors = members.texts("excluded_sensors");
}

void take_data(const json::object& object, FindingData& data) {
    JsonMembers members{object};
    data.events = members.number("events");
    data.hosts = members.number("hosts");
    data.unverified_contacts = members.number("unverified_contacts");
    data.digest = members.text("digest");
}

}  // namespace

std::string_view name_of(FindingWhy why) {
    for (const auto& [value, name] : whys)
        if (value == why) return name;
    return "first";
}

const FindingNumber* number_of(const Finding& finding, std::string_view name) {
    for (const auto& number : finding.numbers)
        if (number.name == name) return &number;
    return nullptr;
}

bool reaches_rung(const Finding& ladder, std::string_view level) {
    return ladder.verdict.starts_with('L') && ladder.verdict >= level;
}

bool speaks(const Finding& finding) {
    constexpr std::array<std::string_view, 11> speaking{
        "linear", "exponential",  "logistic", "growing_shape_unresolved", "tapering",  "rise",
        "step",   "rise_refused", "ended",    "scan_then_sleep",          "daily_off",
    };
    if (finding.suspected) return false;
    // From a payload that many networks share on, what scans is like a worm (docs/methods/worm-ladder.md).
    if (finding.question == worm_ladder_question) return reaches_rung(finding, "L3");
    return std::ranges::find(speaking, finding.verdict) != speaking.end();
}

bool tells_of_a_rise(const Finding& finding) {
    constexpr std::array<std::string_view, 6> silent{"no_rise",         "too_short", "none_changed",
                                                     "not_enough_data", "L0",        "refused"};
    return !finding.suspected &&
           std::ranges::find(rise_questions, finding.question) != rise_questions.end() &&
           std::ranges::find(silent, finding.verdict) == silent.end();
}

std::string worm_of(const Finding& finding) {
    if (finding.question != worm_ladder_question) return {};
    boost::system::error_code failed;
    const auto answer = boost::json::parse(finding.answer, failed);
    if (failed || !answer.is_object()) return {};
    return JsonMembers{answer.get_object()}.text("family");
}

std::string finding_id(std::string_view subject, std::string_view question, std::uint64_t number) {
    std::string id{subject};
    std::ranges::replace(id, '/', '-');
    return id + "." + std::string(question) + "." + std::to_string(number);
}

std::optional<std::uint64_t> finding_number(std::string_view id) {
    const std::size_t dot = id.rfind('.');
    if (dot == id.npos) return std::nullopt;
    return core::parse_unsigned(id.substr(dot + 1), 1'000'000'000);
}

void put_finding(JsonWriter& json, const Finding& finding) {
    json.key("id").text(finding.id);
    json.key("subject").text(finding.subject);
    json.key("question").text(finding.question);
    json.key("verdict").text(finding.verdict);
    json.key("judged_at").time(finding.judged_at);
    json.key("window").begin_object();
    json.key("from").time(finding.window.from).key("to").time(finding.window.to);
    json.key("baseline_from").time(finding.window.baseline_from).end_object();
    json.key("numbers").begin_array();
    for (const auto& one : finding.numbers) {
        json.begin_object().key("name").text(one.name);
        json.key("value").real(one.value).key("low").real(one.low).key("high").real(one.high);
        json.key("unit").text(one.unit).end_object();
    }
    json.end_array();
    json.key("sentence").text(finding.sentence);
    put_texts(json, "more", finding.more);
    json.key("coverage").begin_object();
    json.key("known").truth(finding.coverage.known);
    json.key("share").real(finding.coverage.share);
    json.key("exposure_min").real(finding.coverage.exposure_min);
    json.key("sensors").number(finding.coverage.sensors);
    put_texts(json, "lost_sensors", finding.coverage.lost_sensors);
    put_texts(json, "excluded_sensors", finding.coverage.excluded_sensors);
    json.end_object();
    json.key("method").text(finding.method);
    json.key("data").begin_object();
    json.key("events").number(finding.data.events).key("hosts").number(finding.data.hosts);
    json.key("unverified_contacts").number(finding.data.unverified_contacts);
    json.key("digest").text(finding.data.digest).end_object();
    put_optional(json, "supersedes", finding.supersedes);
    put_optional(json, "superseded_by", finding.superseded_by);
    json.key("superseded_at").time(finding.superseded_at);
    json.key("why").text(name_of(finding.why));
    json.key("was");
    if (finding.was) {
        json.begin_object().key("verdict").text(finding.was->verdict);
        json.key("judged_at").time(finding.was->judged_at).end_object();
    } else {
        json.null();
    }
    json.key("suspected").truth(finding.suspected);
    json.key("simulated").truth(finding.simulated);
}

std::string finding_body(const Finding& finding) {
    JsonWriter json;
    json.begin_object();
    put_finding(json, finding);
    json.key("finding").raw(finding.answer);
    json.end_object();
    return json.take();
}

store::Entry finding_entry(const Finding& finding, core::Time written_at) {
    store::Entry entry;
    entry.kind = finding_kind;
    entry.id = finding.id;
    entry.at = written_at;
    entry.author = "hitme";
    entry.subject = finding.subject;
    entry.state = finding.stands() ? "standing" : "superseded";
    entry.body = finding_body(finding);
    return entry;
}

core::Result<Finding> finding_of(const store::Entry& entry) {
    boost::system::error_code failed;
    const json::value value = json::parse(entry.body, failed);
    if (failed || !value.is_object())
        return core::Error{core::ErrorCode::bad_input, entry.id + ": no JSON object"};
    JsonMembers members{value.get_object()};
    Finding finding;
    finding.id = entry.id;
    finding.subject = members.text("subject");
    finding.question = members.text("question");
    finding.verdict = members.text("verdict");
    finding.judged_at = members.time("judged_at");
    JsonMembers window{members.object("window")};
    finding.window = {window.time("from"), window.time("to"), window.time("baseline_from")};
    if (!window.failed().empty()) members.fail("window." + window.failed());
    for (const auto& one : members.list("numbers")) {
        if (!one.is_object()) continue;
        JsonMembers number{one.get_object()};
        finding.numbers.push_back({number.text("name"), number.maybe_real("value"),
                                   number.maybe_real("low"), number.maybe_real("high"),
                                   number.text("unit")});
    }
    finding.sentence = members.text("sentence");
    finding.more = members.texts("more");
    take_coverage(members.object("coverage"), finding.coverage);
    finding.method = members.text("method");
    take_data(members.object("data"), finding.data);
    finding.supersedes = members.maybe_text("supersedes");
    finding.superseded_by = members.maybe_text("superseded_by");
    finding.superseded_at = members.maybe_time("superseded_at");
    const std::string why = members.text("why");
    for (const auto& [one, name] : whys)
        if (name == why) finding.why = one;
    if (const auto* was = value.get_object().if_contains("was");
        was != nullptr && was->is_object()) {
        JsonMembers before{was->get_object()};
        finding.was = {before.text("verdict"), before.time("judged_at")};
    }
    finding.answer = json::serialize(members.object("finding"));
    finding.suspected = members.truth("suspected");
    finding.simulated = members.truth("simulated");
    finding.made_at = entry.at;
    if (!members.failed().empty())
        return core::Error{core::ErrorCode::bad_input,
                           entry.id + ": no finding: " + members.failed()};
    return finding;
}

}  // namespace hitme::console
