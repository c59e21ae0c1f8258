// SPDX-License-Identifier: Apache-2.0
#include "wire/tls.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

#include "core/digest.h"
#include "core/reader.h"

namespace hitme::wire {
namespace {

using core::Bytes;
using core::Fault;
using core::Input;
using core::ParseError;
using core::Reader;

constexpr std::uint8_t client_hello_type = 1;  // RFC 8446 section 4
constexpr std::size_t record_header = 5;

enum Extension : std::uint16_t {
    server_name = 0,
    supported_groups = 10,
    ec_point_formats = 11,
    signature_algorithms = 13,
    alpn = 16,
    supported_versions = 43,
};

/// Two-byte numbers to the end of `bytes`.
bool read_numbers(Bytes bytes, std::vector<std::uint16_t>& out) {
    Reader in{bytes};
    while (in.left() > 0 && out.size() < max_tls_items) out.push_back(in.u16be("item"));
    return in.ok() && in.left() == 0;
}

// RFC 6066 section 3: a list of typed names; type 0 is host_name.
void read_server_name(Bytes body, ClientHello& hello) {
    Reader in{body};
    Reader list{in.take(in.u16be("server_name_list"), "server_name_list")};
    for (int names = 0; list.left() > 0 && list.ok() && names < 8; ++names) {
        const std::uint8_t type = list.u8("name_type");
        const Bytes name = list.take(list.u16be("HostName"), "HostName");
        if (list.ok() && type == 0 && hello.server_name.empty())
            hello.server_name =
                std::string(core::as_text(name.first(std::min<std::size_t>(name.size(), 255))));
    }
}

// RFC 7301 section 3.1
void read_alpn(Bytes body, ClientHello& hello) {
    Reader in{body};
    Reader list{in.take(in.u16be("ProtocolNameList"), "ProtocolNameList")};
    while (list.left() > 0 && list.ok() && hello.alpn.size() < 32) {
        const Bytes name = list.take(list.u8("ProtocolName"), "ProtocolName");
        if (list.ok()) hello.alpn.emplace_back(core::as_text(name));
    }
}

void read_extension(std::uint16_t type, Bytes body, ClientHello& hello) {
    Reader in{body};
    switch (type) {
        case server_name:
            return read_server_name(body, hello);
        case alpn:
            return read_alpn(body, hello);
        case supported_groups:
            read_numbers(in.take(in.u16be("named_group_list"), "named_group_list"), hello.groups);
            return;
        case signature_algorithms:
            read_numbers(in.take(in.u16be("supported_signature_algorithms"),
                                 "supported_signature_algorithms"),
                         hello.signature_algorithms);
            return;
        case supported_versions:
            read_numbers(in.take(in.u8("versions"), "versions"), hello.versions);
            return;
        case ec_point_formats: {
            const Bytes formats = in.take(in.u8("ec_point_format_list"), "ec_point_format_list");
            hello.point_formats.assign(formats.begin(), formats.end());
            return;
        }
        default:
            return;
    }
}

// RFC 8446 section 4.1.2; extensions that lie inside are left out, not a fault: a client of malice shows what it is.
core::Parsed<ClientHello> decode_body(Bytes body) {
    Reader in{body};
    ClientHello hello;
    hello.version = in.u16be("legacy_version");
    in.skip(32, "random");
    hello.session_id_bytes = in.u8("legacy_session_id");
    in.skip(hello.session_id_bytes, "legacy_session_id");
    const std::size_t ciphers_at = in.offset();
    const Bytes ciphers = in.take(in.u16be("cipher_suites"), "cipher_suites");
    in.skip(in.u8("legacy_compression_methods"), "legacy_compression_methods");
    if (!in.ok()) return in.error();
    if (ciphers.size() > 2 * max_tls_items)
        return ParseError{Fault::over_limit, ciphers_at, "cipher_suites"};
    if (!read_numbers(ciphers, hello.ciphers))
        return ParseError{Fault::bad_value, ciphers_at, "cipher_suites"};
    if (in.left() == 0) return hello;  // TLS 1.2 and before: extensions may be absent
    const std::size_t base = in.offset() + 2;
    Reader list{in.take(in.u16be("extensions"), "extensions")};
    if (!in.ok()) return in.error();
    while (list.left() > 0) {
        const std::size_t at = base + list.offset();
        const std::uint16_t type = list.u16be("extension_type");
        const Bytes data = list.take(list.u16be("extension_data"), "extension_data");
        if (!list.ok()) return ParseError{list.error().fault, at, list.error().field};
        if (hello.extensions.size() >= max_tls_items)
            return ParseError{Fault::over_limit, at, "extensions"};
        hello.extensions.push_back(type);
        read_extension(type, data, hello);
    }
    return hello;
}

// RFC 5246 appendix E.2
core::Parsed<ClientHello> take_ssl2_hello(Bytes bytes) {
    Reader in{bytes, Input::open};
    const std::size_t length = in.u16be("msg_length") & 0x7FFFu;
    const Bytes message = in.take(length, "msg_length");
    if (!in.ok()) return in.error();
    Reader body{message};
    ClientHello hello;
    hello.ssl2_form = true;
    if (body.u8("msg_type") != client_hello_type)
        return ParseError{Fault::bad_value, 2, "msg_type"};
    hello.version = body.u16be("version");
    const std::size_t ciphers = body.u16be("cipher_spec_length");
    hello.session_id_bytes = body.u16be("session_id_length");
    body.skip(2, "challenge_length");
    Reader specs{body.take(ciphers, "cipher_specs")};
    if (!body.ok())
        return ParseError{body.error().fault, 2 + body.error().offset, body.error().field};
    if (ciphers > 3 * max_tls_items) return ParseError{Fault::over_limit, 5, "cipher_specs"};
    while (specs.left() >= 3) {
        const std::uint8_t kind = specs.u8("kind");
        const std::uint16_t cipher = specs.u16be("cipher");
        if (kind == 0) hello.ciphers.push_back(cipher);  // the others are SSL 2.0's own
    }
    hello.consumed = in.offset();
    return hello;
}

template <class Number>
std::string joined(const std::vector<Number>& numbers) {
    std::string text;
    for (const Number number : numbers) {
        if constexpr (sizeof(Number) == 2)
            if (is_grease(number)) continue;
        if (!text.empty()) text += '-';
        text += std::to_string(number);
    }
    return text;
}

std::string hex4(std::uint16_t value) {
    char text[5];
    std::snprintf(text, sizeof text, "%04x", static_cast<unsigned>(value));
    return text;
}

std::string two_digits(std::size_t count) {
    const std::size_t shown = std::min<std::size_t>(count, 99);
    return {static_cast<char>('0' + shown / 10), static_cast<char>('0' + shown % 10)};
}

/// JA4 takes the first twelve digits of a SHA-256; twelve zeros for nothing.
std::string short_hash(const std::string& text) {
    return text.empty() ? "000000000000" : core::sha256_hex(core::as_bytes(text)).substr(0, 12);
}

std::string_view ja4_version(std::uint16_t version) {
    switch (version) {
        case 0x0304:
            return "13";
        case 0x0303:
            return "12";
        case 0x0302:
            return "11";
        case 0x0301:
            return "10";
        case 0x0300:
            return "s3";
        case 0x0002:
            return "s2";
        default:
            return "00";
    }
}

// JA4: first and last character of the first ALPN value; the digits of its bytes when they are not letters or digits.
std::string ja4_alpn(const ClientHello& hello) {
    if (hello.alpn.empty() || hello.alpn.front().empty()) return "00";
    const std::string& value = hello.alpn.front();
    const auto plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    if (plain(value.front()) && plain(value.back())) return {value.front(), value.back()};
    static constexpr char digits[] = "0123456789abcdef";
    return {digits[static_cast<unsigned char>(value.front()) >> 4],
            digits[static_cast<unsigned char>(value.back()) & 15]};
}

}  // namespace

core::Parsed<TlsRecord> take_tls_record(Bytes bytes) {
    Reader in{bytes, Input::open};
    const std::uint8_t type = in.u8("ContentType");
    if (in.ok() && (type < 20 || type > 24)) return ParseError{Fault::bad_value, 0, "ContentType"};
    const std::uint8_t major = in.u8("ProtocolVersion");
    if (in.ok() && major != 3) return ParseError{Fault::bad_value, 1, "ProtocolVersion"};
    const std::uint8_t minor = in.u8("ProtocolVersion");
    const std::size_t length = in.u16be("length");
    if (in.ok() && length > max_tls_record) return ParseError{Fault::over_limit, 3, "length"};
    TlsRecord record;
    record.type = static_cast<TlsContent>(type);
    record.version = static_cast<std::uint16_t>(major << 8 | minor);
    record.fragment = in.take(length, "fragment");
    if (!in.ok()) return in.error();
    record.consumed = in.offset();
    return record;
}

core::Parsed<ClientHello> take_client_hello(Bytes bytes) {
    if (bytes.empty()) return ParseError{Fault::need_more, 0, "ContentType"};
    if ((bytes[0] & 0x80) != 0) return take_ssl2_hello(bytes);
    core::ByteVector joined_fragments;  // section 5.1: a message may lie in several records
    std::uint16_t record_version = 0;
    std::size_t at = 0;
    while (true) {
        const auto record = take_tls_record(bytes.subspan(at));
        if (!record)
            return ParseError{record.error().fault, at + record.error().offset,
                              record.error().field};
        // "Handshake messages MUST NOT be interleaved with other record types"; empty fragments must not be sent.
        if (record->type != TlsContent::handshake)
            return ParseError{Fault::bad_value, at, "ContentType"};
        if (record->fragment.empty()) return ParseError{Fault::bad_value, at + 3, "length"};
        if (at == 0) record_version = record->version;
        joined_fragments.insert(joined_fragments.end(), record->fragment.begin(),
                                record->fragment.end());
        at += record->consumed;
        Reader in{joined_fragments};
        if (in.u8("msg_type") != client_hello_type)
            return ParseError{Fault::bad_value, record_header, "msg_type"};
        if (joined_fragments.size() < 4) continue;
        const std::size_t high = in.u8("length");
        const std::size_t length = high << 16 | in.u16be("length");
        if (length > max_client_hello)
            return ParseError{Fault::over_limit, record_header + 1, "length"};
        if (in.left() < length) continue;
        auto hello = decode_body(in.take(length, "ClientHello"));
        if (!hello)
            return ParseError{hello.error().fault, record_header + 4 + hello.error().offset,
                              hello.error().field};
        hello->record_version = record_version;
        hello->consumed = at;
        return hello;
    }
}

bool is_grease(std::uint16_t value) {  // RFC 8701 section 2: 0x?A?A with equal halves
    return (value & 0x0F0F) == 0x0A0A && value >> 8 == (value & 0xFF);
}

std::string ja3_text(const ClientHello& hello) {
    return std::to_string(hello.version) + ',' + joined(hello.ciphers) + ',' +
           joined(hello.extensions) + ',' + joined(hello.groups) + ',' +
           joined(hello.point_formats);
}

std::string ja3_of(const ClientHello& hello) {
    return core::md5_hex(core::as_bytes(ja3_text(hello)));
}

std::uint16_t highest_tls_version(const ClientHello& hello) {
    std::uint16_t highest = 0;
    for (const std::uint16_t version : hello.versions)
        if (!is_grease(version)) highest = std::max(highest, version);
    return highest != 0 ? highest : hello.version;
}

std::string ja4_of(const ClientHello& hello) {
    std::vector<std::string> ciphers;
    for (const std::uint16_t cipher : hello.ciphers)
        if (!is_grease(cipher)) ciphers.push_back(hex4(cipher));
    std::vector<std::string>
        extensions;  // without server_name and ALPN, which the first part tells
    std::size_t extension_count = 0;
    for (const std::uint16_t extension : hello.extensions) {
        if (is_grease(extension)) continue;
        ++extension_count;
        if (extension != server_name && extension != alpn) extensions.push_back(hex4(extension));
    }
    const auto list = [](const std::vector<std::string>& items) {
        std::string text;
        for (const std::string& item : items) text += (text.empty() ? "" : ",") + item;
        return text;
    };
    const bool names_server = std::find(hello.extensions.begin(), hello.extensions.end(),
                                        server_name) != hello.extensions.end();
    std::string out = "t";
    out += ja4_version(highest_tls_version(hello));
    out += names_server ? 'd' : 'i';
    out += two_digits(ciphers.size()) + two_digits(extension_count) + ja4_alpn(hello) + '_';
    std::sort(ciphers.begin(), ciphers.end());
    std::sort(extensions.begin(), extensions.end());
    out += short_hash(list(ciphers)) + '_';
    std::string third = list(extensions);
    std::vector<std::string> signatures;  // in the order sent
    for (const std::uint16_t signature : hello.signature_algorithms)
        if (!is_grease(signature)) signatures.push_back(hex4(signature));
    if (!third.empty() && !signatures.empty()) third += '_' + list(signatures);
    return out + short_hash(third);
}

core::Parsed<std::uint16_t> version_of_server_hello(Bytes handshake) {
    constexpr std::uint8_t server_hello_type = 2;
    Reader in{handshake};
    if (in.u8("HandshakeType") != server_hello_type && in.ok())
        in.fail(Fault::bad_value, "HandshakeType");
    in.skip(3, "length");
    const std::uint16_t legacy = in.u16be("legacy_version");
    if (!in.ok()) return in.error();
    in.skip(32, "random");
    in.skip(in.u8("legacy_session_id_echo"), "legacy_session_id_echo");
    in.skip(3, "cipher_suite and legacy_compression_method");
    Reader list{in.take(in.u16be("extensions"), "extensions")};
    while (list.ok() && list.left() > 0) {
        const std::uint16_t type = list.u16be("extension_type");
        Reader data{list.take(list.u16be("extension_data"), "extension_data")};
        if (type != supported_versions) continue;
        const std::uint16_t chosen = data.u16be("selected_version");
        if (data.ok()) return chosen;
    }
    return legacy;
}

std::string_view name_of_tls_version(std::uint16_t version) {
    switch (version) {
        case 0x0304:
            return "1.3";
        case 0x0303:
            return "1.2";
        case 0x0302:
            return "1.1";
        case 0x0301:
            return "1.0";
        case 0x0300:
            return "ssl3";
        case 0x0002:
            return "ssl2";
        default:
            return {};
    }
}

}  // namespace hitme::wire
