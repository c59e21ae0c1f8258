// SPDX-License-Identifier: Apache-2.0
#include "recognition/mqtt_conversation.h"

#include "recognition/telling.h"

namespace hitme::recognition {

using event::Stage;
using wire::MqttType;

void MqttConversation::client(core::Bytes bytes, core::Time at) {
    using Step = wire::MqttPacketReader::Step;
    if (bytes.empty()) return;
    builder_.reach(Stage::probe, "bytes were sent");
    if (lost_[0]) return;
    for (Step step = reader_.next(bytes); step != Step::need_more; step = reader_.next(bytes)) {
        if (step == Step::fault)
            builder_.malformed(reader_.error(), 0);
        else
            look_at_packet(at);
    }
}

void MqttConversation::look_at_packet(core::Time at) {
    const std::uint64_t start = reader_.packet_offset();
    const std::uint64_t body = start + reader_.header_bytes();
    const std::string name(wire::name_of(reader_.type()));
    if (reader_.type() == MqttType::connect) {
        const auto connect = wire::decode_mqtt_connect(reader_.body());
        if (!connect) {
            builder_.malformed(connect.error(), body);
            return;
        }
        level_ = connect->level;
        connect_ = builder_.operation(name, connect->client_id, start);
        builder_.fact("mqtt.client_id", connect->client_id);
        builder_.fact("mqtt.version", connect->level == 3   ? "3.1"
                                      : connect->level == 4 ? "3.1.1"
                                      : connect->level == 5 ? "5.0"
                                                            : std::to_string(connect->level));
        builder_.fact("mqtt.will_topic", connect->will_topic);
        if (connect->has_user)
            logon_ = tell_logon(builder_, "logon", connect->user, core::as_text(connect->password),
                                start, at);
    } else if (reader_.type() == MqttType::subscribe) {
        const auto subscribe = wire::decode_mqtt_subscribe(reader_.body(), level_);
        if (!subscribe) {
            builder_.malformed(subscribe.error(), body);
            return;
        }
        for (const std::string_view topic : subscribe->topics) {
            builder_.operation(name, topic, start);
            if (topic.starts_with('#') || topic.starts_with("$SYS"))
                builder_.reach(Stage::enumeration,
                               "subscribed to " + std::string(topic.substr(0, 80)));
        }
    } else if (reader_.type() == MqttType::publish) {
        const auto publish = wire::decode_mqtt_publish(reader_.body(), reader_.flags());
        if (!publish) {
            builder_.malformed(publish.error(), body);
            return;
        }
        builder_.operation(name,
                           std::string(publish->topic) + ", packet of " +
                               std::to_string(reader_.remaining_length()) + " bytes",
                           start);
    } else {
        builder_.operation(name, "", start);
    }
}

void MqttConversation::server(core::Bytes bytes, core::Time) {
    using Step = wire::MqttPacketReader::Step;
    if (lost_[1]) return;
    for (Step step = answers_.next(bytes); step == Step::packet; step = answers_.next(bytes)) {
        // MQTT 3.1.1 section 3.2.2: flags, then the return code.
        if (answers_.type() != MqttType::connack || answers_.body().size() < 2) continue;
        const std::uint8_t code = answers_.body()[1];
        const std::string told = "code " + std::to_string(code);
        builder_.outcome(connect_, told);
        if (code != 0)
            refuse_logon(builder_, logon_, told);
        else
            accept_logon(builder_, logon_, told);
    }
}

void MqttConversation::gap(Side side, std::uint64_t length) {
    builder_.fact("gap", std::to_string(length) + (side == Side::client ? " bytes of the client"
                                                                        : " bytes of the server"));
    lost_[side == Side::client ? 0 : 1] = true;
}

void MqttConversation::finish() {
    if (builder_.so_far().stage == Stage::none) builder_.reach(Stage::scan, "connected, no bytes");
    if (reader_.unfinished() && !lost_[0])
        builder_.malformed({core::Fault::truncated, 0, "packet"}, reader_.packet_offset());
    lost_[0] = true;
}

Story MqttConversation::story() const {
    return builder_.story(sentence_of(builder_.so_far(), "MQTT"));
}

std::size_t MqttConversation::memory() const {
    return sizeof *this - sizeof builder_ - sizeof reader_ - sizeof answers_ + builder_.memory() +
           reader_.memory() + answers_.memory();
}

}  // namespace hitme::recognition
