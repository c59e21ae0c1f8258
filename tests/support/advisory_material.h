// SPDX-License-Identifier: Apache-2.0
// Material of the two reports in small, for tests of the advisory: scans of 445/tcp rose on 6 November 2008 at 14:25 UTC.
#pragma once

#include "console/advisory/draft.h"

namespace hitme::tests {

inline core::Time at(const char* text) {
    return *core::parse_time(text);
}

inline console::Finding made_finding(std::string question, std::string verdict,
                                     std::uint64_t number, const char* judged_at,
                                     std::string sentence) {
    console::Finding finding;
    finding.id = console::finding_id("tcp/445", question, number);
    finding.subject = "tcp/445";
    finding.question = question;
    finding.verdict = std::move(verdict);
    finding.judged_at = at(judged_at);
    finding.window = {finding.judged_at - std::chrono::hours{48}, finding.judged_at,
                      finding.judged_at - std::chrono::hours{240}};
    finding.sentence = std::move(sentence);
    finding.method = question + "/1";
    finding.data.digest = "0";
    return finding;
}

inline console::Material made_material() {
    using namespace console;
    Material material;
    material.campaign.id = "tcp-445.campaign.1";
    material.campaign.subject = "tcp/445";
    material.campaign.title = "Scans of 445/tcp";
    CampaignStep step;
    step.at = at("2008-11-06T14:25:00Z");
    step.state = CampaignState::rising;
    material.campaign.steps.push_back(step);
    material.as_of = at("2008-11-08T00:00:00Z");
    auto onset =
        made_finding("onset", "rise", 1, "2008-11-06T16:00:00Z",
                     "Since Thu 2008-11-06 9:25 AM EST new hosts rose from 2 to 48 an hour.");
    const double ms = 1225981500000;
    onset.numbers = {{"onset", ms, ms - 180'000, ms + 180'000, "ms"},
                     {"baseline_per_h", 2.0, {}, {}, "hosts/h"},
                     {"excess_per_h", 46.0, {}, {}, "hosts/h"},
                     {"peak_excess", 50.0, {}, {}, "hosts/h"}};
    auto growth = made_finding("growth", "undetermined", 1, "2008-11-08T00:00:00Z",
                               "Whether hosts seen per hour grow, linear or exponential, is "
                               "undetermined.");
    material.findings = {onset, growth};
    material.chain = material.findings;
    material.measures = {
        {"new_host_interval", 5.0, 4.5, 5.6, "min", at("2008-11-07"), at("2008-11-08"),
         "/api/v1/series?signal=tcp/445",
         "New hosts (not seen in the 24 hours before) come every 5.0 min (4.5-5.6): 288 in 24 h."},
        {"coverage",
         0.99,
         {},
         {},
         "share",
         at("2008-11-07"),
         at("2008-11-08"),
         "/api/v1/series",
         "The sensors listened 99 % of the time, 95 sensor-hours."}};
    Claim claim;
    claim.id = "cl-01234567";
    claim.who = "SANS";
    claim.said_at = at("2008-11-06T12:00:00Z");
    claim.quote = "the worm is spreading from at least one host";
    claim.subject = "tcp/445";
    claim.event = ClaimEvent::outbreak;
    claim.grade = ClaimGrade::report;
    claim.credit = "SANS";
    material.claims = {claim};
    return material;
}

/// The same campaign 72 h later: linear, which supersedes undetermined.
inline console::Material later_material() {
    auto material = made_material();
    auto linear = made_finding("growth", "linear", 2, "2008-11-10T00:00:00Z",
                               "Hosts seen per hour grow linearly. Not exponential.");
    linear.supersedes = "tcp-445.growth.1";
    linear.why = console::FindingWhy::verdict;
    linear.window.from = at("2008-11-07T00:00:00Z");
    material.findings[1] = linear;
    material.chain.push_back(linear);
    material.as_of = at("2008-11-10T00:00:00Z");
    return material;
}

}  // namespace hitme::tests
