// SPDX-License-Identifier: Apache-2.0
#include "recognition/credssp_conversation.h"

#include "recognition/stream_conversation.h"
#include "wire/credssp.h"
#include "wire/ntlmssp.h"
#include "wire/spnego.h"
#include "wire/tds.h"

namespace hitme::recognition {
namespace {

using core::Bytes;
using event::Stage;

class CredsspConversation : public StreamConversation {
 public:
    CredsspConversation() : StreamConversation("credssp", "RDP logon", wire::max_credssp + 8) {}

 private:
    core::Parsed<std::size_t> client_message(Bytes bytes, core::Time at) override {
        const auto request = wire::take_credssp(bytes);
        if (!request) return request.error();
        Bytes token = request->token;
        if (!wire::ntlm_message_type(token))
            if (const auto spnego = wire::decode_spnego(token)) token = spnego->token;
        switch (wire::ntlm_message_type(token).value_or(0)) {
            case 1:
                negotiate(token);
                break;
            case 3:
                authenticate(token, at);
                break;
            default:
                story_.operation("TSRequest", std::to_string(token.size()) + " bytes", at_offset());
                break;
        }
        return request->consumed;
    }

    void negotiate(Bytes token) {
        story_.reach(Stage::probe, "NTLMSSP NEGOTIATE");
        story_.operation("NTLMSSP_NEGOTIATE", "", at_offset());
        const auto message = wire::decode_ntlm_negotiate(token);
        if (message && message->version) tell_version(*message->version);
    }

    void authenticate(Bytes token, core::Time at) {
        const auto message = wire::decode_ntlm_authenticate(token);
        if (!message) return;
        const auto text = [&](Bytes name) {
            return message->is_unicode() ? wire::utf8_of_utf16(name)
                                         : std::string(core::as_text(name));
        };
        const std::string user = text(message->user);
        const std::string domain = text(message->domain);
        const std::string digest = secret_digest(message->nt_response);
        story_.reach(Stage::probe, "logon tried");
        story_.fact("ntlm.user", user);
        story_.fact("ntlm.domain", domain);
        story_.fact("ntlm.workstation", text(message->workstation));
        if (message->version) tell_version(*message->version);
        if (message->is_anonymous()) {
            story_.operation("NTLMSSP_AUTHENTICATE", "anonymous", at_offset());
            return;
        }
        story_.fact("ntlm.response_sha256", digest);
        story_.operation("NTLMSSP_AUTHENTICATE",
                         "user \"" + domain + "\\" + user + "\", response sha256 " + digest,
                         at_offset());
        logon_.at = at;
        logon_.account = short_digest(domain + "\\" + user);
        logon_.credential = short_digest(domain + "\\" + user + ":" + digest);
        tried_ = true;
    }

    void tell_version(const wire::NtlmVersion& version) {
        story_.fact("ntlm.version", std::to_string(version.major) + "." +
                                        std::to_string(version.minor) + "." +
                                        std::to_string(version.build));
    }

    core::Parsed<std::size_t> server_message(Bytes bytes, core::Time) override {
        const auto request = wire::take_credssp(bytes);
        if (!request) return request.error();
        if (request->error) {
            story_.outcome(hexadecimal(*request->error, 8));
            if (tried_) story_.logon_failed(logon_);
            tried_ = false;
        }
        return request->consumed;
    }

    bool tried_ = false;
    FailedLogon logon_;
};

}  // namespace

std::unique_ptr<Conversation> watch_credssp() {
    return std::make_unique<CredsspConversation>();
}

}  // namespace hitme::recognition
