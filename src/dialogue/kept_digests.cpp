// SPDX-License-Identifier: Apache-2.0
#include "dialogue/kept_digests.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <string>

#include "core/check.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;
using Parts = std::initializer_list<Bytes>;

struct FreeDigest {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeMac {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeDigest>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

template <std::size_t Size>
std::array<std::uint8_t, Size> digest_of(EVP_MD_CTX* context, const EVP_MD* algorithm,
                                         Parts parts) {
    std::array<std::uint8_t, Size> out{};
    unsigned length = 0;
    bool good = context != nullptr && EVP_DigestInit_ex2(context, algorithm, nullptr) == 1;
    for (const Bytes part : parts)
        good = good && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
    good = good && EVP_DigestFinal_ex(context, out.data(), &length) == 1 && length == Size;
    core::check(good, "OpenSSL's default provider has MD5 and SHA-512");
    return out;
}

/// A context of `algorithm` whose digest or cipher is chosen; each use gives it a key alone.
MacContext mac_context(const char* algorithm, const char* parameter, std::string choice) {
    EVP_MAC* const fetched = EVP_MAC_fetch(nullptr, algorithm, nullptr);
    MacContext context{EVP_MAC_CTX_new(fetched)};
    EVP_MAC_free(fetched);  // the context counts it
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(parameter, choice.data(), 0),
                                     OSSL_PARAM_construct_end()};
    core::check(context != nullptr && EVP_MAC_CTX_set_params(context.get(), parameters) == 1,
                "OpenSSL's default provider has HMAC and CMAC");
    return context;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> mac_of(EVP_MAC_CTX* context, Bytes key, Parts parts) {
    std::array<std::uint8_t, Size> out{};
    std::size_t length = 0;
    // A key of no bytes is one, too: only a null pointer would mean the last one.
    const std::uint8_t nothing = 0;
    const std::uint8_t* const begin = key.empty() ? &nothing : key.data();
    bool good = EVP_MAC_init(context, begin, key.size(), nullptr) == 1;
    for (const Bytes part : parts)
        good = good && EVP_MAC_update(context, part.data(), part.size()) == 1;
    good = good && EVP_MAC_final(context, out.data(), &length, out.size()) == 1 && length == Size;
    core::check(good, "OpenSSL's default provider has HMAC and CMAC");
    return out;
}

}  // namespace

std::array<std::uint8_t, 16> kept_md5(Parts parts) {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "MD5", nullptr);
    thread_local const DigestContext context{EVP_MD_CTX_new()};
    return digest_of<16>(context.get(), algorithm, parts);
}

std::array<std::uint8_t, 64> kept_sha512(Parts parts) {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA512", nullptr);
    thread_local const DigestContext context{EVP_MD_CTX_new()};
    return digest_of<64>(context.get(), algorithm, parts);
}

std::array<std::uint8_t, 16> kept_hmac_md5(Bytes key, Parts parts) {
    thread_local const MacContext context = mac_context("HMAC", OSSL_MAC_PARAM_DIGEST, "MD5");
    return mac_of<16>(context.get(), key, parts);
}

std::array<std::uint8_t, 32> kept_hmac_sha256(Bytes key, Parts parts) {
    thread_local const MacContext context = mac_context("HMAC", OSSL_MAC_PARAM_DIGEST, "SHA256");
    return mac_of<32>(context.get(), key, parts);
}

std::array<std::uint8_t, 16> kept_aes_cmac(Bytes key, Parts parts) {
    thread_local const MacContext context =
        mac_context("CMAC", OSSL_MAC_PARAM_CIPHER, "AES-128-CBC");
    return mac_of<16>(context.get(), key, parts);
}

}  // namespace hitme::dialogue
