// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mysql_decoy.h"

#include <algorithm>
#include <array>
#include <string>

#include "dialogue/made_up_rsa_key.h"
#include "dialogue/message_session.h"
#include "dialogue/persona_choice.h"
#include "wire/mysql.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;

constexpr std::size_t max_mysql_login =
    64 << 10;  // ours; a login with attributes has some hundred bytes

struct Persona {
    std::string_view name;
    std::string_view version;
    std::uint32_t capabilities;  ///< without TLS, as installed without certificates
    std::uint32_t extended_capabilities;
    std::uint8_t character_set;
    std::string_view plugin;
    std::string_view product;  ///< as error messages name it
};

// Flags and character sets that these releases greet with: 8 is latin1_swedish_ci, 45 utf8mb4_general_ci, 255
// utf8mb4_0900_ai_ci. MariaDB's extended flags as a live 10.11.19 sent them.
constexpr Persona personas[] = {
    {"mysql-57", "5.7.42-log", 0x81FF'F7FF, 0, 8, "mysql_native_password", "MySQL"},
    {"mysql-80", "8.0.36-0ubuntu0.22.04.1", 0xDFFF'F7FF, 0, 255, "caching_sha2_password", "MySQL"},
    {"mysql-mariadb", "5.5.5-10.11.6-MariaDB-0+deb12u1", 0x81FF'F7FE, 0x1D, 45,
     "mysql_native_password", "MariaDB"},
};

constexpr std::size_t native_response = 20;  // of mysql_native_password
constexpr std::size_t sha2_response = 32;    // of caching_sha2_password

class MysqlSession : public MessageSession {
 public:
    MysqlSession(const Persona& persona, const Surroundings& surroundings)
        : persona_(persona),
          random_(surroundings.random_seed),
          identity_seed_(surroundings.identity_seed),
          booted_(surroundings.booted),
          connection_(surroundings.connection),
          peer_(surroundings.peer.to_string()) {
        // 0x21 to 0x7E: the server takes printable bytes, because old clients read the scramble as text.
        for (std::uint8_t& byte : scramble_)
            byte = static_cast<std::uint8_t>(0x21 + random_.below(0x5E));
    }

    void open(core::Time now, Output& out) override {
        wire::MysqlGreeting greeting;
        greeting.version = persona_.version;
        greeting.thread = thread(now);
        greeting.scramble = scramble_;
        greeting.capabilities = persona_.capabilities;
        greeting.extended_capabilities = persona_.extended_capabilities;
        greeting.character_set = persona_.character_set;
        greeting.plugin = persona_.plugin;
        send(out, 0, wire::encode_mysql_greeting(greeting));
    }

 private:
    std::size_t more_memory() const override { return user_.capacity() + peer_.capacity(); }

    /// Threads are numbered as they come: a few of the server's own, whoever looks in every five minutes, and our clients.
    std::uint32_t thread(core::Time now) const {
        constexpr core::Duration every = std::chrono::minutes{5};
        core::Random since_boot{identity_seed_};
        const auto others = now < booted_ ? 0 : (now - booted_) / every;
        return static_cast<std::uint32_t>(8 + since_boot.below(900)) +
               static_cast<std::uint32_t>(others) + static_cast<std::uint32_t>(connection_);
    }

    std::size_t message(Bytes bytes, core::Time, Output& out) override {
        // The number comes before the length: a request of another protocol is refused for it.
        if (bytes.size() >= 4 && bytes[3] != expected_) {
            refuse(out, expected_, 1156, "08S01", "Got packets out of order");
            return 0;
        }
        const auto packet = wire::take_mysql_packet(bytes);
        if (!packet) {
            if (packet.error().fault != core::Fault::need_more || bytes.size() > max_mysql_login)
                refuse(out, expected_, 1043, "08S01", "Bad handshake");
            return 0;
        }
        const auto next = static_cast<std::uint8_t>(packet->sequence + 1);
        switch (phase_) {
            case Phase::login:
                login(packet->payload, next, out);
                break;
            case Phase::switched:
                switched(packet->payload, next, out);
                break;
            case Phase::full:
                full(packet->payload, next, out);
                break;
        }
        return packet->consumed;
    }

    void login(Bytes payload, std::uint8_t next, Output& out) {
        const auto login = wire::decode_mysql_login(payload);
        // TLS was not offered; the server says the same to all that it cannot read.
        if (!login || login->is_ssl_request)
            return refuse(out, next, 1043, "08S01", "Bad handshake");
        logon_tried();
        user_ = std::string(login->user.substr(0, 64));
        with_password_ = !login->response.empty();
        const bool is_secure =
            (login->capabilities & wire::mysql_secure_connection) != 0 && !login->is_old_form;
        if (!is_secure) {
            // A client of before 4.1 knows no SQLSTATE.
            const std::string text =
                "Client does not support authentication protocol requested by server; consider "
                "upgrading " +
                std::string(persona_.product) + " client";
            return refuse(out, next, 1251, login->is_old_form ? "" : "08004", text);
        }
        const bool takes_plugins = (login->capabilities & wire::mysql_plugin_auth) != 0;
        const bool is_sha2 = persona_.plugin == "caching_sha2_password";
        if (takes_plugins && login->plugin != persona_.plugin) {
            // The account's plugin: the client must answer for it.
            phase_ = Phase::switched;
            return ask(out, next, wire::encode_mysql_auth_switch(persona_.plugin, scramble_));
        }
        if (is_sha2 && takes_plugins && login->response.size() == sha2_response)
            return ask_full(next, out);
        if (!is_sha2 && with_password_ && login->response.size() != native_response)
            return refuse(out, next, 1043, "08S01", "Bad handshake");
        denied(out, next);
    }

    void switched(Bytes payload, std::uint8_t next, Output& out) {
        if (persona_.plugin == "caching_sha2_password") {
            // No password is a zero alone, or nothing.
            with_password_ = !payload.empty() && !(payload.size() == 1 && payload[0] == 0);
            return payload.size() == sha2_response ? ask_full(next, out) : denied(out, next);
        }
        with_password_ = !payload.empty();
        if (with_password_ && payload.size() != native_response)
            return refuse(out, next, 1043, "08S01", "Bad handshake");
        denied(out, next);
    }

    /// caching_sha2_password: the account is not in the cache, so that the password itself is wanted.
    void ask_full(std::uint8_t next, Output& out) {
        constexpr std::uint8_t perform_full_authentication = 4;
        phase_ = Phase::full;
        ask(out, next, wire::encode_mysql_auth_more(Bytes(&perform_full_authentication, 1)));
    }

    void full(Bytes payload, std::uint8_t next, Output& out) {
        constexpr std::uint8_t request_public_key = 2;
        if (payload.size() == 1 && payload[0] == request_public_key && !gave_key_) {
            gave_key_ = true;
            const std::string key = made_up_rsa_key(identity_seed_);
            return ask(out, next, wire::encode_mysql_auth_more(core::as_bytes(key)));
        }
        // Its password, in clear or under the key: refused in any case.
        denied(out, next);
    }

    void denied(Output& out, std::uint8_t sequence) {
        refuse(out, sequence, 1045, "28000",
               "Access denied for user '" + user_ + "'@'" + peer_ +
                   "' (using password: " + (with_password_ ? "YES" : "NO") + ")");
    }
    void refuse(Output& out, std::uint8_t sequence, std::uint16_t code, std::string_view state,
                std::string_view text) {
        send(out, sequence, wire::encode_mysql_error(code, state, text));
        close();
    }
    void ask(Output& out, std::uint8_t sequence, Bytes payload) {
        send(out, sequence, payload);
        expected_ = static_cast<std::uint8_t>(sequence + 1);
    }
    static void send(Output& out, std::uint8_t sequence, Bytes payload) {
        wire::encode_mysql_packet(out.bytes, sequence, payload);
    }

    enum class Phase : std::uint8_t { login, switched, full };

    const Persona& persona_;
    core::Random random_;
    std::uint64_t identity_seed_;
    core::Time booted_;
    std::uint64_t connection_;
    std::string peer_;
    std::array<std::uint8_t, 20> scramble_{};
    std::string user_;
    Phase phase_ = Phase::login;
    std::uint8_t expected_ = 1;  ///< the number of the client's next packet
    bool with_password_ = false;
    bool gave_key_ = false;
};

}  // namespace

std::vector<std::string_view> mysql_personas() {
    return names_of(std::span<const Persona>(personas));
}

std::unique_ptr<Session> make_mysql_session(std::string_view persona,
                                            const Surroundings& surroundings) {
    const Persona* chosen =
        choose_persona(std::span<const Persona>(personas), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<MysqlSession>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
