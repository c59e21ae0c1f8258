// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rdp_decoy.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "core/reader.h"
#include "core/writer.h"
#include "dialogue/credssp.h"
#include "dialogue/message_session.h"
#include "dialogue/persona_choice.h"
#include "dialogue/tls_server.h"
#include "wire/rdp.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;

constexpr std::size_t max_rdp_inner =
    64 << 10;  // ours: clear text of TLS that waits to be whole, and what is offered

struct Persona {
    std::string_view name;
    bool needs_nla;           ///< network level authentication is demanded, as installed
    std::uint8_t flags;       ///< of the confirm ([MS-RDPBCGR] 2.2.1.2.1)
    std::uint32_t protocols;  ///< what it can select
    std::uint32_t version;    ///< SC_CORE
    WindowsVersion windows;
    std::string_view tls;  ///< dialogue/tls_profile.h
};

// 0x1F: extended client data, graphics pipeline, reserved, restricted admin, redirected authentication.
constexpr Persona personas[] = {
    {"windows-10",
     true,
     0x1F,
     wire::rdp_tls | wire::rdp_nla | wire::rdp_nla_extended,
     0x0008'000F,
     {10, 0, 19041},
     "rdp-windows-10"},
    {"windows-server-2019",
     true,
     0x1F,
     wire::rdp_tls | wire::rdp_nla | wire::rdp_nla_extended,
     0x0008'000C,
     {10, 0, 17763},
     "rdp-windows-10"},
    {"windows-server-2016",
     true,
     0x1F,
     wire::rdp_tls | wire::rdp_nla | wire::rdp_nla_extended,
     0x0008'000A,
     {10, 0, 14393},
     "rdp-2016"},
    {"windows-server-2008r2",
     false,
     0x01,
     wire::rdp_tls | wire::rdp_nla,
     0x0008'0004,
     {6, 1, 7601},
     "rdp-windows-7"},
    {"windows-7",
     false,
     0x01,
     wire::rdp_tls | wire::rdp_nla,
     0x0008'0004,
     {6, 1, 7601},
     "rdp-windows-7"},
};

class RdpSession : public MessageSession {
 public:
    RdpSession(const Persona& persona, const Surroundings& surroundings)
        : persona_(persona),
          computer_(windows_computer_name(surroundings.identity_seed)),
          random_(surroundings.random_seed),
          identity_seed_(surroundings.identity_seed),
          booted_(surroundings.booted) {}

    void prepare() override {
        if ((persona_.protocols & ~wire::rdp_standard) != 0)
            TlsServer::prepare(tls_profile(persona_.tls), identity(booted_));
    }

    std::string_view inner_protocol() const override {
        if (selected_ == wire::rdp_standard) return {};
        return selected_ == wire::rdp_tls ? "rdp_mcs" : "credssp";
    }
    Inner take_inner() override { return std::exchange(seen_, {}); }

 private:
    enum class Phase : std::uint8_t { request, plain, tls };

    std::size_t message(Bytes bytes, core::Time now, Output& out) override {
        if (phase_ == Phase::tls) {
            encrypted(bytes, now, out);
            return bytes.size();
        }
        // 5.4.2.2, the direct approach: a client that begins with TLS goes on with CredSSP. Scanners read certificates so.
        constexpr std::uint8_t handshake_record = 22;
        if (phase_ == Phase::request && bytes[0] == handshake_record &&
            (persona_.protocols & wire::rdp_nla) != 0) {
            begin_tls(wire::rdp_nla, now);
            encrypted(bytes, now, out);
            return bytes.size();
        }
        const auto tpkt = wire::take_tpkt(bytes);
        if (!tpkt) {
            if (tpkt.error().fault != core::Fault::need_more) close();
            return 0;
        }
        if (phase_ == Phase::request)
            request(tpkt->payload, now, out);
        else
            mcs(tpkt->payload, out.bytes);
        return tpkt->consumed;
    }

    TlsIdentity identity(core::Time as_of) const {
        return {computer_, identity_seed_, as_of, booted_};
    }

    void begin_tls(std::uint32_t protocol, core::Time now) {
        selected_ = protocol;
        tls_.emplace(tls_profile(persona_.tls), identity(now));
        phase_ = Phase::tls;
    }

    void request(Bytes payload, core::Time now, Output& out) {
        const auto request = wire::decode_rdp_connection_request(payload);
        if (!request) return close();
        asked_ = request->protocols;
        std::uint32_t usable =
            request->has_negotiation ? request->protocols & persona_.protocols : 0;
        if (persona_.needs_nla) usable &= wire::rdp_nla | wire::rdp_nla_extended;
        // The strongest that both have (3.3.5.3.2).
        for (const wire::RdpProtocol protocol :
             {wire::rdp_nla_extended, wire::rdp_nla, wire::rdp_tls}) {
            if ((usable & protocol) == 0) continue;
            wire::encode_rdp_confirm(out.bytes, persona_.flags, protocol);
            return begin_tls(protocol, now);
        }
        if (persona_.needs_nla) {
            wire::encode_rdp_refusal(out.bytes, wire::rdp_nla_required);
            return close();
        }
        if (request->has_negotiation)
            wire::encode_rdp_confirm(out.bytes, persona_.flags, wire::rdp_standard);
        else
            wire::encode_rdp_bare_confirm(out.bytes);
        phase_ = Phase::plain;
    }

    /// T.125 up to the channel joins; what comes after them needs a key that this server does not use.
    void mcs(Bytes payload, core::ByteVector& out) {
        if (!connected_) {
            const auto client = wire::decode_rdp_connect_initial(payload);
            if (!client) return close();
            connected_ = true;
            wire::RdpServerData answer;
            answer.version = persona_.version;
            answer.requested_protocols = asked_;
            answer.channels = static_cast<std::uint16_t>(client->channels.size());
            channels_ = answer.channels;
            core::ByteVector server_random;
            core::ByteVector certificate;
            const std::uint32_t methods = client->encryption_methods.value_or(0);
            if (selected_ == wire::rdp_standard) {
                // 5.3.2: client compatible; 128 bits, 56, 40 by what the client has.
                answer.encryption_method = (methods & 2) != 0 ? 2 : (methods & 8) != 0 ? 8 : 1;
                answer.encryption_level = 2;
                server_random = random_bytes(random_, 32);
                // A made-up modulus, the same for one sensor: odd, with its highest bit set. Nobody holds its factors.
                core::Random key{identity_seed_ ^ 0x726470u};
                core::ByteVector modulus = random_bytes(key, 64);
                modulus.front() |= 1;
                modulus.back() |= 0x80;
                certificate = wire::encode_rdp_certificate(modulus, random_bytes(key, 64));
                answer.server_random = server_random;
                answer.certificate = certificate;
            }
            wire::encode_rdp_connect_response(out, answer);
            return;
        }
        const auto request = wire::decode_mcs_request(payload);
        if (!request) return close();
        constexpr std::uint16_t user = 1007;
        switch (request->kind) {
            case wire::McsRequest::erect_domain:
                return;
            case wire::McsRequest::attach_user:
                return wire::encode_mcs_attach_user_confirm(out, user);
            case wire::McsRequest::channel_join: {
                const bool known =
                    request->channel == user ||
                    (request->channel >= 1003 && request->channel <= 1003 + channels_);
                if (!known) return close();
                return wire::encode_mcs_channel_join_confirm(out, user, request->channel);
            }
            default:
                // The client's random under our key, or its info: a logon that cannot be read is a logon refused.
                if (request->kind == wire::McsRequest::send_data) logon_tried();
                return close();
        }
    }

    void encrypted(Bytes bytes, core::Time now, Output& out) {
        core::ByteVector clear;
        const TlsState state = tls_->receive(bytes, clear, out.bytes);
        keep(seen_.client, clear);
        inside_.insert(inside_.end(), clear.begin(), clear.end());
        core::ByteVector said;
        while (!is_closed() && !inside_.empty()) {
            const std::size_t taken =
                selected_ == wire::rdp_tls ? inner_mcs(said) : inner_nla(now, said);
            if (taken == 0) break;
            inside_.erase(inside_.begin(), inside_.begin() + static_cast<std::ptrdiff_t>(taken));
        }
        if (inside_.size() > max_rdp_inner) close();
        keep(seen_.server, said);
        tls_->write(said, out.bytes);
        if (is_closed()) tls_->close(out.bytes);
        if (state >= TlsState::closed) close();
    }

    std::size_t inner_mcs(core::ByteVector& said) {
        const auto tpkt = wire::take_tpkt(inside_);
        if (!tpkt) {
            if (tpkt.error().fault != core::Fault::need_more) close();
            return 0;
        }
        mcs(tpkt->payload, said);
        return tpkt->consumed;
    }

    std::size_t inner_nla(core::Time now, core::ByteVector& said) {
        const auto message = wire::take_credssp(inside_);
        if (!message) {
            if (message.error().fault != core::Fault::need_more) close();
            return 0;
        }
        const CredsspAnswer answer =
            answer_credssp(*message, {computer_, persona_.windows, now, random_.next()});
        said.insert(said.end(), answer.bytes.begin(), answer.bytes.end());
        if (answer.is_logon) logon_tried();
        if (answer.is_last) close();
        return message->consumed;
    }

    static void keep(core::ByteVector& kept, Bytes bytes) {
        const Bytes part = bytes.first(
            std::min(bytes.size(), max_rdp_inner - std::min(kept.size(), max_rdp_inner)));
        kept.insert(kept.end(), part.begin(), part.end());
    }

    std::size_t more_memory() const override {
        return computer_.capacity() + inside_.capacity() + seen_.client.capacity() +
               seen_.server.capacity() + (tls_ ? tls_->memory() : 0);
    }

    const Persona& persona_;
    std::string computer_;
    core::Random random_;
    std::uint64_t identity_seed_;
    core::Time booted_;
    Phase phase_ = Phase::request;
    std::uint32_t asked_ = 0;
    std::uint32_t selected_ = wire::rdp_standard;
    std::uint16_t channels_ = 0;
    bool connected_ = false;
    std::optional<TlsServer> tls_;
    core::ByteVector inside_;
    Inner seen_;
};

}  // namespace

std::vector<std::string_view> rdp_personas() {
    return names_of(std::span<const Persona>(personas));
}

std::unique_ptr<Session> make_rdp_session(std::string_view persona,
                                          const Surroundings& surroundings) {
    const Persona* chosen =
        choose_persona(std::span<const Persona>(personas), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    return std::make_unique<RdpSession>(*chosen, surroundings);
}

}  // namespace hitme::dialogue
