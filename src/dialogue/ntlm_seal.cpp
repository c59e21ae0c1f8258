// SPDX-License-Identifier: Apache-2.0
#include "dialogue/ntlm_seal.h"

#include <algorithm>
#include <string_view>

#include "wire/ntlmssp.h"

namespace hitme::dialogue::smb {
namespace {

using namespace std::string_view_literals;

// The constants count with their terminating zero.
Key signing_key(const Key& session_key, NtlmDirection direction) {
    return md5(
        {session_key,
         core::as_bytes(direction == NtlmDirection::client_to_server
                            ? "session key to client-to-server signing key magic constant\0"sv
                            : "session key to server-to-client signing key magic constant\0"sv)});
}

Key sealing_key(const Key& session_key, std::uint32_t flags, NtlmDirection direction) {
    const std::size_t strength = (flags & wire::ntlm::flag_128) != 0  ? 16
                                 : (flags & wire::ntlm::flag_56) != 0 ? 7
                                                                      : 5;
    return md5(
        {core::Bytes(session_key).first(strength),
         core::as_bytes(direction == NtlmDirection::client_to_server
                            ? "session key to client-to-server sealing key magic constant\0"sv
                            : "session key to server-to-client sealing key magic constant\0"sv)});
}

}  // namespace

NtlmSeal::NtlmSeal(const Key& session_key, std::uint32_t flags, NtlmDirection direction,
                   std::uint32_t sequence)
    : signing_(signing_key(session_key, direction)),
      cipher_(sealing_key(session_key, flags, direction)),
      enciphers_((flags & wire::ntlm::flag_key_exchange) != 0),
      sequence_(sequence) {}

bool NtlmSeal::serves(std::uint32_t flags) {
    return (flags & wire::ntlm::flag_extended_session_security) != 0;
}

Key NtlmSeal::signature(core::Bytes message) {
    constexpr std::size_t checksum_bytes = 8;
    std::array<std::uint8_t, 4> number{};
    for (std::size_t i = 0; i < number.size(); ++i)
        number[i] = static_cast<std::uint8_t>(sequence_ >> (8 * i));
    ++sequence_;
    Key sum = hmac_md5(signing_, {number, message});
    if (enciphers_) cipher_.apply(std::span(sum).first(checksum_bytes));
    Key signature{1};
    std::copy_n(sum.begin(), checksum_bytes, signature.begin() + 4);
    std::copy(number.begin(), number.end(), signature.begin() + 12);
    return signature;
}

}  // namespace hitme::dialogue::smb
