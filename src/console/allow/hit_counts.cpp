// SPDX-License-Identifier: Apache-2.0
#include "console/allow/hit_counts.h"

#include "console/json_body.h"
#include "console/json_writer.h"

namespace hitme::console::allow {

std::string rule_note(std::string_view rule_id) {
    return "allow_rule_hits/" + std::string(rule_id);
}

std::string class_note(std::string_view benign_class) {
    return "benign_hits/" + std::string(benign_class);
}

core::Result<HitCount> read_hits(store::Book& book, const std::string& note) {
    const auto noted = book.noted(note);
    if (!noted) return noted.error();
    HitCount count;
    if (!*noted) return count;
    JsonBody body{**noted, Unasked::is_passed_by};
    count.hits = body.number("hits", 0, 1ULL << 53, 0);
    count.sources = body.number("sources", 0, 1ULL << 53, 0);
    count.last = body.time("last");
    return body.fault() ? HitCount{} : count;
}

std::string hits_json(const HitCount& count) {
    JsonWriter json;
    json.begin_object().key("hits").number(count.hits).key("sources").number(count.sources);
    json.key("last").time(count.last).end_object();
    return json.take();
}

}  // namespace hitme::console::allow
