// SPDX-License-Identifier: Apache-2.0
#include "console/campaigns/rivals.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "console/json_body.h"

namespace hitme::console {
namespace {

constexpr std::size_t max_name_bytes = 200;
constexpr double many_unverified = 0.5;  // ours: more contacts without a proved address than with

std::string percent(double share) {
    char text[32];
    std::snprintf(text, sizeof text, "%.0f %%", share * 100);
    return text;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string with_id(std::string text, const std::string& id) {
    return id.empty() ? text : text + " [" + id + "]";
}

std::size_t count_of(const std::vector<RivalFacts::Reach>& reach, std::string_view state) {
    return static_cast<std::size_t>(std::ranges::count(reach, state, &RivalFacts::Reach::state));
}

Hypothesis made(std::string name, std::string text, std::string test) {
    Hypothesis one;
    one.name = std::move(name);
    one.text = std::move(text);
    one.by = engine_author;
    one.test = std::move(test);
    return one;
}

Hypothesis blind(const std::string& subject, const RivalFacts& facts) {
    auto one = made("sensors_blind", "Our sensors cannot be reached on " + subject + ".",
                    "Connect to each sensor's public address from outside, and see the contact "
                    "arrive.");
    const auto unreachable = count_of(facts.reach, "unreachable");
    const auto reachable = count_of(facts.reach, "reachable");
    if (unreachable > 0)
        one.pro.push_back(std::to_string(unreachable) + " of " +
                          std::to_string(facts.reach.size()) +
                          " tested sensors could not be reached from outside.");
    if (reachable > 0)
        one.contra.push_back(std::to_string(reachable) + " of " +
                             std::to_string(facts.reach.size()) +
                             " tested sensors were reached from outside.");
    if (facts.onset && facts.onset->data.hosts > 0)
        one.contra.push_back(with_id(
            std::to_string(facts.onset->data.hosts) + " sources did reach them in the judged time.",
            facts.onset->id));
    return one;
}

OpenQuestion why_quiet(const Campaign& campaign, const RivalFacts& facts) {
    OpenQuestion question;
    question.question = "Why do we see no rise of " + campaign.subject + "?";
    auto filtered = made("filtered", "The port is filtered between the infected and most networks.",
                         "Compare sensors of different network classes; test reachability from "
                         "several providers.");
    const auto unreachable = count_of(facts.reach, "unreachable");
    if (unreachable > 0)
        filtered.pro.push_back(std::to_string(unreachable) +
                               " sensors are filtered upstream, so others are, too.");
    question.hypotheses.push_back(std::move(filtered));
    question.hypotheses.push_back(
        made("weak", "It spreads, but too slowly to be seen by a fleet of this size.",
             "The expected hits of one scanner on our addresses, from its rate; or outside data "
             "of the same days."));
    question.hypotheses.push_back(blind(campaign.subject, facts));
    auto none = made("nothing_there", "There is no worm.",
                     "A sample, or a source that scans after it was attacked.");
    if (facts.onset && facts.onset->verdict == "no_rise" && facts.onset->coverage.share)
        none.pro.push_back(with_id(
            "No rise, with " + percent(*facts.onset->coverage.share) + " of the time covered.",
            facts.onset->id));
    question.hypotheses.push_back(std::move(none));
    return question;
}

Hypothesis loud_source(const RivalFacts& facts) {
    auto one = made("one_loud_source", "One source makes most of it.",
                    "Count sources instead of contacts, and leave the loudest out.");
    if (!facts.loud_sources.empty())
        one.pro.push_back(
            with_id(joined(facts.loud_sources) + " made over half of an hour's contacts.",
                    facts.growth ? facts.growth->id : ""));
    if (!facts.loud_alarm.empty())
        one.pro.push_back(with_id("An alarm names a loud source.", facts.loud_alarm));
    if (facts.onset && facts.onset->verdict == "rise")
        one.contra.push_back(
            with_id("New hosts rose, which one source cannot do.", facts.onset->id));
    return one;
}

Hypothesis sensor_change(const RivalFacts& facts) {
    auto one = made("sensor_change", "Sensors were added, moved or came back.",
                    "Judge only the sensors that listened all through.");
    if (!facts.changed_sensors.empty())
        one.pro.push_back(
            with_id("In the window these changed: " + joined(facts.changed_sensors) + ".",
                    facts.growth ? facts.growth->id : ""));
    else if (facts.growth && facts.growth->coverage.known)
        one.contra.push_back(
            with_id("No sensor was added or lost in the window; rates are per "
                    "sensor that listened.",
                    facts.growth->id));
    if (facts.agreement && facts.agreement->verdict == "alike")
        one.contra.push_back(with_id(facts.agreement->sentence, facts.agreement->id));
    else if (facts.agreement && facts.agreement->verdict == "only_some")
        one.pro.push_back(with_id(facts.agreement->sentence, facts.agreement->id));
    return one;
}

Hypothesis daily(const RivalFacts& facts) {
    auto one = made("time_of_day", "People and their machines come and go with the day.",
                    "The same hours of the days before; a window of two days or more.");
    if (facts.growth) {
        const auto span = facts.growth->window.to - facts.growth->window.from;
        if (span < std::chrono::hours{24})
            one.pro.push_back(with_id("The window is shorter than a day.", facts.growth->id));
        else if (span >= std::chrono::hours{48})
            one.contra.push_back(
                with_id("The window is two days or longer, and the judgement has "
                        "a daily term.",
                        facts.growth->id));
    }
    if (facts.onset && facts.onset->verdict == "rise")
        one.contra.push_back(
            with_id("It rose against the same hours of the days before.", facts.onset->id));
    // A day has quiet hours, too.
    constexpr core::Duration whole_day = std::chrono::hours{24};
    if (facts.persistence && facts.persistence->verdict == "continued" &&
        facts.persistence->window.to - facts.persistence->window.from >= whole_day)
        one.contra.push_back(with_id(facts.persistence->sentence, facts.persistence->id));
    return one;
}

Hypothesis fleet_wide(const RivalFacts& facts) {
    auto one = made("fleet_wide", "Everything rose at once: the fleet changed, not this signal.",
                    "Other ports at the same sensors in the same hours.");
    std::vector<std::string> names;
    for (const auto& other : facts.others)
        if (facts.rose_at && other.opened - *facts.rose_at <= same_moment &&
            *facts.rose_at - other.opened <= same_moment)
            names.push_back(other.subject + " [" + other.alarm + "]");
    if (!names.empty())
        one.pro.push_back("Within two hours these rose, too: " + joined(names) + ".");
    else if (facts.rose_at)
        one.contra.push_back("No other signal has an alarm within two hours.");
    return one;
}

Hypothesis churn(const RivalFacts& facts) {
    auto one = made("address_churn", "The same machines come under new addresses.",
                    "Sources with a stable fingerprint; how many addresses one payload uses a "
                    "day.");
    if (facts.onset && facts.onset->verdict == "rise")
        one.contra.push_back(
            with_id("Churn is steady, and does not begin at one moment.", facts.onset->id));
    return one;
}

Hypothesis spoofed(const RivalFacts& facts) {
    auto one =
        made("spoofed", "The addresses are made up.", "Only contacts that completed a handshake.");
    const Finding* finding = facts.growth ? &*facts.growth : facts.onset ? &*facts.onset : nullptr;
    if (finding == nullptr) return one;
    const double all =
        static_cast<double>(finding->data.events + finding->data.unverified_contacts);
    if (all > 0 && static_cast<double>(finding->data.unverified_contacts) / all > many_unverified)
        one.pro.push_back(with_id(std::to_string(finding->data.unverified_contacts) +
                                      " contacts prove no address; they are left out.",
                                  finding->id));
    else
        one.contra.push_back(
            with_id("It is judged on contacts that completed a handshake.", finding->id));
    return one;
}

OpenQuestion why_rise(const Campaign& campaign, const RivalFacts& facts) {
    OpenQuestion question;
    question.question = "Why did " + campaign.subject + " rise?";
    auto more = made("more_hosts", "More hosts scan: something spreads, or many began to look.",
                     "Former targets that scan; the same first bytes from many networks.");
    if (facts.onset && facts.onset->verdict == "rise")
        more.pro.push_back(with_id(facts.onset->sentence, facts.onset->id));
    // More traffic without more sources speaks against more hosts.
    if (facts.ladder && reaches_rung(*facts.ladder, "L2"))
        more.pro.push_back(with_id(facts.ladder->sentence, facts.ladder->id));
    else if (facts.ladder && facts.ladder->verdict == "L1")
        more.contra.push_back(with_id(facts.ladder->sentence, facts.ladder->id));
    question.hypotheses.push_back(std::move(more));
    question.hypotheses.push_back(loud_source(facts));
    question.hypotheses.push_back(sensor_change(facts));
    question.hypotheses.push_back(blind(campaign.subject, facts));
    question.hypotheses.push_back(daily(facts));
    question.hypotheses.push_back(fleet_wide(facts));
    question.hypotheses.push_back(churn(facts));
    question.hypotheses.push_back(spoofed(facts));
    return question;
}

/// Texts of an array member, where it is one.
std::vector<std::string> texts_of(const boost::json::object& object, std::string_view key) {
    std::vector<std::string> texts;
    const auto* found = object.if_contains(boost::json::string_view(key.data(), key.size()));
    if (found == nullptr || !found->is_array()) return texts;
    for (const auto& one : found->get_array())
        if (one.is_string()) texts.emplace_back(std::string_view(one.get_string()));
    return texts;
}

void take_answer(const std::string& answer, RivalFacts& facts) {
    boost::system::error_code failed;
    const auto value = boost::json::parse(answer, failed);
    if (failed || !value.is_object()) return;
    const auto& object = value.get_object();
    facts.growth_reasons = texts_of(object, "reasons");
    facts.loud_sources = texts_of(object, "loud_sources");
    for (const auto key : {"added_sensors", "lost_sensors", "blind_sensors"})
        for (auto& sensor : texts_of(object, key)) facts.changed_sensors.push_back(sensor);
}

}  // namespace

std::string blind_sentence(const std::string& subject,
                           const std::vector<RivalFacts::Reach>& reach) {
    if (reach.empty() || count_of(reach, "unreachable") < reach.size()) return {};
    core::Time since = reach.front().since;
    for (const auto& one : reach) since = std::max(since, one.since);
    const auto slash = subject.find('/');
    const std::string port = slash == subject.npos
                                 ? subject
                                 : subject.substr(slash + 1) + "/" + subject.substr(0, slash);
    return "Our " + port + " sensors are blind since " + core::format_rfc3339(since) +
           ": none can be reached from outside. Nothing can be said about that port.";
}

std::vector<OpenQuestion> rivals_of(const Campaign& campaign, const RivalFacts& facts) {
    const bool quiet = campaign.state() == CampaignState::rumoured ||
                       campaign.state() == CampaignState::watched ||
                       campaign.state() == CampaignState::refuted;
    auto question = quiet ? why_quiet(campaign, facts) : why_rise(campaign, facts);
    question.id = campaign.id + ".q.0";
    question.campaign = campaign.id;
    question.asked_at = campaign.since();
    return {std::move(question)};
}

core::Result<RivalFacts> gather_facts(store::Book& book, const std::string& subject) {
    RivalFacts facts;
    store::EntryQuery query;
    query.kind = reachability_kind;
    query.subject = subject;
    query.limit = store::max_entries_per_page;
    const auto reach = book.list(query);
    if (!reach) return reach.error();
    for (const auto& entry : reach->entries) {
        JsonBody body(entry.body, Unasked::is_passed_by);
        RivalFacts::Reach one;
        one.sensor = body.text("sensor", max_name_bytes);
        one.state = entry.state;
        one.since = body.time("since", Needed::yes).value_or(entry.at);
        if (!body.fault()) facts.reach.push_back(std::move(one));
    }
    std::ranges::sort(facts.reach, {}, &RivalFacts::Reach::sensor);

    query.kind = finding_kind;
    query.state = "standing";
    const auto findings = book.list(query);
    if (!findings) return findings.error();
    for (const auto& entry : findings->entries) {
        auto finding = finding_of(entry);
        if (!finding) continue;
        if (finding->question == "onset")
            facts.onset = std::move(*finding);
        else if (finding->question == "growth") {
            take_answer(finding->answer, facts);
            facts.growth = std::move(*finding);
        } else if (finding->question == "dormancy")
            facts.dormancy = std::move(*finding);
        else if (finding->question == "persistence")
            facts.persistence = std::move(*finding);
        else if (finding->question == "agreement")
            facts.agreement = std::move(*finding);
        else if (finding->question == worm_ladder_question)
            facts.ladder = std::move(*finding);
    }

    query.kind = "alarm";
    query.state.reset();
    query.subject.reset();
    const auto alarms = book.list(query);
    if (!alarms) return alarms.error();
    for (const auto& entry : alarms->entries) {
        JsonBody body(entry.body, Unasked::is_passed_by);
        const auto kind = body.text("kind", max_name_bytes);
        const auto opened = body.time("opened", Needed::yes);
        if (body.fault()) continue;
        if (entry.subject != subject) {
            if (kind == "rise" && entry.subject != fleet_subject)
                facts.others.push_back({entry.subject, entry.id, *opened});
        } else if (kind == "rise") {
            facts.rose_at = std::max(facts.rose_at.value_or(*opened), *opened);
        } else {
            facts.loud_alarm = entry.id;
        }
    }
    return facts;
}

}  // namespace hitme::console
