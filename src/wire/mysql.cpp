// SPDX-License-Identifier: Apache-2.0
#include "wire/mysql.h"

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

namespace {

std::uint32_t u24le(Reader& in, const char* field) {
    const std::uint32_t low = in.u16le(field);
    return low | std::uint32_t{in.u8(field)} << 16;
}

/// Protocol::NulTerminatedString; to the end when there is no zero, as clients leave it out at the end.
std::string_view nul_terminated(Reader& in, const char* field) {
    Reader ahead = in;
    const std::string_view text = core::as_text(ahead.rest());
    const std::size_t end = text.find('\0');
    const std::string_view out = text.substr(0, end);
    in.skip(end == text.npos ? text.size() : end + 1, field);
    return out;
}

Bytes length_encoded(Reader& in, const char* field) {
    const std::uint8_t first = in.u8(field);
    std::uint64_t length = first;
    if (first == 0xFC) length = in.u16le(field);
    if (first == 0xFD) length = u24le(in, field);
    if (first == 0xFE) length = in.u64le(field);
    if (first == 0xFB || first == 0xFF) in.fail(Fault::bad_value, field);
    if (length > max_mysql_packet) in.fail(Fault::over_limit, field);
    return in.take(static_cast<std::size_t>(length), field);
}

}  // namespace

core::Parsed<MysqlPacket> take_mysql_packet(Bytes bytes) {
    Reader in{bytes, Input::open};
    const std::size_t length = u24le(in, "payload_length");
    MysqlPacket packet;
    packet.sequence = in.u8("sequence_id");
    if (in.ok() && length > max_mysql_packet)
        return ParseError{Fault::over_limit, 0, "payload_length"};
    packet.payload = in.take(length, "payload");
    if (!in.ok()) return in.error();
    packet.consumed = in.offset();
    return packet;
}

void encode_mysql_packet(core::ByteVector& out, std::uint8_t sequence, Bytes payload) {
    Writer writer{out};
    writer.u16le(static_cast<std::uint16_t>(payload.size()));
    writer.u8(static_cast<std::uint8_t>(payload.size() >> 16));
    writer.u8(sequence);
    writer.bytes(payload);
}

// Protocol::HandshakeV10
core::ByteVector encode_mysql_greeting(const MysqlGreeting& greeting) {
    core::ByteVector payload;
    Writer out{payload};
    out.u8(10);
    out.text(greeting.version);
    out.u8(0);
    out.u32le(greeting.thread);
    out.bytes(greeting.scramble.first(8));  // auth-plugin-data-part-1
    out.u8(0);                              // filler
    out.u16le(static_cast<std::uint16_t>(greeting.capabilities));
    out.u8(greeting.character_set);
    out.u16le(greeting.status);
    out.u16le(static_cast<std::uint16_t>(greeting.capabilities >> 16));
    out.u8(static_cast<std::uint8_t>(greeting.scramble.size() + 1));  // with its zero
    out.zeros(6);
    out.u32le(greeting.extended_capabilities);
    out.bytes(greeting.scramble.subspan(8));  // auth-plugin-data-part-2
    out.u8(0);
    out.text(greeting.plugin);
    out.u8(0);
    return payload;
}

core::Parsed<MysqlGreeting> decode_mysql_greeting(Bytes payload) {
    Reader in{payload};
    const std::uint8_t version = in.u8("protocol version");
    if (in.ok() && version != 10) return ParseError{Fault::unsupported, 0, "protocol version"};
    MysqlGreeting greeting;
    greeting.version = nul_terminated(in, "server version");
    greeting.thread = in.u32le("thread id");
    greeting.scramble = in.take(8, "auth-plugin-data-part-1");
    in.skip(1, "filler");
    greeting.capabilities = in.u16le("capability_flags_1");
    greeting.character_set = in.u8("character_set");
    greeting.status = in.u16le("status_flags");
    greeting.capabilities |= std::uint32_t{in.u16le("capability_flags_2")} << 16;
    const std::size_t scramble = in.u8("auth_plugin_data_len");
    in.skip(6, "reserved");
    greeting.extended_capabilities = in.u32le("reserved");
    in.skip(std::max<std::size_t>(13, std::max<std::size_t>(scramble, 8) - 8),
            "auth-plugin-data-part-2");
    if ((greeting.capabilities & mysql_plugin_auth) != 0)
        greeting.plugin = nul_terminated(in, "auth_plugin_name");
    if (!in.ok()) return in.error();
    return greeting;
}

namespace {

// Protocol::HandshakeResponse320
core::Parsed<MysqlLogin> decode_old_login(Bytes payload) {
    Reader in{payload};
    MysqlLogin login;
    login.is_old_form = true;
    login.capabilities = in.u16le("capability flags");
    login.max_packet = u24le(in, "max-packet size");
    login.user = nul_terminated(in, "username");
    if ((login.capabilities & mysql_connect_with_db) != 0) {
        login.response = core::as_bytes(nul_terminated(in, "auth-response"));
        login.database = nul_terminated(in, "database");
    } else {
        login.response = in.rest();
    }
    if (!in.ok()) return in.error();
    return login;
}

}  // namespace

// Protocol::HandshakeResponse41
core::Parsed<MysqlLogin> decode_mysql_login(Bytes payload) {
    if (payload.size() < 2) return ParseError{Fault::truncated, 0, "capability flags"};
    if ((std::uint32_t{payload[1]} << 8 & mysql_protocol_41) == 0) return decode_old_login(payload);
    Reader in{payload};
    MysqlLogin login;
    login.capabilities = in.u32le("capability flags");
    login.max_packet = in.u32le("max-packet size");
    in.skip(1, "character set");
    in.skip(23, "filler");
    if (!in.ok()) return in.error();
    if (in.left() == 0 && (login.capabilities & mysql_ssl) != 0) {
        login.is_ssl_request = true;
        return login;
    }
    login.user = nul_terminated(in, "username");
    if ((login.capabilities & mysql_lenenc_auth) != 0)
        login.response = length_encoded(in, "auth-response");
    else if ((login.capabilities & mysql_secure_connection) != 0)
        login.response = in.take(in.u8("auth-response"), "auth-response");
    else
        login.response = core::as_bytes(nul_terminated(in, "auth-response"));
    if ((login.capabilities & mysql_connect_with_db) != 0 && in.left() > 0)
        login.database = nul_terminated(in, "database");
    if ((login.capabilities & mysql_plugin_auth) != 0 && in.left() > 0)
        login.plugin = nul_terminated(in, "client_plugin_name");
    if ((login.capabilities & mysql_connect_attributes) != 0 && in.left() > 0) {
        Reader list{length_encoded(in, "attributes")};
        while (list.left() > 0 && list.ok() && login.attributes.size() < max_mysql_attributes) {
            const Bytes key = length_encoded(list, "key");
            const Bytes value = length_encoded(list, "value");
            if (list.ok()) login.attributes.emplace_back(core::as_text(key), core::as_text(value));
        }
    }
    if (!in.ok()) return in.error();
    return login;
}

core::ByteVector encode_mysql_error(std::uint16_t code, std::string_view sql_state,
                                    std::string_view message) {
    core::ByteVector payload;
    Writer out{payload};
    out.u8(0xFF);
    out.u16le(code);
    if (!sql_state.empty()) {
        out.text("#");
        out.text(sql_state);
    }
    out.text(message);
    return payload;
}

core::Parsed<MysqlError> decode_mysql_error(Bytes payload) {
    Reader in{payload};
    if (in.u8("header") != 0xFF && in.ok()) return ParseError{Fault::bad_value, 0, "header"};
    MysqlError error;
    error.code = in.u16le("error_code");
    if (!in.ok()) return in.error();
    error.message = core::as_text(in.rest());
    if (error.message.starts_with('#') && error.message.size() >= 6) error.message.remove_prefix(6);
    return error;
}

core::ByteVector encode_mysql_auth_more(Bytes data) {
    core::ByteVector payload;
    Writer out{payload};
    out.u8(1);
    out.bytes(data);
    return payload;
}

core::ByteVector encode_mysql_auth_switch(std::string_view plugin, Bytes scramble) {
    core::ByteVector payload;
    Writer out{payload};
    out.u8(0xFE);
    out.text(plugin);
    out.u8(0);
    out.bytes(scramble);
    out.u8(0);
    return payload;
}

std::string_view name_of_mysql_command(std::uint8_t command) {
    static constexpr std::string_view names[] = {
        "COM_SLEEP",          "COM_QUIT",           "COM_INIT_DB",      "COM_QUERY",
        "COM_FIELD_LIST",     "COM_CREATE_DB",      "COM_DROP_DB",      "COM_REFRESH",
        "COM_SHUTDOWN",       "COM_STATISTICS",     "COM_PROCESS_INFO", "COM_CONNECT",
        "COM_PROCESS_KILL",   "COM_DEBUG",          "COM_PING",         "COM_TIME",
        "COM_DELAYED_INSERT", "COM_CHANGE_USER",    "COM_BINLOG_DUMP",  "COM_TABLE_DUMP",
        "COM_CONNECT_OUT",    "COM_REGISTER_SLAVE", "COM_STMT_PREPARE", "COM_STMT_EXECUTE"};
    return command < std::size(names) ? names[command] : std::string_view{};
}

}  // namespace hitme::wire
