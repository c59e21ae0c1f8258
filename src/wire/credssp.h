// SPDX-License-Identifier: Apache-2.0
// CredSSP's TSRequest: the envelope of a network level authentication inside TLS.
//
// What     [MS-CSSP] 2.2.1: version, negoTokens, errorCode. The token is NTLMSSP, bare or in SPNEGO.
// Bytes    DER (X.690).
// Limits   max_credssp.
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_credssp =
    32 << 10;  // ours: an NTLM message has some hundred bytes, a Kerberos ticket some thousand

struct CredsspRequest {
    std::uint32_t version = 0;
    core::Bytes token;  ///< the first of negoTokens
    std::optional<std::uint32_t> error;
    std::size_t consumed = 0;
};

/// The TSRequest in front of `bytes`.
/// Errors   need_more; bad_value; over_limit; truncated: a length inside lies.
core::Parsed<CredsspRequest> take_credssp(core::Bytes bytes);

/// With a token where it is not empty, and an error where there is one.
core::ByteVector encode_credssp(std::uint32_t version, core::Bytes token,
                                std::optional<std::uint32_t> error);

}  // namespace hitme::wire
