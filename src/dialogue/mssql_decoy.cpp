// SPDX-License-Identifier: Apache-2.0
#include "dialogue/mssql_decoy.h"

#include <string>

#include "dialogue/message_session.h"
#include "dialogue/persona_choice.h"
#include "wire/tds.h"

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
};

// Builds of the last service pack or cumulative update of each release, as Microsoft lists them.
constexpr Persona personas[] = {
    {"mssql-2008r2", 10, 50, 6000},                               // SP3
    {"mssql-2012", 11, 0, 7001},                                  // SP4
    {"mssql-2014", 12, 0, 6024},                                  // SP3
    {"mssql-2017", 14, 0, 2027},    {"mssql-2019", 15, 0, 2000},  // RTM
};

class MssqlSession : public MessageSession {
 public:
    MssqlSession(const Persona& persona, const Surroundings& surroundings)
        : persona_(persona), server_(windows_computer_name(surroundings.identity_seed)) {}

 private:
    std::size_t message(Bytes bytes, core::Time, Output& out) override {
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
            answer(packet->type, joined, out);
            return taken;
        }
    }

    void answer(TdsType type, Bytes payload, Output& out) {
        switch (type) {
            case TdsType::prelogin:
                return prelogin(payload, out);
            case TdsType::login7:
                return login(payload, out);
            default:
                // Nothing else is taken before the logon is over.
                return close();
        }
    }

    void prelogin(Bytes payload, Output& out) {
        const auto asked = wire::decode_tds_prelogin(payload);
        if (!asked) return close();
        wire::TdsPrelogin answer;
        answer.major = persona_.major;
        answer.minor = persona_.minor;
        answer.build = persona_.build;
        answer.encryption = wire::tds_encrypt_not_supported;
        answer.has_mars = asked->has_mars;
        wire::encode_tds_packet(out.bytes, TdsType::result, wire::encode_tds_prelogin(answer));
    }

    void login(Bytes payload, Output& out) {
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
        wire::encode_tds_packet(out.bytes, TdsType::result,
                                wire::encode_tds_refusal(error, login->version));
        close();
    }

    const Persona& persona_;
    std::string server_;
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
