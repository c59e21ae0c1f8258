// SPDX-License-Identifier: Apache-2.0
#include "console/visibility.h"

#include <algorithm>

#include "console/json_body.h"
#include "console/json_writer.h"

namespace hitme::console {

core::Result<AllowRule> allow_rule_of(const store::Entry& entry) {
    JsonBody body{entry.body, Unasked::is_passed_by};
    AllowRule rule;
    rule.id = entry.id;
    rule.version = entry.version;
    rule.author = entry.author;
    const auto network = body.text("network", 64, Needed::no);
    if (!network.empty()) {
        rule.network = core::Prefix::parse(network);
        if (!rule.network) body.fail("network", "is not an address or a prefix");
    }
    for (const auto& word : body.texts("signals", max_rule_words, 16)) {
        const auto signal = event::Signal::parse(word);
        if (!signal) {
            body.fail("signals", "holds a word that is not like tcp/445");
            break;
        }
        rule.signals.push_back(*signal);
    }
    for (const auto& word : body.texts("stages", max_rule_words, 32)) {
        const auto stage = event::from_name<event::Stage>(word);
        if (!stage) {
            body.fail("stages", "holds a word that is no stage");
            break;
        }
        rule.stages.push_back(*stage);
    }
    rule.sensors = body.texts("sensors", max_rule_words, max_name_bytes);
    rule.reason = body.text("reason", max_allow_reason_bytes);
    rule.owner = body.text("owner", max_name_bytes);
    rule.from = body.time("from", Needed::yes).value_or(core::Time{});
    rule.expires = body.time("expires", Needed::yes).value_or(core::Time{});
    rule.ended = body.time("ended");
    if (!rule.network && rule.signals.empty() && rule.stages.empty() && rule.sensors.empty())
        body.fail("network",
                  "a rule without network, signals, stages and sensors hides everything");
    if (rule.from >= rule.expires) body.fail("expires", "must lie after from");
    if (const auto fault = body.fault())
        return core::error(core::ErrorCode::bad_input, "allow rule " + entry.id + ": " +
                                                           fault->parameter + ": " + fault->reason);
    return rule;
}

std::string body_of(const AllowRule& rule) {
    JsonWriter json;
    json.begin_object();
    if (rule.network) json.key("network").text(rule.network->to_string());
    json.key("signals").begin_array();
    for (const auto& signal : rule.signals) json.text(signal.to_string());
    json.end_array().key("stages").begin_array();
    for (const auto stage : rule.stages) json.text(event::name_of(stage));
    json.end_array().key("sensors").begin_array();
    for (const auto& sensor : rule.sensors) json.text(sensor);
    json.end_array().key("reason").text(rule.reason).key("owner").text(rule.owner);
    json.key("from").time(rule.from).key("expires").time(rule.expires);
    if (rule.ended) json.key("ended").time(*rule.ended);
    json.end_object();
    return json.take();
}

std::string_view state_of(const AllowRule& rule, core::Time now) {
    if (rule.ended) return "ended";
    if (now < rule.from) return "planned";
    return now < rule.expires ? "active" : "expired";
}

bool hides(const AllowRule& rule, const event::Contact& contact) {
    if (contact.seen_at < rule.from || contact.seen_at >= rule.until()) return false;
    if (rule.network && !rule.network->contains(contact.source)) return false;
    const auto holds = [](const auto& words, const auto& word) {
        return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
    };
    return holds(rule.signals, event::Signal::of(contact)) && holds(rule.stages, contact.stage) &&
           holds(rule.sensors, contact.sensor);
}

void Visibility::set_rules(std::vector<AllowRule> rules) {
    rules_ = std::move(rules);
    by_network_.clear();
    anywhere_.clear();
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        if (rules_[i].network)
            by_network_.add(*rules_[i].network, i);
        else
            anywhere_.push_back(i);
    }
}

void Visibility::set_benign(std::vector<BenignEntry> entries) {
    benign_ = std::move(entries);
    benign_networks_.clear();
    benign_as_.clear();
    for (std::size_t i = 0; i < benign_.size(); ++i) {
        if (benign_[i].network)
            benign_networks_.add(*benign_[i].network, i);
        else
            benign_as_.emplace(benign_[i].as_number, i);
    }
}

core::Result<void> Visibility::refresh(store::Book& book) {
    const auto changes = book.changes(std::string(allow_rule_kind));
    if (!changes) return changes.error();
    if (seen_changes_ == *changes) return {};
    store::EntryQuery query;
    query.kind = allow_rule_kind;
    query.limit = max_allow_rules;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<AllowRule> rules;
    refused_ = 0;
    for (const auto& entry : page->entries) {
        auto rule = allow_rule_of(entry);
        if (rule)
            rules.push_back(std::move(*rule));
        else
            ++refused_;
    }
    set_rules(std::move(rules));
    seen_changes_ = *changes;
    return {};
}

Shown Visibility::of(const event::Contact& contact) const {
    Shown shown;
    by_network_.each(contact.source, [&](const core::Prefix&, std::size_t index) {
        if (!hides(rules_[index], contact)) return true;
        shown = {Shown::How::hidden, rules_[index].id, ""};
        return false;
    });
    if (shown.how == Shown::How::hidden) return shown;
    for (const std::size_t index : anywhere_)
        if (hides(rules_[index], contact)) return {Shown::How::hidden, rules_[index].id, ""};
    if (const auto* entry = benign(contact.source))
        return {Shown::How::benign, entry->scanner_class, entry->name};
    return shown;
}

const BenignEntry* Visibility::benign(const core::Address& source) const {
    if (benign_.empty()) return nullptr;
    if (const auto* index = benign_networks_.most_specific(source)) return &benign_[*index];
    if (as_of_ && !benign_as_.empty()) {
        const auto found = benign_as_.find(as_of_(source));
        if (found != benign_as_.end()) return &benign_[found->second];
    }
    return nullptr;
}

}  // namespace hitme::console
