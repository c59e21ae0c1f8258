// SPDX-License-Identifier: Apache-2.0
#include "console/notice_evidence.h"

#include <algorithm>

#include "core/digest.h"
#include "event/json.h"

namespace hitme::console {
namespace {

template <typename Facts>
void keep_some(Facts& facts) {
    if (facts.size() > max_evidence_facts)
        facts.erase(facts.begin() + max_evidence_facts, facts.end());
}

}  // namespace

std::string evidence_json(const event::Contact& contact) {
    event::Contact shown = contact;
    const bool cut = shown.first_bytes.size() > max_evidence_bytes;
    if (shown.first_bytes_sha256.empty() && !shown.first_bytes.empty())
        shown.first_bytes_sha256 = core::sha256_hex(shown.first_bytes);
    if (cut) shown.first_bytes.resize(max_evidence_bytes);
    keep_some(shown.labels);
    keep_some(shown.decoded);
    for (event::Label& label : shown.labels) {
        keep_some(label.attack_ids);
        keep_some(label.evidence);
    }
    for (event::Decoded& fact : shown.decoded)
        fact.value.resize(std::min(fact.value.size(), max_evidence_text));
    std::string json;
    event::append_json(json, shown);
    json.pop_back();
    return json + (cut ? ",\"first_bytes_cut\":true}" : ",\"first_bytes_cut\":false}");
}

}  // namespace hitme::console
