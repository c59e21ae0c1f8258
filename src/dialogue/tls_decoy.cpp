// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_decoy.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "dialogue/http_pages.h"
#include "dialogue/made_up_host.h"
#include "dialogue/persona_choice.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;

void keep(core::ByteVector& kept, Bytes bytes) {
    const std::size_t room = max_inner_kept - std::min(kept.size(), max_inner_kept);
    const Bytes part = bytes.first(std::min(bytes.size(), room));
    kept.insert(kept.end(), part.begin(), part.end());
}

class TlsSession : public Session {
 public:
    TlsSession(std::unique_ptr<Session> inner, std::string_view protocol, const TlsProfile& profile,
               const TlsIdentity& identity, std::unique_ptr<ClearOnTls> clear)
        : inner_(std::move(inner)),
          clear_(std::move(clear)),
          protocol_(protocol),
          profile_(profile),
          identity_(identity) {}

    void prepare() override { TlsServer::prepare(profile_, identity_); }

    void open(core::Time, Output&) override {}

    void receive(Bytes bytes, core::Time now, Output& out) override {
        if (closed_) return;
        if (spoken_ == Spoken::undecided) {
            begun_.insert(begun_.end(), bytes.begin(), bytes.end());
            spoken_ = clear_ ? clear_->spoken(begun_) : Spoken::tls;
            if (spoken_ == Spoken::undecided) return;
            const core::ByteVector begun = std::exchange(begun_, {});
            decided(begun, now, out);
        } else {
            decided(bytes, now, out);
        }
    }

    std::string_view inner_protocol() const override { return protocol_; }
    Inner take_inner() override { return std::exchange(seen_, {}); }
    std::uint32_t logons() const override { return inner_->logons(); }
    std::size_t memory() const override {
        return sizeof *this + inner_->memory() + (tls_ ? tls_->memory() : 0) +
               seen_.client.capacity() + seen_.server.capacity() + begun_.capacity() +
               (clear_ ? clear_->memory() : 0);
    }

 private:
    using Spoken = ClearOnTls::Spoken;

    void decided(Bytes bytes, core::Time now, Output& out) {
        if (spoken_ == Spoken::clear) {
            clear_->receive(bytes, now, out);
            closed_ = out.close;
            return;
        }
        // What is no record gets no TLS answer: OpenSSL closes upon it, as the servers do that are built on it.
        if (!tls_) {
            identity_.as_of = now;
            tls_.emplace(profile_, identity_);
        }
        core::ByteVector clear;
        const TlsState state = tls_->receive(bytes, clear, out.bytes);
        Output said;
        if (state == TlsState::open && !opened_) {
            opened_ = true;
            inner_->open(now, said);
        }
        if (!clear.empty()) {
            keep(seen_.client, clear);
            inner_->receive(clear, now, said);
        }
        keep(seen_.server, said.bytes);
        tls_->write(said.bytes, out.bytes);
        if (said.close) tls_->close(out.bytes);
        closed_ = said.close || tls_->state() >= TlsState::closed;
        out.close = out.close || closed_;
    }

    std::unique_ptr<Session> inner_;
    std::unique_ptr<ClearOnTls> clear_;
    Spoken spoken_ = Spoken::undecided;
    core::ByteVector begun_;  ///< some bytes, until it is decided
    std::string_view protocol_;
    const TlsProfile& profile_;
    TlsIdentity identity_;
    std::optional<TlsServer> tls_;
    Inner seen_;
    bool opened_ = false;
    bool closed_ = false;
};

}  // namespace

std::unique_ptr<Session> make_tls_session(std::unique_ptr<Session> inner, std::string_view protocol,
                                          const TlsProfile& profile, const TlsIdentity& identity,
                                          std::unique_ptr<ClearOnTls> clear) {
    if (inner == nullptr) return nullptr;
    return std::make_unique<TlsSession>(std::move(inner), protocol, profile, identity,
                                        std::move(clear));
}

std::unique_ptr<Session> make_https_session(std::string_view persona,
                                            const Surroundings& surroundings) {
    const HttpPersona* chosen =
        choose_persona(http_personas_table(), persona, surroundings.identity_seed);
    if (chosen == nullptr) return nullptr;
    TlsIdentity identity;
    // A persona of Windows names its machine, a router its address, the others the machine that the other decoys are on.
    if (chosen->kind == HttpServer::iis)
        identity.host = windows_computer_name(surroundings.identity_seed);
    else if (chosen->kind == HttpServer::router)
        identity.host = "192.168.1.1";
    else
        identity.host = made_up_host(surroundings.identity_seed).host;
    identity.seed = surroundings.identity_seed;
    identity.as_of = surroundings.booted;  // to prepare; a client gets what is valid when it comes
    identity.started = surroundings.booted;
    return make_tls_session(make_session("http", persona, surroundings), "http",
                            tls_profile(chosen->tls), identity,
                            std::make_unique<ClearOnTls>(*chosen, surroundings));
}

}  // namespace hitme::dialogue
