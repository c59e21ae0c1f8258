// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_server.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <map>
#include <mutex>

#include "core/check.h"
#include "core/digest.h"

namespace hitme::dialogue {
namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* each) const {
        Free(each);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Connection = std::unique_ptr<SSL, Freed<SSL_free>>;

constexpr std::size_t held_by_openssl =
    52 << 10;  // 48,429 were measured in a handshake; tls_server_test looks
constexpr std::size_t max_clear_per_turn = 1 << 20;

void add_name(X509_NAME* name, const char* field, const std::string& value) {
    if (value.empty()) return;
    X509_NAME_add_entry_by_txt(name, field, MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
}

Certificate self_signed(EVP_PKEY* key, const TlsSubject& subject) {
    Certificate certificate{X509_new()};
    X509_set_version(certificate.get(), 2);
    // From the subject, so that two runs of one machine do not differ in it; positive, 63 bits.
    const auto digest = core::sha256(core::as_bytes(subject.common_name));
    std::uint64_t serial = 0;
    for (std::size_t i = 0; i < 8; ++i) serial = serial << 8 | digest[i];
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
    constexpr long day = 86'400;
    const long age = static_cast<long>(digest[8]) % 120 + 20;  // it was not made today
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -age * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()),
                    (static_cast<long>(subject.days) - age) * day);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    add_name(name, "O", subject.organisation);
    add_name(name, "CN", subject.common_name);
    X509_set_issuer_name(certificate.get(), name);
    core::check(X509_sign(certificate.get(), key, EVP_sha256()) > 0, "a certificate can be signed");
    return certificate;
}

Context make_context(const TlsSubject& subject) {
    Context context{SSL_CTX_new(TLS_server_method())};
    core::check(context != nullptr, "OpenSSL can serve TLS");
    const Key key{EVP_RSA_gen(2048)};
    core::check(key != nullptr, "OpenSSL can make a key");
    const Certificate certificate = self_signed(key.get(), subject);
    SSL_CTX_set_security_level(context.get(), 0);  // old clients are what we wait for
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    if (subject.is_version_1_2_the_highest)
        SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_use_certificate(context.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), key.get());
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context.get(),
                        SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cipher_list(context.get(), "DEFAULT:@SECLEVEL=0");
    return context;
}

/// One context for each subject, for the life of the process. Sessions of all threads share it.
SSL_CTX* context_of(const TlsSubject& subject) {
    static std::mutex lock;
    static std::map<std::string, Context> contexts;
    constexpr std::size_t max_contexts = 64;  // ours: a sensor has one name a persona
    const std::lock_guard guard{lock};
    const std::string key = subject.common_name + '\n' + subject.organisation +
                            (subject.is_version_1_2_the_highest ? "\n1.2" : "\n1.3");
    const auto found = contexts.find(key);
    if (found != contexts.end()) return found->second.get();
    // Contexts count their users, so a running connection keeps its own.
    if (contexts.size() >= max_contexts) contexts.clear();
    return contexts.emplace(key, make_context(subject)).first->second.get();
}

}  // namespace

struct TlsServer::Parts {
    Connection connection;
    BIO* in = nullptr;   // owned by the connection
    BIO* out = nullptr;  // likewise
    TlsState state = TlsState::handshake;

    void drain(core::ByteVector& send) {
        std::uint8_t piece[4096];
        int count = 0;
        while ((count = BIO_read(out, piece, sizeof piece)) > 0)
            send.insert(send.end(), piece, piece + count);
    }
    /// What a call that gave no progress means.
    void judge(int result) {
        const int reason = SSL_get_error(connection.get(), result);
        ERR_clear_error();
        if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) return;
        state = reason == SSL_ERROR_ZERO_RETURN ? TlsState::closed : TlsState::failed;
    }
};

TlsServer::TlsServer(const TlsSubject& subject) : parts_(std::make_unique<Parts>()) {
    parts_->connection.reset(SSL_new(context_of(subject)));
    core::check(parts_->connection != nullptr, "OpenSSL can open a connection");
    parts_->in = BIO_new(BIO_s_mem());
    parts_->out = BIO_new(BIO_s_mem());
    SSL_set_bio(parts_->connection.get(), parts_->in, parts_->out);
    SSL_set_accept_state(parts_->connection.get());
}

TlsServer::~TlsServer() = default;
TlsServer::TlsServer(TlsServer&&) noexcept = default;

TlsState TlsServer::receive(core::Bytes records, core::ByteVector& clear, core::ByteVector& send) {
    Parts& parts = *parts_;
    ERR_clear_error();
    // In pieces: a client cannot make the memory of the BIO grow beyond one.
    constexpr std::size_t piece_bytes = 16 << 10;
    const std::size_t clear_before = clear.size();
    while (parts.state <= TlsState::open) {
        const core::Bytes piece = records.first(std::min(records.size(), piece_bytes));
        records = records.subspan(piece.size());
        if (!piece.empty()) BIO_write(parts.in, piece.data(), static_cast<int>(piece.size()));
        if (parts.state == TlsState::handshake) {
            const int result = SSL_do_handshake(parts.connection.get());
            if (result == 1)
                parts.state = TlsState::open;
            else
                parts.judge(result);
        }
        while (parts.state == TlsState::open && clear.size() - clear_before < max_clear_per_turn) {
            std::uint8_t text[4096];
            const int count = SSL_read(parts.connection.get(), text, sizeof text);
            if (count <= 0) {
                parts.judge(count);
                break;
            }
            clear.insert(clear.end(), text, text + count);
        }
        if (records.empty()) break;
    }
    parts.drain(send);
    return parts.state;
}

void TlsServer::write(core::Bytes clear, core::ByteVector& send) {
    if (parts_->state != TlsState::open || clear.empty()) return;
    ERR_clear_error();
    std::size_t written = 0;
    // A memory BIO takes all that it is given.
    if (SSL_write_ex(parts_->connection.get(), clear.data(), clear.size(), &written) != 1)
        parts_->state = TlsState::failed;
    parts_->drain(send);
}

void TlsServer::close(core::ByteVector& send) {
    if (parts_->state != TlsState::open) return;
    SSL_shutdown(parts_->connection.get());
    ERR_clear_error();
    parts_->state = TlsState::closed;
    parts_->drain(send);
}

TlsState TlsServer::state() const {
    return parts_->state;
}

std::size_t TlsServer::memory() const {
    return sizeof *this + sizeof(Parts) + held_by_openssl + BIO_ctrl_pending(parts_->in);
}

}  // namespace hitme::dialogue
