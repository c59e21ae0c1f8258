// SPDX-License-Identifier: Apache-2.0
// The argument of MAIL and RCPT, and what AUTH PLAIN carries.
//
// What     RFC 5321 section 4.1.1.2 and 4.1.1.3: "FROM:" or "TO:", a path in angle brackets, parameters; servers also take
//          a space before the path and a path without brackets. RFC 4616 section 2: authzid NUL authcid NUL passwd.
// Pure     views point into the argument.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace hitme::wire {

enum class SmtpPathKind : std::uint8_t { from, to };

struct SmtpPath {
    std::string_view mailbox;  ///< without brackets and source route; empty for <>
    std::string_view domain;   ///< behind its last @
    std::string_view parameters;
};
/// Errors   bad_value: "keyword" (FROM: or TO: is missing), "path".
core::Parsed<SmtpPath> decode_smtp_path(std::string_view argument, SmtpPathKind kind);

struct SaslPlain {
    std::string identity;
    std::string user;
    std::string password;
};
/// From base64. Errors   bad_value: "base64", "message" (not three parts).
core::Parsed<SaslPlain> decode_sasl_plain(std::string_view base64);

}  // namespace hitme::wire
