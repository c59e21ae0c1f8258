// SPDX-License-Identifier: Apache-2.0
#include "dialogue/sip_answer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "dialogue/persona_choice.h"
#include "wire/http_message.h"
#include "wire/sip.h"

namespace hitme::dialogue {
namespace {

/// Which of Asterisk's two stacks: they word, order and challenge differently.
enum class Stack : std::uint8_t { chan_sip, pjsip };

struct Persona {
    std::string_view name;
    Stack stack;
    std::string_view product;  ///< of the Server field
    std::string_view realm;
    std::string_view allow;
    std::string_view supported;
};
constexpr std::array personas = {
    Persona{"asterisk-13", Stack::chan_sip, "Asterisk PBX 13.18.3", "asterisk",
            "INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE",
            "replaces, timer"},
    Persona{"asterisk-11", Stack::chan_sip, "Asterisk PBX 11.25.3", "asterisk",
            "INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH",
            "replaces, timer"},
    Persona{"freepbx", Stack::pjsip, "FPBX-15.0.16.81(16.13.0)", "asterisk",
            "OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, PUBLISH, INVITE, ACK, BYE, CANCEL, UPDATE, "
            "PRACK, REFER",
            "100rel, timer, replaces, norefersub"},
};

std::string digits(core::Random& random, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "0123456789abcdef"[random.below(16)];
    return text;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Status line of what is asked outside of a dialog, as chan_sip.c (find_call and the handlers) and PJSIP word it.
std::string_view status_of(const Persona& persona, const wire::SipRequest& request) {
    const bool is_pjsip = persona.stack == Stack::pjsip;
    const std::string_view method = request.method;
    if (method == "OPTIONS") return "200 OK";
    if (is_one_of(method, {"REGISTER", "INVITE"})) return "401 Unauthorized";
    // No method that needs a dialog has one here (RFC 3261 sections 9.2 and 15.1.2).
    if (is_one_of(method, {"BYE", "CANCEL", "REFER", "INFO", "UPDATE", "PRACK"}))
        return is_pjsip ? "481 Call/Transaction Does Not Exist"
                        : "481 Call leg/transaction does not exist";
    if (persona.allow.find(method) == persona.allow.npos)
        return is_pjsip ? "501 Not Implemented" : "501 Method Not Implemented";
    // RFC 6665 section 8.2.1: SUBSCRIBE, NOTIFY and PUBLISH name an event.
    const bool needs_event = is_one_of(method, {"SUBSCRIBE", "NOTIFY", "PUBLISH"});
    if (needs_event && request.field("Event").empty()) return "489 Bad Event";
    return "401 Unauthorized";
}

/// The value of a parameter of a Via; nothing where it is absent, empty where it has no value.
std::optional<std::string_view> parameter_of(std::string_view via, std::string_view name) {
    std::size_t at = via.find(';');
    while (at < via.size()) {
        const std::size_t end = std::min(via.find(';', at + 1), via.size());
        const std::string_view one = via.substr(at + 1, end - at - 1);
        const std::size_t equals = std::min(one.find('='), one.size());
        if (wire::same_without_case(one.substr(0, equals), name))
            return one.substr(std::min(equals + 1, one.size()));
        at = end;
    }
    return std::nullopt;
}

/// The topmost Via as it goes back: with the address it came from (RFC 3261 section 18.2.1), and the port where it was asked
/// for (RFC 3581 section 4).
std::string with_origin(const Persona& persona, std::string_view value, const Surroundings& at) {
    const std::string_view first = value.substr(0, value.find(','));
    const std::string_view others = value.substr(first.size());
    const bool wants_port = parameter_of(first, "rport") == std::string_view{};
    std::string via(first.substr(0, first.find(';')));
    std::string kept;
    for (std::size_t from = first.find(';'); from < first.size();) {
        const std::size_t end = std::min(first.find(';', from + 1), first.size());
        const std::string_view one = first.substr(from, end - from);
        if (!wants_port || !wire::same_without_case(one, ";rport")) kept += one;
        from = end;
    }
    const std::string received = ";received=" + at.peer.to_string();
    const std::string port = wants_port ? ";rport=" + std::to_string(at.peer_port) : "";
    if (persona.stack == Stack::pjsip)
        via += port + received + kept;
    else
        via += kept + received + port;
    return via + std::string(others);
}

}  // namespace

std::vector<std::string_view> sip_personas() {
    return names_of(std::span<const Persona>(personas));
}

std::optional<core::ByteVector> answer_sip(std::string_view name, core::Bytes datagram,
                                           core::Time now, const Surroundings& surroundings) {
    const Persona* persona =
        choose_persona(std::span<const Persona>(personas), name, surroundings.identity_seed);
    const auto request = wire::decode_sip_request(datagram);
    if (persona == nullptr || !request || request->method == "ACK") return std::nullopt;
    const std::string_view to = request->field("To");
    // RFC 3261 section 8.1.1: without these there is no request to answer.
    for (const char* needed : {"Via", "From", "To", "Call-ID", "CSeq"})
        if (request->field(needed).empty()) return std::nullopt;
    core::Random random{surroundings.random_seed ^ 0x736970u};

    const std::string_view status = status_of(*persona, *request);
    const bool is_pjsip = persona->stack == Stack::pjsip;
    // Section 8.2.6.2: Via, From, Call-ID and CSeq as they came, To with a tag.
    const auto vias = [&](bool tells_origin) {
        std::string text;
        for (const wire::SipField& field : request->fields) {
            if (field.name != "Via" && field.name != "v" && field.name != "V") continue;
            text += "Via: " +
                    (text.empty() && tells_origin ? with_origin(*persona, field.value, surroundings)
                                                  : std::string(field.value)) +
                    "\r\n";
        }
        return text;
    };
    const std::string call = "Call-ID: " + std::string(request->field("Call-ID")) + "\r\n";
    std::string head;
    if (is_pjsip) head += call;
    head += "From: " + std::string(request->field("From")) + "\r\n";
    head += "To: " + std::string(to);
    if (to.find(";tag=") == to.npos) {
        // PJSIP takes the branch that it was asked with (pjsip_endpt_create_response).
        const auto branch = parameter_of(request->field("Via"), "branch");
        head += ";tag=" + (is_pjsip && branch && !branch->empty() ? std::string(*branch)
                                                                  : "as" + digits(random, 8));
    }
    head += "\r\n";
    if (!is_pjsip) head += call;
    head += "CSeq: " + std::string(request->field("CSeq")) + "\r\n";
    if (status.starts_with("401")) {
        const std::string realm = "realm=\"" + std::string(persona->realm) + "\"";
        if (is_pjsip)
            head += "WWW-Authenticate: Digest " + realm + ",nonce=\"" +
                    std::to_string(core::nanoseconds_of(now) / 1'000'000'000) + "/" +
                    digits(random, 32) + "\",opaque=\"" + digits(random, 16) +
                    "\",algorithm=md5,qop=\"auth\"\r\n";
        else
            head += "WWW-Authenticate: Digest algorithm=MD5, " + realm + ", nonce=\"" +
                    digits(random, 8) + "\"\r\n";
    }
    std::vector<std::string> optional;
    optional.push_back("Server: " + std::string(persona->product) + "\r\n");
    if (!is_pjsip || status.starts_with("200")) {
        optional.push_back("Allow: " + std::string(persona->allow) + "\r\n");
        optional.push_back("Supported: " + std::string(persona->supported) + "\r\n");
    }
    if (status.starts_with("200")) optional.push_back("Accept: application/sdp\r\n");
    const std::string end = is_pjsip ? "Content-Length:  0\r\n\r\n" : "Content-Length: 0\r\n\r\n";
    const std::string first = "SIP/2.0 " + std::string(status) + "\r\n";
    // Never longer than the question: what is optional goes first, then where it came from.
    bool tells_origin = true;
    while (true) {
        std::string text = first + vias(tells_origin) + head;
        for (const std::string& field : optional) text += field;
        text += end;
        if (text.size() <= datagram.size()) return core::ByteVector(text.begin(), text.end());
        if (!optional.empty())
            optional.pop_back();
        else if (tells_origin)
            tells_origin = false;
        else
            return std::nullopt;
    }
}

}  // namespace hitme::dialogue
