// SPDX-License-Identifier: Apache-2.0
#include "dialogue/postgresql_decoy.h"

#include <string>

#include "core/text.h"
#include "dialogue/message_session.h"
#include "dialogue/persona_choice.h"
#include "wire/postgresql.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;
using wire::PostgresqlFault;
using wire::PostgresqlOpening;

constexpr std::size_t max_postgresql_logon =
    16 << 10;  // ours: a password message has some hundred bytes

struct Persona {
    std::string_view name;
    bool scram;
    /// Where the release's source raises each error: what nmap tells releases apart by.
    std::string_view auth_line;
    std::string_view startup_line;
};

// Of 15 as 15.18 answered on a test machine; of 9.6 and 12 the start-up lines as nmap-service-probes lists them.
constexpr Persona personas[] = {
    {"postgresql-96", false, "285", "2031"},
    {"postgresql-12", false, "333", "2095"},
    {"postgresql-15", true, "334", "2222"},
};

class PostgresqlSession : public MessageSession {
 public:
    PostgresqlSession(const Persona& persona, const Surroundings& surroundings)
        : persona_(persona), random_(surroundings.random_seed) {}

 private:
    enum class Phase : std::uint8_t { startup, md5, scram, scram_final };

    std::size_t message(Bytes bytes, core::Time, Output& out) override {
        if (phase_ == Phase::startup) return startup(bytes, out);
        const auto message = wire::take_postgresql_message(bytes);
        if (!message) {
            if (message.error().fault != core::Fault::need_more ||
                bytes.size() > max_postgresql_logon)
                close();
            return 0;
        }
        if (message->type != 'p') {
            // "expected password response, got message type %d": the server then ends the connection.
            fail(out, "08P01",
                 "expected password response, got message type " +
                     std::to_string(static_cast<unsigned char>(message->type)));
            return message->consumed;
        }
        password(message->body, out);
        return message->consumed;
    }

    std::size_t startup(Bytes bytes, Output& out) {
        const auto opening = wire::take_postgresql_startup(bytes);
        if (!opening) {
            if (opening.error().fault == core::Fault::need_more) return 0;
            if (opening.error().fault == core::Fault::unsupported) {
                const unsigned major = static_cast<unsigned>(bytes[4]) << 8 | bytes[5];
                const unsigned minor = static_cast<unsigned>(bytes[6]) << 8 | bytes[7];
                PostgresqlFault fault;
                const std::string text = "unsupported frontend protocol " + std::to_string(major) +
                                         "." + std::to_string(minor) + ": server supports " +
                                         (persona_.scram ? "3.0" : "2.0") + " to 3.0";
                fault.severity = "FATAL";
                fault.state = "0A000";
                fault.message = text;
                fault.file = "postmaster.c";
                fault.line = persona_.startup_line;
                fault.routine = "ProcessStartupPacket";
                wire::encode_postgresql_error(out.bytes, fault);
            }
            close();  // "invalid length of startup packet" goes to the log alone
            return 0;
        }
        switch (opening->kind) {
            case PostgresqlOpening::ssl_request:
            case PostgresqlOpening::gss_request:
                if (++refused_ > 2) close();  // one of each kind
                out.bytes.push_back('N');
                return opening->consumed;
            case PostgresqlOpening::cancel:
                close();
                return opening->consumed;
            case PostgresqlOpening::startup:
                break;
        }
        user_ = std::string(opening->parameter("user").substr(0, 63));  // NAMEDATALEN - 1
        if (user_.empty()) {
            fail(out, "28000", "no PostgreSQL user name specified in startup packet");
            return opening->consumed;
        }
        if (persona_.scram) {
            phase_ = Phase::scram;
            using namespace std::string_view_literals;
            wire::encode_postgresql_authentication(out.bytes, 10,
                                                   core::as_bytes("SCRAM-SHA-256\0\0"sv));
        } else {
            phase_ = Phase::md5;
            wire::encode_postgresql_authentication(out.bytes, 5, random_bytes(random_, 4));
        }
        return opening->consumed;
    }

    void password(Bytes body, Output& out) {
        if (phase_ != Phase::scram) {
            logon_tried();
            return auth_failed(out);
        }
        const auto sasl = wire::decode_postgresql_sasl(body);
        const std::string_view nonce =
            sasl ? wire::scram_attribute(sasl->response, 'r') : std::string_view{};
        if (!sasl || nonce.empty() || nonce.size() > 256)
            return fail(out, "08P01", "malformed SCRAM message");
        if (sasl->mechanism != "SCRAM-SHA-256")
            return fail(out, "08P01", "client selected an invalid SASL authentication mechanism");
        // RFC 5802 section 5.1: server-first-message. An account that does not exist gets one like any other.
        std::string first = "r=" + std::string(nonce);
        core::append_base64(first, random_bytes(random_, 18));
        first += ",s=";
        core::append_base64(first, random_bytes(random_, 16));
        first += ",i=4096";
        wire::encode_postgresql_authentication(out.bytes, 11, core::as_bytes(first));
        phase_ = Phase::scram_final;
    }

    void auth_failed(Output& out) {
        const std::string text = "password authentication failed for user \"" + user_ + "\"";
        PostgresqlFault fault;
        fault.severity = "FATAL";
        fault.state = "28P01";
        fault.message = text;
        fault.file = "auth.c";
        fault.line = persona_.auth_line;
        fault.routine = "auth_failed";
        wire::encode_postgresql_error(out.bytes, fault);
        close();
    }

    void fail(Output& out, std::string_view state, const std::string& text) {
        PostgresqlFault fault;
        fault.severity = "FATAL";
        fault.state = state;
        fault.message = text;
        wire::encode_postgresql_error(out.bytes, fault);
        close();
    }

    const Persona& persona_;
    core::Random random_;
    Phase phase_ = Phase::startup;
    int refused_ = 0;
    std::string user_;
};

}  // namespace

std::vector<std::string_view> postgresql_personas() {
    return names_of(std::span<const Persona>(personas));
}

std::unique_ptr<Session> make_postgresql_session(std::string_view persona,
                                                 const Surroundings& surroundings) {
    const Persona* chosen =
        choose_persona(std::span<const Persona>(personas), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<PostgresqlSession>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
