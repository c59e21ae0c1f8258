// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ssh_exchange.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include "core/digest.h"
#include "core/random.h"
#include "core/reader.h"
#include "core/writer.h"
#include "dialogue/freed.h"
#include "dialogue/persona_choice.h"
#include "wire/ssh.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;
using core::ByteVector;
using wire::write_ssh_string;

using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Numbers = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT_free>>;

enum class Kind : std::uint8_t { curve25519, nistp256, group14, group16 };
struct ExchangeRow {
    std::string_view name;
    Kind kind;
    const char* digest;
};
constexpr ExchangeRow exchanges[] = {
    {"curve25519-sha256", Kind::curve25519, "SHA256"},
    {"curve25519-sha256@libssh.org", Kind::curve25519, "SHA256"},
    {"ecdh-sha2-nistp256", Kind::nistp256, "SHA256"},
    {"diffie-hellman-group14-sha256", Kind::group14, "SHA256"},
    {"diffie-hellman-group14-sha1", Kind::group14, "SHA1"},
    {"diffie-hellman-group16-sha512", Kind::group16, "SHA512"},
};
const ExchangeRow* exchange_named(std::string_view name) {
    for (const ExchangeRow& row : exchanges)
        if (row.name == name) return &row;
    return nullptr;
}

ByteVector digest_of(const std::string& digest, Bytes bytes) {
    ByteVector out(EVP_MAX_MD_SIZE);
    std::size_t length = 0;
    EVP_Q_digest(nullptr, digest.c_str(), nullptr, bytes.data(), bytes.size(), out.data(), &length);
    out.resize(length);
    return out;
}

/// RFC 4251 section 5: mpint of a number without sign.
void write_mpint(core::Writer& out, Bytes big_endian) {
    while (!big_endian.empty() && big_endian.front() == 0) big_endian = big_endian.subspan(1);
    const bool padded = !big_endian.empty() && (big_endian.front() & 0x80) != 0;
    out.u32be(static_cast<std::uint32_t>(big_endian.size() + (padded ? 1 : 0)));
    if (padded) out.u8(0);
    out.bytes(big_endian);
}

ByteVector bytes_of(const BIGNUM* number) {
    ByteVector bytes(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, bytes.data());
    return bytes;
}
Number number_of(Bytes bytes) {
    return Number{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
}

// ---- Host keys ---------------------------------------------------------------------------------------------------

ByteVector seeded(std::uint64_t seed, std::string_view purpose) {
    ByteVector input;
    core::Writer out{input};
    out.u64be(seed);
    out.text(purpose);
    const auto digest = core::sha256(input);
    return {digest.begin(), digest.end()};
}

Key ed25519_key(std::uint64_t seed) {
    const ByteVector secret = seeded(seed, "ssh-ed25519");
    return Key{
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), secret.size())};
}

Key nistp256_key(std::uint64_t seed) {
    const Group group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
    ByteVector secret = seeded(seed, "ecdsa-sha2-nistp256");
    secret[0] = static_cast<std::uint8_t>(secret[0] >> 1);  // below the group's order
    const Number scalar = number_of(secret);
    const Point point{EC_POINT_new(group.get())};
    const Numbers numbers{BN_CTX_new()};
    EC_POINT_mul(group.get(), point.get(), scalar.get(), nullptr, nullptr, numbers.get());
    std::uint8_t shown[65];
    EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, shown, sizeof shown,
                       numbers.get());
    const std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>> build{OSSL_PARAM_BLD_new()};
    OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
    OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, shown, sizeof shown);
    const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>> parameters{
        OSSL_PARAM_BLD_to_param(build.get())};
    const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
    EVP_PKEY* key = nullptr;
    EVP_PKEY_fromdata_init(context.get());
    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get());
    return Key{key};
}

/// The next prime of 1024 bits behind a number drawn from the seed.
Number prime_from(core::Random& random, BN_CTX* numbers) {
    ByteVector bytes = random_bytes(random, 128);
    bytes.front() |= 0xC0;
    bytes.back() |= 1;
    Number candidate = number_of(bytes);
    while (BN_check_prime(candidate.get(), numbers, nullptr) != 1) BN_add_word(candidate.get(), 2);
    return candidate;
}

Key rsa_key(std::uint64_t seed) {
    core::Random random{seed ^ 0x7273'61u};
    const Numbers numbers{BN_CTX_new()};
    const Number p = prime_from(random, numbers.get());
    const Number q = prime_from(random, numbers.get());
    const Number n{BN_new()};
    const Number p1{BN_dup(p.get())};
    const Number q1{BN_dup(q.get())};
    const Number phi{BN_new()};
    const Number e{BN_new()};
    BN_mul(n.get(), p.get(), q.get(), numbers.get());
    BN_sub_word(p1.get(), 1);
    BN_sub_word(q1.get(), 1);
    BN_mul(phi.get(), p1.get(), q1.get(), numbers.get());
    BN_set_word(e.get(), 65537);
    const Number d{BN_mod_inverse(nullptr, e.get(), phi.get(), numbers.get())};
    if (d == nullptr) return nullptr;
    const std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>> build{OSSL_PARAM_BLD_new()};
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_D, d.get());
    const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>> parameters{
        OSSL_PARAM_BLD_to_param(build.get())};
    const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr)};
    EVP_PKEY* key = nullptr;
    EVP_PKEY_fromdata_init(context.get());
    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get());
    return Key{key};
}

struct HostKeyRow {
    std::string_view algorithm;
    std::string_view format;  ///< name in the blob
    Key (*make)(std::uint64_t seed);
    const EVP_MD* (*digest)();  ///< none for ed25519
};
constexpr HostKeyRow host_keys[] = {
    {"ssh-ed25519", "ssh-ed25519", ed25519_key, nullptr},
    {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", nistp256_key, EVP_sha256},
    {"rsa-sha2-512", "ssh-rsa", rsa_key, EVP_sha512},
    {"rsa-sha2-256", "ssh-rsa", rsa_key, EVP_sha256},
    {"ssh-rsa", "ssh-rsa", rsa_key, EVP_sha1},
};
const HostKeyRow* host_key_named(std::string_view algorithm) {
    for (const HostKeyRow& row : host_keys)
        if (row.algorithm == algorithm) return &row;
    return nullptr;
}

/// Made once for a seed and format: an RSA key takes a second.
EVP_PKEY* host_key(const HostKeyRow& row, std::uint64_t seed) {
    static std::mutex lock;
    static std::map<std::pair<std::uint64_t, std::string_view>, Key> keys;
    const std::lock_guard guard{lock};
    const auto [at, is_new] = keys.try_emplace({seed, row.format});
    if (is_new) at->second = row.make(seed);
    return at->second.get();
}

ByteVector host_key_blob(const HostKeyRow& row, EVP_PKEY* key) {
    ByteVector blob;
    core::Writer out{blob};
    write_ssh_string(out, row.format);
    if (row.format == "ssh-ed25519") {
        std::uint8_t shown[32];
        std::size_t length = sizeof shown;
        EVP_PKEY_get_raw_public_key(key, shown, &length);
        write_ssh_string(out, Bytes{shown, length});
    } else if (row.format == "ssh-rsa") {
        for (const char* const name : {OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_N}) {
            BIGNUM* number = nullptr;
            EVP_PKEY_get_bn_param(key, name, &number);
            const Number owned{number};
            write_mpint(out, bytes_of(owned.get()));
        }
    } else {
        std::uint8_t shown[65];
        std::size_t length = 0;
        EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, shown, sizeof shown, &length);
        write_ssh_string(out, "nistp256");
        write_ssh_string(out, Bytes{shown, length});
    }
    return blob;
}

ByteVector signature_of(const HostKeyRow& row, EVP_PKEY* key, Bytes hash) {
    const DigestContext context{EVP_MD_CTX_new()};
    EVP_DigestSignInit(context.get(), nullptr, row.digest == nullptr ? nullptr : row.digest(),
                       nullptr, key);
    std::size_t length = 0;
    EVP_DigestSign(context.get(), nullptr, &length, hash.data(), hash.size());
    ByteVector raw(length);
    EVP_DigestSign(context.get(), raw.data(), &length, hash.data(), hash.size());
    raw.resize(length);
    ByteVector blob;
    core::Writer out{blob};
    write_ssh_string(out, row.algorithm);
    if (row.format == "ecdsa-sha2-nistp256") {  // RFC 5656 section 3.1.2: r and s as mpints
        const std::uint8_t* at = raw.data();
        const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> parts{
            d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(raw.size()))};
        ByteVector pair;
        core::Writer numbers{pair};
        if (parts != nullptr) {
            write_mpint(numbers, bytes_of(ECDSA_SIG_get0_r(parts.get())));
            write_mpint(numbers, bytes_of(ECDSA_SIG_get0_s(parts.get())));
        }
        write_ssh_string(out, pair);
    } else {
        write_ssh_string(out, raw);
    }
    return blob;
}

// ---- Shared secrets ----------------------------------------------------------------------------------------------

struct Shared {
    ByteVector ours;    ///< Q_S, or f big-endian
    ByteVector secret;  ///< K big-endian
};

std::optional<Shared> curve25519(Bytes theirs, Bytes random) {
    if (theirs.size() != 32) return std::nullopt;
    const Key mine{EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, random.data(), 32)};
    const Key peer{
        EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, theirs.data(), theirs.size())};
    if (mine == nullptr || peer == nullptr) return std::nullopt;
    Shared shared{ByteVector(32), ByteVector(32)};
    std::size_t length = 32;
    EVP_PKEY_get_raw_public_key(mine.get(), shared.ours.data(), &length);
    const KeyContext context{EVP_PKEY_CTX_new(mine.get(), nullptr)};
    EVP_PKEY_derive_init(context.get());
    if (EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1) return std::nullopt;
    length = 32;
    // Fails for the all-zero secret, as RFC 8731 section 3 demands.
    if (EVP_PKEY_derive(context.get(), shared.secret.data(), &length) != 1) return std::nullopt;
    return shared;
}

std::optional<Shared> nistp256(Bytes theirs, Bytes random) {
    const Group group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
    const Numbers numbers{BN_CTX_new()};
    const Point peer{EC_POINT_new(group.get())};
    // Refuses points that are not on the curve.
    if (theirs.size() != 65 || EC_POINT_oct2point(group.get(), peer.get(), theirs.data(),
                                                  theirs.size(), numbers.get()) != 1)
        return std::nullopt;
    ByteVector scalar_bytes(random.begin(), random.begin() + 32);
    scalar_bytes[0] = static_cast<std::uint8_t>(scalar_bytes[0] >> 1);
    const Number scalar = number_of(scalar_bytes);
    const Point point{EC_POINT_new(group.get())};
    Shared shared{ByteVector(65), ByteVector(32)};
    EC_POINT_mul(group.get(), point.get(), scalar.get(), nullptr, nullptr, numbers.get());
    EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, shared.ours.data(),
                       65, numbers.get());
    EC_POINT_mul(group.get(), point.get(), nullptr, peer.get(), scalar.get(), numbers.get());
    const Number x{BN_new()};
    if (EC_POINT_get_affine_coordinates(group.get(), point.get(), x.get(), nullptr,
                                        numbers.get()) != 1)
        return std::nullopt;
    BN_bn2binpad(x.get(), shared.secret.data(), 32);
    return shared;
}

std::optional<Shared> modular(BIGNUM* (*prime)(BIGNUM*), Bytes theirs, Bytes random) {
    const Numbers numbers{BN_CTX_new()};
    const Number p{prime(nullptr)};
    const Number e = number_of(theirs);
    const Number most{BN_dup(p.get())};
    BN_sub_word(most.get(), 1);
    // RFC 4253 section 8: values outside [1, p-1] must not be accepted; 1 and p-1 are no secrets.
    if (BN_cmp(e.get(), BN_value_one()) <= 0 || BN_cmp(e.get(), most.get()) >= 0)
        return std::nullopt;
    const Number g{BN_new()};
    BN_set_word(g.get(), 2);
    const Number y = number_of(random.first(64));
    const Number f{BN_new()};
    const Number k{BN_new()};
    BN_mod_exp(f.get(), g.get(), y.get(), p.get(), numbers.get());
    BN_mod_exp(k.get(), e.get(), y.get(), p.get(), numbers.get());
    return Shared{bytes_of(f.get()), bytes_of(k.get())};
}

}  // namespace

bool has_ssh_exchange(std::string_view name) {
    return exchange_named(name) != nullptr;
}
bool has_ssh_host_key(std::string_view algorithm) {
    return host_key_named(algorithm) != nullptr;
}

std::optional<SshExchange> SshExchange::make(const SshExchangeInput& input) {
    const ExchangeRow* row = exchange_named(input.exchange);
    const HostKeyRow* key_row = host_key_named(input.host_key_algorithm);
    if (row == nullptr || key_row == nullptr || input.random.size() < 64) return std::nullopt;
    core::Reader in{input.client_init};
    in.skip(1, "SSH_MSG_KEXDH_INIT");
    const Bytes theirs = wire::read_ssh_string(in, "Q_C");
    if (!in.ok() || theirs.size() > 1025)
        return std::nullopt;  // a number of 8192 bits with its sign
    std::optional<Shared> shared;
    switch (row->kind) {
        case Kind::curve25519:
            shared = curve25519(theirs, input.random);
            break;
        case Kind::nistp256:
            shared = nistp256(theirs, input.random);
            break;
        case Kind::group14:
            shared = modular(BN_get_rfc3526_prime_2048, theirs, input.random);
            break;
        case Kind::group16:
            shared = modular(BN_get_rfc3526_prime_4096, theirs, input.random);
            break;
    }
    EVP_PKEY* const key = host_key(*key_row, input.identity_seed);
    if (!shared || key == nullptr) return std::nullopt;
    const bool has_numbers = row->kind == Kind::group14 || row->kind == Kind::group16;
    const auto write_value = [&](core::Writer& out, Bytes value) {
        if (has_numbers)
            write_mpint(out, value);
        else
            write_ssh_string(out, value);
    };

    SshExchange exchange;
    exchange.digest_ = row->digest;
    core::Writer secret{exchange.secret_};
    write_mpint(secret, shared->secret);
    const ByteVector blob = host_key_blob(*key_row, key);
    ByteVector hashed;  // RFC 4253 section 8, RFC 5656 section 4
    core::Writer all{hashed};
    write_ssh_string(all, input.client_identification);
    write_ssh_string(all, input.server_identification);
    write_ssh_string(all, input.client_kexinit);
    write_ssh_string(all, input.server_kexinit);
    write_ssh_string(all, blob);
    write_value(all, theirs);
    write_value(all, shared->ours);
    all.bytes(exchange.secret_);
    exchange.hash_ = digest_of(exchange.digest_, hashed);

    core::Writer reply{exchange.reply_};
    reply.u8(static_cast<std::uint8_t>(wire::SshMessage::kexdh_reply));
    write_ssh_string(reply, blob);
    write_value(reply, shared->ours);
    write_ssh_string(reply, signature_of(*key_row, key, exchange.hash_));
    return exchange;
}

core::ByteVector SshExchange::derive(char letter, std::size_t length) const {
    ByteVector out;
    while (out.size() <
           length) {  // K1 = HASH(K || H || X || session_id), K2 = HASH(K || H || K1) ...
        ByteVector input = secret_;
        input.insert(input.end(), hash_.begin(), hash_.end());
        if (out.empty()) {
            input.push_back(static_cast<std::uint8_t>(letter));
            input.insert(input.end(), hash_.begin(), hash_.end());
        } else {
            input.insert(input.end(), out.begin(), out.end());
        }
        const ByteVector part = digest_of(digest_, input);
        out.insert(out.end(), part.begin(), part.end());
    }
    out.resize(length);
    return out;
}

}  // namespace hitme::dialogue
