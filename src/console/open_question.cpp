// SPDX-License-Identifier: Apache-2.0
#include "console/open_question.h"

#include <algorithm>
#include <utility>

#include "console/json_body.h"

namespace hitme::console {
namespace {

constexpr std::size_t max_sentence_bytes = 1000;
constexpr std::size_t max_evidence = 32;

void put_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
    json.key(key).begin_array();
    for (const auto& text : texts) json.text(text);
    json.end_array();
}

core::Result<OpenQuestion> read(JsonBody& body, std::string_view by) {
    OpenQuestion question;
    question.question = body.text("question", max_sentence_bytes);
    for (auto& row : body.objects("hypotheses", max_hypotheses, Needed::yes)) {
        Hypothesis one;
        one.name = row.text("name", max_sentence_bytes);
        one.text = row.text("text", max_sentence_bytes);
        one.test = row.text("test", max_sentence_bytes);
        one.by = row.text("by", max_sentence_bytes, Needed::no);
        if (one.by.empty()) one.by = by;
        (void)row.text("standing", max_sentence_bytes, Needed::no);
        one.pro = row.texts("for", max_evidence, max_sentence_bytes);
        one.contra = row.texts("against", max_evidence, max_sentence_bytes);
        if (const auto fault = row.fault())
            body.fail("hypotheses", fault->parameter + " " + fault->reason);
        question.hypotheses.push_back(std::move(one));
    }
    if (question.hypotheses.size() < least_hypotheses)
        body.fail("hypotheses", "are fewer than two: a question needs rivals");
    return question;
}

core::Error fault_of(const QueryFault& fault) {
    return core::error(core::ErrorCode::bad_input, fault.parameter + ": " + fault.reason);
}

}  // namespace

std::string_view name_of(Standing standing) {
    if (standing == Standing::supported) return "supported";
    return standing == Standing::weakened ? "weakened" : "open";
}

void put_question(JsonWriter& json, const OpenQuestion& question) {
    json.key("id").text(question.id);
    json.key("campaign").text(question.campaign);
    json.key("question").text(question.question);
    json.key("asked_at").time(question.asked_at);
    json.key("hypotheses").begin_array();
    for (const auto& one : question.hypotheses) {
        json.begin_object();
        json.key("name").text(one.name);
        json.key("text").text(one.text);
        json.key("by").text(one.by);
        json.key("standing").text(name_of(one.standing()));
        put_texts(json, "for", one.pro);
        put_texts(json, "against", one.contra);
        json.key("test").text(one.test);
        json.end_object();
    }
    json.end_array();
}

store::Entry question_entry(const OpenQuestion& question, core::Time written_at,
                            std::string_view author) {
    JsonWriter json;
    json.begin_object();
    put_question(json, question);
    json.end_object();
    store::Entry entry;
    entry.kind = hypothesis_kind;
    entry.id = question.id;
    entry.at = written_at;
    entry.author = author;
    entry.subject = question.campaign;
    entry.state = "open";
    entry.body = json.take();
    return entry;
}

core::Result<OpenQuestion> question_sent(std::string_view text, std::string_view author) {
    JsonBody body(text);
    auto question = read(body, author);
    if (const auto fault = body.fault()) return fault_of(*fault);
    return question;
}

core::Result<OpenQuestion> question_of(const store::Entry& entry) {
    JsonBody body(entry.body, Unasked::is_passed_by);
    auto question = read(body, entry.author);
    question->asked_at = body.time("asked_at", Needed::yes).value_or(core::Time{});
    if (const auto fault = body.fault()) return fault_of(*fault);
    question->id = entry.id;
    question->campaign = entry.subject;
    return question;
}

core::Result<std::vector<OpenQuestion>> questions_on(store::Book& book,
                                                     const std::string& campaign) {
    store::EntryQuery query;
    query.kind = hypothesis_kind;
    query.subject = campaign;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<OpenQuestion> questions;
    for (const auto& entry : page->entries)
        if (auto question = question_of(entry)) questions.push_back(std::move(*question));
    std::ranges::sort(questions, [](const OpenQuestion& a, const OpenQuestion& b) {
        return std::pair(a.asked_at, a.id) < std::pair(b.asked_at, b.id);
    });
    return questions;
}

}  // namespace hitme::console
