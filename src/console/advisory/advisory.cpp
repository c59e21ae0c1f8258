// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/advisory.h"

#include <algorithm>
#include <array>
#include <utility>

#include "console/json_body.h"

namespace hitme::console {
namespace {

constexpr std::array<std::string_view, 4> levels{"information", "watch", "alert", "critical"};
constexpr std::array<std::string_view, 8> sections{
    "seen", "means_it", "means_security", "do", "limits", "change_our_mind", "questions", "update"};
constexpr std::array<std::string_view, 8> headings{"What we see",
                                                   "What it means for IT",
                                                   "What it means for security",
                                                   "What to do",
                                                   "Limits",
                                                   "What would change our mind",
                                                   "Open questions",
                                                   "Updates"};
constexpr std::array<std::string_view, 4> natures{"data", "judgement", "advice", "limit"};
constexpr std::size_t max_name_bytes = 400;
constexpr std::size_t max_links = 16;
constexpr std::size_t max_credits = 64;

void put_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
    json.key(key).begin_array();
    for (const auto& text : texts) json.text(text);
    json.end_array();
}

void put_statement(JsonWriter& json, const AdvisoryStatement& statement) {
    json.begin_object();
    json.key("id").text(statement.id);
    json.key("section").text(name_of(statement.section));
    json.key("nature").text(name_of(statement.nature));
    json.key("text").text(statement.text);
    json.key("links").begin_array();
    for (const auto& link : statement.links) {
        json.begin_object();
        json.key("what").text(link.what);
        json.key("id").text(link.id);
        json.key("query").text(link.query);
        json.key("from").time(link.from);
        json.key("to").time(link.to);
        json.end_object();
    }
    json.end_array();
    if (!statement.edited_by.empty()) json.key("edited_by").text(statement.edited_by);
    json.key("superseded_by");
    if (statement.superseded_by)
        json.text(*statement.superseded_by);
    else
        json.null();
    json.end_object();
}

AdvisoryStatement read_statement(JsonBody& row) {
    AdvisoryStatement statement;
    statement.id = row.text("id", max_name_bytes);
    statement.section = static_cast<Section>(row.choice("section", sections));
    statement.nature = static_cast<Nature>(row.choice("nature", natures));
    statement.text = row.text("text", max_statement_bytes);
    statement.edited_by = row.text("edited_by", max_name_bytes, Needed::no);
    const auto by = row.text("superseded_by", max_name_bytes, Needed::no);
    if (!by.empty()) statement.superseded_by = by;
    for (auto& one : row.objects("links", max_links)) {
        AdvisoryLink link;
        link.what = one.text("what", max_name_bytes);
        link.id = one.text("id", max_name_bytes);
        link.query = one.text("query", max_name_bytes, Needed::no);
        link.from = one.time("from");
        link.to = one.time("to");
        statement.links.push_back(std::move(link));
    }
    return statement;
}

}  // namespace

std::string_view name_of(AdvisoryLevel level) {
    return levels[static_cast<std::size_t>(level)];
}
std::optional<AdvisoryLevel> advisory_level_named(std::string_view name) {
    const auto found = std::ranges::find(levels, name);
    if (found == levels.end()) return std::nullopt;
    return static_cast<AdvisoryLevel>(found - levels.begin());
}
std::string_view name_of(Section section) {
    return sections[static_cast<std::size_t>(section)];
}
std::string_view heading_of(Section section) {
    return headings[static_cast<std::size_t>(section)];
}
std::string_view name_of(Nature nature) {
    return natures[static_cast<std::size_t>(nature)];
}

const AdvisoryStatement* Advisory::statement(std::string_view wanted) const {
    const auto found = std::ranges::find(statements, wanted, &AdvisoryStatement::id);
    return found == statements.end() ? nullptr : &*found;
}

void put_advisory(JsonWriter& json, const Advisory& advisory) {
    json.key("id").text(advisory.id);
    json.key("version").number(advisory.version);
    json.key("state").text(advisory.state);
    json.key("campaign").text(advisory.campaign);
    json.key("subject").text(advisory.subject);
    json.key("title").text(advisory.title);
    json.key("level").text(name_of(advisory.level));
    json.key("zone").text(advisory.zone);
    json.key("as_of").time(advisory.as_of);
    json.key("published_at").time(advisory.published_at);
    json.key("statements").begin_array();
    for (const auto& statement : advisory.statements) put_statement(json, statement);
    json.end_array();
    json.key("updates").begin_array();
    for (const auto& update : advisory.updates) {
        json.begin_object();
        json.key("at").time(update.at);
        json.key("label").text(update.label);
        json.key("author").text(update.author);
        put_texts(json, "statements", update.statements);
        put_texts(json, "replaces", update.replaces);
        json.key("reason").text(update.reason);
        json.end_object();
    }
    json.end_array();
    put_texts(json, "credits", advisory.credits);
    json.key("simulated").truth(advisory.simulated);
}

store::Entry advisory_entry(const Advisory& advisory, core::Time written_at,
                            std::string_view author) {
    JsonWriter json;
    json.begin_object();
    put_advisory(json, advisory);
    json.end_object();
    store::Entry entry;
    entry.kind = advisory_kind;
    entry.id = advisory.id;
    entry.at = written_at;
    entry.author = author;
    entry.subject = advisory.campaign;
    entry.state = advisory.state;
    entry.body = json.take();
    return entry;
}

core::Result<Advisory> advisory_of(const store::Entry& entry) {
    JsonBody body(entry.body, Unasked::is_passed_by);
    Advisory advisory;
    advisory.id = entry.id;
    advisory.version = entry.version;
    advisory.state = entry.state;
    advisory.campaign = entry.subject;
    advisory.subject = body.text("subject", max_name_bytes);
    advisory.title = body.text("title", max_advisory_title_bytes);
    advisory.level = static_cast<AdvisoryLevel>(body.choice("level", levels));
    advisory.zone = body.text("zone", max_name_bytes);
    advisory.as_of = body.time("as_of", Needed::yes).value_or(core::Time{});
    advisory.published_at = body.time("published_at");
    for (auto& row : body.objects("statements", max_statements, Needed::yes)) {
        advisory.statements.push_back(read_statement(row));
        if (const auto fault = row.fault()) body.fail("statements", fault->parameter);
    }
    for (auto& row : body.objects("updates", max_updates)) {
        AdvisoryUpdate update;
        update.at = row.time("at", Needed::yes).value_or(core::Time{});
        update.label = row.text("label", max_name_bytes);
        update.author = row.text("author", max_name_bytes);
        update.statements = row.texts("statements", max_statements, max_name_bytes);
        update.replaces = row.texts("replaces", max_statements, max_name_bytes);
        update.reason = row.text("reason", max_statement_bytes, Needed::no);
        if (const auto fault = row.fault()) body.fail("updates", fault->parameter);
        advisory.updates.push_back(std::move(update));
    }
    advisory.credits = body.texts("credits", max_credits, max_name_bytes);
    advisory.simulated = body.truth("simulated", false);
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input,
                           entry.id + ": " + fault->parameter + " " + fault->reason);
    return advisory;
}

}  // namespace hitme::console
