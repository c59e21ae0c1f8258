// SPDX-License-Identifier: Apache-2.0
#include "event/json.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <charconv>

#include "core/text.h"
#include "event/fields.h"

namespace hitme::event {
namespace {

namespace json = boost::json;

// ---- writing ----

template <class Kind>
void append_object(std::string& out, const Kind& kind, std::string_view kind_name);

void append_number(std::string& out, std::uint64_t value) {
    char digits[20];
    const auto [end, failed] = std::to_chars(digits, digits + sizeof digits, value);
    (void)failed;
    out.append(digits, end);
}

void append_bits(std::string& out, Bits64 bits) {
    constexpr char hex[] = "0123456789abcdef";
    out += '"';
    for (int shift = 60; shift >= 0; shift -= 4) out += hex[(bits.value >> shift) & 15];
    out += '"';
}

struct Writer {
    std::string& out;
    bool first = true;

    void key(const Field& field) {
        out += first ? "\"" : ",\"";
        first = false;
        out += field.name;
        out += "\":";
    }
    template <class T>
    void operator()(const Field& field, const T& value) {
        if constexpr (std::is_same_v<T, std::string>) {
            if (value.empty()) return;
            key(field);
            core::append_json_string(out, value);
        } else if constexpr (std::is_same_v<T, bool>) {
            if (!value) return;
            key(field);
            out += "true";
        } else if constexpr (std::is_enum_v<T>) {
            if (value == T{}) return;
            key(field);
            out += '"';
            out += name_of(value);
            out += '"';
        } else if constexpr (std::is_unsigned_v<T>) {
            const T unsaid = field.name == "count" ? T{1} : T{0};
            if (value == unsaid && field.written == Written::unless_default) return;
            key(field);
            append_number(out, value);
        } else if constexpr (std::is_same_v<T, Bits64>) {
            if (value.value == 0) return;
            key(field);
            append_bits(out, value);
        } else if constexpr (std::is_same_v<T, core::Time>) {
            key(field);
            out += '"';
            out += core::format_rfc3339(value);
            out += '"';
        } else if constexpr (std::is_same_v<T, std::optional<core::Time>>) {
            if (value) (*this)(field, *value);
        } else if constexpr (std::is_same_v<T, core::Address>) {
            if (value.is_unspecified()) return;
            key(field);
            out += '"';
            out += value.to_string();
            out += '"';
        } else if constexpr (std::is_same_v<T, core::ByteVector>) {
            if (value.empty()) return;
            key(field);
            out += '"';
            core::append_base64(out, value);
            out += '"';
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
            if (value.empty()) return;
            key(field);
            char before = '[';
            for (const auto& element : value) {
                out += before;
                core::append_json_string(out, element);
                before = ',';
            }
            out += ']';
        } else if constexpr (std::is_same_v<T, std::optional<Hornet>>) {
            if (!value) return;
            key(field);
            append_object(out, *value, {});
        } else {
            if (value.empty()) return;
            key(field);
            char before = '[';
            for (const auto& element : value) {
                out += before;
                append_object(out, element, {});
                before = ',';
            }
            out += ']';
        }
    }
};

template <class Kind>
void append_object(std::string& out, const Kind& kind, std::string_view kind_name) {
    out += '{';
    Writer writer{out};
    if (!kind_name.empty()) {
        out += "\"kind\":\"";
        out += kind_name;
        out += '"';
        writer.first = false;
    }
    Fields<Kind>::walk(kind, writer);
    out += '}';
}

// ---- reading ----

struct Fetcher {
    const json::object& object;
    const char* failed = nullptr;
    bool too_long = false;

    void fail(const Field& field) {
        if (failed == nullptr) failed = field.name.data();
    }
    std::optional<std::string_view> text(const json::value& value, const Field& field) {
        if (const auto* string = value.if_string())
            return std::string_view{string->data(), string->size()};
        fail(field);
        return std::nullopt;
    }
    template <class T>
    void operator()(const Field& field, T& member) {
        if (failed != nullptr) return;
        const auto* value =
            object.if_contains(json::string_view{field.name.data(), field.name.size()});
        if (value == nullptr || value->is_null()) return;
        read(field, *value, member);
    }
    template <class T>
    void read(const Field& field, const json::value& value, T& member) {
        if constexpr (std::is_same_v<T, std::string>) {
            if (const auto string = text(value, field)) member = *string;
        } else if constexpr (std::is_same_v<T, bool>) {
            if (const auto* truth = value.if_bool()) {
                member = *truth;
            } else {
                fail(field);
            }
        } else if constexpr (std::is_enum_v<T>) {
            const auto string = text(value, field);
            if (!string) return;
            if (const auto known = from_name<T>(*string)) {
                member = *known;
            } else {
                fail(field);
            }
        } else if constexpr (std::is_unsigned_v<T>) {
            json::error_code code;
            const auto number = value.to_number<T>(code);
            if (code) {
                fail(field);
            } else {
                member = number;
            }
        } else if constexpr (std::is_same_v<T, Bits64>) {
            const auto string = text(value, field);
            if (!string) return;
            std::uint64_t bits = 0;
            const auto [end, code] =
                std::from_chars(string->data(), string->data() + string->size(), bits, 16);
            if (code != std::errc{} || end != string->data() + string->size()) return fail(field);
            member.value = bits;
        } else if constexpr (std::is_same_v<T, core::Time> ||
                             std::is_same_v<T, std::optional<core::Time>>) {
            const auto string = text(value, field);
            if (!string) return;
            const auto at = core::parse_time(*string);
            if (!at) return fail(field);
            member = *at;
        } else if constexpr (std::is_same_v<T, core::Address>) {
            const auto string = text(value, field);
            if (!string) return;
            const auto address = core::Address::parse(*string);
            if (!address) return fail(field);
            member = *address;
        } else if constexpr (std::is_same_v<T, core::ByteVector>) {
            const auto string = text(value, field);
            if (!string) return;
            auto bytes = core::from_base64(*string);
            if (!bytes) return fail(field);
            member = std::move(*bytes);
        } else if constexpr (std::is_same_v<T, std::optional<Hornet>>) {
            read_object(field, value, member.emplace());
        } else {
            const auto* array = value.if_array();
            if (array == nullptr) return fail(field);
            if (array->size() > max_repeated) {
                too_long = true;
                return fail(field);
            }
            for (const auto& element : *array) {
                auto& next = member.emplace_back();
                if constexpr (std::is_same_v<T, std::vector<std::string>>) {
                    read(field, element, next);
                } else {
                    read_object(field, element, next);
                }
                if (failed != nullptr) return;
            }
        }
    }
    template <class Kind>
    void read_object(const Field& field, const json::value& value, Kind& kind) {
        const auto* inner = value.if_object();
        if (inner == nullptr) return fail(field);
        Fetcher fetcher{*inner};
        Fields<Kind>::walk(kind, fetcher);
        if (fetcher.failed != nullptr) {
            failed = fetcher.failed;
            too_long = fetcher.too_long;
        }
    }
};

template <class Kind>
core::Parsed<Event> fetch(const json::object& object) {
    Kind kind;
    Fetcher fetcher{object};
    Fields<Kind>::walk(kind, fetcher);
    if (fetcher.failed != nullptr) {
        return core::ParseError{fetcher.too_long ? core::Fault::over_limit : core::Fault::bad_value,
                                0, fetcher.failed};
    }
    if (!object.contains("seen_at")) {
        return core::ParseError{core::Fault::bad_value, 0, "seen_at"};
    }
    if constexpr (std::is_same_v<Kind, Contact>) derive(kind);
    return Event{std::move(kind)};
}

}  // namespace

void append_json(std::string& out, const Contact& contact) {
    append_object(out, contact, Fields<Contact>::name);
}

void append_json(std::string& out, const Event& event) {
    std::visit(
        [&](const auto& kind) {
            append_object(out, kind, Fields<std::decay_t<decltype(kind)>>::name);
        },
        event);
}

core::Parsed<Event> decode_json(std::string_view line) {
    if (line.size() > max_line_bytes)
        return core::ParseError{core::Fault::over_limit, max_line_bytes, "line"};
    json::error_code code;
    const json::value value = json::parse(json::string_view{line.data(), line.size()}, code);
    if (code) return core::ParseError{core::Fault::bad_value, 0, "json"};
    const auto* object = value.if_object();
    if (object == nullptr) return core::ParseError{core::Fault::bad_value, 0, "object"};
    const auto* kind = object->if_contains("kind");
    const auto* name = kind == nullptr ? nullptr : kind->if_string();
    if (name == nullptr) return core::ParseError{core::Fault::bad_value, 0, "kind"};
    const std::string_view kind_name{name->data(), name->size()};
    if (kind_name == Fields<Contact>::name) return fetch<Contact>(*object);
    if (kind_name == Fields<Heartbeat>::name) return fetch<Heartbeat>(*object);
    if (kind_name == Fields<SensorChange>::name) return fetch<SensorChange>(*object);
    return core::ParseError{core::Fault::unsupported, 0, "kind"};
}

}  // namespace hitme::event
