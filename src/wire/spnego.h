// SPDX-License-Identifier: Apache-2.0
// SPNEGO tokens: which mechanism two sides agree on, and the mechanism's own token inside.
//
// What     RFC 4178 section 4.2 (NegTokenInit, NegTokenResp); [MS-SPNG] 2.2.1 (NegTokenInit2, what a server sends first:
//          negHints and its name); RFC 2743 section 3.1 (the frame with the mechanism's OID); DER by X.690.
// Limits   max_spnego_mechanisms; DER lengths up to 32 bits, bounded by the bytes; no recursion.
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_spnego_mechanisms = 16;  // ours; Windows offers five

enum class SpnegoMechanism : std::uint8_t {
    other,
    ntlmssp,      ///< 1.3.6.1.4.1.311.2.2.10
    kerberos,     ///< 1.2.840.113554.1.2.2
    ms_kerberos,  ///< 1.2.840.48018.1.2.2
    negoex,       ///< 1.3.6.1.4.1.311.2.2.30
};

enum class SpnegoState : std::uint8_t {
    accept_completed = 0,
    accept_incomplete = 1,
    reject = 2,
    request_mic = 3,
};

struct SpnegoToken {
    bool is_init = false;                     ///< NegTokenInit or NegTokenInit2; else NegTokenResp
    std::vector<SpnegoMechanism> mechanisms;  ///< of an init, in the sender's order
    core::Bytes mechanism_list;  ///< the DER of mechTypes with its tag, what mechListMIC signs
    std::optional<SpnegoState> state;       ///< of a response
    std::optional<SpnegoMechanism> chosen;  ///< supportedMech of a response
    core::Bytes token;                      ///< mechToken or responseToken
    core::Bytes hint_name;                  ///< of NegTokenInit2
    core::Bytes mechanism_list_mic;
};

/// Errors   truncated; bad_value: "InitialContextToken", "NegotiationToken", "MechTypeList" ...; over_limit:
///          "MechTypeList", "Length".
core::Parsed<SpnegoToken> decode_spnego(core::Bytes blob);

/// NegTokenInit: the frame, mechTypes, mechToken and, where a hint is given, negHints ([MS-SPNG] 2.2.1).
struct SpnegoInit {
    std::vector<SpnegoMechanism> mechanisms;  ///< `other` is left out
    core::Bytes token;
    core::Bytes hint_name;
};
core::ByteVector encode_spnego_init(const SpnegoInit& init);

/// NegTokenResp.
struct SpnegoResponse {
    std::optional<SpnegoState> state;
    std::optional<SpnegoMechanism> chosen;
    core::Bytes token;               ///< empty: none
    core::Bytes mechanism_list_mic;  ///< empty: none
};
core::ByteVector encode_spnego_response(const SpnegoResponse& response);

/// The DER of a MechTypeList, as SpnegoToken::mechanism_list holds it.
core::ByteVector encode_mechanism_list(const std::vector<SpnegoMechanism>& mechanisms);

}  // namespace hitme::wire
