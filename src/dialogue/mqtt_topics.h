// SPDX-License-Identifier: Apache-2.0
// Topics of a made-up Mosquitto broker: which filters are ones, what they fit, and what it tells of itself under $SYS.
//
// What     MQTT 3.1.1 section 4.7 (topic names and filters); names and order of $SYS as a live Mosquitto 2.0.11 sent them,
//          values of a broker that next to nobody uses, worked out of its uptime.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hitme::dialogue {

/// Section 4.7.1: not empty, '#' alone at the end, '+' alone in its level, no zero.
bool is_mqtt_filter(std::string_view filter);
/// A topic that may be published to: not empty, no wildcards, no zero.
bool is_mqtt_topic(std::string_view topic);
/// Section 4.7.2: a filter that begins with a wildcard fits no topic that begins with '$'.
bool fits_mqtt_filter(std::string_view filter, std::string_view topic);

struct MqttRetained {
    std::string topic;
    std::string message;
};
/// A broker of that version ("2.0.11"), so many seconds up, with so many connections so far.
std::vector<MqttRetained> mqtt_broker_topics(std::string_view version, std::int64_t seconds_up,
                                             std::uint64_t connections);

}  // namespace hitme::dialogue
