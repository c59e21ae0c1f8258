// SPDX-License-Identifier: Apache-2.0
#include "recognition/mysql_conversation.h"

#include "core/text.h"
#include "recognition/stream_conversation.h"
#include "recognition/telling.h"
#include "recognition/tls_facts.h"
#include "wire/mysql.h"

namespace hitme::recognition {
namespace {

using core::Bytes;
using event::Stage;

// Connection attributes that tell of the client (MySQL Internals, "Connection Attributes").
struct ToldAttribute {
    std::string_view attribute;
    FactName fact;
};
constexpr ToldAttribute told_attributes[] = {
    {"_client_name", "mysql.client_name"},
    {"program_name", "mysql.program_name"},
    {"_os", "mysql.os"},
    {"_client_version", "mysql.client_version"},
};

class MysqlConversation : public StreamConversation {
 public:
    MysqlConversation() : StreamConversation("mysql", "MySQL", 1 << 16) {}

 private:
    enum class Phase : std::uint8_t { login, tls, more_login, commands };

    core::Parsed<std::size_t> client_message(Bytes bytes, core::Time at) override {
        if (phase_ == Phase::tls) {
            const auto hello = wire::take_client_hello(bytes);
            if (!hello) return hello.error();
            tell_client_hello(story_, *hello);
            stop_client();
            return hello->consumed;
        }
        const auto packet = wire::take_mysql_packet(bytes);
        if (!packet) return packet.error();
        if (phase_ == Phase::login) {
            const auto login = wire::decode_mysql_login(packet->payload);
            if (!login) {
                core::ParseError error = login.error();
                error.offset += 4;
                return error;
            }
            if (login->is_ssl_request) {
                story_.reach(Stage::probe, "SSLRequest");
                story_.operation("SSLRequest", "", at_offset());
                phase_ = Phase::tls;
            } else {
                tell_login(*login, at);
                phase_ = Phase::more_login;
            }
        } else if (phase_ == Phase::more_login && packet->sequence != 0) {
            // The answer to AuthSwitchRequest or AuthMoreData; a command begins its own sequence at 0.
            story_.operation("AuthSwitchResponse",
                             std::to_string(packet->payload.size()) + " bytes", at_offset());
            // One byte asks for the key; more is the password.
            if (asked_full_ && packet->payload.size() > 1) asked_full_ = false;
        } else if (!packet->payload.empty()) {
            phase_ = Phase::commands;
            const std::string_view name = wire::name_of_mysql_command(packet->payload[0]);
            story_.operation(
                name.empty() ? "command " + std::to_string(packet->payload[0]) : std::string(name),
                core::as_text(packet->payload.subspan(1)), at_offset());
        }
        return packet->consumed;
    }

    void tell_login(const wire::MysqlLogin& login, core::Time at) {
        story_.reach(Stage::probe, "logon tried");
        story_.fact("mysql.user", login.user);
        story_.fact("mysql.database", login.database);
        story_.fact("mysql.plugin", login.plugin);
        for (const auto& [key, value] : login.attributes)
            for (const auto& [attribute, fact] : told_attributes)
                if (key == attribute) story_.fact(fact, value);
        const std::string digest = login.response.empty() ? "none" : secret_digest(login.response);
        story_.fact("mysql.response_sha256", digest);
        story_.operation("HandshakeResponse",
                         "user \"" + std::string(login.user) + "\", response sha256 " + digest,
                         at_offset());
        logon_.at = at;
        logon_.account = short_digest(login.user);
        logon_.credential = short_digest(std::to_string(login.user.size()) + ":" +
                                         std::string(login.user) + digest);
        tried_ = true;
    }

    core::Parsed<std::size_t> server_message(Bytes bytes, core::Time) override {
        const auto packet = wire::take_mysql_packet(bytes);
        if (!packet) return packet.error();
        if (!greeted_) {
            greeted_ = true;
            if (const auto greeting = wire::decode_mysql_greeting(packet->payload))
                story_.fact("mysql.server", greeting->version);
        } else if (const auto error = wire::decode_mysql_error(packet->payload)) {
            story_.outcome("error " + std::to_string(error->code));
            if (tried_ && error->code == 1045)
                story_.logon_failed(logon_);  // ER_ACCESS_DENIED_ERROR
            tried_ = false;
        } else if (is_full_authentication(packet->payload)) {
            asked_full_ = tried_;
        } else if (!packet->payload.empty() && packet->payload[0] == 0 && tried_) {
            story_.outcome("OK");
            tried_ = false;
        }
        return packet->consumed;
    }

    // caching_sha2_password (MySQL, "Caching SHA-2 Pluggable Authentication"): AuthMoreData, perform_full_authentication. The
    // response did not do; whoever leaves then was refused as by 1045.
    static bool is_full_authentication(Bytes payload) {
        return payload.size() == 2 && payload[0] == 1 && payload[1] == 4;
    }

    Story story() const override {
        Story told = StreamConversation::story();
        if (!tried_ || !asked_full_) return told;
        StoryBuilder builder = story_;
        builder.outcome("full authentication asked, none followed");
        builder.logon_failed(logon_);
        told = builder.so_far();
        told.sentence = sentence_of(told, "MySQL");
        return told;
    }

    Phase phase_ = Phase::login;
    bool greeted_ = false;
    bool tried_ = false;
    bool asked_full_ = false;  ///< and the client has not sent its password since
    FailedLogon logon_;
};

}  // namespace

std::unique_ptr<Conversation> watch_mysql() {
    return std::make_unique<MysqlConversation>();
}

}  // namespace hitme::recognition
