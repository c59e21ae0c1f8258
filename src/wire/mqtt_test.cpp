// SPDX-License-Identifier: Apache-2.0
#include "wire/mqtt.h"

#include <gtest/gtest.h>

#include <string>
#include "core/text.h"

namespace hitme::wire {
namespace {

using namespace std::string_literals;

// MQTT 3.1.1 figure 3.6 (protocol name, level, flags, keep alive), then its payload.
const std::string connect =
    "\0\4MQTT"
    "\4"        // level 4: 3.1.1
    "\xCE"      // user, password, will QoS 1, will, clean session
    "\0\x0A"    // 10 s
    "\0\2id"    // client identifier
    "\0\3w/t"   // will topic
    "\0\4gone"  // will message
    "\0\5admin"
    "\0\6secret"s;

TEST(Mqtt, ReadsAConnect) {
    const auto packet = decode_mqtt_connect(core::as_bytes(connect));
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->protocol, "MQTT");
    EXPECT_EQ(packet->level, 4);
    EXPECT_EQ(packet->keep_alive, 10);
    EXPECT_EQ(packet->client_id, "id");
    EXPECT_EQ(packet->will_topic, "w/t");
    EXPECT_EQ(packet->user, "admin");
    EXPECT_EQ(core::as_text(packet->password), "secret");
}

TEST(Mqtt, PassesOverThePropertiesOfVersion5) {  // MQTT 5.0 section 3.1.2.11
    const std::string five = "\0\4MQTT\5\2\0\x3C\5\x11\0\0\0\x0A\0\1c"s;
    EXPECT_EQ(decode_mqtt_connect(core::as_bytes(five))->client_id, "c");
}

TEST(Mqtt, RefusesBadConnects) {
    EXPECT_STREQ(decode_mqtt_connect(core::as_bytes("\0\4HTTP\4\2\0\0\0\0"s)).error().field,
                 "Protocol Name");
    EXPECT_STREQ(decode_mqtt_connect(core::as_bytes("\0\4MQTT\4\1\0\0\0\0"s)).error().field,
                 "Connect Flags");
    EXPECT_STREQ(
        decode_mqtt_connect(core::as_bytes("\0\4MQTT\5\2\0\0\xFF\xFF\xFF\xFF\xFF"s)).error().field,
        "Properties");
    for (std::size_t cut = 0; cut < connect.size(); ++cut)
        EXPECT_EQ(decode_mqtt_connect(core::as_bytes(connect).first(cut)).error().fault,
                  core::Fault::truncated);
}

TEST(Mqtt, ReadsPublishAndSubscribe) {  // figures 3.11 and 3.23
    const std::string publish_bytes = "\0\3a/b\0\x0Ahello"s;
    const auto publish = decode_mqtt_publish(core::as_bytes(publish_bytes), 0x02);
    ASSERT_TRUE(publish);
    EXPECT_EQ(publish->topic, "a/b");
    EXPECT_EQ(publish->packet_id, 10);
    EXPECT_EQ(core::as_text(publish->message), "hello");
    EXPECT_STREQ(decode_mqtt_publish(core::as_bytes("\0\1a"s), 0x06).error().field, "QoS");
    const std::string subscribe_bytes = "\0\x0A\0\3a/b\1\0\3c/d\2"s;
    const auto subscribe = decode_mqtt_subscribe(core::as_bytes(subscribe_bytes), 4);
    ASSERT_TRUE(subscribe);
    EXPECT_EQ(subscribe->packet_id, 10);
    ASSERT_EQ(subscribe->topics.size(), 2u);
    EXPECT_EQ(subscribe->options, (std::vector<std::uint8_t>{1, 2}));
    EXPECT_EQ(subscribe->topics[1], "c/d");
}

std::string told(const std::string& stream, std::size_t piece) {
    MqttPacketReader reader;
    std::string all;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
        const std::string part = stream.substr(at, piece);
        core::Bytes bytes = core::as_bytes(part);
        for (auto step = reader.next(bytes); step != MqttPacketReader::Step::need_more;
             step = reader.next(bytes)) {
            if (step == MqttPacketReader::Step::fault) {
                all += "!" + std::string(reader.error().field);
                continue;
            }
            all += std::to_string(reader.packet_offset()) + std::string(name_of(reader.type())) +
                   std::to_string(reader.remaining_length()) + (reader.cut() ? "~;" : ";");
        }
    }
    return all;
}

TEST(MqttPacketReader, FramesPacketsInAnyPieces) {
    // Section 2.2.3, table 2.4: 200 is 0xC8 0x01 (72 + 128).
    const std::string stream = "\xC0\0"s + "\x30\xC8\1"s + std::string(200, 'p') + "\xE0\0"s +
                               "\x30\x80\x10"s + std::string(2048, 'q') + "\x10\xFF\xFF\xFF\xFF\1"s;
    const std::string expected =
        "0PINGREQ0;2PUBLISH200;205DISCONNECT0;207PUBLISH2048~;!Remaining Length";
    for (const std::size_t piece : {1u, 2u, 3u, 50u, 10'000u})
        EXPECT_EQ(told(stream, piece), expected) << piece;
}

TEST(Mqtt, ReadsAnUnsubscribeAndWritesAPublish) {  // sections 3.10 and 3.3
    const std::string bytes = "\0\2\0\3a/b\0\1#"s;
    const auto unsubscribe = decode_mqtt_unsubscribe(core::as_bytes(bytes), 4);
    ASSERT_TRUE(unsubscribe);
    ASSERT_EQ(unsubscribe->topics.size(), 2u);
    EXPECT_EQ(unsubscribe->topics[1], "#");
    core::ByteVector out;
    MqttPublishOut publish{"a/b", core::as_bytes("hi"), 1, false, 1, 4};
    encode_mqtt_publish(out, publish);
    EXPECT_EQ(core::to_hex(out), "32090003612f6200016869");  // as a live Mosquitto 2.0.11
    out.clear();
    encode_mqtt_publish(out, {"r5/x", core::as_bytes("hi"), 0, true, 0, 5});
    EXPECT_EQ(core::to_hex(out), "3109000472352f78006869");
    const std::string long_text(200, 'x');
    out.clear();
    encode_mqtt_publish(out, {"a", core::as_bytes(long_text), 0, false, 0, 4});
    EXPECT_EQ(core::to_hex(core::Bytes(out).first(5)), "30cb010001");
    EXPECT_EQ(core::as_text(*after_mqtt_properties(core::as_bytes("\2\1\0hi"s))), "hi");
    EXPECT_FALSE(after_mqtt_properties(core::as_bytes("\5\1"s)));
}

}  // namespace
}  // namespace hitme::wire
