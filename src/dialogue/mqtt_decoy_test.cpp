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
              "40020009");
    EXPECT_TRUE(open.close);
    const Output closed = talk("mosquitto-password", connect);
    EXPECT_EQ(core::to_hex(closed.bytes), "20020005");
    EXPECT_TRUE(closed.close);
}

TEST(MqttDecoy, SpeaksVersion5WhereItsPersonaDoes) {  // MQTT 5.0 section 3.2
    const std::string five = "\x10\x0E\0\4MQTT\5\2\0\x3C\0\0\1c"s;
    EXPECT_EQ(core::to_hex(talk("mosquitto-open", five).bytes), "2003000000");
    EXPECT_EQ(core::to_hex(talk("mosquitto-1.4", five).bytes), "20020001");
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
