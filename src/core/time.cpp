// SPDX-License-Identifier: Apache-2.0
#include "core/time.h"

#include <array>

#include "core/text.h"

namespace hitme::core {
namespace {

using namespace std::chrono;

/// Takes exactly `count` digits off the front.
std::optional<int> digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<Day> take_day(std::string_view& text) {
    const auto year_number = digits(text, 4);
    if (!year_number || !take(text, "-/")) return std::nullopt;
    const auto month_number = digits(text, 2);
    if (!month_number || !take(text, "-/")) return std::nullopt;
    const auto day_number = digits(text, 2);
    if (!day_number) return std::nullopt;
    // Nanoseconds in 64 bits reach from 1677-09-21 to 2262-04-11; whole years inside that.
    if (*year_number < 1678 || *year_number > 2261) return std::nullopt;
    const year_month_day date{year{*year_number}, month{static_cast<unsigned>(*month_number)},
                              day{static_cast<unsigned>(*day_number)}};
    if (!date.ok()) return std::nullopt;
    return sys_days{date};
}

/// The last `count` decimal digits of `value`, with zeros in front.
void write_digits(char* to, std::int64_t value, std::size_t count) {
    while (count > 0) {
        to[--count] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

/// Ten characters; the years of a Time have four digits.
void write_day(char* to, Day day) {
    const year_month_day date{day};
    write_digits(to, static_cast<int>(date.year()), 4);
    to[4] = '-';
    write_digits(to + 5, static_cast<unsigned>(date.month()), 2);
    to[7] = '-';
    write_digits(to + 8, static_cast<unsigned>(date.day()), 2);
}

struct Unit {
    std::string_view suffix;
    std::int64_t nanoseconds;
};
constexpr std::array<Unit, 7> units{{{"d", 86'400'000'000'000},
                                     {"h", 3'600'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"s", 1'000'000'000},
                                     {"ms", 1'000'000},
                                     {"us", 1'000},
                                     {"ns", 1}}};

}  // namespace

std::string format_day(Day day) {
    char text[10];
    write_day(text, day);
    return {text, sizeof text};
}

// Written digit by digit: every contact has two of these, and printf costs more than the rest of its line.
std::string format_rfc3339(Time at) {
    const Day day = day_of(at);
    const hh_mm_ss clock{at - day};
    char text[30];
    write_day(text, day);
    text[10] = 'T';
    write_digits(text + 11, clock.hours().count(), 2);
    text[13] = ':';
    write_digits(text + 14, clock.minutes().count(), 2);
    text[16] = ':';
    write_digits(text + 17, clock.seconds().count(), 2);
    std::size_t length = 19;
    if (const std::int64_t fraction = clock.subseconds().count(); fraction != 0) {
        const std::size_t decimals = fraction % 1'000'000 == 0 ? 3 : fraction % 1'000 == 0 ? 6 : 9;
        text[length++] = '.';
        write_digits(text + length, fraction, 9);
        length += decimals;
    }
    text[length++] = 'Z';
    return {text, length};
}

std::optional<Day> parse_day(std::string_view text) {
    const auto day = take_day(text);
    if (!day || !text.empty()) return std::nullopt;
    return day;
}

std::optional<Time> parse_time(std::string_view text) {
    const auto day = take_day(text);
    if (!day) return std::nullopt;
    if (text.empty()) return Time{*day};
    if (!take(text, "Tt ")) return std::nullopt;
    const auto hour = digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
    const auto minute = digits(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    int second = 0;
    std::int64_t fraction = 0;
    if (take(text, ":")) {
        const auto number = digits(text, 2);
        // 60 is a leap second (RFC 3339 section 5.6): it is taken as the second before.
        if (!number || *number > 60) return std::nullopt;
        second = *number == 60 ? 59 : *number;
        if (take(text, ".,")) {
            std::int64_t scale = 100'000'000;
            std::size_t count = 0;
            while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
                if (++count > 9) return std::nullopt;
                fraction += (text[0] - '0') * scale;
                scale /= 10;
                text.remove_prefix(1);
            }
            if (count == 0) return std::nullopt;
        }
    }
    minutes offset{0};
    if (!text.empty() && !take(text, "Zz")) {
        const bool east = text[0] == '+';
        if (!take(text, "+-")) return std::nullopt;
        const auto offset_hours = digits(text, 2);
        if (!offset_hours || *offset_hours > 23) return std::nullopt;
        int offset_minutes = 0;
        if (!text.empty()) {
            take(text, ":");
            const auto number = digits(text, 2);
            if (!number || *number > 59) return std::nullopt;
            offset_minutes = *number;
        }
        offset = hours{*offset_hours} + minutes{offset_minutes};
        if (!east) offset = -offset;
    }
    if (!text.empty()) return std::nullopt;
    return Time{*day} + hours{*hour} + minutes{*minute} + seconds{second} + nanoseconds{fraction} -
           offset;
}

std::optional<Duration> parse_duration(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() && text[length] >= '0' && text[length] <= '9') ++length;
    const auto count = parse_unsigned(text.substr(0, length), 3'155'760'000'000);
    if (!count) return std::nullopt;
    constexpr std::int64_t longest = std::int64_t{3652} * 86'400'000'000'000;
    for (const Unit& unit : units) {
        if (text.substr(length) != unit.suffix) continue;
        const auto number = static_cast<std::int64_t>(*count);
        if (number > longest / unit.nanoseconds) return std::nullopt;
        return Duration{number * unit.nanoseconds};
    }
    return std::nullopt;
}

std::string format_duration(Duration span) {
    for (const Unit& unit : units) {
        if (span.count() != 0 && span.count() % unit.nanoseconds == 0)
            return std::to_string(span.count() / unit.nanoseconds) + std::string(unit.suffix);
    }
    return "0s";
}

}  // namespace hitme::core
