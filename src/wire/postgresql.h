// SPDX-License-Identifier: Apache-2.0
// PostgreSQL's frontend/backend protocol 3.0: start-up and the messages after it.
//
// What     PostgreSQL documentation, "Frontend/Backend Protocol", chapters "Message Formats", "SASL Authentication" and
//          "Error and Notice Message Fields".
// Bytes    big-endian; a first message has no type byte.
// Limits   max_postgresql_startup (10,000, as the server has it), max_postgresql_message, max_postgresql_parameters.
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_postgresql_startup = 10'000;
constexpr std::size_t max_postgresql_message = 1 << 20;  // ours
constexpr std::size_t max_postgresql_parameters = 32;    // ours

enum class PostgresqlOpening : std::uint8_t { startup, ssl_request, gss_request, cancel };

struct PostgresqlStartup {
    PostgresqlOpening kind = PostgresqlOpening::startup;
    std::uint16_t major = 3;
    std::uint16_t minor = 0;
    std::vector<std::pair<std::string_view, std::string_view>> parameters;
    std::size_t consumed = 0;
    /// The value of a parameter; empty when absent.
    std::string_view parameter(std::string_view name) const;
};

/// A first message, or the one after a refused SSLRequest.
/// Errors   need_more; over_limit: "length"; bad_value.
core::Parsed<PostgresqlStartup> take_postgresql_startup(core::Bytes bytes);

struct PostgresqlMessage {
    char type = 0;
    core::Bytes body;
    std::size_t consumed = 0;
};
/// Errors   need_more; over_limit, bad_value: "length".
core::Parsed<PostgresqlMessage> take_postgresql_message(core::Bytes bytes);

/// Up to its zero, or the end.
std::string_view postgresql_text(core::Bytes body);

/// SASLInitialResponse: mechanism and the client's first message.
struct PostgresqlSasl {
    std::string_view mechanism;
    std::string_view response;
};
core::Parsed<PostgresqlSasl> decode_postgresql_sasl(core::Bytes body);
/// The value of an attribute of a SCRAM message (RFC 5802 section 5): "r" of "n,,n=,r=abc". Empty when absent.
std::string_view scram_attribute(std::string_view message, char name);

void encode_postgresql_message(core::ByteVector& out, char type, core::Bytes body);
/// 'v' (NegotiateProtocolVersion): the newest minor version of 3 that is served, and the options that are not.
void encode_postgresql_negotiation(core::ByteVector& out, std::uint32_t minor,
                                   const std::vector<std::string_view>& unknown);
/// 'R' with a number and what follows it.
void encode_postgresql_authentication(core::ByteVector& out, std::uint32_t number,
                                      core::Bytes rest);

struct PostgresqlFault {
    std::string_view severity;  ///< "FATAL"
    std::string_view state;     ///< "28P01"
    std::string_view message;
    std::string_view file;
    std::string_view line;
    std::string_view routine;
    std::string_view detail = {};  ///< empty: none is sent
};
void encode_postgresql_error(core::ByteVector& out, const PostgresqlFault& fault);
/// The value of one field of an ErrorResponse, such as 'C' for the SQLSTATE; empty when absent.
std::string_view postgresql_error_field(core::Bytes body, char field);

}  // namespace hitme::wire
