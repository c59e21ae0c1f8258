// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/opencanary.h"

#include <boost/json/value.hpp>

#include "core/text.h"
#include "sensor/capture/delivery.h"
#include "sensor/capture/json_fields.h"

namespace hitme::sensor {
namespace {

// opencanary/logger.py, class LoggerBase: the numbers of what speaks UDP and of single packets.
event::Transport transport_of_type(std::int64_t type, std::string_view proto) {
    switch (type) {
        case 11001:  // NTP monlist
        case 13001:  // SNMP command
        case 15001:  // SIP request
        case 10001:  // TFTP
            return event::Transport::udp;
        default:
            break;
    }
    if (!proto.empty()) return transport_of(proto);
    return event::Transport::tcp;
}

}  // namespace

std::string_view decode_opencanary(std::string_view line, event::Contact& contact) {
    if (holds_nothing(line)) return not_a_record;
    const auto object = parse_object(line);
    if (!object) return "bad_json";
    std::int64_t type = 0;
    if (const auto* value = object->if_contains("logtype")) {
        if (value->is_int64()) type = value->get_int64();
        if (value->is_string()) {
            const auto& text = value->get_string();
            type = static_cast<std::int64_t>(
                core::parse_unsigned({text.data(), text.size()}, 1'000'000).value_or(0));
        }
    }
    if (type >= 1000 && type < 2000) return not_a_record;  // boot, message, debug, error, ping
    const std::string_view source = text_field(*object, "src_host");
    if (source.empty()) return "no_source";
    const auto address = core::Address::parse(source);
    if (!address) return "bad_address";
    std::string_view time = text_field(*object, "utc_time");
    if (time.empty()) time = text_field(*object, "local_time");
    if (time.empty()) return "no_time";
    const auto seen = core::parse_time(time);
    if (!seen) return "bad_time";
    contact.seen_at = *seen;
    contact.source = *address;
    contact.source_port = port_field(*object, "src_port").value_or(0);
    if (const auto target = core::Address::parse(text_field(*object, "dst_host")))
        contact.destination = *target;
    contact.destination_port = port_field(*object, "dst_port").value_or(0);
    if (const std::string_view node = text_field(*object, "node_id"); !node.empty())
        contact.sensor = foreign_text(node);
    contact.decoded.push_back({"opencanary.logtype", std::to_string(type)});
    const auto* data = object_field(*object, "logdata");
    contact.transport =
        transport_of_type(type, data != nullptr ? text_field(*data, "PROTO") : std::string_view{});
    if (contact.transport == event::Transport::udp || contact.transport == event::Transport::icmp)
        contact.handshake = event::Handshake::datagram;
    // 5001 and above are the portscan module's: single packets seen by the packet filter.
    else if (type >= 5001 && type <= 5005)
        contact.handshake = event::Handshake::syn_only;
    else
        contact.handshake = event::Handshake::completed;
    if (data != nullptr)
        for (const auto& [key, name] : {std::pair{"USERNAME", "username"},
                                        {"PASSWORD", "password"},
                                        {"PATH", "http.path"},
                                        {"USERAGENT", "http.user_agent"}})
            if (const std::string_view text = text_field(*data, key); !text.empty())
                contact.decoded.push_back({name, foreign_text(text)});
    return {};
}

}  // namespace hitme::sensor
