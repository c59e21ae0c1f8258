// SPDX-License-Identifier: Apache-2.0
// SSH transport before encryption: identification, packets, algorithm negotiation, and what names a client by it.
//
// What     RFC 4253: 4.2 identification, 6 binary packets, 7.1 SSH_MSG_KEXINIT, 11.1 disconnect; RFC 4252 section 8 for
//          password requests. HASSH: MD5 over kex;encryption;mac;compression, as its authors describe it.
// Split    take_ssh_identification() and take_ssh_packet() look at the front of a buffer that may end anywhere.
// Limits   max_ssh_identification, max_ssh_packet, max_ssh_names.
// Pure     views point into the caller's bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/reader.h"
#include "core/result.h"
#include "core/writer.h"

namespace hitme::wire {

constexpr std::size_t max_ssh_identification = 255;  // RFC 4253 section 4.2, CR and LF included
constexpr std::size_t max_ssh_packet = 35'000;       // RFC 4253 section 6.1, the whole packet
constexpr std::size_t max_ssh_names = 256;           // ours: the longest real list has some forty

struct SshIdentification {
    std::string_view line;      ///< without CR and LF: "SSH-2.0-OpenSSH_9.2p1 Debian-2"
    std::string_view protocol;  ///< "2.0", "1.99", "1.5"
    std::string_view software;  ///< "OpenSSH_9.2p1"
    std::string_view comments;  ///< "Debian-2"
    std::size_t consumed = 0;   ///< line and its end
};

/// The identification in front of `bytes`. A lone LF ends it too, as clients of old send it.
/// Errors   need_more; bad_value: "SSH-" or a control character; over_limit: no end within the limit.
core::Parsed<SshIdentification> take_ssh_identification(core::Bytes bytes);

enum class SshMessage : std::uint8_t {
    disconnect = 1,
    ignore = 2,
    unimplemented = 3,
    debug = 4,
    service_request = 5,
    service_accept = 6,
    ext_info = 7,
    kexinit = 20,
    newkeys = 21,
    kexdh_init = 30,   ///< RFC 4253 8; also SSH_MSG_KEX_ECDH_INIT (RFC 5656)
    kexdh_reply = 31,  ///< also SSH_MSG_KEX_ECDH_REPLY
    userauth_request = 50,
    userauth_failure = 51,
    userauth_success = 52,
    userauth_banner = 53,
};

/// "SSH_MSG_KEXINIT"; empty for a number that has no name here.
std::string_view name_of_ssh_message(std::uint8_t number);

struct SshPacket {
    std::uint8_t message = 0;
    core::Bytes payload;  ///< with the message number in front
    std::size_t consumed = 0;
};

/// A packet that is not encrypted.
/// Errors   need_more; over_limit: "packet_length" beyond section 6.1; bad_value: "padding_length" or no payload.
core::Parsed<SshPacket> take_ssh_packet(core::Bytes bytes);

/// The ten name-lists in the order of section 7.1.
enum SshList : std::size_t {
    ssh_kex,
    ssh_host_key,
    ssh_cipher_to_server,
    ssh_cipher_to_client,
    ssh_mac_to_server,
    ssh_mac_to_client,
    ssh_compression_to_server,
    ssh_compression_to_client,
    ssh_language_to_server,
    ssh_language_to_client,
    ssh_lists,
};

struct SshKexinit {
    core::Bytes cookie;
    std::array<std::string_view, ssh_lists> lists;
    bool first_packet_follows = false;
};

/// `payload` of a packet whose message is kexinit.
core::Parsed<SshKexinit> decode_ssh_kexinit(core::Bytes payload);

/// "curve25519-sha256,...;aes128-ctr,...;hmac-sha2-256,...;none": what HASSH is the MD5 of. Of a client, the lists to
/// the server; of a server, those to the client.
std::string hassh_text_of_client(const SshKexinit& kexinit);
std::string hassh_text_of_server(const SshKexinit& kexinit);
std::string hassh_of(std::string_view text);

/// The first of `wanted` (a client's list) that `offered` also holds (RFC 4253 section 7.1); empty when none.
std::string_view agree_on(std::string_view wanted, std::string_view offered);

/// RFC 4253 section 11.1.
struct SshDisconnect {
    std::uint32_t reason = 0;
    std::string_view description;
};
core::Parsed<SshDisconnect> decode_ssh_disconnect(core::Bytes payload);

/// RFC 4252 section 5 and 8; `secret` only for method "password".
struct SshUserauth {
    std::string_view user;
    std::string_view service;
    std::string_view method;
    bool has_signature = false;      ///< publickey: the client proves the key (section 7)
    std::string_view key_algorithm;  ///< publickey
    core::Bytes key;                 ///< publickey: its blob
    core::Bytes secret;              ///< password
};
core::Parsed<SshUserauth> decode_ssh_userauth(core::Bytes payload);

/// RFC 4251 section 5: a length of 32 bits and the bytes.
core::Bytes read_ssh_string(core::Reader& in, const char* field);
void write_ssh_string(core::Writer& out, core::Bytes value);
inline void write_ssh_string(core::Writer& out, std::string_view value) {
    write_ssh_string(out, core::as_bytes(value));
}

core::ByteVector encode_ssh_kexinit(core::Bytes cookie,
                                    const std::array<std::string_view, ssh_lists>& lists);
core::ByteVector encode_ssh_disconnect(std::uint32_t reason, std::string_view description);
/// Appends length, padding length, `payload` and `padding` zeros enough for section 6 with blocks of `block` bytes.
void encode_ssh_packet(core::ByteVector& out, core::Bytes payload, std::size_t block = 8);

}  // namespace hitme::wire
