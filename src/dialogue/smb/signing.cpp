// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/signing.h"

#include <algorithm>
#include <string_view>

#include "core/check.h"
#include "core/writer.h"
#include "dialogue/kept_digests.h"

namespace hitme::dialogue::smb {

namespace {

constexpr std::size_t header_bytes = 64;
constexpr std::size_t signature_at = 48;
constexpr std::size_t signature_bytes = 16;

using Signature = std::array<std::uint8_t, signature_bytes>;

Signature signature_of(std::uint16_t dialect, const SigningKey& key, core::Bytes unsigned_message) {
    if (dialect >= dialect_3_0) return aes_cmac(key, unsigned_message);
    const auto digest = kept_hmac_sha256(key, {unsigned_message});
    Signature signature;
    std::copy_n(digest.begin(), signature.size(), signature.begin());
    return signature;
}

}  // namespace

std::array<std::uint8_t, 32> derive_key(const SigningKey& key, std::string_view label,
                                        core::Bytes context, std::uint32_t bits) {
    core::ByteVector input;
    core::Writer to{input};
    to.u32be(1);  // i
    to.text(label);
    to.u8(0);
    to.bytes(context);
    to.u32be(bits);  // L
    return kept_hmac_sha256(key, {input});
}

void PreauthHash::extend(core::Bytes message) {
    value = kept_sha512({value, message});
}

std::array<std::uint8_t, 16> aes_cmac(const SigningKey& key, core::Bytes message) {
    return kept_aes_cmac(key, {message});
}

SigningKey signing_key(std::uint16_t dialect, const SigningKey& session_key,
                       const PreauthHash& hash) {
    using namespace std::string_view_literals;
    if (dialect < dialect_3_0) return session_key;
    constexpr std::uint32_t bits = 128;
    const auto derived =
        dialect < dialect_3_1_1
            ? derive_key(session_key, "SMB2AESCMAC\0"sv, core::as_bytes("SmbSign\0"sv), bits)
            : derive_key(session_key, "SMBSigningKey\0"sv, hash.value, bits);
    SigningKey key;
    std::copy_n(derived.begin(), key.size(), key.begin());
    return key;
}

void sign_smb2(std::uint16_t dialect, const SigningKey& key, std::span<std::uint8_t> message) {
    core::check(message.size() >= header_bytes, "a message to sign has a header");
    const auto field = message.subspan(signature_at, signature_bytes);
    std::fill(field.begin(), field.end(), std::uint8_t{0});
    const Signature signature = signature_of(dialect, key, message);
    std::copy(signature.begin(), signature.end(), field.begin());
}

bool smb2_signature_holds(std::uint16_t dialect, const SigningKey& key, core::Bytes message) {
    if (message.size() < header_bytes) return false;
    core::ByteVector copy(message.begin(), message.end());
    const auto field = std::span(copy).subspan(signature_at, signature_bytes);
    std::fill(field.begin(), field.end(), std::uint8_t{0});
    const Signature right = signature_of(dialect, key, copy);
    const core::Bytes said = message.subspan(signature_at, signature_bytes);
    return std::equal(right.begin(), right.end(), said.begin());
}

}  // namespace hitme::dialogue::smb
