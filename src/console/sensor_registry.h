// SPDX-License-Identifier: Apache-2.0
// In what kind of network each sensor stood, and when (C-06): moving a sensor changes its class from that time on, and what
// it saw before keeps the old one.
//
// From     registrations by the operator (kind sensor_registration), and what sensors announce of themselves at their start
//          (event/kinds.h, SensorChange). A registration that covers the time goes before an announcement.
// Threads  a copy per thread; refresh() reads the book only when one changed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip.h"
#include "core/result.h"
#include "core/time.h"
#include "event/kinds.h"
#include "store/book.h"

namespace hitme::console {

constexpr std::string_view sensor_registration_kind = "sensor_registration";
constexpr std::size_t max_sensor_periods = 200;
constexpr std::size_t max_registered_sensors = 1000;
constexpr std::size_t max_announcements = 1000;  // ours, of one sensor: restarts with a new class

enum class SensorClass : std::uint8_t {
    unknown,
    internal_lan,
    consumer,
    commercial,
    hosting,
    corporate,
    education,
};
std::string_view name_of(SensorClass value);
/// Also "internal", as sensors announce it. Nothing for another word.
std::optional<SensorClass> sensor_class_named(std::string_view name);

struct SensorPeriod {
    SensorClass sensor_class = SensorClass::unknown;
    core::Time from;
    std::optional<core::Time> until;
    std::string provider;
    std::string region;
    std::vector<core::Prefix> addresses;
};

struct SensorRegistration {
    std::string sensor;
    std::uint64_t version = 0;
    std::vector<SensorPeriod> periods;  ///< in order, without overlap
};

/// Errors   bad_input: which member is wrong, periods that overlap.
core::Result<SensorRegistration> sensor_registration_of(const store::Entry& entry);
std::string body_of(const SensorRegistration& registration);

/// The periods with `added` among them: it cuts what it overlaps, and what began later than it stays.
std::vector<SensorPeriod> with_period(const std::vector<SensorPeriod>& periods,
                                      const SensorPeriod& added);

class SensorRegistry {
 public:
    core::Result<void> refresh(store::Book& book);
    void set(std::vector<SensorRegistration> registrations);
    /// What a sensor says of itself, from its seen_at on.
    void announce(const event::SensorChange& change);

    SensorClass class_at(std::string_view sensor, core::Time at) const;
    /// Nothing where no registration covers the time.
    const SensorPeriod* period_at(std::string_view sensor, core::Time at) const;
    bool internal_at(std::string_view sensor, core::Time at) const {
        return class_at(sensor, at) == SensorClass::internal_lan;
    }
    /// Sensors that were internal at some time in [from, to).
    std::vector<std::string> internal_between(core::Time from, core::Time to) const;
    const std::map<std::string, SensorRegistration, std::less<>>& registrations() const {
        return registrations_;
    }

 private:
    std::map<std::string, SensorRegistration, std::less<>> registrations_;
    std::map<std::string, std::map<core::Time, SensorClass>, std::less<>> announced_;
    std::optional<std::uint64_t> seen_changes_;
};

}  // namespace hitme::console
