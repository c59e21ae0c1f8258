// SPDX-License-Identifier: Apache-2.0
#include "console/cases/complaint.h"

#include <algorithm>
#include <map>
#include <set>

#include "console/json_writer.h"
#include "console/own_networks.h"
#include "core/digest.h"
#include "core/text.h"
#include "event/signal.h"

namespace hitme::console::cases {
namespace {

struct Source {
    std::uint64_t contacts = 0;
    core::Time first;
    core::Time last;
    std::set<std::string> signals;
    std::vector<event::Contact> samples;  // the earliest of those looked at last
};

std::string target_of(const event::Contact& contact, Targets targets) {
    return targets == Targets::shown ? contact.destination.to_string() : "(ours)";
}

}  // namespace

core::Result<ComplaintDraft> draft_complaint(store::EventStore& store, store::Book& book,
                                             const ComplaintQuestion& question,
                                             const runtime::Zone& zone, core::Time now,
                                             const std::string& author) {
    ComplaintDraft draft;
    draft.network = question.network.to_string();
    draft.id = "k-" + core::sha256_hex(core::as_bytes(draft.network)).substr(0, 8) + "-" +
               core::format_day(core::day_of(now));
    draft.from = question.from;
    draft.to = question.to;
    if (book.get("complaint", draft.id))
        return core::error(core::ErrorCode::refused, draft.network + " had its draft today, " +
                                                         draft.id + "; a network gets one a day");
    OwnNetworks networks;
    if (const auto done = networks.refresh(book); !done) return done.error();
    if (!networks.matches(question.network).empty())
        return core::error(core::ErrorCode::refused,
                           draft.network + " is, or holds, a network of our own");

    std::map<core::Address, Source> sources;
    store::ContactQuery query;
    query.source = question.network;
    query.from = question.from;
    query.to = question.to;
    query.limit = store::max_page;
    std::size_t looked = 0;
    while (looked < max_complaint_contacts) {
        const auto page = store.contacts(query);
        if (!page) return page.error();
        for (const auto& row : page->rows) {
            ++looked;
            const auto& contact = row.contact;
            if (!event::verified(contact) || contact.simulated) continue;
            if (sources.size() >= max_complaint_sources && !sources.contains(contact.source))
                continue;
            auto& source = sources[contact.source];
            if (source.contacts == 0) source.first = source.last = contact.seen_at;
            source.first = std::min(source.first, contact.seen_at);
            source.last = std::max(source.last, contact.seen_at);
            source.contacts += contact.count;
            if (source.signals.size() < 64)
                source.signals.insert(event::Signal::of(contact).to_string());
            if (source.samples.size() < samples_per_source) source.samples.push_back(contact);
            draft.contacts += contact.count;
        }
        if (!page->next) break;
        query.cursor = page->next;
    }
    if (sources.empty())
        return core::error(
            core::ErrorCode::not_found,
            "no contact with a completed handshake from " + draft.network + " in that time");
    draft.sources = sources.size();

    draft.text =
        "Subject: unwanted connections from " + draft.network + "\n\n" + "Hosts in " +
        draft.network + " connected to machines of ours that offer no service to anybody.\n" +
        std::to_string(draft.sources) + (draft.sources == 1 ? " source, " : " sources, ") +
        std::to_string(draft.contacts) + " connections, all with a completed handshake, between " +
        core::format_rfc3339(draft.from) + " and " + core::format_rfc3339(draft.to) + " (" +
        zone.format_iso(draft.from) + " to " + zone.format_iso(draft.to) + ", " + zone.name() +
        ").\n" + "They may be infected, or used by somebody else. Please look into it.\n\n";
    for (const auto& [address, source] : sources) {
        draft.text += address.to_string() + "  " + std::to_string(source.contacts) + " connections";
        for (const auto& signal : source.signals) draft.text += "  " + signal;
        draft.text += "\n  first " + core::format_rfc3339(source.first) + "  last " +
                      core::format_rfc3339(source.last) + "\n";
        for (const auto& sample : source.samples) {
            draft.text += "  " + core::format_rfc3339(sample.seen_at) + "  " +
                          sample.source.to_string() + ":" + std::to_string(sample.source_port) +
                          " -> " + target_of(sample, question.targets) + ":" +
                          std::to_string(sample.destination_port);
            if (!sample.first_bytes.empty())
                draft.text += "  " + core::printable(core::Bytes(sample.first_bytes), 80);
            draft.text += "\n";
        }
        JsonWriter line;
        line.begin_object()
            .key("source")
            .text(address.to_string())
            .key("contacts")
            .number(source.contacts);
        line.key("first")
            .time(source.first)
            .key("last")
            .time(source.last)
            .key("signals")
            .begin_array();
        for (const auto& signal : source.signals) line.text(signal);
        line.end_array().key("samples").begin_array();
        for (const auto& sample : source.samples) {
            line.begin_object()
                .key("at")
                .time(sample.seen_at)
                .key("source_port")
                .number(sample.source_port);
            line.key("destination_port").number(sample.destination_port);
            if (question.targets == Targets::shown)
                line.key("destination").text(sample.destination.to_string());
            line.end_object();
        }
        line.end_array().end_object();
        draft.machine += line.take() + "\n";
    }
    draft.text += "\nThe machine-readable part has one JSON object a line.\n";

    // A record of the book is bounded; what would not fit is cut from the machine part's end, whole lines.
    constexpr std::size_t kept_bytes = 300'000;
    std::string machine = draft.machine.substr(0, kept_bytes);
    if (machine.size() < draft.machine.size()) machine.resize(machine.rfind('\n') + 1);
    draft.machine = machine;
    if (draft.text.size() > kept_bytes)
        draft.text = draft.text.substr(0, draft.text.rfind('\n', kept_bytes) + 1) + "...\n";
    store::Entry entry;
    entry.kind = "complaint";
    entry.id = draft.id;
    entry.at = now;
    entry.author = author;
    entry.subject = draft.network;
    entry.state = "draft";
    entry.body = complaint_json(draft);
    if (const auto put = book.put(entry, 0); !put) return put.error();
    return draft;
}

std::string complaint_json(const ComplaintDraft& draft) {
    JsonWriter json;
    json.begin_object().key("id").text(draft.id).key("network").text(draft.network);
    json.key("from").time(draft.from).key("to").time(draft.to);
    json.key("sources").number(draft.sources).key("contacts").number(draft.contacts);
    json.key("text").text(draft.text).key("machine").text(draft.machine).end_object();
    return json.take();
}

}  // namespace hitme::console::cases
