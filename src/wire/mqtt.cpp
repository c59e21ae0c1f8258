// SPDX-License-Identifier: Apache-2.0
#include "wire/mqtt.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {
namespace {

using core::Bytes;
using core::Fault;
using core::Reader;

Bytes read_binary(Reader& in, const char* field) {
    return in.take(in.u16be(field), field);
}
std::string_view read_text(Reader& in, const char* field) {
    return core::as_text(read_binary(in, field));
}

// MQTT 5.0 section 2.2.2.1: a variable byte integer of length, then that many bytes.
void skip_properties(Reader& in) {
    std::uint32_t length = 0;
    for (int i = 0; i < 4; ++i) {
        const std::uint8_t byte = in.u8("Property Length");
        length |= static_cast<std::uint32_t>(byte & 0x7F) << (7 * i);
        if ((byte & 0x80) == 0) {
            in.skip(length, "Properties");
            return;
        }
    }
    in.fail(Fault::bad_value, "Properties");
}

}  // namespace

std::string_view name_of(MqttType type) {
    static constexpr std::string_view names[] = {"reserved",  "CONNECT",  "CONNACK",     "PUBLISH",
                                                 "PUBACK",    "PUBREC",   "PUBREL",      "PUBCOMP",
                                                 "SUBSCRIBE", "SUBACK",   "UNSUBSCRIBE", "UNSUBACK",
                                                 "PINGREQ",   "PINGRESP", "DISCONNECT",  "AUTH"};
    return names[static_cast<std::uint8_t>(type) & 15];
}

core::Parsed<MqttConnect> decode_mqtt_connect(Bytes body) {
    Reader in{body};  // MQTT 3.1.1 section 3.1.2 and 3.1.3, in their order
    MqttConnect connect;
    connect.protocol = read_text(in, "Protocol Name");
    if (in.ok() && connect.protocol != "MQTT" && connect.protocol != "MQIsdp")
        in.fail(Fault::bad_value, "Protocol Name");
    connect.level = in.u8("Protocol Level");
    connect.flags = in.u8("Connect Flags");
    if (in.ok() && (connect.flags & 1) != 0) in.fail(Fault::bad_value, "Connect Flags");
    connect.keep_alive = in.u16be("Keep Alive");
    if (connect.level == 5) skip_properties(in);
    connect.client_id = read_text(in, "Client Identifier");
    if ((connect.flags & 0x04) != 0) {
        if (connect.level == 5) skip_properties(in);
        connect.will_topic = read_text(in, "Will Topic");
        connect.will_message = read_binary(in, "Will Message");
    }
    connect.has_user = (connect.flags & 0x80) != 0;
    connect.has_password = (connect.flags & 0x40) != 0;
    if (connect.has_user) connect.user = read_text(in, "User Name");
    if (connect.has_password) connect.password = read_binary(in, "Password");
    if (!in.ok()) return in.error();
    return connect;
}

core::Parsed<MqttPublish> decode_mqtt_publish(Bytes body, std::uint8_t flags) {
    Reader in{body};
    MqttPublish publish;
    publish.qos = (flags >> 1) & 3;
    if (publish.qos == 3) in.fail(Fault::bad_value, "QoS");  // section 3.3.1.2
    publish.topic = read_text(in, "Topic Name");
    if (publish.qos > 0) publish.packet_id = in.u16be("Packet Identifier");
    publish.message = in.rest();
    if (!in.ok()) return in.error();
    return publish;
}

namespace {

core::Parsed<MqttSubscribe> decode_topics(Bytes body, std::uint8_t level, bool has_options) {
    Reader in{body};
    MqttSubscribe subscribe;
    subscribe.packet_id = in.u16be("Packet Identifier");
    if (level == 5) skip_properties(in);
    while (in.ok() && in.left() > 0 && subscribe.topics.size() < max_mqtt_topics) {
        const std::string_view topic = read_text(in, "Topic Filter");
        const std::uint8_t options = has_options ? in.u8("Requested QoS") : std::uint8_t{0};
        if (!in.ok()) break;
        subscribe.topics.push_back(topic);
        if (has_options) subscribe.options.push_back(options);
    }
    if (!in.ok()) return in.error();
    return subscribe;
}

}  // namespace

core::Parsed<MqttSubscribe> decode_mqtt_subscribe(Bytes body, std::uint8_t level) {
    return decode_topics(body, level, true);
}

core::Parsed<MqttSubscribe> decode_mqtt_unsubscribe(Bytes body, std::uint8_t level) {
    return decode_topics(body, level, false);
}

core::Parsed<Bytes> after_mqtt_properties(Bytes message) {
    Reader in{message};
    skip_properties(in);
    const Bytes rest = in.rest();
    if (!in.ok()) return in.error();
    return rest;
}

void encode_mqtt_publish(core::ByteVector& out, const MqttPublishOut& publish) {
    core::Writer writer{out};
    writer.u8(static_cast<std::uint8_t>(0x30 | publish.qos << 1 | (publish.is_retained ? 1 : 0)));
    std::size_t length = 2 + publish.topic.size() + publish.message.size() +
                         (publish.qos > 0 ? 2u : 0u) + (publish.level == 5 ? 1u : 0u);
    // Section 2.2.3: seven bits a byte, the lowest first.
    do {
        const auto low = static_cast<std::uint8_t>(length % 128);
        length /= 128;
        writer.u8(length > 0 ? low | 0x80 : low);
    } while (length > 0);
    writer.u16be(static_cast<std::uint16_t>(publish.topic.size()));
    writer.text(publish.topic);
    if (publish.qos > 0) writer.u16be(publish.packet_id);
    if (publish.level == 5) writer.u8(0);
    writer.bytes(publish.message);
}

MqttPacketReader::Step MqttPacketReader::next(Bytes& bytes) {
    while (!bytes.empty() || (state_ == State::body && left_ == 0)) {
        switch (state_) {
            case State::broken:
                offset_ += bytes.size();
                bytes = {};
                return Step::need_more;
            case State::idle:
                packet_offset_ = offset_++;
                first_ = bytes[0];
                bytes = bytes.subspan(1);
                length_ = 0;
                length_bytes_ = 0;
                kept_.clear();
                state_ = State::length;
                break;
            case State::length: {
                const std::uint8_t byte = bytes[0];
                bytes = bytes.subspan(1);
                ++offset_;
                length_ |= static_cast<std::uint32_t>(byte & 0x7F) << (7 * length_bytes_);
                ++length_bytes_;
                if ((byte & 0x80) == 0) {
                    left_ = length_;
                    state_ = State::body;
                } else if (length_bytes_ == 4) {
                    state_ = State::broken;
                    error_ = {Fault::bad_value, static_cast<std::size_t>(packet_offset_ + 1),
                              "Remaining Length"};
                    return Step::fault;
                }
                break;
            }
            case State::body: {
                const std::size_t length = std::min<std::size_t>(left_, bytes.size());
                const Bytes piece =
                    bytes.first(std::min(length, max_mqtt_kept_bytes - kept_.size()));
                kept_.insert(kept_.end(), piece.begin(), piece.end());
                bytes = bytes.subspan(length);
                offset_ += length;
                left_ -= static_cast<std::uint32_t>(length);
                if (left_ == 0) {
                    state_ = State::idle;
                    return Step::packet;
                }
                break;
            }
        }
    }
    return Step::need_more;
}

}  // namespace hitme::wire
