// SPDX-License-Identifier: Apache-2.0
#include "recognition/tls_conversation.h"

#include "core/reader.h"
#include "recognition/stream_conversation.h"
#include "recognition/tls_facts.h"

namespace hitme::recognition {
namespace {

using core::Bytes;
using event::Grade;
using event::Stage;
using wire::TlsContent;

class TlsConversation : public StreamConversation {
 public:
    TlsConversation()
        : StreamConversation("tls", "TLS", wire::max_client_hello + wire::max_tls_record) {}

 private:
    core::Parsed<std::size_t> client_message(Bytes bytes, core::Time) override {
        if (!has_hello_) {
            const auto hello = wire::take_client_hello(bytes);
            if (!hello) return hello.error();
            has_hello_ = true;
            story_.reach(Stage::probe, "ClientHello");
            tell_client_hello(story_, *hello);
            story_.operation("ClientHello", hello->server_name, at_offset());
            return hello->consumed;
        }
        const auto record = wire::take_tls_record(bytes);
        if (!record) return record.error();
        if (record->type == TlsContent::heartbeat) heartbeat(*record);
        // What comes after it is encrypted, and in TLS 1.3 application data is so from the start.
        if (record->type == TlsContent::change_cipher_spec ||
            record->type == TlsContent::application_data)
            stop_client();
        return record->consumed;
    }

    /// RFC 6520 section 4: type, payload_length, payload, at least 16 bytes of padding.
    void heartbeat(const wire::TlsRecord& record) {
        core::Reader in{record.fragment};
        const std::uint8_t type = in.u8("type");
        const std::size_t length = in.u16be("payload_length");
        if (!in.ok() || type != 1) return;
        story_.operation(
            "HeartbeatRequest",
            "payload of " + std::to_string(length) + " in " + std::to_string(in.left()) + " bytes",
            at_offset());
        // "If the payload_length is too large, the received HeartbeatMessage MUST be discarded silently."
        if (length <= in.left()) return;
        story_.reach(Stage::exploit_attempt, "heartbeat request longer than its record");
        story_.label(label_of("CVE-2014-0160 (heartbeat over-read)", Grade::certain,
                              "tls.heartbeat_length@1", {"T1190"},
                              {at_offset() + 6, 2,
                               "payload_length " + std::to_string(length) +
                                   " in a record that holds " + std::to_string(in.left())}));
    }

    core::Parsed<std::size_t> server_message(Bytes bytes, core::Time) override {
        const auto record = wire::take_tls_record(bytes);
        if (!record) return record.error();
        if (record->type == TlsContent::handshake)
            if (const auto version = wire::version_of_server_hello(record->fragment))
                story_.fact("tls.server_version", wire::name_of_tls_version(*version));
        if (record->type == TlsContent::alert && record->fragment.size() == 2)
            story_.outcome("alert " + std::to_string(record->fragment[1]));
        if (record->type == TlsContent::change_cipher_spec) stop_server();
        return record->consumed;
    }

    bool has_hello_ = false;
};

}  // namespace

std::unique_ptr<Conversation> watch_tls() {
    return std::make_unique<TlsConversation>();
}

}  // namespace hitme::recognition
