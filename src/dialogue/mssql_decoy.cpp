// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mssql_decoy.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "dialogue/message_session.h"
#include "dialogue/persona_choice.h"
#include "dialogue/tls_server.h"
#include "wire/tds.h"
#include "wire/tls.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;
using wire::TdsType;

constexpr std::size_t max_mssql_message =
    64 << 10;  // ours: a LOGIN7 may have 128 KiB - 1, and has some hundred bytes

struct Persona {
    std::string_view name;
    std::uint8_t major;
    std::uint8_t minor;
    std::uint16_t build;
    std::string_view tls;  ///< of a Windows of its time: dialogue/tls_profile.h
};

// Builds of the last service pack or cumulative update of each release, as Microsoft lists them.
constexpr Persona personas[] = {
    {"mssql-2008r2", 10, 50, 6560, "mssql-2012"},  // SP3 with KB4057113
    {"mssql-2012", 11, 0, 7001, "mssql-2012"},     // SP4
    {"mssql-2014", 12, 0, 6024, "mssql-2012"},     // SP3
    {"mssql-2017", 14, 0, 2027, "mssql-2017"},    {"mssql-2019", 15, 0, 2000, "mssql-2019"},  // RTM
};

/// What goes through TLS once its handshake is over ([MS-TDS] 2.2.6.5: the second table).
enum class Protects : std::uint8_t { nothing, login, everything };

struct EncryptionAnswer {
    std::uint8_t value = wire::tds_encrypt_not_supported;
    Protects protects = Protects::nothing;
    bool ends = false;  ///< the server closes behind its answer
};

/// The column "server is set to ENCRYPT_OFF" of the first table there; nothing for a value that it has not.
std::optional<EncryptionAnswer> answer_to(std::optional<std::uint8_t> asked) {
    if (!asked) return EncryptionAnswer{};
    switch (*asked) {
        case wire::tds_encrypt_off:
        case wire::tds_encrypt_off | wire::tds_encrypt_client_certificate:
            return EncryptionAnswer{wire::tds_encrypt_off, Protects::login, false};
        case wire::tds_encrypt_on:
        case wire::tds_encrypt_required:
        case wire::tds_encrypt_on | wire::tds_encrypt_client_certificate:
        case wire::tds_encrypt_required | wire::tds_encrypt_client_certificate:
            return EncryptionAnswer{wire::tds_encrypt_on, Protects::everything, false};
        case wire::tds_encrypt_not_supported:
            return EncryptionAnswer{};
        case wire::tds_encrypt_not_supported | wire::tds_encrypt_client_certificate:
            return EncryptionAnswer{wire::tds_encrypt_required, Protects::nothing, true};
        default:
            return std::nullopt;
    }
}

class MssqlSession : public MessageSession {
 public:
    MssqlSession(const Persona& persona, const Surroundings& surroundings)
        : persona_(persona),
          server_(windows_computer_name(surroundings.identity_seed)),
          identity_seed_(surroundings.identity_seed),
          booted_(surroundings.booted) {}

    void prepare() override { TlsServer::prepare(tls_profile(persona_.tls), identity()); }
    std::string_view inner_protocol() const override { return in_tunnel_ ? "mssql" : ""; }
    Inner take_inner() override { return std::exchange(seen_, {}); }

 private:
    std::size_t message(Bytes bytes, core::Time, Output& out) override {
        if (in_tunnel_) return tunnel(bytes, out);
        core::ByteVector said;
        const std::size_t taken = take_message(bytes, said);
        out.bytes.insert(out.bytes.end(), said.begin(), said.end());
        return taken;
    }

    /// Answers the message in front of `bytes`: how many bytes it took, 0 when more are needed.
    std::size_t take_message(Bytes bytes, core::ByteVector& said) {
        // A message is all packets up to the one that says that it is the last ([MS-TDS] 2.2.3.1.2).
        core::ByteVector joined;
        std::size_t taken = 0;
        while (true) {
            const auto packet = wire::take_tds_packet(bytes.subspan(taken));
            if (!packet) {
                // The server ends connections whose headers it cannot read, without a word.
                if (packet.error().fault != core::Fault::need_more ||
                    bytes.size() > max_mssql_message)
                    close();
                return 0;
            }
            joined.insert(joined.end(), packet->payload.begin(), packet->payload.end());
            taken += packet->consumed;
            if (joined.size() > max_mssql_message) {
                close();
                return taken;
            }
            if (!packet->last) continue;
            answer(packet->type, joined, said);
            return taken;
        }
    }

    void answer(TdsType type, Bytes payload, core::ByteVector& said) {
        switch (type) {
            case TdsType::prelogin:
                // Once it has begun, a record may go on in the next packet.
                if (protects_ != Protects::nothing && !in_tunnel_ &&
                    (tls_ || wire::is_tds_handshake(payload)))
                    return handshake(payload, said);
                return prelogin(payload, said);
            case TdsType::login7:
                if (protects_ == Protects::everything && !in_tunnel_) return close();
                return login(payload, said);
            default:
                // Nothing else is taken before the logon is over.
                return close();
        }
    }

    void prelogin(Bytes payload, core::ByteVector& said) {
        const auto asked = wire::decode_tds_prelogin(payload);
        if (!asked) return close();
        const auto encryption = answer_to(asked->encryption);
        if (!encryption) return close();
        wire::TdsPrelogin answer;
        answer.major = persona_.major;
        answer.minor = persona_.minor;
        answer.build = persona_.build;
        answer.encryption = encryption->value;
        answer.has_mars = asked->has_mars;
        // A second one inside of the tunnel changes nothing of it.
        if (!in_tunnel_) protects_ = encryption->protects;
        wire::encode_tds_packet(said, TdsType::result, wire::encode_tds_prelogin(answer));
        if (encryption->ends) close();
    }

    TlsIdentity identity() const { return {server_, identity_seed_, booted_, booted_}; }

    /// The client's records inside of PRELOGIN packets, and ours likewise.
    void handshake(Bytes records, core::ByteVector& said) {
        if (!tls_) tls_.emplace(tls_profile(persona_.tls), identity());
        core::ByteVector clear;
        core::ByteVector send;
        const TlsState state = tls_->receive(records, clear, send);
        constexpr std::size_t packet_bytes = 4096 - 8;  // before a login settles on another size
        for (std::size_t at = 0; at < send.size(); at += packet_bytes)
            wire::encode_tds_packet(
                said, TdsType::prelogin,
                Bytes(send).subspan(at, std::min(packet_bytes, send.size() - at)));
        if (state >= TlsState::closed) return close();
        in_tunnel_ = state == TlsState::open;
        if (!clear.empty()) close();  // clear text came before our Finished: no client does that
    }

    /// What follows the handshake: records as they are, and where the login alone is under TLS, packets in clear behind it.
    std::size_t tunnel(Bytes bytes, Output& out) {
        std::size_t taken = 0;
        core::ByteVector clear;
        if (wire::is_tds_handshake(bytes.first(1))) {
            const auto record = wire::take_tls_record(bytes);
            if (!record) return need(record.error());
            taken = record->consumed;
            if (tls_->receive(bytes.first(taken), clear, out.bytes) >= TlsState::closed) close();
        } else if (protects_ == Protects::login) {
            // [MS-TDS] 2.2.6.5 encrypts a login's first packet; those behind it, and all later messages, are in clear.
            const auto packet = wire::take_tds_packet(bytes);
            if (!packet) return need(packet.error());
            taken = packet->consumed;
            clear.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
        } else {
            close();
            return 0;
        }
        keep(seen_.client, clear);
        inside_.insert(inside_.end(), clear.begin(), clear.end());
        core::ByteVector said;
        while (!is_closed() && !inside_.empty()) {
            const std::size_t read = take_message(inside_, said);
            if (read == 0) break;
            inside_.erase(inside_.begin(), inside_.begin() + static_cast<std::ptrdiff_t>(read));
        }
        keep(seen_.server, said);
        if (protects_ == Protects::login) {
            out.bytes.insert(out.bytes.end(), said.begin(), said.end());
        } else {
            tls_->write(said, out.bytes);
            if (is_closed()) tls_->close(out.bytes);
        }
        return taken;
    }

    std::size_t need(const core::ParseError& error) {
        if (error.fault != core::Fault::need_more) close();
        return 0;
    }

    static void keep(core::ByteVector& kept, Bytes bytes) {
        const Bytes part = bytes.first(
            std::min(bytes.size(), max_mssql_message - std::min(kept.size(), max_mssql_message)));
        kept.insert(kept.end(), part.begin(), part.end());
    }

    void login(Bytes payload, core::ByteVector& said) {
        const auto login = wire::decode_tds_login(payload);
        if (!login) return close();
        logon_tried();
        wire::TdsError error;
        error.server = server_;
        std::string text;
        if (login->integrated) {
            error.number = 18452;
            text =
                "Login failed. The login is from an untrusted domain and cannot be used with "
                "Windows authentication.";
        } else {
            error.number = 18456;
            // Text of UTF-16 goes out as it came in where it is ASCII; other letters are none that sa has.
            std::string user;
            for (const char letter : login->user.substr(0, 128))
                user += static_cast<unsigned char>(letter) < 0x80 ? letter : '?';
            text = "Login failed for user '" + user + "'.";
        }
        error.message = text;
        wire::encode_tds_packet(said, TdsType::result,
                                wire::encode_tds_refusal(error, login->version));
        close();
    }

    std::size_t more_memory() const override {
        return server_.capacity() + inside_.capacity() + seen_.client.capacity() +
               seen_.server.capacity() + (tls_ ? tls_->memory() : 0);
    }

    const Persona& persona_;
    std::string server_;
    std::uint64_t identity_seed_;
    core::Time booted_;
    Protects protects_ = Protects::nothing;  ///< what a prelogin agreed on
    std::optional<TlsServer> tls_;
    bool in_tunnel_ = false;   ///< the handshake is over
    core::ByteVector inside_;  ///< packets in clear that are not whole yet
    Inner seen_;
};

}  // namespace

std::vector<std::string_view> mssql_personas() {
    return names_of(std::span<const Persona>(personas));
}

std::unique_ptr<Session> make_mssql_session(std::string_view persona,
                                            const Surroundings& surroundings) {
    const Persona* chosen =
        choose_persona(std::span<const Persona>(personas), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<MssqlSession>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
