// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ssh_cipher.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "core/reader.h"
#include "core/writer.h"
#include "wire/ssh.h"

namespace hitme::dialogue {
namespace {

using core::Bytes;
using core::ByteVector;
using core::Fault;
using core::ParseError;

enum class Kind : std::uint8_t { stream, gcm, chacha };

struct CipherRow {
    std::string_view name;
    Kind kind;
    const EVP_CIPHER* (*evp)();
    std::size_t block;
    std::size_t key;
    std::size_t iv;
};
constexpr CipherRow ciphers[] = {
    {"chacha20-poly1305@openssh.com", Kind::chacha, EVP_chacha20, 8, 64, 0},
    {"aes128-ctr", Kind::stream, EVP_aes_128_ctr, 16, 16, 16},
    {"aes192-ctr", Kind::stream, EVP_aes_192_ctr, 16, 24, 16},
    {"aes256-ctr", Kind::stream, EVP_aes_256_ctr, 16, 32, 16},
    {"aes128-gcm@openssh.com", Kind::gcm, EVP_aes_128_gcm, 16, 16, 12},
    {"aes256-gcm@openssh.com", Kind::gcm, EVP_aes_256_gcm, 16, 32, 12},
    {"aes128-cbc", Kind::stream, EVP_aes_128_cbc, 16, 16, 16},
    {"aes192-cbc", Kind::stream, EVP_aes_192_cbc, 16, 24, 16},
    {"aes256-cbc", Kind::stream, EVP_aes_256_cbc, 16, 32, 16},
};

struct MacRow {
    std::string_view name;
    const EVP_MD* (*evp)();
    std::size_t size;
    bool over_encrypted;
};
constexpr MacRow macs[] = {
    {"hmac-sha2-256", EVP_sha256, 32, false},
    {"hmac-sha2-512", EVP_sha512, 64, false},
    {"hmac-sha1", EVP_sha1, 20, false},
    {"hmac-sha2-256-etm@openssh.com", EVP_sha256, 32, true},
    {"hmac-sha2-512-etm@openssh.com", EVP_sha512, 64, true},
    {"hmac-sha1-etm@openssh.com", EVP_sha1, 20, true},
};

template <class Row, std::size_t N>
const Row* row_named(const Row (&rows)[N], std::string_view name) {
    const auto found = std::find_if(std::begin(rows), std::end(rows),
                                    [&](const Row& row) { return row.name == name; });
    return found == std::end(rows) ? nullptr : &*found;
}

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

constexpr std::size_t tag_bytes = 16;

/// A ChaCha20 stream from `counter` on; OpenSSL's IV is the counter of 64 bits, then the nonce.
void chacha(Bytes key, std::uint32_t sequence, std::uint8_t counter, Bytes in, std::uint8_t* out) {
    std::uint8_t iv[16] = {counter};
    for (int i = 0; i < 4; ++i) iv[12 + i] = static_cast<std::uint8_t>(sequence >> (24 - 8 * i));
    const Context context{EVP_CIPHER_CTX_new()};
    int length = 0;
    EVP_EncryptInit_ex(context.get(), EVP_chacha20(), nullptr, key.data(), iv);
    EVP_EncryptUpdate(context.get(), out, &length, in.data(), static_cast<int>(in.size()));
}

std::array<std::uint8_t, tag_bytes> poly1305(Bytes key, Bytes data) {
    std::array<std::uint8_t, tag_bytes> tag{};
    std::size_t length = 0;
    EVP_Q_mac(nullptr, "POLY1305", nullptr, nullptr, nullptr, key.data(), key.size(), data.data(),
              data.size(), tag.data(), tag.size(), &length);
    return tag;
}

}  // namespace

bool has_ssh_cipher(std::string_view name) {
    return row_named(ciphers, name) != nullptr;
}
bool has_ssh_mac(std::string_view name) {
    return row_named(macs, name) != nullptr;
}

struct SshCipher::Parts {
    const CipherRow* cipher = nullptr;
    const MacRow* mac = nullptr;  // none for ciphers that have their own
    ByteVector key;
    ByteVector iv;
    ByteVector mac_key;
    Context context;
    ByteVector head;  // the first block of the packet in front, opened already

    ByteVector mac_of(std::uint32_t sequence, Bytes bytes) const {
        ByteVector input;
        core::Writer out{input};
        out.u32be(sequence);
        out.bytes(bytes);
        ByteVector digest(mac->size);
        unsigned length = 0;
        HMAC(mac->evp(), mac_key.data(), static_cast<int>(mac_key.size()), input.data(),
             input.size(), digest.data(), &length);
        return digest;
    }
    ByteVector turned(Bytes bytes) const {  // by the running cipher
        ByteVector out(bytes.size() + 32);
        int length = 0;
        EVP_CipherUpdate(context.get(), out.data(), &length, bytes.data(),
                         static_cast<int>(bytes.size()));
        out.resize(static_cast<std::size_t>(length));
        return out;
    }
    /// Section 7.1 of RFC 5647: the invocation counter is the last eight bytes.
    void next_iv() {
        for (std::size_t i = iv.size(); i-- > 4;)
            if (++iv[i] != 0) break;
    }
};

SshCipher::SshCipher(std::unique_ptr<Parts> parts, std::uint32_t sequence)
    : parts_(std::move(parts)), sequence_(sequence) {}
SshCipher::~SshCipher() = default;

std::unique_ptr<SshCipher> SshCipher::make(Use use, std::string_view cipher, std::string_view mac,
                                           std::string_view letters, const Derive& derive,
                                           std::uint32_t sequence) {
    auto parts = std::make_unique<Parts>();
    parts->cipher = row_named(ciphers, cipher);
    if (parts->cipher == nullptr) return nullptr;
    parts->iv = derive(letters[0], parts->cipher->iv);
    parts->key = derive(letters[1], parts->cipher->key);
    if (parts->cipher->kind == Kind::stream) {
        parts->mac = row_named(macs, mac);
        if (parts->mac == nullptr) return nullptr;
        parts->mac_key = derive(letters[2], parts->mac->size);
        parts->context.reset(EVP_CIPHER_CTX_new());
        EVP_CipherInit_ex(parts->context.get(), parts->cipher->evp(), nullptr, parts->key.data(),
                          parts->iv.data(), use == Use::seal ? 1 : 0);
        EVP_CIPHER_CTX_set_padding(parts->context.get(), 0);
    }
    return std::unique_ptr<SshCipher>(new SshCipher(std::move(parts), sequence));
}

void SshCipher::seal(Bytes payload, ByteVector& out) {
    Parts& parts = *parts_;
    // Where the length is not encrypted with the rest, it does not count for the padding.
    const bool length_apart = parts.cipher->kind != Kind::stream || parts.mac->over_encrypted;
    const std::size_t block = parts.cipher->block;
    std::size_t padding = block - ((length_apart ? 1 : 5) + payload.size()) % block;
    if (padding < 4) padding += block;
    ByteVector packet;
    core::Writer writer{packet};
    writer.u32be(static_cast<std::uint32_t>(1 + payload.size() + padding));
    writer.u8(static_cast<std::uint8_t>(padding));
    writer.bytes(payload);
    writer.zeros(padding);
    const Bytes whole{packet};
    switch (parts.cipher->kind) {
        case Kind::stream: {
            ByteVector mac;
            if (parts.mac->over_encrypted) {
                const ByteVector body = parts.turned(whole.subspan(4));
                std::copy(body.begin(), body.end(), packet.begin() + 4);
                mac = parts.mac_of(sequence_, packet);
            } else {
                mac = parts.mac_of(sequence_, packet);
                packet = parts.turned(packet);
            }
            out.insert(out.end(), packet.begin(), packet.end());
            out.insert(out.end(), mac.begin(), mac.end());
            break;
        }
        case Kind::gcm: {
            const Context context{EVP_CIPHER_CTX_new()};
            int length = 0;
            ByteVector body(packet.size() - 4);
            std::uint8_t tag[tag_bytes];
            EVP_EncryptInit_ex(context.get(), parts.cipher->evp(), nullptr, parts.key.data(),
                               parts.iv.data());
            EVP_EncryptUpdate(context.get(), nullptr, &length, packet.data(), 4);
            EVP_EncryptUpdate(context.get(), body.data(), &length, packet.data() + 4,
                              static_cast<int>(body.size()));
            EVP_EncryptFinal_ex(context.get(), body.data() + length, &length);
            EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag);
            parts.next_iv();
            out.insert(out.end(), packet.begin(), packet.begin() + 4);
            out.insert(out.end(), body.begin(), body.end());
            out.insert(out.end(), tag, tag + tag_bytes);
            break;
        }
        case Kind::chacha: {
            const Bytes key{parts.key};
            ByteVector sealed(packet.size());
            const ByteVector zeros(32);
            std::uint8_t poly_key[32];
            chacha(key.first(32), sequence_, 0, zeros, poly_key);
            chacha(key.subspan(32), sequence_, 0, whole.first(4), sealed.data());
            chacha(key.first(32), sequence_, 1, whole.subspan(4), sealed.data() + 4);
            const auto tag = poly1305(poly_key, sealed);
            out.insert(out.end(), sealed.begin(), sealed.end());
            out.insert(out.end(), tag.begin(), tag.end());
            break;
        }
    }
    ++sequence_;
}

core::Parsed<SshCipher::Opened> SshCipher::open(Bytes bytes) {
    Parts& parts = *parts_;
    const std::size_t block = parts.cipher->block;
    const bool length_apart = parts.cipher->kind != Kind::stream || parts.mac->over_encrypted;
    const ParseError need_more{Fault::need_more, bytes.size(), "packet"};
    std::uint8_t length_bytes[4];
    if (!length_apart) {  // the first block is opened to see the length, once
        if (parts.head.empty()) {
            if (bytes.size() < block) return need_more;
            parts.head = parts.turned(bytes.first(block));
        }
        std::copy_n(parts.head.begin(), 4, length_bytes);
    } else {
        if (bytes.size() < 4) return need_more;
        if (parts.cipher->kind == Kind::chacha)
            chacha(Bytes(parts.key).subspan(32), sequence_, 0, bytes.first(4), length_bytes);
        else
            std::copy_n(bytes.begin(), 4, length_bytes);
    }
    core::Reader length_in{length_bytes};
    const std::size_t length = length_in.u32be("packet_length");
    if (length > wire::max_ssh_packet) return ParseError{Fault::over_limit, 0, "packet_length"};
    if (length < 8 || (length + (length_apart ? 0 : 4)) % block != 0)
        return ParseError{Fault::bad_value, 0, "packet_length"};
    const std::size_t tag = parts.mac != nullptr ? parts.mac->size : tag_bytes;
    const std::size_t total = 4 + length + tag;
    if (bytes.size() < total) return need_more;
    const Bytes whole = bytes.first(4 + length);
    const Bytes told = bytes.subspan(4 + length, tag);
    ByteVector packet(length);  // without its length
    bool genuine = false;
    switch (parts.cipher->kind) {
        case Kind::stream: {
            if (parts.mac->over_encrypted) {
                const ByteVector mac = parts.mac_of(sequence_, whole);
                genuine = CRYPTO_memcmp(mac.data(), told.data(), tag) == 0;
                packet = parts.turned(whole.subspan(4));
            } else {
                ByteVector clear = std::exchange(parts.head, {});
                const ByteVector rest = parts.turned(whole.subspan(block));
                clear.insert(clear.end(), rest.begin(), rest.end());
                const ByteVector mac = parts.mac_of(sequence_, clear);
                genuine = CRYPTO_memcmp(mac.data(), told.data(), tag) == 0;
                packet.assign(clear.begin() + 4, clear.end());
            }
            break;
        }
        case Kind::gcm: {
            const Context context{EVP_CIPHER_CTX_new()};
            int count = 0;
            ByteVector expected(told.begin(), told.end());
            EVP_DecryptInit_ex(context.get(), parts.cipher->evp(), nullptr, parts.key.data(),
                               parts.iv.data());
            EVP_DecryptUpdate(context.get(), nullptr, &count, whole.data(), 4);
            EVP_DecryptUpdate(context.get(), packet.data(), &count, whole.data() + 4,
                              static_cast<int>(length));
            EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, expected.data());
            genuine = EVP_DecryptFinal_ex(context.get(), packet.data() + count, &count) == 1;
            parts.next_iv();
            break;
        }
        case Kind::chacha: {
            const Bytes key{parts.key};
            const ByteVector zeros(32);
            std::uint8_t poly_key[32];
            chacha(key.first(32), sequence_, 0, zeros, poly_key);
            genuine = CRYPTO_memcmp(poly1305(poly_key, whole).data(), told.data(), tag) == 0;
            chacha(key.first(32), sequence_, 1, whole.subspan(4), packet.data());
            break;
        }
    }
    if (!genuine) return ParseError{Fault::bad_value, 4 + length, "mac"};
    ++sequence_;
    const std::size_t padding = packet.front();
    if (padding < 4 || padding + 2 > packet.size())
        return ParseError{Fault::bad_value, 4, "padding_length"};
    Opened opened;
    opened.payload.assign(packet.begin() + 1, packet.end() - static_cast<std::ptrdiff_t>(padding));
    opened.consumed = total;
    return opened;
}

}  // namespace hitme::dialogue
