// SPDX-License-Identifier: Apache-2.0
#include "runtime/zone.h"

#include <date/tz.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "core/text.h"

namespace hitme::runtime {
namespace {

struct Local {
    std::chrono::seconds offset{0};
    std::string abbreviation = "UTC";
    core::Time shifted;  // the local reading, as if it were UTC
};

// A zone name becomes part of a path inside the library, so nothing else may stand in it.
bool is_zone_name(std::string_view name) {
    if (name.empty() || name.size() > max_zone_name_bytes || name.front() == '/') return false;
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '+' && c != '-' && c != '/')
            return false;
    }
    return true;
}

Local local_of(const date::time_zone* zone, core::Time at) {
    Local local;
    if (zone != nullptr) {
        try {
            const auto info = zone->get_info(std::chrono::floor<std::chrono::seconds>(at));
            local.offset = info.offset;
            local.abbreviation = info.abbrev;
        } catch (const std::exception&) {
            // A damaged zone file: UTC is still a true answer, and says that it is UTC.
        }
    }
    local.shifted = at + local.offset;
    return local;
}

constexpr std::array<const char*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

}  // namespace

core::Result<Zone> Zone::find(std::string_view name) {
    if (!is_zone_name(name)) {
        return core::error(core::ErrorCode::bad_input,
                           "time zone \"" + core::printable(name, max_zone_name_bytes) +
                               "\": not a zone name such as Europe/Berlin");
    }
    try {
        const auto* zone = date::locate_zone(std::string(name));
        return Zone{zone, std::string(name)};
    } catch (const std::exception&) {
        if (name == "UTC") return Zone{nullptr, "UTC"};
        return core::error(core::ErrorCode::not_found,
                           "time zone \"" + std::string(name) + "\": no such zone on this machine");
    }
}

Zone Zone::utc() {
    const auto found = find("UTC");
    return found.has_value() ? *found : Zone{nullptr, "UTC"};
}

Zone Zone::local() {
    if (const char* chosen = std::getenv("TZ"); chosen != nullptr && *chosen != '\0') {
        const auto found = find(*chosen == ':' ? chosen + 1 : chosen);
        if (found.has_value()) return *found;
    }
    try {
        const auto* zone = date::current_zone();
        return Zone{zone, zone->name()};
    } catch (const std::exception&) {
        return utc();
    }
}

Zone::Instants Zone::instants_of(core::Time shown) const {
    if (zone_ == nullptr) return {shown, shown, Instants::Happens::once};
    try {
        const auto info = zone_->get_info(date::local_seconds{
            std::chrono::floor<std::chrono::seconds>(shown).time_since_epoch()});
        if (info.result == date::local_info::nonexistent) {
            const core::Time change{info.second.begin};
            return {change, change, Instants::Happens::never};
        }
        const core::Time first = shown - info.first.offset;
        if (info.result == date::local_info::ambiguous)
            return {first, shown - info.second.offset, Instants::Happens::twice};
        return {first, first, Instants::Happens::once};
    } catch (const std::exception&) {
        return {shown, shown, Instants::Happens::once};
    }
}

std::string Zone::format(core::Time at) const {
    const Local local = local_of(zone_, at);
    const auto day = core::day_of(local.shifted);
    const auto minutes = std::chrono::floor<std::chrono::minutes>(local.shifted - day).count();
    const auto hour = minutes / 60;
    std::array<char, 32> clock{};
    std::snprintf(clock.data(), clock.size(), "%d:%02d %s",
                  static_cast<int>(hour % 12 == 0 ? 12 : hour % 12), static_cast<int>(minutes % 60),
                  hour < 12 ? "AM" : "PM");
    return std::string(weekdays[std::chrono::weekday{day}.c_encoding()]) + " " +
           core::format_day(day) + " " + clock.data() + " " + local.abbreviation;
}

std::string Zone::format_to_the_second(core::Time at) const {
    const Local local = local_of(zone_, at);
    std::string text =
        core::format_rfc3339(std::chrono::floor<std::chrono::seconds>(local.shifted));
    text.replace(text.find('T'), 1, " ");
    text.pop_back();  // the Z
    return text + " " + local.abbreviation;
}

std::string Zone::format_iso(core::Time at) const {
    const Local local = local_of(zone_, at);
    std::string text =
        core::format_rfc3339(std::chrono::floor<std::chrono::seconds>(local.shifted));
    text.pop_back();  // the Z
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local.offset).count();
    std::array<char, 16> offset{};
    std::snprintf(offset.data(), offset.size(), "%c%02d:%02d", minutes < 0 ? '-' : '+',
                  static_cast<int>(std::abs(minutes) / 60),
                  static_cast<int>(std::abs(minutes) % 60));
    return text + offset.data();
}

}  // namespace hitme::runtime
