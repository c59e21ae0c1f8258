// SPDX-License-Identifier: Apache-2.0
#include "console/response/quarantine.h"

#include <algorithm>
#include <vector>

#include "console/json_body.h"
#include "console/json_writer.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::string_view us = "hitme";
constexpr std::uint64_t max_counted = std::uint64_t{1} << 53;  // what JSON numbers hold exactly

std::string words_of(const OrderEvidence& evidence) {
    return "touched the decoy " + evidence.destination + " on " + evidence.signal + " of sensor " +
           core::printable(evidence.sensor, 64) + " at " + core::format_rfc3339(evidence.seen_at) +
           " (" + evidence.handshake + ", stage " + evidence.stage + ")";
}

}  // namespace

std::string not_made_json(const NotMade& counts) {
    JsonWriter out;
    out.begin_object().key("allowed").number(counts.allowed);
    out.key("case_benign").number(counts.case_benign).key("last").time(counts.last).end_object();
    return out.take();
}

core::Result<NotMade> read_not_made(store::Book& book) {
    const auto noted = book.noted(std::string(not_made_note));
    if (!noted) return noted.error();
    NotMade counts;
    if (!*noted) return counts;
    JsonBody body{**noted, Unasked::is_passed_by};
    counts.allowed = body.number("allowed", 0, max_counted, 0);
    counts.case_benign = body.number("case_benign", 0, max_counted, 0);
    counts.last = body.time("last");
    return counts;
}

Quarantine::Quarantine(ResponseSettings settings, Adapter* adapter, store::Book& book,
                       Notices* notices, const runtime::Clock& clock, const std::atomic<bool>* stop)
    : settings_(std::move(settings)),
      adapter_(adapter),
      book_(book),
      notices_(notices),
      clock_(clock),
      stop_(stop),
      rule_(settings_.limit, settings_.window),
      dry_rule_(settings_.limit, settings_.window) {
    policy_.internal = PrefixSet{settings_.internal};
    policy_.never = PrefixSet{settings_.never};
}

core::Result<void> Quarantine::begin() {
    store::EntryQuery query;
    query.kind = quarantine_kind;
    query.limit = store::max_entries_per_page;
    const auto page = book_.list(query);
    if (!page) return page.error();
    for (const auto& entry : page->entries) {
        auto order = order_of(entry);
        if (!order) continue;  // of a later version, or broken: not ours to touch
        // Identifiers are instants; a start within the clock's last tick must not make one again.
        last_id_ = std::max(last_id_, order->at + std::chrono::microseconds{1});
        if (order->state == OrderState::not_made) {
            // Newest first; and no reason why the host should not be asked for now.
            not_asked_.try_emplace(order->source, NotAsked{order->at, order->result});
            continue;
        }
        auto& known = asked_[order->source];
        if (order->at >= known.at) {
            known = {order->at, order->drill};
            if (order->state == OrderState::released) known.released_at = order->at;
        }
        if (order->state == OrderState::asked && order->author == us) {
            order->result =
                "the program ended while this was being carried out: look whether it was";
            if (auto done = put(*order, OrderState::failed, std::string(us)); !done) return done;
            tell(*order);
        }
    }
    const auto counted = read_not_made(book_);
    if (!counted) return counted.error();
    not_made_ = *counted;
    const auto stop = book_.get(std::string(quarantine_stop_kind), "stop");
    if (stop)
        stopped_ = stop->state == "stopped";
    else if (stop.error().code != core::ErrorCode::not_found)
        return stop.error();
    const auto changes = book_.changes(std::string(quarantine_stop_kind));
    if (!changes) return changes.error();
    stop_changes_ = *changes;
    return {};
}

core::Result<void> Quarantine::put(Order& order, OrderState state, const std::string& author) {
    order.state = state;
    order.author = author;
    order.at = clock_.now();
    order.result = core::printable(order.result, max_order_text);
    const auto version = book_.put(entry_of(order), order.version);
    if (!version) return version.error();
    order.version = *version;
    return {};
}

core::Result<std::optional<Order>> Quarantine::consider(const Candidate& candidate) {
    const std::optional<Order> none;
    if (settings_.mode == ResponseMode::none || adapter_ == nullptr) return none;
    if (!reason_not_to_isolate(candidate.contact, candidate.seen_by, policy_).empty()) return none;
    if (candidate.spared && candidate.drill.empty()) return spare(candidate);
    const core::Time now = clock_.now();
    if (const auto known = asked_.find(candidate.contact.source); known != asked_.end()) {
        const Asked& last = known->second;
        // A drill asks once, and a contact is told again when it ends, which may be after the release.
        if (last.drill == candidate.drill && !candidate.drill.empty()) return none;
        if (last.released_at) {
            if (candidate.contact.seen_at <= *last.released_at) return none;
        } else if (last.drill == candidate.drill && now - last.at < again_after) {
            return none;
        }
    }
    if (asked_.size() >= max_remembered_sources) asked_.clear();
    asked_[candidate.contact.source] = {now, candidate.drill};
    Order order = order_for(candidate);

    if (candidate.drill.empty() && !order.dry_run) {
        if (!stopped_ && !rule_.take(now))
            if (auto done = stop_it(); !done) return done.error();
        if (stopped_) {
            order.result = "held: too many requests; a person must look and resume";
            if (auto done = put(order, OrderState::held, std::string(us)); !done)
                return done.error();
            return std::optional<Order>{order};
        }
    }
    if (order.dry_run) {
        order.result = "dry run: nothing was sent";
        const bool over = !dry_rule_.take(now);
        if (over) order.result += "; it would have been held, as one request too many";
        if (auto done = put(order, OrderState::dry_run, std::string(us)); !done)
            return done.error();
        tell(order);
        if (over && (!dry_limit_told_ || now - *dry_limit_told_ >= settings_.window)) {
            dry_limit_told_ = now;
            tell_limit_of_dry_run();
        }
        return std::optional<Order>{order};
    }
    if (auto done = put(order, OrderState::asked, std::string(us)); !done) return done.error();
    if (auto done = carry_out(order, OrderAction::isolate); !done) return done.error();
    return std::optional<Order>{order};
}

Order Quarantine::order_for(const Candidate& candidate) {
    Order order;
    // Two in one tick of the clock must not have one id.
    last_id_ = std::max(clock_.now(), last_id_ + std::chrono::nanoseconds{1});
    order.id = order_id(last_id_);
    order.source = candidate.contact.source;
    order.evidence = evidence_of(candidate.contact);
    order.mode = settings_.mode;
    order.drill = candidate.drill;
    order.simulated = candidate.contact.simulated;
    // A drill proves the chain, so it asks in earnest: its source is a test host that was named for it.
    order.dry_run = settings_.dry_run && candidate.drill.empty();
    order.reason = words_of(order.evidence);
    order.detected_at = candidate.detected_at;
    return order;
}

/// Counts the touch, and writes down once a day that a request was not made and why.
core::Result<std::optional<Order>> Quarantine::spare(const Candidate& candidate) {
    if (!candidate.completes) {
        ++(candidate.spared.why == Spared::Why::allowed ? not_made_.allowed
                                                        : not_made_.case_benign);
        not_made_.last =
            std::max(not_made_.last.value_or(candidate.contact.seen_at), candidate.contact.seen_at);
        not_made_waits_ = true;
    }
    const core::Time now = clock_.now();
    const std::string result = "not made: " + words_of(candidate.spared);
    const auto known = not_asked_.find(candidate.contact.source);
    if (known != not_asked_.end() && known->second.result == result &&
        now - known->second.at < not_made_again)
        return std::optional<Order>{};
    if (not_asked_.size() >= max_remembered_sources) not_asked_.clear();
    not_asked_[candidate.contact.source] = {now, result};
    Order order = order_for(candidate);
    order.result = result;
    if (auto done = put(order, OrderState::not_made, std::string(us)); !done) return done.error();
    return std::optional<Order>{order};
}

core::Result<void> Quarantine::finish() {
    if (!not_made_waits_) return {};
    auto noted = book_.note(std::string(not_made_note), not_made_json(not_made_));
    if (noted) not_made_waits_ = false;
    return noted;
}

core::Result<void> Quarantine::carry_out(Order& order, OrderAction action) {
    const bool isolate = action == OrderAction::isolate;
    order.sent_at = clock_.now();
    const auto said = adapter_->carry_out(order, action, stop_);
    order.done_at = clock_.now();
    order.result = said ? *said : said.error().context;
    const OrderState state = said ? (isolate ? OrderState::isolated : OrderState::released)
                                  : (isolate ? OrderState::failed : OrderState::undo_failed);
    auto written = put(order, state, std::string(us));
    if (!written) return written;
    if (state == OrderState::released) asked_[order.source] = {order.at, order.drill, order.at};
    tell(order);
    return {};
}

void Quarantine::tell_limit_of_dry_run() {
    if (notices_ == nullptr) return;
    Notice notice;
    notice.kind = NoticeKind::response;
    notice.severity = Severity::low;
    notice.at = clock_.now();
    notice.group = "quarantine";
    notice.title = "Dry run: quarantine would have stopped itself, at more than " +
                   std::to_string(settings_.limit) + " requests within " +
                   core::format_duration(settings_.window);
    notice.text =
        "Nothing was sent, so nothing is held. Were it no dry run, a person would have to look at "
        "these hosts before more of them are isolated.";
    notice.page = "/quarantine";
    notices_->tell(std::move(notice));
}

core::Result<void> Quarantine::stop_it() {
    const core::Time now = clock_.now();
    JsonWriter body;
    body.begin_object().key("reason").text("more requests than the limit allows");
    body.key("recent").number(rule_.recent(now)).key("at").time(now).end_object();
    store::Entry entry;
    entry.kind = quarantine_stop_kind;
    entry.id = "stop";
    entry.at = now;
    entry.author = us;
    entry.state = "stopped";
    entry.body = body.take();
    if (auto version = book_.put(entry, {}); !version) return version.error();
    stopped_ = true;
    if (notices_ != nullptr) {
        Notice notice;
        notice.kind = NoticeKind::response;
        notice.severity = Severity::critical;
        notice.at = now;
        notice.group = "quarantine";
        notice.title = "Quarantine has stopped itself: more than " +
                       std::to_string(settings_.limit) + " requests within " +
                       core::format_duration(settings_.window);
        notice.text = "Further requests are held. Look at them, then resume, or isolate by hand.";
        notice.page = "/quarantine";
        notices_->tell(std::move(notice));
    }
    return {};
}

core::Result<void> Quarantine::attend() {
    if (clock_.steady() - noted_at_ >= note_not_made_every) {
        noted_at_ = clock_.steady();
        if (auto done = finish(); !done) return done;
    }
    const auto stop_changes = book_.changes(std::string(quarantine_stop_kind));
    if (!stop_changes) return stop_changes.error();
    if (*stop_changes != stop_changes_) {
        const auto stop = book_.get(std::string(quarantine_stop_kind), "stop");
        if (!stop) return stop.error();
        stop_changes_ = *stop_changes;
        if (stopped_ && stop->state == "running") rule_.clear();
        stopped_ = stop->state == "stopped";
    }
    const auto changes = book_.changes(std::string(quarantine_kind));
    if (!changes) return changes.error();
    if (seen_changes_ == *changes) return {};
    for (const auto state : {OrderState::asked, OrderState::undo_asked}) {
        store::EntryQuery query;
        query.kind = quarantine_kind;
        query.state = std::string(name_of(state));
        query.limit = store::max_entries_per_page;
        const auto page = book_.list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries) {
            auto order = order_of(entry);
            if (!order || (state == OrderState::asked && order->author == us)) continue;
            if (adapter_ == nullptr || (order->dry_run && state == OrderState::undo_asked)) {
                order->result = "nothing was sent: nothing had been";
                if (auto done = put(*order, OrderState::released, std::string(us)); !done)
                    return done;
                continue;
            }
            // A person's word is no evidence: the networks hold for people, too.
            if (state == OrderState::asked) {
                const bool may = policy_.internal.contains(order->source) &&
                                 !policy_.never.contains(order->source);
                const auto spared = spared_now(book_, *order, clock_.now());
                if (!spared) return spared.error();
                if (!may || *spared || settings_.dry_run) {
                    order->dry_run = settings_.dry_run;
                    auto instead = OrderState::dry_run;
                    order->result = "dry run: nothing was sent";
                    if (!may) {
                        instead = OrderState::failed;
                        order->result =
                            "refused: outside the internal networks, or on the never list";
                    } else if (*spared) {
                        instead = OrderState::not_made;
                        order->result = "not made: " + words_of(*spared) + "; change that first";
                    }
                    if (auto done = put(*order, instead, std::string(us)); !done) return done;
                    continue;
                }
                order->dry_run = false;
            }
            if (auto done = carry_out(*order, state == OrderState::asked ? OrderAction::isolate
                                                                         : OrderAction::release);
                !done)
                return done;
        }
    }
    seen_changes_ = *changes;
    return {};
}

void Quarantine::tell(const Order& order) {
    if (notices_ == nullptr) return;
    Notice notice;
    notice.kind = NoticeKind::response;
    const bool bad = order.state == OrderState::failed || order.state == OrderState::undo_failed;
    notice.severity = bad ? Severity::critical : Severity::high;
    if (order.state == OrderState::released || order.simulated)
        notice.severity = bad ? Severity::high : Severity::info;
    if (order.state == OrderState::dry_run) notice.severity = Severity::low;
    notice.at = order.evidence.seen_at;
    notice.group = "quarantine " + order.source.to_string();
    const std::string source = order.source.to_string();
    const std::string hook = order.simulated ? "the hook" : "The hook";
    switch (order.state) {
        case OrderState::dry_run:
            notice.title = source + " would have been isolated (dry run)";
            break;
        case OrderState::isolated:
            // What is known: no more. Whether it is cut off only a drill proves.
            notice.title = hook + " answered that it isolated " + source;
            break;
        case OrderState::released:
            notice.title = hook + " answered that it let " + source + " back";
            break;
        case OrderState::undo_failed:
            notice.title = source + " could not be let back";
            break;
        default:
            notice.title = source + " could not be isolated";
            break;
    }
    if (order.simulated) notice.title = "Drill: " + notice.title;
    notice.text = core::printable(order.reason, max_order_text) + ". Answer: " + order.result;
    notice.source = source;
    notice.signal = order.evidence.signal;
    notice.sensor = order.evidence.sensor;
    notice.page = "/quarantine/" + order.id;
    notice.body = order_json(order);
    notice.simulated = order.simulated;
    notices_->tell(std::move(notice));
}

}  // namespace hitme::console
