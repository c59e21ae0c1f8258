// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/pictures.h"

#include <algorithm>
#include <set>

#include "console/finding.h"
#include "console/growth_picture.h"

namespace hitme::console {
namespace {

/// Both axes of the first chart that these statements lead to.
core::Result<std::vector<Figure>> figures_of(store::Book& book,
                                             const std::vector<const AdvisoryStatement*>& told,
                                             const runtime::Zone& zone) {
    std::set<std::string> asked;
    for (const auto* statement : told) {
        for (const auto& link : statement->links) {
            if (link.what != "finding" || !asked.insert(link.id).second) continue;
            const auto chart = book.get(std::string(finding_chart_kind), link.id);
            if (!chart) {
                if (chart.error().code == core::ErrorCode::not_found) continue;
                return chart.error();
            }
            std::vector<Figure> figures;
            for (const auto scale : {PictureScale::linear, PictureScale::log}) {
                auto svg = growth_picture(chart->body, scale, zone);
                if (svg) figures.push_back({link.id, std::move(*svg)});
            }
            if (!figures.empty()) return figures;
        }
    }
    return std::vector<Figure>{};
}

}  // namespace

core::Result<Figures> pictures_of(store::Book& book, const Advisory& advisory,
                                  const runtime::Zone& zone) {
    std::set<std::string> of_updates;
    for (const auto& update : advisory.updates)
        of_updates.insert(update.statements.begin(), update.statements.end());
    std::vector<const AdvisoryStatement*> original;
    for (const auto& statement : advisory.statements)
        if (!of_updates.contains(statement.id)) original.push_back(&statement);
    Figures figures;
    auto first = figures_of(book, original, zone);
    if (!first) return first.error();
    figures.original = std::move(*first);
    for (const auto& update : advisory.updates) {
        std::vector<const AdvisoryStatement*> told;
        for (const auto& id : update.statements)
            if (const auto* statement = advisory.statement(id)) told.push_back(statement);
        auto of_update = figures_of(book, told, zone);
        if (!of_update) return of_update.error();
        figures.updates.push_back(std::move(*of_update));
    }
    return figures;
}

}  // namespace hitme::console
