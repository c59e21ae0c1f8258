// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/dshield.h"

#include <array>
#include <limits>
#include <optional>
#include <string>

#include "core/ip.h"
#include "core/text.h"
#include "core/time.h"
#include "sensor/capture/delivery.h"

namespace hitme::sensor {
namespace {

constexpr std::size_t most_fields = 12;

struct Fields {
    std::array<std::string_view, most_fields> at;
    std::size_t count = 0;
    std::string time;            // date, time and zone joined
    std::size_t after_time = 0;  // index of the author's number
};

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// Nothing where the line has another number of columns.
std::optional<Fields> split(std::string_view line) {
    Fields fields;
    while (true) {
        if (fields.count == most_fields) return {};
        const std::size_t tab = std::min(line.find('\t'), line.size());
        fields.at[fields.count++] = trimmed(line.substr(0, tab));
        if (tab == line.size()) break;
        line.remove_prefix(tab + 1);
    }
    // Date, time and zone stand in one column ("2025-02-12 08:28:02 +01:00") or in two or three.
    if (fields.count < 8) return {};
    const std::string_view first = fields.at[0];
    fields.time = std::string(first);
    fields.after_time = 1;
    if (first.size() == 10) {  // a date alone
        fields.time += ' ';
        fields.time += fields.at[1];
        fields.after_time = 2;
        const std::string_view zone = fields.at[2];
        if (zone.starts_with('+') || zone.starts_with('-') || zone == "Z") {
            fields.time += zone;
            fields.after_time = 3;
        }
    } else if (const std::size_t space = fields.time.rfind(' ');
               space > 10 && space != std::string::npos) {
        fields.time.erase(space, 1);  // the zone follows the time without a space for parse_time()
    }
    if (fields.count < fields.after_time + 7 || fields.count > fields.after_time + 8) return {};
    return fields;
}

}  // namespace

bool looks_like_dshield(std::string_view line) {
    const auto fields = split(line);
    return fields && core::parse_time(fields->time).has_value() &&
           core::Address::parse(fields->at[fields->after_time + 2]).has_value();
}

std::string_view decode_dshield(std::string_view line, event::Contact& contact) {
    if (line.empty() || line.starts_with('#')) return not_a_record;
    const auto fields = split(line);
    if (!fields) return "bad_row";
    const auto at = [&](std::size_t i) { return fields->at[fields->after_time + i]; };
    const auto seen = core::parse_time(fields->time);
    if (!seen) return "bad_time";
    if (at(2).empty()) return "no_source";
    const auto source = core::Address::parse(at(2));
    if (!source) return "bad_address";
    contact.seen_at = *seen;
    contact.source = *source;
    const auto count = core::parse_unsigned(at(1), std::numeric_limits<std::uint32_t>::max());
    contact.packets = static_cast<std::uint32_t>(count.value_or(1));
    contact.count = contact.packets == 0 ? 1 : contact.packets;
    if (contact.count > 1) contact.limit = "dshield";
    contact.source_port = port_of(at(3)).value_or(0);
    if (const auto target = core::Address::parse(at(4))) contact.destination = *target;
    contact.destination_port = port_of(at(5)).value_or(0);
    contact.transport = transport_of(at(6));
    switch (contact.transport) {
        case event::Transport::udp:
        case event::Transport::icmp:
            contact.handshake = event::Handshake::datagram;
            break;
        case event::Transport::tcp:  // a packet filter sees the first packet and no more
            if (fields->count == fields->after_time + 8 &&
                at(7).find('S') != std::string_view::npos &&
                at(7).find('A') == std::string_view::npos)
                contact.handshake = event::Handshake::syn_only;
            break;
        default:
            break;
    }
    return {};
}

}  // namespace hitme::sensor
