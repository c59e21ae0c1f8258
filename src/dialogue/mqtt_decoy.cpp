// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mqtt_decoy.h"

#include <algorithm>
#include <array>

#include "dialogue/persona_choice.h"

namespace hitme::dialogue {
namespace {

using wire::MqttType;

constexpr std::array personas = {
    MqttPersona{"mosquitto-open", true, true, "2.0.11"},
    MqttPersona{"mosquitto-password", false, true, "2.0.11"},
    MqttPersona{"mosquitto-1.4", true, false, "1.4.15"},
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

void MqttDecoy::say(core::Bytes bytes, Output& out) {
    if (said_bytes_ + bytes.size() > max_mqtt_output) {
        end(out);
        return;
    }
    said_bytes_ += bytes.size();
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
}

void MqttDecoy::end_because(std::uint8_t reason, Output& out) {
    if (level_ == 5) say({0xE0, 1, reason}, out);
    end(out);
}

std::size_t MqttDecoy::memory() const {
    std::size_t sum = sizeof *this - sizeof reader_ + reader_.memory() +
                      subscriptions_.capacity() * sizeof(Subscription) +
                      retained_.capacity() * sizeof(MqttRetained) +
                      waiting_.capacity() * sizeof(Waiting);
    for (const Subscription& each : subscriptions_) sum += each.filter.capacity();
    for (const MqttRetained& each : retained_)
        sum += each.topic.capacity() + each.message.capacity();
    for (const Waiting& each : waiting_)
        sum += each.message.topic.capacity() + each.message.message.capacity();
    return sum;
}

bool MqttDecoy::has_room(std::size_t bytes) const {
    for (const Subscription& each : subscriptions_) bytes += each.filter.size();
    for (const MqttRetained& each : retained_) bytes += each.topic.size() + each.message.size();
    for (const Waiting& each : waiting_)
        bytes += each.message.topic.size() + each.message.message.size();
    return bytes <= max_kept_bytes;
}

void MqttDecoy::receive(core::Bytes bytes, core::Time now, Output& out) {
    using Step = wire::MqttPacketReader::Step;
    // Section 3.1: what does not begin with a CONNECT is not waited for.
    if (!heard_ && !bytes.empty()) {
        heard_ = true;
        if (bytes[0] >> 4 != static_cast<std::uint8_t>(MqttType::connect)) end(out);
    }
    while (!ended_) {
        const Step step = reader_.next(bytes);
        if (step == Step::need_more) return;
        if (step == Step::fault)
            end(out);
        else
            answer(now, out);
    }
}

void MqttDecoy::answer_connect(Output& out) {
    const auto connect = wire::decode_mqtt_connect(reader_.body());
    if (connected_ || !connect) {
        end(out);
        return;
    }
    // The highest bit is a bridge's (Mosquitto, bridge_protocol_version).
    level_ = connect->level == 5 ? connect->level : connect->level & 0x7F;
    const bool is_five = level_ == 5 && persona_.knows_version_5;
    if (!is_five && level_ != 3 && level_ != 4) {
        say({0x20, 2, 0, 1}, out);  // section 3.2.2.3: unacceptable protocol version
        end(out);
        return;
    }
    const bool is_clean = (connect->flags & 2) != 0;
    if (!is_five && connect->client_id.empty() && (level_ == 3 || !is_clean)) {
        say({0x20, 2, 0, 2}, out);  // section 3.1.3.1: identifier rejected
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
    if (!is_five) {
        say({0x20, 2, 0, 0}, out);
    } else if (!connect->client_id.empty()) {
        // Topic Alias Maximum 10, Receive Maximum 20.
        say({0x20, 9, 0, 0, 6, 0x22, 0, 10, 0x21, 0, 20}, out);
    } else {
        std::string name = "auto-";
        for (int i = 0; i < 36; ++i)
            name += i == 8 || i == 13 || i == 18 || i == 23 ? '-'
                                                            : "0123456789ABCDEF"[random_.below(16)];
        say({0x20, 53, 0, 0, 50, 0x22, 0, 10, 0x12, 0, 41}, out);
        say(core::as_bytes(name), out);
        say({0x21, 0, 20}, out);
    }
}

void MqttDecoy::answer_subscribe(core::Time now, Output& out) {
    const auto subscribe = wire::decode_mqtt_subscribe(reader_.body(), level_);
    // Section 3.8.1: the flags are fixed.
    if (!subscribe || subscribe->topics.empty() || reader_.flags() != 2) return end(out);
    core::ByteVector granted;
    std::vector<Subscription> fresh;
    constexpr std::uint8_t malformed = 0x81;
    for (std::size_t i = 0; i < subscribe->topics.size(); ++i) {
        const std::string_view filter = subscribe->topics[i];
        const std::uint8_t qos = subscribe->options[i] & 3;
        if (!is_mqtt_filter(filter) || qos > 2) return end_because(malformed, out);
        std::erase_if(subscriptions_,
                      [&](const Subscription& each) { return each.filter == filter; });
        if (subscriptions_.size() >= max_subscriptions || !has_room(filter.size())) {
            granted.push_back(level_ == 5 ? 0x97 : 0x80);  // quota exceeded; failure
            continue;
        }
        granted.push_back(qos);
        subscriptions_.push_back({std::string(filter), qos});
        fresh.push_back(subscriptions_.back());
    }
    const auto count = static_cast<std::uint8_t>(granted.size());
    const std::uint16_t id = subscribe->packet_id;
    if (level_ == 5)
        say({0x90, static_cast<std::uint8_t>(3 + count), high(id), low(id), 0}, out);
    else
        say({0x90, static_cast<std::uint8_t>(2 + count), high(id), low(id)}, out);
    say(granted, out);
    for (const Subscription& each : fresh) send_retained(each.filter, now, out);
}

void MqttDecoy::send_retained(const std::string& filter, core::Time now, Output& out) {
    const auto send = [&](const MqttRetained& each) {
        if (!fits_mqtt_filter(filter, each.topic) || ended_) return;
        core::ByteVector bytes;
        wire::encode_mqtt_publish(bytes,
                                  {each.topic, core::as_bytes(each.message), 0, true, 0, level_});
        say(bytes, out);
    };
    if (filter.starts_with('$'))
        for (const MqttRetained& each : mqtt_broker_topics(
                 persona_.version, (now - booted_) / core::Duration{std::chrono::seconds{1}},
                 connection_))
            send(each);
    for (const MqttRetained& each : retained_) send(each);
}

void MqttDecoy::answer_unsubscribe(Output& out) {
    const auto unsubscribe = wire::decode_mqtt_unsubscribe(reader_.body(), level_);
    if (!unsubscribe || unsubscribe->topics.empty()) return end(out);
    core::ByteVector reasons;
    for (const std::string_view filter : unsubscribe->topics) {
        const std::size_t gone = std::erase_if(
            subscriptions_, [&](const Subscription& each) { return each.filter == filter; });
        reasons.push_back(gone > 0 ? 0 : 0x11);  // MQTT 5.0 section 3.11.3: none existed
    }
    const std::uint16_t id = unsubscribe->packet_id;
    if (level_ != 5) return say({0xB0, 2, high(id), low(id)}, out);
    say({0xB0, static_cast<std::uint8_t>(3 + reasons.size()), high(id), low(id), 0}, out);
    say(reasons, out);
}

void MqttDecoy::retain(std::string_view topic, std::string_view message) {
    std::erase_if(retained_, [&](const MqttRetained& each) { return each.topic == topic; });
    // Section 3.3.1.3: nothing takes the last one away.
    if (message.empty() || retained_.size() >= max_retained ||
        !has_room(topic.size() + message.size()))
        return;
    retained_.push_back({std::string(topic), std::string(message)});
}

void MqttDecoy::deliver(std::string_view topic, std::string_view message, std::uint8_t qos,
                        Output& out) {
    bool is_wanted = false;
    std::uint8_t granted = 0;
    for (const Subscription& each : subscriptions_) {
        if (!fits_mqtt_filter(each.filter, topic)) continue;
        is_wanted = true;
        granted = std::max(granted, each.qos);
    }
    if (!is_wanted) return;
    wire::MqttPublishOut publish{topic, core::as_bytes(message), std::min(granted, qos), false, 0,
                                 level_};
    if (publish.qos > 0) {
        if (++last_packet_id_ == 0) ++last_packet_id_;
        publish.packet_id = last_packet_id_;
    }
    core::ByteVector bytes;
    wire::encode_mqtt_publish(bytes, publish);
    say(bytes, out);
}

void MqttDecoy::answer_publish(Output& out) {
    const auto publish = wire::decode_mqtt_publish(reader_.body(), reader_.flags());
    if (!publish) return end(out);
    constexpr std::uint8_t malformed = 0x81;
    constexpr std::uint8_t protocol_error = 0x82;
    if (!is_mqtt_topic(publish->topic)) return end_because(protocol_error, out);
    core::Bytes message = publish->message;
    if (level_ == 5) {
        const auto rest = wire::after_mqtt_properties(message);
        if (!rest && !reader_.cut()) return end_because(malformed, out);
        message = rest ? *rest : core::Bytes{};
    }
    const std::string_view text = core::as_text(message);
    const std::uint16_t id = publish->packet_id;
    // What the broker says of itself nobody else may say; what was not read whole is not given.
    const bool is_given = !publish->topic.starts_with("$SYS") && !reader_.cut();
    if (is_given && (reader_.flags() & 1) != 0) retain(publish->topic, text);
    if (publish->qos == 2) {
        if (is_given && waiting_.size() < max_waiting &&
            has_room(publish->topic.size() + text.size()))
            waiting_.push_back({id, {std::string(publish->topic), std::string(text)}});
        return say({0x50, 2, high(id), low(id)}, out);
    }
    if (is_given) deliver(publish->topic, text, publish->qos, out);
    if (publish->qos == 1) say({0x40, 2, high(id), low(id)}, out);
}

void MqttDecoy::answer_release(std::uint16_t packet_id, Output& out) {
    const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& each) {
        return each.packet_id == packet_id;
    });
    if (found != waiting_.end()) {
        deliver(found->message.topic, found->message.message, 2, out);
        waiting_.erase(found);
    }
    say({0x70, 2, high(packet_id), low(packet_id)}, out);
}

void MqttDecoy::answer(core::Time now, Output& out) {
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
    const std::uint16_t first =
        body.size() >= 2 ? static_cast<std::uint16_t>(body[0] << 8 | body[1]) : std::uint16_t{0};
    switch (type) {
        case MqttType::pingreq:
            say({0xD0, 0}, out);
            return;
        case MqttType::disconnect:
            end(out);
            return;
        case MqttType::subscribe:
            return answer_subscribe(now, out);
        case MqttType::unsubscribe:
            return answer_unsubscribe(out);
        case MqttType::publish:
            return answer_publish(out);
        case MqttType::pubrel:
            return answer_release(first, out);
        case MqttType::pubrec:
            return say({0x62, 2, high(first), low(first)}, out);
        default:
            if (type != MqttType::puback && type != MqttType::pubcomp) end(out);
    }
}

std::vector<std::string_view> mqtt_personas() {
    return names_of(std::span<const MqttPersona>(personas));
}

std::unique_ptr<Session> make_mqtt(std::string_view persona, const Surroundings& surroundings) {
    const MqttPersona* chosen =
        choose_persona(std::span<const MqttPersona>(personas), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<MqttDecoy>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
