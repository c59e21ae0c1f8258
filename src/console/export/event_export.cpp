// SPDX-License-Identifier: Apache-2.0
#include "console/export/event_export.h"

#include <algorithm>
#include <array>
#include <utility>

#include "console/export/contact_lines.h"
#include "console/export/gathering.h"
#include "console/export/misp.h"
#include "console/export/stix.h"
#include "console/export/zeek_intel.h"
#include "event/drill.h"

namespace hitme::console {
namespace {

constexpr std::array<std::string_view, 5> format_names = {"stix", "misp", "zeek", "ecs", "csv"};
constexpr std::size_t max_findings = 100'000;

/// Calls take(contact) for each of the question. An error of it ends the visit.
template <class Take>
core::Result<void> each_contact(store::EventStore& store, const ExportQuestion& question,
                                Exported& exported, const Take& take) {
    core::Result<void> failed;
    const auto visited = store.visit(question.from, question.to, [&](const event::Event& event) {
        const auto* contact = std::get_if<event::Contact>(&event);
        if (contact == nullptr) return true;
        if (question.signal && event::Signal::of(*contact) != *question.signal) return true;
        if (event::of_drill(*contact)) {
            ++exported.left_out["drill"];
            return true;
        }
        if (question.most_contacts > 0 && exported.contacts >= question.most_contacts) {
            failed = core::error(core::ErrorCode::over_limit,
                                 "more than " + std::to_string(question.most_contacts) +
                                     " contacts: ask for less, or use hitme export");
            return false;
        }
        ++exported.contacts;
        failed = take(*contact);
        return failed.has_value();
    });
    if (!visited) return visited;
    return failed;
}

core::Result<void> findings(store::Book& book, const ExportQuestion& question, const Sink& sink) {
    store::EntryQuery query;
    query.kind = "finding";
    query.since = question.from;
    query.limit = store::max_entries_per_page;
    std::string buffer;
    while (query.offset < max_findings) {
        const auto page = book.list(query);
        if (!page) return page.error();
        for (const auto& entry : page->entries)
            if (entry.at < question.to)
                append_ecs(buffer, ExportedFinding{entry.id, entry.at, entry.subject, entry.body});
        if (auto passed = pass_on(buffer, sink); !passed) return passed;
        query.offset += page->entries.size();
        if (page->entries.size() < query.limit) break;
    }
    return buffer.empty() ? core::Result<void>{} : sink(buffer);
}

}  // namespace

std::optional<ExportFormat> export_format_named(std::string_view name) {
    const auto found = std::find(format_names.begin(), format_names.end(), name);
    if (found == format_names.end()) return std::nullopt;
    return static_cast<ExportFormat>(found - format_names.begin());
}

std::string_view media_type_of(ExportFormat format) {
    switch (format) {
        case ExportFormat::stix:
            return "application/stix+json;version=2.1";
        case ExportFormat::misp:
            return "application/json";
        case ExportFormat::zeek:
            return "text/plain; charset=utf-8";
        case ExportFormat::ecs:
            return "application/x-ndjson";
        case ExportFormat::csv:
            return "text/csv; charset=utf-8";
    }
    return "text/plain";
}

core::Result<Exported> export_events(store::EventStore& store, store::Book* book,
                                     const store::GeoDb& geo, const Untouchable& untouchable,
                                     const ExportQuestion& question, const Sink& sink) {
    Exported exported;
    if (question.format == ExportFormat::ecs || question.format == ExportFormat::csv) {
        const bool ecs = question.format == ExportFormat::ecs;
        std::string buffer = ecs ? std::string{} : csv_header();
        auto done = each_contact(store, question, exported, [&](const event::Contact& contact) {
            const auto country = geo.country(contact.source);
            if (contact.first_bytes.empty()) {
                ecs ? append_ecs(buffer, contact, country) : append_csv(buffer, contact, country);
            } else {
                // visit() leaves hashes out, because most readers count.
                event::Contact whole = contact;
                event::derive(whole);
                ecs ? append_ecs(buffer, whole, country) : append_csv(buffer, whole, country);
            }
            return pass_on(buffer, sink);
        });
        if (!done) return done.error();
        if (!buffer.empty())
            if (auto given = sink(buffer); !given) return given.error();
        if (ecs && book != nullptr)
            if (auto given = findings(*book, question, sink); !given) return given.error();
        return exported;
    }

    Gathering gathering{untouchable};
    auto done = each_contact(store, question, exported, [&](const event::Contact& contact) {
        gathering.add(contact);
        return core::Result<void>{};
    });
    if (!done) return done.error();
    for (const auto& [reason, count] : gathering.left_out()) exported.left_out[reason] += count;
    const ExportTitle title{question.producer, question.from, question.to};
    core::Result<void> written;
    if (question.format == ExportFormat::stix)
        written = write_stix(gathering, title, sink);
    else if (question.format == ExportFormat::misp)
        written = write_misp(gathering, title, sink);
    else
        written = write_zeek(gathering, title, sink);
    if (!written) return written.error();
    return exported;
}

}  // namespace hitme::console
