// SPDX-License-Identifier: Apache-2.0
// A whole log as the wider judgements read it: besides the one signal (console/judge/stream.h) all others, the addresses that were
// hit, what was sent, who was not proved, and what kind of network each sensor stands in.
//
// Cost     24 bytes a contact and 40 a source; payloads are put into families as they come (analytics/payload).
// Limits   max_wide_contacts; what is over it is counted in `left_out`. A drill's contacts are marked as in the stream.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analytics/payload/families.h"
#include "analytics/source_table.h"
#include "console/judge/stream.h"
#include "event/kinds.h"
#include "event/signal.h"

namespace hitme::console {

constexpr std::size_t max_wide_contacts = 50'000'000;

struct WideLog {
    Stream stream;  ///< of the signal asked for, or of all
    std::optional<event::Signal> signal;

    /// Proved contacts of all signals, by time.
    struct Contact {
        core::Time at;
        std::uint32_t source = 0;
        std::uint32_t signal = 0;  ///< index into `signals`
        std::uint32_t sensor = 0;  ///< index into `sensors`
    };
    std::vector<Contact> contacts;
    std::vector<core::Address> sources;
    std::vector<event::Signal> signals;
    std::vector<std::string> sensors;
    std::map<std::string, std::string, std::less<>> sensor_class;  ///< where a sensor said so

    /// Of the signal asked for: which of our addresses each source hit, each pair once.
    std::vector<core::Address> destinations;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> hits;  ///< destination, source

    analytics::PayloadFamilies families;  ///< of what was sent first on the signal

    /// IPv4 sources of the contacts that prove none, of all signals, one entry a contact, in order.
    std::vector<std::uint32_t> unverified;
    std::uint64_t left_out = 0;
    std::uint64_t events = 0;  ///< contacts of the signal, proved or not
};

class WideBuilder {
 public:
    WideBuilder(std::optional<event::Signal> signal, std::uint64_t secret);
    /// In order of time, as a store gives them; payload families depend on it.
    void add(const event::Event& event);
    WideLog take(std::string name);

 private:
    std::uint32_t source_number(const core::Address& source);
    void add(const event::Contact& contact);

    StreamBuilder stream_;
    WideLog log_;
    analytics::SourceTable<std::uint32_t> source_numbers_;
    std::map<std::uint32_t, std::uint32_t> signal_numbers_;
    std::map<std::string, std::uint32_t, std::less<>> sensor_numbers_;
    std::map<core::Address, std::uint32_t> destination_numbers_;
};

}  // namespace hitme::console
