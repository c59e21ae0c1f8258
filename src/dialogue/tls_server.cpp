// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_server.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

#include "core/check.h"
#include "core/reader.h"
#include "core/text.h"
#include "dialogue/freed.h"
#include "dialogue/tls_opening.h"
#include "wire/tls.h"

namespace hitme::dialogue {
namespace {

using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using TlsConnection = std::unique_ptr<SSL, Freed<SSL_free>>;

// What OpenSSL 3.0 holds for a connection, with what malloc adds; measured, and tls_server_test looks.
constexpr std::size_t held_in_handshake = 48 << 10;
constexpr std::size_t held_when_open = 18 << 10;
constexpr std::size_t held_for_a_record = 17 << 10;
// A ClientHello that is longer than max_tls_opening: OpenSSL takes 131,396 bytes of one, and makes room for a third more.
constexpr std::size_t held_for_a_long_hello = 172 << 10;

/// The first of the server's protocols that the client has too; both lists as on the wire (RFC 7301 section 3.1).
int choose_alpn(SSL*, const unsigned char** chosen, unsigned char* length,
                const unsigned char* offered, unsigned offered_bytes, void* of_profile) {
    const auto& profile = *static_cast<const TlsProfile*>(of_profile);
    std::string_view left = profile.alpn;
    while (!left.empty()) {
        const std::string_view ours = left.substr(0, left.find(' '));
        left.remove_prefix(std::min(ours.size() + 1, left.size()));
        core::Reader in{core::Bytes(offered, offered_bytes)};
        while (in.left() > 0) {
            const core::Bytes theirs = in.take(in.u8("ProtocolName"), "ProtocolName");
            if (!in.ok()) break;
            if (core::as_text(theirs) != ours) continue;
            *chosen = theirs.data();
            *length = static_cast<unsigned char>(theirs.size());
            return SSL_TLSEXT_ERR_OK;
        }
    }
    switch (profile.unknown_alpn) {
        case UnknownAlpn::goes_on:
            return SSL_TLSEXT_ERR_NOACK;
        case UnknownAlpn::ends:
            return SSL_TLSEXT_ERR_ALERT_FATAL;
        case UnknownAlpn::says_its_own:
            break;
    }
    const core::Bytes first = core::as_bytes(profile.alpn.substr(0, profile.alpn.find(' ')));
    *chosen = first.data();
    *length = static_cast<unsigned char>(first.size());
    return SSL_TLSEXT_ERR_OK;
}

int confirm_server_name(SSL*, int*, void*) {
    return SSL_TLSEXT_ERR_OK;
}

std::uint64_t options_of(const TlsProfile& profile) {
    // change_cipher_spec in TLS 1.3 (RFC 8446 appendix D.4): OpenSSL and Java do so as they come.
    std::uint64_t options =
        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_ENABLE_MIDDLEBOX_COMPAT;
    if (profile.order == CipherOrder::of_server) options |= SSL_OP_CIPHER_SERVER_PREFERENCE;
    if (profile.tickets == Tickets::none) options |= SSL_OP_NO_TICKET;
    if (!profile.has_extended_master_secret) options |= SSL_OP_NO_EXTENDED_MASTER_SECRET;
    if (!profile.has_encrypt_then_mac) options |= SSL_OP_NO_ENCRYPT_THEN_MAC;
    return options;
}

Context make_context(const TlsProfile& profile, const KeyAndCertificate& own) {
    Context context{SSL_CTX_new(TLS_server_method())};
    core::check(context != nullptr, "OpenSSL can serve TLS");
    SSL_CTX* const made = context.get();
    // The machine's openssl.cnf may say otherwise: all of it is said here.
    SSL_CTX_set_security_level(made, profile.security_level);
    SSL_CTX_set_min_proto_version(made, profile.lowest);
    SSL_CTX_set_max_proto_version(made, profile.highest);
    SSL_CTX_clear_options(made, SSL_CTX_get_options(made));
    SSL_CTX_set_options(made, options_of(profile));
    SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_dh_auto(made, profile.has_dh ? 1 : 0);
    bool good = SSL_CTX_set_cipher_list(made, std::string(profile.ciphers).c_str()) == 1;
    if (!profile.suites.empty())
        good = good && SSL_CTX_set_ciphersuites(made, std::string(profile.suites).c_str()) == 1;
    if (!profile.groups.empty())
        good = good && SSL_CTX_set1_groups_list(made, std::string(profile.groups).c_str()) == 1;
    if (!profile.signatures.empty())
        good =
            good && SSL_CTX_set1_sigalgs_list(made, std::string(profile.signatures).c_str()) == 1;
    core::check(good, "a profile's lists are ones that OpenSSL knows");
    if (!profile.alpn.empty())
        SSL_CTX_set_alpn_select_cb(made, choose_alpn, const_cast<TlsProfile*>(&profile));
    if (profile.confirms_server_name)
        SSL_CTX_callback_ctrl(made, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                              reinterpret_cast<void (*)()>(confirm_server_name));
    static constexpr unsigned char name_of_sessions[] = {'d'};
    SSL_CTX_set_session_id_context(made, name_of_sessions, sizeof name_of_sessions);
    SSL_CTX_set_session_cache_mode(made, profile.sessions == 0
                                             ? SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL
                                             : SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_cache_size(made, std::max<long>(profile.sessions, 1));
    SSL_CTX_set_timeout(made, profile.session_seconds);
    SSL_CTX_set_num_tickets(made, profile.tickets_at_once);
    core::check(SSL_CTX_use_certificate(made, own.certificate.get()) == 1 &&
                    SSL_CTX_use_PrivateKey(made, own.key.get()) == 1,
                "OpenSSL serves with the certificate that was made");
    return context;
}

/// One context for each profile and machine, until its certificate ends. Sessions of all threads share it; contexts count their
/// users, so a running connection keeps its own.
Context context_of(const TlsProfile& profile, const TlsIdentity& identity) {
    struct Served {
        std::shared_ptr<EVP_PKEY> key;
        std::uint64_t number = 0;  ///< of its certificate
        Context context;
    };
    static std::mutex lock;
    static std::map<std::string, Served> all;
    constexpr std::size_t max_contexts = 64;  // ours: a sensor has one name a persona
    const std::lock_guard guard{lock};
    std::string name{profile.name};
    name += '\n' + identity.host + '\n' + std::to_string(identity.seed);
    if (all.size() >= max_contexts && all.find(name) == all.end()) all.clear();
    Served& served = all[name];
    const std::uint64_t number = certificate_number(profile.certificate, profile.name, identity);
    if (served.context == nullptr || served.number != number) {
        const KeyAndCertificate own =
            make_certificate(profile.certificate, profile.name, identity, served.key);
        served = {own.key, number, make_context(profile, own)};
    }
    SSL_CTX_up_ref(served.context.get());
    return Context{served.context.get()};
}

/// What OpenSSL reads and writes: the bytes that a call was given, and the vector that it appends to. It keeps none of either,
/// where a memory BIO keeps the room for the longest answer.
struct Wires {
    core::Bytes in;
    core::ByteVector* out = nullptr;
};

Wires& wires_of(BIO* bio) {
    return *static_cast<Wires*>(BIO_get_data(bio));
}

int read_wire(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    core::Bytes& in = wires_of(bio).in;
    const std::size_t count = std::min(in.size(), static_cast<std::size_t>(std::max(size, 0)));
    if (count == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    std::memcpy(into, in.data(), count);
    in = in.subspan(count);
    return static_cast<int>(count);
}

int write_wire(BIO* bio, const char* from, int size) {
    BIO_clear_retry_flags(bio);
    core::ByteVector* const out = wires_of(bio).out;
    if (out != nullptr && size > 0) out->insert(out->end(), from, from + size);
    return size;
}

long control_wire(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* wire_method() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "decoy");
        core::check(made != nullptr, "OpenSSL has memory for a method");
        BIO_meth_set_read(made, read_wire);
        BIO_meth_set_write(made, write_wire);
        BIO_meth_set_ctrl(made, control_wire);
        return made;
    }();
    return method;
}

/// Whether a ClientHello is to come after this answer to what began one: to a part of it, or to one that is to be sent again.
bool waits_for_a_hello(core::Bytes answer) {
    // RFC 8446 section 4.1.3: the random of a HelloRetryRequest, behind headers of record and message and a version.
    static constexpr std::uint8_t retry[] = {0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11};
    constexpr std::size_t random_at = 5 + 4 + 2;
    if (answer.empty()) return true;
    return answer.size() >= random_at + sizeof retry &&
           std::equal(std::begin(retry), std::end(retry), answer.begin() + random_at);
}

/// Of the records behind `from`.
void leave_out_alerts(core::ByteVector& send, std::size_t from) {
    while (from < send.size()) {
        const auto record = wire::take_tls_record(core::Bytes(send).subspan(from));
        if (!record) return;
        const auto begin = send.begin() + static_cast<std::ptrdiff_t>(from);
        if (record->type == wire::TlsContent::alert)
            send.erase(begin, begin + static_cast<std::ptrdiff_t>(record->consumed));
        else
            from += record->consumed;
    }
}

}  // namespace

struct TlsServer::Parts {
    Parts(const TlsProfile& manner, const TlsIdentity& of) : profile(manner), identity(of) {}

    const TlsProfile& profile;
    TlsIdentity identity;
    TlsConnection connection;  // from a whole ClientHello to the end
    core::ByteVector opening;  // what came before it is whole
    std::size_t opening_needs = 0;
    bool may_be_long = false;  ///< a ClientHello of any length is on its way
    Wires wires;
    TlsState state = TlsState::handshake;

    Parts(const Parts&) = delete;
    ~Parts() { let_go(); }

    /// OpenSSL forgets the session of a connection that nobody closed, and clients do not close: the products keep it.
    void let_go() {
        if (connection != nullptr && state != TlsState::failed)
            SSL_set_shutdown(connection.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        connection.reset();
    }
    void connect() {
        connection.reset(SSL_new(context_of(profile, identity).get()));
        BIO* const bio = BIO_new(wire_method());
        core::check(connection != nullptr && bio != nullptr, "OpenSSL can open a connection");
        BIO_set_data(bio, &wires);
        BIO_set_init(bio, 1);
        SSL_set_bio(connection.get(), bio, bio);
        SSL_set_accept_state(connection.get());
    }
    /// What a call that gave no progress means.
    void judge(int result) {
        const int reason = SSL_get_error(connection.get(), result);
        ERR_clear_error();
        if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) return;
        state = reason == SSL_ERROR_ZERO_RETURN ? TlsState::closed : TlsState::failed;
    }
    void step(core::ByteVector& clear) {
        if (state == TlsState::handshake) {
            const int result = SSL_do_handshake(connection.get());
            if (result == 1)
                state = TlsState::open;
            else
                judge(result);
        }
        // Clear text is never longer than the records that it came in: nothing is compressed.
        while (state == TlsState::open) {
            std::uint8_t text[4096];
            const int count = SSL_read(connection.get(), text, sizeof text);
            if (count <= 0) {
                judge(count);
                break;
            }
            clear.insert(clear.end(), text, text + count);
        }
    }
    /// Whether OpenSSL is there to take `records`, or else they are kept.
    bool can_begin(core::Bytes records) {
        if (connection != nullptr) return true;
        opening.insert(opening.end(), records.begin(), records.end());
        if (opening.size() < opening_needs) return false;
        opening_needs = tls_opening_needs(opening);
        return opening.size() >= opening_needs;
    }
};

TlsServer::TlsServer(const TlsProfile& profile, const TlsIdentity& identity)
    : parts_(std::make_unique<Parts>(profile, identity)) {}
TlsServer::~TlsServer() = default;
TlsServer::TlsServer(TlsServer&&) noexcept = default;

void TlsServer::prepare(const TlsProfile& profile, const TlsIdentity& identity) {
    context_of(profile, identity);
}

TlsState TlsServer::receive(core::Bytes records, core::ByteVector& clear, core::ByteVector& send) {
    Parts& parts = *parts_;
    if (parts.state >= TlsState::closed || !parts.can_begin(records)) return parts.state;
    const core::ByteVector begun = std::exchange(parts.opening, {});
    const bool is_first = parts.connection == nullptr;
    if (is_first) parts.connect();
    ERR_clear_error();
    const std::size_t before = send.size();
    const bool was_open = parts.state == TlsState::open;
    parts.wires = {begun.empty() ? records : core::Bytes(begun), &send};
    parts.step(clear);
    parts.wires = {};
    if (is_first) parts.may_be_long = waits_for_a_hello(core::Bytes(send).subspan(before));
    if (parts.state == TlsState::failed && !was_open && parts.profile.failure == Failure::silence)
        leave_out_alerts(send, before);
    if (parts.state >= TlsState::closed) parts.let_go();
    return parts.state;
}

void TlsServer::write(core::Bytes clear, core::ByteVector& send) {
    Parts& parts = *parts_;
    if (parts.state != TlsState::open || clear.empty()) return;
    ERR_clear_error();
    std::size_t written = 0;
    parts.wires.out = &send;
    // The wire takes all that it is given.
    if (SSL_write_ex(parts.connection.get(), clear.data(), clear.size(), &written) != 1)
        parts.state = TlsState::failed;
    parts.wires = {};
    if (parts.state >= TlsState::closed) parts.let_go();
}

void TlsServer::close(core::ByteVector& send) {
    Parts& parts = *parts_;
    if (parts.state != TlsState::open) return;
    parts.wires.out = &send;
    SSL_shutdown(parts.connection.get());
    ERR_clear_error();
    parts.wires = {};
    parts.state = TlsState::closed;
    parts.let_go();
}

TlsState TlsServer::state() const {
    return parts_->state;
}

std::size_t TlsServer::memory() const {
    const Parts& parts = *parts_;
    std::size_t held =
        sizeof *this + sizeof(Parts) + parts.identity.host.capacity() + parts.opening.capacity();
    if (parts.connection == nullptr) return held;
    held += parts.state == TlsState::handshake ? held_in_handshake : held_when_open;
    if (parts.state == TlsState::handshake && parts.may_be_long) held += held_for_a_long_hello;
    // A record that is not whole waits in a buffer for the longest.
    if (SSL_has_pending(parts.connection.get()) == 1) held += held_for_a_record;
    return held;
}

}  // namespace hitme::dialogue
