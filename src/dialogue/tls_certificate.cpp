// SPDX-License-Identifier: Apache-2.0
#include "dialogue/tls_certificate.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/check.h"
#include "core/digest.h"
#include "core/writer.h"
#include "dialogue/freed.h"

namespace hitme::dialogue {
namespace {

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

// The first fitting prime of so many bytes from where the seed points on. FIPS 186-4 B.3.3 asks for both top bits, so that the
// product has twice as many, and that the exponent does not divide p - 1.
Number prime_of(std::uint64_t seed, std::string_view label, std::size_t size, BN_CTX* scratch) {
    auto bytes = bytes_of(seed, label, size);
    bytes.front() |= 0xC0;
    bytes.back() |= 0x01;
    Number prime{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
    core::check(prime != nullptr, "OpenSSL has memory for a number");
    // Primes of 1,024 bits lie some 355 odd numbers apart; a gap of this size exists nowhere near.
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

// RSA: the same seed and name, the same key, run after run; another name on the same machine, another key. OpenSSL's own generator
// takes no seed.
std::shared_ptr<EVP_PKEY> key_of(std::uint64_t seed, const std::string& name, int bits) {
    const Scratch scratch{BN_CTX_new()};
    core::check(scratch != nullptr, "OpenSSL has memory for numbers");
    const auto size = static_cast<std::size_t>(bits / 16);
    Number p = prime_of(seed, "tls p " + name, size, scratch.get());
    Number q = prime_of(seed, "tls q " + name, size, scratch.get());
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
    return {key, EVP_PKEY_free};
}

std::string with_host(std::string_view text, const std::string& host) {
    static constexpr std::string_view field = "{host}";
    std::string out{text};
    for (std::size_t at = out.find(field); at != out.npos; at = out.find(field, at)) {
        out.replace(at, field.size(), host);
        at += host.size();
    }
    return out;
}

/// The parts of `text` between the marks.
std::vector<std::string> parts_of(const std::string& text, char mark) {
    std::vector<std::string> parts;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find(mark, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

void add_name(X509_NAME* name, const std::string& part, NameText text) {
    const std::size_t equals = part.find('=');
    core::check(equals != part.npos, "a part of a name has a type and a value");
    std::string value = part.substr(equals + 1);
    int type = V_ASN1_UTF8STRING;
    if (text == NameText::printable) type = V_ASN1_PRINTABLESTRING;
    if (text == NameText::bmp) {
        type = V_ASN1_BMPSTRING;
        std::string wide;
        for (const char letter : value) (wide += '\0') += letter;
        value = wide;
    }
    // Of a given type OpenSSL takes bytes as they are, and no limit of X.520: "C=Unknown" is real.
    const int added =
        X509_NAME_add_entry_by_txt(name, part.substr(0, equals).c_str(), type,
                                   reinterpret_cast<const unsigned char*>(value.data()),
                                   static_cast<int>(value.size()), -1, 0);
    core::check(added == 1, "a name's part is one that OpenSSL knows");
}

void add_extensions(X509* certificate, const std::string& lines) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    for (const std::string& line : parts_of(lines, '\n')) {
        const std::size_t equals = line.find('=');
        core::check(equals != line.npos, "an extension has a name and a value");
        const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension{
            X509V3_EXT_nconf(nullptr, &context, line.substr(0, equals).c_str(),
                             line.substr(equals + 1).c_str())};
        core::check(extension != nullptr, "an extension is one that OpenSSL knows");
        X509_add_ext(certificate, extension.get(), -1);
    }
}

constexpr std::int64_t day = 86'400;

struct Validity {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::uint64_t number = 0;  ///< one of a row of certificates that follow each other
};

/// Two runs of one machine have the same one.
Validity validity_of(const CertificateShape& shape, const std::string& label,
                     const TlsIdentity& identity) {
    std::uint64_t word = 0;
    for (const std::uint8_t byte : bytes_of(identity.seed, "tls certificate " + label, 8))
        word = word << 8 | byte;
    word >>= 1;
    const std::int64_t as_of = core::nanoseconds_of(identity.as_of) / 1'000'000'000;
    const std::int64_t started = core::nanoseconds_of(identity.started) / 1'000'000'000;
    Validity valid;
    const std::int64_t days =
        shape.years == 0 ? shape.days : static_cast<std::int64_t>(shape.years) * 365;
    if (shape.renewal == Renewal::at_each_start) {
        // A service is up within some minutes of its machine.
        valid.from = started + 40 + static_cast<std::int64_t>(word % 200);
        valid.number = static_cast<std::uint64_t>(started);
    } else {
        constexpr std::int64_t longest_turn =
            397;  // days; what is valid for longer is made anew before
        const std::int64_t turn = std::min(days, longest_turn) * day;
        const auto phase = static_cast<std::int64_t>(word % static_cast<std::uint64_t>(turn));
        const std::int64_t since = as_of - phase;
        const std::int64_t number = since >= 0 ? since / turn : 0;
        valid.from = phase + number * turn;
        if (since < 0) valid.from = as_of - turn / 2;  // before 1970 nothing was certified
        valid.number = static_cast<std::uint64_t>(number);
    }
    valid.to = valid.from + days * day;
    if (shape.years != 0) {
        using namespace std::chrono;
        const sys_seconds from{seconds{valid.from}};
        const auto midnight = floor<std::chrono::days>(from);
        year_month_day then{midnight};
        then += std::chrono::years{static_cast<int>(shape.years)};
        if (!then.ok()) then = then.year() / then.month() / std::chrono::last;
        valid.to = (sys_days{then} + (from - midnight)).time_since_epoch().count();
    }
    return valid;
}

/// A positive number of so many bytes, none of them saved (X.690 8.3.2).
Number serial_of(core::ByteVector bytes, std::uint64_t number) {
    for (std::size_t i = 0; i < 8 && i < bytes.size(); ++i)
        bytes[bytes.size() - 1 - i] ^= static_cast<std::uint8_t>(number >> (8 * i));
    bytes.front() &= 0x7F;
    if (bytes.front() == 0) bytes.front() = 1;
    return Number{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
}

std::string label_of(std::string_view purpose, const TlsIdentity& identity) {
    return std::string(purpose) + ' ' + identity.host;
}

}  // namespace

std::uint64_t certificate_number(const CertificateShape& shape, std::string_view purpose,
                                 const TlsIdentity& identity) {
    return validity_of(shape, label_of(purpose, identity), identity).number;
}

KeyAndCertificate make_certificate(const CertificateShape& shape, std::string_view purpose,
                                   const TlsIdentity& identity, std::shared_ptr<EVP_PKEY> key) {
    const std::string label = label_of(purpose, identity);
    KeyAndCertificate made;
    made.key = key ? std::move(key) : key_of(identity.seed, label, shape.key_bits);
    made.certificate = {X509_new(), X509_free};
    X509* const certificate = made.certificate.get();
    X509_set_version(certificate, X509_VERSION_3);
    const Validity valid = validity_of(shape, label, identity);
    const Number serial =
        serial_of(bytes_of(identity.seed, "tls serial " + label, shape.serial_bytes), valid.number);
    BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate));
    const std::time_t from = valid.from;
    const std::time_t to = valid.to;
    ASN1_TIME_adj(X509_getm_notBefore(certificate), from, 0, 0);
    ASN1_TIME_adj(X509_getm_notAfter(certificate), to, 0, 0);

    X509_set_pubkey(certificate, made.key.get());
    X509_NAME* const name = X509_get_subject_name(certificate);
    for (const std::string& part : parts_of(with_host(shape.subject, identity.host), '/'))
        add_name(name, part, shape.text);
    X509_set_issuer_name(certificate, name);
    add_extensions(certificate, with_host(shape.extensions, identity.host));
    const EVP_MD* const hash = shape.hash == CertificateHash::sha1 ? EVP_sha1() : EVP_sha256();
    core::check(X509_sign(certificate, made.key.get(), hash) > 0, "a certificate can be signed");
    return made;
}

}  // namespace hitme::dialogue
