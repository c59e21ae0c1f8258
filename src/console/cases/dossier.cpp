// SPDX-License-Identifier: Apache-2.0
#include "console/cases/dossier.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <utility>

#include "console/claim.h"
#include "console/json_body.h"
#include "console/others_said.h"
#include "core/text.h"
#include "event/signal.h"

namespace hitme::console::cases {
namespace {

constexpr std::size_t searched_claims = 1000;
constexpr std::size_t searched_cases = 20'000;
constexpr std::size_t max_others = 50;
constexpr std::size_t max_hosts = 100;
constexpr std::size_t max_actions = 200;

core::Prefix whole(const core::Address& address) {
    return core::Prefix::of(address, address.is_v4() ? 32 : 128);
}

core::Duration distance(core::Time a, core::Time b) {
    return a > b ? a - b : b - a;
}

core::Result<void> gather_contacts(store::EventStore& store, Dossier& dossier) {
    store::ContactQuery query;
    query.source = whole(dossier.asked.address);
    query.from = dossier.from;
    query.to = dossier.to;
    query.limit = store::max_page;
    std::size_t looked = 0;
    while (true) {
        auto page = store.contacts(query);
        if (!page) return page.error();
        for (auto& row : page->rows) {
            ++looked;
            const auto& contact = row.contact;
            dossier.contacts_total += contact.count;
            dossier.first = std::min(dossier.first.value_or(contact.seen_at), contact.seen_at);
            dossier.last = std::max(dossier.last.value_or(contact.seen_at), contact.seen_at);
            const auto signal = event::Signal::of(contact).to_string();
            if (dossier.signals.size() < max_case_words &&
                std::find(dossier.signals.begin(), dossier.signals.end(), signal) ==
                    dossier.signals.end())
                dossier.signals.push_back(signal);
            dossier.contacts.push_back(std::move(row));
        }
        if (!page->next) break;
        if (looked >= max_counted_contacts) {
            dossier.contacts_complete = false;
            break;
        }
        query.cursor = page->next;
        // Only the nearest are kept, so that memory stays bounded by two pages.
        if (dossier.contacts.size() > 2 * store::max_page) {
            std::nth_element(dossier.contacts.begin(),
                             dossier.contacts.begin() + max_shown_contacts, dossier.contacts.end(),
                             [&](const auto& a, const auto& b) {
                                 return distance(a.contact.seen_at, dossier.asked.at) <
                                        distance(b.contact.seen_at, dossier.asked.at);
                             });
            dossier.contacts.resize(max_shown_contacts);
        }
    }
    std::stable_sort(dossier.contacts.begin(), dossier.contacts.end(),
                     [&](const auto& a, const auto& b) {
                         return distance(a.contact.seen_at, dossier.asked.at) <
                                distance(b.contact.seen_at, dossier.asked.at);
                     });
    if (dossier.contacts.size() > max_shown_contacts) dossier.contacts.resize(max_shown_contacts);
    std::stable_sort(
        dossier.contacts.begin(), dossier.contacts.end(),
        [](const auto& a, const auto& b) { return a.contact.seen_at < b.contact.seen_at; });
    return {};
}

bool concerns(const Case& record, const Dossier& dossier) {
    if (record.touches.first && *record.touches.first >= dossier.to) return false;
    if (record.touches.last && *record.touches.last < dossier.from) return false;
    for (const auto& each : record.addresses) {
        if (each.address == dossier.asked.address) return true;
        if (dossier.own_network && dossier.own_network->kind == OwnKind::nat_egress)
            for (const auto& inside : dossier.own_network->inside)
                if (inside.contains(each.address) && each.first < dossier.to &&
                    each.last >= dossier.from)
                    return true;
    }
    return false;
}

core::Result<void> gather_cases(store::Book& book, Dossier& dossier) {
    const auto visited = visit_cases(book, {}, searched_cases, [&](Case& record) {
        if (dossier.cases.size() < max_dossier_cases && concerns(record, dossier))
            dossier.cases.push_back(std::move(record));
    });
    if (!visited) return visited.error();
    std::sort(dossier.cases.begin(), dossier.cases.end(),
              [](const Case& a, const Case& b) { return a.touches.first < b.touches.first; });
    for (const auto& record : dossier.cases) {
        const auto history = book.history(std::string(case_kind), record.id);
        if (!history) return history.error();
        for (const auto& entry : *history) {
            JsonBody body{entry.body, Unasked::is_passed_by};
            if (dossier.actions.size() < max_actions)
                dossier.actions.push_back({entry.at, entry.author,
                                           record.id + ": " + body.text("what", 1000, Needed::no)});
        }
        for (const auto& each : record.addresses)
            if (dossier.hosts.size() < max_hosts && each.last >= dossier.from &&
                each.first < dossier.to)
                dossier.hosts.push_back(
                    {each.address, record.mac, record.name, each.from, each.until, each.known_by});
    }
    std::sort(dossier.actions.begin(), dossier.actions.end(),
              [](const DossierAction& a, const DossierAction& b) { return a.at < b.at; });
    return {};
}

/// True where `text` holds the address with nothing of an address around it.
bool names_address(std::string_view text, std::string_view address) {
    const auto part = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '.' || c == ':';
    };
    for (auto at = text.find(address); at != std::string_view::npos;
         at = text.find(address, at + 1)) {
        const auto end = at + address.size();
        const bool before = at > 0 && part(text[at - 1]);
        // A point that ends a sentence is no part of an address.
        const bool after = end < text.size() && part(text[end]) &&
                           !(text[end] == '.' && (end + 1 == text.size() || !part(text[end + 1])));
        if (!before && !after) return true;
    }
    return false;
}

std::string counted(double count, std::string_view what) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.0f", count);
    return text.data() + std::string(" ") + std::string(what) + (count == 1 ? "" : "s");
}

/// What a row of a list says, in words: "3 reports about 2 targets, first seen 2009-01-20, last seen 2009-01-25".
std::string words_of(const OutsideRow& row, const core::Address& asked) {
    std::string text;
    const auto add = [&](const std::string& part, std::string_view between) {
        text += (text.empty() ? std::string() : std::string(between)) + part;
    };
    if (row.network && *row.network != whole(asked))
        add("a row for " + row.network->to_string() + ", which holds the address", "");
    if (row.count) add(counted(*row.count, "report"), ", ");
    if (row.targets) add(counted(*row.targets, "target"), row.count ? " about " : ", ");
    if (row.first) add("first seen " + core::format_day(*row.first), ", ");
    if (row.last) add("last seen " + core::format_day(*row.last), ", ");
    if (!row.first && !row.last) add("the list does not say when", ", ");
    if (!row.name.empty()) add("called " + row.name, ", ");
    return text;
}

std::string words_of(const Claim& claim) {
    std::string text = claim.who + " (" + std::string(name_of(claim.grade)) + ", " +
                       std::string(name_of(claim.fate)) + "): \"" + claim.quote + "\"";
    if (!claim.link.empty()) text += " " + claim.link;
    return text;
}

void add_other(Dossier& dossier, OtherReport other) {
    other.text = core::printable(other.text, 500);
    if (dossier.others.size() < max_others) dossier.others.push_back(std::move(other));
}

core::Result<void> gather_claims(store::Book& book, Dossier& dossier) {
    const std::string address = dossier.asked.address.to_string();
    store::EntryQuery query;
    query.kind = claim_kind;
    query.limit = searched_claims;
    const auto page = book.list(query);
    if (!page) return page.error();
    for (const auto& entry : page->entries) {
        if (entry.subject != address && !names_address(entry.body, address)) continue;
        if (const auto claim = claim_of(entry))
            add_other(
                dossier,
                {std::string(claim_kind), claim->id, claim->said_at, words_of(*claim), {}, {}});
    }
    return {};
}

core::Result<void> gather_lists(store::Book& book, Dossier& dossier) {
    const auto said_of_it = others_said(book, whole(dossier.asked.address));
    if (!said_of_it) return said_of_it.error();
    std::set<std::string> told;
    for (const auto& entry : said_of_it->lists.entries) {
        told.insert(entry.import);
        add_other(dossier,
                  {"list", entry.import, entry.fetched_at,
                   entry.source + ", list of " + core::format_day(core::day_of(entry.fetched_at)) +
                       ": " + words_of(entry.row, dossier.asked.address) +
                       (entry.latest ? "" : "; a later list of theirs is here"),
                   entry.row.first, entry.row.last});
    }
    // Sightings of lists that are too old to be read still.
    store::EntryQuery query;
    query.kind = own_sighting_kind;
    query.subject = dossier.asked.address.to_string();
    const auto page = book.list(query);
    if (!page) return page.error();
    for (const auto& entry : page->entries) {
        JsonBody body{entry.body, Unasked::is_passed_by};
        const auto feed = body.text("feed", 200, Needed::no);
        if (feed.empty()) continue;  // our own events are told as contacts
        const auto record = body.raw("record");
        JsonBody row{record, Unasked::is_passed_by};
        if (told.contains(row.text("import", 200, Needed::no))) continue;
        OutsideRow said;
        said.network = core::Prefix::parse(row.text("network", 64, Needed::no));
        const auto number = [&](std::string_view name) {
            return row.has(name) ? std::optional{row.real(name, 0, 1e18)} : std::nullopt;
        };
        said.count = number("count");
        said.targets = number("targets");
        said.first = core::parse_day(row.text("first", 32, Needed::no));
        said.last = core::parse_day(row.text("last", 32, Needed::no));
        add_other(dossier,
                  {std::string(own_sighting_kind), entry.id, body.time("last").value_or(entry.at),
                   feed + ": " + words_of(said, dossier.asked.address), said.first, said.last});
    }
    return {};
}

DossierSensor sensor_at(const SensorRegistry& registry, const std::vector<store::SensorRow>& rows,
                        const std::string& name, core::Time at) {
    DossierSensor sensor{name, registry.class_at(name, at), {}};
    if (sensor.sensor_class != SensorClass::unknown) return sensor;
    // The store keeps a sensor's latest announcement alone: it speaks of earlier times only with its own.
    for (const auto& row : rows)
        if (row.name == name && row.change && row.change->seen_at > at) {
            sensor.sensor_class = registry.class_at(name, row.change->seen_at);
            if (sensor.sensor_class != SensorClass::unknown)
                sensor.said_later_at = row.change->seen_at;
        }
    return sensor;
}

}  // namespace

std::string_view name_of(DossierVerdict verdict) {
    switch (verdict) {
        case DossierVerdict::seen:
            return "seen";
        case DossierVerdict::no_evidence:
            return "no_evidence";
        case DossierVerdict::not_covered:
            return "not_covered";
    }
    return "not_covered";
}

core::Result<Dossier> gather_dossier(store::EventStore& store, store::Book& book,
                                     const Hosts& hosts, const DossierQuestion& question,
                                     core::Time now, const runtime::ClockQuality& clock) {
    Dossier dossier;
    dossier.asked = question;
    dossier.from = question.at - question.within;
    dossier.to = question.at + question.within;
    dossier.clock = clock;
    OwnNetworks networks;
    if (const auto done = networks.refresh(book); !done) return done.error();
    if (const auto* own = networks.owner_of(question.address)) dossier.own_network = *own;
    if (const auto done = gather_contacts(store, dossier); !done) return done.error();
    if (const auto done = gather_cases(book, dossier); !done) return done.error();
    if (const auto done = gather_claims(book, dossier); !done) return done.error();
    if (const auto done = gather_lists(book, dossier); !done) return done.error();
    for (const auto& lease : hosts.leases().between(question.address, dossier.from, dossier.to)) {
        const bool told =
            std::any_of(dossier.hosts.begin(), dossier.hosts.end(), [&](const DossierHost& host) {
                return host.address == lease.address && host.mac == lease.mac &&
                       host.from == lease.from;
            });
        if (!told && dossier.hosts.size() < max_hosts)
            dossier.hosts.push_back(
                {lease.address, lease.mac, lease.name, lease.from, lease.until, KnownBy::lease});
    }
    // Time to come has no coverage yet.
    const core::Time to =
        std::min(dossier.to, std::max(now, dossier.from + std::chrono::seconds{1}));
    const auto spans = store.uptime(dossier.from, to);
    if (!spans) return spans.error();
    std::vector<analytics::Uptime> uptime;
    uptime.reserve(spans->size());
    for (const auto& span : *spans) uptime.push_back({span.sensor, span.from, span.to});
    dossier.coverage = analytics::measure_coverage(uptime, {dossier.from, to, {}, {}});
    SensorRegistry registry;
    if (const auto done = registry.refresh(book); !done) return done.error();
    const auto rows = store.sensors();
    if (!rows) return rows.error();
    for (const auto& row : *rows)
        if (row.change) registry.announce(*row.change);
    for (const auto& sensor : dossier.coverage.sensors)
        dossier.sensors.push_back(sensor_at(registry, *rows, sensor.sensor, question.at));
    if (dossier.contacts_total > 0 || !dossier.cases.empty())
        dossier.verdict = DossierVerdict::seen;
    else if (dossier.coverage.may_say_nothing_seen() && dossier.to <= now)
        dossier.verdict = DossierVerdict::no_evidence;
    return dossier;
}

}  // namespace hitme::console::cases
