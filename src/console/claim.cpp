// SPDX-License-Identifier: Apache-2.0
#include "console/claim.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/digest.h"
#include "event/signal.h"

namespace hitme::console {
namespace {

constexpr std::array<std::string_view, 10> events{
    "bulletin", "patch",   "proof_of_concept",   "exploit_module",
    "outbreak", "decline", "growth_exponential", "growth_linear",
    "origin",   "other"};
constexpr std::array<std::string_view, 3> grades{"rumour", "report", "measured"};
constexpr std::array<std::string_view, 4> fates{"open", "upheld", "withdrawn", "contradicted"};
constexpr std::size_t max_address_bytes = 64;

core::Error fault_of(const QueryFault& fault) {
    return core::error(core::ErrorCode::bad_input,
                       (fault.parameter.empty() ? "" : fault.parameter + ": ") + fault.reason);
}

/// The members that whoever enters a claim gives.
void take_said(JsonBody& body, Claim& claim) {
    claim.who = body.text("who", max_short_text_bytes);
    claim.said_at = body.time("said_at", Needed::yes).value_or(core::Time{});
    claim.link = body.text("link", max_link_bytes, Needed::no);
    claim.quote = body.text("quote", max_quote_bytes);
    claim.subject = body.text("subject", max_short_text_bytes);
    claim.event = static_cast<ClaimEvent>(body.choice("event", events));
    claim.grade = static_cast<ClaimGrade>(body.choice("grade", grades));
    claim.credit = body.text("credit", max_short_text_bytes, Needed::no);
    for (const auto& text : body.texts("sources", max_claim_sources, max_address_bytes)) {
        const auto address = core::Address::parse(text);
        if (address)
            claim.sources.push_back(*address);
        else
            body.fail("sources", "holds what is no address");
    }
    if (!claim.subject.empty() && !event::Signal::parse(claim.subject))
        body.fail("subject", "is not a signal such as tcp/445");
    // A link is shown as text and may be opened by a person: nothing but the web.
    if (!claim.link.empty() && !claim.link.starts_with("https://") &&
        !claim.link.starts_with("http://"))
        body.fail("link", "does not begin with http:// or https://");
}

}  // namespace

std::string_view name_of(ClaimEvent event) {
    return events[static_cast<std::size_t>(event)];
}
std::string_view name_of(ClaimGrade grade) {
    return grades[static_cast<std::size_t>(grade)];
}
std::string_view name_of(ClaimFate fate) {
    return fates[static_cast<std::size_t>(fate)];
}
std::optional<ClaimFate> claim_fate_named(std::string_view name) {
    const auto found = std::ranges::find(fates, name);
    if (found == fates.end()) return std::nullopt;
    return static_cast<ClaimFate>(found - fates.begin());
}

std::string claim_id(const Claim& claim) {
    const std::string what = claim.who + '\n' + core::format_rfc3339(claim.said_at) + '\n' +
                             claim.subject + '\n' + claim.quote;
    return "cl-" + core::sha256_hex(core::as_bytes(what)).substr(0, 8);
}

core::Result<Claim> claim_sent(std::string_view text, std::string_view entered_by) {
    JsonBody body(text);
    Claim claim;
    take_said(body, claim);
    if (const auto fault = body.fault()) return fault_of(*fault);
    claim.entered_by = entered_by;
    claim.id = claim_id(claim);
    return claim;
}

void put_claim(JsonWriter& json, const Claim& claim) {
    json.key("id").text(claim.id);
    json.key("who").text(claim.who);
    json.key("said_at").time(claim.said_at);
    json.key("link").text(claim.link);
    json.key("quote").text(claim.quote);
    json.key("subject").text(claim.subject);
    json.key("event").text(name_of(claim.event));
    json.key("grade").text(name_of(claim.grade));
    json.key("sources").begin_array();
    for (const auto& source : claim.sources) json.text(source.to_string());
    json.end_array();
    json.key("credit").text(claim.credit);
    json.key("fate").text(name_of(claim.fate));
    json.key("fate_at").time(claim.fate_at);
    json.key("why").text(claim.why);
    json.key("by").text(claim.by);
    json.key("entered_by").text(claim.entered_by);
    json.key("version").number(claim.version);
}

store::Entry claim_entry(const Claim& claim, core::Time written_at, std::string_view author) {
    JsonWriter json;
    json.begin_object();
    put_claim(json, claim);
    json.end_object();
    store::Entry entry;
    entry.kind = claim_kind;
    entry.id = claim.id;
    entry.at = written_at;
    entry.author = author;
    entry.subject = claim.subject;
    entry.state = name_of(claim.fate);
    entry.body = json.take();
    return entry;
}

core::Result<Claim> claim_of(const store::Entry& entry) {
    JsonBody body(entry.body, Unasked::is_passed_by);
    Claim claim;
    take_said(body, claim);
    claim.fate = static_cast<ClaimFate>(body.choice("fate", fates));
    claim.fate_at = body.time("fate_at");
    claim.why = body.text("why", max_link_bytes, Needed::no);
    claim.by = body.text("by", max_short_text_bytes, Needed::no);
    claim.entered_by = body.text("entered_by", max_short_text_bytes, Needed::no);
    if (const auto fault = body.fault()) return fault_of(*fault);
    claim.id = entry.id;
    claim.version = entry.version;
    return claim;
}

core::Result<std::vector<Claim>> claims_on(store::Book& book, const std::string& subject) {
    store::EntryQuery query;
    query.kind = claim_kind;
    if (!subject.empty()) query.subject = subject;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<Claim> claims;
    for (const auto& entry : page->entries)
        if (auto claim = claim_of(entry)) claims.push_back(std::move(*claim));
    std::ranges::sort(claims, [](const Claim& a, const Claim& b) {
        return std::pair(a.said_at, a.id) < std::pair(b.said_at, b.id);
    });
    return claims;
}

}  // namespace hitme::console
