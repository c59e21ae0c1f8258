// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/csv.h"

#include <algorithm>
#include <limits>

#include "core/ip.h"
#include "core/text.h"
#include "core/time.h"
#include "sensor/capture/delivery.h"

namespace hitme::sensor {
namespace {

using event::Handshake;
using event::Transport;

// 1970-01-05 was a Monday: four days after the Thursday with which Unix time begins.
constexpr std::chrono::milliseconds synthetic_start = std::chrono::days{4};
constexpr std::uint64_t latest_ms = 9'000'000'000'000;  // the year 2255, within core::Time

std::optional<core::Time> time_from_ms(std::string_view text, std::chrono::milliseconds start) {
    const auto number = core::parse_unsigned(text, latest_ms);
    if (!number) return {};
    return core::Time{std::chrono::milliseconds{*number} + start};
}

std::optional<core::Address> source_of(const std::string& text) {
    if (const auto address = core::Address::parse(text)) return address;
    const auto number = core::parse_unsigned(text, std::numeric_limits<std::uint32_t>::max());
    if (!number) return {};
    return core::Address::v4(static_cast<std::uint32_t>(*number));
}

}  // namespace

std::optional<CsvForm::Role> CsvForm::role_of(std::string_view name) {
    struct Alias {
        std::string_view name;
        Role role;
    };
    static constexpr Alias aliases[] = {
        {"", Role::ignored},
        {"-", Role::ignored},
        {"time", Role::time},
        {"datetime", Role::time},
        {"timestamp", Role::time},
        {"start_time", Role::time},
        {"seen_at", Role::time},
        {"t_ms", Role::t_ms},
        {"time_ms", Role::time_ms},
        {"end_time", Role::end_time},
        {"sensor", Role::sensor},
        {"host", Role::sensor},
        {"src", Role::src},
        {"src_ip", Role::src},
        {"source", Role::src},
        {"source_ip", Role::src},
        {"sport", Role::sport},
        {"spt", Role::sport},
        {"src_port", Role::sport},
        {"source_port", Role::sport},
        {"dst", Role::dst},
        {"dst_ip", Role::dst},
        {"destination", Role::dst},
        {"destination_ip", Role::dst},
        {"dport", Role::dport},
        {"dpt", Role::dport},
        {"dst_port", Role::dport},
        {"destination_port", Role::dport},
        {"proto", Role::proto},
        {"transport", Role::proto},
        {"type", Role::type},
        {"protocol", Role::protocol},
        {"class", Role::source_class},
    };
    for (const Alias& alias : aliases)
        if (alias.name == name) return alias.role;
    return {};
}

bool CsvForm::split(std::string_view row, std::vector<std::string>& fields) {
    std::size_t count = 0;
    std::size_t at = 0;
    while (true) {
        if (count == max_columns) return false;
        if (count == fields.size()) fields.emplace_back();
        std::string& field = fields[count++];
        field.clear();
        if (at < row.size() && row[at] == '"') {  // RFC 4180 section 2, rules 5 to 7
            ++at;
            while (true) {
                const std::size_t quote = row.find('"', at);
                if (quote == row.npos) return false;
                field.append(row.substr(at, quote - at));
                at = quote + 1;
                if (at >= row.size() || row[at] != '"') break;
                field += '"';
                ++at;
            }
            if (at < row.size() && row[at] != ',') return false;
        } else {
            const std::size_t comma = std::min(row.find(',', at), row.size());
            field.append(row.substr(at, comma - at));
            at = comma;
        }
        if (at >= row.size()) break;
        ++at;  // over the comma; a row may end with an empty field
    }
    fields.resize(count);
    return true;
}

std::optional<CsvForm> CsvForm::from_header(std::string_view line) {
    if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);  // byte order mark of spreadsheets
    CsvForm form;
    if (!split(line, form.fields_)) return {};
    bool has_time = false;
    for (const std::string& field : form.fields_) {
        const Role role = role_of(field).value_or(Role::ignored);
        has_time = has_time || role == Role::time || role == Role::t_ms || role == Role::time_ms;
        form.has_proto_ = form.has_proto_ || role == Role::proto;
        form.roles_.push_back(role);
    }
    if (!has_time) return {};
    if (line == "datetime,host,src,proto,type,spt,dpt") {
        form.name_ = "csv: marx";
    } else if (line.starts_with("session_id,start_time,")) {
        form.name_ = "csv: cowrie sessions";
        form.tcp_handshake_ = Handshake::completed;  // Cowrie tells of a session after accept()
    } else if (line == "t_ms,sensor,src" || line == "t_ms" || line == "t_ms,src,tz_h") {
        form.name_ = "csv: synthetic";
    } else if (line == "time_ms,sensor,src,dport,class") {
        form.name_ = "csv: story";
    }
    return form;
}

core::Result<CsvForm> CsvForm::from_columns(std::string_view columns) {
    CsvForm form;
    if (!split(columns, form.fields_))
        return core::error(core::ErrorCode::bad_input,
                           "columns: more than 64, or a quote without end");
    bool has_time = false;
    for (const std::string& field : form.fields_) {
        const auto role = role_of(field);
        if (!role) {
            static constexpr std::string_view known[] = {
                "time", "t_ms",  "time_ms", "end_time", "sensor",   "src",  "sport",
                "dst",  "dport", "proto",   "type",     "protocol", "class"};
            const std::string_view nearest = core::nearest_name(field, known);
            return core::error(
                core::ErrorCode::bad_input,
                "columns: no column is called \"" + core::printable(field, 64) + "\"" +
                    (nearest.empty() ? "" : "; did you mean \"" + std::string(nearest) + "\"?"));
        }
        has_time = has_time || *role == Role::time || *role == Role::t_ms || *role == Role::time_ms;
        form.has_proto_ = form.has_proto_ || *role == Role::proto;
        form.roles_.push_back(*role);
    }
    if (!has_time)
        return core::error(core::ErrorCode::bad_input,
                           "columns: one must be time, t_ms or time_ms");
    return form;
}

std::string_view CsvForm::decode(std::string_view row, const std::optional<event::Signal>& signal,
                                 event::Contact& contact) {
    if (row.empty()) return not_a_record;
    if (!split(row, fields_) || fields_.size() > roles_.size()) return "bad_row";
    std::optional<core::Time> seen;
    bool has_time = false;
    std::optional<core::Address> source;
    bool has_source = false;
    std::optional<std::uint16_t> port;
    std::optional<std::uint16_t> type;
    Transport transport = Transport::other;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        const std::string& field = fields_[i];
        if (field.empty()) continue;
        switch (roles_[i]) {
            case Role::ignored:
                break;
            case Role::time:
                has_time = true;
                seen = core::parse_time(field);
                break;
            case Role::t_ms:
                has_time = true;
                seen = time_from_ms(field, synthetic_start);
                break;
            case Role::time_ms:
                has_time = true;
                seen = time_from_ms(field, {});
                break;
            case Role::end_time:
                contact.ended_at = core::parse_time(field);
                break;
            case Role::sensor:
                contact.sensor = foreign_text(field);
                break;
            case Role::source_class:
                contact.decoded.push_back(
                    {std::string(event::source_class_fact), foreign_text(field)});
                break;
            case Role::src:
                has_source = true;
                source = source_of(field);
                break;
            case Role::dst:
                if (const auto address = core::Address::parse(field))
                    contact.destination = *address;
                break;
            case Role::sport:
                if (const auto number = port_of(field)) contact.source_port = *number;
                break;
            case Role::dport:
                port = port_of(field);
                if (!port) return "bad_port";
                break;
            case Role::proto:
                transport = transport_of(field);
                break;
            case Role::type:
                type = port_of(field);
                break;
            case Role::protocol:
                contact.protocol = foreign_text(field, 32);
                break;
        }
    }
    if (!has_time) return "no_time";
    if (!seen) return "bad_time";
    if (!has_source) return "no_source";
    if (!source) return "bad_address";
    contact.seen_at = *seen;
    contact.source = *source;
    if (contact.ended_at && *contact.ended_at < *seen) contact.ended_at.reset();
    if (transport == Transport::other && port && !has_proto_) transport = Transport::tcp;
    contact.transport = transport;
    contact.destination_port = port.value_or(0);
    if (transport == Transport::icmp && type) contact.destination_port = *type;
    if (transport == Transport::other && !port && signal) {
        contact.transport = signal->transport;
        contact.destination_port = signal->port;
    }
    switch (contact.transport) {
        case Transport::udp:
        case Transport::icmp:
            contact.handshake = Handshake::datagram;
            break;
        case Transport::tcp:
            contact.handshake = tcp_handshake_;
            break;
        default:
            break;
    }
    return {};
}

}  // namespace hitme::sensor
