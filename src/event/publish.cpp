// SPDX-License-Identifier: Apache-2.0
#include "event/publish.h"

#include "core/text.h"
#include "event/fields.h"

namespace hitme::event {
namespace {

template <class T>
struct IsVectorOfKinds : std::false_type {};
template <HasFields Kind>
struct IsVectorOfKinds<std::vector<Kind>> : std::true_type {
    using Element = Kind;
};

std::string camel(std::string_view snake) {
    std::string out;
    bool upper = true;
    for (const char c : snake) {
        if (c == '_') {
            upper = true;
            continue;
        }
        out += upper ? static_cast<char>(c - 'a' + 'A') : c;
        upper = false;
    }
    return out;
}

template <class Enum>
std::string_view enum_type() {
    if constexpr (std::is_same_v<Enum, Transport>) return "Transport";
    if constexpr (std::is_same_v<Enum, Handshake>) return "Handshake";
    if constexpr (std::is_same_v<Enum, Ending>) return "Ending";
    if constexpr (std::is_same_v<Enum, Stage>) return "Stage";
    if constexpr (std::is_same_v<Enum, Grade>) return "Grade";
    if constexpr (std::is_same_v<Enum, Change>) return "Change";
}

/// How a member is written in the three publications.
struct Form {
    std::string proto;
    std::string schema;
    std::string text;
};

template <class T>
Form form_of(const T&) {
    if constexpr (std::is_same_v<T, std::string>) {
        return {"string", R"({"type":"string"})", "text"};
    } else if constexpr (std::is_same_v<T, bool>) {
        return {"bool", R"({"type":"boolean"})", "true or absent"};
    } else if constexpr (std::is_enum_v<T>) {
        std::string schema = R"({"type":"string","enum":[)";
        std::string text = "one of ";
        for (const auto name : names_of<T>()) {
            if (schema.back() != '[') {
                schema += ',';
                text += ", ";
            }
            core::append_json_string(schema, name);
            text += std::string("`") + std::string(name) + "`";
        }
        return {std::string(enum_type<T>()), schema + "]}", text};
    } else if constexpr (std::is_unsigned_v<T>) {
        const std::string largest = std::to_string(std::numeric_limits<T>::max());
        return {sizeof(T) > 4 ? "uint64" : "uint32",
                R"({"type":"integer","minimum":0,"maximum":)" + largest + "}", "whole number"};
    } else if constexpr (std::is_same_v<T, Bits64>) {
        return {"fixed64", R"({"type":"string","pattern":"^[0-9a-f]{16}$"})",
                "16 hexadecimal digits"};
    } else if constexpr (std::is_same_v<T, core::Time> ||
                         std::is_same_v<T, std::optional<core::Time>>) {
        return {std::is_same_v<T, core::Time> ? "sfixed64" : "optional sfixed64",
                R"({"type":"string","format":"date-time"})", "RFC 3339, UTC"};
    } else if constexpr (std::is_same_v<T, core::Address>) {
        return {"bytes", R"({"type":"string","anyOf":[{"format":"ipv4"},{"format":"ipv6"}]})",
                "IPv4 or IPv6 address"};
    } else if constexpr (std::is_same_v<T, core::ByteVector>) {
        return {"bytes", R"({"type":"string","contentEncoding":"base64"})", "bytes, Base64"};
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        return {"repeated string", R"({"type":"array","items":{"type":"string"}})", "list of text"};
    } else if constexpr (std::is_same_v<T, std::optional<Hornet>>) {
        return {"Hornet", R"({"$ref":"#/$defs/hornet"})", "[hornet](#hornet)"};
    } else {
        using Element = typename IsVectorOfKinds<T>::Element;
        const std::string name{Fields<Element>::name};
        return {"repeated " + camel(name),
                R"({"type":"array","items":{"$ref":"#/$defs/)" + name + "\"}}",
                "list of [" + name + "](#" + name + ")"};
    }
}

template <class Visit>
void each_kind(Visit&& visit) {
    visit(Contact{});
    visit(Heartbeat{});
    visit(SensorChange{});
    visit(Label{});
    visit(Evidence{});
    visit(Decoded{});
    visit(Hornet{});
    visit(Counter{});
}

template <class Enum>
void append_proto_enum(std::string& out) {
    const std::string type{enum_type<Enum>()};
    out += "enum " + type + " {\n";
    int number = 0;
    for (const auto name : names_of<Enum>()) {
        std::string upper;
        for (const char c : type + "_" + std::string(name))
            upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        out += "  " + upper + " = " + std::to_string(number++) + ";\n";
    }
    out += "}\n\n";
}

}  // namespace

std::string proto_file() {
    std::string out =
        "// Printed by `hitme schema --proto` from src/event/fields.h; do not edit.\n"
        "// Instants are nanoseconds since 1970-01-01T00:00Z; addresses are 4 or 16 bytes in "
        "network order.\n"
        "syntax = \"proto3\";\npackage hitme.event;\n\n";
    append_proto_enum<Transport>(out);
    append_proto_enum<Handshake>(out);
    append_proto_enum<Ending>(out);
    append_proto_enum<Stage>(out);
    append_proto_enum<Grade>(out);
    append_proto_enum<Change>(out);
    each_kind([&]<class Kind>(Kind kind) {
        out += "// " + std::string(Fields<Kind>::meaning) + "\nmessage " +
               camel(Fields<Kind>::name) + " {\n";
        Fields<Kind>::walk(kind, [&](const Field& field, const auto& member) {
            out += "  // " + std::string(field.meaning);
            if (!field.unit.empty()) out += " Unit: " + std::string(field.unit) + ".";
            out += "\n  " + form_of(member).proto + " " + std::string(field.name) + " = " +
                   std::to_string(field.number) + ";\n";
        });
        out += "}\n\n";
    });
    out +=
        "message Event {\n  oneof kind {\n    Contact contact = 1;\n    Heartbeat heartbeat = 2;\n"
        "    SensorChange sensor_change = 3;\n  }\n}\n\n"
        "// What one sensor delivers at once; deliveries of a run are numbered from 1 without a "
        "gap.\n"
        "message Batch {\n  string sensor = 1;\n  uint64 epoch = 2;\n  uint64 first_delivery = 3;\n"
        "  repeated Event events = 4;\n}\n";
    return out;
}

std::string json_schema() {
    std::string out = R"({"$schema":"https://json-schema.org/draft/2020-12/schema",)"
                      R"("title":"hitme event, one JSON line","version":)" +
                      std::to_string(format_version) + ",\n\"oneOf\":[";
    for (const auto name :
         {Fields<Contact>::name, Fields<Heartbeat>::name, Fields<SensorChange>::name}) {
        if (out.back() != '[') out += ',';
        out += R"({"$ref":"#/$defs/)" + std::string(name) + "\"}";
    }
    out += "],\n\"$defs\":{";
    bool first = true;
    each_kind([&]<class Kind>(Kind kind) {
        if (!first) out += ',';
        first = false;
        out += "\n\"" + std::string(Fields<Kind>::name) + R"(":{"type":"object","description":)";
        core::append_json_string(out, Fields<Kind>::meaning);
        constexpr bool top = std::is_same_v<Kind, Contact> || std::is_same_v<Kind, Heartbeat> ||
                             std::is_same_v<Kind, SensorChange>;
        if constexpr (top) out += R"(,"required":["kind","seen_at"])";
        out += ",\"properties\":{";
        bool first_field = true;
        if constexpr (top) {
            out += "\n  \"kind\":{\"const\":\"" + std::string(Fields<Kind>::name) + "\"}";
            first_field = false;
        }
        Fields<Kind>::walk(kind, [&](const Field& field, const auto& member) {
            if (!first_field) out += ',';
            first_field = false;
            std::string form = form_of(member).schema;
            form.pop_back();
            out += "\n  \"" + std::string(field.name) + "\":" + form + ",\"description\":";
            core::append_json_string(out, field.meaning);
            out += '}';
        });
        out += "}}";
    });
    out += "}}\n";
    return out;
}

std::string reference_page() {
    std::string out =
        "# Events\n\nPrinted by `hitme schema --reference` from `src/event/fields.h`; do not edit. "
        "Format version " +
        std::to_string(format_version) +
        ".\n\nA JSON line is one object: `kind` first, then the fields below. A field with its "
        "default value (empty,"
        " zero, false; `count`: 1) is left out.\n";
    each_kind([&]<class Kind>(Kind kind) {
        out += "\n## " + std::string(Fields<Kind>::name) + "\n\n" +
               std::string(Fields<Kind>::meaning) +
               "\n\n| number | field | form | meaning |\n|---|---|---|---|\n";
        Fields<Kind>::walk(kind, [&](const Field& field, const auto& member) {
            out += "| " + std::to_string(field.number) + " | `" + std::string(field.name) + "` | " +
                   form_of(member).text;
            if (!field.unit.empty()) out += ", " + std::string(field.unit);
            out += " | " + std::string(field.meaning) + " |\n";
        });
    });
    return out;
}

}  // namespace hitme::event
