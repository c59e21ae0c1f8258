// SPDX-License-Identifier: Apache-2.0
#include "dialogue/vnc_decoy.h"

#include <algorithm>
#include <span>

#include "core/writer.h"
#include "dialogue/message_session.h"
#include "dialogue/persona_choice.h"
#include "wire/vnc.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;

// Types that need more than a password (TLS, tight) are not offered: a decoy that offers them must speak them.
constexpr std::uint8_t password_only[] = {wire::vnc_authentication};

struct Persona {
    std::string_view name;
    wire::VncVersion version;
    std::span<const std::uint8_t> types;
    std::string_view refusal;  ///< to a wrong password
};

constexpr Persona personas[] = {
    {"vnc-38", {3, 8}, password_only, "Authentication failed"},       // TigerVNC, Xvnc
    {"vnc-x11vnc", {3, 8}, password_only, "password check failed!"},  // LibVNCServer
    {"vnc-tightvnc",
     {3, 8},
     password_only,
     "Authentication failed"},              // TightVNC without its own type
    {"vnc-37", {3, 7}, password_only, ""},  // 3.7 sends no reason
    {"vnc-33", {3, 3}, password_only, ""},  // WinVNC 3.3.3
};

class VncSession : public MessageSession {
 public:
    VncSession(const Persona& persona, const Surroundings& surroundings)
        : persona_(persona), random_(surroundings.random_seed) {}

    void open(core::Time, Output& out) override {
        core::Writer{out.bytes}.text(wire::encode_vnc_version(persona_.version));
    }

 private:
    enum class Phase : std::uint8_t { version, security, response };

    std::size_t message(Bytes bytes, core::Time, Output& out) override {
        switch (phase_) {
            case Phase::version:
                return version(bytes, out);
            case Phase::security:
                return security(bytes, out);
            case Phase::response:
                return response(bytes, out);
        }
        return 0;
    }

    std::size_t version(Bytes bytes, Output& out) {
        const auto version = wire::take_vnc_version(bytes);
        if (!version) {
            if (version.error().fault != core::Fault::need_more) close();
            return 0;
        }
        // RFC 6143 section 7.1.1: 3.3, 3.7 and 3.8 alone; another version is taken as 3.3.
        version_ = *version;
        if (version_.major > 3) version_ = persona_.version;
        if (version_.major < 3 || (version_.minor != 7 && version_.minor < 8)) version_ = {3, 3};
        if (version_.minor > persona_.version.minor) version_ = persona_.version;
        if (version_.minor < 7) {
            core::Writer{out.bytes}.u32be(wire::vnc_authentication);  // the server decides
            challenge(out);
        } else {
            core::Writer writer{out.bytes};
            writer.u8(static_cast<std::uint8_t>(persona_.types.size()));
            writer.bytes(persona_.types);
            phase_ = Phase::security;
        }
        return wire::vnc_version_bytes;
    }

    std::size_t security(Bytes bytes, Output& out) {
        const std::uint8_t chosen = bytes.front();
        if (std::find(persona_.types.begin(), persona_.types.end(), chosen) ==
            persona_.types.end()) {
            close();  // not offered: a repaired server ends here
            return 1;
        }
        challenge(out);
        return 1;
    }

    void challenge(Output& out) {
        core::Writer{out.bytes}.bytes(random_bytes(random_, wire::vnc_challenge_bytes));
        phase_ = Phase::response;
    }

    std::size_t response(Bytes bytes, Output& out) {
        if (bytes.size() < wire::vnc_challenge_bytes) return 0;
        logon_tried();
        wire::encode_vnc_failure(out.bytes, version_, persona_.refusal);
        close();
        return wire::vnc_challenge_bytes;
    }

    const Persona& persona_;
    core::Random random_;
    wire::VncVersion version_;
    Phase phase_ = Phase::version;
};

}  // namespace

std::vector<std::string_view> vnc_personas() {
    return names_of(std::span<const Persona>(personas));
}

std::unique_ptr<Session> make_vnc_session(std::string_view persona,
                                          const Surroundings& surroundings) {
    const Persona* chosen =
        choose_persona(std::span<const Persona>(personas), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<VncSession>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
