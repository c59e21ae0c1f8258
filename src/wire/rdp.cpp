// SPDX-License-Identifier: Apache-2.0
#include "wire/rdp.h"

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

// RFC 1006 section 6
core::Parsed<Tpkt> take_tpkt(Bytes bytes) {
    Reader in{bytes, Input::open};
    const std::uint8_t version = in.u8("version");
    if (in.ok() && version != 3) return ParseError{Fault::bad_value, 0, "version"};
    in.skip(1, "reserved");
    const std::size_t length = in.u16be("length");
    if (in.ok() && length < 7) return ParseError{Fault::bad_value, 2, "length"};
    Tpkt tpkt;
    tpkt.payload = in.take(length - 4, "payload");
    if (!in.ok()) return in.error();
    tpkt.consumed = length;
    return tpkt;
}

std::string names_of_rdp_protocols(std::uint32_t protocols) {
    static constexpr std::pair<std::uint32_t, std::string_view> names[] = {
        {rdp_tls, "tls"},
        {rdp_nla, "nla"},
        {rdp_rdstls, "rdstls"},
        {rdp_nla_extended, "nla-extended"},
        {rdp_aad, "aad"}};
    std::string text;
    for (const auto& [bit, name] : names) {
        if ((protocols & bit) == 0) continue;
        if (!text.empty()) text += ',';
        text += name;
    }
    return text.empty() ? "standard" : text;
}

// [MS-RDPBCGR] 2.2.1.1
core::Parsed<RdpConnectionRequest> decode_rdp_connection_request(Bytes payload) {
    Reader in{payload};
    const std::size_t length = in.u8("LengthIndicator");
    const std::uint8_t code = in.u8("Code");
    in.skip(5, "DestinationReference");
    if (!in.ok()) return in.error();
    if ((code & 0xF0) != x224_connection_request) return ParseError{Fault::unsupported, 1, "Code"};
    if (length + 1 != payload.size()) return ParseError{Fault::bad_value, 0, "LengthIndicator"};
    RdpConnectionRequest request;
    const std::string_view text = core::as_text(payload).substr(in.offset());
    // routingToken or cookie: ANSI text that ends in CR LF. A negotiation request begins with type 1.
    if (!text.empty() && text[0] != 1) {
        const std::size_t end = text.find("\r\n");
        if (end == text.npos) return ParseError{Fault::bad_value, in.offset(), "cookie"};
        constexpr std::string_view mark = "Cookie: mstshash=";
        if (text.starts_with(mark))
            request.cookie = text.substr(mark.size(), end - mark.size());
        else
            request.token = text.substr(0, end);
        in.skip(end + 2, "cookie");
    }
    if (in.left() == 0) return request;
    const std::size_t at = in.offset();  // RDP_NEG_REQ, 2.2.1.1.1
    const std::uint8_t type = in.u8("type");
    request.flags = in.u8("flags");
    const std::uint16_t size = in.u16le("length");
    request.protocols = in.u32le("requestedProtocols");
    if (!in.ok()) return in.error();
    if (type != 1) return ParseError{Fault::bad_value, at, "type"};
    if (size != 8) return ParseError{Fault::bad_value, at + 2, "length"};
    request.has_negotiation = true;
    return request;  // rdpCorrelationInfo (2.2.1.1.2) may follow; it says nothing of the client
}

namespace {

/// BER length (X.690 section 8.1.3) of at most two bytes.
std::size_t read_ber_length(Reader& in, const char* field) {
    const std::uint8_t first = in.u8(field);
    if (first < 0x80) return first;
    if (first == 0x81) return in.u8(field);
    if (first == 0x82) return in.u16be(field);
    in.fail(Fault::bad_value, field);
    return 0;
}

Bytes read_ber(Reader& in, std::uint8_t tag, const char* field) {
    const std::uint8_t found = in.u8(field);
    if (in.ok() && found != tag) in.fail(Fault::bad_value, field);
    const std::size_t length = read_ber_length(in, field);
    return in.take(length, field);
}

void skip_x224_data(Reader& in) {  // 2.2.1.3: 02 F0 80
    if (in.u8("LengthIndicator") != 2 && in.ok()) in.fail(Fault::unsupported, "LengthIndicator");
    if (in.u8("Code") != x224_data && in.ok()) in.fail(Fault::unsupported, "Code");
    in.skip(1, "EOT");
}

void read_core(Bytes body, RdpClientData& data) {  // TS_UD_CS_CORE, 2.2.1.3.2
    Reader in{body};
    data.version = in.u32le("version");
    data.width = in.u16le("desktopWidth");
    data.height = in.u16le("desktopHeight");
    in.skip(4, "colorDepth");
    data.keyboard = in.u32le("keyboardLayout");
    data.build = in.u32le("clientBuild");
    Reader name{in.take(32, "clientName")};
    while (name.left() >= 2) {
        const std::uint16_t unit = name.u16le("clientName");
        if (unit == 0) break;
        data.client_name += unit < 0x80 ? static_cast<char>(unit) : '?';
    }
}

void read_channels(Bytes body, std::size_t base, RdpClientData& data) {  // TS_UD_CS_NET, 2.2.1.3.4
    Reader in{body};
    const std::uint32_t count = in.u32le("channelCount");
    for (std::uint32_t i = 0; i < count && data.channels.size() < max_rdp_channels && in.ok();
         ++i) {
        const std::size_t at = in.offset();
        const std::string_view name = core::as_text(in.take(8, "name"));
        in.skip(4, "options");
        if (!in.ok()) return;
        data.channels.emplace_back(name.substr(0, name.find('\0')));
        data.channel_offsets.push_back(base + at);
    }
}

}  // namespace

core::Parsed<RdpClientData> decode_rdp_connect_initial(Bytes payload) {
    Reader in{payload};
    skip_x224_data(in);
    const std::uint16_t tag = in.u16be("Connect-Initial");
    if (in.ok() && tag != 0x7F65) in.fail(Fault::unsupported, "Connect-Initial");
    const std::size_t length = read_ber_length(in, "Connect-Initial");
    const std::size_t inside_at = in.offset();
    Reader inside{in.take(length, "Connect-Initial")};
    if (!in.ok()) return in.error();
    // T.125 section 7: calledDomainSelector and its fellows, then three sets of domain parameters.
    read_ber(inside, 0x04, "callingDomainSelector");
    read_ber(inside, 0x04, "calledDomainSelector");
    read_ber(inside, 0x01, "upwardFlag");
    read_ber(inside, 0x30, "targetParameters");
    read_ber(inside, 0x30, "minimumParameters");
    read_ber(inside, 0x30, "maximumParameters");
    const Bytes user_data = read_ber(inside, 0x04, "userData");
    if (!inside.ok())
        return ParseError{inside.error().fault, inside_at + inside.error().offset,
                          inside.error().field};
    // T.124: the blocks of the client follow "Duca" and a PER length; before it nothing varies that is of use.
    const std::string_view text = core::as_text(user_data);
    const std::size_t mark = text.find("Duca");
    const std::size_t user_data_at = inside_at + inside.offset() - user_data.size();
    if (mark == text.npos) return ParseError{Fault::bad_value, user_data_at, "h221NonStandard"};
    Reader blocks{user_data.subspan(mark + 4)};
    const std::uint8_t first = blocks.u8("userData");
    if ((first & 0x80) != 0) blocks.skip(1, "userData");
    RdpClientData data;
    while (blocks.left() >= 4) {
        const std::uint16_t type = blocks.u16le("type");
        const std::size_t size = blocks.u16le("length");
        const std::size_t at = user_data_at + mark + 4 + blocks.offset();
        if (size < 4) return ParseError{Fault::bad_value, at - 2, "length"};  // would never advance
        const Bytes body = blocks.take(size - 4, "length");
        if (!blocks.ok()) return ParseError{blocks.error().fault, at - 2, "length"};
        if (type == 0xC001) read_core(body, data);
        if (type == 0xC002) data.encryption_methods = Reader{body}.u32le("encryptionMethods");
        if (type == 0xC003) read_channels(body, at, data);
    }
    return data;
}

// T.125 section 7, aligned PER: the choice is the upper six bits
core::Parsed<McsMessage> decode_mcs_request(Bytes payload) {
    Reader in{payload};
    skip_x224_data(in);
    const std::uint8_t choice = in.u8("DomainMCSPDU");
    McsMessage message;
    switch (choice >> 2) {
        case 1:
            message.kind = McsRequest::erect_domain;
            break;
        case 8:
            message.kind = McsRequest::disconnect;
            break;
        case 10:
            message.kind = McsRequest::attach_user;
            break;
        case 14:
            message.kind = McsRequest::channel_join;
            message.initiator = static_cast<std::uint16_t>(in.u16be("initiator") + 1001);
            message.channel = in.u16be("channelId");
            break;
        case 25: {
            message.kind = McsRequest::send_data;
            message.initiator = static_cast<std::uint16_t>(in.u16be("initiator") + 1001);
            message.channel = in.u16be("channelId");
            in.skip(1, "dataPriority");
            const std::size_t first = in.u8("userData");  // PER length: 7 bits, or 14 behind 10
            const std::size_t length =
                (first & 0x80) != 0 ? (first & 0x3F) << 8 | in.u8("userData") : first;
            message.data = in.take(length, "userData");
            break;
        }
        default:
            break;
    }
    if (!in.ok()) return in.error();
    return message;
}

namespace {

void begin_tpkt(Writer& out, std::size_t payload) {
    out.u8(3);
    out.u8(0);
    out.u16be(static_cast<std::uint16_t>(payload + 4));
}

void encode_confirm(core::ByteVector& out, std::uint8_t type, std::uint8_t flags,
                    std::uint32_t value) {
    Writer writer{out};
    begin_tpkt(writer, 15);
    writer.u8(14);
    writer.u8(x224_connection_confirm);
    writer.u16be(0);
    writer.u16be(0x1234);  // what Windows takes as its reference
    writer.u8(0);
    writer.u8(type);
    writer.u8(flags);
    writer.u16le(8);
    writer.u32le(value);
}

void begin_data(Writer& out, std::size_t payload) {
    begin_tpkt(out, payload + 3);
    out.u8(2);
    out.u8(x224_data);
    out.u8(0x80);
}

}  // namespace

void encode_rdp_confirm(core::ByteVector& out, std::uint8_t flags, std::uint32_t selected) {
    encode_confirm(out, 2, flags, selected);
}
void encode_rdp_refusal(core::ByteVector& out, std::uint32_t failure_code) {
    encode_confirm(out, 3, 0, failure_code);
}
void encode_rdp_bare_confirm(core::ByteVector& out) {
    Writer writer{out};
    begin_tpkt(writer, 7);
    writer.u8(6);
    writer.u8(x224_connection_confirm);
    writer.u16be(0);
    writer.u16be(0x1234);
    writer.u8(0);
}

core::ByteVector encode_rdp_certificate(Bytes modulus, Bytes signature) {
    core::ByteVector bytes;
    Writer out{bytes};
    out.u32le(1);  // dwVersion: proprietary
    out.u32le(1);  // dwSigAlgId
    out.u32le(1);  // dwKeyAlgId
    const auto bits = static_cast<std::uint32_t>(modulus.size() * 8);
    out.u16le(6);  // BB_RSA_KEY_BLOB
    out.u16le(static_cast<std::uint16_t>(20 + modulus.size() + 8));
    out.text("RSA1");
    out.u32le(static_cast<std::uint32_t>(modulus.size() + 8));  // keylen, with eight bytes of zero
    out.u32le(bits);
    out.u32le(bits / 8 - 1);  // datalen
    out.u32le(0x00010001);    // pubExp
    out.bytes(modulus);
    out.zeros(8);
    out.u16le(8);  // BB_RSA_SIGNATURE_BLOB
    out.u16le(static_cast<std::uint16_t>(signature.size() + 8));
    out.bytes(signature);
    out.zeros(8);
    return bytes;
}

void encode_rdp_connect_response(core::ByteVector& out, const RdpServerData& data) {
    core::ByteVector blocks;
    Writer block{blocks};
    block.u16le(0x0C01);  // SC_CORE, 2.2.1.4.2
    block.u16le(12);
    block.u32le(data.version);
    block.u32le(data.requested_protocols);
    block.u16le(0x0C03);  // SC_NET, 2.2.1.4.4
    const std::size_t padded = data.channels + data.channels % 2u;
    block.u16le(static_cast<std::uint16_t>(8 + 2 * padded));
    block.u16le(1003);  // MCSChannelId of I/O
    block.u16le(data.channels);
    for (std::uint16_t i = 0; i < data.channels; ++i)
        block.u16le(static_cast<std::uint16_t>(1004 + i));
    if (data.channels % 2 != 0) block.u16le(0);
    block.u16le(0x0C02);  // SC_SECURITY, 2.2.1.4.3
    const bool has_key = !data.server_random.empty();
    block.u16le(static_cast<std::uint16_t>(
        12 + (has_key ? 8 + data.server_random.size() + data.certificate.size() : 0)));
    block.u32le(data.encryption_method);
    block.u32le(data.encryption_level);
    if (has_key) {
        block.u32le(static_cast<std::uint32_t>(data.server_random.size()));
        block.u32le(static_cast<std::uint32_t>(data.certificate.size()));
        block.bytes(data.server_random);
        block.bytes(data.certificate);
    }

    core::ByteVector conference;  // T.124 ConferenceCreateResponse as Windows sends it
    Writer gcc{conference};
    static constexpr std::uint8_t gcc_head[] = {0x00, 0x05, 0x00, 0x14, 0x7C, 0x00,
                                                0x01, 0x2A, 0x14, 0x76, 0x0A, 0x01,
                                                0x01, 0x00, 0x01, 0xC0, 0x00};
    gcc.bytes(gcc_head);
    gcc.text("McDn");
    gcc.u16be(static_cast<std::uint16_t>(0x8000 | blocks.size()));
    gcc.bytes(blocks);

    core::ByteVector body;  // T.125 Connect-Response
    Writer mcs{body};
    static constexpr std::uint8_t mcs_head[] = {
        0x0A, 0x01, 0x00,  // result: rt-successful
        0x02, 0x01, 0x00,  // calledConnectId
        0x30, 0x1A, 0x02, 0x01, 0x22, 0x02, 0x01, 0x03, 0x02, 0x01, 0x00, 0x02, 0x01, 0x01,
        0x02, 0x01, 0x00, 0x02, 0x01, 0x01, 0x02, 0x03, 0x00, 0xFF, 0xF8, 0x02, 0x01, 0x02};
    mcs.bytes(mcs_head);
    mcs.u8(0x04);
    mcs.u8(0x82);
    mcs.u16be(static_cast<std::uint16_t>(conference.size()));
    mcs.bytes(conference);

    Writer writer{out};
    begin_data(writer, body.size() + 5);
    writer.u16be(0x7F66);
    writer.u8(0x82);
    writer.u16be(static_cast<std::uint16_t>(body.size()));
    writer.bytes(body);
}

void encode_mcs_attach_user_confirm(core::ByteVector& out, std::uint16_t user) {
    Writer writer{out};
    begin_data(writer, 4);
    writer.u8(0x2E);  // attachUserConfirm (11), with an initiator
    writer.u8(0);     // rt-successful
    writer.u16be(static_cast<std::uint16_t>(user - 1001));
}

void encode_mcs_channel_join_confirm(core::ByteVector& out, std::uint16_t user,
                                     std::uint16_t channel) {
    Writer writer{out};
    begin_data(writer, 8);
    writer.u8(0x3E);  // channelJoinConfirm (15), with a channel
    writer.u8(0);     // rt-successful
    writer.u16be(static_cast<std::uint16_t>(user - 1001));
    writer.u16be(channel);  // requested
    writer.u16be(channel);
}

}  // namespace hitme::wire
