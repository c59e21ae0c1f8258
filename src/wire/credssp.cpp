// SPDX-License-Identifier: Apache-2.0
#include "wire/credssp.h"

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {
namespace {

using core::Bytes;
using core::Fault;
using core::Input;
using core::ParseError;
using core::Reader;

// X.690 section 8.1.3; three bytes of length are more than the limit needs.
std::size_t read_length(Reader& in, const char* field) {
    const std::uint8_t first = in.u8(field);
    if (first < 0x80) return first;
    if (first == 0x81) return in.u8(field);
    if (first == 0x82) return in.u16be(field);
    in.fail(Fault::bad_value, field);
    return 0;
}

Bytes read_value(Reader& in, std::uint8_t tag, const char* field) {
    if (in.u8(field) != tag && in.ok()) in.fail(Fault::bad_value, field);
    const std::size_t length = read_length(in, field);
    return in.take(length, field);
}

std::uint32_t read_integer(Bytes context, const char* field, Reader& outer) {
    Reader in{context};
    const Bytes value = read_value(in, 0x02, field);
    if (!in.ok() || value.empty() || value.size() > 5) {
        outer.fail(Fault::bad_value, field);
        return 0;
    }
    std::uint32_t number = 0;
    for (const std::uint8_t byte : value) number = number << 8 | byte;
    return number;
}

void put(core::ByteVector& out, std::uint8_t tag, Bytes value) {
    core::Writer writer{out};
    writer.u8(tag);
    if (value.size() < 0x80) {
        writer.u8(static_cast<std::uint8_t>(value.size()));
    } else {
        writer.u8(0x82);
        writer.u16be(static_cast<std::uint16_t>(value.size()));
    }
    writer.bytes(value);
}

core::ByteVector wrapped(std::uint8_t tag, Bytes value) {
    core::ByteVector out;
    put(out, tag, value);
    return out;
}

core::ByteVector integer(std::uint32_t number) {
    core::ByteVector digits;
    if (number >= 0x8000'0000) digits.push_back(0);  // DER integers have a sign
    bool begun = false;
    for (int shift = 24; shift >= 0; shift -= 8) {
        const auto byte = static_cast<std::uint8_t>(number >> shift);
        if (!begun && byte == 0 && shift > 0) continue;
        if (!begun && digits.empty() && byte >= 0x80) digits.push_back(0);
        begun = true;
        digits.push_back(byte);
    }
    return wrapped(0x02, digits);
}

}  // namespace

core::Parsed<CredsspRequest> take_credssp(Bytes bytes) {
    Reader in{bytes, Input::open};
    const std::uint8_t tag = in.u8("TSRequest");
    if (in.ok() && tag != 0x30) return ParseError{Fault::bad_value, 0, "TSRequest"};
    const std::size_t length = read_length(in, "TSRequest");
    if (in.ok() && length > max_credssp) return ParseError{Fault::over_limit, 1, "TSRequest"};
    const Bytes body = in.take(length, "TSRequest");
    if (!in.ok()) return in.error();
    CredsspRequest request;
    request.consumed = in.offset();
    const std::size_t base = in.offset() - length;
    Reader fields{body};
    constexpr int max_fields = 8;  // six are defined
    for (int i = 0; i < max_fields && fields.left() > 0 && fields.ok(); ++i) {
        const std::uint8_t kind = fields.peek();
        const Bytes value = read_value(fields, kind, "TSRequest");
        if (!fields.ok()) break;
        if (kind == 0xA0) request.version = read_integer(value, "version", fields);
        if (kind == 0xA4) request.error = read_integer(value, "errorCode", fields);
        if (kind == 0xA1) {  // SEQUENCE OF SEQUENCE { [0] OCTET STRING }
            Reader list{value};
            Reader item{read_value(list, 0x30, "negoTokens")};
            Reader token{read_value(item, 0x30, "negoTokens")};
            Reader octets{read_value(token, 0xA0, "negoToken")};
            request.token = read_value(octets, 0x04, "negoToken");
            if (!list.ok() || !item.ok() || !token.ok() || !octets.ok())
                fields.fail(Fault::bad_value, "negoTokens");
        }
    }
    if (!fields.ok())
        return ParseError{fields.error().fault, base + fields.error().offset, fields.error().field};
    return request;
}

core::ByteVector encode_credssp(std::uint32_t version, Bytes token,
                                std::optional<std::uint32_t> error) {
    core::ByteVector body;
    put(body, 0xA0, integer(version));
    if (!token.empty()) {
        const auto octets = wrapped(0xA0, wrapped(0x04, token));
        put(body, 0xA1, wrapped(0x30, wrapped(0x30, octets)));
    }
    if (error) put(body, 0xA4, integer(*error));
    return wrapped(0x30, body);
}

}  // namespace hitme::wire
