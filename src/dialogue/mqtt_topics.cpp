// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mqtt_topics.h"

#include <algorithm>

namespace hitme::dialogue {
namespace {

/// The first level of `text`, which loses it and the slash behind; `more`: whether there was one.
std::string_view take_level(std::string_view& text, bool& more) {
    const std::size_t slash = text.find('/');
    more = slash != text.npos;
    const std::string_view level = text.substr(0, slash);
    text.remove_prefix(more ? slash + 1 : text.size());
    return level;
}

}  // namespace

bool is_mqtt_filter(std::string_view filter) {
    if (filter.empty() || filter.find('\0') != filter.npos) return false;
    for (bool more = true; more;) {
        const std::string_view level = take_level(filter, more);
        if (level.find('#') != level.npos && (level.size() > 1 || more)) return false;
        if (level.find('+') != level.npos && level.size() > 1) return false;
    }
    return true;
}

bool is_mqtt_topic(std::string_view topic) {
    using namespace std::string_view_literals;
    return !topic.empty() && topic.find_first_of("#+\0"sv) == topic.npos;
}

bool fits_mqtt_filter(std::string_view filter, std::string_view topic) {
    const bool is_wild = filter.starts_with('#') || filter.starts_with('+');
    if (is_wild && topic.starts_with('$')) return false;
    bool filter_more = true;
    bool topic_more = true;
    while (filter_more && topic_more) {
        const std::string_view wanted = take_level(filter, filter_more);
        if (wanted == "#") return true;
        if (wanted != take_level(topic, topic_more) && wanted != "+") return false;
    }
    // "a/#" fits "a", too (section 4.7.1.2).
    return !topic_more && (!filter_more || filter == "#");
}

std::vector<MqttRetained> mqtt_broker_topics(std::string_view version, std::int64_t seconds_up,
                                             std::uint64_t connections) {
    constexpr std::int64_t interval = 10;  // sys_interval
    const auto own = static_cast<std::int64_t>(connections);
    const std::int64_t up = std::max<std::int64_t>(0, seconds_up);
    // Somebody's probe, every half an hour: a connection with two packets each way.
    const std::int64_t others = 2 + up / 1800;
    const std::int64_t all = others + own;
    const auto number = [](std::int64_t value) { return std::to_string(value); };
    const std::string none = "0.00";
    std::vector<MqttRetained> topics;
    const auto add = [&](std::string_view name, std::string value) {
        topics.push_back({"$SYS/broker/" + std::string(name), std::move(value)});
    };
    const auto add_load = [&](std::string_view name) {
        for (const std::string_view minutes : {"1min", "5min", "15min"})
            add("load/" + std::string(name) + "/" + std::string(minutes), none);
    };
    add("version", "mosquitto version " + std::string(version));
    add("uptime", number(up - up % interval) + " seconds");
    add("clients/total", "1");
    add("clients/inactive", "0");
    add("clients/disconnected", "0");
    add("clients/active", "1");
    add("clients/connected", "1");
    add("clients/maximum", "2");
    for (const std::string_view name :
         {"messages/received", "messages/sent", "publish/received", "publish/sent",
          "bytes/received", "bytes/sent", "sockets", "connections"})
        add_load(name);
    add("messages/stored", "48");
    add("messages/received", number(2 * all));
    add("messages/sent", number(2 * all + 49 * own));
    add("store/messages/count", "48");
    add("store/messages/bytes", "205");
    add("subscriptions/count", "1");
    add("retained messages/count", "49");
    add("heap/current", number(47'376 + 272 * (own % 8)));
    add("heap/maximum", number(52'480));
    add("publish/messages/received", "0");
    add("publish/messages/sent", number(49 * own));
    add("publish/bytes/received", "0");
    add("publish/bytes/sent", number(205 * own));
    add("bytes/received", number(27 * all));
    add("bytes/sent", number(6 * all + 1'317 * own));
    return topics;
}

}  // namespace hitme::dialogue
