// SPDX-License-Identifier: Apache-2.0
// A made-up MQTT broker: lets clients in or refuses them by persona, tells of itself under $SYS, and gives a client back what it
// publishes itself.
//
// What     MQTT 3.1.1 sections 3.2 (CONNACK), 3.3 (PUBLISH), 3.4 to 3.7, 3.9 (SUBACK), 3.11, 3.13; MQTT 5.0 where the client
//          speaks it, with the properties of a live Mosquitto 2.0.11.
// Kept     of one connection, which forgets it: subscriptions, retained messages, messages of QoS 2 that wait, up to
//          max_subscriptions, max_retained, max_waiting and max_kept_bytes of all. A message that is longer than what is read is taken and not given.
// Ends     on what is not MQTT, on a second CONNECT (section 3.1), on filters and topics that are none, after a refusal, after
//          max_mqtt_output.
// Never    delivers what one client publishes to another.
#pragma once

#include <string_view>
#include <vector>

#include "core/random.h"
#include "dialogue/mqtt_topics.h"
#include "dialogue/session.h"
#include "wire/mqtt.h"

namespace hitme::dialogue {

constexpr std::size_t max_mqtt_output = 64 << 10;  // ours: some forty times all of $SYS

struct MqttPersona {
    std::string_view name;
    bool lets_anonymous_in = false;
    bool knows_version_5 = false;
    std::string_view version;
};

class MqttDecoy final : public Session {
 public:
    MqttDecoy(const MqttPersona& persona, const Surroundings& surroundings)
        : persona_(persona),
          random_(surroundings.random_seed),
          booted_(surroundings.booted),
          connection_(surroundings.connection) {}
    void open(core::Time, Output&) override {}
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    std::uint32_t logons() const override { return logons_; }
    std::size_t memory() const override;

    static constexpr std::size_t max_subscriptions = 32;  // ours
    static constexpr std::size_t max_retained = 16;       // ours
    static constexpr std::size_t max_waiting = 4;         // ours
    static constexpr std::size_t max_kept_bytes = 4096;   // ours

 private:
    struct Subscription {
        std::string filter;
        std::uint8_t qos = 0;
    };
    struct Waiting {
        std::uint16_t packet_id = 0;
        MqttRetained message;
    };
    void say(std::initializer_list<std::uint8_t> bytes, Output& out);
    void say(core::Bytes bytes, Output& out);
    void answer(core::Time now, Output& out);
    void answer_connect(Output& out);
    void answer_subscribe(core::Time now, Output& out);
    void answer_unsubscribe(Output& out);
    void answer_publish(Output& out);
    void answer_release(std::uint16_t packet_id, Output& out);
    void deliver(std::string_view topic, std::string_view message, std::uint8_t qos, Output& out);
    void send_retained(const std::string& filter, core::Time now, Output& out);
    void retain(std::string_view topic, std::string_view message);
    bool has_room(std::size_t bytes) const;
    /// Ends; a client of version 5 is told why (section 3.14.2.1).
    void end_because(std::uint8_t reason, Output& out);
    void end(Output& out);

    const MqttPersona& persona_;
    wire::MqttPacketReader reader_;
    core::Random random_;
    core::Time booted_;
    std::uint64_t connection_;
    std::vector<Subscription> subscriptions_;
    std::vector<MqttRetained> retained_;
    std::vector<Waiting> waiting_;
    std::uint16_t last_packet_id_ = 0;
    std::uint8_t level_ = 4;
    bool heard_ = false;
    bool connected_ = false;
    bool ended_ = false;
    std::uint32_t logons_ = 0;
    std::size_t said_bytes_ = 0;
};

std::vector<std::string_view> mqtt_personas();
std::unique_ptr<Session> make_mqtt(std::string_view persona, const Surroundings& surroundings);

}  // namespace hitme::dialogue
