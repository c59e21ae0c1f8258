// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/delivery.h"

#include "core/text.h"

namespace hitme::sensor {
namespace {

// Length of the UTF-8 sequence at the start of `text`, 0 when there is none (Unicode 15.0 table 3-7).
std::size_t sequence_length(std::string_view text) {
    const auto at = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const auto tail = [&](std::size_t i) { return (at(i) & 0xC0) == 0x80; };
    const unsigned first = at(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (first == 0xE0 && at(1) < 0xA0) return 0;
        if (first == 0xED && at(1) > 0x9F) return 0;
        return tail(1) && tail(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (first == 0xF0 && at(1) < 0x90) return 0;
        if (first == 0xF4 && at(1) > 0x8F) return 0;
        return tail(1) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

std::string foreign_text(std::string_view text, std::size_t limit) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string out;
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        const std::string_view piece = length == 0 ? replacement : text.substr(0, length);
        if (out.size() + piece.size() > limit) break;
        const auto byte = static_cast<unsigned char>(piece[0]);
        if (byte < 0x20 || byte == 0x7F)
            out += ' ';
        else
            out += piece;
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

std::optional<std::uint16_t> port_of(std::string_view text) {
    const auto number = core::parse_unsigned(text, 65535);
    if (!number) return {};
    return static_cast<std::uint16_t>(*number);
}

event::Transport transport_of(std::string_view text) {
    std::string lower;
    for (const char c : text.substr(0, 8))
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower == "tcp" || lower == "6") return event::Transport::tcp;
    if (lower == "udp" || lower == "17") return event::Transport::udp;
    if (lower == "icmp" || lower == "1" || lower == "icmp6" || lower == "icmpv6" || lower == "58")
        return event::Transport::icmp;
    return event::Transport::other;
}

Delivery::Delivery(const ReadOptions& options, ReadReport& report, EventSink& sink)
    : options_(options), report_(report), sink_(sink) {}

event::Contact& Delivery::fresh() {
    auto& contact = event_.emplace<event::Contact>();
    contact.sensor = options_.sensor;
    contact.origin = report_.format;
    return contact;
}

core::Result<void> Delivery::give() {
    std::get<event::Contact>(event_).sequence = ++report_.events;
    return sink_.take(event_);
}

core::Result<void> Delivery::give(event::Event& event) {
    ++report_.events;
    return sink_.take(event);
}

void Delivery::skip(std::string_view reason) {
    ++report_.skipped[std::string(reason)];
}

}  // namespace hitme::sensor
