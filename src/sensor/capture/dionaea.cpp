// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/dionaea.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "sensor/capture/delivery.h"
#include "sensor/capture/json_fields.h"

namespace hitme::sensor {
namespace {

// The strings of an array, each as one decoded value; at most max_credentials.
void add_all(const boost::json::object& object, std::string_view key, const char* name,
             event::Contact& contact) {
    const auto* value = object.if_contains(boost::json::string_view(key.data(), key.size()));
    if (value == nullptr || !value->is_array()) return;
    std::size_t added = 0;
    for (const auto& item : value->get_array()) {
        if (!item.is_string() || added++ == max_credentials) break;
        const auto& text = item.get_string();
        contact.decoded.push_back({name, foreign_text({text.data(), text.size()})});
    }
}

}  // namespace

std::string_view decode_dionaea(std::string_view line, event::Contact& contact) {
    if (holds_nothing(line)) return not_a_record;
    const auto object = parse_object(line);
    if (!object) return "bad_json";
    const std::string_view source = text_field(*object, "src_ip");
    if (source.empty()) return "no_source";
    const auto address = core::Address::parse(source);
    if (!address) return "bad_address";
    const std::string_view time = text_field(*object, "timestamp");
    if (time.empty()) return "no_time";
    const auto seen = core::parse_time(time);
    if (!seen) return "bad_time";
    contact.seen_at = *seen;
    contact.source = *address;
    contact.source_port = port_field(*object, "src_port").value_or(0);
    if (const auto target = core::Address::parse(text_field(*object, "dst_ip")))
        contact.destination = *target;
    contact.destination_port = port_field(*object, "dst_port").value_or(0);
    if (const auto* connection = object_field(*object, "connection")) {
        const std::string_view transport = text_field(*connection, "transport");
        // Dionaea's tls is a connection over TCP.
        contact.transport = transport == "tls" ? event::Transport::tcp : transport_of(transport);
        contact.decoded.push_back(
            {"dionaea.protocol", foreign_text(text_field(*connection, "protocol"), 32)});
        if (contact.transport == event::Transport::tcp &&
            text_field(*connection, "type") == "accept")
            contact.handshake = event::Handshake::completed;
    }
    if (contact.transport == event::Transport::udp) contact.handshake = event::Handshake::datagram;
    if (const auto* credentials = object_field(*object, "credentials")) {
        add_all(*credentials, "username", "username", contact);
        add_all(*credentials, "password", "password", contact);
    }
    if (const auto* ftp = object_field(*object, "ftp"))
        if (const auto* commands = object_field(*ftp, "commands"))
            add_all(*commands, "command", "ftp.command", contact);
    return {};
}

}  // namespace hitme::sensor
