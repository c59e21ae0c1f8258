// SPDX-License-Identifier: Apache-2.0
// What every reader of logs writes through: one contact, used again and again, and the counts of the report.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "event/kinds.h"
#include "sensor/capture/read_file.h"
#include "sensor/event_sink.h"

namespace hitme::sensor {

/// What decoders of lines answer for a line that holds no record and is no fault: a header, a comment, a bracket.
constexpr std::string_view not_a_record = "not_a_record";

constexpr std::size_t max_text_bytes = 256;  // ours: names and user names from foreign logs

/// `text` as valid UTF-8 of at most `limit` bytes: what is not UTF-8 becomes U+FFFD, and control bytes a space.
std::string foreign_text(std::string_view text, std::size_t limit = max_text_bytes);

/// A port out of foreign text; nothing when it is not one.
std::optional<std::uint16_t> port_of(std::string_view text);

/// "TCP", "udp", "icmp", "icmp6" or the IANA number; other for the rest.
event::Transport transport_of(std::string_view text);

class Delivery {
 public:
    Delivery(const ReadOptions& options, ReadReport& report, EventSink& sink);

    const ReadOptions& options() const { return options_; }
    ReadReport& report() { return report_; }

    /// An empty contact with sensor and origin set.
    event::Contact& fresh();
    /// Numbers that contact and gives it away. Errors   the sink's.
    core::Result<void> give();
    /// Gives another event as it is.
    core::Result<void> give(event::Event& event);
    /// Counts a record that became no event.
    void skip(std::string_view reason);

 private:
    ReadOptions options_;
    ReadReport& report_;
    EventSink& sink_;
    event::Event event_;
};

}  // namespace hitme::sensor
