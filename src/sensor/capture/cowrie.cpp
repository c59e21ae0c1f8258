// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/cowrie.h"

#include <boost/json/value.hpp>
#include <utility>

#include "sensor/capture/json_fields.h"

namespace hitme::sensor {

core::Result<void> CowrieSessions::take(std::string_view line) {
    if (holds_nothing(line)) return {};
    const auto object = parse_object(line);
    const auto skip = [&](std::string_view reason) -> core::Result<void> {
        delivery_.skip(reason);
        return {};
    };
    if (!object) return skip("bad_json");
    const std::string_view event = text_field(*object, "eventid");
    const std::string id = foreign_text(text_field(*object, "session"), 64);

    if (event == "cowrie.session.connect") {
        const std::string_view source = text_field(*object, "src_ip");
        if (source.empty()) return skip("no_source");
        const auto address = core::Address::parse(source);
        if (!address) return skip("bad_address");
        const std::string_view time = text_field(*object, "timestamp");
        if (time.empty()) return skip("no_time");
        const auto seen = core::parse_time(time);
        if (!seen) return skip("bad_time");
        if (const auto known = by_id_.find(id); known != by_id_.end())
            if (auto given = give(known->second); !given) return given;
        if (sessions_.size() == max_sessions) {
            ++delivery_.report().counters["cut_short"];
            if (auto given = give(sessions_.begin()); !given) return given;
        }
        Session session;
        session.id = id;
        event::Contact& contact = session.contact;
        contact = std::move(delivery_.fresh());
        contact.seen_at = *seen;
        contact.transport = event::Transport::tcp;
        contact.source = *address;
        contact.source_port = port_field(*object, "src_port").value_or(0);
        if (const auto target = core::Address::parse(text_field(*object, "dst_ip")))
            contact.destination = *target;
        contact.destination_port = port_field(*object, "dst_port").value_or(0);
        contact.handshake = event::Handshake::completed;
        contact.protocol = foreign_text(text_field(*object, "protocol"), 32);
        if (const std::string_view sensor = text_field(*object, "sensor"); !sensor.empty())
            contact.sensor = foreign_text(sensor);
        sessions_.push_back(std::move(session));
        by_id_[id] = std::prev(sessions_.end());
        return {};
    }

    const auto known = by_id_.find(id);
    if (known == by_id_.end()) {
        ++delivery_.report().counters["lines_without_session"];  // its connect is in another log
        return {};
    }
    Session& session = *known->second;
    event::Contact& contact = session.contact;
    if (event == "cowrie.login.success" || event == "cowrie.login.failed") {
        contact.handshake = event::Handshake::sent_data;
        if (session.logins++ < max_logins) {
            contact.decoded.push_back({"username", foreign_text(text_field(*object, "username"))});
            contact.decoded.push_back({"password", foreign_text(text_field(*object, "password"))});
        }
        if (event == "cowrie.login.success") contact.decoded.push_back({"login", "success"});
    } else if (event == "cowrie.client.version") {
        contact.handshake = event::Handshake::sent_data;
        contact.decoded.push_back({"client_version", foreign_text(text_field(*object, "version"))});
    } else if (event == "cowrie.command.input") {
        contact.handshake = event::Handshake::sent_data;
        if (session.commands++ < max_commands)
            contact.decoded.push_back({"command", foreign_text(text_field(*object, "input"))});
    } else if (event == "cowrie.session.closed") {
        if (const auto ended = core::parse_time(text_field(*object, "timestamp"));
            ended && *ended >= contact.seen_at)
            contact.ended_at = *ended;
        return give(known->second);
    }
    return {};
}

core::Result<void> CowrieSessions::give(Place session) {
    event::Contact& contact = delivery_.fresh();
    contact = std::move(session->contact);
    if (session->logins > 0) contact.decoded.push_back({"logins", std::to_string(session->logins)});
    by_id_.erase(session->id);
    sessions_.erase(session);
    return delivery_.give();
}

core::Result<void> CowrieSessions::finish() {
    while (!sessions_.empty())
        if (auto given = give(sessions_.begin()); !given) return given;
    return {};
}

}  // namespace hitme::sensor
