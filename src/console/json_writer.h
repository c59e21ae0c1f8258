// SPDX-License-Identifier: Apache-2.0
// Writes one JSON value, member by member, straight into a string.
//
// Why      answers hold contacts that event/json has already written; a document model would parse them again.
// Numbers  not-a-number and infinity have no form in JSON (RFC 8259) and are written as null.
// Use      every begin has its end; inside an object each value follows its key. Pure.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace hitme::console {

class JsonWriter {
 public:
    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);

    JsonWriter& text(std::string_view value);
    JsonWriter& number(std::uint64_t value);
    JsonWriter& real(double value);
    /// null for nothing.
    JsonWriter& real(const std::optional<double>& value);
    JsonWriter& truth(bool value);
    JsonWriter& null() { return raw("null"); }
    /// RFC 3339, UTC.
    JsonWriter& time(core::Time value);
    JsonWriter& time(const std::optional<core::Time>& value);
    /// "2026-03-01"; null for nothing.
    JsonWriter& day(const std::optional<core::Day>& value);
    /// A value that is JSON already.
    JsonWriter& raw(std::string_view value);

    /// The text so far; the writer is empty afterwards.
    std::string take();

 private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void separate();

    std::string out_;
    bool comma_ = false;  // the next value or key has one before it
};

}  // namespace hitme::console
