// SPDX-License-Identifier: Apache-2.0
// The arithmetic of NTLM: whether a response was made with a given password, and the keys that follow from it.
//
// What     [MS-NLMP] 3.3.1 (NTLMv1, NTLM2 session response), 3.3.2 (NTLMv2), 3.4.5.1 (keys). Signatures: ntlm_seal.h.
// Use      only against passwords that the operator listed as the decoy's own; nothing here searches for a password.
// Ours     MD4 and RC4: OpenSSL 3 gives them only with its legacy provider, which a decoy must not depend on. DES comes
//          from its default provider as triple DES with one key thrice. HMAC-MD5 and MD5 come from OpenSSL.
// Pure     values only.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "core/bytes.h"

namespace hitme::dialogue::smb {

using Key = std::array<std::uint8_t, 16>;
using Challenge = std::array<std::uint8_t, 8>;

/// RFC 1320.
Key md4(core::Bytes bytes);
/// RFC 2104 with RFC 1321, over the parts one behind the other.
Key hmac_md5(core::Bytes key, std::initializer_list<core::Bytes> parts);
Key md5(std::initializer_list<core::Bytes> parts);
/// One block of DES with a key of 56 bits ([MS-NLMP] section 6, DES()).
std::array<std::uint8_t, 8> des(core::Bytes key7, const Challenge& block);

/// The stream cipher ARCFOUR (RFC 6229 has vectors).
class Rc4 {
 public:
    explicit Rc4(core::Bytes key);
    void apply(std::span<std::uint8_t> bytes);

 private:
    std::array<std::uint8_t, 256> state_;
    std::uint8_t i_ = 0;
    std::uint8_t j_ = 0;
};

/// NTOWFv1: MD4 of the password in UTF-16LE.
Key nt_hash(std::string_view password);
/// NTOWFv2 from NTOWFv1. Letters of ASCII and ISO 8859-1 in `user` are made upper case.
Key nt_hash_v2(const Key& hash, core::Bytes user_utf16, core::Bytes domain_utf16);
/// DESL(): 24 bytes.
std::array<std::uint8_t, 24> ntlm_v1_response(const Key& hash, const Challenge& challenge);

/// What a client sent to prove that it knows a password.
struct NtlmProof {
    Challenge server_challenge{};
    core::Bytes lm_response;
    core::Bytes nt_response;
    core::Bytes user_utf16;
    core::Bytes domain_utf16;
    bool extended_session_security = false;  ///< as agreed: NTLM2 session response for 24 bytes
};

/// The key exchange key ([MS-NLMP] 3.4.5.1) when `password` made the response; nothing when it did not.
std::optional<Key> verify_ntlm(const NtlmProof& proof, std::string_view password);

/// The exported session key ([MS-NLMP] 3.1.5.1.2): what the client chose, where it sent 16 bytes, else the exchange key.
Key exported_session_key(const Key& key_exchange_key, core::Bytes encrypted_session_key);

}  // namespace hitme::dialogue::smb
