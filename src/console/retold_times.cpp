// SPDX-License-Identifier: Apache-2.0
#include "console/retold_times.h"

#include <array>
#include <cctype>
#include <optional>

#include "core/text.h"
#include "core/time.h"

namespace hitme::console {
namespace {

constexpr std::string_view shortest = "Thu 2008-11-06 2:24 PM Z";
constexpr std::size_t day_at = 4;
constexpr std::size_t clock_at = 15;

/// A time at the start of `text`, as a zone's clock showed it, and how long its words are.
struct Reading {
    core::Time shown;
    std::size_t length = 0;
};

std::optional<Reading> reading_of(std::string_view text) {
    if (text.size() < shortest.size() || text[3] != ' ' || text[clock_at - 1] != ' ')
        return std::nullopt;
    const auto day = core::parse_time(std::string(text.substr(day_at, 10)) + "T00:00:00Z");
    if (!day) return std::nullopt;
    const auto colon = text.find(':', clock_at);
    if (colon != clock_at + 1 && colon != clock_at + 2) return std::nullopt;
    if (text.size() < colon + 7) return std::nullopt;
    const auto hour = core::parse_unsigned(text.substr(clock_at, colon - clock_at), 12);
    const auto minute = core::parse_unsigned(text.substr(colon + 1, 2), 59);
    const auto half = text.substr(colon + 3, 4);
    if (!hour || *hour == 0 || !minute || (half != " AM " && half != " PM ")) return std::nullopt;
    std::size_t end = colon + 7;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 ||
                                 text[end] == '+' || text[end] == '-'))
        ++end;
    if (end == colon + 7) return std::nullopt;
    const auto hours = *hour % 12 + (half == " PM " ? 12u : 0u);
    return Reading{*day + std::chrono::hours{hours} + std::chrono::minutes{*minute}, end};
}

/// How long the RFC 3339 time in UTC is that `text` begins with; 0 where it begins with none.
std::size_t instant_length(std::string_view text) {
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
    if (text.size() <= form.size()) return 0;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool fits = form[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i];
        if (!fits) return 0;
    }
    std::size_t end = form.size();
    if (text[end] == '.') {
        ++end;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    }
    return end < text.size() && text[end] == 'Z' ? end + 1 : 0;
}

}  // namespace

std::string retold(std::string_view sentence, std::span<const runtime::Zone> written_in,
                   const runtime::Zone& reader) {
    std::string out;
    while (!sentence.empty()) {
        const auto reading = reading_of(sentence);
        std::optional<core::Time> meant;
        if (reading) {
            const auto words = sentence.substr(0, reading->length);
            for (const auto& zone : written_in) {
                const auto instants = zone.instants_of(reading->shown);
                for (const auto at : {instants.first, instants.second})
                    if (!meant && zone.format(at) == words) meant = at;
            }
        }
        if (meant) {
            out += reader.format(*meant);
            sentence.remove_prefix(reading->length);
        } else {
            out += sentence.front();
            sentence.remove_prefix(1);
        }
    }
    return out;
}

std::string told_to_the_second(std::string_view sentence, const runtime::Zone& reader) {
    std::string out;
    while (!sentence.empty()) {
        const std::size_t length = instant_length(sentence);
        const auto at = length > 0 ? core::parse_time(std::string(sentence.substr(0, length)))
                                   : std::optional<core::Time>{};
        if (at) {
            out += reader.format_to_the_second(*at);
            sentence.remove_prefix(length);
        } else {
            out += sentence.front();
            sentence.remove_prefix(1);
        }
    }
    return out;
}

std::string told_for(std::string_view sentence, const runtime::Zone& reader) {
    const std::array written_in{runtime::Zone::utc(), runtime::Zone::local()};
    return retold(sentence, written_in, reader);
}

}  // namespace hitme::console
