// SPDX-License-Identifier: Apache-2.0
#include "app/advisory_sources.h"

#include <utility>

#include "console/campaigns/rivals.h"
#include "console/corroboration/imports.h"
#include "console/judge/projection.h"

namespace hitme::app {

console::AdvisorySources advisory_sources() {
    console::AdvisorySources sources;
    sources.measure = console::measures_of;
    sources.outside = console::told_in_advisory;
    sources.questions =
        [](store::Book& book,
           const console::Campaign& campaign) -> core::Result<std::vector<console::OpenQuestion>> {
        const auto facts = console::gather_facts(book, campaign.subject);
        if (!facts) return facts.error();
        auto questions = console::rivals_of(campaign, *facts);
        auto asked = console::questions_on(book, campaign.id);
        if (!asked) return asked.error();
        for (auto& question : *asked) questions.push_back(std::move(question));
        return questions;
    };
    sources.projection = [](store::EventStore& store, event::Signal signal, core::Time as_of,
                            const runtime::Zone& zone) {
        return console::project(store, signal, as_of, console::next_monday_morning(as_of, zone),
                                zone);
    };
    sources.blind = [](store::Book& book, const std::string& subject) -> core::Result<std::string> {
        const auto facts = console::gather_facts(book, subject);
        if (!facts) return facts.error();
        return console::blind_sentence(subject, facts->reach);
    };
    return sources;
}

}  // namespace hitme::app
