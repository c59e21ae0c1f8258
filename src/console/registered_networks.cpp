// SPDX-License-Identifier: Apache-2.0
#include "console/registered_networks.h"

#include "console/json_body.h"

namespace hitme::console {
namespace {

constexpr std::size_t max_text = 64;
constexpr std::size_t max_inside = 1'000;

/// Calls read(entry) for the newest version of each record of the kind in that state.
template <class Read>
core::Result<void> each(store::Book& book, std::string_view kind, std::string_view state,
                        const Read& read) {
    store::EntryQuery query;
    query.kind = kind;
    query.state = std::string(state);
    query.limit = store::max_entries_per_page;
    while (query.offset < max_registered_networks) {
        const auto page = book.list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries) read(entry);
        query.offset += page->entries.size();
        if (page->entries.size() < query.limit) break;
    }
    return {};
}

}  // namespace

core::Result<PrefixSet> own_networks_of(store::Book& book) {
    PrefixSet own;
    auto done = each(book, "own_network", "watched", [&](const store::Entry& entry) {
        JsonBody body{entry.body, Unasked::is_passed_by};
        if (const auto network = core::Prefix::parse(body.text("network", max_text, Needed::no)))
            own.add(*network);
        for (const auto& text : body.texts("inside", max_inside, max_text))
            if (const auto inside = core::Prefix::parse(text)) own.add(*inside);
    });
    if (!done) return done.error();
    return own;
}

core::Result<PrefixSet> allowed_networks_of(store::Book& book, core::Time now) {
    PrefixSet allowed;
    auto done = each(book, "allow_rule", "active", [&](const store::Entry& entry) {
        JsonBody body{entry.body, Unasked::is_passed_by};
        const auto network = core::Prefix::parse(body.text("network", max_text, Needed::no));
        const auto from = body.time("from");
        const auto expires = body.time("expires");
        const auto ended = body.time("ended");
        if (!network || (from && now < *from) || (expires && now >= *expires) ||
            (ended && now >= *ended))
            return;
        allowed.add(*network);
    });
    if (!done) return done.error();
    return allowed;
}

}  // namespace hitme::console
