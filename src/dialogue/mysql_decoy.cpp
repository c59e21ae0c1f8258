// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mysql_decoy.h"

#include <algorithm>
#include <array>
#include <string>

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
    std::uint8_t character_set;
    std::string_view plugin;
};

// Flags and character sets that these releases greet with: 8 is latin1_swedish_ci, 45 utf8mb4_general_ci, 255
// utf8mb4_0900_ai_ci.
constexpr Persona personas[] = {
    {"mysql-57", "5.7.42-log", 0x81FF'F7FF, 8, "mysql_native_password"},
    {"mysql-80", "8.0.36-0ubuntu0.22.04.1", 0xDFFF'F7FF, 255, "caching_sha2_password"},
    {"mysql-mariadb", "5.5.5-10.11.6-MariaDB-0+deb12u1", 0x81FF'F7FE, 45, "mysql_native_password"},
};

class MysqlSession : public MessageSession {
 public:
    MysqlSession(const Persona& persona, const Surroundings& surroundings)
        : persona_(persona),
          random_(surroundings.random_seed),
          peer_(surroundings.peer.to_string()) {
        // 0x21 to 0x7E: the server takes printable bytes, because old clients read the scramble as text.
        for (std::uint8_t& byte : scramble_)
            byte = static_cast<std::uint8_t>(0x21 + random_.below(0x5E));
        core::Random since_boot{surroundings.identity_seed};
        thread_ = static_cast<std::uint32_t>(40 + since_boot.below(90'000) + random_.below(400));
    }

    void open(core::Time, Output& out) override {
        wire::MysqlGreeting greeting;
        greeting.version = persona_.version;
        greeting.thread = thread_;
        greeting.scramble = scramble_;
        greeting.capabilities = persona_.capabilities;
        greeting.character_set = persona_.character_set;
        greeting.plugin = persona_.plugin;
        send(out, 0, wire::encode_mysql_greeting(greeting));
    }

 private:
    std::size_t message(Bytes bytes, core::Time, Output& out) override {
        const auto packet = wire::take_mysql_packet(bytes);
        if (!packet) {
            if (packet.error().fault != core::Fault::need_more || bytes.size() > max_mysql_login)
                refuse(out, 1, 1043, "08S01", "Bad handshake");
            return 0;
        }
        const auto next = static_cast<std::uint8_t>(packet->sequence + 1);
        if (asked_full_) {
            // The client asks for the key (2), sends its password or gives up: the account is refused in any case.
            denied(out, next);
            return packet->consumed;
        }
        const auto login = wire::decode_mysql_login(packet->payload);
        if (!login || packet->sequence != 1 || login->is_ssl_request) {
            // TLS was not offered; the server says the same to all that it cannot read.
            refuse(out, next, 1043, "08S01", "Bad handshake");
            return packet->consumed;
        }
        logon_tried();
        user_ = std::string(login->user.substr(0, 64));
        with_password_ = !login->response.empty();
        const bool takes_plugins = (login->capabilities & wire::mysql_plugin_auth) != 0;
        if (persona_.plugin == "caching_sha2_password" && with_password_ && takes_plugins) {
            if (login->plugin != persona_.plugin) {
                // The account's plugin: the client must answer for it.
                send(out, next, wire::encode_mysql_auth_switch(persona_.plugin, scramble_));
            } else {
                const std::uint8_t full[] = {1, 4};  // AuthMoreData: perform_full_authentication
                send(out, next, full);
            }
            asked_full_ = true;
            return packet->consumed;
        }
        denied(out, next);
        return packet->consumed;
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
    static void send(Output& out, std::uint8_t sequence, Bytes payload) {
        wire::encode_mysql_packet(out.bytes, sequence, payload);
    }

    const Persona& persona_;
    core::Random random_;
    std::string peer_;
    std::array<std::uint8_t, 20> scramble_{};
    std::uint32_t thread_ = 0;
    std::string user_;
    bool with_password_ = false;
    bool asked_full_ = false;
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
