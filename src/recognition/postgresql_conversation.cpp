// SPDX-License-Identifier: Apache-2.0
#include "recognition/postgresql_conversation.h"

#include "core/reader.h"
#include "recognition/default_credentials.h"
#include "recognition/sql_signs.h"
#include "recognition/stream_conversation.h"
#include "recognition/tls_facts.h"
#include "wire/postgresql.h"

namespace hitme::recognition {
namespace {

using core::Bytes;
using event::Stage;
using wire::PostgresqlOpening;

class PostgresqlConversation : public StreamConversation {
 public:
    PostgresqlConversation() : StreamConversation("postgresql", "PostgreSQL", 1 << 16) {}

 private:
    enum class Method : std::uint8_t { unknown, clear, md5, scram };

    core::Parsed<std::size_t> client_message(Bytes bytes, core::Time at) override {
        if (!has_startup_) return startup(bytes);
        const auto message = wire::take_postgresql_message(bytes);
        if (!message) return message.error();
        switch (message->type) {
            case 'p':
                password(message->body, at);
                break;
            case 'Q':
                sql("Query", wire::postgresql_text(message->body));
                break;
            case 'P': {  // Parse: a name, then the query
                const std::size_t name = wire::postgresql_text(message->body).size();
                if (name < message->body.size())
                    sql("Parse", wire::postgresql_text(message->body.subspan(name + 1)));
                break;
            }
            case 'X':
                story_.operation("Terminate", "", at_offset());
                break;
            default:
                story_.operation(std::string("message '") + message->type + "'", "", at_offset());
                break;
        }
        return message->consumed;
    }

    core::Parsed<std::size_t> startup(Bytes bytes) {
        if (asked_tls_ && bytes.front() == 22) {
            const auto hello = wire::take_client_hello(bytes);
            if (!hello) return hello.error();
            tell_client_hello(story_, *hello);
            stop_client();
            return hello->consumed;
        }
        const auto opening = wire::take_postgresql_startup(bytes);
        if (!opening) return opening.error();
        story_.reach(Stage::probe, "first message");
        switch (opening->kind) {
            case PostgresqlOpening::ssl_request:
                asked_tls_ = true;
                ++awaited_letters_;
                story_.operation("SSLRequest", "", at_offset());
                break;
            case PostgresqlOpening::gss_request:
                ++awaited_letters_;
                story_.operation("GSSENCRequest", "", at_offset());
                break;
            case PostgresqlOpening::cancel:
                story_.operation("CancelRequest", "", at_offset());
                break;
            case PostgresqlOpening::startup:
                has_startup_ = true;
                user_ = std::string(opening->parameter("user"));
                story_.fact("postgresql.user", user_);
                story_.fact("postgresql.database", opening->parameter("database"));
                story_.fact("postgresql.application", opening->parameter("application_name"));
                story_.operation("StartupMessage",
                                 "user \"" + user_ + "\", database \"" +
                                     std::string(opening->parameter("database")) + "\"",
                                 at_offset());
                break;
        }
        return opening->consumed;
    }

    void password(Bytes body, core::Time at) {
        if (const auto sasl = wire::decode_postgresql_sasl(body);
            sasl && sasl->mechanism.starts_with("SCRAM-") && !sasl->response.empty()) {
            story_.fact("postgresql.method", sasl->mechanism);
            story_.operation("SASLInitialResponse", sasl->mechanism, at_offset());
            return;
        }
        const std::string_view text = wire::postgresql_text(body);
        const bool scram =
            !wire::scram_attribute(text, 'p').empty() && !wire::scram_attribute(text, 'c').empty();
        const bool md5 = text.starts_with("md5") && text.size() == 35;
        const bool in_clear = !scram && !md5;
        // A response answers a fresh salt; a password in clear is the same each time.
        const std::string digest = secret_digest(core::as_bytes(text));
        story_.fact(in_clear ? FactName("postgresql.password_sha256")
                             : FactName("postgresql.response_sha256"),
                    digest);
        if (md5) story_.fact("postgresql.method", "md5");
        if (in_clear) {
            story_.fact("postgresql.method", "password");
            if (is_default_credential(user_, text))
                story_.label(label_of("default credential", event::Grade::certain,
                                      "logon.default_credential@1", {"T1078.001"},
                                      {at_offset(), body.size() + 5, "user \"" + user_ + "\""}));
        }
        story_.operation(scram ? "SASLResponse" : "PasswordMessage",
                         "user \"" + user_ + "\", sha256 " + digest, at_offset());
        logon_.at = at;
        logon_.is_comparable = in_clear;
        logon_.account = short_digest(user_);
        logon_.credential = short_digest(std::to_string(user_.size()) + ":" + user_ + digest);
        tried_ = true;
    }

    void sql(std::string_view operation, std::string_view text) {
        story_.operation(operation, text, at_offset());
        for (const SqlSign& sign : sql_signs_in(SqlDialect::postgresql, text)) {
            story_.reach(sign.stage, std::string(sign.name) + " in SQL");
            story_.label(
                label_of(sign.name, sign.grade, "postgresql.sql@1",
                         {sign.attack_ids.begin(), sign.attack_ids.end()},
                         {at_offset() + 5 + sign.offset, sign.length,
                          std::string(text.substr(sign.offset,
                                                  std::min<std::size_t>(sign.length + 60, 200)))}));
        }
    }

    core::Parsed<std::size_t> server_message(Bytes bytes, core::Time) override {
        if (awaited_letters_ > 0 && !has_startup_) {
            --awaited_letters_;
            story_.outcome(bytes.front() == 'N' ? "refused" : "accepted");
            if (bytes.front() != 'N') stop_server();
            return std::size_t{1};
        }
        const auto message = wire::take_postgresql_message(bytes);
        if (!message) return message.error();
        if (message->type == 'E') {
            const std::string_view state = wire::postgresql_error_field(message->body, 'C');
            story_.outcome(state);
            if (tried_ && state == "28P01") story_.logon_failed(logon_);  // invalid_password
            tried_ = false;
        } else if (message->type == 'R' && tried_) {
            core::Reader in{message->body};
            if (in.u32be("type") == 0 && in.ok()) {
                story_.outcome("AuthenticationOk");
                tried_ = false;
            }
        } else if (message->type == 'S') {
            const std::string_view name = wire::postgresql_text(message->body);
            if (name == "server_version")
                story_.fact("postgresql.server",
                            wire::postgresql_text(message->body.subspan(name.size() + 1)));
        }
        return message->consumed;
    }

    bool has_startup_ = false;
    bool asked_tls_ = false;
    bool tried_ = false;
    int awaited_letters_ = 0;
    std::string user_;
    FailedLogon logon_;
};

}  // namespace

std::unique_ptr<Conversation> watch_postgresql() {
    return std::make_unique<PostgresqlConversation>();
}

}  // namespace hitme::recognition
