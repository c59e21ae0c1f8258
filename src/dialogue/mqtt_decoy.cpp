// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mqtt_decoy.h"

#include <algorithm>
#include <array>

#include "dialogue/persona_choice.h"

namespace hitme::dialogue {
namespace {

using wire::MqttType;

constexpr std::array personas = {
    MqttPersona{"mosquitto-open", true, true},
    MqttPersona{"mosquitto-password", false, true},
    MqttPersona{"mosquitto-1.4", true, false},
};

std::uint8_t high(std::uint16_t value) {
    return static_cast<std::uint8_t>(value >> 8);
}
std::uint8_t low(std::uint16_t value) {
    return static_cast<std::uint8_t>(value);
}

}  // namespace

void MqttDecoy::end(Output& out) {
    ended_ = true;
    out.close = true;
}

void MqttDecoy::say(std::initializer_list<std::uint8_t> bytes, Output& out) {
    if (said_bytes_ + bytes.size() > max_mqtt_output) {
        end(out);
        return;
    }
    said_bytes_ += bytes.size();
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
}

void MqttDecoy::receive(core::Bytes bytes, core::Time, Output& out) {
    using Step = wire::MqttPacketReader::Step;
    while (!ended_) {
        const Step step = reader_.next(bytes);
        if (step == Step::need_more) return;
        if (step == Step::fault)
            end(out);
        else
            answer(out);
    }
}

void MqttDecoy::answer_connect(Output& out) {
    const auto connect = wire::decode_mqtt_connect(reader_.body());
    if (connected_ || !connect) {
        end(out);
        return;
    }
    level_ = connect->level;
    const bool is_five = level_ == 5 && persona_.knows_version_5;
    if (!is_five && level_ != 3 && level_ != 4) {
        say({0x20, 2, 0, 1}, out);  // section 3.2.2.3: unacceptable protocol version
        end(out);
        return;
    }
    if (connect->has_user) ++logons_;
    // A password file lets nobody in who is here; an open broker asks nobody.
    if (!persona_.lets_anonymous_in) {
        if (is_five)
            say({0x20, 3, 0, 0x87, 0}, out);  // MQTT 5.0 section 3.2.2.2: not authorized
        else
            say({0x20, 2, 0, 5}, out);  // not authorized
        end(out);
        return;
    }
    connected_ = true;
    if (is_five)
        say({0x20, 3, 0, 0, 0}, out);
    else
        say({0x20, 2, 0, 0}, out);
}

void MqttDecoy::answer(Output& out) {
    const MqttType type = reader_.type();
    if (type == MqttType::connect) {
        answer_connect(out);
        return;
    }
    if (!connected_) {  // section 3.1: the first packet must be CONNECT
        end(out);
        return;
    }
    const core::Bytes body = reader_.body();
    const bool is_five = level_ == 5;
    const std::uint16_t first =
        body.size() >= 2 ? static_cast<std::uint16_t>(body[0] << 8 | body[1]) : std::uint16_t{0};
    switch (type) {
        case MqttType::pingreq:
            say({0xD0, 0}, out);
            return;
        case MqttType::disconnect:
            end(out);
            return;
        case MqttType::subscribe: {
            const auto subscribe = wire::decode_mqtt_subscribe(body, level_);
            if (!subscribe || subscribe->topics.empty() || reader_.flags() != 2) {
                end(out);  // section 3.8.1: the flags are fixed
                return;
            }
            const auto count = static_cast<std::uint8_t>(subscribe->topics.size());
            if (is_five)
                say({0x90, static_cast<std::uint8_t>(3 + count), high(first), low(first), 0}, out);
            else
                say({0x90, static_cast<std::uint8_t>(2 + count), high(first), low(first)}, out);
            for (std::uint8_t i = 0; i < count; ++i) say({0}, out);  // granted QoS 0
            return;
        }
        case MqttType::unsubscribe:
            if (is_five)
                say({0xB0, 4, high(first), low(first), 0, 0}, out);
            else
                say({0xB0, 2, high(first), low(first)}, out);
            return;
        case MqttType::publish: {
            const auto publish = wire::decode_mqtt_publish(body, reader_.flags());
            if (!publish) {
                end(out);
                return;
            }
            if (publish->qos == 1)
                say({0x40, 2, high(publish->packet_id), low(publish->packet_id)}, out);
            if (publish->qos == 2)
                say({0x50, 2, high(publish->packet_id), low(publish->packet_id)}, out);
            return;
        }
        case MqttType::pubrel:
            say({0x70, 2, high(first), low(first)}, out);
            return;
        default:
            if (type != MqttType::puback && type != MqttType::pubrec && type != MqttType::pubcomp)
                end(out);
    }
}

std::vector<std::string_view> mqtt_personas() {
    return names_of(std::span<const MqttPersona>(personas));
}

std::unique_ptr<Session> make_mqtt(std::string_view persona, const Surroundings& surroundings) {
    const MqttPersona* chosen =
        choose_persona(std::span<const MqttPersona>(personas), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<MqttDecoy>(*chosen);
}

}  // namespace hitme::dialogue
