// SPDX-License-Identifier: Apache-2.0
#include "console/others_said.h"

#include <algorithm>

namespace hitme::console {

core::Result<OthersSaid> others_said(store::Book& book, const core::Prefix& asked) {
    auto claims = claims_on(book, "");
    if (!claims) return claims.error();
    auto lists = entries_on(book, asked, Lists::all);
    if (!lists) return lists.error();
    OthersSaid said;
    said.lists = std::move(*lists);
    for (Claim& claim : *claims)
        if (std::ranges::any_of(
                claim.sources, [&](const core::Address& source) { return asked.contains(source); }))
            said.claims.push_back(std::move(claim));
    std::ranges::reverse(said.claims);
    return said;
}

void put_others_said(JsonWriter& json, const OthersSaid& said) {
    json.begin_object();
    json.key("claims_total").number(said.claims.size());
    json.key("claims").begin_array();
    for (std::size_t i = 0; i < said.claims.size() && i < max_told_claims; ++i) {
        const Claim& claim = said.claims[i];
        json.begin_object();
        json.key("id").text(claim.id);
        json.key("who").text(claim.who);
        json.key("said_at").time(claim.said_at);
        json.key("subject").text(claim.subject);
        json.key("event").text(name_of(claim.event));
        json.key("grade").text(name_of(claim.grade));
        json.key("fate").text(name_of(claim.fate));
        json.key("link").text(claim.link);
        json.key("quote").text(claim.quote);
        json.end_object();
    }
    json.end_array();
    json.key("lists_read").number(said.lists.lists_read);
    json.key("lists_not_read").number(said.lists.lists_not_read);
    json.key("newest_list").time(said.lists.newest);
    json.key("entries_total").number(said.lists.entries.size());
    json.key("entries").begin_array();
    for (std::size_t i = 0; i < said.lists.entries.size() && i < max_told_entries; ++i)
        put_entry(json, said.lists.entries[i]);
    json.end_array();
    json.end_object();
}

}  // namespace hitme::console
