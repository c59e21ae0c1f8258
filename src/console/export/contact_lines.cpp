// SPDX-License-Identifier: Apache-2.0
#include "console/export/contact_lines.h"

#include <algorithm>
#include <set>

#include "console/json_writer.h"
#include "core/text.h"

namespace hitme::console {
namespace {

constexpr std::size_t max_cell = 32'000;  // a cell of a spreadsheet holds 32,767

}  // namespace

void append_ecs(std::string& out, const event::Contact& contact, std::string_view country) {
    JsonWriter json;
    json.begin_object().key("@timestamp").time(contact.seen_at);
    json.key("ecs").begin_object().key("version").text("8.11.0").end_object();
    json.key("event").begin_object().key("kind").text("event");
    json.key("category").begin_array().text("network").end_array();
    json.key("type").begin_array().text("connection").end_array();
    json.key("dataset").text("hitme.contact").key("start").time(contact.seen_at);
    if (contact.ended_at) json.key("end").time(*contact.ended_at);
    json.key("id").text(contact.sensor + '/' + std::to_string(contact.epoch) + '/' +
                        std::to_string(contact.sequence));
    json.end_object();
    json.key("source").begin_object().key("ip").text(contact.source.to_string());
    if (contact.source_port != 0) json.key("port").number(contact.source_port);
    json.key("bytes").number(contact.bytes_in);
    if (!country.empty())
        json.key("geo").begin_object().key("country_iso_code").text(country).end_object();
    json.end_object();
    json.key("destination").begin_object();
    if (!contact.destination.is_unspecified()) json.key("ip").text(contact.destination.to_string());
    json.key("port").number(contact.destination_port).key("bytes").number(contact.bytes_out);
    json.end_object();
    json.key("network").begin_object();
    json.key("transport").text(event::name_of(contact.transport));
    json.key("type").text(contact.source.is_v4() ? "ipv4" : "ipv6");
    if (!contact.protocol.empty()) json.key("protocol").text(contact.protocol);
    json.end_object();
    json.key("observer").begin_object().key("name").text(contact.sensor);
    json.key("vendor").text("hitme").key("type").text("honeypot").end_object();
    if (!contact.labels.empty()) {
        json.key("tags").begin_array();
        for (const auto& label : contact.labels) json.text(label.name);
        json.end_array();
        std::set<std::string> techniques;
        for (const auto& label : contact.labels)
            techniques.insert(label.attack_ids.begin(), label.attack_ids.end());
        if (!techniques.empty()) {
            json.key("threat").begin_object().key("framework").text("MITRE ATT&CK");
            json.key("technique").begin_object().key("id").begin_array();
            for (const auto& id : techniques) json.text(id);
            json.end_array().end_object().end_object();
        }
    }
    json.key("hitme").begin_object();
    json.key("handshake").text(event::name_of(contact.handshake));
    json.key("ending").text(event::name_of(contact.ending));
    json.key("stage").text(event::name_of(contact.stage));
    json.key("count").number(contact.count).key("simulated").truth(contact.simulated);
    if (!contact.limit.empty()) json.key("limit").text(contact.limit);
    if (!contact.origin.empty()) json.key("origin").text(contact.origin);
    if (!contact.first_bytes.empty()) {
        std::string bytes;
        core::append_base64(bytes, contact.first_bytes);
        json.key("first_bytes").text(bytes);
        json.key("first_bytes_sha256").text(contact.first_bytes_sha256);
    }
    json.end_object().end_object();
    out += json.take();
    out += '\n';
}

void append_ecs(std::string& out, const ExportedFinding& finding) {
    JsonWriter json;
    json.begin_object().key("@timestamp").time(finding.at);
    json.key("ecs").begin_object().key("version").text("8.11.0").end_object();
    json.key("event").begin_object().key("kind").text("state").key("dataset").text("hitme.finding");
    json.key("id").text(finding.id).end_object();
    json.key("observer").begin_object().key("vendor").text("hitme").key("type").text("honeypot");
    json.end_object();
    json.key("hitme").begin_object().key("subject").text(finding.subject);
    json.key("finding").raw(finding.body).end_object().end_object();
    out += json.take();
    out += '\n';
}

std::string csv_cell(std::string_view text) {
    std::string cell = core::printable(text, max_cell);
    if (!cell.empty() && std::string_view("=+-@").find(cell.front()) != std::string_view::npos)
        cell.insert(0, "'");
    if (cell.find_first_of("\",;'") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string csv_header() {
    return "seen_at,ended_at,sensor,transport,source,source_port,country,destination,"
           "destination_port,handshake,ending,bytes_in,bytes_out,protocol,stage,labels,attack_ids,"
           "count,origin,simulated,first_bytes_sha256,first_bytes_hex\r\n";
}

void append_csv(std::string& out, const event::Contact& contact, std::string_view country) {
    std::string labels;
    std::set<std::string> techniques;
    for (const auto& label : contact.labels) {
        labels += (labels.empty() ? "" : " ") + label.name;
        techniques.insert(label.attack_ids.begin(), label.attack_ids.end());
    }
    std::string ids;
    for (const auto& id : techniques) ids += (ids.empty() ? "" : " ") + id;
    const auto address = [](const core::Address& at) {
        return at.is_unspecified() ? std::string{} : at.to_string();
    };
    const std::string cells[] = {core::format_rfc3339(contact.seen_at),
                                 contact.ended_at ? core::format_rfc3339(*contact.ended_at) : "",
                                 contact.sensor,
                                 std::string(event::name_of(contact.transport)),
                                 address(contact.source),
                                 std::to_string(contact.source_port),
                                 std::string(country),
                                 address(contact.destination),
                                 std::to_string(contact.destination_port),
                                 std::string(event::name_of(contact.handshake)),
                                 std::string(event::name_of(contact.ending)),
                                 std::to_string(contact.bytes_in),
                                 std::to_string(contact.bytes_out),
                                 contact.protocol,
                                 std::string(event::name_of(contact.stage)),
                                 labels,
                                 ids,
                                 std::to_string(contact.count),
                                 contact.origin,
                                 contact.simulated ? "true" : "false",
                                 contact.first_bytes_sha256,
                                 core::to_hex(contact.first_bytes)};
    bool first = true;
    for (const auto& cell : cells) {
        if (!first) out += ',';
        first = false;
        out += csv_cell(cell);
    }
    out += "\r\n";
}

}  // namespace hitme::console
