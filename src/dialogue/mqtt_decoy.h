// SPDX-License-Identifier: Apache-2.0
// A made-up MQTT broker: lets clients in or refuses them by persona, takes subscriptions, and never sends a message.
//
// What     MQTT 3.1.1 sections 3.2 (CONNACK), 3.4 to 3.7, 3.9 (SUBACK), 3.11, 3.13; MQTT 5.0 section 3.2 where the client
//          speaks it (empty properties).
// Ends     on what is not MQTT, on a second CONNECT (section 3.1), after a refusal, after max_mqtt_output.
// Never    delivers what one client publishes to another.
#pragma once

#include <string_view>
#include <vector>

#include "dialogue/session.h"
#include "wire/mqtt.h"

namespace hitme::dialogue {

constexpr std::size_t max_mqtt_output = 32 << 10;  // ours

struct MqttPersona {
    std::string_view name;
    bool lets_anonymous_in = false;
    bool knows_version_5 = false;
};

class MqttDecoy final : public Session {
 public:
    explicit MqttDecoy(const MqttPersona& persona) : persona_(persona) {}
    void open(core::Time, Output&) override {}
    void receive(core::Bytes bytes, core::Time now, Output& out) override;
    std::uint32_t logons() const override { return logons_; }
    std::size_t memory() const override { return sizeof *this - sizeof reader_ + reader_.memory(); }

 private:
    void say(std::initializer_list<std::uint8_t> bytes, Output& out);
    void answer(Output& out);
    void answer_connect(Output& out);
    void end(Output& out);

    const MqttPersona& persona_;
    wire::MqttPacketReader reader_;
    std::uint8_t level_ = 4;
    bool connected_ = false;
    bool ended_ = false;
    std::uint32_t logons_ = 0;
    std::size_t said_bytes_ = 0;
};

std::vector<std::string_view> mqtt_personas();
std::unique_ptr<Session> make_mqtt(std::string_view persona, const Surroundings& surroundings);

}  // namespace hitme::dialogue
