// SPDX-License-Identifier: Apache-2.0
#include "recognition/vnc_conversation.h"

#include <algorithm>

#include "core/reader.h"
#include "recognition/stream_conversation.h"
#include "wire/vnc.h"

namespace hitme::recognition {
namespace {

using core::Bytes;
using event::Grade;
using event::Stage;

class VncConversation : public StreamConversation {
 public:
    VncConversation() : StreamConversation("vnc", "VNC", 4096) {}

 private:
    enum class Phase : std::uint8_t { version, security, response, over };

    core::Parsed<std::size_t> client_message(Bytes bytes, core::Time at) override {
        switch (phase_) {
            case Phase::version:
                return version(bytes);
            case Phase::security:
                return security(bytes);
            case Phase::response:
                return response(bytes, at);
            case Phase::over:
                break;
        }
        stop_client();
        return bytes.size();
    }

    core::Parsed<std::size_t> version(Bytes bytes) {
        const auto version = wire::take_vnc_version(bytes);
        if (!version) return version.error();
        const std::string text =
            std::to_string(version->major) + "." + std::to_string(version->minor);
        story_.reach(Stage::probe, "ProtocolVersion");
        story_.fact("vnc.version", text);
        story_.operation("ProtocolVersion", text, at_offset());
        // RFC 6143 section 7.1.2 and appendix A: in 3.3 the server decides, and the client answers its challenge.
        phase_ = version->major == 3 && version->minor < 7 ? Phase::response : Phase::security;
        return wire::vnc_version_bytes;
    }

    core::Parsed<std::size_t> security(Bytes bytes) {
        const std::uint8_t type = bytes.front();
        const std::string name = wire::name_of_vnc_security(type);
        story_.fact("vnc.security", name);
        story_.operation("Security", name, at_offset());
        const bool offered = std::find(offered_.begin(), offered_.end(), type) != offered_.end();
        if (type == wire::vnc_none && has_list_ && !offered) {
            // CVE-2006-2369: the server took the type that the client named, though it had not offered it.
            story_.reach(Stage::exploit_attempt, "security type none, which was not offered");
            story_.label(label_of(
                "CVE-2006-2369 (authentication bypass)", Grade::likely, "vnc.type_not_offered@1",
                {"T1190"}, {at_offset(), 1, "security type 1 (none), not among those offered"}));
        }
        phase_ = type == wire::vnc_authentication ? Phase::response : Phase::over;
        return std::size_t{1};
    }

    core::Parsed<std::size_t> response(Bytes bytes, core::Time at) {
        if (bytes.size() < wire::vnc_challenge_bytes)
            return core::ParseError{core::Fault::need_more, bytes.size(), "response"};
        const std::string digest = secret_digest(bytes.first(wire::vnc_challenge_bytes));
        story_.reach(Stage::probe, "logon tried");
        story_.fact("vnc.response_sha256", digest);
        story_.operation("VNC Authentication", "response sha256 " + digest, at_offset());
        logon_.at = at;
        logon_.account = short_digest("");
        logon_.credential = short_digest(digest);
        tried_ = true;
        phase_ = Phase::over;
        return wire::vnc_challenge_bytes;
    }

    core::Parsed<std::size_t> server_message(Bytes bytes, core::Time) override {
        if (!server_version_) {
            const auto version = wire::take_vnc_version(bytes);
            if (!version) return version.error();
            server_version_ = true;
            story_.fact("vnc.server_version",
                        std::to_string(version->major) + "." + std::to_string(version->minor));
            return wire::vnc_version_bytes;
        }
        if (phase_ == Phase::security && !has_list_) {
            const auto list = wire::take_vnc_security_list(bytes);
            if (!list) return list.error();
            has_list_ = true;
            offered_.assign(list->types.begin(), list->types.end());
            std::string names;
            for (const std::uint8_t type : offered_)
                names += (names.empty() ? "" : ",") + wire::name_of_vnc_security(type);
            story_.fact("vnc.offered", names);
            return list->consumed;
        }
        if (tried_) {  // SecurityResult (section 7.1.3), behind a challenge that may be left
            if (bytes.size() < 4)
                return core::ParseError{core::Fault::need_more, bytes.size(), "SecurityResult"};
            core::Reader in{bytes};
            const std::uint32_t result = in.u32be("status");
            if (result == 1) story_.logon_failed(logon_);
            story_.outcome(result == 0 ? "OK" : "failed");
            tried_ = false;
            stop_server();
            return bytes.size();
        }
        return challenge(bytes);
    }

    core::Parsed<std::size_t> challenge(Bytes bytes) {
        // 3.3: a type of 32 bits before the challenge of 16 bytes.
        const std::size_t wanted =
            has_list_ ? wire::vnc_challenge_bytes : 4 + wire::vnc_challenge_bytes;
        if (challenged_) return bytes.size();
        if (bytes.size() < wanted)
            return core::ParseError{core::Fault::need_more, bytes.size(), "challenge"};
        challenged_ = true;
        return wanted;
    }

    Phase phase_ = Phase::version;
    bool server_version_ = false;
    bool has_list_ = false;
    bool challenged_ = false;
    bool tried_ = false;
    core::ByteVector offered_;  // at most 255
    FailedLogon logon_;
};

}  // namespace

std::unique_ptr<Conversation> watch_vnc() {
    return std::make_unique<VncConversation>();
}

}  // namespace hitme::recognition
