// SPDX-License-Identifier: Apache-2.0
#include "core/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>

#include "core/check.h"
#include "core/text.h"

namespace hitme::core {

namespace {

// Fetched once: EVP_sha256() is looked up again, under a lock, each time that it is used (OpenSSL 3, crypto(7)), which
// costs more than the digest of a short text. Lives as long as the program.
const EVP_MD* fetched_sha256() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return algorithm;
}

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

std::array<std::uint8_t, 32> sha256(Bytes bytes) {
    thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
    std::array<std::uint8_t, 32> out{};
    unsigned length = 0;
    check(context != nullptr && EVP_DigestInit_ex2(context.get(), fetched_sha256(), nullptr) == 1 &&
              EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
              EVP_DigestFinal_ex(context.get(), out.data(), &length) == 1 && length == out.size(),
          "SHA-256 is always there");
    return out;
}

std::string sha256_hex(Bytes bytes) {
    return to_hex(sha256(bytes));
}

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    check(state_->context != nullptr &&
              EVP_DigestInit_ex2(state_->context, fetched_sha256(), nullptr) == 1,
          "SHA-256 is always there");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&& other) noexcept = default;
Sha256& Sha256::operator=(Sha256&& other) noexcept = default;

void Sha256::update(Bytes bytes) {
    check(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1,
          "SHA-256 takes any bytes");
}

std::array<std::uint8_t, 32> Sha256::digest() const {
    State copy;
    std::array<std::uint8_t, 32> out{};
    unsigned length = 0;
    check(copy.context != nullptr && EVP_MD_CTX_copy_ex(copy.context, state_->context) == 1 &&
              EVP_DigestFinal_ex(copy.context, out.data(), &length) == 1 && length == out.size(),
          "SHA-256 can be asked at any time");
    return out;
}

namespace {

template <std::size_t Length>
std::optional<std::array<std::uint8_t, Length>> digest_of(Bytes bytes, const EVP_MD* method) {
    std::array<std::uint8_t, Length> out{};
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, method, nullptr) != 1 ||
        length != Length)
        return std::nullopt;
    return out;
}

}  // namespace

std::optional<std::array<std::uint8_t, 16>> md5(Bytes bytes) {
    return digest_of<16>(bytes, EVP_md5());
}

std::string md5_hex(Bytes bytes) {
    const auto out = md5(bytes);
    return out ? to_hex(*out) : std::string{};
}

std::optional<std::array<std::uint8_t, 16>> hmac_md5(Bytes key, Bytes message) {
    constexpr std::size_t block = 64;  // RFC 2104 section 2: B of MD5
    ByteVector padded(key.begin(), key.end());
    if (key.size() > block) {
        const auto shorter = md5(key);
        if (!shorter) return std::nullopt;
        padded.assign(shorter->begin(), shorter->end());
    }
    padded.resize(block);
    ByteVector inner(padded);
    for (auto& byte : inner) byte ^= 0x36;
    inner.insert(inner.end(), message.begin(), message.end());
    const auto inside = md5(inner);
    if (!inside) return std::nullopt;
    ByteVector outer(padded);
    for (auto& byte : outer) byte ^= 0x5c;
    outer.insert(outer.end(), inside->begin(), inside->end());
    return md5(outer);
}

std::optional<std::array<std::uint8_t, 20>> sha1(Bytes bytes) {
    return digest_of<20>(bytes, EVP_sha1());
}

std::uint64_t similarity_key(Bytes bytes) {
    const std::size_t length = std::min(bytes.size(), similarity_window);
    if (length < 3) return 0;
    // The votes of the 64 bits are 64 counters side by side: planes[k] holds bit k of every counter, so adding a shingle
    // is a carry that ripples through a few words.
    constexpr std::size_t plane_count = 10;  // counts up to 1023; the window has 510 shingles
    static_assert(similarity_window < 1024);
    std::array<std::uint64_t, plane_count> planes{};
    // Each shingle votes once: a run of zeros, as half of every SMB header is, would outvote all the rest.
    std::array<std::uint32_t, similarity_window> shingles{};
    const std::size_t all = length - 2;
    for (std::size_t i = 0; i < all; ++i)
        shingles[i] = (std::uint32_t{bytes[i]} << 16) | (std::uint32_t{bytes[i + 1]} << 8) |
                      std::uint32_t{bytes[i + 2]};
    std::sort(shingles.begin(), shingles.begin() + static_cast<std::ptrdiff_t>(all));
    const auto last =
        std::unique(shingles.begin(), shingles.begin() + static_cast<std::ptrdiff_t>(all));
    const auto distinct = static_cast<std::size_t>(last - shingles.begin());
    for (std::size_t i = 0; i < distinct; ++i) {
        std::uint64_t mixed = shingles[i];
        mixed = (mixed + 1) * 0x9E3779B97F4A7C15u;
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9u;
        mixed ^= mixed >> 32;
        for (std::size_t k = 0; k < plane_count && mixed != 0; ++k) {
            const std::uint64_t carry = planes[k] & mixed;
            planes[k] ^= mixed;
            mixed = carry;
        }
    }
    // A bit of the key is set where its counter exceeds half of the shingles; compared from the highest plane down.
    const std::uint64_t half = distinct / 2;
    std::uint64_t above = 0;
    std::uint64_t equal = ~std::uint64_t{0};
    for (std::size_t k = plane_count; k-- > 0;) {
        if ((half >> k) & 1) {
            equal &= planes[k];
        } else {
            above |= equal & planes[k];
            equal &= ~planes[k];
        }
    }
    return above;
}

int similarity_distance(std::uint64_t a, std::uint64_t b) {
    return std::popcount(a ^ b);
}

}  // namespace hitme::core
