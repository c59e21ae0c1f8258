// SPDX-License-Identifier: Apache-2.0
// hitme claim: the ledger of what others said.
#include <cstdio>

#include "app/ctl/shared_words.h"
#include "app/ctl/story_options.h"
#include "console/claim.h"
#include "core/text.h"
#include "runtime/clock.h"
#include "store/sqlite/book.h"

namespace hitme::app {
namespace {

constexpr std::size_t line_bytes = 1000;
constexpr const char* author = "local";

void print(const console::Claim& claim, const runtime::Zone& zone) {
    std::printf("%s  %s  %s (%s) on %s, %s: \"%s\"  %s%s\n", claim.id.c_str(),
                zone.format(claim.said_at).c_str(), core::printable(claim.who, line_bytes).c_str(),
                std::string(console::name_of(claim.grade)).c_str(), claim.subject.c_str(),
                std::string(console::name_of(claim.event)).c_str(),
                core::printable(claim.quote, line_bytes).c_str(),
                std::string(console::name_of(claim.fate)).c_str(),
                claim.by.empty() ? "" : (" by " + core::printable(claim.by, line_bytes)).c_str());
}

/// Through the same door as the API: one place says what a claim may be.
core::Result<console::Claim> claim_asked(const ClaimOptions& options) {
    console::JsonWriter json;
    json.begin_object();
    json.key("who").text(options.who);
    json.key("said_at").time(options.said_at);
    json.key("link").text(options.link);
    json.key("quote").text(options.quote);
    json.key("subject").text(options.subject);
    json.key("event").text(options.event);
    json.key("grade").text(options.grade);
    json.key("credit").text(options.credit);
    json.key("sources").begin_array();
    for (const auto& source : options.sources) json.text(source);
    json.end_array().end_object();
    return console::claim_sent(json.take(), author);
}

}  // namespace

int run_claim(const ClaimOptions& options) {
    using Action = ClaimOptions::Action;
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    auto opened = store::open_sqlite_book(store_folder(options.store), store::Access::write);
    if (!opened) return say_failure(opened.error());
    auto& book = **opened;
    const core::Time now = runtime::SystemClock{}.now();
    if (options.action == Action::list) {
        const auto claims = console::claims_on(book, options.subject);
        if (!claims) return say_failure(claims.error());
        for (const auto& claim : *claims) print(claim, *zone);
        return 0;
    }
    if (options.action == Action::add) {
        const auto claim = claim_asked(options);
        if (!claim) return say_failure(claim.error());
        const auto version = book.put(console::claim_entry(*claim, now, author), 0);
        if (!version)
            return say_failure({version.error().code, claim->id + ": " + version.error().context});
        print(*claim, *zone);
        return 0;
    }
    const auto entry = book.get(std::string(console::claim_kind), options.id);
    if (!entry) return say_failure({core::ErrorCode::not_found, options.id + ": no such claim"});
    auto claim = console::claim_of(*entry);
    if (!claim) return say_failure(claim.error());
    const auto fate = console::claim_fate_named(options.fate);
    if (!fate || options.why.empty())
        return say_failure({core::ErrorCode::bad_input,
                            "fate: one of open, upheld, withdrawn, contradicted, and --why"});
    claim->fate = *fate;
    claim->fate_at = options.said_at.value_or(now);
    claim->why = options.why;
    claim->by = options.by;
    const auto version = book.put(console::claim_entry(*claim, now, author), claim->version);
    if (!version) return say_failure(version.error());
    print(*claim, *zone);
    return 0;
}

}  // namespace hitme::app
