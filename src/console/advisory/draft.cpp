// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/draft.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "analytics/reference/outbreaks.h"
#include "console/advisory/port_advice.h"
#include "console/retold_times.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::size_t most_claims = 12;
constexpr std::size_t latest_scores =
    3;  // ours: of forecasts whose time has come, beside all that did not hold
constexpr std::size_t most_misses = 5;  // ours
constexpr std::size_t most_questions = 4;

AdvisoryLink link_to(const Finding& finding) {
    return {"finding", finding.id, "/api/v1/findings/" + finding.id, finding.window.from,
            finding.window.to};
}
AdvisoryLink link_to(const Measure& measure) {
    return {"measure", measure.id, measure.query, measure.from, measure.to};
}
AdvisoryLink link_to(const Claim& claim) {
    return {"claim", claim.id, "/api/v1/claims?subject=" + claim.subject, claim.said_at,
            claim.said_at};
}

const Finding* standing(const Material& material, std::string_view question) {
    for (const auto& finding : material.findings)
        if (finding.question == question) return &finding;
    return nullptr;
}

/// Adds statements in order, with their ids.
class Writing {
 public:
    Writing(Advisory& advisory, const runtime::Zone& reader)
        : advisory_(advisory), reader_(reader) {}
    std::string add(Section section, Nature nature, std::string text,
                    std::vector<AdvisoryLink> links = {}) {
        AdvisoryStatement statement;
        statement.id = "s" + std::to_string(advisory_.statements.size() + 1);
        statement.section = section;
        statement.nature = nature;
        statement.text = std::move(text);
        statement.links = std::move(links);
        advisory_.statements.push_back(std::move(statement));
        return advisory_.statements.back().id;
    }
    void data(Section section, const Finding& finding) {
        add(section, Nature::data, told(finding.sentence) + until(finding.window.to),
            {link_to(finding)});
    }
    void data(Section section, const Measure& measure) {
        add(section, Nature::data, measure.sentence + until(measure.to), {link_to(measure)});
    }
    /// Until when the data go, where that is long before the draft: an old figure must not read as one of now.
    std::string until(core::Time end) const {
        if (end + figure_is_old_after >= advisory_.as_of) return {};
        return " (Data up to " + reader_.format(end) + ".)";
    }
    /// A sentence of the judge, in the reader's zone.
    std::string told(std::string_view sentence) const { return told_for(sentence, reader_); }

 private:
    Advisory& advisory_;
    const runtime::Zone& reader_;
};

std::string state_words(CampaignState state) {
    switch (state) {
        case CampaignState::rumoured:
            return "rumoured, not seen here";
        case CampaignState::watched:
            return "watched, not seen here";
        case CampaignState::rising:
            return "above what was before since the onset";
        case CampaignState::sustained:
            return "sustained";
        case CampaignState::plateau:
            return "high, without growth";
        case CampaignState::tapering:
            return "past their peak";
        case CampaignState::closed:
            return "closed";
        case CampaignState::refuted:
            return "refuted";
    }
    return "";
}

AdvisoryLevel level_of(const Material& material) {
    if (!material.blind.empty()) return AdvisoryLevel::watch;
    const auto* onset = standing(material, "onset");
    const auto* peak = onset == nullptr ? nullptr : number_of(*onset, "peak_excess");
    switch (material.campaign.state()) {
        case CampaignState::rising:
            return peak != nullptr && peak->value.value_or(0) >= massive_excess_per_h
                       ? AdvisoryLevel::critical
                       : AdvisoryLevel::alert;
        case CampaignState::sustained:
        case CampaignState::plateau:
            return AdvisoryLevel::alert;
        case CampaignState::tapering:
        case CampaignState::watched:
            return AdvisoryLevel::watch;
        default:
            return AdvisoryLevel::information;
    }
}

void write_pace(Writing& writing, const Finding& growth) {
    if (growth.verdict != "exponential") {
        writing.add(Section::seen, Nature::data,
                    "No doubling time stands, so the pace cannot be compared with outbreaks of "
                    "the past.",
                    {link_to(growth)});
        return;
    }
    const auto* doubling = number_of(growth, "doubling_h");
    if (doubling == nullptr || !doubling->value) return;
    const auto compared =
        analytics::compare_with_outbreaks({*doubling->value, doubling->low, doubling->high});
    if (!compared.empty())
        writing.add(Section::seen, Nature::data,
                    "Compared with outbreaks of the past: " + compared.front().sentence,
                    {link_to(growth)});
}

bool says_growth(const Finding& growth) {
    return growth.verdict == "linear" || growth.verdict == "exponential" ||
           growth.verdict == "growing_shape_unresolved";
}

/// The standing growth finding that a claim about the curve speaks against.
const Finding* contradicting(const Material& material, const Claim& claim) {
    const auto* growth = standing(material, "growth");
    if (growth == nullptr) return nullptr;
    const bool against =
        (claim.event == ClaimEvent::decline && says_growth(*growth)) ||
        (claim.event == ClaimEvent::growth_exponential && growth->verdict != "exponential" &&
         growth->verdict != "growing_shape_unresolved" && growth->verdict != "undetermined" &&
         growth->verdict != "insufficient_data") ||
        (claim.event == ClaimEvent::growth_linear &&
         (growth->verdict == "exponential" || growth->verdict == "no_growth" ||
          growth->verdict == "tapering"));
    return against ? growth : nullptr;
}

void write_claims(Writing& writing, const Material& material, const runtime::Zone& zone) {
    std::size_t told = 0;
    for (const auto& claim : material.claims) {
        if (++told > most_claims) break;
        std::string text = claim.who + " (" + std::string(name_of(claim.grade)) + ", " +
                           zone.format(claim.said_at) + "): \"" + claim.quote + "\"";
        if (claim.fate != ClaimFate::open)
            text += " - " + std::string(name_of(claim.fate)) +
                    (claim.by.empty() ? "" : " by " + claim.by);
        else if (const auto* against = contradicting(material, claim))
            text += " - against what we see (" + against->verdict + ") [" + against->id + "]";
        writing.add(Section::seen, Nature::data, text + ".", {link_to(claim)});
    }
}

void write_seen(Writing& writing, const Material& material, const runtime::Zone& zone) {
    if (!material.blind.empty()) {
        writing.add(
            Section::seen, Nature::data, material.blind,
            {{"measure", "reachability", "/api/v1/campaigns/" + material.campaign.id + "/questions",
              material.campaign.opened(), material.as_of}});
        write_claims(writing, material, zone);
        return;
    }
    const auto* onset = standing(material, "onset");
    const auto* growth = standing(material, "growth");
    if (onset != nullptr) writing.data(Section::seen, *onset);
    for (const auto& measure : material.measures)
        if (measure.id == "new_host_interval") writing.data(Section::seen, measure);
    if (growth != nullptr) {
        writing.data(Section::seen, *growth);
        write_pace(writing, *growth);
    }
    // The forecasts of the finding are for hours after it, which may be past: they are scored below.
    if (material.projection)
        writing.add(Section::seen, Nature::data, material.projection->sentence,
                    {link_to(*material.projection)});
    for (const auto& measure : material.measures)
        if (measure.id == "sources" || measure.id == "sensors")
            writing.data(Section::seen, measure);
    for (const auto* question : {"attribution", "dormancy"})
        if (const auto* finding = standing(material, question))
            writing.data(Section::seen, *finding);
    for (const auto question : rise_questions)
        if (const auto* finding = standing(material, question);
            finding != nullptr && tells_of_a_rise(*finding))
            writing.data(Section::seen, *finding);
    for (const auto& one : material.outside)
        writing.add(Section::seen, Nature::data, one.figures,
                    {{"corroboration", one.record.empty() ? one.source : one.record,
                      "/api/v1/outside/corroboration?subject=" + material.campaign.subject,
                      std::nullopt, std::nullopt}});
    write_claims(writing, material, zone);
}

void write_meaning(Writing& writing, const Material& material) {
    const auto signal = event::Signal::parse(material.campaign.subject);
    const auto service = signal ? service_of(*signal) : std::string_view();
    const std::string what = service.empty() ? "that service" : std::string(service);
    if (!material.blind.empty()) {
        writing.add(Section::means_it, Nature::judgement,
                    "Our silence on this port says nothing about your hosts.");
        writing.add(Section::means_security, Nature::judgement,
                    "Do not read an absence of alarms as an absence of scans.");
        return;
    }
    switch (material.campaign.state()) {
        case CampaignState::rising:
        case CampaignState::sustained:
        case CampaignState::plateau:
            writing.add(Section::means_it, Nature::judgement,
                        "Hosts that offer " + what +
                            " to the Internet are likely to be found soon. Servers come first.");
            writing.add(Section::means_security, Nature::judgement,
                        "Expect probes from outside, and from inside where a portable machine "
                        "was infected elsewhere. What spreads is not proved by scans alone.");
            return;
        case CampaignState::tapering:
        case CampaignState::closed:
            writing.add(Section::means_it, Nature::judgement,
                        "The pressure from outside goes back; hosts that were infected stay so "
                        "until they are cleaned.");
            writing.add(Section::means_security, Nature::judgement,
                        "A good time to look for what is left inside.");
            return;
        default:
            writing.add(Section::means_it, Nature::judgement,
                        "The threat follows from what is known of the weakness, not from our "
                        "data.");
            writing.add(Section::means_security, Nature::judgement,
                        "Watch, and prepare: patches before scans.");
    }
}

void write_limits(Writing& writing, const Material& material) {
    std::set<std::string> told;
    for (const auto& measure : material.measures)
        if (measure.id == "coverage")
            writing.add(Section::limits, Nature::limit, measure.sentence, {link_to(measure)});
    for (const auto& finding : material.findings) {
        for (const auto& sensor : finding.coverage.lost_sensors)
            if (told.insert(sensor).second)
                writing.add(Section::limits, Nature::limit,
                            "Sensor " + core::printable(sensor, 64) + " was lost in the window.",
                            {link_to(finding)});
        if (finding.question == "growth" && finding.data.unverified_contacts > 0)
            writing.add(Section::limits, Nature::limit,
                        std::to_string(finding.data.unverified_contacts) +
                            " contacts prove no address and are left out of the judgement.",
                        {link_to(finding)});
    }
    writing.add(Section::limits, Nature::limit,
                "A source is an address, not a machine: NAT hides machines, and changing addresses "
                "count twice.");
    writing.add(Section::limits, Nature::limit,
                "Our sensors stand in a few networks; what others see may differ.");
    if (material.simulated())
        writing.add(Section::limits, Nature::limit,
                    "SIMULATED: nobody did this. The data come from a drill.");
}

/// "Of 12 forecasts whose time has come 10 held ..."; empty where none has come.
std::string sum_of(const std::vector<ScoredForecast>& scores) {
    const auto count = [&](std::string_view state) {
        return static_cast<std::size_t>(std::ranges::count(scores, state, &ScoredForecast::state));
    };
    const std::size_t held = count("hit");
    const std::size_t scored = held + count("miss");
    if (scored == 0) return {};
    return "Of " + std::to_string(scored) + (scored == 1 ? " forecast" : " forecasts") +
           " whose time has come " + std::to_string(held) +
           " held; their limits are made to hold 95 times of 100.";
}

/// Those that did not hold and the latest, in their order.
std::vector<ScoredForecast> told_scores(const std::vector<ScoredForecast>& scores) {
    std::vector<ScoredForecast> told;
    std::size_t missed = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const bool is_latest = i + latest_scores >= scores.size();
        const bool is_miss = scores[i].state == "miss" && ++missed <= most_misses;
        if (is_latest || is_miss) told.push_back(scores[i]);
    }
    return told;
}

void write_questions(Writing& writing, const Material& material, const runtime::Zone& zone) {
    std::size_t told = 0;
    for (const auto& question : material.questions) {
        if (++told > most_questions) break;
        writing.add(Section::change_our_mind, Nature::judgement, question.question);
        for (const auto& one : question.hypotheses)
            writing.add(Section::change_our_mind, Nature::judgement,
                        one.text + " (" + std::string(name_of(one.standing())) +
                            ") Would decide: " + one.test);
    }
    for (const auto& promise : material.promises)
        writing.add(Section::questions, Nature::judgement,
                    "Due " + zone.format(promise.due) + ": " + promise.text +
                        (promise.state == "waiting" ? "" : " (" + promise.state + ")"));
    const std::string scores_path = "/api/v1/forecast-scores?subject=" + material.campaign.subject;
    if (const auto sum = sum_of(material.scores); !sum.empty())
        writing.add(Section::questions, Nature::data, sum,
                    {{"score", "scores", scores_path, material.scores.front().at,
                      material.scores.back().at}});
    for (const auto& score : told_scores(material.scores))
        writing.add(Section::questions, Nature::data, writing.told(score.sentence),
                    {{"score", score.id, scores_path, score.at, score.at}});
}

/// The finding that stands now where `id` once stood.
const Finding* successor(const Material& material, const std::string& id) {
    const auto old = std::ranges::find(material.chain, id, &Finding::id);
    if (old == material.chain.end()) return nullptr;
    const auto* now = standing(material, old->question);
    return now != nullptr && now->id != id ? now : nullptr;
}
const Finding* chained(const Material& material, const std::string& id) {
    const auto found = std::ranges::find(material.chain, id, &Finding::id);
    return found == material.chain.end() ? nullptr : &*found;
}

std::string hours_of(const Finding& finding) {
    return std::to_string(std::chrono::duration_cast<std::chrono::hours>(finding.window.to -
                                                                         finding.window.from)
                              .count()) +
           " h";
}

}  // namespace

bool Material::simulated() const {
    return campaign.simulated ||
           std::ranges::any_of(findings, [](const Finding& one) { return one.simulated; });
}

Carriers carriers_of(const Material& material) {
    Carriers carriers;
    carriers.subject = material.campaign.subject;
    carriers.findings = material.findings;
    carriers.measures = material.measures;
    carriers.claims = material.claims;
    carriers.outside = material.outside;
    for (const auto& score : material.scores) carriers.sentences.push_back(score.sentence);
    if (auto sum = sum_of(material.scores); !sum.empty())
        carriers.sentences.push_back(std::move(sum));
    for (const auto& question : material.questions)
        for (const auto& one : question.hypotheses)
            if (one.by == engine_author) {
                carriers.sentences.push_back(one.text);
                carriers.sentences.push_back(one.test);
            }
    for (const auto& finding : material.findings) {
        const auto* doubling = number_of(finding, "doubling_h");
        if (finding.question != "growth" || finding.verdict != "exponential" ||
            doubling == nullptr || !doubling->value)
            continue;
        for (const auto& one :
             analytics::compare_with_outbreaks({*doubling->value, doubling->low, doubling->high}))
            carriers.sentences.push_back(one.sentence);
    }
    return carriers;
}

core::Result<Advisory> draft_advisory(const Material& material, const runtime::Zone& zone) {
    if (material.blind.empty() && material.findings.empty() && material.claims.empty())
        return core::error(core::ErrorCode::not_found,
                           material.campaign.subject +
                               ": no finding and no claim stands, so there is nothing to report");
    Advisory advisory;
    advisory.campaign = material.campaign.id;
    advisory.subject = material.campaign.subject;
    advisory.zone = zone.name();
    advisory.as_of = material.as_of;
    advisory.simulated = material.simulated();
    advisory.level = level_of(material);
    advisory.title = material.blind.empty()
                         ? material.campaign.title + ": " + state_words(material.campaign.state())
                         : material.campaign.title + ": our sensors are blind";
    if (advisory.title.size() > max_advisory_title_bytes)
        advisory.title.resize(max_advisory_title_bytes);
    Writing writing(advisory, zone);
    write_seen(writing, material, zone);
    write_meaning(writing, material);
    if (const auto signal = event::Signal::parse(material.campaign.subject))
        for (const auto& advice : advice_for(*signal))
            writing.add(Section::to_do, Nature::advice,
                        std::string(advice.text) + " (" + std::string(advice.source) + ")");
    write_limits(writing, material);
    write_questions(writing, material, zone);
    std::set<std::string> thanked;
    for (const auto& claim : material.claims)
        if (!claim.credit.empty() && thanked.insert(claim.credit).second)
            advisory.credits.push_back(claim.credit);
    for (const auto& one : material.outside)
        if (one.verdict != OutsideVerdict::not_covered && !one.source.empty() &&
            thanked.insert(one.source).second)
            advisory.credits.push_back(one.source);
    return advisory;
}

std::vector<GuardProblem> check_advisory(const Advisory& advisory, const Carriers& carriers,
                                         const std::vector<std::string>& only) {
    std::vector<GuardProblem> problems;
    // The advisory tells the findings' sentences in its reader's zone.
    Carriers told = carriers;
    if (const auto zone = runtime::Zone::find(advisory.zone)) {
        for (const auto& finding : carriers.findings)
            told.sentences.push_back(told_for(finding.sentence, *zone));
        for (const auto& sentence : carriers.sentences)
            told.sentences.push_back(told_for(sentence, *zone));
    }
    if (only.empty())
        for (auto& problem : check_wording(advisory.title, told)) {
            problem.statement = "title";
            problems.push_back(std::move(problem));
        }
    for (const auto& statement : advisory.statements) {
        if (!only.empty() && std::ranges::find(only, statement.id) == only.end()) continue;
        // Advice speaks of what to do: it claims nothing about the data, unless a person wrote it.
        if (statement.nature == Nature::advice && statement.edited_by.empty()) continue;
        // What a projection says under each curve it says with its "if".
        if (statement.edited_by.empty() && !statement.links.empty() &&
            statement.links.front().what == "measure" && statement.links.front().id == "projection")
            continue;
        // An update that was drafted names the verdict that fell, which nothing carries any more.
        if (statement.section == Section::update && statement.edited_by.empty()) continue;
        for (auto& problem : check_wording(statement.text, told)) {
            problem.statement = statement.id;
            problems.push_back(std::move(problem));
        }
    }
    return problems;
}

core::Result<Advisory> updated(Advisory advisory, const Material& material,
                               const UpdateAsked& asked, const runtime::Zone& zone) {
    if (!advisory.published())
        return core::error(core::ErrorCode::refused,
                           advisory.id + ": only what is published is updated; edit the draft");
    for (const auto& id : asked.replaces) {
        const auto* statement = advisory.statement(id);
        if (statement == nullptr)
            return core::error(core::ErrorCode::not_found, id + ": no such statement");
        if (statement->superseded_by)
            return core::error(core::ErrorCode::refused,
                               id + ": is superseded already, by " + *statement->superseded_by);
    }
    AdvisoryUpdate update;
    update.at = asked.at;
    update.label = "** " + zone.format(asked.at) + " Update:";
    update.author = asked.author;
    update.replaces = asked.replaces;
    update.reason = asked.reason;
    Writing writing(advisory, zone);
    const auto replace = [&](const std::string& id, const std::string& by) {
        for (auto& statement : advisory.statements)
            if (statement.id == id) statement.superseded_by = by;
    };
    if (!asked.text.empty()) {
        std::vector<AdvisoryLink> links;
        for (const auto& finding : material.findings) links.push_back(link_to(finding));
        std::string text = asked.text;
        if (!asked.replaces.empty()) {
            text += " This replaces";
            for (std::size_t i = 0; i < asked.replaces.size(); ++i)
                text += (i == 0 ? " " : ", ") + asked.replaces[i];
            text += ".";
        }
        const auto id = writing.add(Section::update, Nature::judgement, text, links);
        // A person wrote it, so the guard looks at every word.
        advisory.statements.back().edited_by = asked.author;
        update.statements.push_back(id);
        for (const auto& old : asked.replaces) replace(old, id);
    } else {
        // The statements whose finding was superseded, one update statement for each finding.
        std::set<std::string> told;
        const auto before = advisory.statements;
        for (const auto& statement : before) {
            if (statement.superseded_by || statement.links.size() != 1 ||
                statement.links.front().what != "finding")
                continue;
            if (!asked.replaces.empty() &&
                std::ranges::find(asked.replaces, statement.id) == asked.replaces.end())
                continue;
            const auto* old = chained(material, statement.links.front().id);
            const auto* now = successor(material, statement.links.front().id);
            if (old == nullptr || now == nullptr) continue;
            std::string id;
            if (told.insert(now->id).second) {
                id = writing.add(Section::update, Nature::data,
                                 writing.told(now->sentence) + " [" + now->id + ", " +
                                     hours_of(*now) + "] This replaces " + statement.id + ": " +
                                     old->verdict + " [" + old->id + ", " + hours_of(*old) +
                                     "]; new: " + std::string(name_of(now->why)) + ".",
                                 {link_to(*now)});
                update.statements.push_back(id);
            } else {
                id = update.statements.back();
            }
            if (asked.replaces.empty()) update.replaces.push_back(statement.id);
            replace(statement.id, id);
            if (update.reason.empty()) update.reason = name_of(now->why);
        }
        if (update.statements.empty())
            return core::error(core::ErrorCode::not_found,
                               advisory.id + ": every finding that it rests on still stands");
    }
    for (const auto& claim : material.claims)
        if (!claim.credit.empty() &&
            std::ranges::find(advisory.credits, claim.credit) == advisory.credits.end())
            advisory.credits.push_back(claim.credit);
    advisory.updates.push_back(std::move(update));
    return advisory;
}

core::Result<Advisory> withdrawn(Advisory advisory, const std::string& reason,
                                 const std::string& author, core::Time at,
                                 const runtime::Zone& zone) {
    if (!advisory.published())
        return core::error(core::ErrorCode::refused,
                           advisory.id + ": only what is published is withdrawn");
    AdvisoryUpdate update;
    update.at = at;
    update.label = "** " + zone.format(at) + " Withdrawn:";
    update.author = author;
    update.reason = reason;
    Writing writing(advisory, zone);
    update.statements.push_back(writing.add(Section::update, Nature::judgement, reason));
    advisory.statements.back().edited_by = author;
    advisory.updates.push_back(std::move(update));
    advisory.state = "withdrawn";
    return advisory;
}

}  // namespace hitme::console
