// SPDX-License-Identifier: Apache-2.0
#include "wire/dcerpc.h"

#include <algorithm>

#include "core/reader.h"
#include "core/text.h"
#include "core/writer.h"

namespace hitme::wire {
namespace {

constexpr std::size_t response_header_bytes = 24;  // C706 12.6.4.10, before the stub
constexpr std::size_t request_header_bytes = 24;   // C706 12.6.4.9, without an object
constexpr std::size_t auth_padding = 16;           // what Windows and Samba fill stubs up to
constexpr std::size_t least_signed_fragment = 128;
constexpr std::size_t least_fragment = 64;  // ours: below it a fragment carries hardly a stub
constexpr std::uint8_t little_endian_ascii_ieee = 0x10;  // C706 section 14.1

// Numbers in the order of the PDU's data representation.
class OrderedReader {
 public:
    OrderedReader(core::Bytes bytes, ByteOrder order) : in_(bytes), order_(order) {}
    std::uint8_t u8(const char* field) { return in_.u8(field); }
    std::uint16_t u16(const char* field) {
        return order_ == ByteOrder::big ? in_.u16be(field) : in_.u16le(field);
    }
    std::uint32_t u32(const char* field) {
        return order_ == ByteOrder::big ? in_.u32be(field) : in_.u32le(field);
    }
    Uuid uuid(const char* field) {
        Uuid read;
        read.time_low = u32(field);
        read.time_mid = u16(field);
        read.time_high = u16(field);
        const auto node = in_.take(read.node.size(), field);
        std::copy(node.begin(), node.end(), read.node.begin());
        return read;
    }
    SyntaxId syntax(const char* field) {
        SyntaxId read;
        read.uuid = uuid(field);
        const std::uint32_t version = u32(field);  // C706 12.6.3.1: major in the low half
        read.major = static_cast<std::uint16_t>(version);
        read.minor = static_cast<std::uint16_t>(version >> 16);
        return read;
    }
    core::Reader& plain() { return in_; }
    bool ok() const { return in_.ok(); }
    const core::ParseError& error() const { return in_.error(); }

 private:
    core::Reader in_;
    ByteOrder order_;
};

// C706 12.6.4.3 and 12.6.4.1.
RpcBind read_bind(OrderedReader& in) {
    RpcBind bind;
    bind.max_transmit = in.u16("max_xmit_frag");
    bind.max_receive = in.u16("max_recv_frag");
    bind.association_group = in.u32("assoc_group_id");
    const std::size_t contexts = in.u8("n_context_elem");
    in.plain().skip(3, "reserved");
    if (contexts > max_rpc_contexts) in.plain().fail(core::Fault::over_limit, "n_context_elem");
    for (std::size_t i = 0; i < contexts && in.ok(); ++i) {
        RpcContext context;
        context.id = in.u16("p_cont_id");
        const std::size_t transfers = in.u8("n_transfer_syn");
        in.plain().skip(1, "reserved");
        if (transfers > max_rpc_transfers)
            in.plain().fail(core::Fault::over_limit, "n_transfer_syn");
        context.interface = in.syntax("abstract_syntax");
        for (std::size_t k = 0; k < transfers && in.ok(); ++k)
            context.transfers.push_back(in.syntax("transfer_syntaxes"));
        bind.contexts.push_back(std::move(context));
    }
    return bind;
}

// C706 12.6.4.4 and 12.6.4.2.
RpcBindAck read_bind_ack(OrderedReader& in) {
    RpcBindAck ack;
    ack.max_transmit = in.u16("max_xmit_frag");
    ack.max_receive = in.u16("max_recv_frag");
    ack.association_group = in.u32("assoc_group_id");
    const auto address = core::as_text(in.plain().take(in.u16("sec_addr length"), "sec_addr"));
    ack.secondary_address = address.substr(0, address.find('\0'));
    in.plain().skip((4 - in.plain().offset() % 4) % 4, "pad2");
    const std::size_t results = in.u8("n_results");
    in.plain().skip(3, "reserved");
    if (results > max_rpc_contexts) in.plain().fail(core::Fault::over_limit, "n_results");
    for (std::size_t i = 0; i < results && in.ok(); ++i) {
        RpcContextResult result;
        result.result = in.u16("result");
        result.reason = in.u16("reason");
        result.transfer = in.syntax("transfer_syntax");
        ack.results.push_back(result);
    }
    return ack;
}

RpcRequest read_request(OrderedReader& in, const RpcHeader& header) {
    RpcRequest request;
    request.alloc_hint = in.u32("alloc_hint");
    request.context = in.u16("p_cont_id");
    request.opnum = in.u16("opnum");
    if ((header.flags & rpc_object_uuid) != 0) request.object = in.uuid("object");
    request.stub = in.plain().rest();
    return request;
}

RpcResponse read_response(OrderedReader& in) {
    RpcResponse response;
    response.alloc_hint = in.u32("alloc_hint");
    response.context = in.u16("p_cont_id");
    in.plain().skip(2, "cancel_count");
    response.stub = in.plain().rest();
    return response;
}

RpcFault read_fault(OrderedReader& in) {
    RpcFault fault;
    in.plain().skip(4, "alloc_hint");
    fault.context = in.u16("p_cont_id");
    in.plain().skip(2, "cancel_count");
    fault.status = in.u32("status");
    return fault;
}

void write_uuid(core::Writer& out, const Uuid& uuid) {
    out.u32le(uuid.time_low);
    out.u16le(uuid.time_mid);
    out.u16le(uuid.time_high);
    out.bytes(uuid.node);
}

void write_syntax(core::Writer& out, const SyntaxId& syntax) {
    write_uuid(out, syntax.uuid);
    out.u16le(syntax.major);
    out.u16le(syntax.minor);
}

void write_header(core::Writer& out, RpcType type, std::uint8_t flags, std::uint32_t call_id) {
    out.u8(5);  // rpc_vers
    out.u8(0);  // rpc_vers_minor
    out.u8(static_cast<std::uint8_t>(type));
    out.u8(flags);
    out.u8(little_endian_ascii_ieee);
    out.zeros(3);
    out.u16le(0);  // frag_length, patched by close()
    out.u16le(0);  // auth_length
    out.u32le(call_id);
}

void close(core::Writer& out) {
    out.patch_u16le(8, static_cast<std::uint16_t>(out.offset()));
}

// 2.2.2.11: the trailer begins at a multiple of four, which every PDU that we give one ends at.
void close_with(core::Writer& out, const RpcAuth* auth, std::size_t padding = 0) {
    if (auth != nullptr) {
        out.u8(auth->type);
        out.u8(auth->level);
        out.u8(static_cast<std::uint8_t>(padding));
        out.u8(0);  // auth_reserved
        out.u32le(auth->context);
        out.bytes(auth->value);
        out.patch_u16le(10, static_cast<std::uint16_t>(auth->value.size()));
    }
    close(out);
}

constexpr std::uint8_t whole = rpc_first_fragment | rpc_last_fragment;

// How much of a stub fits into a fragment.
std::size_t room_of(std::size_t max_fragment, std::size_t header_bytes, const RpcAuth* auth) {
    constexpr std::size_t most = 0xFFFF;
    if (auth == nullptr) return std::clamp(max_fragment, least_fragment, most) - header_bytes;
    const std::size_t trailer = rpc_auth_trailer_bytes + auth->value.size();
    const std::size_t least =
        std::max(least_signed_fragment, header_bytes + trailer + auth_padding);
    const std::size_t room = std::clamp(max_fragment, least, most) - header_bytes - trailer;
    return room / auth_padding * auth_padding;
}

// The stub of a fragment that begins, and what ends it.
void write_stub(core::Writer& out, core::Bytes stub, const RpcAuth* auth) {
    out.bytes(stub);
    const std::size_t padding =
        auth == nullptr ? 0 : (auth_padding - stub.size() % auth_padding) % auth_padding;
    out.zeros(padding);
    close_with(out, auth, padding);
}

// Flags of the piece of `stub` that starts at `at` and has `length` bytes.
std::uint8_t flags_of(std::size_t at, std::size_t length, std::size_t total) {
    return static_cast<std::uint8_t>((at == 0 ? rpc_first_fragment : 0) |
                                     (at + length == total ? rpc_last_fragment : 0));
}

}  // namespace

std::string to_text(const Uuid& uuid) {
    core::ByteVector bytes;
    core::Writer out{bytes};
    out.u32be(uuid.time_low);
    out.u16be(uuid.time_mid);
    out.u16be(uuid.time_high);
    out.bytes(uuid.node);
    std::string text = core::to_hex(bytes);
    for (const std::size_t dash : {20u, 16u, 12u, 8u}) text.insert(dash, 1, '-');
    return text;
}

std::optional<Uuid> uuid_of(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-')) return std::nullopt;
        if (!dash) digits += text[i];
    }
    const auto bytes = core::from_hex(digits);
    if (!bytes) return std::nullopt;
    core::Reader in{*bytes};
    Uuid uuid;
    uuid.time_low = in.u32be("time_low");
    uuid.time_mid = in.u16be("time_mid");
    uuid.time_high = in.u16be("time_high");
    const auto node = in.rest();
    std::copy(node.begin(), node.end(), uuid.node.begin());
    return uuid;
}

SyntaxId ndr_syntax() {
    return {{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60}}, 2, 0};
}

SyntaxId ndr64_syntax() {
    return {{0x71710533, 0xbeba, 0x4937, {0x83, 0x19, 0xb5, 0xdb, 0xef, 0x9c, 0xcc, 0x36}}, 1, 0};
}

std::string_view name_of(RpcType type) {
    switch (type) {
        case RpcType::request:
            return "request";
        case RpcType::response:
            return "response";
        case RpcType::fault:
            return "fault";
        case RpcType::bind:
            return "bind";
        case RpcType::bind_ack:
            return "bind_ack";
        case RpcType::bind_nak:
            return "bind_nak";
        case RpcType::alter_context:
            return "alter_context";
        case RpcType::alter_context_response:
            return "alter_context_response";
        case RpcType::auth3:
            return "auth3";
        case RpcType::shutdown:
            return "shutdown";
        case RpcType::co_cancel:
            return "co_cancel";
        case RpcType::orphaned:
            return "orphaned";
    }
    return "other";
}

core::Parsed<RpcHeader> decode_rpc_header(core::Bytes bytes) {
    if (bytes.size() < rpc_header_bytes)
        return core::ParseError{core::Fault::need_more, bytes.size(), "rpc_vers"};
    RpcHeader header;
    if (bytes[0] != 5) return core::ParseError{core::Fault::bad_value, 0, "rpc_vers"};
    header.order = (bytes[4] & 0xF0) == 0 ? ByteOrder::big : ByteOrder::little;
    OrderedReader in{bytes, header.order};
    in.plain().skip(1, "rpc_vers");
    header.minor = in.u8("rpc_vers_minor");
    header.type = static_cast<RpcType>(in.u8("PTYPE"));
    header.flags = in.u8("pfc_flags");
    in.plain().skip(4, "packed_drep");
    header.fragment_length = in.u16("frag_length");
    header.auth_length = in.u16("auth_length");
    header.call_id = in.u32("call_id");
    if (!in.ok()) return in.error();
    if (header.fragment_length < rpc_header_bytes)
        return core::ParseError{core::Fault::bad_value, 8, "frag_length"};
    return header;
}

core::Parsed<RpcPdu> decode_rpc_pdu(core::Bytes bytes) {
    const auto header = decode_rpc_header(bytes);
    if (!header) {
        auto failed = header.error();
        if (failed.fault == core::Fault::need_more) failed.fault = core::Fault::truncated;
        return failed;
    }
    if (bytes.size() < header->fragment_length)
        return core::ParseError{core::Fault::truncated, bytes.size(), "frag_length"};
    bytes = bytes.first(header->fragment_length);

    RpcPdu pdu;
    pdu.header = *header;
    std::size_t padding = 0;
    // auth3 and others that we do not read may carry a trailer without our reading it.
    if (header->auth_length > 0) {
        const std::size_t trailer = rpc_auth_trailer_bytes + header->auth_length;
        if (trailer > bytes.size() - rpc_header_bytes)
            return core::ParseError{core::Fault::bad_value, 10, "auth_length"};
        OrderedReader in{bytes, header->order};
        in.plain().seek(bytes.size() - trailer, "auth_verifier");
        RpcAuth auth;
        auth.type = in.u8("auth_type");
        auth.level = in.u8("auth_level");
        padding = in.u8("auth_pad_length");
        in.plain().skip(1, "auth_reserved");
        auth.context = in.u32("auth_context_id");
        auth.value = in.plain().rest();
        pdu.auth = auth;
        bytes = bytes.first(bytes.size() - trailer);
        if (padding > bytes.size() - rpc_header_bytes)
            return core::ParseError{core::Fault::bad_value, bytes.size() + 2, "auth_pad_length"};
        bytes = bytes.first(bytes.size() - padding);
    }

    OrderedReader in{bytes, header->order};
    in.plain().skip(rpc_header_bytes, "header");
    switch (header->type) {
        case RpcType::bind:
        case RpcType::alter_context:
            pdu.body = read_bind(in);
            break;
        case RpcType::bind_ack:
        case RpcType::alter_context_response:
            pdu.body = read_bind_ack(in);
            break;
        case RpcType::bind_nak:
            pdu.body = RpcBindNak{in.u16("provider_reject_reason")};
            break;
        case RpcType::request:
            pdu.body = read_request(in, *header);
            break;
        case RpcType::response:
            pdu.body = read_response(in);
            break;
        case RpcType::fault:
            pdu.body = read_fault(in);
            break;
        default:
            break;
    }
    if (!in.ok()) return in.error();
    return pdu;
}

void encode_rpc_bind(core::ByteVector& bytes, std::uint32_t call_id, const RpcBind& bind,
                     RpcType type, const RpcAuth* auth) {
    core::Writer out{bytes};
    write_header(out, type, whole, call_id);
    out.u16le(bind.max_transmit);
    out.u16le(bind.max_receive);
    out.u32le(bind.association_group);
    out.u8(static_cast<std::uint8_t>(bind.contexts.size()));
    out.zeros(3);
    for (const auto& context : bind.contexts) {
        out.u16le(context.id);
        out.u8(static_cast<std::uint8_t>(context.transfers.size()));
        out.u8(0);
        write_syntax(out, context.interface);
        for (const auto& transfer : context.transfers) write_syntax(out, transfer);
    }
    close_with(out, auth);
}

void encode_rpc_bind_ack(core::ByteVector& bytes, std::uint32_t call_id, const RpcBindAck& ack,
                         RpcType type, const RpcAuth* auth) {
    core::Writer out{bytes};
    const auto flags =
        static_cast<std::uint8_t>(whole | (ack.header_signing ? rpc_header_signing : 0));
    write_header(out, type, flags, call_id);
    out.u16le(ack.max_transmit);
    out.u16le(ack.max_receive);
    out.u32le(ack.association_group);
    if (ack.secondary_address.empty()) {
        out.u16le(0);
    } else {
        out.u16le(static_cast<std::uint16_t>(ack.secondary_address.size() + 1));
        out.text(ack.secondary_address);
        out.u8(0);
    }
    out.align(4);
    out.u8(static_cast<std::uint8_t>(ack.results.size()));
    out.zeros(3);
    for (const auto& result : ack.results) {
        out.u16le(result.result);
        out.u16le(result.reason);
        write_syntax(out, result.transfer);
    }
    close_with(out, auth);
}

void encode_rpc_auth3(core::ByteVector& bytes, std::uint32_t call_id, const RpcAuth& auth) {
    core::Writer out{bytes};
    write_header(out, RpcType::auth3, whole, call_id);
    out.zeros(4);  // pad
    close_with(out, &auth);
}

void encode_rpc_bind_nak(core::ByteVector& bytes, std::uint32_t call_id, std::uint16_t reason) {
    core::Writer out{bytes};
    write_header(out, RpcType::bind_nak, whole, call_id);
    out.u16le(reason);
    out.u8(1);  // one protocol version that we do speak: 5.0
    out.u8(5);
    out.u8(0);
    out.zeros(3);
    close(out);
}

void encode_rpc_fault(core::ByteVector& bytes, std::uint32_t call_id, const RpcFault& fault) {
    core::Writer out{bytes};
    write_header(out, RpcType::fault, whole, call_id);
    out.u32le(32);  // alloc_hint, as Windows gives it
    out.u16le(fault.context);
    out.zeros(2);
    out.u32le(fault.status);
    out.zeros(4);
    close(out);
}

void encode_rpc_response(core::ByteVector& bytes, std::uint32_t call_id, std::uint16_t context,
                         core::Bytes stub, std::size_t max_fragment, const RpcAuth* auth) {
    const std::size_t room = room_of(max_fragment, response_header_bytes, auth);
    std::size_t at = 0;
    do {
        const std::size_t length = std::min(stub.size() - at, room);
        core::Writer out{bytes};
        write_header(out, RpcType::response, flags_of(at, length, stub.size()), call_id);
        out.u32le(static_cast<std::uint32_t>(stub.size() - at));
        out.u16le(context);
        out.zeros(2);
        write_stub(out, stub.subspan(at, length), auth);
        at += length;
    } while (at < stub.size());
}

void encode_rpc_request(core::ByteVector& bytes, std::uint32_t call_id, std::uint16_t context,
                        std::uint16_t opnum, core::Bytes stub, std::size_t max_fragment,
                        const RpcAuth* auth) {
    const std::size_t room = room_of(max_fragment, request_header_bytes, auth);
    std::size_t at = 0;
    do {
        const std::size_t length = std::min(stub.size() - at, room);
        core::Writer out{bytes};
        write_header(out, RpcType::request, flags_of(at, length, stub.size()), call_id);
        out.u32le(static_cast<std::uint32_t>(stub.size() - at));
        out.u16le(context);
        out.u16le(opnum);
        write_stub(out, stub.subspan(at, length), auth);
        at += length;
    } while (at < stub.size());
}

}  // namespace hitme::wire
