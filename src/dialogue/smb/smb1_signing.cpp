// SPDX-License-Identifier: Apache-2.0
#include "dialogue/smb/smb1_signing.h"

#include <algorithm>

#include "core/digest.h"
#include "wire/smb1_header.h"

namespace hitme::dialogue::smb {
namespace {

constexpr std::size_t signature_at = 14;
constexpr std::size_t signature_bytes = 8;

/// The first eight bytes of the MAC; nothing for less than a header.
std::optional<std::array<std::uint8_t, signature_bytes>> signature_of(const SigningKey& key,
                                                                      std::uint32_t sequence,
                                                                      core::Bytes message) {
    if (message.size() < wire::smb1_header_bytes) return std::nullopt;
    core::ByteVector text(key.begin(), key.end());
    text.insert(text.end(), message.begin(), message.end());
    const std::size_t at = key.size() + signature_at;
    for (std::size_t i = 0; i < signature_bytes; ++i)
        text[at + i] = i < 4 ? static_cast<std::uint8_t>(sequence >> (8 * i)) : std::uint8_t{0};
    const auto digest = core::md5(text);
    if (!digest) return std::nullopt;
    std::array<std::uint8_t, signature_bytes> signature{};
    std::copy_n(digest->begin(), signature.size(), signature.begin());
    return signature;
}

/// Those that have no answer of their own: pieces of a transaction, and what cancels.
bool is_one_way(std::uint8_t command) {
    using wire::Smb1Command;
    switch (static_cast<Smb1Command>(command)) {
        case Smb1Command::transaction_secondary:
        case Smb1Command::transaction2_secondary:
        case Smb1Command::nt_transact_secondary:
        case Smb1Command::nt_cancel:
            return true;
        default:
            return false;
    }
}

}  // namespace

void sign_smb1(const SigningKey& key, std::uint32_t sequence, std::span<std::uint8_t> message) {
    if (const auto signature = signature_of(key, sequence, message))
        std::ranges::copy(*signature, message.begin() + signature_at);
}

bool smb1_signature_holds(const SigningKey& key, std::uint32_t sequence, core::Bytes message) {
    const auto signature = signature_of(key, sequence, message);
    return signature &&
           std::equal(signature->begin(), signature->end(), message.begin() + signature_at);
}

void Smb1Signing::begin(const SigningKey& key) {
    is_on_ = true;
    key_ = key;
    answer_ = 1;
    next_ = 2;
}

bool Smb1Signing::take(std::uint8_t command, core::Bytes message) {
    const std::uint32_t number = next_;
    answer_ = number + 1;
    next_ += is_one_way(command) ? 1U : 2U;
    return smb1_signature_holds(key_, number, message);
}

void Smb1Signing::sign(std::span<std::uint8_t> message) const {
    sign_smb1(key_, answer_, message);
}

}  // namespace hitme::dialogue::smb
