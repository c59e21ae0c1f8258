// SPDX-License-Identifier: Apache-2.0
#include "console/cases/dossier_words.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "console/cases/evidence_pack.h"
#include "console/told_time.h"
#include "core/text.h"
#include "event/json.h"
#include "event/signal.h"

namespace hitme::console::cases {
namespace {

constexpr std::size_t text_contacts = 40;

std::string percent(double share) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f %%", share * 100);
    return text.data();
}

std::string both(core::Time at, const runtime::Zone& zone) {
    return zone.format_iso(at) + " (" + told_time(at) + ")";
}

std::string labels_text(const event::Contact& contact) {
    std::string text;
    for (const auto& label : contact.labels)
        text += (text.empty() ? "" : ", ") + core::printable(label.name, 80);
    return text;
}

std::string host_text(const DossierHost& host, const runtime::Zone& zone) {
    std::string text = host.address.to_string() + " was ";
    text += host.mac.empty() ? "a host known by its address only" : host.mac;
    if (!host.name.empty()) text += " \"" + core::printable(host.name, 64) + "\"";
    text += ", by ";
    text += host.known_by == KnownBy::lease        ? "a lease"
            : host.known_by == KnownBy::neighbours ? "the neighbour table at the touch"
                                                   : "nothing better";
    if (host.from) text += " from " + both(*host.from, zone);
    if (host.until) text += " until " + both(*host.until, zone);
    return text;
}

std::string class_text(const DossierSensor& sensor, const runtime::Zone& zone) {
    std::string text(name_of(sensor.sensor_class));
    if (sensor.said_later_at) text += ", as it said only at " + both(*sensor.said_later_at, zone);
    return text;
}

std::string signals_text(const Dossier& dossier) {
    std::string text;
    for (const auto& signal : dossier.signals) text += (text.empty() ? "" : ", ") + signal;
    return text;
}

}  // namespace

std::string sentence_of(const Dossier& dossier, const runtime::Zone& zone) {
    const std::string address = dossier.asked.address.to_string();
    const std::string coverage =
        dossier.coverage.known ? "listened for " + percent(dossier.coverage.share) + " of that time"
                               : "gave no heartbeat in that time";
    switch (dossier.verdict) {
        case DossierVerdict::seen: {
            std::string text;
            if (dossier.contacts_total > 0) {
                text = std::string(dossier.contacts_complete ? "" : "At least ") +
                       std::to_string(dossier.contacts_total) +
                       (dossier.contacts_total == 1 ? " contact from " : " contacts from ") +
                       address + " on " + signals_text(dossier) + ", the first at " +
                       zone.format_iso(*dossier.first) + ", the last at " +
                       zone.format_iso(*dossier.last) + ".";
            } else {
                text = "No contact from " + address + " itself.";
            }
            if (!dossier.cases.empty())
                text += " " + std::to_string(dossier.cases.size()) +
                        (dossier.cases.size() == 1 ? " internal host" : " internal hosts") +
                        " with this address or behind it touched our decoys.";
            return text;
        }
        case DossierVerdict::no_evidence:
            return "No evidence: our sensors " + coverage + " and recorded no contact from " +
                   address + ". They see only what is sent to them.";
        case DossierVerdict::not_covered:
            return "Not covered: our sensors " + coverage +
                   ", which is less than the 95 % that \"no evidence\" needs. Nothing is said "
                   "about " +
                   address + ".";
    }
    return {};
}

std::vector<std::string> limits_of(const Dossier& dossier) {
    std::vector<std::string> limits{
        "An address is not a machine, and a source of a datagram or a bare SYN may be forged.",
        "Our decoys see what is sent to them, not what the host sent to others.",
    };
    if (dossier.own_network && dossier.own_network->kind == OwnKind::nat_egress)
        limits.emplace_back(
            "The address is a NAT egress: which host behind it the caller saw is not shown by it; "
            "the caller's source port and exact time, with the translator's own log, would.");
    limits.push_back("Now, " + dossier.clock.sentence() +
                     ". How it was at that time was not recorded.");
    if (!dossier.contacts_complete)
        limits.emplace_back(
            "There were more contacts than were counted; ask for a shorter window.");
    return limits;
}

std::string answer_draft(const Dossier& dossier, const runtime::Zone& zone) {
    const std::string address = dossier.asked.address.to_string();
    std::string text = "You reported traffic from " + address + " at " +
                       zone.format_iso(dossier.asked.at) + " (" + zone.name() +
                       "; so are all times below).\n\n";
    if (dossier.own_network)
        text += "The address belongs to " + core::printable(dossier.own_network->owner, 100) +
                " (" + dossier.own_network->network.to_string() + ").\n";
    else
        text += "The address is in none of the networks that we have registered as ours.\n";
    switch (dossier.verdict) {
        case DossierVerdict::seen:
            text += "Between " + zone.format_iso(dossier.from) + " and " +
                    zone.format_iso(dossier.to) +
                    " our own sensors recorded: " + sentence_of(dossier, zone) + "\n";
            break;
        case DossierVerdict::no_evidence:
            text += "Our sensors, which listened for " + percent(dossier.coverage.share) +
                    " of the time around it, recorded nothing from this address. That does not "
                    "show that "
                    "nothing was sent to you.\n";
            break;
        case DossierVerdict::not_covered:
            text +=
                "Our sensors did not cover that time, so we can neither confirm nor rule it out "
                "from them.\n";
            break;
    }
    for (const auto& record : dossier.cases)
        text += "A host of ours is being handled as case " + record.id +
                ", state: " + std::string(name_of(record.state)) + ".\n";
    text +=
        "\nTo go on, please send: source port, destination port, exact times with time zone, and "
        "how your "
        "clock is set.\n";
    return text;
}

std::string dossier_text(const Dossier& dossier, const runtime::Zone& zone) {
    std::string text = "DOSSIER " + dossier.asked.address.to_string() + "\n";
    text += "Asked for   " + both(dossier.asked.at, zone) + " in " + zone.name() + "\n";
    if (!dossier.asked.note.empty()) text += "            " + dossier.asked.note + "\n";
    text += "Window      " + both(dossier.from, zone) + " to " + both(dossier.to, zone) + "\n";
    text += "Verdict     " + std::string(name_of(dossier.verdict)) + ": " +
            sentence_of(dossier, zone) + "\n";
    text += "Whose       ";
    if (dossier.own_network)
        text += dossier.own_network->network.to_string() + ", " +
                core::printable(dossier.own_network->owner, 100) + " (" +
                std::string(name_of(dossier.own_network->kind)) + ")\n";
    else
        text += "none of our registered networks\n";
    text += "Coverage    ";
    if (!dossier.coverage.known)
        text += "no heartbeat speaks of this window\n";
    else
        text += percent(dossier.coverage.share) + "\n";
    for (std::size_t i = 0; i < dossier.coverage.sensors.size(); ++i)
        text += "            " + core::printable(dossier.coverage.sensors[i].sensor, 64) + " (" +
                class_text(dossier.sensors[i], zone) + ") " +
                percent(dossier.coverage.sensors[i].share) + "\n";
    text += "Clock       " + dossier.clock.sentence() + " (now)\n";
    text += "\nWHAT WE SAW\n";
    if (dossier.contacts.empty()) text += "  no contact\n";
    std::size_t shown = 0;
    for (const auto& row : dossier.contacts) {
        if (++shown > text_contacts) break;
        const auto& contact = row.contact;
        text += "  " + both(contact.seen_at, zone) + "  " + core::printable(contact.sensor, 64) +
                "  " + event::Signal::of(contact).to_string() + "  " +
                std::string(event::name_of(contact.stage));
        if (contact.count > 1) text += "  x" + std::to_string(contact.count);
        if (const auto labels = labels_text(contact); !labels.empty()) text += "  [" + labels + "]";
        text += "\n";
        if (!contact.first_bytes.empty())
            text += "      " + core::printable(core::Bytes(contact.first_bytes), 100) + "\n";
    }
    if (dossier.contacts.size() > text_contacts)
        text += "  ... " + std::to_string(dossier.contacts.size() - text_contacts) +
                " more in the pack\n";
    text += "\nWHAT OTHERS REPORTED\n";
    if (dossier.others.empty()) text += "  nothing in the book names this address\n";
    for (const auto& other : dossier.others)
        text += "  " + both(other.at, zone) + "  " + other.text + "  [" + other.kind + " " +
                core::printable(other.id, 64) + "]\n";
    text += "\nWHO HAD IT\n";
    if (dossier.hosts.empty()) text += "  no lease and no case tells\n";
    for (const auto& host : dossier.hosts) text += "  " + host_text(host, zone) + "\n";
    text += "\nCASES AND ACTIONS\n";
    if (dossier.cases.empty()) text += "  none\n";
    for (const auto& record : dossier.cases)
        text += "  " + record.id + "  " + std::string(name_of(record.state)) + "  " +
                record.address() + "  " + std::to_string(record.touches.count) + " touches" +
                (record.owner.empty() ? "" : "  owner " + core::printable(record.owner, 64)) + "\n";
    for (const auto& action : dossier.actions)
        text += "    " + both(action.at, zone) + "  " + core::printable(action.author, 64) + "  " +
                core::printable(action.what, 300) + "\n";
    text += "\nLIMITS\n";
    for (const auto& limit : limits_of(dossier)) text += "  - " + limit + "\n";
    text += "\nDRAFT OF THE ANSWER\n" + answer_draft(dossier, zone);
    return text;
}

std::string dossier_json(const Dossier& dossier, const runtime::Zone& zone) {
    JsonWriter json;
    json.begin_object().key("address").text(dossier.asked.address.to_string());
    json.key("asked").begin_object().key("at").time(dossier.asked.at);
    json.key("local").text(zone.format_iso(dossier.asked.at)).key("zone").text(zone.name());
    json.key("from").time(dossier.from).key("to").time(dossier.to);
    json.key("note").text(dossier.asked.note).end_object();
    json.key("verdict")
        .text(name_of(dossier.verdict))
        .key("sentence")
        .text(sentence_of(dossier, zone));
    json.key("coverage").begin_object().key("known").truth(dossier.coverage.known);
    json.key("share").real(dossier.coverage.share).key("sensors").begin_array();
    for (std::size_t i = 0; i < dossier.coverage.sensors.size(); ++i)
        json.begin_object()
            .key("sensor")
            .text(dossier.coverage.sensors[i].sensor)
            .key("class")
            .text(name_of(dossier.sensors[i].sensor_class))
            .key("class_said_at")
            .time(dossier.sensors[i].said_later_at)
            .key("share")
            .real(dossier.coverage.sensors[i].share)
            .end_object();
    json.end_array().end_object();
    json.key("clock").begin_object().key("synchronised").truth(dossier.clock.synchronised);
    json.key("error_seconds").real(std::chrono::duration<double>(dossier.clock.max_error).count());
    json.key("sentence").text(dossier.clock.sentence()).end_object();
    if (dossier.own_network) {
        json.key("own_network")
            .begin_object()
            .key("network")
            .text(dossier.own_network->network.to_string());
        json.key("owner").text(dossier.own_network->owner);
        json.key("kind").text(name_of(dossier.own_network->kind)).key("inside").begin_array();
        for (const auto& inside : dossier.own_network->inside) json.text(inside.to_string());
        json.end_array().end_object();
    }
    json.key("contacts_total").number(dossier.contacts_total);
    json.key("contacts_complete").truth(dossier.contacts_complete).key("contacts").begin_array();
    for (const auto& row : dossier.contacts) {
        const auto& contact = row.contact;
        json.begin_object().key("id").text(row.id).key("seen_at").time(contact.seen_at);
        json.key("local").text(zone.format_iso(contact.seen_at));
        json.key("sensor").text(core::printable(contact.sensor, 128));
        json.key("source").text(contact.source.to_string());
        json.key("signal").text(event::Signal::of(contact).to_string());
        json.key("stage").text(event::name_of(contact.stage));
        json.key("handshake").text(event::name_of(contact.handshake)).key("labels").begin_array();
        for (const auto& label : contact.labels) json.text(core::printable(label.name, 100));
        json.end_array();
        json.key("bytes").text(core::printable(core::Bytes(contact.first_bytes), max_shown_bytes));
        json.key("first_bytes_sha256").text(contact.first_bytes_sha256);
        json.key("count").number(contact.count).end_object();
    }
    json.end_array().key("others").begin_array();
    for (const auto& other : dossier.others) {
        json.begin_object().key("kind").text(other.kind).key("id").text(other.id);
        json.key("at").time(other.at).key("text").text(other.text);
        json.key("first").day(other.first);
        json.key("last").day(other.last);
        json.end_object();
    }
    json.end_array().key("hosts").begin_array();
    for (const auto& host : dossier.hosts) {
        json.begin_object().key("address").text(host.address.to_string());
        json.key("mac").text(host.mac).key("name").text(host.name);
        if (host.from) json.key("from").time(*host.from);
        if (host.until) json.key("until").time(*host.until);
        json.key("known_by").text(name_of(host.known_by)).end_object();
    }
    json.end_array().key("cases").begin_array();
    for (const auto& record : dossier.cases) write_case(json, record);
    json.end_array().key("actions").begin_array();
    for (const auto& action : dossier.actions) {
        json.begin_object().key("at").time(action.at).key("author").text(action.author);
        json.key("what").text(action.what).end_object();
    }
    json.end_array().key("limits").begin_array();
    for (const auto& limit : limits_of(dossier)) json.text(limit);
    json.end_array().key("text").text(dossier_text(dossier, zone));
    json.key("draft").text(answer_draft(dossier, zone)).end_object();
    return json.take();
}

PackFile dossier_pack(const Dossier& dossier, const runtime::Zone& zone, core::Time now) {
    EvidencePack pack;
    JsonWriter json;
    json.begin_object().key("pack").number(1).key("made_at").time(now).key("made_by").text(
        "hitme " HITME_VERSION);
    json.key("address").text(dossier.asked.address.to_string()).key("at").time(dossier.asked.at);
    json.key("zone").text(zone.name()).key("from").time(dossier.from).key("to").time(dossier.to);
    json.key("clock").text(dossier.clock.sentence()).end_object();
    pack.add(json.take());
    pack.add("{\"dossier\":" + dossier_json(dossier, zone) + "}");
    for (const auto& row : dossier.contacts) {
        std::string contact = "{\"contact\":";
        event::append_json(contact, row.contact);
        pack.add(contact + "}");
    }
    for (const auto& record : dossier.cases) pack.add("{\"case\":" + whole_case(record, {}) + "}");
    for (const auto& gap : dossier.coverage.gaps) {
        JsonWriter line;
        line.begin_object().key("gap").begin_object().key("sensor").text(gap.sensor);
        line.key("from").time(gap.from).key("to").time(gap.to).end_object().end_object();
        pack.add(line.take());
    }
    PackFile file;
    file.text = pack.finish();
    file.head = pack.head();
    file.lines = pack.lines();
    return file;
}

}  // namespace hitme::console::cases
