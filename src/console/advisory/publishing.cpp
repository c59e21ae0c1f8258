// SPDX-License-Identifier: Apache-2.0
#include "console/advisory/publishing.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hitme::console {
namespace {

core::Result<Advisory> advisory_named(store::Book& book, const std::string& id) {
    const auto entry = book.get(std::string(advisory_kind), id);
    if (!entry) return core::error(core::ErrorCode::not_found, id + ": no such advisory");
    return advisory_of(*entry);
}

core::Result<std::vector<Advisory>> all_of(store::Book& book, store::EntryQuery query) {
    query.kind = advisory_kind;
    query.limit = store::max_entries_per_page;
    const auto page = book.list(query);
    if (!page) return page.error();
    std::vector<Advisory> advisories;
    for (const auto& entry : page->entries) {
        auto advisory = advisory_of(entry);
        if (!advisory) return advisory.error();
        advisories.push_back(std::move(*advisory));
    }
    return advisories;
}

std::string body_of(Advisory advisory) {
    advisory.id.clear();
    advisory.version = 0;
    JsonWriter json;
    json.begin_object();
    put_advisory(json, advisory);
    json.end_object();
    return json.take();
}

void tell(Notices* notices, const Advisory& advisory, const std::string& what, core::Time at) {
    if (notices == nullptr) return;
    Notice notice;
    notice.kind = NoticeKind::advisory;
    notice.severity = advisory.level == AdvisoryLevel::critical ? Severity::high : Severity::medium;
    notice.at = at;
    notice.group = "advisory " + advisory.id;
    notice.title = (what + ": " + advisory.title).substr(0, 120);
    notice.text = advisory.title;
    notice.signal = advisory.subject;
    notice.page = "/advisories/" + advisory.id;
    notice.simulated = advisory.simulated;
    notices->tell(std::move(notice));
}

}  // namespace

core::Result<AdvisoryAnswer> Publishing::keep(Advisory advisory, const Carriers& carriers,
                                              const Writer& writer) {
    const auto version = book_.put(advisory_entry(advisory, writer.now, writer.name),
                                   writer.version.value_or(advisory.version));
    if (!version) return version.error();
    advisory.version = *version;
    AdvisoryAnswer answer;
    answer.problems = check_advisory(advisory, carriers);
    answer.advisory = std::move(advisory);
    return answer;
}

core::Result<AdvisoryAnswer> Publishing::draft(const std::string& campaign,
                                               const runtime::Zone& zone,
                                               std::optional<core::Time> as_of,
                                               const Writer& writer) {
    auto material = gather_material(store_, book_, sources_, campaign, as_of, writer.now);
    if (!material) return material.error();
    const auto signal = event::Signal::parse(material->campaign.subject);
    if (sources_.projection && signal && material->blind.empty()) {
        auto projection = sources_.projection(store_, *signal, material->as_of, zone);
        if (!projection) return projection.error();
        material->projection = std::move(*projection);
    }
    auto advisory = draft_advisory(*material, zone);
    if (!advisory) return advisory.error();
    store::EntryQuery query;
    query.subject = campaign;
    const auto before = all_of(book_, query);
    if (!before) return before.error();
    const auto carriers = carriers_of(*material);
    const auto body = body_of(*advisory);
    for (const auto& other : *before)
        if (!other.out() && body_of(other) == body)
            return AdvisoryAnswer{other, check_advisory(other, carriers)};
    advisory->id = campaign + ".advisory." + std::to_string(before->size() + 1);
    return keep(std::move(*advisory), carriers, writer);
}

core::Result<AdvisoryAnswer> Publishing::show(const std::string& id) {
    auto advisory = advisory_named(book_, id);
    if (!advisory) return advisory.error();
    // What was published was checked against what stood then, and is not judged again.
    if (advisory->out()) return AdvisoryAnswer{std::move(*advisory), {}};
    const auto material =
        gather_material(store_, book_, sources_, advisory->campaign, advisory->as_of);
    if (!material) return material.error();
    auto problems = check_advisory(*advisory, carriers_of(*material));
    return AdvisoryAnswer{std::move(*advisory), std::move(problems)};
}

core::Result<AdvisoryAnswer> Publishing::edit(const std::string& id, const Edit& edit,
                                              const Writer& writer) {
    auto advisory = advisory_named(book_, id);
    if (!advisory) return advisory.error();
    if (advisory->out())
        return core::error(core::ErrorCode::refused,
                           id + ": it is published; append an update instead");
    if (edit.title) advisory->title = *edit.title;
    if (edit.level) advisory->level = *edit.level;
    for (const auto& [statement, text] : edit.texts) {
        const auto found =
            std::ranges::find(advisory->statements, statement, &AdvisoryStatement::id);
        if (found == advisory->statements.end())
            return core::error(core::ErrorCode::not_found, statement + ": no such statement");
        if (text.empty()) {
            advisory->statements.erase(found);
            continue;
        }
        found->text = text;
        found->edited_by = writer.name;
    }
    const auto material =
        gather_material(store_, book_, sources_, advisory->campaign, advisory->as_of);
    if (!material) return material.error();
    return keep(std::move(*advisory), carriers_of(*material), writer);
}

core::Result<AdvisoryAnswer> Publishing::publish(const std::string& id, const Writer& writer) {
    auto shown = show(id);
    if (!shown) return shown.error();
    if (shown->advisory.out())
        return core::error(core::ErrorCode::refused, id + ": it is published already");
    if (!shown->problems.empty()) return shown;
    shown->advisory.state = "published";
    shown->advisory.published_at = writer.now;
    const auto version = book_.put(advisory_entry(shown->advisory, writer.now, writer.name),
                                   writer.version.value_or(shown->advisory.version));
    if (!version) return version.error();
    shown->advisory.version = *version;
    tell(writer.notices, shown->advisory, "Published", writer.now);
    return shown;
}

core::Result<AdvisoryAnswer> Publishing::update(const std::string& id, UpdateAsked asked,
                                                std::optional<core::Time> as_of,
                                                const Writer& writer) {
    auto advisory = advisory_named(book_, id);
    if (!advisory) return advisory.error();
    const auto material =
        gather_material(store_, book_, sources_, advisory->campaign, as_of, writer.now);
    if (!material) return material.error();
    const auto zone = runtime::Zone::find(advisory->zone);
    if (!zone) return zone.error();
    const auto seen = advisory->version;
    asked.author = writer.name;
    auto appended = updated(std::move(*advisory), *material, asked, *zone);
    if (!appended) return appended.error();
    AdvisoryAnswer answer;
    answer.problems =
        check_advisory(*appended, carriers_of(*material), appended->updates.back().statements);
    answer.advisory = std::move(*appended);
    if (!answer.problems.empty()) return answer;
    const auto version = book_.put(advisory_entry(answer.advisory, writer.now, writer.name),
                                   writer.version.value_or(seen));
    if (!version) return version.error();
    answer.advisory.version = *version;
    tell(writer.notices, answer.advisory, "Updated", writer.now);
    return answer;
}

core::Result<AdvisoryAnswer> Publishing::withdraw(const std::string& id, const std::string& reason,
                                                  const Writer& writer) {
    auto advisory = advisory_named(book_, id);
    if (!advisory) return advisory.error();
    const auto zone = runtime::Zone::find(advisory->zone);
    if (!zone) return zone.error();
    const auto seen = advisory->version;
    auto taken_back = withdrawn(std::move(*advisory), reason, writer.name, writer.now, *zone);
    if (!taken_back) return taken_back.error();
    const auto version = book_.put(advisory_entry(*taken_back, writer.now, writer.name),
                                   writer.version.value_or(seen));
    if (!version) return version.error();
    taken_back->version = *version;
    tell(writer.notices, *taken_back, "Withdrawn", writer.now);
    return AdvisoryAnswer{std::move(*taken_back), {}};
}

core::Result<std::vector<GuardProblem>> Publishing::check(const std::string& text,
                                                          const std::string& campaign,
                                                          std::optional<core::Time> as_of) {
    if (campaign.empty()) {
        Carriers none;
        none.subject = "the signal";
        return check_wording(text, none);
    }
    const auto material = gather_material(store_, book_, sources_, campaign, as_of);
    if (!material) return material.error();
    return check_wording(text, carriers_of(*material));
}

core::Result<std::vector<Advisory>> Publishing::published() {
    std::vector<Advisory> both;
    for (const char* state : {"published", "withdrawn"}) {
        store::EntryQuery query;
        query.state = state;
        auto found = all_of(book_, query);
        if (!found) return found.error();
        std::move(found->begin(), found->end(), std::back_inserter(both));
    }
    return both;
}

}  // namespace hitme::console
