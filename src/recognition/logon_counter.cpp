// SPDX-License-Identifier: Apache-2.0
#include "recognition/logon_counter.h"

#include <algorithm>
#include <unordered_set>

#include "recognition/story_builder.h"

namespace hitme::recognition {
namespace {

constexpr std::uint32_t fewest_alike = 2;  // whatever the setting: one account is no spray

// From so many accounts of one response on.
std::uint32_t enough_alike(const GuessingLimits& limits) {
    return std::max(limits.spray_accounts, fewest_alike);
}

std::string milliseconds_of(core::Duration span) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(span).count());
}

}  // namespace

// The seed goes in before the mixing: addresses that meet under one seed part under another.
std::size_t LogonCounter::Hash::operator()(const core::Address& address) const {
    std::uint64_t mixed = (address.high() ^ seed) * 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ (mixed >> 32) ^ address.low()) * 0xD6E8FEB86659FD93u;
    mixed = (mixed ^ (mixed >> 32)) + seed;
    mixed *= 0x9E3779B97F4A7C15u;
    return static_cast<std::size_t>(mixed ^ (mixed >> 29));
}

Guessing LogonCounter::count(const std::deque<Refusal>& recent, core::Time to) const {
    Guessing found;
    found.to = to;
    std::unordered_set<std::uint64_t> credentials;
    std::unordered_set<std::uint64_t> accounts;
    std::uint32_t comparable = 0;
    std::unordered_set<std::uint64_t> seen_in_answers_alone;
    struct Service {
        std::uint32_t credentials = 0;
        std::unordered_set<std::uint64_t> accounts;
    };
    std::unordered_map<std::uint64_t, Service> services;
    std::unordered_map<std::uint64_t, std::uint32_t> accounts_of_response;
    struct Run {
        core::Time last;
        std::uint32_t length = 0;
    };
    std::unordered_map<std::uint64_t, Run> runs;
    std::unordered_map<std::uint64_t, std::uint32_t> by_conversation;
    for (const Refusal& logon : recent) {
        if (logon.at > to || to - logon.at > limits_.window) continue;
        if (logon.persistence == Persistence::repeats_by_itself) {
            ++by_conversation[logon.conversation];
            Run& run = runs[logon.account];
            const bool same = run.length > 0 && run.length < limits_.repeats &&
                              logon.at - run.last <= limits_.repeats_within;
            run.length = same ? run.length + 1 : 1;
            run.last = logon.at;
            if (same) continue;
        }
        if (!credentials.insert(logon.credential).second) continue;
        accounts.insert(logon.account);
        if (logon.is_comparable)
            ++comparable;
        else
            seen_in_answers_alone.insert(logon.account ^ logon.service);
        Service& service = services[logon.service];
        ++service.credentials;
        service.accounts.insert(logon.account);
        // Windows itself tries a user's password for his names on the machine and in the domain.
        if (logon.response != 0 && logon.persistence == Persistence::tries_once)
            found.same_response =
                std::max(found.same_response, ++accounts_of_response[logon.response]);
        if (credentials.size() == 1) found.from = logon.at;
    }
    found.credentials = static_cast<std::uint32_t>(credentials.size());
    // Of answers to challenges at least one credential for each account.
    found.known_to_differ = comparable + static_cast<std::uint32_t>(seen_in_answers_alone.size());
    found.accounts = static_cast<std::uint32_t>(accounts.size());
    found.sprays = std::ranges::any_of(services, [&](const auto& one) {
        const std::size_t many = one.second.accounts.size();
        return many >= limits_.spray_accounts && one.second.credentials <= many * many;
    });
    found.lone_windows = static_cast<std::uint32_t>(std::ranges::count_if(
        by_conversation, [](const auto& refusals) { return refusals.second == 1; }));
    return found;
}

std::optional<Guessing> LogonCounter::add(const core::Address& source, std::string_view protocol,
                                          std::span<const FailedLogon> failed) {
    if (failed.empty()) return {};
    // SMB's dialects are one service.
    const std::uint64_t service =
        short_digest(protocol.substr(0, protocol.starts_with("smb") ? 3 : protocol.npos));
    const core::Address key = source.source_key();
    auto found = by_source_.find(key);
    if (found == by_source_.end()) {
        if (by_source_.size() >= limits_.max_sources && !silent_first_.empty()) {
            by_source_.erase(silent_first_.front());
            silent_first_.pop_front();
        }
        found = by_source_.emplace(key, Source{}).first;
        found->second.place = silent_first_.insert(silent_first_.end(), key);
    } else {
        silent_first_.splice(silent_first_.end(), silent_first_, found->second.place);
    }
    auto& recent = found->second.recent;
    ++conversations_;
    for (const FailedLogon& logon : failed) {
        const auto after =
            std::upper_bound(recent.begin(), recent.end(), logon.at,
                             [](core::Time at, const Refusal& other) { return at < other.at; });
        recent.insert(after, Refusal{logon, conversations_, service});
        // Of what lies outside of every window that can still end, and of what is too much, the oldest goes.
        while (recent.size() > limits_.max_per_source ||
               recent.back().at - recent.front().at > 2 * limits_.window)
            recent.pop_front();
    }
    Guessing most;
    for (const FailedLogon& logon : failed) {
        const Guessing now = count(recent, logon.at);
        if (now.credentials > most.credentials) most = now;
    }
    if (most.credentials < limits_.distinct && most.same_response < enough_alike(limits_))
        return {};
    return most;
}

void add_guessing(Story& story, const Guessing& guessing, const GuessingLimits& limits) {
    const bool spray = guessing.sprays;
    const bool may_be_one =
        guessing.known_to_differ < limits.distinct && guessing.same_response < enough_alike(limits);
    const event::Grade grade = may_be_one ? event::Grade::consistent : event::Grade::likely;
    const std::string name = spray ? "password spraying" : "password guessing";
    const std::string counted =
        std::to_string(guessing.credentials) + (may_be_one ? " logons of " : " credentials of ") +
        std::to_string(guessing.accounts) + (guessing.accounts == 1 ? " account" : " accounts") +
        " refused within " + milliseconds_of(guessing.to - guessing.from) + " ms" +
        (guessing.same_response < fewest_alike
             ? ""
             : ", one response for " + std::to_string(guessing.same_response) + " of them") +
        (may_be_one ? " (whether with different passwords cannot be told)" : "");
    const std::string before = std::move(story.sentence);
    StoryBuilder builder{std::move(story)};
    builder.reach(event::Stage::brute_force, counted);
    event::Label label;
    label.name = name;
    label.grade = grade;
    label.rule = "logon.guessing@2";
    label.attack_ids = {spray ? "T1110.003" : "T1110.001"};
    label.evidence.push_back({0, 0, counted});
    builder.label(std::move(label));
    if (guessing.lone_windows >= limits.burst) {
        event::Label burst;
        burst.name = "password spraying in the way of Conficker";
        burst.grade = event::Grade::consistent;
        burst.rule = "logon.windows_burst@1";
        burst.attack_ids = {spray ? "T1110.003" : "T1110.001"};
        burst.evidence.push_back({0, 0,
                                  std::to_string(guessing.lone_windows) +
                                      " connections of Windows' own client, one refusal each"});
        builder.label(std::move(burst));
    }
    story = builder.story(before + (before.empty() ? "" : "; ") + "one of " + counted + ": " +
                          name + ", " + std::string(event::name_of(grade)));
}

}  // namespace hitme::recognition
