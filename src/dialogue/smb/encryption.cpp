// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/encryption.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "core/check.h"
#include "core/writer.h"
#include "wire/smb3_transform.h"

namespace hitme::dialogue::smb {

namespace {

constexpr std::uint16_t encrypted_flag = 1;
constexpr std::size_t tag_bytes = 16;

using Tag = std::array<std::uint8_t, tag_bytes>;
using Nonce = std::array<std::uint8_t, 16>;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

bool is_ccm(Smb3Cipher cipher) {
    return cipher == Smb3Cipher::aes_128_ccm || cipher == Smb3Cipher::aes_256_ccm;
}

bool has_256_bits(Smb3Cipher cipher) {
    return cipher == Smb3Cipher::aes_256_ccm || cipher == Smb3Cipher::aes_256_gcm;
}

// Each fetched once: EVP_aes_128_gcm() and its like are looked up under a lock at each use (OpenSSL 3, crypto(7)).
const EVP_CIPHER* evp_of(Smb3Cipher cipher) {
    static const EVP_CIPHER* const gcm_128 = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
    static const EVP_CIPHER* const gcm_256 = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    static const EVP_CIPHER* const ccm_128 = EVP_CIPHER_fetch(nullptr, "AES-128-CCM", nullptr);
    static const EVP_CIPHER* const ccm_256 = EVP_CIPHER_fetch(nullptr, "AES-256-CCM", nullptr);
    switch (cipher) {
        case Smb3Cipher::aes_128_gcm:
            return gcm_128;
        case Smb3Cipher::aes_256_ccm:
            return ccm_256;
        case Smb3Cipher::aes_256_gcm:
            return gcm_256;
        default:
            return ccm_128;
    }
}

int nonce_bytes_of(Smb3Cipher cipher) {
    return is_ccm(cipher) ? 11 : 12;
}

enum class Way : std::uint8_t { close, open };

// One message through the cipher. Closing fills `tag`; opening compares it, and false is a wrong one.
bool pass(Way way, Smb3Cipher cipher, core::Bytes key, const Nonce& nonce,
          core::Bytes authenticated, core::Bytes in, core::ByteVector& out, Tag& tag) {
    const Context context{EVP_CIPHER_CTX_new()};
    EVP_CIPHER_CTX* c = context.get();
    const int closes = way == Way::close ? 1 : 0;
    const int length = static_cast<int>(in.size());
    int done = 0;
    bool good =
        EVP_CipherInit_ex(c, evp_of(cipher), nullptr, nullptr, nullptr, closes) == 1 &&
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_IVLEN, nonce_bytes_of(cipher), nullptr) == 1;
    // CCM wants the length of the tag before its key, and the tag itself where it opens; GCM the tag before its end.
    if (is_ccm(cipher))
        good = good && EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, tag_bytes,
                                           way == Way::open ? tag.data() : nullptr) == 1;
    good = good && EVP_CipherInit_ex(c, nullptr, nullptr, key.data(), nonce.data(), closes) == 1;
    if (is_ccm(cipher)) good = good && EVP_CipherUpdate(c, nullptr, &done, nullptr, length) == 1;
    good = good && EVP_CipherUpdate(c, nullptr, &done, authenticated.data(),
                                    static_cast<int>(authenticated.size())) == 1;
    core::check(good, "OpenSSL's default provider has AES-CCM and AES-GCM");
    out.resize(in.size());
    // CCM judges the tag with the data, GCM at the end.
    if (EVP_CipherUpdate(c, out.data(), &done, in.data(), length) != 1) return false;
    if (!is_ccm(cipher)) {
        int rest = 0;
        if (way == Way::open) EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag.data());
        if (EVP_CipherFinal_ex(c, out.data() + done, &rest) != 1) return false;
    }
    if (way == Way::open) return true;
    return EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, tag_bytes, tag.data()) == 1;
}

Nonce nonce_of(Smb3Cipher cipher, NonceStart at) {
    core::ByteVector bytes;
    core::Writer to{bytes};
    to.u64le(at.counter);
    to.u64le(at.behind);
    Nonce nonce{};
    std::copy_n(bytes.begin(), nonce_bytes_of(cipher), nonce.begin());
    return nonce;
}

}  // namespace

EncryptionKeys encryption_keys(std::uint16_t dialect, Smb3Cipher cipher,
                               const SigningKey& session_key, const PreauthHash& hash) {
    using namespace std::string_view_literals;
    const std::uint32_t bits = has_256_bits(cipher) ? 256 : 128;
    if (dialect < dialect_3_1_1)
        return {derive_key(session_key, "SMB2AESCCM\0"sv, core::as_bytes("ServerIn \0"sv), bits),
                derive_key(session_key, "SMB2AESCCM\0"sv, core::as_bytes("ServerOut\0"sv), bits)};
    return {derive_key(session_key, "SMBC2SCipherKey\0"sv, hash.value, bits),
            derive_key(session_key, "SMBS2CCipherKey\0"sv, hash.value, bits)};
}

Smb3Encryption::Smb3Encryption(Smb3Cipher cipher, const EncryptionKeys& keys,
                               std::uint64_t session_id, NonceStart start)
    : cipher_(cipher), keys_(keys), session_id_(session_id), next_(start) {}

std::optional<core::ByteVector> Smb3Encryption::open(core::Bytes frame) const {
    const auto header = wire::decode_smb3_encrypted(frame);
    if (!header || header->flags != encrypted_flag || header->session_id != session_id_ ||
        header->content.empty() || header->original_size != header->content.size())
        return {};
    Tag tag = header->signature;
    const core::Bytes authenticated =
        frame.first(wire::smb3_transform_header_bytes).subspan(wire::smb3_authenticated_at);
    core::ByteVector message;
    if (!pass(Way::open, cipher_, keys_.from_client, header->nonce, authenticated, header->content,
              message, tag))
        return {};
    return message;
}

void Smb3Encryption::close(core::Bytes message, core::ByteVector& out) {
    wire::Smb3Encrypted header;
    header.nonce = nonce_of(cipher_, next_);
    ++next_.counter;
    header.original_size = static_cast<std::uint32_t>(message.size());
    header.flags = encrypted_flag;
    header.session_id = session_id_;
    core::ByteVector unsigned_header;
    wire::encode_smb3_encrypted_header(unsigned_header, header);
    core::ByteVector content;
    const bool closed = pass(Way::close, cipher_, keys_.from_server, header.nonce,
                             core::Bytes(unsigned_header).subspan(wire::smb3_authenticated_at),
                             message, content, header.signature);
    core::check(closed, "what is ours can be encrypted");
    wire::encode_smb3_encrypted_header(out, header);
    out.insert(out.end(), content.begin(), content.end());
}

}  // namespace hitme::dialogue::smb
