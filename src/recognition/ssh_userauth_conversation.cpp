// SPDX-License-Identifier: Apache-2.0
#include "recognition/ssh_userauth_conversation.h"

#include <vector>

#include "core/reader.h"
#include "core/text.h"
#include "recognition/logon_watch.h"
#include "recognition/stream_conversation.h"
#include "wire/ssh.h"

namespace hitme::recognition {
namespace {

using core::Bytes;
using event::Stage;
using wire::SshMessage;

class SshUserauthConversation : public StreamConversation {
 public:
    // Facts are those of "ssh": one story for whoever reads it.
    SshUserauthConversation() : StreamConversation("ssh", "SSH", wire::max_ssh_packet + 4) {}

 private:
    static core::Parsed<Bytes> take_payload(Bytes bytes) {
        core::Reader in{bytes, core::Input::open};
        const std::size_t length = in.u32be("length");
        if (in.ok() && (length == 0 || length > wire::max_ssh_packet))
            return core::ParseError{core::Fault::over_limit, 0, "length"};
        const Bytes payload = in.take(length, "payload");
        if (!in.ok()) return in.error();
        return payload;
    }

    core::Parsed<std::size_t> client_message(Bytes bytes, core::Time at) override {
        const auto payload = take_payload(bytes);
        if (!payload) return payload.error();
        const std::size_t taken = payload->size() + 4;
        const std::uint8_t number = payload->front();
        if (number != static_cast<std::uint8_t>(SshMessage::userauth_request)) {
            const std::string_view name = wire::name_of_ssh_message(number);
            story_.reach(Stage::probe, "message after the key exchange");
            story_.operation(name.empty() ? "message " + std::to_string(number) : std::string(name),
                             "", at_offset());
            return taken;
        }
        const auto request = wire::decode_ssh_userauth(*payload);
        if (!request) {
            core::ParseError error = request.error();
            error.offset += 4;
            return error;
        }
        story_.fact("ssh.method", request->method);
        if (request->method == "password") {
            asked(tell_logon(story_, "password", request->user, core::as_text(request->secret),
                             at_offset(), at));
            return taken;
        }
        story_.reach(Stage::probe, "logon tried");
        story_.fact("ssh.user", request->user);
        std::string arguments = "user \"" + std::string(request->user) + "\"";
        if (request->method == "publickey") {
            const std::string digest = secret_digest(request->key);
            story_.fact("ssh.key_sha256", digest);
            arguments += ", " + std::string(request->key_algorithm) + " sha256 " + digest;
        }
        Logon other;
        other.place = story_.operation(request->method, arguments, at_offset());
        asked(other);
        return taken;
    }

    /// Each request gets one answer, in order: RFC 4252 section 5.1. Clients may send several at once.
    void asked(const Logon& logon) {
        constexpr std::size_t max_waiting = 64;  // ours
        if (waiting_.size() < max_waiting) waiting_.push_back(logon);
    }

    core::Parsed<std::size_t> server_message(Bytes bytes, core::Time) override {
        const auto payload = take_payload(bytes);
        if (!payload) return payload.error();
        const auto message = static_cast<SshMessage>(payload->front());
        // After MaxAuthTries the refusal is a disconnect.
        const bool refused =
            message == SshMessage::userauth_failure || message == SshMessage::disconnect;
        if ((refused || message == SshMessage::userauth_success) && !waiting_.empty()) {
            Logon logon = waiting_.front();
            waiting_.erase(waiting_.begin());
            const std::string_view answer = wire::name_of_ssh_message(payload->front());
            if (!logon.tried)
                story_.outcome(logon.place, answer);
            else if (refused)
                refuse_logon(story_, logon, answer);
            else
                accept_logon(story_, logon, answer);
        }
        return payload->size() + 4;
    }

    std::vector<Logon> waiting_;  // for their answers
};

}  // namespace

std::unique_ptr<Conversation> watch_ssh_userauth() {
    return std::make_unique<SshUserauthConversation>();
}

}  // namespace hitme::recognition
