// SPDX-License-Identifier: Apache-2.0
#include "recognition/dns_conversation.h"

#include "recognition/telling.h"
#include "wire/dns.h"

namespace hitme::recognition {
namespace {

using event::Grade;
using event::Stage;

core::Bytes without_length(core::Bytes bytes) {
    const bool has_length =
        bytes.size() > 14 && std::size_t{bytes[0]} * 256 + bytes[1] + 2 == bytes.size();
    return has_length ? bytes.subspan(2) : bytes;
}

std::string response_name(std::uint8_t code) {
    static constexpr const char* names[] = {"NOERROR",  "FORMERR", "SERVFAIL",
                                            "NXDOMAIN", "NOTIMP",  "REFUSED"};
    return code < 6 ? names[code] : "RCODE" + std::to_string(code);
}

std::string opcode_name(std::uint8_t code) {
    // IANA, DNS OpCodes.
    return code == 0   ? "QUERY"
           : code == 2 ? "STATUS"
           : code == 4 ? "NOTIFY"
           : code == 5 ? "UPDATE"
                       : "OPCODE" + std::to_string(code);
}

bool is_link_name(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    return name.find('.') == name.npos || name.ends_with(".local");
}

constexpr unsigned plain_bytes = 512;  // RFC 1035 section 2.3.4: of an answer without EDNS

}  // namespace

void DnsConversation::client(core::Bytes datagram, core::Time) {
    if (datagram.empty()) return;
    builder_.reach(Stage::probe, "bytes were sent");
    const std::uint64_t start = offset_;
    offset_ += datagram.size();
    const core::Bytes bytes = without_length(datagram);
    const auto message = wire::decode_dns(bytes);
    if (!message) {
        builder_.malformed(message.error(), start + (datagram.size() - bytes.size()));
        return;
    }
    if (message->opcode != 0) builder_.fact("dns.opcode", opcode_name(message->opcode));
    for (const wire::DnsQuestion& question : message->questions) {
        const std::string type = wire::dns_type_name(question.type);
        builder_.operation(message->is_response ? "response" : opcode_name(message->opcode),
                           type + " " + question.name, start);
        builder_.fact("dns.question", type + " " + question.name);
        if (question.qclass == 3)  // CHAOS: RFC 4892
            builder_.reach(Stage::enumeration, "asked for " + question.name + " in class CHAOS");
        if (question.type == 251 || question.type == 252)
            builder_.reach(Stage::enumeration, type + " of " + question.name);
        const bool is_large = question.type == 255 ||
                              (message->dnssec_ok &&
                               (question.type == 16 || question.type == 46 || question.type == 48));
        const bool has_room = message->has_opt && message->udp_payload_bytes >= 4096;
        // Without room an answer has 512 bytes: some ten times the question still. Neighbours ask ANY for a name of their link
        // (RFC 4795 section 2, RFC 6762 section 8.1), and not that others are asked (RD, RFC 1035 section 4.1.1).
        const bool asks_to_ask = message->recursion_desired && !is_link_name(question.name);
        if (is_large && (has_room || (question.type == 255 && asks_to_ask)))
            builder_.label(
                {"DNS amplification probe",
                 has_room ? Grade::likely : Grade::consistent,
                 "dns.amplification@2",
                 {"T1498.002"},
                 {{start, datagram.size(),
                   type + " " + question.name + ", " +
                       std::to_string(message->has_opt ? message->udp_payload_bytes : plain_bytes) +
                       " bytes"}}});
    }
    if (message->has_opt)
        builder_.fact("dns.edns_bytes", std::to_string(message->udp_payload_bytes));
}

void DnsConversation::server(core::Bytes datagram, core::Time) {
    const auto message = wire::decode_dns(without_length(datagram));
    if (message && message->is_response) builder_.outcome(response_name(message->response_code));
}

void DnsConversation::finish() {
    if (builder_.so_far().stage == Stage::none) builder_.reach(Stage::scan, "no bytes");
}

Story DnsConversation::story() const {
    return builder_.story(sentence_of(builder_.so_far(), "DNS"));
}

}  // namespace hitme::recognition
