// SPDX-License-Identifier: Apache-2.0
#include "console/api/word_search.h"

#include <algorithm>
#include <array>

#include "console/json_body.h"

namespace hitme::console::api {
namespace {

constexpr std::size_t max_text = 1'000;      // ours: of a title, a name, an alias
constexpr std::size_t max_texts = 64;        // ours: aliases
constexpr std::size_t max_addresses = 1000;  // at least as many as a case keeps (console/cases)

struct Kind {
    std::string_view name;
    std::size_t looked_through;
};
constexpr std::array<Kind, 3> kinds{{{"campaign", max_named_records},
                                     {"advisory", max_named_advisories},
                                     {"case", max_named_records}}};

std::vector<std::string> words_of(std::string_view text) {
    constexpr std::string_view spaces = " \t\r\n";
    std::vector<std::string> words;
    std::size_t at = text.find_first_not_of(spaces);
    while (at != std::string_view::npos && words.size() < max_words) {
        const std::size_t end = std::min(text.find_first_of(spaces, at), text.size());
        words.push_back(small_letters(text.substr(at, end - at)));
        at = text.find_first_not_of(spaces, end);
    }
    return words;
}

/// What people call the record, and where words are looked for.
struct Names {
    std::string title;
    std::string all;
};
Names names_of(const store::Entry& entry) {
    JsonBody body{entry.body, Unasked::is_passed_by};
    Names names;
    names.all = entry.id;
    const auto add = [&](const std::string& text) { names.all += '\n' + text; };
    if (entry.kind != "case") {
        names.title = body.text("title", max_text, Needed::no);
        add(names.title);
        for (const auto& alias : body.texts("aliases", max_texts, max_text)) add(alias);
        if (entry.kind == "campaign") add(entry.subject);
        return names;
    }
    names.title = body.text("name", max_text, Needed::no);
    add(names.title);
    if (names.title.empty()) names.title = entry.subject;
    add(entry.subject);
    add(body.text("mac", max_text, Needed::no));
    add(body.text("owner", max_text, Needed::no));
    for (auto& each : body.objects("addresses", max_addresses))
        add(each.text("address", max_text, Needed::no));
    return names;
}

NamedRecord named(const store::Entry& entry, std::string title) {
    return {entry.kind, entry.id, entry.at, entry.state, std::move(title)};
}

}  // namespace

std::string small_letters(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return small;
}

core::Result<std::vector<NamedRecord>> records_called(store::Book& book, std::string_view text) {
    std::vector<NamedRecord> found;
    const auto words = words_of(text);
    std::size_t bytes = 0;
    for (const auto& word : words) bytes += word.size();
    if (bytes < min_words_bytes) return found;
    for (const auto& kind : kinds) {
        std::size_t given = 0;
        // An id may belong to a record that nobody has changed for long.
        if (words.size() == 1) {
            const auto exact = book.get(std::string(kind.name), words.front());
            if (exact) {
                found.push_back(named(*exact, names_of(*exact).title));
                ++given;
            } else if (exact.error().code != core::ErrorCode::not_found) {
                return exact.error();
            }
        }
        store::EntryQuery query;
        query.kind = kind.name;
        query.limit = kind.looked_through;
        const auto page = book.list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries) {
            if (given >= max_found_per_kind) break;
            if (words.size() == 1 && entry.id == words.front()) continue;
            auto names = names_of(entry);
            const std::string all = small_letters(names.all);
            if (!std::ranges::all_of(words, [&](const std::string& word) {
                    return all.find(word) != std::string::npos;
                }))
                continue;
            found.push_back(named(entry, std::move(names.title)));
            ++given;
        }
    }
    return found;
}

}  // namespace hitme::console::api
