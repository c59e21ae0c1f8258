// SPDX-License-Identifier: Apache-2.0
// MQTT control packets of a client.
//
// What     MQTT 3.1.1 (OASIS): fixed header (2.2), CONNECT (3.1), PUBLISH (3.3), SUBSCRIBE (3.8); MQTT 5.0 where it adds
//          properties (2.2.2), which are passed over.
// Bytes    network order; strings have two bytes of length before them (1.5.3).
// Limits   max_mqtt_kept_bytes of a packet are kept, the rest is counted; max_mqtt_topics of a SUBSCRIBE are read.
// Pure     views point into the packet that was given.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_mqtt_kept_bytes = 1024;  // ours
constexpr std::size_t max_mqtt_topics = 16;        // ours

enum class MqttType : std::uint8_t {
    connect = 1,
    connack = 2,
    publish = 3,
    puback = 4,
    pubrec = 5,
    pubrel = 6,
    pubcomp = 7,
    subscribe = 8,
    suback = 9,
    unsubscribe = 10,
    unsuback = 11,
    pingreq = 12,
    pingresp = 13,
    disconnect = 14,
    auth = 15,
};
/// "CONNECT", "PUBLISH" ...; "reserved" for 0.
std::string_view name_of(MqttType type);

struct MqttConnect {
    std::string_view protocol;  ///< "MQTT" or "MQIsdp"
    std::uint8_t level = 0;     ///< 3: 3.1, 4: 3.1.1, 5: 5.0
    std::uint8_t flags = 0;
    std::uint16_t keep_alive = 0;  ///< seconds
    std::string_view client_id;
    std::string_view will_topic;
    core::Bytes will_message;
    bool has_user = false;
    bool has_password = false;
    std::string_view user;
    core::Bytes password;
};
/// The body of a CONNECT. Errors   truncated; bad_value: "Protocol Name", "Connect Flags" (bit 0, section 3.1.2.3),
/// "Properties".
core::Parsed<MqttConnect> decode_mqtt_connect(core::Bytes body);

struct MqttPublish {
    std::string_view topic;
    std::uint16_t packet_id = 0;  ///< with QoS 1 and 2
    std::uint8_t qos = 0;
    core::Bytes message;  ///< with its properties where `level` is 5
};
/// `flags` are the low bits of the fixed header. Errors   truncated; bad_value: "QoS" 3.
core::Parsed<MqttPublish> decode_mqtt_publish(core::Bytes body, std::uint8_t flags);

struct MqttSubscribe {
    std::uint16_t packet_id = 0;
    std::vector<std::string_view> topics;
    std::vector<std::uint8_t>
        options;  ///< of each topic: its QoS in the lowest two bits; none of an UNSUBSCRIBE
};
/// Errors   truncated; bad_value: "Properties". Topics beyond max_mqtt_topics are not read.
core::Parsed<MqttSubscribe> decode_mqtt_subscribe(core::Bytes body, std::uint8_t level);
core::Parsed<MqttSubscribe> decode_mqtt_unsubscribe(core::Bytes body, std::uint8_t level);

/// What of a PUBLISH of version 5 stands behind its properties (section 3.3.2.3).
core::Parsed<core::Bytes> after_mqtt_properties(core::Bytes message);

/// A PUBLISH; `packet_id` counts with QoS 1 and 2; without properties, of which `level` 5 has the length.
struct MqttPublishOut {
    std::string_view topic;
    core::Bytes message;
    std::uint8_t qos = 0;
    bool is_retained = false;
    std::uint16_t packet_id = 0;
    std::uint8_t level = 4;
};
void encode_mqtt_publish(core::ByteVector& out, const MqttPublishOut& publish);

class MqttPacketReader {
 public:
    enum class Step : std::uint8_t { need_more, packet, fault };
    /// Faults   bad_value: "Remaining Length" has more than four bytes (section 2.2.3). The stream ends there.
    Step next(core::Bytes& bytes);

    MqttType type() const { return static_cast<MqttType>(first_ >> 4); }
    std::uint8_t flags() const { return first_ & 15; }
    /// What is kept of the packet behind its fixed header.
    core::Bytes body() const { return kept_; }
    std::uint32_t remaining_length() const { return length_; }
    bool cut() const { return length_ > kept_.size(); }
    std::uint64_t packet_offset() const { return packet_offset_; }
    /// Bytes of the fixed header: where the body starts behind packet_offset().
    std::size_t header_bytes() const { return 1 + length_bytes_; }
    const core::ParseError& error() const { return error_; }
    bool unfinished() const { return state_ != State::idle && state_ != State::broken; }
    std::size_t memory() const { return sizeof *this + kept_.capacity(); }

 private:
    enum class State : std::uint8_t { idle, length, body, broken };
    State state_ = State::idle;
    std::uint8_t first_ = 0;
    std::uint32_t length_ = 0;
    std::size_t length_bytes_ = 0;
    std::uint32_t left_ = 0;
    core::ByteVector kept_;
    std::uint64_t offset_ = 0;
    std::uint64_t packet_offset_ = 0;
    core::ParseError error_;
};

}  // namespace hitme::wire
