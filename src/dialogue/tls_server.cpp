// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_server.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "core/check.h"
#include "core/digest.h"
#include "core/writer.h"

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

using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Scratch = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;

constexpr unsigned long public_exponent = 65'537;

Number number() {
    Number made{BN_new()};
    core::check(made != nullptr, "OpenSSL has memory for a number");
    return made;
}

// `count` bytes of a seed, others for each label.
core::ByteVector bytes_of(std::uint64_t seed, std::string_view label, std::size_t count) {
    core::ByteVector bytes;
    for (std::uint32_t block = 0; bytes.size() < count; ++block) {
        core::ByteVector text;
        core::Writer out{text};
        out.text(label);
        out.u64le(seed);
        out.u32le(block);
        const auto digest = core::sha256(text);
        bytes.insert(bytes.end(), digest.begin(), digest.end());
    }
    bytes.resize(count);
    return bytes;
}

// The first fitting prime of 1,024 bits from where the seed points on. FIPS 186-4 B.3.3 asks for both top bits, so that the product
// has 2,048, and that the exponent does not divide p - 1.
Number prime_of(std::uint64_t seed, std::string_view label, BN_CTX* scratch) {
    auto bytes = bytes_of(seed, label, 128);
    bytes.front() |= 0xC0;
    bytes.back() |= 0x01;
    Number prime{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
    core::check(prime != nullptr, "OpenSSL has memory for a number");
    // Primes lie some 355 odd numbers apart there; a gap of this size exists nowhere near.
    constexpr int most_tries = 200'000;
    for (int i = 0; i < most_tries; ++i) {
        if (BN_mod_word(prime.get(), public_exponent) != 1 &&
            BN_check_prime(prime.get(), scratch, nullptr) == 1)
            return prime;
        BN_add_word(prime.get(), 2);
    }
    core::check(false, "a prime lies near every number");
    return prime;
}

// RSA of 2,048 bits: the same seed and name, the same key, run after run; another name on the same machine, another key. OpenSSL's
// own generator takes no seed.
Key key_of(std::uint64_t seed, const std::string& name) {
    const Scratch scratch{BN_CTX_new()};
    core::check(scratch != nullptr, "OpenSSL has memory for numbers");
    Number p = prime_of(seed, "tls p " + name, scratch.get());
    Number q = prime_of(seed, "tls q " + name, scratch.get());
    if (BN_cmp(p.get(), q.get()) < 0) std::swap(p, q);
    const Number e = number();
    BN_set_word(e.get(), public_exponent);
    const Number one = number();
    BN_one(one.get());
    const Number p1 = number(), q1 = number(), phi = number(), n = number(), dp = number(),
                 dq = number();
    BN_sub(p1.get(), p.get(), one.get());
    BN_sub(q1.get(), q.get(), one.get());
    BN_mul(phi.get(), p1.get(), q1.get(), scratch.get());
    BN_mul(n.get(), p.get(), q.get(), scratch.get());
    const Number d{BN_mod_inverse(nullptr, e.get(), phi.get(), scratch.get())};
    const Number qi{BN_mod_inverse(nullptr, q.get(), p.get(), scratch.get())};
    core::check(d != nullptr && qi != nullptr, "the exponent has an inverse");
    BN_mod(dp.get(), d.get(), p1.get(), scratch.get());
    BN_mod(dq.get(), d.get(), q1.get(), scratch.get());

    const std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>> build{OSSL_PARAM_BLD_new()};
    const std::pair<const char*, const BIGNUM*> parts[] = {
        {OSSL_PKEY_PARAM_RSA_N, n.get()},          {OSSL_PKEY_PARAM_RSA_E, e.get()},
        {OSSL_PKEY_PARAM_RSA_D, d.get()},          {OSSL_PKEY_PARAM_RSA_FACTOR1, p.get()},
        {OSSL_PKEY_PARAM_RSA_FACTOR2, q.get()},    {OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get()},
        {OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get()}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, qi.get()}};
    for (const auto& [part, value] : parts) OSSL_PARAM_BLD_push_BN(build.get(), part, value);
    const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>> parameters{
        OSSL_PARAM_BLD_to_param(build.get())};
    const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context{
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr)};
    EVP_PKEY* key = nullptr;
    const bool made =
        context != nullptr && parameters != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1 &&
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) == 1;
    core::check(made, "OpenSSL takes a key from its parts");
    return Key{key};
}

void add_name(X509_NAME* name, const char* field, const std::string& value) {
    if (value.empty()) return;
    X509_NAME_add_entry_by_txt(name, field, MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
}

Certificate self_signed(EVP_PKEY* key, const TlsSubject& subject) {
    Certificate certificate{X509_new()};
    X509_set_version(certificate.get(), 2);
    // One of a row of certificates that follow each other: two runs of one machine have the same one.
    constexpr std::int64_t day = 86'400;
    constexpr std::int64_t longest_turn =
        397;  // days; what is valid for longer is made anew before
    const std::int64_t turn = std::min<std::int64_t>(subject.days, longest_turn) * day;
    const auto random = bytes_of(subject.seed, "tls certificate " + subject.common_name, 24);
    const auto word = [&](std::size_t at) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 8; ++i) value = value << 8 | random[at + i];
        return value >> 1;  // positive, 63 bits
    };
    const std::int64_t phase =
        static_cast<std::int64_t>(word(0) % static_cast<std::uint64_t>(turn));
    const std::int64_t as_of = core::nanoseconds_of(subject.as_of) / 1'000'000'000;
    const std::int64_t since = as_of - phase;
    const std::int64_t number = since >= 0 ? since / turn : 0;
    std::time_t from = phase + number * turn;
    if (since < 0) from = as_of - turn / 2;  // before 1970 nothing was certified
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()),
                            word(8) ^ static_cast<std::uint64_t>(number));
    X509_time_adj_ex(X509_getm_notBefore(certificate.get()), 0, 0, &from);
    X509_time_adj_ex(X509_getm_notAfter(certificate.get()), static_cast<int>(subject.days), 0,
                     &from);
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
    const Key key = key_of(subject.seed, subject.common_name);
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
                            (subject.is_version_1_2_the_highest ? "\n1.2\n" : "\n1.3\n") +
                            std::to_string(subject.seed);
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
