// SPDX-License-Identifier: Apache-2.0
// MySQL's client/server protocol: packets, both sides of the connection phase, and the command that follows.
//
// What     MySQL internals: Protocol::Packet, HandshakeV10, SSLRequest, HandshakeResponse41 and 320, AuthSwitchRequest,
//          AuthMoreData, ERR_Packet, Command Phase.
// Bytes    little-endian; lengths of one, two, three or eight bytes (Protocol::LengthEncodedInteger).
// Limits   max_mysql_packet; max_mysql_attributes.
// Pure     views point into the caller's bytes.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace hitme::wire {

constexpr std::size_t max_mysql_packet =
    1 << 20;  // ours: what a client may send before it is logged in is smaller
constexpr std::size_t max_mysql_attributes = 32;

struct MysqlPacket {
    std::uint8_t sequence = 0;
    core::Bytes payload;
    std::size_t consumed = 0;
};
/// Errors   need_more; over_limit: "payload_length".
core::Parsed<MysqlPacket> take_mysql_packet(core::Bytes bytes);
/// Appends header and payload.
void encode_mysql_packet(core::ByteVector& out, std::uint8_t sequence, core::Bytes payload);

/// Capability flags that change the form of messages.
enum MysqlCapability : std::uint32_t {
    mysql_connect_with_db = 0x8,
    mysql_protocol_41 = 0x200,
    mysql_ssl = 0x800,
    mysql_secure_connection = 0x8000,
    mysql_plugin_auth = 0x8'0000,
    mysql_connect_attributes = 0x10'0000,
    mysql_lenenc_auth = 0x20'0000,
};

struct MysqlGreeting {
    std::string_view version;  ///< "8.0.36-0ubuntu0.22.04.1"
    std::uint32_t thread = 0;
    core::Bytes scramble;  ///< 20 bytes
    std::uint32_t capabilities = 0;
    std::uint8_t character_set = 0;
    std::uint16_t status = 2;  ///< SERVER_STATUS_AUTOCOMMIT
    std::string_view plugin;   ///< "mysql_native_password", "caching_sha2_password"
    /// MariaDB's capabilities above the first 32, in the last 4 of the reserved bytes ("Connection phase", its documentation).
    std::uint32_t extended_capabilities = 0;
};
core::ByteVector encode_mysql_greeting(const MysqlGreeting& greeting);
/// A server's greeting; `scramble` is its first part only.
core::Parsed<MysqlGreeting> decode_mysql_greeting(core::Bytes payload);

struct MysqlLogin {
    bool is_ssl_request = false;  ///< 32 bytes, then TLS
    bool is_old_form = false;     ///< HandshakeResponse320
    std::uint32_t capabilities = 0;
    std::uint32_t max_packet = 0;
    std::string_view user;
    core::Bytes response;
    std::string_view database;
    std::string_view plugin;
    std::vector<std::pair<std::string_view, std::string_view>> attributes;
};
core::Parsed<MysqlLogin> decode_mysql_login(core::Bytes payload);

core::ByteVector encode_mysql_error(std::uint16_t code, std::string_view sql_state,
                                    std::string_view message);
struct MysqlError {
    std::uint16_t code = 0;
    std::string_view message;
};
/// `payload` that begins with 0xFF.
core::Parsed<MysqlError> decode_mysql_error(core::Bytes payload);
/// AuthMoreData: what a plugin says in the middle of a logon.
core::ByteVector encode_mysql_auth_more(core::Bytes data);
core::ByteVector encode_mysql_auth_switch(std::string_view plugin, core::Bytes scramble);

/// "COM_QUERY"; empty for an unknown command.
std::string_view name_of_mysql_command(std::uint8_t command);

}  // namespace hitme::wire
