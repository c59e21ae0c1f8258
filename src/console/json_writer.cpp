// SPDX-License-Identifier: Apache-2.0
#include "console/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/text.h"

namespace hitme::console {

void JsonWriter::separate() {
    if (comma_) out_ += ',';
    comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    out_ += bracket;
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    out_ += bracket;
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    core::append_json_string(out_, name);
    out_ += ':';
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
    separate();
    core::append_json_string(out_, value);
    return *this;
}

JsonWriter& JsonWriter::number(std::uint64_t value) {
    return raw(std::to_string(value));
}

JsonWriter& JsonWriter::real(double value) {
    if (!std::isfinite(value)) return null();
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

JsonWriter& JsonWriter::real(const std::optional<double>& value) {
    return value ? real(*value) : null();
}

JsonWriter& JsonWriter::truth(bool value) {
    return raw(value ? "true" : "false");
}

JsonWriter& JsonWriter::time(core::Time value) {
    return text(core::format_rfc3339(value));
}

JsonWriter& JsonWriter::time(const std::optional<core::Time>& value) {
    return value ? time(*value) : null();
}

JsonWriter& JsonWriter::day(const std::optional<core::Day>& value) {
    return value ? text(core::format_day(*value)) : null();
}

JsonWriter& JsonWriter::raw(std::string_view value) {
    separate();
    out_ += value;
    return *this;
}

std::string JsonWriter::take() {
    comma_ = false;
    return std::exchange(out_, {});
}

}  // namespace hitme::console
