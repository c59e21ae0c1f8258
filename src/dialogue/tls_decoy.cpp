// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_decoy.h"

#include <algorithm>
#include <utility>

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
    TlsSession(std::unique_ptr<Session> inner, std::string_view protocol, const TlsSubject& subject)
        : inner_(std::move(inner)), protocol_(protocol), subject_(subject), tls_(subject) {}

    void prepare() override { TlsServer::prepare(subject_); }

    void open(core::Time, Output&) override {}

    void receive(Bytes bytes, core::Time now, Output& out) override {
        if (closed_) return;
        // What is no record gets no TLS answer: OpenSSL closes upon it, as the servers do that are built on it.
        core::ByteVector clear;
        const TlsState state = tls_.receive(bytes, clear, out.bytes);
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
        tls_.write(said.bytes, out.bytes);
        if (said.close) tls_.close(out.bytes);
        closed_ = said.close || tls_.state() >= TlsState::closed;
        out.close = out.close || closed_;
    }

    std::string_view inner_protocol() const override { return protocol_; }
    Inner take_inner() override { return std::exchange(seen_, {}); }
    std::uint32_t logons() const override { return inner_->logons(); }
    std::size_t memory() const override {
        return sizeof *this + inner_->memory() + tls_.memory() + seen_.client.capacity() +
               seen_.server.capacity();
    }

 private:
    std::unique_ptr<Session> inner_;
    std::string_view protocol_;
    TlsSubject subject_;
    TlsServer tls_;
    Inner seen_;
    bool opened_ = false;
    bool closed_ = false;
};

}  // namespace

std::unique_ptr<Session> make_tls_session(std::unique_ptr<Session> inner, std::string_view protocol,
                                          const TlsSubject& subject) {
    if (inner == nullptr) return nullptr;
    return std::make_unique<TlsSession>(std::move(inner), protocol, subject);
}

std::unique_ptr<Session> make_https_session(std::string_view persona,
                                            const Surroundings& surroundings) {
    TlsSubject subject;
    // A persona of Windows names its machine, the others a name of an inside network.
    core::Random random{surroundings.identity_seed ^ 0x746c73u};
    static constexpr std::string_view names[] = {"localhost", "www.local", "web.internal",
                                                 "portal.lan", "intranet.local"};
    subject.common_name = persona.find("iis") != std::string_view::npos
                              ? windows_computer_name(surroundings.identity_seed)
                              : std::string(names[random.below(std::size(names))]);
    subject.days = 3650;
    subject.seed = surroundings.identity_seed;
    subject.as_of = surroundings.booted;
    return make_tls_session(make_session("http", persona, surroundings), "http", subject);
}

}  // namespace hitme::dialogue
