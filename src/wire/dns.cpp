// SPDX-License-Identifier: Apache-2.0
#include "wire/dns.h"

#include <algorithm>

#include "core/reader.h"

namespace hitme::wire {
namespace {

using core::Bytes;
using core::Fault;
using core::Reader;

void append_label(std::string& name, Bytes label) {
    if (!name.empty()) name += '.';
    for (const std::uint8_t byte : label) {
        if (byte > 0x20 && byte < 0x7F && byte != '.' && byte != '\\') {
            name += static_cast<char>(byte);
        } else {  // RFC 1035 section 5.1: \DDD
            name += '\\';
            name += static_cast<char>('0' + byte / 100);
            name += static_cast<char>('0' + byte / 10 % 10);
            name += static_cast<char>('0' + byte % 10);
        }
    }
}

// RFC 1035 section 4.1.4: labels, ended by a zero or by a pointer to labels before.
std::string read_name(Reader& in, Bytes message) {
    std::string name;
    std::size_t length = 0;
    std::size_t lowest = in.offset();
    Reader elsewhere{message};
    Reader* reader = &in;
    while (in.ok() && elsewhere.ok()) {
        const std::uint8_t head = reader->u8("Label");
        if ((head & 0xC0) == 0xC0) {
            const std::size_t target = std::size_t{head & 0x3Fu} << 8 | reader->u8("Pointer");
            if (!reader->ok()) break;
            if (target >= lowest) {
                in.fail(Fault::bad_value, "Pointer");
                break;
            }
            lowest = target;
            elsewhere.seek(target, "Pointer");
            reader = &elsewhere;
            continue;
        }
        if ((head & 0xC0) != 0) {
            in.fail(Fault::bad_value, "Label");
            break;
        }
        if (!reader->ok() || head == 0) break;
        length += head + 1u;
        if (length >= max_dns_name_bytes) {
            in.fail(Fault::over_limit, "Name");
            break;
        }
        append_label(name, reader->take(head, "Label"));
    }
    if (!elsewhere.ok()) in.fail(elsewhere.error().fault, "Label");
    return name.empty() ? "." : name;
}

}  // namespace

core::Parsed<DnsMessage> decode_dns(Bytes bytes) {
    Reader in{bytes};  // RFC 1035 section 4.1.1, in its order
    DnsMessage message;
    message.id = in.u16be("ID");
    const std::uint16_t flags = in.u16be("Flags");
    message.is_response = (flags & 0x8000) != 0;
    message.opcode = static_cast<std::uint8_t>((flags >> 11) & 15);
    message.recursion_desired = (flags & 0x0100) != 0;
    message.checking_disabled = (flags & 0x0010) != 0;  // RFC 4035 section 3.2.2
    message.response_code = static_cast<std::uint8_t>(flags & 15);
    message.question_count = in.u16be("QDCOUNT");
    message.answer_count = in.u16be("ANCOUNT");
    message.authority_count = in.u16be("NSCOUNT");
    message.additional_count = in.u16be("ARCOUNT");
    if (!in.ok()) return in.error();
    if (message.question_count > max_dns_questions) in.fail(Fault::over_limit, "QDCOUNT");
    for (std::size_t i = 0; i < message.question_count && in.ok(); ++i) {
        DnsQuestion question;
        question.name = read_name(in, bytes);
        question.type = in.u16be("QTYPE");
        question.qclass = in.u16be("QCLASS");
        question.end = in.offset();
        if (in.ok()) message.questions.push_back(std::move(question));
    }
    const std::size_t records =
        std::size_t{message.answer_count} + message.authority_count + message.additional_count;
    if (records > max_dns_records) in.fail(Fault::over_limit, "ANCOUNT");
    for (std::size_t i = 0; i < records && in.ok(); ++i) {
        read_name(in, bytes);
        const std::uint16_t type = in.u16be("TYPE");
        const std::uint16_t rclass = in.u16be("CLASS");
        const std::uint32_t ttl = in.u32be("TTL");
        const std::uint16_t length = in.u16be("RDLENGTH");
        in.skip(length, "RDATA");
        if (type == 41 && in.ok()) {  // RFC 6891 section 6.1.2: CLASS is a size, TTL holds flags
            message.has_opt = true;
            message.udp_payload_bytes = rclass;
            message.dnssec_ok = (ttl & 0x8000) != 0;
        }
    }
    if (!in.ok()) return in.error();
    message.trailing_bytes = in.left();
    return message;
}

std::string dns_type_name(std::uint16_t type) {
    struct Name {
        std::uint16_t type;
        const char* name;
    };
    // IANA, Domain Name System Parameters, Resource Record TYPEs.
    static constexpr Name names[] = {
        {1, "A"},      {2, "NS"},     {5, "CNAME"}, {6, "SOA"},     {10, "NULL"},  {12, "PTR"},
        {13, "HINFO"}, {15, "MX"},    {16, "TXT"},  {28, "AAAA"},   {33, "SRV"},   {35, "NAPTR"},
        {43, "DS"},    {46, "RRSIG"}, {47, "NSEC"}, {48, "DNSKEY"}, {65, "HTTPS"}, {99, "SPF"},
        {251, "IXFR"}, {252, "AXFR"}, {255, "ANY"}, {257, "CAA"},   {32768, "TA"}};
    for (const Name& each : names)
        if (each.type == type) return each.name;
    return "TYPE" + std::to_string(type);
}

}  // namespace hitme::wire
