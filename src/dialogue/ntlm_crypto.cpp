// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ntlm_crypto.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <memory>

#include "core/check.h"
#include "dialogue/kept_digests.h"
#include "wire/smb_text.h"

namespace hitme::dialogue::smb {

namespace {

std::uint32_t word_at(const std::uint8_t* at) {
    return std::uint32_t{at[0]} | (std::uint32_t{at[1]} << 8) | (std::uint32_t{at[2]} << 16) |
           (std::uint32_t{at[3]} << 24);
}

// RFC 1320 section 3.4: three rounds of sixteen steps over one block.
void md4_block(std::array<std::uint32_t, 4>& state, const std::uint8_t* block) {
    std::array<std::uint32_t, 16> x;
    for (std::size_t i = 0; i < 16; ++i) x[i] = word_at(block + 4 * i);
    std::uint32_t a = state[0];
    std::uint32_t b = state[1];
    std::uint32_t c = state[2];
    std::uint32_t d = state[3];
    const auto turn = [&](std::uint32_t value, int by) {
        const std::uint32_t turned = std::rotl(a + value, by);
        a = d;
        d = c;
        c = b;
        b = turned;
    };
    static constexpr int shifts[3][4] = {{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}};
    static constexpr std::size_t third[16] = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
    for (std::size_t i = 0; i < 16; ++i) turn(((b & c) | (~b & d)) + x[i], shifts[0][i % 4]);
    for (std::size_t i = 0; i < 16; ++i)
        turn(((b & c) | (b & d) | (c & d)) + x[(i % 4) * 4 + i / 4] + 0x5A827999u,
             shifts[1][i % 4]);
    for (std::size_t i = 0; i < 16; ++i)
        turn((b ^ c ^ d) + x[third[i]] + 0x6ED9EBA1u, shifts[2][i % 4]);
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

bool same(core::Bytes a, core::Bytes b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// Upper case as the user part of NTOWFv2 needs it: ASCII and the letters of ISO 8859-1 that have a capital there.
core::ByteVector upper_utf16(core::Bytes text) {
    core::ByteVector out(text.begin(), text.end());
    for (std::size_t i = 0; i + 1 < out.size(); i += 2) {
        if (out[i + 1] != 0) continue;
        const std::uint8_t letter = out[i];
        if ((letter >= 'a' && letter <= 'z') ||
            (letter >= 0xE0 && letter <= 0xFE && letter != 0xF7))
            out[i] = static_cast<std::uint8_t>(letter - 0x20);
    }
    return out;
}

}  // namespace

Key md4(core::Bytes bytes) {
    std::array<std::uint32_t, 4> state = {0x67452301u, 0xEFCDAB89u, 0x98BADCFEu, 0x10325476u};
    const std::size_t whole = bytes.size() / 64 * 64;
    for (std::size_t at = 0; at < whole; at += 64) md4_block(state, bytes.data() + at);
    // RFC 1320 section 3.1 and 3.2: a one bit, zeros, and the length in bits.
    std::array<std::uint8_t, 128> tail{};
    const core::Bytes rest = bytes.subspan(whole);
    std::copy(rest.begin(), rest.end(), tail.begin());
    tail[rest.size()] = 0x80;
    const std::size_t blocks = rest.size() < 56 ? 1 : 2;
    const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
    for (std::size_t i = 0; i < 8; ++i)
        tail[blocks * 64 - 8 + i] = static_cast<std::uint8_t>(bits >> (8 * i));
    for (std::size_t i = 0; i < blocks; ++i) md4_block(state, tail.data() + 64 * i);
    Key digest;
    for (std::size_t i = 0; i < 16; ++i)
        digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (8 * (i % 4)));
    return digest;
}

Key md5(std::initializer_list<core::Bytes> parts) {
    return kept_md5(parts);
}

Key hmac_md5(core::Bytes key, std::initializer_list<core::Bytes> parts) {
    return kept_hmac_md5(key, parts);
}

std::array<std::uint8_t, 8> des(core::Bytes key7, const Challenge& block) {
    core::check(key7.size() == 7, "a key of DES has 56 bits");
    // Seven bits a byte; the eighth is parity, which DES does not look at.
    std::array<std::uint8_t, 24> key;
    std::uint64_t bits = 0;
    for (const std::uint8_t byte : key7) bits = (bits << 8) | byte;
    for (std::size_t i = 0; i < 8; ++i) {
        key[i] = static_cast<std::uint8_t>((bits >> (49 - 7 * i)) << 1);
        key[i + 8] = key[i];
        key[i + 16] = key[i];
    }
    // E(D(E(x))) with one key is E(x), and triple DES needs no legacy provider.
    std::array<std::uint8_t, 8> out{};
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{
        EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
    int written = 0;
    const bool done =
        context != nullptr &&
        EVP_EncryptInit_ex(context.get(), EVP_des_ede3_ecb(), nullptr, key.data(), nullptr) == 1 &&
        EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
        EVP_EncryptUpdate(context.get(), out.data(), &written, block.data(), 8) == 1;
    core::check(done && written == 8, "OpenSSL's default provider has triple DES");
    return out;
}

// An index of eight bits is always one of the 256: the loops go by pointer, without a check for each byte.
Rc4::Rc4(core::Bytes key) {
    std::uint8_t* const state = state_.data();
    for (unsigned i = 0; i < 256; ++i) state[i] = static_cast<std::uint8_t>(i);
    if (key.empty()) return;
    std::uint8_t j = 0;
    std::size_t next = 0;
    for (unsigned i = 0; i < 256; ++i) {
        j = static_cast<std::uint8_t>(j + state[i] + key[next]);
        if (++next == key.size()) next = 0;
        std::swap(state[i], state[j]);
    }
}

void Rc4::apply(std::span<std::uint8_t> bytes) {
    std::uint8_t* const state = state_.data();
    for (std::uint8_t& byte : bytes) {
        i_ = static_cast<std::uint8_t>(i_ + 1);
        j_ = static_cast<std::uint8_t>(j_ + state[i_]);
        std::swap(state[i_], state[j_]);
        byte ^= state[static_cast<std::uint8_t>(state[i_] + state[j_])];
    }
}

Key nt_hash(std::string_view password) {
    core::ByteVector utf16;
    wire::append_utf16(utf16, password);
    return md4(utf16);
}

Key nt_hash_v2(const Key& hash, core::Bytes user_utf16, core::Bytes domain_utf16) {
    return hmac_md5(hash, {upper_utf16(user_utf16), domain_utf16});
}

std::array<std::uint8_t, 24> ntlm_v1_response(const Key& hash, const Challenge& challenge) {
    std::array<std::uint8_t, 21> keys{};
    std::copy(hash.begin(), hash.end(), keys.begin());
    std::array<std::uint8_t, 24> response;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto block = des(core::Bytes(keys).subspan(7 * i, 7), challenge);
        std::copy(block.begin(), block.end(), response.begin() + static_cast<long>(8 * i));
    }
    return response;
}

std::optional<Key> verify_ntlm(const NtlmProof& proof, std::string_view password) {
    constexpr std::size_t v1_bytes = 24;
    const Key hash = nt_hash(password);
    if (proof.nt_response.size() == v1_bytes) {
        Challenge challenge = proof.server_challenge;
        const bool session_response =
            proof.extended_session_security && proof.lm_response.size() == v1_bytes;
        if (session_response) {  // 3.3.1: MD5 of both challenges stands for the server's
            const Key mixed = md5({proof.server_challenge, proof.lm_response.first(8)});
            std::copy_n(mixed.begin(), challenge.size(), challenge.begin());
        }
        if (!same(ntlm_v1_response(hash, challenge), proof.nt_response)) return {};
        const Key base = md4(hash);
        if (!session_response) return base;
        return hmac_md5(base, {proof.server_challenge, proof.lm_response.first(8)});
    }
    constexpr std::size_t proof_bytes = 16;
    if (proof.nt_response.size() <= v1_bytes) return {};
    const core::Bytes said = proof.nt_response.first(proof_bytes);
    const core::Bytes blob = proof.nt_response.subspan(proof_bytes);
    // Some clients leave the domain out of the hash although they send it ([MS-NLMP] 3.3.2 has it in).
    for (const core::Bytes domain : {proof.domain_utf16, core::Bytes{}}) {
        const Key key = nt_hash_v2(hash, proof.user_utf16, domain);
        if (same(hmac_md5(key, {proof.server_challenge, blob}), said)) return hmac_md5(key, {said});
    }
    return {};
}

Key exported_session_key(const Key& key_exchange_key, core::Bytes encrypted_session_key) {
    Key key = key_exchange_key;
    if (encrypted_session_key.size() != key.size()) return key;
    std::copy(encrypted_session_key.begin(), encrypted_session_key.end(), key.begin());
    Rc4{key_exchange_key}.apply(key);
    return key;
}

}  // namespace hitme::dialogue::smb
