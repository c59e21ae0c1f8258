// SPDX-License-Identifier: Apache-2.0
#include "dialogue/postgresql_decoy.h"

#include <string>

#include "core/reader.h"
#include "core/writer.h"
#include "dialogue/message_session.h"
#include "dialogue/persona_choice.h"
#include "dialogue/postgresql_scram.h"
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
    bool knows_gss;   ///< encrypts by GSSAPI, as builds of distributions since 12 do
    bool serves_old;  ///< also protocol 2.0, up to 13
    /// Where the release's source raises each error: what nmap tells releases apart by.
    std::string_view auth_line;
    std::string_view startup_line;
    std::string_view no_user_line;
    std::string_view layout_line;
};

// Of 15 as 15.18 answered on a test machine; of 9.6 and 12 the start-up lines as nmap-service-probes lists them.
constexpr Persona personas[] = {
    {"postgresql-96", false, false, true, "285", "2031", "", ""},
    {"postgresql-12", false, true, true, "333", "2095", "", ""},
    {"postgresql-15", true, true, false, "334", "2222", "2351", "2334"},
};

constexpr std::size_t max_sasl_message = 1024;  // PG_MAX_SASL_MESSAGE_LENGTH

class PostgresqlSession : public MessageSession {
 public:
    PostgresqlSession(const Persona& persona, const Surroundings& surroundings)
        : persona_(persona),
          random_(surroundings.random_seed),
          identity_seed_(surroundings.identity_seed) {}

 private:
    enum class Phase : std::uint8_t { startup, gss, md5, old_md5, scram, scram_final };

    std::size_t more_memory() const override { return user_.capacity() + scram_.memory(); }

    std::size_t message(Bytes bytes, core::Time, Output& out) override {
        if (phase_ == Phase::startup) return startup(bytes, out);
        if (phase_ == Phase::gss) return gss(bytes);
        if (phase_ == Phase::old_md5) return old_password(bytes, out);
        const auto message = wire::take_postgresql_message(bytes);
        const bool by_sasl = phase_ != Phase::md5;
        if (!message) {
            if (message.error().fault != core::Fault::need_more ||
                bytes.size() > max_postgresql_logon)
                close();
            return 0;
        }
        if (message->type != 'p') {
            // "expected ... response, got message type %d": the server then ends the connection.
            const std::string type = std::to_string(static_cast<unsigned char>(message->type));
            if (by_sasl)
                fail(out, "08P01", "expected SASL response, got message type " + type,
                     {"auth-sasl.c", "95", "CheckSASLAuth"});
            else
                fail(out, "08P01", "expected password response, got message type " + type, {});
        } else if (by_sasl && message->body.size() > max_sasl_message) {
            auth_failed(out);
        } else {
            password(message->body, out);
        }
        return message->consumed;
    }

    /// What a fault that no decoding serves is told as: an unknown version, or a broken packet.
    void refuse_startup(Bytes bytes, const core::ParseError& error, Output& out) {
        const unsigned major = static_cast<unsigned>(bytes[4]) << 8 | bytes[5];
        const unsigned minor = static_cast<unsigned>(bytes[6]) << 8 | bytes[7];
        if (error.fault == core::Fault::unsupported) refuse_version(major, minor, out);
        if (error.fault == core::Fault::truncated)
            fail(out, "08P01", "invalid startup packet layout: expected terminator as last byte",
                 {"postmaster.c", persona_.layout_line, "ProcessStartupPacket"});
        close();  // "invalid length of startup packet" goes to the log alone
    }

    void refuse_version(unsigned major, unsigned minor, Output& out) {
        const std::string text = "unsupported frontend protocol " + std::to_string(major) + "." +
                                 std::to_string(minor) + ": server supports " +
                                 (persona_.serves_old ? "2.0" : "3.0") + " to 3.0";
        // A client of before 3.0 gets the form of its time.
        if (major < 3) return old_error(out, text);
        fail(out, "0A000", text, {"postmaster.c", persona_.startup_line, "ProcessStartupPacket"});
    }

    std::size_t startup(Bytes bytes, Output& out) {
        const auto opening = wire::take_postgresql_startup(bytes);
        if (!opening) {
            if (opening.error().fault == core::Fault::need_more) return 0;
            if (persona_.serves_old && bytes.size() > 8 && bytes[4] == 0 && bytes[5] == 2 &&
                opening.error().fault == core::Fault::unsupported)
                return old_startup(bytes, out);
            if (bytes.size() < 8)
                close();
            else
                refuse_startup(bytes, opening.error(), out);
            return 0;
        }
        switch (opening->kind) {
            case PostgresqlOpening::ssl_request:
                // Each kind once: the second is read as a version.
                if (asked_tls_)
                    refuse_version(1234, 5679, out);
                else
                    out.bytes.push_back('N');
                asked_tls_ = true;
                return opening->consumed;
            case PostgresqlOpening::gss_request:
                if (persona_.knows_gss) {
                    phase_ = Phase::gss;
                    out.bytes.push_back('G');
                } else {
                    refuse_version(1234, 5680, out);
                }
                return opening->consumed;
            case PostgresqlOpening::cancel:
                close();
                return opening->consumed;
            case PostgresqlOpening::startup:
                break;
        }
        negotiate(*opening, out);
        user_ = std::string(opening->parameter("user").substr(0, 63));  // NAMEDATALEN - 1
        if (user_.empty()) {
            fail(out, "28000", "no PostgreSQL user name specified in startup packet",
                 {"postmaster.c", persona_.no_user_line, "ProcessStartupPacket"});
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

    /// What a newer client must know before it is asked for a password.
    static void negotiate(const wire::PostgresqlStartup& opening, Output& out) {
        std::vector<std::string_view> unknown;
        for (const auto& [name, value] : opening.parameters)
            if (name.starts_with("_pq_.")) unknown.push_back(name);
        if (opening.minor == 0 && unknown.empty()) return;
        wire::encode_postgresql_negotiation(out.bytes, 0, unknown);
    }

    /// A token of GSSAPI: a server without a key of Kerberos ends there, without a word.
    std::size_t gss(Bytes bytes) {
        core::Reader in{bytes, core::Input::open};
        const std::uint32_t length = in.u32be("length");
        in.skip(length, "token");
        if (in.ok() || bytes.size() > max_postgresql_logon) close();
        return 0;
    }

    // Protocol 2.0: fields of fixed length, and messages without a type.
    std::size_t old_startup(Bytes bytes, Output& out) {
        constexpr std::size_t database_bytes = 64;
        constexpr std::size_t user_bytes = 32;
        core::Reader in{bytes};
        const std::uint32_t length = in.u32be("length");
        in.skip(4 + database_bytes, "database");
        user_ = std::string(wire::postgresql_text(in.take(user_bytes, "user")));
        if (!in.ok() || length < in.offset() || user_.empty()) {
            close();
            return 0;
        }
        phase_ = Phase::old_md5;
        core::Writer writer{out.bytes};
        writer.u8('R');
        writer.u32be(5);
        writer.bytes(random_bytes(random_, 4));
        return length;
    }

    std::size_t old_password(Bytes bytes, Output& out) {
        core::Reader in{bytes, core::Input::open};
        const std::uint32_t length = in.u32be("length");
        if (in.ok() && (length < 4 || length > max_postgresql_logon)) {
            close();
            return 0;
        }
        in.skip(length - 4, "password");
        if (!in.ok()) return 0;
        logon_tried();
        old_error(out, "password authentication failed for user \"" + user_ + "\"");
        return length;
    }

    void old_error(Output& out, const std::string& text) {
        core::Writer writer{out.bytes};
        writer.text("EFATAL:  " + text + "\n");
        writer.u8(0);
        close();
    }

    void password(Bytes body, Output& out) {
        if (phase_ == Phase::md5) {
            logon_tried();
            return auth_failed(out);
        }
        if (phase_ == Phase::scram_final) {
            logon_tried();
            const auto fault = scram_.read_final(core::as_text(body));
            return fault ? refuse_scram(*fault, out) : auth_failed(out);
        }
        if (wire::postgresql_text(body).size() == body.size())
            return fail(out, "08P01", "invalid string in message",
                        {"pqformat.c", "624", "pq_getmsgrawstring"});
        if (wire::postgresql_text(body) != "SCRAM-SHA-256")
            return fail(out, "08P01", "client selected an invalid SASL authentication mechanism",
                        {"auth-scram.c", "256", "scram_init"});
        const auto sasl = wire::decode_postgresql_sasl(body);
        if (!sasl)
            return fail(out, "08P01", "insufficient data left in message",
                        {"pqformat.c", "515", "pq_getmsgbytes"});
        if (const auto fault = scram_.read_first(sasl->response)) return refuse_scram(*fault, out);
        // RFC 5802 section 5.1: an account that does not exist gets an answer like any other.
        const std::string first =
            scram_.first_answer(random_bytes(random_, 18), identity_seed_, user_);
        wire::encode_postgresql_authentication(out.bytes, 11, core::as_bytes(first));
        phase_ = Phase::scram_final;
    }

    /// Where the source raises an error: file, line, function.
    struct Raised {
        std::string_view file;
        std::string_view line;
        std::string_view routine;
    };

    void refuse_scram(const ScramFault& scram, Output& out) {
        PostgresqlFault fault;
        fault.severity = "FATAL";
        fault.state = scram.state;
        fault.message = scram.message;
        fault.detail = scram.detail;
        fault.file = "auth-scram.c";
        fault.line = scram.line;
        fault.routine = scram.routine;
        wire::encode_postgresql_error(out.bytes, fault);
        close();
    }

    void auth_failed(Output& out) {
        fail(out, "28P01", "password authentication failed for user \"" + user_ + "\"",
             {"auth.c", persona_.auth_line, "auth_failed"});
    }

    void fail(Output& out, std::string_view state, const std::string& text, const Raised& raised) {
        PostgresqlFault fault;
        fault.severity = "FATAL";
        fault.state = state;
        fault.message = text;
        if (!raised.line.empty()) {
            fault.file = raised.file;
            fault.line = raised.line;
            fault.routine = raised.routine;
        }
        wire::encode_postgresql_error(out.bytes, fault);
        close();
    }

    const Persona& persona_;
    core::Random random_;
    std::uint64_t identity_seed_;
    Phase phase_ = Phase::startup;
    bool asked_tls_ = false;
    std::string user_;
    PostgresqlScram scram_;
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
