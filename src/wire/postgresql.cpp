// SPDX-License-Identifier: Apache-2.0
#include "wire/postgresql.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

using core::Bytes;
using core::Fault;
using core::Input;
using core::ParseError;
using core::Reader;
using core::Writer;

std::string_view PostgresqlStartup::parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters)
        if (key == name) return value;
    return {};
}

core::Parsed<PostgresqlStartup> take_postgresql_startup(Bytes bytes) {
    Reader in{bytes, Input::open};
    const std::size_t length = in.u32be("length");
    if (in.ok() && length < 8) return ParseError{Fault::bad_value, 0, "length"};
    if (in.ok() && length > max_postgresql_startup)
        return ParseError{Fault::over_limit, 0, "length"};
    const std::uint32_t code = in.u32be("protocol version");
    // 1234 in the upper half: a request of another kind (chapter "Message Formats").
    PostgresqlStartup startup;
    startup.major = static_cast<std::uint16_t>(code >> 16);
    startup.minor = static_cast<std::uint16_t>(code);
    const Bytes rest = in.take(length - 8, "parameters");
    if (!in.ok()) return in.error();
    startup.consumed = length;
    if (startup.major == 1234) {
        switch (startup.minor) {
            case 5678:
                startup.kind = PostgresqlOpening::cancel;
                return startup;
            case 5679:
                startup.kind = PostgresqlOpening::ssl_request;
                return startup;
            case 5680:
                startup.kind = PostgresqlOpening::gss_request;
                return startup;
            default:
                return ParseError{Fault::bad_value, 4, "protocol version"};
        }
    }
    if (startup.major != 3) return ParseError{Fault::unsupported, 4, "protocol version"};
    std::string_view text = core::as_text(rest);
    while (!text.empty() && text.front() != '\0') {
        const std::size_t at = length - text.size();
        const std::size_t key = text.find('\0');
        const std::size_t value = key == text.npos ? text.npos : text.find('\0', key + 1);
        if (value == text.npos) return ParseError{Fault::truncated, at, "parameters"};
        if (startup.parameters.size() >= max_postgresql_parameters)
            return ParseError{Fault::over_limit, at, "parameters"};
        startup.parameters.emplace_back(text.substr(0, key), text.substr(key + 1, value - key - 1));
        text.remove_prefix(value + 1);
    }
    return startup;
}

core::Parsed<PostgresqlMessage> take_postgresql_message(Bytes bytes) {
    Reader in{bytes, Input::open};
    PostgresqlMessage message;
    message.type = static_cast<char>(in.u8("type"));
    if (in.ok() && (message.type < 'A' || message.type > 'z'))
        return ParseError{Fault::bad_value, 0, "type"};
    const std::size_t length = in.u32be("length");
    if (in.ok() && length < 4) return ParseError{Fault::bad_value, 1, "length"};
    if (in.ok() && length > max_postgresql_message)
        return ParseError{Fault::over_limit, 1, "length"};
    message.body = in.take(length - 4, "body");
    if (!in.ok()) return in.error();
    message.consumed = 1 + length;
    return message;
}

std::string_view postgresql_text(Bytes body) {
    const std::string_view text = core::as_text(body);
    return text.substr(0, text.find('\0'));
}

core::Parsed<PostgresqlSasl> decode_postgresql_sasl(Bytes body) {
    PostgresqlSasl sasl;
    sasl.mechanism = postgresql_text(body);
    Reader in{body};
    in.skip(sasl.mechanism.size() + 1, "mechanism");
    const std::uint32_t length = in.u32be("length");
    if (!in.ok()) return in.error();
    if (length == 0xFFFFFFFF) return sasl;  // "-1 if there is no Initial Response"
    sasl.response = core::as_text(in.take(length, "response"));
    if (!in.ok()) return in.error();
    return sasl;
}

std::string_view scram_attribute(std::string_view message, char name) {
    for (std::size_t at = 0; at < message.size();) {
        const std::size_t comma = std::min(message.find(',', at), message.size());
        const std::string_view item = message.substr(at, comma - at);
        if (item.size() >= 2 && item[0] == name && item[1] == '=') return item.substr(2);
        at = comma + 1;
    }
    return {};
}

void encode_postgresql_message(core::ByteVector& out, char type, Bytes body) {
    Writer writer{out};
    writer.u8(static_cast<std::uint8_t>(type));
    writer.u32be(static_cast<std::uint32_t>(body.size() + 4));
    writer.bytes(body);
}

void encode_postgresql_negotiation(core::ByteVector& out, std::uint32_t minor,
                                   const std::vector<std::string_view>& unknown) {
    core::ByteVector body;
    Writer writer{body};
    // Servers send the whole version here, as libpq expects it.
    writer.u32be(0x0003'0000 | minor);
    writer.u32be(static_cast<std::uint32_t>(unknown.size()));
    for (const std::string_view option : unknown) {
        writer.text(option);
        writer.u8(0);
    }
    encode_postgresql_message(out, 'v', body);
}

void encode_postgresql_authentication(core::ByteVector& out, std::uint32_t number, Bytes rest) {
    core::ByteVector body;
    Writer writer{body};
    writer.u32be(number);
    writer.bytes(rest);
    encode_postgresql_message(out, 'R', body);
}

void encode_postgresql_error(core::ByteVector& out, const PostgresqlFault& fault) {
    core::ByteVector body;
    Writer writer{body};
    const auto field = [&](char name, std::string_view value) {
        if (value.empty()) return;
        writer.u8(static_cast<std::uint8_t>(name));
        writer.text(value);
        writer.u8(0);
    };
    field('S', fault.severity);
    field('V', fault.severity);  // the same, never translated (since 9.6)
    field('C', fault.state);
    field('M', fault.message);
    field('D', fault.detail);
    field('F', fault.file);
    field('L', fault.line);
    field('R', fault.routine);
    writer.u8(0);
    encode_postgresql_message(out, 'E', body);
}

std::string_view postgresql_error_field(Bytes body, char field) {
    std::string_view text = core::as_text(body);
    while (!text.empty() && text.front() != '\0') {
        const std::size_t end = std::min(text.find('\0'), text.size());
        if (text.front() == field) return text.substr(1, end - 1);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

}  // namespace hitme::wire
