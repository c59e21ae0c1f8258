// SPDX-License-Identifier: Apache-2.0
#include "dialogue/sip_answer.h"

#include <array>

#include "dialogue/persona_choice.h"
#include "wire/sip.h"

namespace hitme::dialogue {
namespace {

struct Persona {
    std::string_view name;
    std::string_view product;  ///< of the Server field
    std::string_view realm;
    std::string_view tag;  ///< what tags begin with
    std::string_view allow;
};
constexpr std::array personas = {
    Persona{"asterisk-13", "Asterisk PBX 13.18.3", "asterisk", "as",
            "INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE"},
    Persona{"asterisk-11", "Asterisk PBX 11.25.3", "asterisk", "as",
            "INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH"},
    Persona{"freepbx", "FPBX-15.0.16.81(16.13.0)", "asterisk", "",
            "OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, PUBLISH, INVITE, ACK, BYE, CANCEL, UPDATE, "
            "PRACK, REFER"},
};

std::string digits(core::Random& random, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "0123456789abcdef"[random.below(16)];
    return text;
}

}  // namespace

std::vector<std::string_view> sip_personas() {
    return names_of(std::span<const Persona>(personas));
}

std::optional<core::ByteVector> answer_sip(std::string_view name, core::Bytes datagram, core::Time,
                                           const Surroundings& surroundings) {
    const Persona* persona =
        choose_persona(std::span<const Persona>(personas), name, surroundings.identity_seed);
    const auto request = wire::decode_sip_request(datagram);
    if (persona == nullptr || !request || request->method == "ACK") return std::nullopt;
    const std::string_view to = request->field("To");
    // RFC 3261 section 8.1.1: without these there is no request to answer.
    for (const char* needed : {"Via", "From", "To", "Call-ID", "CSeq"})
        if (request->field(needed).empty()) return std::nullopt;
    core::Random random{surroundings.random_seed ^ 0x736970u};

    const bool is_options = request->method == "OPTIONS";
    const bool needs_logon = request->method == "REGISTER" || request->method == "INVITE";
    std::string head = is_options    ? "SIP/2.0 200 OK\r\n"
                       : needs_logon ? "SIP/2.0 401 Unauthorized\r\n"
                                     : "SIP/2.0 501 Method Not Implemented\r\n";
    // Section 8.2.6.2: Via, From, Call-ID and CSeq as they came, To with a tag.
    for (const wire::SipField& field : request->fields)
        if (field.name == "Via" || field.name == "v" || field.name == "V")
            head += "Via: " + std::string(field.value) + "\r\n";
    head += "From: " + std::string(request->field("From")) + "\r\n";
    head += "To: " + std::string(to);
    if (to.find(";tag=") == to.npos)
        head += ";tag=" + std::string(persona->tag) + digits(random, 8);
    head += "\r\nCall-ID: " + std::string(request->field("Call-ID")) + "\r\n";
    head += "CSeq: " + std::string(request->field("CSeq")) + "\r\n";
    std::vector<std::string> optional;
    if (needs_logon)
        head += "WWW-Authenticate: Digest algorithm=MD5, realm=\"" + std::string(persona->realm) +
                "\", nonce=\"" + digits(random, 8) + "\"\r\n";
    optional.push_back("Server: " + std::string(persona->product) + "\r\n");
    optional.push_back("Allow: " + std::string(persona->allow) + "\r\n");
    optional.push_back("Supported: replaces, timer\r\n");
    if (is_options) optional.push_back("Accept: application/sdp\r\n");
    const std::string end = "Content-Length: 0\r\n\r\n";
    while (true) {
        std::string text = head;
        for (const std::string& field : optional) text += field;
        text += end;
        if (text.size() <= datagram.size()) return core::ByteVector(text.begin(), text.end());
        if (optional.empty()) return std::nullopt;
        optional.pop_back();
    }
}

}  // namespace hitme::dialogue
