// SPDX-License-Identifier: Apache-2.0
#include "core/prefix_preserving_map.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "core/check.h"

namespace hitme::core {
namespace {

constexpr std::size_t block_bytes = 16;
constexpr unsigned byte_bits = 8;

/// AES-128 of whole blocks, each by itself, in place.
void encrypt(const std::array<std::uint8_t, 16>& key, std::span<std::uint8_t> blocks) {
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{
        EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
    int written = 0;
    const bool done =
        context != nullptr &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_128_ecb(), nullptr, key.data(), nullptr) == 1 &&
        EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
        EVP_EncryptUpdate(context.get(), blocks.data(), &written, blocks.data(),
                          static_cast<int>(blocks.size())) == 1 &&
        static_cast<std::size_t>(written) == blocks.size();
    // An address that was not renamed must never leave.
    check(done, "AES-128 renames whole blocks");
}

}  // namespace

PrefixPreservingMap::PrefixPreservingMap(const Key& key) {
    std::copy_n(key.begin(), block_bytes, cipher_key_.begin());
    std::copy_n(key.begin() + block_bytes, block_bytes, pad_.begin());
    encrypt(cipher_key_, pad_);
}

Address PrefixPreservingMap::operator()(const Address& address) const {
    const auto original = address.compact();
    const std::size_t bits = original.size() * byte_bits;
    // Block i: the first i bits of the address, the rest from the pad.
    std::vector<std::uint8_t> blocks(bits * block_bytes);
    auto filled = pad_;
    for (std::size_t i = 0; i < bits; ++i) {
        std::ranges::copy(filled, blocks.begin() + static_cast<std::ptrdiff_t>(i * block_bytes));
        const auto mask = static_cast<std::uint8_t>(0x80u >> (i % byte_bits));
        auto& byte = filled[i / byte_bits];
        byte = static_cast<std::uint8_t>((byte & ~mask) | (original[i / byte_bits] & mask));
    }
    encrypt(cipher_key_, blocks);
    auto renamed = original;
    for (std::size_t i = 0; i < bits; ++i) {
        const unsigned changed = blocks[i * block_bytes] >> (byte_bits - 1);
        renamed[i / byte_bits] ^=
            static_cast<std::uint8_t>(changed << (byte_bits - 1 - i % byte_bits));
    }
    return *Address::from_bytes(renamed);
}

}  // namespace hitme::core
