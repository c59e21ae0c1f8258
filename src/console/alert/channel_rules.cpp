// SPDX-License-Identifier: Apache-2.0
#include "console/alert/channel_rules.h"

#include <algorithm>
#include <set>

namespace hitme::console::alert {
namespace {

const std::string others = "others";

bool is_end(NoticeKind kind) {
    return kind == NoticeKind::incident_ended || kind == NoticeKind::alarm_ended;
}

Message single(const Notice& notice, core::Time now) {
    Message message;
    message.at = now;
    message.notices.push_back(notice);
    message.worst = notice.severity;
    message.simulated = notice.simulated;
    return message;
}

}  // namespace

std::string_view name_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::sent_on:
            return "sent_on";
        case Outcome::gathered:
            return "gathered";
        case Outcome::filtered:
            return "filtered";
        case Outcome::quiet:
            return "quiet";
        case Outcome::off:
            return "off";
    }
    return "off";
}

ChannelRules::ChannelRules(const Channel& channel)
    : audience_(channel.audience),
      filter_(channel.filter),
      enabled_(channel.enabled),
      base_(channel.digest),
      throttle_(channel.throttle),
      interval_(channel.digest) {}

void ChannelRules::change(const Channel& channel) {
    audience_ = channel.audience;
    filter_ = channel.filter;
    enabled_ = channel.enabled;
    base_ = channel.digest;
    if (channel.throttle.by != throttle_.by) at_once_.clear();  // counted by other keys
    throttle_ = channel.throttle;
    interval_ = std::max(base_, std::min(interval_, most_digest_growth));
}

bool ChannelRules::is_urgent(const Notice& notice, core::Time now) const {
    if (is_end(notice.kind) ||
        (notice.kind != NoticeKind::internal_host && notice.severity < Severity::critical))
        return false;
    const auto known = told_.find(notice.group);
    return known == told_.end() || now - known->second.at > remembered ||
           notice.severity > known->second.severity;
}

void ChannelRules::told(const Notice& notice, core::Time now) {
    if (told_.size() >= max_told_groups && !told_.contains(notice.group)) {
        std::erase_if(told_, [&](const auto& one) { return now - one.second.at > remembered; });
        // All of them within the hour: forget any. The worst that follows is one more message within the limits.
        if (told_.size() >= max_told_groups) told_.erase(told_.begin());
    }
    Told& known = told_.try_emplace(notice.group, Told{notice.severity, now}).first->second;
    known.severity =
        now - known.at > remembered ? notice.severity : std::max(known.severity, notice.severity);
    known.at = now;
}

void ChannelRules::gather(const Notice& notice) {
    ++digest_.all;
    digest_.simulated = digest_.simulated && notice.simulated;
    const bool room = digest_.groups.size() < max_groups || digest_.groups.contains(notice.group);
    if (!room) ++digest_.groups_not_kept;
    GroupSum& sum = digest_.groups[room ? notice.group : others];
    if (sum.notices == 0) {
        sum.group = room ? notice.group : others;
        sum.first = sum.last = notice.at;
    }
    ++sum.notices;
    sum.first = std::min(sum.first, notice.at);
    sum.last = std::max(sum.last, notice.at);
    if (sum.notices == 1 || notice.severity >= sum.worst) {
        sum.worst = notice.severity;
        sum.title = room ? notice.title : "many other matters, the latest: " + notice.title;
        sum.page = notice.page;
        sum.kind = notice.kind;
    }
}

Message ChannelRules::make_digest(core::Time now) {
    Message message;
    message.kind = MessageKind::digest;
    message.at = now;
    message.all = digest_.all;
    message.all_groups =
        digest_.groups.size() + (digest_.groups_not_kept > 0 ? digest_.groups_not_kept - 1 : 0);
    message.simulated = digest_.simulated;
    for (auto& [group, sum] : digest_.groups) message.groups.push_back(std::move(sum));
    std::stable_sort(message.groups.begin(), message.groups.end(),
                     [](const GroupSum& a, const GroupSum& b) {
                         if (a.worst != b.worst) return a.worst > b.worst;
                         return a.notices > b.notices;
                     });
    if (message.groups.size() > listed_groups) message.groups.resize(listed_groups);
    if (!message.groups.empty()) message.worst = message.groups.front().worst;
    digest_ = {};
    return message;
}

Message ChannelRules::make_urgent(core::Time now) {
    Message message;
    message.kind = MessageKind::urgent;
    message.at = now;
    message.all = urgent_all_;
    message.simulated = true;
    for (const Notice& notice : urgent_) {
        message.worst = std::max(message.worst, notice.severity);
        message.simulated = message.simulated && notice.simulated;
    }
    sent_at_once(urgent_, now);
    message.notices = std::move(urgent_);
    urgent_.clear();
    urgent_all_ = 0;
    if (last_urgent_ && now - *last_urgent_ < urgent_together) {
        prompt_.push_back(now);
        if (prompt_.size() > prompt_messages) prompt_.pop_front();
    }
    last_urgent_ = now;
    return message;
}

core::Time ChannelRules::urgent_due() const {
    if (!last_urgent_) return core::Time{};
    const bool spent =
        prompt_.size() >= prompt_messages && *last_urgent_ - prompt_.front() < prompt_window;
    return *last_urgent_ + (spent ? urgent_together : urgent_prompt);
}

std::deque<core::Time>& ChannelRules::at_once_with(const Notice& notice, core::Time now) {
    std::string key;
    if (throttle_.by == ThrottleBy::kind) key = name_of(notice.kind);
    if (throttle_.by == ThrottleBy::signal) key = notice.signal;
    if (at_once_.size() >= max_throttled_keys && !at_once_.contains(key)) {
        std::erase_if(at_once_, [&](const auto& one) {
            return one.second.empty() || now - one.second.back() > throttle_.per;
        });
        if (at_once_.size() >= max_throttled_keys) key = others;
    }
    auto& times = at_once_[key];
    while (!times.empty() && now - times.front() > throttle_.per) times.pop_front();
    return times;
}

void ChannelRules::sent_at_once(const std::vector<Notice>& notices, core::Time now) {
    // One message, whatever number of notices of one key it holds.
    std::set<std::deque<core::Time>*> counted;
    for (const Notice& notice : notices)
        if (auto& times = at_once_with(notice, now); counted.insert(&times).second)
            times.push_back(now);
}

Verdict ChannelRules::take(const Notice& notice, core::Time now, Hours hours) {
    if (notice.kind == NoticeKind::test) return {Outcome::sent_on, "a test", {single(notice, now)}};
    if (!enabled_) return {Outcome::off, "the channel is switched off", {}};
    if (!passes(filter_, notice)) return {Outcome::filtered, "the channel's filter", {}};
    if (audience_ == Audience::machines)
        return {Outcome::sent_on, "machines get each notice", {single(notice, now)}};

    Verdict verdict;
    if (is_urgent(notice, now)) {
        told(notice, now);
        ++urgent_all_;
        if (urgent_.size() < max_listed) urgent_.push_back(notice);
        if (now >= urgent_due()) {
            verdict.outcome = Outcome::sent_on;
            verdict.why = "urgent";
            verdict.messages.push_back(make_urgent(now));
        } else {
            verdict.outcome = Outcome::gathered;
            verdict.why = "urgent, with others of these seconds";
        }
        return verdict;
    }
    if (hours == Hours::quiet) {
        gather(notice);
        return {Outcome::quiet, "until the quiet hours end", {}};
    }
    const auto known = told_.find(notice.group);
    const bool new_group = known == told_.end() || now - known->second.at > remembered;
    const bool first = !next_digest_;
    const bool grave = notice.severity >= Severity::high && new_group && !is_end(notice.kind);
    // Its host has a notice of its own already, and nothing was done.
    const bool waits = is_dry_run(notice.kind, notice.severity);
    if ((first || grave) && !waits && at_once_with(notice, now).size() < throttle_.messages) {
        told(notice, now);
        sent_at_once({notice}, now);
        if (first) {
            interval_ = base_;
            next_digest_ = now + interval_;
        }
        return {Outcome::sent_on,
                first ? "the first after silence" : "grave and new",
                {single(notice, now)}};
    }
    if (first) next_digest_ = now + base_;  // the hour's messages are spent, or it can wait
    gather(notice);
    return {Outcome::gathered, "for the next digest", {}};
}

std::vector<Message> ChannelRules::due(core::Time now, Hours hours) {
    std::vector<Message> messages;
    if (urgent_all_ > 0 && now >= urgent_due()) messages.push_back(make_urgent(now));
    if (hours == Hours::quiet) return messages;
    // What the quiet hours gathered is told when they end.
    if (digest_.all > 0 && !next_digest_) next_digest_ = now;
    if (next_digest_ && now >= *next_digest_) {
        if (digest_.all == 0) {
            next_digest_.reset();  // a whole interval of silence
            interval_ = base_;
        } else {
            messages.push_back(make_digest(now));
            interval_ = std::max(base_, std::min(interval_ * 2, most_digest_growth));
            next_digest_ = now + interval_;
        }
    }
    return messages;
}

std::optional<core::Time> ChannelRules::next_due() const {
    std::optional<core::Time> next = next_digest_;
    if (urgent_all_ > 0 && last_urgent_) {
        const core::Time urgent = urgent_due();
        if (!next || urgent < *next) next = urgent;
    }
    return next;
}

std::vector<Message> ChannelRules::flush(core::Time now) {
    std::vector<Message> messages;
    if (urgent_all_ > 0) messages.push_back(make_urgent(now));
    if (digest_.all > 0) messages.push_back(make_digest(now));
    next_digest_.reset();
    return messages;
}

}  // namespace hitme::console::alert
