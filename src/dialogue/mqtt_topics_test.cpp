// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mqtt_topics.h"

#include <gtest/gtest.h>

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

TEST(MqttTopics, KnowsFiltersAndTopics) {  // MQTT 3.1.1 sections 4.7.1.2, 4.7.1.3, 4.7.3
    for (const std::string_view good : {"#", "+", "a/+/b", "/a", "a/#", "+/tennis/#", "/", "a//b"})
        EXPECT_TRUE(is_mqtt_filter(good)) << good;
    for (const std::string_view bad :
         {""sv, "a#"sv, "a/#/b"sv, "a+/b"sv, "sport+"sv, "##"sv, "a\0"sv})
        EXPECT_FALSE(is_mqtt_filter(bad)) << bad;
    EXPECT_TRUE(is_mqtt_topic("a/b"));
    for (const std::string_view bad : {""sv, "a/#"sv, "+"sv, "a\0"sv})
        EXPECT_FALSE(is_mqtt_topic(bad));
}

TEST(MqttTopics, FitsFilters) {  // the examples of sections 4.7.1.2, 4.7.1.3 and 4.7.2
    EXPECT_TRUE(fits_mqtt_filter("sport/tennis/player1/#", "sport/tennis/player1"));
    EXPECT_TRUE(fits_mqtt_filter("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"));
    EXPECT_TRUE(fits_mqtt_filter("sport/#", "sport"));
    EXPECT_TRUE(fits_mqtt_filter("sport/tennis/+", "sport/tennis/player1"));
    EXPECT_FALSE(fits_mqtt_filter("sport/tennis/+", "sport/tennis/player1/ranking"));
    EXPECT_FALSE(fits_mqtt_filter("sport/+", "sport"));
    EXPECT_TRUE(fits_mqtt_filter("sport/+", "sport/"));
    EXPECT_TRUE(fits_mqtt_filter("+/+", "/finance"));
    EXPECT_TRUE(fits_mqtt_filter("/+", "/finance"));
    EXPECT_FALSE(fits_mqtt_filter("+", "/finance"));
    EXPECT_FALSE(fits_mqtt_filter("#", "$SYS/broker/version"));
    EXPECT_FALSE(fits_mqtt_filter("+/monitor/Clients", "$SYS/monitor/Clients"));
    EXPECT_TRUE(fits_mqtt_filter("$SYS/#", "$SYS/broker/version"));
}

TEST(MqttTopics, TellsOfItselfWhatMosquittoDoes) {
    const auto topics = mqtt_broker_topics("2.0.11", 2127, 3);
    EXPECT_EQ(topics.size(), 47u);  // as a live 2.0.11
    EXPECT_EQ(topics[0].topic, "$SYS/broker/version");
    EXPECT_EQ(topics[0].message, "mosquitto version 2.0.11");
    EXPECT_EQ(topics[1].message, "2120 seconds");
}

}  // namespace
}  // namespace hitme::dialogue
