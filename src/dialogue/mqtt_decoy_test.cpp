// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mqtt_decoy.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "support/piecewise.h"

namespace hitme::dialogue {
namespace {

using namespace std::string_literals;

Output talk(std::string_view persona, const std::string& client, std::size_t piece = 65536) {
    const auto session = make_mqtt(persona, {});
    Output out;
    for (const core::Bytes bytes : tests::pieces_of(core::as_bytes(client), piece))
        session->receive(bytes, {}, out);
    EXPECT_LE(session->memory(), 4u << 10);
    return out;
}

// MQTT 3.1.1 section 3.1: 13 bytes behind the header; level 4, clean session, 60 s, client "c".
const std::string connect = "\x10\x0D\0\4MQTT\4\2\0\x3C\0\1c"s;
const std::string subscribe = "\x82\6\0\7\0\1#\0"s;

TEST(MqttDecoy, LetsClientsInOrRefusesThem) {  // sections 3.2.2.3, 3.9, 3.13, 3.4, 3.14
    const Output open =
        talk("mosquitto-open", connect + subscribe + "\xC0\0"s + "\x32\5\0\1a\0\x09"s + "\xE0\0"s);
    EXPECT_EQ(core::to_hex(open.bytes),
              "20020000"
              "9003000700"
              "d000"
              "300300016140020009");  // what "#" fits comes back
    EXPECT_TRUE(open.close);
    const Output closed = talk("mosquitto-password", connect);
    EXPECT_EQ(core::to_hex(closed.bytes), "20020005");
    EXPECT_TRUE(closed.close);
}

TEST(MqttDecoy, SpeaksVersion5WhereItsPersonaDoes) {  // MQTT 5.0 section 3.2
    const std::string five = "\x10\x0E\0\4MQTT\5\2\0\x3C\0\0\1c"s;
    // Properties as a live 2.0.11 sends them: Topic Alias Maximum and Receive Maximum, a name where the client has none.
    EXPECT_EQ(core::to_hex(talk("mosquitto-open", five).bytes),
              "20090000062200"
              "0a210014");
    const auto named = talk("mosquitto-open", "\x10\x0D\0\4MQTT\5\2\0\x3C\0\0\0"s).bytes;
    EXPECT_EQ(core::to_hex(core::Bytes(named).first(11)), "203500003222000a120029");
    EXPECT_TRUE(core::as_text(core::Bytes(named).subspan(11)).starts_with("auto-"));
    EXPECT_EQ(core::to_hex(core::Bytes(named).last(3)), "210014");
    EXPECT_EQ(core::to_hex(talk("mosquitto-1.4", five).bytes), "20020001");
}

std::string packet(char type, const std::string& body) {
    return std::string(1, type) + static_cast<char>(body.size()) + body;
}

// What a live Mosquitto 2.0.11 sends to the same packets.
TEST(MqttDecoy, GivesAClientBackWhatItPublishes) {
    const std::string filter = packet('\x82', "\0\1\0\3a/b\1"s);
    EXPECT_EQ(
        core::to_hex(
            talk("mosquitto-open", connect + filter + packet('\x32', "\0\3a/b\0\5hi"s)).bytes),
        "20020000"
        "9003000101"
        "32090003612f6200016869"
        "40020005");
    const std::string retained = packet('\x31', "\0\3r/xhi"s);
    EXPECT_EQ(core::to_hex(talk("mosquitto-open", connect + retained + subscribe).bytes),
              "20020000"
              "9003000700"
              "31070003722f786869");
    const std::string two = packet('\x82', "\0\1\0\3q/b\2"s) + packet('\x34', "\0\3q/b\0\5hi"s);
    EXPECT_EQ(core::to_hex(talk("mosquitto-open", connect + two + packet('\x62', "\0\5"s)).bytes),
              "20020000"
              "9003000102"
              "50020005"
              "34090003712f6200016869"
              "70020005");
    const std::string ended = filter + packet('\xA2', "\0\2\0\3a/b"s);
    EXPECT_EQ(
        core::to_hex(talk("mosquitto-open", connect + ended + packet('\x30', "\0\3a/bhi"s)).bytes),
        "20020000"
        "9003000101"
        "b0020002");
}

TEST(MqttDecoy, TellsOfItself) {
    const std::string asked = packet('\x82', "\0\1\0\x13$SYS/broker/version\0"s);
    EXPECT_TRUE(core::as_text(talk("mosquitto-open", connect + asked).bytes)
                    .ends_with("1-\0\x13$SYS/broker/versionmosquitto version 2.0.11"s));
    EXPECT_GT(talk("mosquitto-open", connect + packet('\x82', "\0\1\0\6$SYS/#\0"s)).bytes.size(),
              1000u);
    // And lets nobody else speak for it.
    const std::string forged = packet('\x30', "\0\x13$SYS/broker/versionx"s);
    EXPECT_EQ(talk("mosquitto-open", connect + asked + forged).bytes,
              talk("mosquitto-open", connect + asked).bytes);
}

TEST(MqttDecoy, EndsOnFiltersTopicsAndNamesThatAreNone) {
    const std::string five = "\x10\x0E\0\4MQTT\5\2\0\x3C\0\0\1c"s;
    for (const std::string& bytes :
         {packet('\x82', "\0\1\0\5a/#/b\0"s), packet('\x82', "\0\1\0\0\0"s),
          packet('\x30', "\0\3a/#x"s), packet('\x30', "\0\0x"s)}) {
        const Output out = talk("mosquitto-open", connect + bytes);
        EXPECT_EQ(core::to_hex(out.bytes), "20020000");
        EXPECT_TRUE(out.close);
    }
    EXPECT_TRUE(
        core::to_hex(talk("mosquitto-open", five + packet('\x82', "\0\1\0\0\5a/#/b\0"s)).bytes)
            .ends_with("e00181"));
    EXPECT_TRUE(core::to_hex(talk("mosquitto-open", five + packet('\x30', "\0\3a/#\0x"s)).bytes)
                    .ends_with("e00182"));
    // Section 3.1.3.1: no name without a clean session.
    EXPECT_EQ(core::to_hex(talk("mosquitto-open", "\x10\x0C\0\4MQTT\4\0\0\x3C\0\0"s).bytes),
              "20020002");
}

TEST(MqttDecoy, KeepsABoundedAmount) {
    std::string many = connect;
    for (int i = 0; i < 300; ++i) {
        const std::string name = "topic/" + std::to_string(1000 + i);
        const std::string text = std::string(1, '\0') + static_cast<char>(name.size()) + name;
        many += packet('\x82', "\0\1"s + text + "\0"s);
        many += packet('\x31', text + std::string(60, 'x'));
        many += packet('\x34', text + "\0\1"s + std::string(60, 'x'));
    }
    const auto session = make_mqtt("mosquitto-open", {});
    Output out;
    session->receive(core::as_bytes(many), {}, out);
    EXPECT_LE(session->memory(), 16u << 10);
}

TEST(MqttDecoy, EndsOnWhatIsNotMqtt) {
    for (const std::string& bytes :
         {subscribe, connect + connect, "GET / HTTP/1.1\r\n\r\n"s + std::string(80, ' '),
          "\x10\xFF\xFF\xFF\xFF"s}) {
        const Output out = talk("mosquitto-open", bytes);
        EXPECT_TRUE(out.close);
        EXPECT_LE(out.bytes.size(), 4u);
    }
}

TEST(MqttDecoy, SaysTheSameInAnyPiecesAndABoundedAmount) {
    const std::string client = connect + subscribe + "\xA2\5\0\2\0\1#"s + "\x62\2\0\1"s + subscribe;
    const auto whole = talk("mosquitto-open", client).bytes;
    for (const std::size_t piece : {1u, 2u, 5u})
        EXPECT_EQ(talk("mosquitto-open", client, piece).bytes, whole);
    std::string many = connect;
    for (int i = 0; i < 50'000; ++i) many += "\xC0\0"s;
    EXPECT_LE(talk("mosquitto-open", many).bytes.size(), max_mqtt_output);
    tests::for_each_cut_and_flip(core::as_bytes(client), [](core::Bytes bytes) {
        const auto session = make_mqtt("mosquitto-open", {});
        Output out;
        session->receive(bytes, {}, out);
    });
}

}  // namespace
}  // namespace hitme::dialogue
