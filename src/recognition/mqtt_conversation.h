// SPDX-License-Identifier: Apache-2.0
// Watches MQTT: who connects, what is subscribed to and published.
//
// Told      an operation a packet; facts mqtt.client_id, mqtt.version; a logon where CONNECT carries a user; outcome: the code of
//           CONNACK.
// Stages    probe: any bytes. enumeration: a subscription to all topics ("#") or to $SYS.
// Bounds    wire/mqtt.h; the story's own.
#pragma once

#include "recognition/conversation.h"
#include "recognition/logon_watch.h"
#include "recognition/story_builder.h"
#include "wire/mqtt.h"

namespace hitme::recognition {

class MqttConversation final : public Conversation {
 public:
    void client(core::Bytes bytes, core::Time at) override;
    void server(core::Bytes bytes, core::Time at) override;
    void gap(Side side, std::uint64_t length) override;
    void finish() override;
    Story story() const override;
    std::size_t memory() const override;

 private:
    void look_at_packet(core::Time at);

    StoryBuilder builder_{"mqtt"};
    wire::MqttPacketReader reader_;
    wire::MqttPacketReader answers_;
    std::uint8_t level_ = 4;
    std::size_t connect_ = no_operation;
    Logon logon_;
    bool lost_[2] = {false, false};
};

}  // namespace hitme::recognition
