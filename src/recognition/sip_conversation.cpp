// SPDX-License-Identifier: Apache-2.0
#include "recognition/sip_conversation.h"

#include <algorithm>
#include <array>

#include "recognition/telling.h"
#include "wire/sip.h"

namespace hitme::recognition {
namespace {

using event::Grade;
using event::Stage;
using namespace std::string_view_literals;

// Names that tools carry as installed (their own source).
constexpr std::array tools = {"friendly-scanner"sv, "sipvicious"sv, "sipcli"sv,   "sundayddr"sv,
                              "VaxSIPUserAgent"sv,  "pplsip"sv,     "sip-scan"sv, "Nmap"sv};

// The value of a parameter of a digest: username="bob" (RFC 3261 section 25.1).
std::string_view parameter(std::string_view value, std::string_view name) {
    const std::size_t at = value.find(name);
    if (at == value.npos) return {};
    const std::size_t start = at + name.size();
    return value.substr(start, value.find('"', start) - start);
}

std::string_view user_of(std::string_view address) {
    const std::size_t scheme = address.find("sip:");
    if (scheme == address.npos) return {};
    const std::string_view rest = address.substr(scheme + 4);
    const std::size_t at = rest.find('@');
    return at == rest.npos ? std::string_view{} : rest.substr(0, at);
}

}  // namespace

void SipConversation::client(core::Bytes datagram, core::Time) {
    if (datagram.empty()) return;
    builder_.reach(Stage::probe, "bytes were sent");
    const std::uint64_t start = offset_;
    offset_ += datagram.size();
    const auto request = wire::decode_sip_request(datagram);
    if (!request) {
        builder_.malformed(request.error(), start);
        return;
    }
    builder_.operation(request->method, request->uri, start);
    const std::string_view agent = request->field("User-Agent");
    builder_.fact("sip.user_agent", agent);
    builder_.fact("sip.from", request->field("From"));
    builder_.fact("sip.to", request->field("To"));
    for (const std::string_view tool : tools)
        if (agent.find(tool) != agent.npos)
            builder_.label({"SIP scanner " + std::string(tool),
                            Grade::consistent,
                            "sip.tool@1",
                            {"T1595"},
                            {{start, datagram.size(), std::string(agent)}}});
    for (const char* name : {"Authorization", "Proxy-Authorization"}) {
        const std::string_view value = request->field(name);
        if (value.empty()) continue;
        builder_.fact("sip.user", parameter(value, "username=\""));
        builder_.fact("sip.response_sha256",
                      secret_digest(core::as_bytes(parameter(value, "response=\""))));
    }
    if (request->method == "INVITE")
        builder_.label({"call attempt",
                        Grade::consistent,
                        "sip.invite@1",
                        {},
                        {{start, datagram.size(), std::string(request->uri)}}});
    const std::string_view user = user_of(request->field("To"));
    if (user.empty() || users_.size() == max_users) return;
    const std::uint64_t key = short_digest(user);
    if (std::find(users_.begin(), users_.end(), key) != users_.end()) return;
    users_.push_back(key);
    if (users_.size() == max_users)
        builder_.reach(Stage::enumeration, std::to_string(max_users) + " different users");
}

void SipConversation::server(core::Bytes datagram, core::Time) {
    const std::string_view text = core::as_text(datagram);
    if (text.starts_with("SIP/2.0 ") && text.size() >= 11) builder_.outcome(text.substr(8, 3));
}

void SipConversation::finish() {
    if (builder_.so_far().stage == Stage::none) builder_.reach(Stage::scan, "no bytes");
}

Story SipConversation::story() const {
    return builder_.story(sentence_of(builder_.so_far(), "SIP"));
}

}  // namespace hitme::recognition
