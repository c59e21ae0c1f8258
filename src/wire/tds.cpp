// SPDX-License-Identifier: Apache-2.0
#include "wire/tds.h"

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

// [MS-TDS] 2.2.3.1
core::Parsed<TdsPacket> take_tds_packet(Bytes bytes) {
    Reader in{bytes, Input::open};
    const std::uint8_t type = in.u8("Type");
    const std::uint8_t status = in.u8("Status");
    const std::size_t length = in.u16be("Length");
    if (in.ok() && (type == 0 || type > 0x12)) return ParseError{Fault::bad_value, 0, "Type"};
    if (in.ok() && length < 8) return ParseError{Fault::bad_value, 2, "Length"};
    in.skip(4, "SPID");
    TdsPacket packet;
    packet.type = static_cast<TdsType>(type);
    packet.last = (status & 1) != 0;
    packet.payload = in.take(length - 8, "Data");
    if (!in.ok()) return in.error();
    packet.consumed = length;
    return packet;
}

void encode_tds_packet(core::ByteVector& out, TdsType type, Bytes payload) {
    Writer writer{out};
    writer.u8(static_cast<std::uint8_t>(type));
    writer.u8(1);
    writer.u16be(static_cast<std::uint16_t>(payload.size() + 8));
    writer.u16be(0);  // SPID
    writer.u8(1);     // PacketID
    writer.u8(0);     // Window
    writer.bytes(payload);
}

namespace {

enum PreloginOption : std::uint8_t {
    version,
    encryption,
    instance,
    thread,
    mars,
    terminator = 0xFF
};

}  // namespace

std::string name_of_tds_encryption(std::uint8_t value) {
    static constexpr std::string_view names[] = {"off", "on", "not supported", "required"};
    const std::size_t kind = value & ~unsigned{tds_encrypt_client_certificate};
    if (kind >= std::size(names)) return std::to_string(value);
    std::string name{names[kind]};
    if (kind != value) name += ", with a certificate";
    return name;
}

bool is_tds_handshake(Bytes payload) {
    constexpr std::uint8_t change_cipher_spec = 20;
    constexpr std::uint8_t application_data = 23;
    return !payload.empty() && payload[0] >= change_cipher_spec && payload[0] <= application_data;
}

// 2.2.6.5: options of token, offset and length, then 0xFF, then their data
core::Parsed<TdsPrelogin> decode_tds_prelogin(Bytes payload) {
    Reader list{payload};
    TdsPrelogin prelogin;
    constexpr int max_options = 32;  // ours; eight are defined
    for (int i = 0;; ++i) {
        const std::uint8_t token = list.u8("PL_OPTION_TOKEN");
        if (!list.ok()) return list.error();
        if (token == terminator) return prelogin;
        if (i == max_options)
            return ParseError{Fault::over_limit, list.offset() - 1, "PL_OPTION_TOKEN"};
        const std::size_t offset = list.u16be("PL_OFFSET");
        const std::size_t length = list.u16be("PL_OPTION_LENGTH");
        Reader data{payload};
        data.seek(offset, "PL_OFFSET");
        const Bytes value = data.take(length, "PL_OPTION_LENGTH");
        if (!list.ok()) return list.error();
        if (!data.ok())
            return ParseError{data.error().fault, list.offset() - 4, data.error().field};
        Reader in{value};
        switch (token) {
            case version:
                prelogin.major = in.u8("UL_VERSION");
                prelogin.minor = in.u8("UL_VERSION");
                prelogin.build = in.u16be("UL_VERSION");
                if (in.left() >= 2) prelogin.sub_build = in.u16be("US_SUBBUILD");
                break;
            case encryption:
                if (in.left() > 0) prelogin.encryption = in.u8("B_FENCRYPTION");
                break;
            case instance:
                prelogin.instance = core::as_text(value).substr(0, core::as_text(value).find('\0'));
                break;
            case thread:
                prelogin.has_threads = true;
                break;
            case mars:
                prelogin.has_mars = true;
                break;
            default:
                break;
        }
    }
}

core::ByteVector encode_tds_prelogin(const TdsPrelogin& answer) {
    core::ByteVector data;
    Writer values{data};
    core::ByteVector payload;
    Writer out{payload};
    const std::size_t options = answer.has_mars ? 5 : 4;
    const auto option = [&](PreloginOption token, std::size_t size) {
        out.u8(token);
        out.u16be(static_cast<std::uint16_t>(options * 5 + 1 + values.offset()));
        out.u16be(static_cast<std::uint16_t>(size));
    };
    option(version, 6);
    values.u8(answer.major);
    values.u8(answer.minor);
    values.u16be(answer.build);
    values.u16be(answer.sub_build);
    option(encryption, 1);
    values.u8(answer.encryption.value_or(tds_encrypt_not_supported));
    option(instance, 1);
    values.u8(0);
    option(thread, 0);  // a server sends none
    if (answer.has_mars) {
        option(mars, 1);
        values.u8(0);
    }
    out.u8(terminator);
    out.bytes(data);
    return payload;
}

std::string utf8_of_utf16(Bytes bytes) {
    std::string text;
    const auto put = [&](std::uint32_t point) {
        if (point < 0x80) {
            text += static_cast<char>(point);
        } else if (point < 0x800) {
            text += static_cast<char>(0xC0 | point >> 6);
            text += static_cast<char>(0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            text += static_cast<char>(0xE0 | point >> 12);
            text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
            text += static_cast<char>(0x80 | (point & 0x3F));
        } else {
            text += static_cast<char>(0xF0 | point >> 18);
            text += static_cast<char>(0x80 | (point >> 12 & 0x3F));
            text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
            text += static_cast<char>(0x80 | (point & 0x3F));
        }
    };
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        std::uint32_t unit = bytes[i] | static_cast<std::uint32_t>(bytes[i + 1]) << 8;
        if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < bytes.size()) {
            const std::uint32_t low = bytes[i + 2] | static_cast<std::uint32_t>(bytes[i + 3]) << 8;
            if (low >= 0xDC00 && low < 0xE000) {
                put(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
                i += 2;
                continue;
            }
        }
        put(unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
    }
    return text;
}

// 2.2.6.4
core::Parsed<TdsLogin> decode_tds_login(Bytes payload) {
    Reader in{payload};
    TdsLogin login;
    const std::size_t length = in.u32le("Length");
    if (in.ok() && length > payload.size()) return ParseError{Fault::truncated, 0, "Length"};
    login.version = in.u32le("TDSVersion");
    login.packet_size = in.u32le("PacketSize");
    login.client_version = in.u32le("ClientProgVer");
    login.client_process = in.u32le("ClientPID");
    in.skip(4, "ConnectionID");
    in.skip(1, "OptionFlags1");
    login.integrated = (in.u8("OptionFlags2") & 0x80) != 0;
    in.skip(2, "TypeFlags");
    in.skip(8, "ClientTimeZone");
    const auto text = [&](const char* field) {
        const std::size_t offset = in.u16le(field);
        const std::size_t units = in.u16le(field);
        Reader data{payload};
        data.seek(offset, field);
        const Bytes bytes = data.take(units * 2, field);
        if (!data.ok() && in.ok() && units > 0) in.fail(Fault::truncated, field);
        return bytes;
    };
    login.host = utf8_of_utf16(text("ibHostName"));
    login.user = utf8_of_utf16(text("ibUserName"));
    const Bytes password = text("ibPassword");
    for (const std::uint8_t byte :
         password) {  // "swap the four high bits with the four low bits", after XOR 0xA5
        const unsigned turned = byte ^ 0xA5u;
        login.password.push_back(static_cast<std::uint8_t>((turned << 4 | turned >> 4) & 0xFF));
    }
    login.application = utf8_of_utf16(text("ibAppName"));
    login.server = utf8_of_utf16(text("ibServerName"));
    in.skip(4, "ibExtension");
    login.library = utf8_of_utf16(text("ibCltIntName"));
    login.language = utf8_of_utf16(text("ibLanguage"));
    login.database = utf8_of_utf16(text("ibDatabase"));
    in.skip(6, "ClientID");
    const std::size_t sspi_at = in.u16le("ibSSPI");
    const std::size_t sspi = in.u16le("cbSSPI");
    if (!in.ok()) return in.error();
    if (sspi > 0 && sspi != 0xFFFF) {
        Reader data{payload};
        data.seek(sspi_at, "ibSSPI");
        login.sspi = data.take(sspi, "cbSSPI");
        if (!data.ok()) return ParseError{data.error().fault, sspi_at, "ibSSPI"};
    }
    return login;
}

// 2.2.6.7: ALL_HEADERS (2.2.5.3) since TDS 7.2; before it the text begins at once
core::Parsed<std::string> decode_tds_batch(Bytes payload) {
    Reader in{payload};
    const std::size_t total = in.u32le("TotalLength");
    const std::size_t first = in.u32le("HeaderLength");
    // Headers of 22 bytes (transaction descriptor) are always there; text never has such a number in front.
    if (in.ok() && total <= payload.size() && total >= 4 && first >= 6 && first + 4 <= total)
        return utf8_of_utf16(payload.subspan(total));
    return utf8_of_utf16(payload);
}

core::ByteVector encode_tds_refusal(const TdsError& error, std::uint32_t tds_version) {
    core::ByteVector token;
    Writer inside{token};
    inside.u32le(error.number);
    inside.u8(error.state);
    inside.u8(error.severity);
    inside.u16le(static_cast<std::uint16_t>(error.message.size()));
    inside.utf16le(error.message);
    inside.u8(static_cast<std::uint8_t>(error.server.size()));
    inside.utf16le(error.server);
    inside.u8(0);  // ProcName
    // 2.2.7.10: LineNumber has four bytes since TDS 7.2, two before.
    const bool wide = tds_version >= 0x72000000;
    if (wide)
        inside.u32le(error.line);
    else
        inside.u16le(static_cast<std::uint16_t>(error.line));
    core::ByteVector payload;
    Writer out{payload};
    out.u8(0xAA);
    out.u16le(static_cast<std::uint16_t>(token.size()));
    out.bytes(token);
    out.u8(0xFD);  // DONE
    out.u16le(2);  // DONE_ERROR
    out.u16le(0);  // CurCmd
    if (wide)
        out.u64le(0);  // DoneRowCount
    else
        out.u32le(0);
    return payload;
}

core::Parsed<std::uint32_t> decode_tds_error_number(Bytes payload) {
    Reader in{payload};
    if (in.u8("TokenType") != 0xAA && in.ok())
        return ParseError{Fault::unsupported, 0, "TokenType"};
    in.skip(2, "Length");
    const std::uint32_t number = in.u32le("Number");
    if (!in.ok()) return in.error();
    return number;
}

}  // namespace hitme::wire
