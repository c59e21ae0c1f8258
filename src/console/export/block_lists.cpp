// SPDX-License-Identifier: Apache-2.0
#include "console/export/block_lists.h"

#include "console/plain_name.h"

#include <algorithm>

#include "console/export/this_machine.h"
#include "console/json_body.h"
#include "console/registered_networks.h"
#include "core/text.h"
#include "runtime/background.h"
#include "runtime/log.h"

namespace hitme::console {
namespace {

using runtime::Level;

constexpr core::Duration forget_every = std::chrono::hours{1};

/// What evidence needs of a contact; the rest is not copied.
event::Contact lean(const event::Contact& contact) {
    event::Contact small;
    small.sensor = contact.sensor;
    small.seen_at = contact.seen_at;
    small.ended_at = contact.ended_at;
    small.transport = contact.transport;
    small.source = contact.source;
    small.destination = contact.destination;
    small.handshake = contact.handshake;
    small.stage = contact.stage;
    small.count = contact.count;
    small.simulated = contact.simulated;
    return small;
}

}  // namespace

core::Result<std::vector<BlockListRule>> block_list_rules(
    const runtime::SettingsDocument& document) {
    std::vector<BlockListRule> rules;
    for (const auto& section : document.sections("blocklist")) {
        BlockListRule rule;
        rule.name = section.text("name");
        const auto refuse = [&](std::string_view key, const std::string& why) {
            return document.refuse(section.line(key), "blocklist." + std::string(key), why);
        };
        if (!is_plain_name(rule.name, max_rule_name))
            return refuse("name", "must be of a-z, 0-9, - and _, the first a letter or a digit");
        for (const auto& other : rules)
            if (other.name == rule.name) return refuse("name", "stands twice");
        rule.sensors = section.number("sensors");
        rule.contacts = section.number("contacts");
        rule.stage = *event::from_name<event::Stage>(section.text("stage"));
        rule.within = section.duration("within");
        rule.expire = section.duration("expire");
        for (const auto& item : section.list("except_classes")) {
            const auto* text = std::get_if<std::string>(&item);
            if (text == nullptr) return refuse("except_classes", "must hold names");
            rule.except_classes.push_back(*text);
        }
        for (const auto& item : section.list("never")) {
            const auto* text = std::get_if<std::string>(&item);
            const auto prefix = text != nullptr ? core::Prefix::parse(*text) : std::nullopt;
            if (!prefix)
                return refuse("never", "must hold addresses or networks, such as \"192.0.2.0/24\"");
            rule.never.push_back(*prefix);
        }
        rules.push_back(std::move(rule));
    }
    if (rules.empty()) {
        rules.emplace_back();
        rules.back().name = "default";
    }
    return rules;
}

core::Result<std::vector<BlockListRule>> rules_in_force(const std::vector<BlockListRule>& file,
                                                        store::Book& book) {
    std::vector<BlockListRule> rules = file;
    store::EntryQuery query;
    query.kind = block_list_rule_kind;
    query.state = "active";
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    auto entries = page->entries;
    std::sort(entries.begin(), entries.end(),
              [](const store::Entry& a, const store::Entry& b) { return a.id < b.id; });
    for (const auto& entry : entries) {
        auto rule = parse_rule(entry.body, entry.id);
        if (!rule) {
            runtime::log(Level::warning, "blocklist",
                         entry.id + ": left out: " + rule.error().to_string());
            continue;
        }
        rule->version = entry.version;
        const auto same = std::find_if(rules.begin(), rules.end(), [&](const BlockListRule& one) {
            return one.name == rule->name;
        });
        if (same != rules.end())
            *same = *rule;
        else
            rules.push_back(*rule);
    }
    return rules;
}

Untouchable untouchable_here() {
    Untouchable untouchable;
    untouchable.own = addresses_of_this_machine();
    untouchable.resolvers = resolvers_of_this_machine();
    return untouchable;
}

core::Result<Untouchable> untouchable_of(store::Book& book, core::Time now) {
    auto own = own_networks_of(book);
    if (!own) return own.error();
    auto allowed = allowed_networks_of(book, now);
    if (!allowed) return allowed.error();
    Untouchable untouchable = untouchable_here();
    untouchable.own.add_all(*own);
    untouchable.allowed = std::move(*allowed);
    return untouchable;
}

BlockLists::BlockLists(std::vector<BlockListRule> rules, SourceEvidence::Takes takes,
                       OpenStore open, ClassOf class_of, const runtime::Clock& clock)
    : rules_(std::move(rules)),
      takes_(takes),
      open_(std::move(open)),
      class_of_(std::move(class_of)),
      clock_(clock),
      reads_until_(clock.now()),
      evidence_(takes) {}

BlockLists::~BlockLists() {
    stop();
}

void BlockLists::start() {
    // A demonstration's store is empty at its start, and tells of days gone by as it runs.
    reads_until_ = takes_ == SourceEvidence::Takes::simulated ? core::Time::min() : clock_.now();
    working_ = std::thread{[this] { work(); }};
}

void BlockLists::stop() {
    {
        const std::lock_guard lock{queue_mutex_};
        stopping_ = true;
    }
    filled_.notify_all();
    if (working_.joinable()) working_.join();
}

void BlockLists::stored(const event::Batch& batch, const store::Appended& appended) {
    const bool simulated = takes_ == SourceEvidence::Takes::simulated;
    const std::lock_guard lock{queue_mutex_};
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
        const auto* contact = std::get_if<event::Contact>(&batch.events[i]);
        if (contact == nullptr || appended.fates[i] == store::Fate::duplicate ||
            contact->simulated != simulated)
            continue;
        if (queue_.size() >= max_waiting_evidence) {
            ++dropped_;
            continue;
        }
        queue_.push_back({lean(*contact),
                          appended.fates[i] == store::Fate::completed
                              ? SourceEvidence::Arrives::completed
                              : SourceEvidence::Arrives::anew,
                          !ready_});
    }
    filled_.notify_one();
}

bool BlockLists::read_store() {
    if (reads_until_ == core::Time::min()) return true;  // nothing to read
    auto store = open_();
    if (!store) {
        runtime::log(Level::error, "blocklist", "no lists: " + store.error().context);
        return false;
    }
    const core::Time from = std::chrono::floor<std::chrono::days>(reads_until_ - max_rule_span);
    const auto done = (*store)->visit(from, reads_until_, [&](const event::Event& event) {
        if (const auto* contact = std::get_if<event::Contact>(&event)) {
            const std::lock_guard lock{mutex_};
            evidence_.add(*contact);
        }
        return !stopping_;
    });
    if (!done) runtime::log(Level::error, "blocklist", "no lists: " + done.error().context);
    return bool(done);
}

void BlockLists::work() {
    // What is past may wait for what is asked; what arrives may not, so the reading alone is lowered.
    bool read = false;
    std::thread{[&] {
        runtime::work_in_background();
        read = read_store();
    }}.join();
    if (!read) return;
    ready_ = true;
    core::Duration forgot = clock_.steady();
    while (!stopping_) {
        std::vector<Waiting> taken;
        {
            std::unique_lock lock{queue_mutex_};
            filled_.wait_for(lock, std::chrono::seconds{1},
                             [&] { return stopping_ || !queue_.empty(); });
            taken.swap(queue_);
        }
        const std::lock_guard lock{mutex_};
        // What began before and came while the store was being read may have been read there: counted once, it may still
        // raise its stage. What came later (an old log, a sensor that was cut off) was not.
        for (auto& one : taken)
            evidence_.add(one.contact, one.may_be_read && one.contact.seen_at < reads_until_
                                           ? SourceEvidence::Arrives::completed
                                           : one.arrives);
        if (clock_.steady() - forgot >= forget_every) {
            forgot = clock_.steady();
            evidence_.forget_before(core::day_of(clock_.now() - max_rule_span));
        }
    }
}

BlockList BlockLists::list(const BlockListRule& rule, const Untouchable& untouchable,
                           core::Time now) const {
    const std::lock_guard lock{mutex_};
    return make_block_list(rule, evidence_, untouchable, class_of_, now);
}

}  // namespace hitme::console
