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
#include <cstring>
#include <map>
#include <mutex>
#include <utility>

#include "core/check.h"
#include "core/digest.h"
#include "core/writer.h"
#include "dialogue/tls_opening.h"

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

// What OpenSSL 3.0 holds for a connection, with what malloc adds; measured, and tls_server_test looks.
constexpr std::size_t held_in_handshake = 48 << 10;
constexpr std::size_t held_when_open = 18 << 10;
constexpr std::size_t held_for_a_record = 17 << 10;
// A ClientHello that is longer than max_tls_opening: OpenSSL takes 131,396 bytes of one, and makes room for a third more.
constexpr std::size_t held_for_a_long_hello = 172 << 10;

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

}  // namespace

struct TlsServer::Parts {
    explicit Parts(const TlsSubject& about) : subject(about) {}

    TlsSubject subject;
    Connection connection;     // from a whole ClientHello to the end
    core::ByteVector opening;  // what came before it is whole
    std::size_t opening_needs = 0;
    bool has_long_hello = false;
    Wires wires;
    TlsState state = TlsState::handshake;

    void connect() {
        connection.reset(SSL_new(context_of(subject)));
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

TlsServer::TlsServer(const TlsSubject& subject) : parts_(std::make_unique<Parts>(subject)) {}
TlsServer::~TlsServer() = default;
TlsServer::TlsServer(TlsServer&&) noexcept = default;

void TlsServer::prepare(const TlsSubject& subject) {
    context_of(subject);
}

TlsState TlsServer::receive(core::Bytes records, core::ByteVector& clear, core::ByteVector& send) {
    Parts& parts = *parts_;
    if (parts.state >= TlsState::closed || !parts.can_begin(records)) return parts.state;
    const core::ByteVector begun = std::exchange(parts.opening, {});
    const bool is_first = parts.connection == nullptr;
    if (is_first) parts.connect();
    ERR_clear_error();
    const std::size_t before = send.size();
    parts.wires = {begun.empty() ? records : core::Bytes(begun), &send};
    parts.step(clear);
    parts.wires = {};
    // It has no answer to what is the whole of it for everybody else.
    if (is_first) parts.has_long_hello = send.size() == before;
    if (parts.state >= TlsState::closed) parts.connection.reset();
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
    if (parts.state >= TlsState::closed) parts.connection.reset();
}

void TlsServer::close(core::ByteVector& send) {
    Parts& parts = *parts_;
    if (parts.state != TlsState::open) return;
    parts.wires.out = &send;
    SSL_shutdown(parts.connection.get());
    ERR_clear_error();
    parts.wires = {};
    parts.state = TlsState::closed;
    parts.connection.reset();
}

TlsState TlsServer::state() const {
    return parts_->state;
}

std::size_t TlsServer::memory() const {
    const Parts& parts = *parts_;
    std::size_t held = sizeof *this + sizeof(Parts) + parts.subject.common_name.capacity() +
                       parts.subject.organisation.capacity() + parts.opening.capacity();
    if (parts.connection == nullptr) return held;
    held += parts.state == TlsState::handshake ? held_in_handshake : held_when_open;
    if (parts.state == TlsState::handshake && parts.has_long_hello) held += held_for_a_long_hello;
    // A record that is not whole waits in a buffer for the longest.
    if (SSL_has_pending(parts.connection.get()) == 1) held += held_for_a_record;
    return held;
}

}  // namespace hitme::dialogue
